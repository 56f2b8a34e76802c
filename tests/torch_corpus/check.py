"""How the suites of this folder ask for a model: the summary of a symbol, as JSON."""

from __future__ import annotations

import importlib.util
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from layerhints.project.project import Project


def file_of(module: str) -> str:
    """The source of an installed module, found without importing its parents' code twice."""
    top, _, rest = module.partition(".")
    spec = importlib.util.find_spec(top)
    assert spec is not None and spec.submodule_search_locations is not None
    from pathlib import Path

    place = Path(spec.submodule_search_locations[0], *rest.split(".")) if rest else Path(str(spec.origin)).parent
    return str(place.with_suffix(".py") if place.with_suffix(".py").exists() else place / "__init__.py")


def new_project() -> Project:
    """A project in the environment of the tests. What it has read of one model's files serves the next."""
    from layerhints.project.project import Project

    project = Project()
    project.set_editor_settings({"python": sys.prefix})
    return project


def summary(
    module: str, symbol: str, arguments: dict[str, Any], inputs: list[list[int]], project: Project | None = None
) -> dict[str, Any]:
    """What `layerhints summary module::symbol --format json` says of the one model."""
    from layerhints.ide.summary.as_json import as_json

    project = new_project() if project is None else project
    shapes = [(None, tuple(shape)) for shape in inputs]
    view, model = project.summarise(file_of(module), symbol, arguments, shapes)
    assert hasattr(model, "summary"), model
    found: dict[str, Any] = as_json(view, [model])["models"][0]
    return found


def differences(truth: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """What is not as the real library says, in words; a detector's modules have no outputs to compare."""
    params = found["params"]
    wrong = [
        f"{name}: {params[name]} instead of {truth[name]}"
        for name in ("total", "trainable")
        if params[name] != truth[name]
    ]
    ours = {layer["path"]: layer for layer in found["layers"]}
    if list(ours) != [layer["path"] for layer in truth["layers"]]:
        paths = {layer["path"] for layer in truth["layers"]}
        wrong.append(f"modules: missing {sorted(paths - set(ours))[:3]}, more {sorted(set(ours) - paths)[:3]}")
    names = ("type", "params", "outputs") if truth["inputs"] else ("type", "params")
    for layer in truth["layers"]:
        for name in names if layer["path"] in ours else ():
            if ours[layer["path"]][name] != layer[name]:
                wrong.append(f"{layer['path']}: {name} {ours[layer['path']][name]} instead of {layer[name]}")
    if truth["inputs"] and found["output"] != truth["output"]:
        wrong.append(f"output {found['output']} instead of {truth['output']}")
    return wrong

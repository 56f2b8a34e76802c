"""`layerhints summary`: the layers, shapes and parameters of models."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layerhints.cli.collecting import collect_rarely
from layerhints.cli.outcome import CLEAN, Complaint
from layerhints.cli.places import keep, project_of
from layerhints.cli.terminal import shows_colour

if TYPE_CHECKING:
    from layerhints.interp import Model
    from layerhints.project.project import Project
    from layerhints.project.view import View

_PIPE_WIDTH = 200
"""Wide enough that no shape is broken; a table takes no more than it needs."""


def run(options: argparse.Namespace) -> int:
    collect_rarely()
    from layerhints.ide.summary.target import Malformed, read_argument, read_inputs, read_target

    try:
        target = read_target(options.target)
        inputs = read_inputs(options.input)
        arguments = dict(map(read_argument, options.arg))
    except Malformed as malformed:
        raise Complaint(str(malformed)) from None
    project, file = project_of(options.python, target.place)
    if target.symbol is not None:
        module = None if file == str(Path(target.place).resolve()) else target.place
        view, models = _chosen(project, file, [target.symbol], arguments, inputs, module)
    else:
        view = project.view(file)
        models = view.analysis.models
        if inputs or arguments:
            view, models = _chosen(project, file, [model.symbol for model in models], arguments, inputs)
    if not models:
        raise Complaint(f"{target.place} defines no model")
    if options.format == "json":
        from layerhints.ide.summary.as_json import as_json

        print(json.dumps(as_json(view, models), indent=2, ensure_ascii=False))
    else:
        _print_tables(view, models, options.depth)
    keep(project)
    return CLEAN


def _chosen(
    project: Project,
    file: str,
    symbols: Sequence[str],
    arguments: Mapping[str, Any],
    inputs: Sequence[Any],
    module: str | None = None,
) -> tuple[View, tuple[Model, ...]]:
    """The models of some symbols of a file, made with `arguments` and applied to `inputs`. `module` is the name of an
    installed file.
    """
    from difflib import get_close_matches

    from layerhints.algebra import Unknown

    models = []
    for symbol in symbols:
        view, model = project.summarise(file, symbol, arguments, inputs)
        name = symbol.partition(".")[0]
        if name not in view.analysis.values:
            near = get_close_matches(symbol, view.analysis.values, n=3)
            if module is not None:
                view, model = project.summarise(_importing(project, module, name), symbol, arguments, inputs)
            if isinstance(view.analysis.values.get(name, model), Unknown):
                hint = f"; did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else ""
                raise Complaint(f"there is no `{symbol}` in {module or file}{hint}")
        if isinstance(model, Unknown):
            raise Complaint(model.reason)
        models.append(model)
    return view, tuple(models)


def _importing(project: Project, module: str, name: str) -> str:
    """A document, on no disk, that imports a name: what layerhints describes itself stands in no source."""
    from layerhints.project.text import Text

    file = str(Path.cwd() / f"{module} {name}.py")
    project.open(file, Text(f"from {module} import {name}\n"))
    return file


def _print_tables(view: View, models: Sequence[Model], depth: int | None) -> None:
    from rich.console import Console

    from layerhints.ide.summary.as_text import print_summary

    width = None if sys.stdout.isatty() else _PIPE_WIDTH
    console = Console(no_color=not shows_colour(), width=width, emoji=False, highlight=False)
    print_summary(console, view, models, depth)

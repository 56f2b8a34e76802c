"""Writes down every model of torchvision as the real library builds it.

Run it with `python tests/torch_corpus/record_torchvision.py`; it needs Pillow, which the tests do not.

Each builder makes one model without pretrained weights, which is sent an example where its `forward` takes plain
tensors. Noted are the type and the parameters of every module, and what came out of it at every call. The truth goes
into torchvision.json.gz beside this file, with the versions that it comes from.
"""

from __future__ import annotations

import gzip
import inspect
import json
import sys
from pathlib import Path
from typing import Any

TRUTH = Path(__file__).parent / "torchvision.json.gz"


def inputs_of(module: str, name: str) -> list[list[int]]:
    """The shapes of the examples for a builder of this module; none for detectors, which take lists of images."""
    if "detection" in module:
        return []
    if "video" in module:
        return [[2, 3, 16, 224, 224]]
    if "optical_flow" in module:
        return [[2, 3, 256, 256]] * 2
    return [[2, 3, 299, 299]] if name == "inception_v3" else [[2, 3, 224, 224]]


def arguments_of(builder: Any) -> dict[str, Any]:
    """The arguments that keep a builder from loading weights for a part of its model."""
    parameters = inspect.signature(inspect.unwrap(builder)).parameters
    return {name: None for name in ("weights", "weights_backbone") if name in parameters}


def shapes(value: Any) -> Any:
    """The shapes of the tensors in a value, in its arrangement."""
    import torch

    if isinstance(value, torch.Tensor):
        return list(value.shape)
    if isinstance(value, dict):
        return {"dict": {key: shapes(item) for key, item in value.items()}}
    return {"tuple": [shapes(item) for item in value]} if isinstance(value, (list, tuple)) else None


def truth_of(model: Any, inputs: list[list[int]]) -> dict[str, Any]:
    """What the model and every module in it come to."""
    import torch

    calls: dict[str, list[Any]] = {}
    for path, module in model.named_modules():
        calls[path] = []
        module.register_forward_hook(lambda module, given, out, path=path: calls[path].append(shapes(out)))
    model.eval()
    with torch.no_grad():
        output = shapes(model(*(torch.zeros(shape) for shape in inputs))) if inputs else None
    leaves = [
        {
            "path": path,
            "type": f"{type(module).__module__}.{type(module).__qualname__}",
            "params": sum(parameter.numel() for parameter in module.parameters()),
            "outputs": calls[path],
        }
        for path, module in model.named_modules()
        if path and not any(True for _ in module.children())
    ]
    parameters = list(model.parameters())
    return {
        "total": sum(parameter.numel() for parameter in parameters),
        "trainable": sum(parameter.numel() for parameter in parameters if parameter.requires_grad),
        "inputs": inputs,
        "output": output,
        "layers": leaves,
    }


def imported() -> Any:
    """torchvision, on a build of torch for which its compiled operators are missing: Python only needs their names."""
    import importlib.util
    import re

    import torch

    folder = Path(importlib.util.find_spec("torchvision").submodule_search_locations[0])
    registered = re.findall(
        r"torchvision::(\w+)|register_meta\(\"(\w+)\"", (folder / "_meta_registrations.py").read_text()
    )
    library = torch.library.Library("torchvision", "DEF")
    for name in sorted({first or second for first, second in registered}):
        library.define(f"{name}(Tensor tensor) -> Tensor")
    imported.library = library  # it must live as long as its operators
    return importlib.import_module("torchvision")


def main() -> None:
    import torch

    torchvision = imported()
    models = []
    for name in sorted(torchvision.models.list_models()):
        builder = torchvision.models.get_model_builder(name)
        inputs = inputs_of(builder.__module__, name)
        # On the meta device nothing is computed; a model that needs numbers is made on the processor.
        try:
            with torch.device("meta"):
                truth = truth_of(builder(**arguments_of(builder)), inputs)
        except (RuntimeError, NotImplementedError):
            truth = truth_of(builder(**arguments_of(builder)), inputs)
        arguments = arguments_of(builder)
        models.append({"name": name, "symbol": builder.__name__, "module": builder.__module__, "arguments": arguments})
        models[-1].update(truth)
        print(name, truth["total"], file=sys.stderr)
    document = {"torch": torch.__version__, "torchvision": torchvision.__version__, "models": models}
    TRUTH.write_bytes(gzip.compress(json.dumps(document, separators=(",", ":")).encode(), 9, mtime=0))


if __name__ == "__main__":
    main()

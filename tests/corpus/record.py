"""Writes down what real Keras makes of model files: `KERAS_BACKEND=jax python tests/corpus/record.py FILE...`.

Each file is run in a process of its own, and the truth is written beside it as JSON. `tensorflow.keras` is Keras
itself. Models are those that module-level names hold at the end, and those that functions return which the file
defines, never calls, and which need no argument; each such function runs with fresh names.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["KERAS_BACKEND"] = "jax"
os.environ.setdefault("JAX_PLATFORMS", "cpu")


def record(path: Path) -> dict[str, Any]:
    """The truth of one file, from a process that runs it."""
    answer = subprocess.run([sys.executable, __file__, "--one", str(path)], capture_output=True, text=True)
    if answer.returncode != 0:
        raise SystemExit(f"{path} does not run:\n{answer.stderr}")
    truth: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return truth


def run(path: Path) -> dict[str, Any]:
    import keras

    _stand_in_for_tensorflow(keras)
    module = types.ModuleType("__main__")
    module.__file__ = str(path)
    sys.modules["__main__"] = module
    called: set[Any] = set()
    sys.setprofile(lambda frame, event, _: called.add(frame.f_code) if event == "call" else None)
    exec(compile(path.read_text(), str(path), "exec"), module.__dict__)
    sys.setprofile(None)
    return {"keras": keras.__version__, "models": list(_models(keras, module, called))}


def _stand_in_for_tensorflow(keras: Any) -> None:
    assert not keras.src.utils.module_utils.tensorflow.available  # asked once, before the stand-in is there
    tensorflow = types.ModuleType("tensorflow")
    tensorflow.keras = keras  # type: ignore[attr-defined]
    sys.modules["tensorflow"] = tensorflow
    for name in ("", ".layers", ".models", ".optimizers", ".utils", ".backend"):
        __import__("keras" + name)
        sys.modules["tensorflow.keras" + name] = sys.modules["keras" + name]


def _models(keras: Any, module: types.ModuleType, called: set[Any]) -> Iterator[dict[str, Any]]:
    for symbol, value in list(vars(module).items()):
        if isinstance(value, keras.Model):
            yield {"symbol": symbol, "kind": "variable", **describe(keras, value)}
    for symbol, value in list(vars(module).items()):
        if isinstance(value, types.FunctionType) and value.__code__ not in called and _is_own(module, value):
            code = value.__code__
            if code.co_argcount > len(value.__defaults__ or ()):
                continue
            keras.backend.clear_session()
            made = value()
            if isinstance(made, keras.Model):
                yield {"symbol": symbol, "kind": "function", **describe(keras, made)}


def _is_own(module: types.ModuleType, function: types.FunctionType) -> bool:
    return function.__code__.co_filename == module.__file__ and function.__name__ != "<lambda>"


def describe(keras: Any, model: Any) -> dict[str, Any]:
    """What Keras says of a model."""
    functional = getattr(model, "_functional", None) or (model if hasattr(model, "_nodes") else None)
    return {
        "class": type(model).__name__,
        "name": model.name,
        "inputs": None if functional is None else [
            {"name": tensor._keras_history.operation.name, "shape": list(tensor.shape)} for tensor in functional.inputs
        ],
        "output": None if functional is None else _structure(functional._outputs_struct),
        "params": _params(model),
        "layers": _layers(keras, model, functional),
    }  # fmt: skip


def _layers(keras: Any, model: Any, functional: Any) -> list[dict[str, Any]]:
    rows = []
    for layer in model.layers:
        row = {
            "path": layer.name,
            "type": type(layer).__name__,
            "outputs": _built_for(layer) if functional is None else _outputs(layer, functional),
            "params": layer.count_params() if layer.built else None,
            "trainable": _params(layer)["trainable"] if layer.built else None,
        }
        if isinstance(layer, keras.Model):
            inner = getattr(layer, "_functional", None) or (layer if hasattr(layer, "_nodes") else None)
            row["layers"] = _layers(keras, layer, inner)
        rows.append(row)
    return rows


def _built_for(layer: Any) -> list[Any] | None:
    """What comes out of a layer that stands in no graph, for the input that it was built for."""
    shapes = getattr(layer, "_build_shapes_dict", None)
    try:
        return [list(layer.compute_output_shape(**shapes))] if shapes else None
    except (NotImplementedError, ValueError):  # neither declared nor computable from the shapes that were kept
        return None


def _outputs(layer: Any, functional: Any) -> list[Any]:
    """The output of each call of the layer that belongs to the model, in the order of the calls."""
    inside = {id(node) for nodes in functional._nodes_by_depth.values() for node in nodes}
    nodes = [node for node in layer._inbound_nodes if id(node) in inside]
    struct = getattr(layer, "_outputs_struct", None)
    if isinstance(struct, dict):  # nodes keep their outputs as a flat list, in the order of the sorted keys
        return [_structure(dict(zip(sorted(struct), node.outputs, strict=True))) for node in nodes]
    return [_structure(node.outputs[0] if len(node.outputs) == 1 else node.outputs) for node in nodes]


def _structure(value: Any) -> Any:
    """Tensors as shapes; several as the design writes them."""
    if hasattr(value, "shape"):
        return list(value.shape)
    if isinstance(value, dict):
        return {"dict": {key: _structure(value[key]) for key in sorted(value)}}
    return {"tuple": [_structure(item) for item in value]}


def _params(layer: Any) -> dict[str, Any]:
    def total(weights: Any) -> int:
        return sum(_size(weight.shape) for weight in weights)

    if not layer.built:
        return {"total": None, "trainable": None, "non_trainable": None}
    return {
        "total": layer.count_params(),
        "trainable": total(layer.trainable_weights),
        "non_trainable": total(layer.non_trainable_weights),
    }


def _size(shape: Any) -> int:
    size = 1
    for axis in shape:
        size *= axis
    return size


def main(arguments: list[str]) -> None:
    if arguments[0] == "--one":
        print("\n" + json.dumps(run(Path(arguments[1]))))
        return
    for name in arguments:
        path = Path(name)
        target = path.with_suffix(".json")
        target.write_text(json.dumps(record(path), indent=1) + "\n")
        print(target)


if __name__ == "__main__":
    main(sys.argv[1:])

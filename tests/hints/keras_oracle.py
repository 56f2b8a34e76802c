"""Run files with real Keras and print what their models are: for each variable the layers' names, outputs, counts."""

from __future__ import annotations

import json
import runpy
import sys
from typing import Any

import keras


def shape(value: Any) -> Any:
    """A shape as lists; None stands for an open size."""
    if isinstance(value, tuple) and all(isinstance(size, int) or size is None for size in value):
        return list(value)
    return [shape(item) for item in value]


def model(value: keras.Model) -> dict[str, Any]:
    rows = []
    for layer in value.layers:
        # A Sequential is built anew with each layer that is added, and calls all of them again.
        outputs = [shape(node.outputs[0].shape) for node in layer._inbound_nodes]
        rows.append({"path": layer.name, "outputs": outputs, "params": layer.count_params()})
    return {"output": shape(value.output_shape), "total": value.count_params(), "layers": rows}


def models(file: str) -> dict[str, Any]:
    keras.backend.clear_session()
    names = runpy.run_path(file)
    found = {name: value for name, value in names.items() if isinstance(value, keras.Model) and value.layers}
    answer = {name: model(value) for name, value in found.items()}
    if "build" in names:
        keras.backend.clear_session()
        answer["build"] = model(names["build"]())
    return answer


if __name__ == "__main__":
    print("\n" + json.dumps({file: models(file) for file in sys.argv[1:]}))

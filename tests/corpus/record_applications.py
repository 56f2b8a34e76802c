"""Writes down every model of keras.applications as real Keras builds it: `python tests/corpus/record_applications.py`.

Each builder makes two models: with its top and its own input, and without top at (160, 192, 3). The truth goes into
applications.json.gz beside this file, with the version of Keras that it comes from.
"""

from __future__ import annotations

import gzip
import inspect
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import record

TRUTH = Path(__file__).parent / "applications.json.gz"
CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "top": {"weights": None},
    "no top": {"weights": None, "include_top": False, "input_shape": (160, 192, 3)},
}


def main() -> None:
    import keras

    builders = {
        name: builder
        for name, builder in vars(keras.applications).items()
        if inspect.isfunction(builder) and name[0].isupper()
    }
    models = []
    for name, builder in sorted(builders.items()):
        for configuration, arguments in CONFIGURATIONS.items():
            keras.backend.clear_session()
            with keras.StatelessScope():  # no numbers are drawn for the weights
                model = builder(**arguments)
                truth = {"kind": "function", **record._model(keras, model)}
            models.append({"symbol": name, "module": builder.__module__, "configuration": configuration, **truth})
            del model
            print(name, configuration, file=sys.stderr)
    document = {"keras": keras.__version__, "models": models}
    TRUTH.write_bytes(gzip.compress(json.dumps(document, separators=(",", ":")).encode(), 9, mtime=0))


if __name__ == "__main__":
    main()

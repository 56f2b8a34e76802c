"""What programs do with a model once it is made. Training changes no shape; data that is passed builds a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.application import apply_to
from layerhints.libraries.keras.session import BATCH, session
from layerhints.libraries.keras.structures import map_tensors, plain_structure
from layerhints.libraries.keras.tensors import tensor_of
from layerhints.values.objects import Native
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine


def batched(tensor: Tensor) -> Tensor:
    """Data as a model sees it: one batch of its rows."""
    shape = tensor.shape
    return tensor_of(shape if isinstance(shape, Unknown) or not shape else (BATCH, *shape[1:]), source=tensor.source)


def _on_data(machine: Machine, arguments: Arguments) -> Any:
    """`fit`, `predict` and their like: a model that was not built yet is built for the data."""
    model = arguments.positional[0]
    data = plain_structure(arguments.without_first().get(0, "x"))
    result = Unknown("what training or prediction gives is not known")
    if "inputs" in model.hidden or model.hidden.get("built") is True:
        return result
    if isinstance(data, Tensor) or (isinstance(data, tuple) and data and all(isinstance(d, Tensor) for d in data)):
        apply_to(machine, model, map_tensors(batched, data))
    return result


def _build(machine: Machine, arguments: Arguments) -> None:
    """`model.build(input_shape)`; the shape includes the batch."""
    model = arguments.positional[0]
    shape = machine.plain(arguments.without_first().get(0, "input_shape"))
    if "inputs" in model.hidden:
        return
    keras = session(machine)
    if isinstance(shape, tuple) and shape and all(isinstance(item, tuple) for item in shape):
        tensors: Any = tuple(tensor_of(keras.shape_with_batch(item[1:], item[0])) for item in shape)
    elif isinstance(shape, tuple) and shape:
        tensors = tensor_of(keras.shape_with_batch(shape[1:], shape[0]))
    else:
        return
    apply_to(machine, model, tensors)


def _nothing(result: str) -> Any:
    return lambda machine, arguments: Unknown(result)


METHODS: dict[str, Any] = {
    **{name: Native(f"Model.{name}", _on_data) for name in ("fit", "evaluate", "predict", "train_on_batch", "test_on_batch", "predict_on_batch", "predict_classes")},
    "build": Native("Model.build", _build),
    **{
        name: Native(f"Model.{name}", _nothing(f"what `{name}` gives is not known"))
        for name in (
            "compile", "fit_generator", "evaluate_generator", "predict_generator", "save", "save_weights",
            "load_weights", "export", "to_json", "to_yaml", "get_config", "get_weights", "set_weights", "add_loss",
            "add_metric", "reset_states", "reset_metrics", "make_train_function",
        )
    },
}  # fmt: skip

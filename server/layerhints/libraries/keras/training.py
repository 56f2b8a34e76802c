"""What programs do with a model once it is made. Training changes no shape; data that is passed builds a model."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown, equal
from layerhints.libraries.keras.activating import keep_activations
from layerhints.libraries.keras.application import apply_to, is_custom
from layerhints.libraries.keras.batches import Batches
from layerhints.libraries.keras.compiling import report_words
from layerhints.libraries.keras.era import may_run_with_keras_3
from layerhints.libraries.keras.fitting import report_data
from layerhints.libraries.keras.layer import is_layer
from layerhints.libraries.keras.nested import BUILT_FOR, is_assembled
from layerhints.libraries.keras.sequential import build
from layerhints.libraries.keras.session import BATCH, keras_dim, session
from layerhints.libraries.keras.structures import (
    map_tensors,
    plain_structure,
    program_structure,
    tensors_for,
    tensors_in,
)
from layerhints.libraries.keras.tensors import tensor_of
from layerhints.libraries.keras.trainer_calls import METHODS as REFUSED
from layerhints.libraries.keras.trainer_calls import report_former, report_keywords
from layerhints.libraries.numpy.arrays import Array
from layerhints.values.arguments import Arguments
from layerhints.values.objects import Function, Native
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance


DEFAULT_BATCH = 32
"""The rows of a batch where the program does not say."""


def batched(tensor: Tensor, batch: Any) -> Tensor:
    """Data as a model sees it: a batch of its rows."""
    shape = tensor.shape
    if isinstance(shape, Unknown) or not shape:
        return tensor_of(shape, source=tensor.source)
    known = type(batch) is int and type(shape[0]) is int
    return tensor_of((min(batch, shape[0]) if known else BATCH, *shape[1:]), source=tensor.source)


def _first_batch(batches: Batches) -> Any:
    """The tensors that go into a model that is given a data set: of a tuple the first part, targets follow."""
    element = plain_structure(batches.batch)
    return map_tensors(lambda tensor: batched(tensor, None), element[0] if isinstance(element, tuple) else element)


def _on_data(name: str, position: int | None, machine: Machine, arguments: Arguments) -> Any:
    """`fit`, `predict` and their like: a model that was not built yet is built for the first batch of the data.

    `position` is that of the argument `batch_size`; without one, all the data is one batch.
    """
    model = arguments.positional[0]
    call = arguments.without_first()
    if not is_layer(model):
        return Unknown(f"`{name}` is called on what is no model")
    machine.write(model.hidden, "handed data", True)
    report_former(machine, model, name)
    report_keywords(machine, model, call, name)
    report_data(machine, model, call, name)
    given = call.get(0, "x")
    data = _first_batch(given) if isinstance(given, Batches) else plain_structure(given)
    batch = None if position is None else call.get(position, "batch_size")
    if position is not None and batch is None:
        batch = DEFAULT_BATCH
    if "inputs" not in model.hidden and model.hidden.get("applications", ()) == () and _is_data(data):
        apply_to(machine, model, data if batch is None else map_tensors(lambda tensor: batched(tensor, batch), data))
    elif is_assembled(model):
        keep_activations(machine, model)
    if name in _STEPS:
        _run_step(machine, model, _STEPS[name], given, call.get(1, "y"))
    if name in _PREDICTING and not isinstance(model.cls.lookup("predict_step"), Function):
        return program_structure(machine, map_tensors(partial(_predicted, model, _rows(data)), _outputs(model)))
    return Unknown("what training or prediction gives is not known")


_PREDICTING = ("predict", "predict_generator", "predict_on_batch")


def _rows(data: Any) -> Any:
    """How many samples there are."""
    shape: Any = next((tensor.shape for tensor in tensors_in(data)), ())
    known = not isinstance(shape, Unknown) and shape and keras_dim(shape[0]) is not None
    return shape[0] if known else Unknown("how many samples are predicted is not known")


def _outputs(model: Instance) -> Any:
    """What comes out of the model, as far as it does not depend on what goes in."""
    return model.hidden.get("outputs", Unknown("what comes out of the model is not known before it is called"))


def _predicted(model: Instance, rows: Any, output: Tensor) -> Array:
    """All samples of one output. What the model leaves open depends on what goes in."""
    shape = output.shape
    if isinstance(shape, Unknown) or not shape:
        return Array(shape, output.dtype)
    batch = next((tensor.shape for tensor in tensors_in(model.hidden.get("inputs"))), ())
    along = not isinstance(batch, Unknown) and batch and equal(shape[0], batch[0]) is True
    first = rows if along else Unknown("what becomes of the batch in this output is not known")
    open_size = Unknown("the model leaves this size open")
    return Array((first, *[open_size if keras_dim(size) is None else size for size in shape[1:]]), output.dtype)


def _is_data(data: Any) -> bool:
    return isinstance(data, Tensor) or (isinstance(data, tuple) and data != () and all(map(_is_data, data)))


_STEPS = {"fit": "train_step", "train_on_batch": "train_step", "evaluate": "test_step", "test_on_batch": "test_step"}
"""The methods that a program may write itself: what is done with a batch of the data."""


def _run_step(machine: Machine, model: Instance, name: str, x: Any, y: Any) -> None:
    """Run the program's own step once, on a batch of which only Keras knows how many rows it has. What such a batch
    makes fail is no problem: it depends on the backend whether the program sees None there or a number.
    """
    step = model.cls.lookup(name)
    if not isinstance(step, Function) or not machine.recording:
        return
    if isinstance(x, Batches):
        data = plain_structure(x.batch)
    else:
        data = plain_structure(x)
        if y is not None:
            data = (data, plain_structure(y))
        elif isinstance(data, tuple):
            data = (data,)
    data = map_tensors(lambda tensor: batched(tensor, None), data)
    method = machine.bind(step, model, model.cls)
    action = partial(machine.call, method, Arguments([data], site=machine.site))
    machine.attempt(partial(machine.doubting, action))


def _build(machine: Machine, arguments: Arguments) -> None:
    """`model.build(input_shape)`; the shape includes the batch.

    Keras 2 runs the program's `call`. Keras 3 does not: what the layers inside cost is open until the model is called.
    """
    model = arguments.positional[0]
    machine.write(model.hidden, "handed data", True)
    shape = machine.plain(arguments.without_first().get(0, "input_shape"))
    if "inputs" in model.hidden:
        return
    shapes = session(machine).shapes_with_batch(shape)
    if isinstance(shapes, Unknown):
        return
    tensors = tensors_for(tensor_of, shapes)
    runs_call = is_custom(model) and not may_run_with_keras_3(machine)
    if "layers" in model.hidden and not runs_call:
        build(machine, model, tensors)
    elif not runs_call:
        machine.write(model.hidden, "built", True)
        machine.write(model.hidden, BUILT_FOR, tensors)
    else:
        apply_to(machine, model, tensors)


def _compile(machine: Machine, arguments: Arguments) -> None:
    """`model.compile(optimizer, loss)`: the loss says which targets go with the outputs."""
    call = arguments.without_first()
    report_words(machine, call)
    report_keywords(machine, arguments.positional[0], call, "compile")
    machine.write(arguments.positional[0].hidden, "loss", call.get(1, "loss"))


def _nothing(name: str) -> Any:
    """A method that tells nothing of shapes, but may build the model."""
    result = f"what `{name}` gives is not known"

    def call(machine: Machine, arguments: Arguments) -> Any:
        report_former(machine, arguments.positional[0], name)
        machine.write(arguments.positional[0].hidden, "handed data", True)
        return Unknown(result)

    return call


METHODS: dict[str, Any] = {
    **REFUSED,
    **{
        name: Native(f"Model.{name}", partial(_on_data, name, position))
        for name, position in {
            "fit": 2, "evaluate": 2, "predict": 1, "predict_classes": 1, "train_on_batch": None, "test_on_batch": None,
            "predict_generator": None, "predict_on_batch": None,
        }.items()
    },
    "build": Native("Model.build", _build),
    "compile": Native("Model.compile", _compile),
    **{
        name: Native(f"Model.{name}", _nothing(name))
        for name in (
            "fit_generator", "evaluate_generator", "predict_proba", "save", "save_weights",
            "load_weights", "export", "to_yaml", "set_weights", "add_loss",
            "add_metric", "reset_states", "reset_metrics", "make_train_function",
        )
    },
}  # fmt: skip

"""Whether data goes with the model that it is given to in `fit`, `predict` and their like, as Keras 3 has it.

Only where the model is one of Keras's own classes: others may do with their data what they like. Batches are cut out
of the data along its first axis, so that one is not compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown, equal, show_shape
from layerhints.libraries.keras.batches import Batches
from layerhints.libraries.keras.compatibility import fits, refused_in
from layerhints.libraries.keras.era import installed_major
from layerhints.libraries.keras.graph import Graph
from layerhints.libraries.keras.layer_classes import LayerClass
from layerhints.libraries.keras.losses import mismatch
from layerhints.libraries.keras.models import graph_of, replay
from layerhints.libraries.keras.session import BATCH
from layerhints.libraries.keras.structures import plain_structure, tensors_in
from layerhints.libraries.keras.tensors import tensor_of
from layerhints.values.facts import Finding
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance
    from layerhints.values.sites import Site


def report_data(machine: Machine, model: Instance, call: Arguments, name: str) -> None:
    """Report the data of a call of the method `name` (`fit`, `predict` …) that the model certainly refuses."""
    predicts = name.startswith("predict")
    if machine.trying or (installed_major(machine) or 0) < 3 or not isinstance(model.cls, LayerClass):
        return
    _report_pair(machine, model, call.get(0, "x"), None if predicts else call.get(1, "y"), predicts, _Places(call))
    held_out = call.keywords.get("validation_data")
    if name == "fit" and isinstance(held_out, tuple) and len(held_out) >= 2:
        place = call.places.get("validation_data")
        _report_pair(machine, model, held_out[0], held_out[1], True, _Places(call, place))


class _Places:
    """Where `x` and `y` stand: in the call, or together in one argument of it."""

    def __init__(self, call: Arguments, both: Site | None = None) -> None:
        self.x = both or call.places.get(0) or call.places.get("x")
        self.y = both or call.places.get(1) or call.places.get("y")


def _report_pair(machine: Machine, model: Instance, x: Any, y: Any, lenient: bool, places: _Places) -> None:
    """Data and targets. Where Keras is `lenient`, only layers look at the sizes, and not the model."""
    inputs, graph = tensors_in(model.hidden.get("inputs")), graph_of(machine, model)
    if not inputs or not isinstance(graph, Graph):
        return
    if isinstance(x, Batches):
        element = plain_structure(x.batch)
        x, y = (element[0], element[1] if len(element) > 1 else None) if isinstance(element, tuple) else (element, None)
        places.y = places.x
    given = _arrays(x, inputs)
    message = None if given is None else _refused(machine, model, inputs, given, lenient)
    if message is not None:
        _report(machine, message, places.x)
    elif isinstance(y, Tensor) and given is not None and len(outputs := tensors_in(model.hidden["outputs"])) == 1:
        message = _other_rows(given[0], y) or mismatch(model.hidden.get("loss"), outputs[0].shape, y.shape)
        if message is not None:
            _report(machine, message, places.y)


def _report(machine: Machine, message: str, place: Site | None) -> None:
    site = machine.site if place is None else place
    if site is not None:
        machine.report(Finding("data-mismatch", message, site, machine.stack))


def _arrays(x: Any, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...] | None:
    """The arrays in the order of the model's inputs, if they are all known. In a dict they go by the inputs' names."""
    plain = plain_structure(x)
    if isinstance(plain, dict):
        plain = tuple(plain.get(tensor.tag.operation.hidden.get("name")) for tensor in inputs)
    items = plain if isinstance(plain, tuple) else (plain,)
    return items if items and all(isinstance(item, Tensor) for item in items) else None


def _refused(
    machine: Machine, model: Instance, inputs: tuple[Tensor, ...], given: tuple[Tensor, ...], lenient: bool
) -> str | None:
    """Why the model does not take these arrays."""
    stack = "layers" in model.hidden
    if len(given) < len(inputs) or (len(given) > len(inputs) and not stack and not lenient):
        takes = "one array" if len(inputs) == 1 else f"a list of {len(inputs)} arrays"
        return f"the model takes {takes}, one for each input; here it gets {len(given)}"
    shapes: list[tuple[Any, Any]] = [(want.shape, have.shape) for want, have in zip(inputs, given, strict=False)]
    if any(isinstance(shape, Unknown) for pair in shapes for shape in pair):
        return None
    other = [pair for pair in shapes if not fits(*pair)]
    for want, have in other:
        if not _alike(want, have) or not (stack or lenient):
            return _sizes(want, have)
    if other:
        with machine.silent():
            outputs = replay(machine, model, tuple(tensor_of(_adjusted(want, have)) for want, have in shapes))
        return None if refused_in(outputs) is None else _sizes(*other[0])
    return None


def _alike(want: tuple[Any, ...], have: tuple[Any, ...]) -> bool:
    """Has the array as many axes as the input? A last one of 1 is added or taken away where that helps."""
    return len(_adjusted(want, have)) == len(want)


def _adjusted(want: tuple[Any, ...], have: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(have) == len(want) - 1 and equal(want[-1], 1) is True:
        have = (*have, 1)
    elif len(have) == len(want) + 1 and equal(have[-1], 1) is not False:
        have = have[:-1]
    return (BATCH, *have[1:])


def _sizes(want: tuple[Any, ...], have: tuple[Any, ...]) -> str:
    message = f"the model takes {show_shape(want)}; this is {show_shape(have)}"
    if len(have) == len(want) - 1 and all(equal(*pair) is not False for pair in zip(want[1:], have, strict=True)):
        message += ", a single sample. Give it a batch axis: `x[np.newaxis]`, or `.batch(…)` of a data set"
    return message


def _other_rows(x: Tensor, y: Tensor) -> str | None:
    """Data and targets of different lengths."""
    if isinstance(x.shape, Unknown) or isinstance(y.shape, Unknown) or not x.shape or not y.shape:
        return None
    if equal(x.shape[0], y.shape[0]) is not False:
        return None
    return f"there are {x.shape[0]} samples and {y.shape[0]} targets"

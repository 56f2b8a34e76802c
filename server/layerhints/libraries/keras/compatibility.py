"""What a model or layer that is built for one input does with another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown, equal, show_shape
from layerhints.libraries.keras.era import installed_major
from layerhints.libraries.keras.graph import applications_of
from layerhints.libraries.keras.layer import info_of
from layerhints.libraries.keras.layers.base import is_none
from layerhints.libraries.keras.ops.kernel import is_announced
from layerhints.libraries.keras.structures import tensors_in
from layerhints.rules import Input, Problem, show_structure
from layerhints.rules.shapes import with_axis
from layerhints.values.facts import Finding

if TYPE_CHECKING:
    from layerhints.rules import Applied, Rule
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance
    from layerhints.values.tensor import Tensor


def refusal(machine: Machine, model: Instance, given: tuple[Tensor, ...]) -> Unknown | None:
    """Why a functional model does not take these tensors; None if it takes them.

    Keras 3 refuses sizes other than those that the model was built for; Keras 2 warned and went on. A stack asks its
    layers instead, unless it is called on symbolic tensors.
    """
    major = installed_major(machine)
    if (major is not None and major < 3) or ("layers" in model.hidden and not is_announced(machine, given)):
        return None
    for want, have in zip(tensors_in(model.hidden.get("inputs", ())), given, strict=False):
        if isinstance(want.shape, Unknown) or isinstance(have.shape, Unknown) or fits(want.shape, have.shape):
            continue
        name = info_of(machine, model).name or model.cls.name
        message = f"`{name}` was built for {show_shape(want.shape)}; this input is {show_shape(have.shape)}"
        if major is not None and machine.site is not None:
            machine.report(Finding("wrong-shape", message, machine.site, machine.stack))
        return Unknown(message)
    return None


def fits(want: tuple[Any, ...], have: tuple[Any, ...]) -> bool:
    """A last axis of 1 may be missing or added; sizes that are open on either side fit."""
    if abs(len(want) - len(have)) > 1 or (len(want) != len(have) and max(want, have, key=len)[-1] != 1):
        return False
    pairs = list(zip(want, have, strict=False))[1:]
    return not any(isinstance(a, int) and equal(a, b) is False for a, b in pairs)


def refused_in(outputs: Any) -> Unknown | None:
    """Why nothing comes out of a layer, if that is because it refused what went in; its origin is the problem."""
    gaps = (tensor.shape for tensor in tensors_in(outputs) if isinstance(tensor.shape, Unknown))
    return next((gap for gap in gaps if isinstance(gap.origin, Problem)), None)


def report_refusal_inside(machine: Machine, outputs: Any) -> None:
    """Report what a layer inside a stack refused, at the call of the stack: it was silent while it was asked."""
    gap = refused_in(outputs)
    if gap is not None and isinstance(gap.origin, Problem) and machine.site is not None:
        machine.report(Finding(gap.origin.code, gap.origin.message, machine.site, machine.stack))


def built_otherwise(layer: Instance, applied: Applied, shape: Any) -> Problem | None:
    """The problem of a layer that has its weights already, for an input of another size."""
    before = layer.hidden.get("weights")
    if before is None or isinstance(before, Unknown) or isinstance(applied.weights, Unknown):
        return None
    if any(isinstance(weight, Unknown) for weight in before):  # built in one of several courses
        return None
    sizes = {weight.full_name: weight.shape for weight in before}
    for weight in applied.weights:
        built = sizes.get(weight.full_name, weight.shape)
        if len(built) == len(weight.shape):
            differs = any(_differ(*pair) for pair in zip(built, weight.shape, strict=True))
        else:  # one unknown size may stand for axes of which nobody knows how many there are
            differs = not any(isinstance(size, Unknown) for size in (*built, *weight.shape))
        if not differs:
            continue
        message = (
            f"`{layer.hidden.get('name') or layer.cls.name}` has its weights for an earlier input: `{weight.name}` is "
            f"{show_shape(built)}; an input of {show_structure(shape)} needs {show_shape(weight.shape)}"
        )
        return Problem("wrong-shape", message, Input())
    return None


def as_built(layer: Instance, bound: Rule, applied: Applied, shape: Any) -> Applied:
    """What a layer does that has its weights, where Keras does not know the size of this input for which they are."""
    earlier = applications_of(layer)
    if [problem.code for problem in applied.problems] != ["undefined-axis"] or isinstance(earlier, Unknown):
        return applied
    before = tensors_in(earlier[0].inputs) if earlier and layer.hidden.get("weights") else ()
    if len(before) != 1 or isinstance(before[0].shape, Unknown) or len(before[0].shape) != len(shape):
        return applied
    for place, (now, then) in enumerate(zip(shape, before[0].shape, strict=True)):
        if is_none(now) and not is_none(then):
            found = bound.apply(with_axis(shape, place, then))
            if not found.problems:
                return found
    return applied


def _differ(built: Any, needed: Any) -> bool:
    """An open size is taken not to be 1, which says nothing where the weights are there and are for 1."""
    return equal(built, needed) is False and not (isinstance(needed, Expression) and equal(built, 1) is True)

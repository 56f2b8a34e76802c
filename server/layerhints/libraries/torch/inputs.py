"""What a rule gets of the arguments of a call: tensors as their shapes, everything else as it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Unknown
from layerhints.libraries.numpy.arrays import Array
from layerhints.libraries.torch.inference import TensorLesson
from layerhints.libraries.torch.layers.base import Lengths, Other
from layerhints.libraries.torch.layers.linear import Identity
from layerhints.libraries.torch.module import is_module
from layerhints.libraries.torch.packed_sequence import PackedSequence
from layerhints.libraries.torch.structures import NOTHING, shapes_in
from layerhints.rules import Call, Input, Place, Problem, show_structure
from layerhints.rules.misspelt import correction
from layerhints.rules.shapes import structured
from layerhints.values.holes import hole_of
from layerhints.values.objects import Bound, Function, Native
from layerhints.values.signature import Signature, signature_of
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

NO_INPUT = object()
"""Stands for an argument with which torch cannot do anything."""


def inputs_of(machine: Machine, rule: Any, name: str, call: Arguments) -> tuple[Any, Any] | Unknown:
    """What the rule's `forward` gives for this call: the rule as the call sees it, and shapes."""
    signature = signature_of(f"{name}.forward", type(rule).forward)
    bound = signature.bind(call)
    if isinstance(bound, Unknown):
        if machine.trying and call.more is None:
            machine.throw("TypeError", bound.reason)
        problem = None if call.more is not None or call.rest is not False else misfit(name, signature, call)
        return Unknown(bound.reason if problem is None else problem.message, problem)
    further, named = bound
    optional = {parameter.name for parameter in signature.parameters if parameter.default is None}
    inputs = {name: _input(machine, rule, name, value, name in optional) for name, value in named.items()}
    rest = [_input(machine, rule, "input", value, False) for value in further]
    for parameter, value in [*(("input", value) for value in rest), *inputs.items()]:
        if value is NO_INPUT:
            return _no_tensor(machine, name, parameter, (*further, *named.values()))
    found: tuple[Any, Any] = rule.forward(*rest, **inputs)
    return found


def misfit(name: str, signature: Signature, call: Arguments) -> Problem | None:
    """Why a call does not fit the `forward` of a module, whose parameters are torch's own. One without any argument is
    still being typed.
    """
    own = [parameter for parameter in signature.positional if parameter != "self"]
    takes, given = len(own), len(call.positional)
    if given > takes and not signature.variadic:
        inputs = "1 input" if takes == 1 else f"{takes} inputs"
        return Problem("too-many-arguments", f"`{name}` takes {inputs}; {given} are given", Call())
    unknown = next((keyword for keyword in call.keywords if keyword not in signature.named), None)
    if unknown is not None:
        near = correction(unknown, sorted(signature.named))
        hint = f". {near.question}" if near else ""
        return Problem("unexpected-argument", f"`{name}` takes no `{unknown}`{hint}", Place(unknown), near)
    filled = {"self", *own[:given], *call.keywords}
    missing = [
        f"`{parameter.name}`"
        for parameter in signature.parameters
        if parameter.default is parameter.empty and parameter.name not in filled
    ]
    if not missing or filled == {"self"}:
        return None
    return Problem("missing-argument", f"`{name}` is not given {' and '.join(missing)}", Call())


def _no_tensor(machine: Machine, name: str, parameter: str, given: Iterable[Any]) -> Unknown:
    """Why the module takes nothing of this. Several tensors in place of one are a problem for certain, and arrays."""
    for value in given if parameter == "input" else ():
        if isinstance(value, Array):
            message = f"`{name}` takes a tensor, not a NumPy array: `torch.from_numpy(…).float()` makes one of it"
            return Unknown(message, Problem("wrong-inputs", message, Input()))
        items = machine.plain(value)
        if isinstance(items, tuple) and any(isinstance(item, Tensor) for item in items):
            message = f"`{name}` takes one tensor, not a tuple or list: {show_structure(structured(shapes_in(value)))}"
            return Unknown(message, Problem("wrong-inputs", message, Input()))
    return Unknown(f"what goes in as `{parameter}` of `{name}` is no tensor")


def _input(machine: Machine, rule: Any, name: str, value: Any, optional: bool) -> Any:
    """The argument for the parameter `name`.

    Torch takes a tensor and nothing else, unless `other_inputs` of the rule says so. None goes where it is the default.
    """
    if isinstance(value, Array) and not isinstance(rule, Identity):
        return NO_INPUT
    if isinstance(value, Tensor):
        return value.shape
    if isinstance(value, Unknown):
        hole = hole_of(value)
        if hole is not None:
            machine.learn(hole, TensorLesson())
        return Unknown(value.reason)
    if value is None and optional:
        return None
    other, plain = rule.other_inputs.get(name), machine.plain(value)
    numbers = isinstance(plain, tuple) and all(map(_may_be_number, plain))
    if other is Other.SIZES and numbers:
        return plain
    if other is Other.LENGTHS and numbers:
        return Lengths((len(plain),))
    if other is Other.PLAIN and isinstance(plain, (int, float, Expression)):
        return plain
    if isinstance(plain, tuple if other is Other.STATE else PackedSequence if other is Other.PACKED else ()):
        shapes = shapes_in(value)
        return NO_INPUT if shapes is NOTHING else shapes
    if isinstance(value, (Function, Native, Bound)) or is_module(value):
        return Unknown(f"what goes in as `{name}` is to be called first")  # while `x = self.fc(x)` is typed
    return NO_INPUT


def _may_be_number(value: Any) -> bool:
    return isinstance(value, (int, Expression, Unknown)) and not isinstance(value, bool)


__all__ = ["inputs_of", "misfit"]

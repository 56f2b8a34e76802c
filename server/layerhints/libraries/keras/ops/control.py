"""Operations that are given functions: the functions are interpreted on the tensors that they would get.

https://keras.io/api/ops/core/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.ops.kernel import Operations, Typed, tensor
from layerhints.libraries.keras.ops.reading import known_shape, number, size
from layerhints.libraries.keras.session import session
from layerhints.libraries.keras.structures import map_tensors, plain_structure, program_structure, tensors_in
from layerhints.rules import Several, shapes_of
from layerhints.rules.geometry.axes import normalize_axis
from layerhints.rules.geometry.concatenate import same_size
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.values.objects import Native
from layerhints.values.reading import NotKnown, members
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

OPERATIONS = Operations("ops")
define, plain = OPERATIONS.define, OPERATIONS.plain


def run(machine: Machine, function: Any, *operands: Any) -> Any:
    """What a function of the program gives for the operands, as a structure of Typed shapes."""
    given = [program_structure(machine, map_tensors(_unbound, operand)) for operand in operands]
    with session(machine).inside_layer():
        result = machine.call_values(function, *given)
    return typed(machine, plain_structure(machine.plain(result)))


def _unbound(each: Tensor) -> Tensor:
    return tensor(each.shape, each.dtype)


def typed(machine: Machine, value: Any) -> Any:
    if isinstance(value, tuple):
        return Several(typed(machine, item) for item in value)
    if isinstance(value, Tensor):
        return Typed(value.shape, value.dtype)
    if isinstance(value, (int, float)):
        return Typed((), Unknown("the dtype of the number is not followed"))
    if isinstance(value, Unknown):
        return Typed(Unknown(value.reason), value)
    raise NotKnown("what the function gives is not a structure of tensors that is followed")


def _map(function: Callable[[Any], Any], structure: Any) -> Any:
    """Every shape of the structure changed; what is not known stays so."""
    if isinstance(structure, Several):
        return structure.with_items(_map(function, item) for item in structure)
    found = structure.shape
    return Typed(Unknown(found.reason) if isinstance(found, Unknown) else function(found), structure.dtype)


def _merged(first: Any, second: Any) -> Any:
    """What is known of results that must be alike."""
    if isinstance(first, Several) or isinstance(second, Several):
        if not (isinstance(first, Several) and isinstance(second, Several) and len(first) == len(second)):
            raise Mismatch("the functions give results of different structure")
        return Several(_merged(one, other) for one, other in zip(first, second, strict=True))
    # One that is unknown may be one that Keras refuses.
    if isinstance(first.shape, Unknown) or isinstance(second.shape, Unknown):
        return first if isinstance(first.shape, Unknown) else second
    if len(first.shape) != len(second.shape):
        raise Mismatch("the functions give results of different shapes")
    sizes = [same_size(one, other) for one, other in zip(first.shape, second.shape, strict=True)]
    if any(each is None for each in sizes):
        raise Mismatch("the functions give results of different shapes")
    return Typed(tuple(sizes), first.dtype)


@define("cond")
def cond(machine: Machine, pred: Any, true_fn: Any, false_fn: Any) -> Any:
    return _merged(run(machine, true_fn), run(machine, false_fn))


@define("switch")
def switch(machine: Machine, index: Any, branches: Any, *operands: Any) -> Any:
    results = [run(machine, branch, *operands) for branch in members(machine, branches)]
    if not results:
        raise Mismatch("there are no branches")
    result = results[0]
    for other in results[1:]:
        result = _merged(result, other)
    return result


# --- over the rows of tensors


def rows(machine: Machine, xs: Any) -> tuple[Any, Any]:
    """How many rows there are, and the structure of one of each tensor."""
    tensors = tensors_in(xs)
    if not tensors:
        raise NotKnown("the tensors that the function is applied to are not known")
    for each in tensors:
        if not known_shape(machine, each):
            raise Mismatch("a tensor without axes has no rows")
    return known_shape(machine, tensors[0])[0], map_tensors(
        lambda each: tensor(known_shape(machine, each)[1:], each.dtype), xs
    )


def rows_of(count: Any, step: Callable[[], Any]) -> Any:
    """What a step gives, for so many rows."""
    return _map(lambda each: (count, *each), step())


@define("map")
def map_(machine: Machine, f: Any, xs: Any) -> Any:
    count, row = rows(machine, xs)
    return rows_of(count, lambda: run(machine, f, row))


@define("vectorized_map")
def vectorized_map(machine: Machine, function: Any, elements: Any) -> Any:
    return map_(machine, function, elements)


@define("scan")
def scan(
    machine: Machine, f: Any, init: Any, xs: Any = None, length: Any = None, reverse: Any = False, unroll: Any = 1
) -> Any:
    """What is carried at the end, and what each step gave."""
    count, row = (None, None) if xs is None else rows(machine, xs)
    if length is not None:
        count = size(machine, length)
    if count is None:
        raise NotKnown("how many steps there are is not given")
    result = run(machine, f, init, row)
    if not isinstance(result, Several) or len(result) != 2:
        raise NotKnown("a step gives what it carries on and what it puts out")
    carry, each = result
    for carried in shapes_of(carry):
        if isinstance(carried.shape, Unknown):
            raise NotKnown(carried.shape)  # the step may fail
    return Several((carry, _map(lambda sizes: (count, *sizes), each)))


@define("associative_scan")
def associative_scan(machine: Machine, f: Any, elems: Any, reverse: Any = False, axis: Any = 0) -> Any:
    """Every partial result: as many as there are elements."""
    place = number(machine, axis)
    lengths = []
    for each in tensors_in(elems):
        given = known_shape(machine, each)
        lengths.append(given[normalize_axis(place, len(given))])
    if any(same_size(lengths[0], length) is None for length in lengths[1:]):
        raise Mismatch("the tensors have different lengths")
    return typed(machine, elems)


@define("while_loop")
def while_loop(machine: Machine, cond: Any, body: Any, loop_vars: Any, maximum_iterations: Any = None) -> Any:
    """The variables keep their shapes."""
    return typed(machine, loop_vars)


@define("fori_loop")
def fori_loop(machine: Machine, lower: Any, upper: Any, body_fun: Any, init_val: Any) -> Any:
    return typed(machine, init_val)


@plain("vectorize")
def vectorize(machine: Machine, pyfunc: Any, *, excluded: Any = None, signature: Any = None) -> Any:
    reason = Unknown("what a vectorized function gives is not followed")
    return Native("vectorize", lambda *_: tensor(reason))


@define("jvp", type="JVP")
def jvp(machine: Machine, fun: Any, primals: Any, tangents: Any, has_aux: Any = False) -> Any:
    """The results, and their derivatives in the direction of the tangents."""
    result = run(machine, fun, *members(machine, primals))
    if machine.truth(has_aux) is None:
        raise NotKnown("whether the function gives more than its results is not known")
    if not machine.truth(has_aux):
        return Several((result, result))
    if not isinstance(result, Several) or len(result) != 2:
        raise NotKnown("the function gives results and something more")
    return Several((result[0], result[0], result[1]))


@plain("custom_gradient")
def custom_gradient(machine: Machine, f: Any) -> Any:
    """A function with its gradient: called, it gives the first of the pair."""

    def call(machine: Machine, arguments: Arguments) -> Any:
        return machine.item(machine.call(f, arguments), 0)

    return Native("custom_gradient", call)

"""The functions that are given functions, and those that only look at a tensor."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression
from layerhints.libraries.keras.ops import control
from layerhints.libraries.keras.ops.kernel import Operations, frozen
from layerhints.libraries.keras.ops.reading import shape, sizes
from layerhints.rules.geometry.concatenate import same_size
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.values.learned import equate
from layerhints.values.reading import NotKnown

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.machine import Machine

FUNCTIONS = Operations("tf", counted=False)
define, plain = FUNCTIONS.define, FUNCTIONS.plain


@define("cond")
def cond(
    machine: Machine, pred: Any, true_fn: Any = None, false_fn: Any = None, name: Any = None, fn1: Any = None,
    fn2: Any = None,
) -> Any:  # fmt: skip
    """What the two functions have in common. TensorFlow 1 called them `fn1` and `fn2`."""
    ways = [each for each in (true_fn, false_fn, fn1, fn2) if each is not None]
    if len(ways) != 2:
        raise NotKnown("`tf.cond` is given two functions")
    return _of_any_shapes(partial(control.cond, machine, pred, *ways))


def _of_any_shapes(give: Callable[[], Any]) -> Any:
    """What a function that is given functions gives. TensorFlow takes such as give different shapes."""
    try:
        return give()
    except Mismatch as mismatch:
        raise NotKnown(str(mismatch)) from None


@define("switch_case")
def switch_case(machine: Machine, branch_index: Any, branch_fns: Any, default: Any = None, name: Any = None) -> Any:
    more = () if default is None else (default,)
    branches = tuple(branch_fns.values()) if isinstance(branch_fns, dict) else branch_fns
    if not isinstance(branches, tuple) or any(isinstance(each, tuple) for each in branches):
        raise NotKnown("the functions of `tf.switch_case` are not known")
    return _of_any_shapes(partial(control.switch, machine, branch_index, (*branches, *more)))


@define("map_fn")
def map_fn(
    machine: Machine, fn: Any, elems: Any, dtype: Any = None, parallel_iterations: Any = None,
    back_prop: Any = True, swap_memory: Any = False, infer_shape: Any = True, name: Any = None,
    fn_output_signature: Any = None,
) -> Any:  # fmt: skip
    return _of_any_shapes(partial(control.map_, machine, fn, elems))


@define("vectorized_map")
def vectorized_map(
    machine: Machine, fn: Any, elems: Any, fallback_to_while_loop: Any = True, warn: Any = True
) -> Any:
    return _of_any_shapes(partial(control.map_, machine, fn, elems))


@define("scan")
def scan(machine: Machine, fn: Any, elems: Any, initializer: Any = None, *settings: Any, **more: Any) -> Any:
    """What is carried on, behind each row; without a beginning the first row is one."""
    count, row, begun = _begun(machine, elems, initializer)
    return _of_any_shapes(partial(control.rows_of, count, partial(control.run, machine, fn, begun, row)))


@define("foldl", "foldr")
def fold(machine: Machine, fn: Any, elems: Any, initializer: Any = None, *settings: Any, **more: Any) -> Any:
    """What is carried on at the end."""
    _, row, begun = _begun(machine, elems, initializer)
    return _of_any_shapes(partial(control.run, machine, fn, begun, row))


def _begun(machine: Machine, elems: Any, initializer: Any) -> tuple[Any, Any, Any]:
    """How many rows there are, one of them, and what the function is given first."""
    count, row = control.rows(machine, elems)
    return count, row, row if initializer is None else initializer


@define("while_loop")
def while_loop(
    machine: Machine, cond: Any, body: Any, loop_vars: Any, shape_invariants: Any = None,
    parallel_iterations: Any = 10, back_prop: Any = True, swap_memory: Any = False, maximum_iterations: Any = None,
    name: Any = None,
) -> Any:  # fmt: skip
    """The variables keep their shapes, unless the program says otherwise."""
    if shape_invariants is not None:
        raise NotKnown("which sizes change in the loop is not followed")
    return _of_any_shapes(partial(control.while_loop, machine, cond, body, loop_vars))


@define("ensure_shape")
def ensure_shape(machine: Machine, x: Any, shape: Any, name: Any = None) -> Any:
    """The tensor, of which the program says more: None is for a size that may be any."""
    given, said = _shape(machine, x), sizes(machine, shape, holes=True)
    if not isinstance(given, tuple):
        return said
    if len(given) != len(said):
        raise Mismatch("the tensor has another number of axes")
    merged = [same_size(one, other) for one, other in zip(given, said, strict=True)]
    if any(each is None for each in merged):
        raise Mismatch("the tensor has another shape")
    return tuple(merged)


def _shape(machine: Machine, value: Any) -> Any:
    return shape(machine, value)


plain("custom_gradient")(control.custom_gradient)


@plain("TensorShape")
def tensor_shape(machine: Machine, dims: Any) -> Any:
    """The sizes of a shape that is given as one or as a list."""
    return frozen(machine, machine.iterate(dims))


@plain("dimension_value")
def dimension_value(machine: Machine, dimension: Any) -> Any:
    """`tf.compat.dimension_value`: the size as a number, which sizes are since TensorFlow 2."""
    return dimension


@plain("assert_equal")
def assert_equal(
    machine: Machine, x: Any, y: Any, message: Any = None, summarize: Any = None, name: Any = None
) -> None:
    """`tf.debugging.assert_equal(tf.shape(x)[-1], 1)` says of an open size what it is."""
    first, second = (sizes(machine, each) if isinstance(each, (int, Expression)) else () for each in (x, y))
    for one, other in zip(first, second, strict=False):
        equate(machine, one, other)

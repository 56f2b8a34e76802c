"""Normalisations as functions.

https://docs.pytorch.org/docs/stable/nn.functional.html#normalization-functions
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Open
from layerhints.libraries.torch.ops.by_rule import of_module
from layerhints.libraries.torch.ops.kernel import Operations, define_in
from layerhints.libraries.torch.ops.reading import axis, shape, size, sizes
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import divides, equal, less, text
from layerhints.rules.shapes import axis as axis_of
from layerhints.rules.shapes import show_structure
from layerhints.values.learned import equate, require
from layerhints.values.reading import NotKnown

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FUNCTIONAL = Operations("torch.nn.functional")
define = FUNCTIONAL.define
TORCH = Operations("torch")
define_both = define_in(FUNCTIONAL, TORCH)


def _of_channels(machine: Machine, found: Any, *weights: Any) -> None:
    """Statistics and weights have one number for each channel of axis 1."""
    if isinstance(found, tuple) and len(found) < 2:
        if found and equal(found[0], 0) is not False:
            raise NotKnown("what becomes of a row without values is not followed")
        raise Mismatch(f"the input {show_structure(found)} has no axis of channels")
    channels = axis_of(found, 1)
    for weight in weights:
        given = (channels,) if weight is None else shape(machine, weight)
        require(machine, given, (channels,))
        if isinstance(given, tuple):
            if len(given) != 1 or equal(given[0], channels) is False:
                raise Mismatch(f"{show_structure(given)} is not one number for each of {text(channels)} channels")
            equate(machine, channels, given[0])


@define("batch_norm")
def batch_norm(
    machine: Machine, input: Any, running_mean: Any, running_var: Any, weight: Any = None, bias: Any = None,
    training: Any = False, momentum: Any = 0.1, eps: Any = 1e-05,
) -> Any:  # fmt: skip
    """The shape stays; weights and statistics have one number per channel."""
    found = shape(machine, input)
    _of_channels(machine, found, running_mean, running_var, weight, bias)
    if training is not False and isinstance(found, tuple) and not _several_values(found):
        raise NotKnown("batch normalisation in training needs more than one value for each channel")
    return found


def _several_values(found: tuple[Any, ...]) -> bool:
    sides = (found[0], *found[2:])
    return not all(equal(side, 1) is True for side in sides) and all(equal(side, 0) is not True for side in sides)


@TORCH.define("batch_norm")
def torch_batch_norm(
    machine: Machine, input: Any, weight: Any, bias: Any, running_mean: Any, running_var: Any, training: Any,
    momentum: Any, eps: Any, cudnn_enabled: Any,
) -> Any:  # fmt: skip
    """The shape stays; weights and statistics have one number per channel."""
    found = shape(machine, input)
    _of_channels(machine, found, running_mean, running_var, weight, bias)
    return found


@define("instance_norm")
def instance_norm(
    machine: Machine, input: Any, running_mean: Any = None, running_var: Any = None, weight: Any = None,
    bias: Any = None, use_input_stats: Any = True, momentum: Any = 0.1, eps: Any = 1e-05,
) -> Any:  # fmt: skip
    """The shape stays; weights and statistics have one number per channel."""
    found = shape(machine, input)
    _of_channels(machine, found, running_mean, running_var, weight, bias)
    if use_input_stats is not False and isinstance(found, tuple):
        if all(equal(side, 1) is True for side in found[2:]):
            raise Mismatch(f"{show_structure(found)} has one value for each channel; a norm needs several")
        if any(equal(side, 0) is True for side in found):
            raise NotKnown("an input without values has no norm")
    return found


@define("group_norm")
def group_norm(
    machine: Machine, input: Any, num_groups: Any, weight: Any = None, bias: Any = None, eps: Any = 1e-05
) -> Any:
    """The shape stays; the groups divide the channels."""
    found = shape(machine, input)
    _of_channels(machine, found, weight, bias)
    groups, channels = size(machine, num_groups), axis_of(found, 1)
    if less(groups, 1) is True or divides(groups, channels) is False:
        raise Mismatch(f"{text(groups)} groups do not divide {text(channels)} channels")
    alone = isinstance(found, tuple) and all(equal(side, 1) is True for side in (found[0], *found[2:]))
    if alone and equal(groups, channels) is True:
        raise Mismatch("each group has a single value; a norm needs several")
    return found


@TORCH.define("group_norm")
def torch_group_norm(
    machine: Machine, input: Any, num_groups: Any, weight: Any = None, bias: Any = None, eps: Any = 1e-05,
    cudnn_enabled: Any = True,
) -> Any:  # fmt: skip
    """The shape stays; the groups divide the channels."""
    return group_norm(machine, input, num_groups, weight, bias, eps)


def _of_last_axes(machine: Machine, input: Any, normalized_shape: Any, *weights: Any) -> Any:
    """The input ends in `normalized_shape`, and weights have that shape."""
    found, wanted = shape(machine, input), sizes(machine, normalized_shape)
    if not wanted:
        raise Mismatch("a norm is taken over one axis at least")
    require(machine, found, Open("", tail=wanted))
    count = len(wanted)
    given = [() if weight is None else shape(machine, weight) for weight in weights]
    ends = [found[-count:]] if isinstance(found, tuple) else []
    for end in (*ends, *(each for each, weight in zip(given, weights, strict=True) if weight is not None)):
        if isinstance(end, tuple) and (
            len(end) != count or any(equal(one, other) is False for one, other in zip(end, wanted, strict=True))
        ):
            raise Mismatch(f"{show_structure(end)} is not the normalized shape {show_structure(wanted)}")
    return found


@define("layer_norm")
def layer_norm(
    machine: Machine, input: Any, normalized_shape: Any, weight: Any = None, bias: Any = None, eps: Any = 1e-05
) -> Any:
    """The shape stays; it ends in the axes that are normalised."""
    return _of_last_axes(machine, input, normalized_shape, weight, bias)


@TORCH.define("layer_norm")
def torch_layer_norm(
    machine: Machine, input: Any, normalized_shape: Any, weight: Any = None, bias: Any = None, eps: Any = 1e-05,
    cudnn_enable: Any = True,
) -> Any:  # fmt: skip
    """The shape stays; it ends in the axes that are normalised."""
    return _of_last_axes(machine, input, normalized_shape, weight, bias)


@define_both("rms_norm")
def rms_norm(machine: Machine, input: Any, normalized_shape: Any, weight: Any = None, eps: Any = None) -> Any:
    """The shape stays; it ends in the axes that are normalised."""
    return _of_last_axes(machine, input, normalized_shape, weight)


@define("local_response_norm")
def local_response_norm(
    machine: Machine, input: Any, size: Any, alpha: Any = 0.0001, beta: Any = 0.75, k: Any = 1.0
) -> Any:
    """The shape stays."""
    return of_module(machine, "LocalResponseNorm", input, size=size, alpha=alpha, beta=beta, k=k)


@define("normalize")
def normalize(machine: Machine, input: Any, p: Any = 2.0, dim: Any = 1, eps: Any = 1e-12) -> Any:
    """Vectors along an axis scaled to length 1."""
    found = shape(machine, input)
    if isinstance(found, tuple):
        for place in sizes(machine, dim):
            axis(machine, place, len(found))
    return found


__all__ = ["FUNCTIONAL", "TORCH"]

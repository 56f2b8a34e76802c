"""Poolings as functions.

https://docs.pytorch.org/docs/stable/nn.functional.html#pooling-functions
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.torch.ops.by_rule import of_module
from layerhints.libraries.torch.ops.kernel import Operations, Typed, define_in
from layerhints.libraries.torch.ops.neural_convolution import Images, positive
from layerhints.libraries.torch.ops.reading import shape, sizes, spread
from layerhints.rules import Several
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.geometry.pooling import unpooled
from layerhints.rules.quantity import equal
from layerhints.rules.shapes import show_structure
from layerhints.values.reading import flag

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

FUNCTIONAL = Operations("torch.nn.functional")
define = FUNCTIONAL.define
TORCH = Operations("torch")
define_both = define_in(FUNCTIONAL, TORCH)


def pool(machine: Machine, name: str, input: Any, stride: Any, **fields: Any) -> Any:
    """A pooling without a stride moves by its window; an empty tuple stands for none."""
    step = None if stride is None or machine.plain(stride) == () else stride
    return of_module(machine, name, input, stride=step, **fields)


def with_indices(machine: Machine, found: Any, asked: Any) -> Any:
    """The values; with their places where these are asked for."""
    values = found[0] if isinstance(found, Several) else found
    return Several((values, Typed(values, "int64"))) if flag(machine, asked) else values


def max_pool(rank: int) -> None:
    module = f"MaxPool{rank}d"

    def max_pool(
        machine: Machine, input: Any, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
        ceil_mode: Any = False, return_indices: Any = False,
    ) -> Any:  # fmt: skip
        """What MaxPool gives: ⌊(size + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1."""
        found = pool(
            machine, module, input, stride, kernel_size=kernel_size, padding=padding, dilation=dilation,
            ceil_mode=ceil_mode,
        )  # fmt: skip
        return with_indices(machine, found, return_indices)

    def max_pool_with_indices(
        machine: Machine, input: Any, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
        ceil_mode: Any = False, return_indices: Any = True,
    ) -> Any:  # fmt: skip
        """What MaxPool gives, and the positions in the same shape."""
        return max_pool(machine, input, kernel_size, stride, padding, dilation, ceil_mode, True)

    define_both(f"max_pool{rank}d")(max_pool)
    define(f"max_pool{rank}d_with_indices")(max_pool_with_indices)
    if rank == 1:
        TORCH.define("max_pool1d_with_indices")(max_pool_with_indices)


def average_pool(rank: int) -> None:
    module = f"AvgPool{rank}d"

    def avg_pool1d(
        machine: Machine, input: Any, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: Any = False,
        count_include_pad: Any = True,
    ) -> Any:  # fmt: skip
        """What AvgPool1d gives: ⌊(length + 2·padding − kernel)/stride⌋ + 1."""
        return pool(machine, module, input, stride, kernel_size=kernel_size, padding=padding, ceil_mode=ceil_mode)

    def avg_pool(
        machine: Machine, input: Any, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: Any = False,
        count_include_pad: Any = True, divisor_override: Any = None,
    ) -> Any:  # fmt: skip
        """What AvgPool gives: ⌊(size + 2·padding − kernel)/stride⌋ + 1."""
        return avg_pool1d(machine, input, kernel_size, stride, padding, ceil_mode)

    if rank == 1:
        define_both("avg_pool1d")(avg_pool1d)
    else:
        define(f"avg_pool{rank}d")(avg_pool)


def power_pool(rank: int) -> None:
    module = f"LPPool{rank}d"

    def lp_pool(
        machine: Machine, input: Any, norm_type: Any, kernel_size: Any, stride: Any = None, ceil_mode: Any = False
    ) -> Any:
        """What LPPool gives: ⌊(size − kernel)/stride⌋ + 1."""
        return pool(machine, module, input, stride, norm_type=norm_type, kernel_size=kernel_size, ceil_mode=ceil_mode)

    define(f"lp_pool{rank}d")(lp_pool)


def adaptive_pool(rank: int) -> None:
    def adaptive_avg_pool(machine: Machine, input: Any, output_size: Any) -> Any:
        """The spatial axes have the sizes that are given."""
        return of_module(machine, f"AdaptiveAvgPool{rank}d", input, output_size=output_size)

    def adaptive_max_pool(machine: Machine, input: Any, output_size: Any, return_indices: Any = False) -> Any:
        """The spatial axes have the sizes that are given."""
        found = of_module(machine, f"AdaptiveMaxPool{rank}d", input, output_size=output_size)
        return with_indices(machine, found, return_indices)

    def adaptive_max_pool_with_indices(
        machine: Machine, input: Any, output_size: Any, return_indices: Any = True
    ) -> Any:
        """The spatial axes have the sizes that are given; the positions have the same shape."""
        return adaptive_max_pool(machine, input, output_size, True)

    define(f"adaptive_avg_pool{rank}d")(adaptive_avg_pool)
    define(f"adaptive_max_pool{rank}d")(adaptive_max_pool)
    define(f"adaptive_max_pool{rank}d_with_indices")(adaptive_max_pool_with_indices)
    if rank == 1:
        TORCH.define("adaptive_avg_pool1d")(adaptive_avg_pool)
        TORCH.define("adaptive_max_pool1d")(adaptive_max_pool_with_indices)


def unpool(rank: int) -> None:
    def max_unpool(
        machine: Machine, input: Any, indices: Any, kernel_size: Any, stride: Any = None, padding: Any = 0,
        output_size: Any = None,
    ) -> Any:  # fmt: skip
        """The size before the pooling, or the one that is given."""
        images, places = Images(machine, input, rank), shape(machine, indices)
        if isinstance(places, tuple):
            given = images.arranged(images.channels, images.sides)
            if len(places) != len(given) or any(
                equal(one, other) is False for one, other in zip(places, given, strict=True)
            ):
                raise Mismatch(f"indices {show_structure(places)} are not for the values {show_structure(given)}")
        kernel = spread(machine, kernel_size, rank)
        steps = kernel if stride is None else spread(machine, stride, rank)
        positive(steps)
        wanted = None if output_size is None else sizes(machine, output_size)
        if wanted is not None:
            wanted = wanted[2:] if len(wanted) == rank + 2 else wanted
            if len(wanted) != rank:
                raise Mismatch(f"an output size has {rank} or {rank + 2} numbers, not {len(wanted)}")
        ends = spread(machine, padding, rank)
        return images.arranged(images.channels, unpooled(images.sides, kernel, steps, ends, wanted))

    define(f"max_unpool{rank}d")(max_unpool)


def fractional_pool(rank: int) -> None:
    def fractional_max_pool(
        machine: Machine, input: Any, kernel_size: Any, output_size: Any = None, output_ratio: Any = None,
        return_indices: Any = False, _random_samples: Any = None,
    ) -> Any:  # fmt: skip
        """The spatial axes have the sizes that are given, or the given share of theirs."""
        found = of_module(
            machine, f"FractionalMaxPool{rank}d", input, kernel_size=kernel_size, output_size=output_size,
            output_ratio=output_ratio,
        )  # fmt: skip
        return with_indices(machine, found, return_indices)

    def fractional_max_pool_with_indices(
        machine: Machine, input: Any, kernel_size: Any, output_size: Any = None, output_ratio: Any = None,
        return_indices: Any = True, _random_samples: Any = None,
    ) -> Any:  # fmt: skip
        """The same as without positions, and the positions in that shape."""
        return fractional_max_pool(machine, input, kernel_size, output_size, output_ratio, True)

    define(f"fractional_max_pool{rank}d")(fractional_max_pool)
    define(f"fractional_max_pool{rank}d_with_indices")(fractional_max_pool_with_indices)


for spatial_rank in (1, 2, 3):
    max_pool(spatial_rank)
    average_pool(spatial_rank)
    power_pool(spatial_rank)
    adaptive_pool(spatial_rank)
    unpool(spatial_rank)
    if spatial_rank > 1:
        fractional_pool(spatial_rank)


__all__ = ["FUNCTIONAL", "TORCH"]

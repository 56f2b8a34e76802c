"""Reading the arguments of operations: tensors as shapes, numbers as sizes and axes.

Each leaves by NotKnown where its argument decides the shape and is not known. A parameter that nothing gives and that
is used as a tensor or as a size is learned to be one (see values/holes.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Shape, Unknown
from layerhints.libraries.numpy.arrays import Array
from layerhints.libraries.torch.inference import learn_tensor
from layerhints.libraries.torch.numbers import numbers_of
from layerhints.rules.geometry.axes import normalize_axis
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.shapes import show_structure
from layerhints.values.holes import WholeNumber, hole_of
from layerhints.values.learned import LEFT_OUT, require
from layerhints.values.objects import Instance, List
from layerhints.values.open_sizes import OpenSize
from layerhints.values.reading import NotKnown, members
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine


def shape(machine: Machine, value: Any) -> Shape:
    """The shape of a tensor, or of a number that stands for one; Unknown where it is not known."""
    if isinstance(value, Tensor):
        return value.shape
    if isinstance(value, (bool, int, float, complex, Expression)):
        return ()
    if isinstance(value, Unknown):
        learn_tensor(machine, value)
        return Unknown(value.reason)
    if value is None and machine.leaves_out:
        raise NotKnown(LEFT_OUT)
    if value is None or isinstance(value, (str, tuple, List)):
        described = "None" if value is None else f"a {type(value).__name__.lower()}"
        raise Mismatch(f"{described} is given where a tensor is expected")
    return Unknown("a value that is used as a tensor is not understood")


def known_shape(machine: Machine, value: Any, rank: int | None = None) -> tuple[Any, ...]:
    """The sizes of a tensor whose number of axes is known. `rank`: how many the operation needs, where it says so."""
    found = shape(machine, value)
    if rank is not None:
        require(machine, found, tuple("" for _ in range(rank)))
    if isinstance(found, Unknown):
        raise NotKnown(found)
    return found


def of_rank(machine: Machine, value: Any, rank: int, what: str) -> tuple[Any, ...]:
    """The sizes of a tensor that must have so many axes."""
    found = known_shape(machine, value, rank)
    if len(found) != rank:
        raise Mismatch(f"{what} {show_structure(found)} has {len(found)} axes; it must have {rank}")
    return found


def shapes(machine: Machine, values: Any) -> list[Shape]:
    """The shape of each tensor in a sequence."""
    return [shape(machine, value) for value in members(machine, values)]


def size(machine: Machine, value: Any) -> Any:
    """A number as a size or an index; it may be Unknown."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Unknown):
        hole = hole_of(value)
        if hole is not None:
            machine.learn(hole, WholeNumber())
        return Unknown(value.reason)
    if isinstance(value, (int, Expression)):
        return value
    if isinstance(value, Array) and value.items is not None and len(value.items) == 1:
        return size(machine, value.items[0])
    held = numbers_of(value)
    if held is not None and len(held) == 1:
        return size(machine, held[0])
    if isinstance(value, float) or value is None or isinstance(value, str):
        if value is None and machine.leaves_out:
            raise NotKnown(LEFT_OUT)
        raise Mismatch(f"{value!r} is not a whole number")
    if isinstance(value, Instance) and (plain := machine.plain(value)) is not value:
        return size(machine, plain)
    return Unknown("a number that is used as a size is not known")


def number(machine: Machine, value: Any) -> int:
    """A number that decides the shape: it must be known."""
    found = size(machine, value)
    if not isinstance(found, int):
        raise NotKnown(found if isinstance(found, Unknown) else "a number that decides the shape is not known")
    return found


def sizes(machine: Machine, *values: Any) -> tuple[Any, ...]:
    """Sizes that come as one sequence or one by one: `view(2, 3)` and `view((2, 3))`."""
    if len(values) == 1:
        plain = machine.plain(values[0])
        if isinstance(plain, OpenSize):
            raise NotKnown(plain.shape)
        if isinstance(plain, Unknown):
            raise NotKnown(plain)
        if isinstance(plain, Tensor) and not isinstance(plain, Array):
            raise NotKnown("a shape that a tensor holds is not known")
        if isinstance(plain, Array) and plain.shape != ():
            plain = members(machine, plain)
        values = plain if isinstance(plain, tuple) else (plain,)
    return tuple(size(machine, value) for value in values)


def spelled(machine: Machine, given: tuple[Any, ...], keyword: Any) -> tuple[Any, ...]:
    """Sizes that a method takes one by one, as one sequence, or by their keyword."""
    if not given:
        if keyword is None:
            raise NotKnown("no sizes are given")
        return sizes(machine, keyword)
    return sizes(machine, *given)


def axes(machine: Machine, *values: Any) -> tuple[int, ...] | None:
    """One axis or several, all of them for None."""
    if values in ((), (None,)):
        return None
    return tuple(number(machine, value) for value in sizes(machine, *values))


def axis(machine: Machine, value: Any, rank: int) -> int:
    """One axis of a tensor with so many, counted from the front. A tensor without axes has axis 0 and −1."""
    return normalize_axis(number(machine, value), max(rank, 1))


def spread(machine: Machine, value: Any, count: int) -> tuple[Any, ...]:
    """One size for each of `count` axes, or the same for all."""
    found = sizes(machine, value)
    if len(found) == 1:
        return found * count
    if len(found) != count:
        raise Mismatch(f"{len(found)} numbers are given for {count} axes")
    return found

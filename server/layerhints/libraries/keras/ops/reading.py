"""Reading the arguments of operations: tensors as shapes, numbers as sizes and axes.

Each leaves by NotKnown where its argument decides the shape and is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Expression, Shape, Unknown
from layerhints.libraries.keras.inference import learn_tensors
from layerhints.libraries.keras.session import session
from layerhints.libraries.keras.structures import shapes_in
from layerhints.libraries.numpy.arrays import Array, as_array
from layerhints.rules import Several
from layerhints.rules.geometry.mismatch import Mismatch, NotWhole
from layerhints.values.holes import WholeNumber, hole_of
from layerhints.values.learned import LEFT_OUT
from layerhints.values.open_sizes import OpenSize
from layerhints.values.reading import NotKnown, choice, members
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine


def shape(machine: Machine, value: Any) -> Shape:
    """The shape of anything that can become a tensor; Unknown where it is not known."""
    if isinstance(value, Tensor):
        return value.shape
    learn_tensors(machine, value)
    if isinstance(value, tuple) and any(isinstance(item, Tensor) and not isinstance(item, Array) for item in value):
        return _stacked(machine, value)
    if isinstance(value, tuple) and any(item is None for item in value):
        return Unknown("None stands among the numbers of a tensor")
    if value is None:  # an array to NumPy; here it stands for a tensor that nobody has given yet
        return Unknown("None is given where a tensor is wanted")
    array = as_array(machine, value)
    if isinstance(array, Unknown):
        return Unknown(array.reason)  # where it comes from is where a value comes from, and not a shape
    return array.shape


def _stacked(machine: Machine, value: tuple[Any, ...]) -> Shape:
    """A sequence with tensors in it becomes a tensor with an axis more."""
    from layerhints.rules.geometry.concatenate import stack

    found: Shape = stack([shape(machine, item) for item in value], 0)
    return found


def known_shape(machine: Machine, value: Any) -> tuple[Any, ...]:
    """The sizes of a value whose number of axes is known."""
    found = shape(machine, value)
    if isinstance(found, Unknown):
        raise NotKnown(Unknown(found.reason))
    return found


def shapes(machine: Machine, values: Any) -> list[Any]:
    """The shape of each tensor in a sequence."""
    return [shape(machine, value) for value in members(machine, values)]


def size(machine: Machine, value: Any) -> Any:
    """A number as a size or an index; it may be Unknown."""
    if isinstance(value, bool):
        return int(value)
    if (hole := hole_of(value.shape if isinstance(value, Tensor) else value)) is not None:
        machine.learn(hole, WholeNumber())
    if isinstance(value, (int, Expression, Unknown)):
        return value
    if isinstance(value, Array) and value.items is not None and len(value.items) == 1:
        return size(machine, value.items[0])
    if value is None and machine.leaves_out:
        raise NotKnown(LEFT_OUT)
    if isinstance(value, float):
        raise NotWhole(f"{value!r} is not a whole number")
    if value is None or isinstance(value, str):
        raise Mismatch(f"{value!r} is not a whole number")
    return Unknown("a number that is used as a size is not known")


def number(machine: Machine, value: Any) -> int:
    """A number that decides the shape: it must be known."""
    found = size(machine, value)
    if not isinstance(found, int):
        raise NotKnown(found if isinstance(found, Unknown) else "a number that decides the shape is not known")
    return found


def sizes(machine: Machine, value: Any, holes: bool = False) -> tuple[Any, ...]:
    """A shape argument: one number or several. With `holes`, None is a size that is open."""
    if isinstance(value, Array) and value.shape != ():
        value = _items(machine, value)
    elif isinstance(value, Tensor):
        raise NotKnown("a shape that a tensor holds is not known")
    elif isinstance(value, Unknown):
        raise NotKnown(value)
    elif isinstance(value, OpenSize):
        raise NotKnown(value.shape)
    if not isinstance(value, tuple):
        value = (value,)
    return tuple(session(machine).none() if item is None and holes else size(machine, item) for item in value)


def _items(machine: Machine, array: Array) -> tuple[Any, ...]:
    found = machine.iterate(array)
    if isinstance(found, Unknown):
        raise NotKnown(found)
    return tuple(found)


def axes(machine: Machine, value: Any) -> tuple[int, ...] | None:
    """One axis or several, all of them for None."""
    if value is None:
        return None
    found = sizes(machine, value)
    return tuple(number(machine, item) for item in found)


def pair(machine: Machine, value: Any, count: int) -> tuple[Any, ...]:
    """One size for each of `count` axes, or the same for all."""
    found = sizes(machine, value)
    if not isinstance(value, tuple):
        return found * count
    if len(found) == 1:
        return found * count
    if len(found) != count:
        raise Mismatch(f"{len(found)} numbers are given for {count} axes")
    return found


def data_format(machine: Machine, value: Any) -> str:
    """`channels_last` or `channels_first`, as given or as the program sets it."""
    return choice(session(machine).data_format if value is None else value, "channels_last", "channels_first")


def structure(value: Any) -> Any:
    """The shapes of a structure of tensors."""
    found = shapes_in(value)
    return found if isinstance(found, Several) else Several((found,))

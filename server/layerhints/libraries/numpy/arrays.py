"""NumPy arrays as values: the shape is known, the numbers are not, except in a few small arrays.

`np.array([1, 2, 3])` is iterated as sizes, `np.prod(x.shape[1:])` is a size: for such arrays the items are kept, until
something that is not known is written into them. An array without axes whose number is known is never made: it is that
number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Dim, Expression, Shape, Unknown
from layerhints.libraries.numpy import dtypes
from layerhints.libraries.numpy.failures import Ragged
from layerhints.libraries.numpy.signature import Binder
from layerhints.rules.geometry.concatenate import same_size
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.values.base import State
from layerhints.values.containers import alike_of
from layerhints.values.instances import unwrapped
from layerhints.values.objects import ABSENT, Alike, Class, List, Native
from layerhints.values.origins import is_number
from layerhints.values.tensor import Tensor, either_of, join_shapes

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine

MOST_ITEMS = 1024
"""Arrays with more items than this do not keep them."""

NOT_KNOWN = Unknown("the numbers in an array are not known, only its shape")
CHANGED = Unknown("the array was written into")


class ArrayClass(Class):
    """`numpy.ndarray`, to which no tensor of another library belongs."""

    __slots__ = ()

    def has_instance(self, value: Any) -> bool | None:
        return False if isinstance(value, Tensor) and not isinstance(value, Array) else None


NDARRAY = ArrayClass("ndarray", module="numpy")
CONSTANTS = (int, float, complex, str, Expression)


class Arrays:
    """How NumPy's arrays behave."""

    name = "NumPy array"
    announced = False

    def __init__(self) -> None:
        self.properties: dict[str, Callable[[Machine, Array], Any]] = {}
        self.methods: dict[str, Binder] = {}

    def define_property(self, name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """A decorator: the function gives the attribute `name`."""

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            self.properties[name] = function
            return function

        return register

    def define(self, *names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """A decorator: the function, which takes the array first, is the method called by each of `names`."""

        def register(function: Callable[..., Any]) -> Callable[..., Any]:
            self.methods.update((name, Binder(name, function)) for name in names)
            return function

        return register

    def is_half_a_name(self, name: str) -> bool:
        return False  # which attributes there are is not known

    def attribute(self, machine: Machine, tensor: Tensor, name: str) -> Any:
        from layerhints.libraries.numpy import methods, shaping  # noqa: F401 (they define the attributes)

        assert isinstance(tensor, Array)
        if name in self.properties:
            return self.properties[name](machine, tensor)
        if name in self.methods:
            binder = self.methods[name]
            return Native(name, lambda machine, arguments: binder(machine, arguments.behind(tensor)))
        if name == "__class__":
            return NDARRAY
        if name.startswith("__"):
            return ABSENT
        return Unknown(f"what `.{name}` of an array gives is not known")

    def items(self, machine: Machine, tensor: Tensor, count: Any) -> None:
        return None

    def item(self, machine: Machine, tensor: Tensor, index: Any) -> Any:
        from layerhints.libraries.numpy.index import item

        assert isinstance(tensor, Array)
        return item(machine, tensor, index)

    def binary(self, machine: Machine, operator: str, left: Any, right: Any) -> Any:
        from layerhints.libraries.numpy.elementwise import operate

        return operate(machine, operator, left, right)

    def unary(self, machine: Machine, operator: str, tensor: Tensor) -> Any:
        from layerhints.libraries.numpy.elementwise import negate

        assert isinstance(tensor, Array)
        return negate(machine, operator, tensor)

    def call(self, machine: Machine, tensor: Tensor, arguments: Arguments) -> Any:
        return Unknown("an array is called like a function")


ARRAYS = Arrays()


class Array(Tensor):
    """A NumPy array; `dtype` is the name of its type, or None where it is not known, as may be of a tensor's.

    `memory` is shared by all views of the same numbers: a write through one of them makes the items of all unknown, but
    for those of the array whose memory it is (`owns`), where what is written is known. Of an array that is one of
    several, nobody can tell which, "either" in it has the memories of these.
    `classes` is set where the array holds class numbers, each from 0 up to that many at least once.
    """

    __slots__ = ("_classes", "_items", "memory", "owns", "state")

    def __init__(
        self,
        shape: Shape,
        dtype: str | Unknown | None = None,
        source: str | None = None,
        items: tuple[Any, ...] | None = None,
        memory: dict[str, Any] | None = None,
        classes: int | None = None,
    ) -> None:
        self.state: dict[str, Any] = {}
        super().__init__(ARRAYS, shape, dtype if isinstance(dtype, str) else None, source=source)
        self._items = items
        self._classes = classes
        self.memory: dict[str, Any] = memory if memory is not None else State()
        self.owns = memory is None

    @property
    def items(self) -> tuple[Any, ...] | None:
        """The items in the order of the last axis first; None where they are not kept."""
        if "written" in self.memory:
            held = self.memory.get("items") if self.owns else None
            return held if isinstance(held, tuple) else None
        return self._items

    def become(self, machine: Machine, items: tuple[Any, ...] | None) -> None:
        """Something was written into the array, which leaves it these items; each turn of a loop may leave others."""
        self.forget(machine, CHANGED)
        if self.owns and not machine.repeats:
            machine.write(self.memory, "items", items)

    @property
    def classes(self) -> int | None:
        return None if "written" in self.memory else self._classes

    @property
    def shape(self) -> Shape:
        result: Shape = self.state["shape"]
        return result

    @shape.setter
    def shape(self, shape: Shape) -> None:
        self.state["shape"] = shape

    def describe(self) -> str:
        return "a NumPy array"

    def set_attribute(self, machine: Machine, name: str, value: Any) -> None:
        if name == "shape":
            from layerhints.libraries.numpy.shaping import reshaped_array

            result = reshaped_array(machine, self, value)
            machine.write(self.state, "shape", result if isinstance(result, Unknown) else result.shape)

    def set_item(self, machine: Machine, index: Any, value: Any) -> None:
        from layerhints.libraries.numpy.index import items_behind

        self.become(machine, items_behind(machine, self, index, value) if self.owns else None)

    def forget(self, machine: Machine, reason: Unknown) -> None:
        for memory in (self.memory, *self.memory.get("either", ())):
            if "written" not in memory:
                machine.write(memory, "written", reason)
            for held in ("items", "numbers"):  # the array's whose memory it is, those of the tensors that look at it
                if isinstance(memory.get(held), tuple):
                    machine.write(memory, held, None)

    def iterate(self, machine: Machine) -> Sequence[Any] | Unknown:
        length = self.length(machine)
        if isinstance(length, int) and length > MOST_ITEMS:
            return Unknown(f"the {length:,} items of an array are too many to follow one by one")
        return super().iterate(machine)

    def truth(self, machine: Machine) -> bool | None:
        return bool(self.items[0]) if self.items is not None and len(self.items) == 1 and _plain(self.items) else None

    def join(self, other: Any, reason: Unknown) -> Any:
        if not isinstance(other, Array):
            return NotImplemented
        return Array(
            join_shapes(self.shape, other.shape, reason),
            self.dtype if self.dtype == other.dtype else None,
            self.source if self.source == other.source else None,
            memory=State({"either": either_of((self.memory, other.memory))}),
        )


def _plain(items: Sequence[Any]) -> bool:
    return not any(isinstance(item, (Expression, Unknown)) for item in items)


def of_items(shape: Shape, dtype: str | None, items: Sequence[Any] | None, source: str | None = None) -> Any:
    """An array with these items (or None), or the number itself where there are no axes.

    Items that the type would change silently (a wrapped integer, a rounded float) are not kept.
    """
    if items is not None and (len(items) > MOST_ITEMS or not all(dtypes.holds(dtype, item) for item in items)):
        items = None
    if shape == () and items is not None and not isinstance(items[0], Unknown):
        return items[0]
    if shape == () and dtype == "object":
        return Unknown("what an array of objects holds is not known")
    return Array(shape, dtype, source, None if items is None else tuple(items))


# --- anything as an array


def as_array(machine: Machine, value: Any) -> Array | Unknown:
    """What `np.asarray(value)` makes of a value, without axes where it is a number.

    Unknown where even the number of axes is not known. Raises Mismatch where nested lists have different lengths.
    """
    value = unwrapped(value)
    if isinstance(value, Array):
        return value
    if isinstance(value, Tensor):
        shape: Shape = Unknown(value.shape.reason) if isinstance(value.shape, Unknown) else value.shape
        return Array(shape, value.dtype, value.source)
    if isinstance(value, Unknown):
        return Array((), None) if is_number(value) else value
    if isinstance(value, CONSTANTS) or value is None:
        return Array((), dtypes.of_constant(value), None, (value,))
    if isinstance(value, (tuple, range, List)):
        return _from_sequence(machine, value)
    return Unknown(f"what array {value.describe() if hasattr(value, 'describe') else 'the value'} becomes is not known")


def _from_sequence(machine: Machine, value: Any) -> Array | Unknown:
    members = machine.iterate(value)
    if isinstance(members, Unknown):
        return _of_alike(machine, alike_of(value, members), members)
    if len(members) > MOST_ITEMS and all(type(member) is type(members[0]) for member in members):
        # A long list of literals: all of its members are like the first.
        alike = isinstance(members[0], (int, float))
        if alike:
            return Array((len(members),), dtypes.of_constant(members[0]))
    arrays = [as_array(machine, member) for member in members[: machine.bounded(len(members))]]
    if not arrays:
        return Array((0,), "float64", None, ())
    known = [array for array in arrays if isinstance(array, Array)]
    if not known:
        return next(array for array in arrays if isinstance(array, Unknown))
    shape: Shape = known[0].shape
    dtype = known[0].dtype
    for other in known[1:]:
        shape = _alike(shape, other.shape)
        dtype = dtypes.promote(dtype, other.dtype)
    if isinstance(shape, Unknown):
        return shape
    if len(known) < len(arrays):
        dtype = None
    items: list[Any] | None = []
    for array in arrays:
        own: Sequence[Any] | None
        if isinstance(array, Unknown):
            own = (array,) if shape == () else None
        else:
            own = array.items if shape != () or array.items is not None else (NOT_KNOWN,)
        items = None if own is None or items is None else [*items, *own]
        if items is None:
            break
    if items is not None and dtype == "float64":
        items = [float(item) if type(item) is int else item for item in items]
    made = of_items((len(arrays), *shape), dtype, items)
    assert isinstance(made, Array)
    return made


def _of_alike(machine: Machine, alike: Alike | None, reason: Unknown) -> Array | Unknown:
    """An array of so many members that are all like one."""
    one = reason if alike is None or alike.count is None else as_array(machine, alike.item)
    if isinstance(one, Unknown) or isinstance(one.shape, Unknown):
        return Unknown(reason.reason)
    assert alike is not None
    return Array((alike.count, *one.shape), one.dtype)


def _alike(first: Shape, second: Shape) -> Shape:
    """What is known of a shape that both are: members of one list."""
    if isinstance(first, Unknown):
        return second
    if isinstance(second, Unknown):
        return first
    merged: list[Dim] = []
    for a, b in zip(first, second, strict=False):
        size = same_size(a, b)
        if size is None:
            break
        merged.append(size)
    if not len(first) == len(second) == len(merged):
        raise Ragged("the nested lists have different lengths")
    return tuple(merged)


# --- arguments


def size_of(machine: Machine, value: Any) -> Dim:
    """A number as a size or an index. Raises Mismatch where it is certainly neither."""
    value = unwrapped(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, (int, Expression, Unknown)):
        return value
    if isinstance(value, Tensor):
        return NOT_KNOWN
    if isinstance(value, (float, str)) or value is None:
        raise Mismatch(f"{value!r} is not a whole number")
    return Unknown("a value is used as a size, and it is not known")


def sizes_of(machine: Machine, value: Any) -> Shape:
    """A shape argument: one number, or a sequence of them."""
    if isinstance(value, Array) and value.shape != ():
        members: Any = machine.iterate(value)
    elif isinstance(value, (tuple, List, range)):
        members = machine.iterate(value)
    elif isinstance(value, Unknown):
        return value
    else:
        return (size_of(machine, value),)
    if isinstance(members, Unknown):
        return members
    return tuple(size_of(machine, member) for member in members)


def axes_of(machine: Machine, axis: Any) -> tuple[int, ...] | Unknown:
    """One axis or several, as known integers."""
    axes = sizes_of(machine, axis)
    if isinstance(axes, Unknown):
        return axes
    known: list[int] = []
    for item in axes:
        if not isinstance(item, int):
            return item if isinstance(item, Unknown) else Unknown(f"which axis {item} is is not known")
        known.append(item)
    return tuple(known)


def axis_of(machine: Machine, axis: Any) -> int | Unknown:
    """One axis as a known integer."""
    axes = axes_of(machine, axis)
    if isinstance(axes, Unknown):
        return axes
    return axes[0] if len(axes) == 1 else Unknown("several axes are given for one")

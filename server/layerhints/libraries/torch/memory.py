"""Where the numbers of the few tensors lie whose numbers are known: several tensors may look at the same memory.

A tensor's `state` has its "memory" and the "places" in there that it shows, in order, or None where these are not
followed. A memory is shared by all its tensors: "numbers" are what stands in it, None where that is not known any more,
and "written" is set once anything was written, for NumPy's arrays, which share it too and keep numbers of their own.
Where a tensor is either a view or a copy, "seen" are the numbers as they were then: it shows them while nothing is
written. It has a birth, so that what a loop writes to its own tensors keeps no loop from coming to rest.
A tensor that is one of several, nobody can tell which, has a memory of its own that knows no numbers: what is written
there may be written into any of "either", which are theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.values.base import State
from layerhints.values.tensor import either_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.machine import Machine

Numbers = tuple[Any, ...]


def numbers_of(value: Any) -> Numbers | None:
    """The numbers of a tensor, if they are known."""
    state = getattr(value, "state", None)
    if not isinstance(state, dict) or "memory" not in state:
        return None
    memory, places = state["memory"], state["places"]
    numbers: Numbers | Unknown | None = memory["numbers"]
    if not isinstance(numbers, tuple) or places is None or state.get("seen", numbers) is not numbers:
        return None
    if "written" in memory and any(isinstance(number, Unknown) for number in numbers):
        return None  # one of several courses wrote there
    return numbers if places == range(len(numbers)) else tuple([numbers[place] for place in places])


def hold(tensor: Any, numbers: Numbers) -> None:
    """The tensor has a memory of its own, with these numbers in it."""
    tensor.state["memory"] = State({"numbers": numbers})
    tensor.state["places"] = range(len(numbers))


def look_at(tensor: Any, source: Any, places: Sequence[int] | None) -> None:
    """The tensor is a view of another one and shows these of its numbers; None: which ones is not followed."""
    if "memory" in getattr(source, "state", ()):
        own = source.state["places"]
        tensor.state["memory"] = source.state["memory"]
        tensor.state["places"] = None if own is None or places is None else _of(own, places)
        if "seen" in source.state:
            tensor.state["seen"] = source.state["seen"]


def look_or_copy(tensor: Any, source: Any) -> None:
    """The tensor shows the numbers of another one; whether a write into one shows in the other is not followed."""
    look_at(tensor, source, None if numbers_of(source) is None else range(len(source.state["places"])))
    if "memory" in tensor.state:
        tensor.state.setdefault("seen", source.state["memory"]["numbers"])


def be_either(tensor: Any, *sources: Any) -> None:
    """The tensor is one of the sources, and nobody can tell which."""
    memories = [source.state["memory"] for source in sources if "memory" in source.state]
    if memories:
        tensor.state["memory"] = State({"numbers": None, "either": either_of(memories)})
        tensor.state["places"] = None


def _of(own: Sequence[int], places: Sequence[int]) -> Sequence[int]:
    if isinstance(own, range) and isinstance(places, range) and places.step == 1 and places.start >= 0:
        return own[places.start : places.stop]
    return tuple([own[place] for place in places])


def write(machine: Machine, tensor: Any, places: Sequence[int], numbers: Numbers) -> None:
    """These numbers are written to these places of a tensor whose numbers are known. In a loop of unknown length they
    are not followed: each turn may leave others.
    """
    state = tensor.state
    if "seen" in state or machine.repeats:
        forget(machine, tensor)
        return
    memory = state["memory"]
    found = list(memory["numbers"])
    for place, number in zip(places, numbers, strict=True):
        found[state["places"][place]] = number
    machine.write(memory, "numbers", tuple(found))
    _mark(machine, memory)


def forget(machine: Machine, tensor: Any) -> None:
    """Something that is not known may have been written into the memory of a tensor."""
    memory = tensor.state.get("memory")
    for each in () if memory is None else (memory, *memory.get("either", ())):
        if isinstance(each["numbers"], tuple):
            machine.write(each, "numbers", None)
        _mark(machine, each)


def _mark(machine: Machine, memory: dict[str, Any]) -> None:
    if "written" not in memory:
        machine.write(memory, "written", True)

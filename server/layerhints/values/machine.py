"""What a library sees of the interpreter: the operations on values, as a protocol.

Libraries are side by side with the interpreter and never import it; natives are handed a `Machine`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from contextlib import AbstractContextManager

    from layerhints.algebra import Expression, Unknown
    from layerhints.values.arguments import Arguments
    from layerhints.values.facts import Fact, Finding
    from layerhints.values.holes import Hole, Lesson
    from layerhints.values.host import Host
    from layerhints.values.objects import Class, Container, Dict, Function, Instance, Keyed, List, Scope, Set, Super
    from layerhints.values.sites import Site
    from layerhints.values.tensor import Tensor


class Machine(Protocol):
    """The abstract interpreter as natives use it."""

    host: Host
    library_state: dict[str, Any]
    """State that libraries keep for the whole run; use `write`."""
    made: list[Instance]
    """What libraries want to look at again in `Library.finish`: layers that were made in runs that are recorded."""

    # --- libraries

    def session(self, library: str) -> Any:
        """What a library keeps for a run in which it is used; None where nobody has used it so far."""

    def begin_session(self, library: str, make: Callable[[], Any]) -> Any:
        """The library is used from here on. Who runs something else instead has not used it: what `make` gives is then
        kept for the next time.
        """

    # --- change: every change of a value goes through these, so that branches can be taken back and joined

    def write(self, mapping: dict[Any, Any], key: Any, value: Any) -> None:
        """`mapping[key] = value`."""

    def delete(self, mapping: dict[Any, Any], key: Any) -> None:
        """`del mapping[key]`."""

    def replace(self, container: Container, content: Any) -> None:
        """Give a list, dict or set its new content (or Unknown)."""

    def may_lack(self, value: Any, name: str) -> bool:
        """Was the attribute set in some courses of events only?"""
        ...

    def may_be_missing(self, mapping: dict[Any, Any], key: Any) -> bool:
        """Was the key written in some courses of events only?"""
        ...

    def forget(self, value: Any, reason: Unknown) -> None:
        """Something unseen may have changed `value`."""

    def awaited(self, scope: Scope, name: str) -> Any:
        """The value of one of the `waiting` names of a module."""

    def names_of(self, scope: Scope) -> dict[str, Any]:
        """All names of a scope with their values, also those that were waiting."""
        ...

    def note_read(self, module: Scope, name: str, value: Any) -> None:
        """A name of a module was read: what is found out from here on depends on its value."""

    # --- operations: they never fail; what cannot be known is Unknown. `attribute` may answer ABSENT.

    def call(self, function: Any, arguments: Arguments) -> Any: ...
    def call_values(self, function: Any, *positional: Any) -> Any: ...
    def call_function(self, function: Function, arguments: Arguments) -> Any: ...
    def instantiate(self, cls: Class, arguments: Arguments) -> Any: ...
    def attribute(self, value: Any, name: str) -> Any: ...
    def instance_attribute(self, instance: Instance, name: str) -> Any: ...
    def class_attribute(self, cls: Class, name: str) -> Any: ...
    def super_attribute(self, value: Super, name: str) -> Any: ...
    def set_attribute(self, value: Any, name: str, new: Any) -> None: ...
    def set_instance_attribute(self, instance: Instance, name: str, value: Any) -> None: ...
    def bind(self, member: Any, receiver: Any, cls: Class) -> Any: ...
    def item(self, value: Any, index: Any) -> Any: ...
    def set_item(self, value: Any, index: Any, new: Any) -> None: ...
    def iterate(self, value: Any) -> Sequence[Any] | Unknown: ...
    def length(self, value: Any) -> Any: ...
    def truth(self, value: Any) -> bool | None: ...
    def unary(self, operator: str, value: Any) -> Any: ...
    def binary(self, operator: str, left: Any, right: Any) -> Any: ...
    def compare(self, operator: str, left: Any, right: Any) -> Any: ...
    def join(self, first: Any, second: Any, reason: Unknown) -> Any: ...
    def class_of(self, value: Any) -> Class | None: ...
    def is_instance(self, value: Any, classes: Any) -> bool | None: ...
    def import_module(self, name: str) -> Any: ...
    def entered(self, container: Keyed, key: Any) -> Any:
        """How a missing key stands in the container once the modules were run that may enter it; else ABSENT."""
        ...


    def unfilled(self, container: Keyed) -> Unknown | None:
        """Why a container may lack what modules enter in it that were not run."""
        ...

    # --- parameters that nothing gives: see holes.py

    def learn(self, hole: Hole, lesson: Lesson) -> None:
        """The use of a hole says this about it."""

    def hole_value(self, hole: Hole) -> Any:
        """What is known of a hole, as a value."""
        ...

    def doubts(self, hole: Hole) -> bool:
        """Does a docstring say of a parameter what cannot be?"""
        ...

    def learning(self, action: Callable[[], Any]) -> Any:
        """What `action` gives once a run of it teaches nothing new about holes. Earlier runs are taken back."""
        ...

    @property
    def minds_exceptions(self) -> bool:
        """Would the program see an exception, or would it tell which of several courses is taken?"""
        ...

    @property
    def leaves_out(self) -> bool:
        """Is this a call that nobody wrote, which leaves out what callers may well give? None, or a tensor with nothing
        in it, then stands for something else, and what fails with it is no problem.
        """
        ...

    def leave_out(self) -> None:
        """The call that is being made up leaves out something of that kind."""

    def symbol_of(self, hole: Hole, axis: int | None, wanted: str) -> Expression:
        """The symbol that stands for a hole, or for one axis of it; called `wanted` if no other place is."""
        ...

    def hole_of_symbol(self, found: Expression) -> tuple[Hole, int | None] | None:
        """The hole and axis that a symbol stands for."""
        ...

    def lasting(self, size: Any) -> Any:
        """The size in symbols that keep their meaning when holes get other names, for a lesson."""
        ...

    def current(self, size: Any) -> Any:
        """What a lasting size is now."""
        ...

    # --- tensors that lead back to what they come from

    def handed_out(self, name: Hashable, tensor: Tensor, begins: bool = False) -> Tensor:
        """The tensor that goes on in the place of one that was just made and that the library knows by this name: one
        that looks the same, and now comes from where this one does. Where something `begins` with it, sizes that are
        open are its own, and may have other symbols.
        """
        ...

    def looked_back(self, born: int) -> None:
        """Something depends on what a tensor comes from, back to a tensor that was `born` then."""

    # --- making values

    def new_list(self, items: Sequence[Any] | Unknown) -> List: ...
    def new_dict(self, entries: dict[Any, Any] | Unknown) -> Dict: ...
    def new_set(self, members: Sequence[Any] | Unknown) -> Set: ...
    def builtin_class(self, name: str) -> Class:
        """The language's class called `name` (`object`, `dict`, `Exception`, …)."""
        ...

    def plain(self, value: Any) -> Any:
        """Lists as tuples, all the way down: the form in which rules take arguments."""

    # --- control

    trying: int
    """How many blocks are open in which the program catches exceptions."""
    forks: int
    """In how many choices between several courses the run is, of which each may happen."""
    repeats: int
    """How many loops around are run any number of times."""
    choosing: int
    """How many values that are one of a few are being asked: what happens then is perhaps what does not."""

    def doubting(self, action: Callable[[], Any]) -> Any:
        """What `action` gives; problems that it meets are none, as they are not certain."""
        ...


    def throw(self, class_name: str, message: str) -> NoReturn:
        """Raise a Python exception in the program that is read; only where it is certain."""
        ...

    def attempt(self, action: Callable[[], Any]) -> Any:
        """What `action` gives; Unknown where the program raises an exception in it or it takes too many steps. What was
        found until then stays.
        """
        ...

    def bounded(self, count: int) -> int:
        """`count` when so many steps are still allowed; else gives up on this statement, which leaves Unknown."""
        ...

    def silent(self) -> AbstractContextManager[None]:
        """Within, facts and findings are not recorded."""
        ...

    # --- what the analysis is for

    @property
    def site(self) -> Site | None:
        """The call (or other expression) of the program that is being evaluated."""
        ...

    file: str
    """The file that is analysed: what stands in others is not shown."""

    @property
    def file_here(self) -> str:
        """The file whose statement is being run."""
        ...

    @property
    def stack(self) -> tuple[Site, ...]:
        """The calls that led here, outermost first."""
        ...

    @property
    def recording(self) -> bool:
        """Whether facts are recorded now; not so in a trial run, whose effects are taken back."""
        ...

    def observe(self, fact: Fact) -> None: ...
    def report(self, finding: Finding) -> None: ...

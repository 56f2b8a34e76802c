"""Generators: functions of which the body runs when its items are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.bodies import run_body
from layerhints.interp.frames import EnoughYielded, Frame, Raised
from layerhints.interp.joining import lasting
from layerhints.values.objects import ABSENT, Instance, Iterator

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.interp.interpreter import Interpreter
    from layerhints.syntax import tree


class Generator(Iterator):
    """A generator: its body is run when its items are first asked for.

    What that gave stands in `state`, so that it is taken back with the course of events it belongs to: `items`, and
    `failure`, the exception that comes behind the last of them.
    """

    __slots__ = ("_run",)

    def __init__(self, run: Callable[[], tuple[tuple[Any, ...] | Unknown, Any]]) -> None:
        super().__init__(())
        self._run = run

    def describe(self) -> str:
        return "a generator"

    @property
    def items(self) -> Any:
        return self.state.get("items", ())

    @items.setter
    def items(self, items: Any) -> None:
        return None

    def _start(self, machine: Any) -> None:
        if "items" not in self.state:
            machine.write(self.state, "failure", None)
            machine.write(self.state, "items", ())
            items, failure = self._run()
            machine.write(self.state, "failure", failure)
            machine.write(self.state, "items", items)

    def iterate(self, machine: Any) -> Any:
        self._start(machine)
        failure = self.state["failure"]
        if isinstance(failure, Unknown):
            return failure
        items = super().iterate(machine)
        self._fail(machine)
        return items

    def next(self, machine: Any) -> Any:
        self._start(machine)
        item = super().next(machine)
        if item is ABSENT:
            self._fail(machine)
            failure = self.state["failure"]
            return failure if isinstance(failure, Unknown) else ABSENT
        return item

    def forget(self, machine: Any, reason: Unknown) -> None:
        """Unseen, the generator may have been run or not."""
        machine.fork([lambda: self._start(machine), lambda: None], reason)
        super().forget(machine, reason)

    def _fail(self, machine: Any) -> None:
        failure = self.state["failure"]
        if isinstance(failure, Instance):
            machine.write(self.state, "failure", None)
            raise Raised(failure)


def generator(machine: Interpreter, frame: Frame, node: tree.Function) -> Generator:
    """The generator that a call of a generator function gives."""

    def run() -> tuple[tuple[Any, ...] | Unknown, Any]:
        heap = machine.heap
        yields = frame.yields = machine.new_list(())
        mark = heap.mark()
        failure: Any = None
        try:
            run_body(machine, frame, node)
        except Raised as error:
            failure = error.value
        except EnoughYielded:
            failure = Unknown(f"what the generator `{node.name}` yields is not followed to its end")
            items = lasting(yields.content, mark.time, failure)
            heap.give_up(mark, failure)
            return items, failure
        finally:
            heap.release()
        return yields.content, failure

    return Generator(run)

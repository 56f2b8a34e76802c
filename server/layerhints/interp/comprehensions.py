"""Comprehensions and generator expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp import branches
from layerhints.interp.assignment import assign
from layerhints.interp.dispatch import evaluate
from layerhints.interp.displays import keyed
from layerhints.interp.frames import EnoughYielded, Raised
from layerhints.interp.generators import Generator
from layerhints.interp.joining import lasting
from layerhints.interp.loops import Rest, items_of, of_any_number
from layerhints.values.objects import ABSENT, Alike, List, Scope

if TYPE_CHECKING:
    from layerhints.interp.frames import Signal
    from layerhints.interp.interpreter import Interpreter
    from layerhints.syntax import tree


class ComprehensionScope(Scope):
    """The names that a comprehension binds."""

    __slots__ = ()


class _Evaluation:
    """One run of a comprehension. `items` gathers what comes out; its content is Unknown when that is not known."""

    def __init__(self, machine: Interpreter, node: tree.Comprehension) -> None:
        self.machine = machine
        self.node = node
        self.items: List = machine.new_list(())
        self.each: Any = ABSENT
        """What every item is like, if their number is not known."""
        self.count: Any = None
        """The formula of how many there are, if there is one."""

    def run(self, iterable: Any, scope: Scope) -> Any:
        frame = self.machine.frame
        outer, frame.scope = frame.scope, scope
        try:
            self._clause(0, iterable)
        finally:
            frame.scope = outer
        return self.items.content

    def _clause(self, depth: int, iterable: Any) -> None:
        clause = self.node.clauses[depth]
        plain = depth + 1 == len(self.node.clauses) and not clause.conditions and self.node.kind != "generator"
        gathered: list[Any] = []

        def turn(number: int) -> None:
            self.machine.bounded(1)
            self.machine.turns += 1
            assign(self.machine, clause.target, number)
            self._evaluated()

        any_number = of_any_number(self.machine, iterable, turn) if plain else None
        for item in items_of(self.machine, iterable) if any_number is None else (any_number,):
            self.machine.bounded(1)
            self.machine.turns += 1
            self.machine.looks_up()
            if isinstance(item, Rest):
                self._gather(gathered)
                reason = item.reason
                none_before = self.items.content == ()

                def body(item: Rest = item) -> Signal | None:
                    self.each = ABSENT
                    assign(self.machine, clause.target, item.item)
                    self._conditions(depth, 0)
                    return None

                branches.repeat(self.machine, body, reason)
                self.machine.replace(self.items, reason)
                if not none_before or len(self.node.clauses) > 1 or clause.conditions:
                    self.each = ABSENT
                else:
                    self.count = item.count
                return
            assign(self.machine, clause.target, item)
            if plain:  # nobody sees the list before it is whole
                gathered.append(self._evaluated())
            else:
                self._conditions(depth, 0)
        if plain:
            self._gather(gathered)

    def _conditions(self, depth: int, position: int) -> None:
        from layerhints.interp.conditions import condition

        clause = self.node.clauses[depth]
        if position < len(clause.conditions):
            known, reason = condition(self.machine, clause.conditions[position])
            if known is None:
                self.machine.fork([lambda: self._conditions(depth, position + 1), lambda: None], reason)
            elif known:
                self._conditions(depth, position + 1)
        elif depth + 1 < len(self.node.clauses):
            self._clause(depth + 1, evaluate(self.machine, self.node.clauses[depth + 1].iterable))
        else:
            self._element()

    def _element(self) -> None:
        self._gather([self._evaluated()])
        content = self.items.content
        yields = self.node.kind == "generator" and not isinstance(content, Unknown)
        if yields and len(content) > self.machine.budget.yields:
            raise EnoughYielded

    def _evaluated(self) -> Any:
        node, machine = self.node, self.machine
        element = evaluate(machine, node.element)
        return element if node.value is None else (element, evaluate(machine, node.value))

    def _gather(self, items: list[Any]) -> None:
        if items:
            self.each = items[-1]
            if not isinstance(self.items.content, Unknown):
                self.machine.replace(self.items, (*self.items.content, *items))


def comprehension(machine: Interpreter, node: tree.Comprehension) -> Any:
    """The iterable of the first clause is evaluated where the comprehension stands, the rest in a scope of its own."""
    from layerhints.interp.expressions import closure

    iterable = evaluate(machine, node.clauses[0].iterable)
    scope = ComprehensionScope(closure(machine), machine.frame.scope.globals)
    evaluation = _Evaluation(machine, node)
    if node.kind == "generator":
        return _generator(machine, evaluation, iterable, scope)
    items = evaluation.run(iterable, scope)
    if node.kind == "list":
        made = machine.new_list(items)
        if evaluation.each is not ABSENT:
            made.holds_alike(evaluation.each, evaluation.count)
        return made
    return keyed(machine, node.kind, items)


def _generator(machine: Interpreter, evaluation: _Evaluation, iterable: Any, scope: Scope) -> Any:
    """Like a generator function: run when its items are first asked for."""
    frame = machine.frame

    def run() -> tuple[Any, Any]:
        outer, machine.frame = machine.frame, frame
        heap = machine.heap
        mark = heap.mark()
        evaluation.items = machine.new_list(())
        failure: Any = None
        try:
            evaluation.run(iterable, scope)
        except Raised as error:
            failure = error.value
        except EnoughYielded:
            failure = Unknown("what the generator yields is not followed to its end")
            items = lasting(evaluation.items.content, mark.time, failure)
            heap.give_up(mark, failure)
            return items, failure
        finally:
            machine.frame = outer
            heap.release()
        content = evaluation.items.content
        if isinstance(content, Unknown) and evaluation.each is not ABSENT:
            content = Unknown(content.reason, Alike(evaluation.each, evaluation.count))
        return content, failure

    return Generator(run)

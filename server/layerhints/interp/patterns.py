"""The `match` statement."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.interp.conditions import condition
from layerhints.interp.dispatch import evaluate, run
from layerhints.interp.names import store
from layerhints.syntax import tree
from layerhints.values.holes import detached
from layerhints.values.objects import ABSENT, Class, Dict, List

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layerhints.interp.frames import Signal
    from layerhints.interp.interpreter import Interpreter


def execute_match(machine: Interpreter, node: tree.Match) -> Signal | None:

    subject = evaluate(machine, node.subject)
    return _cases(machine, node.cases, subject)


def _cases(machine: Interpreter, cases: Sequence[tree.Case], subject: Any) -> Signal | None:
    for position, case in enumerate(cases):
        mark = machine.heap.mark()
        try:
            matched = _matches(machine, case.pattern, subject)
            if matched is not True:
                machine.heap.undo(mark)  # what was captured on the way is bound in the course that matches only
        finally:
            machine.heap.release()
        if matched is False:
            continue
        rest = partial(_cases, machine, cases[position + 1 :], subject)
        if matched is True:
            return _guarded(machine, case, rest)
        reason = detached(subject) if isinstance(subject, Unknown) else Unknown("which case matches is not known")
        return machine.fork([partial(_perhaps, machine, case, rest, subject), rest], reason)
    return None


def _perhaps(machine: Interpreter, case: tree.Case, rest: Callable[[], Signal | None], subject: Any) -> Signal | None:
    """The course in which the pattern matches."""
    _matches(machine, case.pattern, subject)
    return _guarded(machine, case, rest)


def _guarded(machine: Interpreter, case: tree.Case, rest: Callable[[], Signal | None]) -> Signal | None:

    known, reason = (True, None) if case.guard is None else condition(machine, case.guard)
    if known is not None:
        return run(machine, case.body) if known else rest()
    assert reason is not None
    return machine.fork([partial(run, machine, case.body), rest], reason)


def _matches(machine: Interpreter, pattern: tree.Pattern, subject: Any) -> bool | None:
    """Three-valued; captures are bound as far as the pattern matches."""

    if isinstance(pattern, tree.CapturePattern):
        if pattern.name is not None:
            store(machine, pattern.name, subject)
        return True
    if isinstance(pattern, tree.AsPattern):
        matched = _matches(machine, pattern.pattern, subject)
        if matched is not False:
            store(machine, pattern.name, subject)
        return matched
    if isinstance(pattern, tree.ValuePattern):
        answer = machine.compare("==", subject, evaluate(machine, pattern.value))
        return answer if isinstance(answer, bool) else None
    if isinstance(pattern, tree.AlternativePattern):
        answers = []
        for alternative in pattern.alternatives:
            answer = _matches(machine, alternative, subject)
            if answer is True:
                return True
            answers.append(answer)
        return None if None in answers else False
    if isinstance(pattern, tree.SequencePattern):
        return _sequence(machine, pattern, subject)
    if isinstance(pattern, tree.MappingPattern):
        return _mapping(machine, pattern, subject)
    if isinstance(pattern, tree.ClassPattern):
        return _class(machine, pattern, subject)
    return None


def _all(answers: Sequence[bool | None]) -> bool | None:
    if False in answers:
        return False
    return None if None in answers else True


def _sequence(machine: Interpreter, pattern: tree.SequencePattern, subject: Any) -> bool | None:
    star = next((i for i, item in enumerate(pattern.items) if isinstance(item, tree.StarPattern)), None)
    if isinstance(subject, Unknown) or (isinstance(subject, List) and isinstance(subject.content, Unknown)):
        reason = detached(subject) if isinstance(subject, Unknown) else subject.content
        for item in pattern.items:
            if isinstance(item, tree.StarPattern):
                if item.name is not None:
                    store(machine, item.name, reason)
            else:
                _matches(machine, item, reason)
        return None
    if not isinstance(subject, (tuple, List)):
        return False
    items = subject.content if isinstance(subject, List) else subject
    fixed = len(pattern.items) - (star is not None)
    if len(items) < fixed or (star is None and len(items) != fixed):
        return False
    if star is None:
        return _all([_matches(machine, p, item) for p, item in zip(pattern.items, items, strict=True)])
    behind = len(pattern.items) - star - 1
    answers = [_matches(machine, p, item) for p, item in zip(pattern.items[:star], items[:star], strict=True)]
    rest = pattern.items[star]
    if isinstance(rest, tree.StarPattern) and rest.name is not None:
        store(machine, rest.name, machine.new_list(items[star : len(items) - behind]))
    tail = items[len(items) - behind :]
    answers += [_matches(machine, p, item) for p, item in zip(pattern.items[star + 1 :], tail, strict=True)]
    return _all(answers)


def _mapping(machine: Interpreter, pattern: tree.MappingPattern, subject: Any) -> bool | None:

    content = subject.content if isinstance(subject, Dict) else subject
    if isinstance(content, Unknown):
        for _, value_pattern in pattern.items:
            _matches(machine, value_pattern, content)
        if pattern.rest is not None:
            store(machine, pattern.rest, machine.new_dict(content))
        return None
    if not isinstance(subject, Dict):
        return False
    rest = dict(content)
    answers: list[bool | None] = []
    for key_node, value_pattern in pattern.items:
        key = evaluate(machine, key_node)
        if isinstance(key, Unknown):
            answers.append(None)
        elif key not in content:
            return False
        else:
            answers.append(_matches(machine, value_pattern, rest.pop(key)))
    if pattern.rest is not None:
        store(machine, pattern.rest, machine.new_dict(rest))
    return _all(answers)


def _class(machine: Interpreter, pattern: tree.ClassPattern, subject: Any) -> bool | None:

    cls = evaluate(machine, pattern.type)
    answers: list[bool | None] = [machine.is_instance(subject, cls)]
    if answers[0] is False:
        return False
    names: Any = cls.lookup("__match_args__") if isinstance(cls, Class) else ABSENT
    for position, inner in enumerate(pattern.positional):
        if isinstance(names, tuple) and position < len(names):
            answers.append(_attribute(machine, inner, subject, names[position]))
        elif position == 0 and isinstance(cls, Class) and cls.site is None:
            answers.append(_matches(machine, inner, subject))
        else:
            answers.append(_matches(machine, inner, Unknown("which attribute the pattern means is not known")))
            answers.append(None)
    for name, inner in pattern.keywords:
        answers.append(_attribute(machine, inner, subject, name))
    return _all(answers)


def _attribute(machine: Interpreter, pattern: tree.Pattern, subject: Any, name: str) -> bool | None:
    value = machine.attribute(subject, name)
    return False if value is ABSENT else _matches(machine, pattern, value)

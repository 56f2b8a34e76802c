"""What is measured on one file: every server does the same thing in turn, before any of them does the next."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from client import Client, plain
from servers import CACHE, Server
from subjects import Subject

VIEWPORT = 100
BURST = 20
FEW = 8
"""How many letters are typed at a person's pace, and with a question for the whole file after each."""
PACED, AMID = "the same, ten letters a second", "the same amid idle work"
PACE = 0.1
"""How many seconds pass before a keystroke where letters come at a person's pace. Caches cool down meanwhile, so that
what idle work costs shows only beside letters that come as slowly without it.
"""
SETTLED = 3.0
"""How many seconds a server is left alone before it is edited: time for what opening the file still leads to."""
FIRST, AGAIN = "first start ever → first hints", "start → first hints"

Samples = dict[str, list[float]]
"""For each server, what was measured: milliseconds, or bytes."""


class Measured:
    """The samples of each thing that was measured on a file, and how many answers were stale."""

    def __init__(self) -> None:
        self.samples: dict[str, Samples] = defaultdict(lambda: defaultdict(list))
        self.stale: dict[str, int] = defaultdict(int)

    def add(self, what: str, server: Server, value: float) -> None:
        self.samples[what][server.name].append(value)

    @contextmanager
    def timed(self, what: str, server: Server, client: Client) -> Iterator[None]:
        """How long it takes until the last answer is there; what the client reads out of it is not measured."""
        start = time.perf_counter()
        yield
        self.add(what, server, (client.arrived - start) * 1000)


def measure(subject: Subject, servers: Sequence[Server], rounds: int, starts: int) -> Measured:
    """Everything on one file: a first start and `starts` more, and `rounds` times a line typed in its middle. What a
    server keeps from one start to the next is empty at first.
    """
    with tempfile.TemporaryDirectory() as kept:
        return _measured(subject, [server.keeping(kept) for server in servers], rounds, starts)


def _measured(subject: Subject, servers: Sequence[Server], rounds: int, starts: int) -> Measured:
    found = Measured()
    for what in (FIRST, *[AGAIN] * starts):
        for server in servers:
            _start(found, what, subject, server)
    with _running(servers, subject) as clients:
        for server, client in clients:
            with found.timed("open → first hints", server, client):
                client.open(subject.file, subject.text)
                client.hints(*viewport(subject))
        time.sleep(SETTLED)
        for _ in range(rounds):
            _typing(found, "keystroke → viewport", subject, clients, subject.typed, lambda client: viewport(subject))
        for _ in range(rounds):
            for what in (PACED, AMID):
                _typing(found, what, subject, clients, subject.typed[:FEW], lambda client: viewport(subject))
        _typing(found, "keystroke → whole file", subject, clients, subject.typed[:FEW], lambda client: _all(subject))
        if subject.stem is not None:
            _stem(found, subject, clients, rounds * 4)
        _hover(found, subject, clients, rounds * 6)
        for _ in range(rounds):
            _burst(found, subject, clients)
        for server, client in clients:
            found.add("peak memory", server, client.peak_memory())
    return found


def viewport(subject: Subject) -> tuple[int, int]:
    """The first line that is in view and the one behind the last, where something is typed."""
    first = max(0, subject.row - VIEWPORT // 2)
    return first, first + VIEWPORT


def _all(subject: Subject) -> tuple[int, int]:
    return 0, subject.lines


@contextmanager
def _running(servers: Sequence[Server], subject: Subject) -> Iterator[list[tuple[Server, Client]]]:
    clients = [(server, _client(server)) for server in servers]
    try:
        for _, client in clients:
            client.initialize(subject.root)
        time.sleep(SETTLED)
        yield clients
    finally:
        for _, client in clients:
            client.stop()


def _client(server: Server) -> Client:
    return Client(server.command, server.environment, server.configuration, CACHE / f"{server.name}.log")


def _start(found: Measured, what: str, subject: Subject, server: Server) -> None:
    client = _client(server)
    try:
        client.initialize(subject.root)
        found.add("start → initialize", server, (client.arrived - client.started) * 1000)
        client.open(subject.file, subject.text)
        client.hints(*viewport(subject))
        found.add(what, server, (client.arrived - client.started) * 1000)
    finally:
        client.stop()


def _typing(
    found: Measured,
    what: str,
    subject: Subject,
    clients: Sequence[tuple[Server, Client]],
    typed: str,
    window: Callable[[Client], tuple[int, int]],
) -> None:
    """Type a line letter by letter, with a question for hints after each; then take it away again. At a person's pace
    there is a pause before each letter; amid idle work servers are asked for the file's problems when it begins.
    """
    row, margin = subject.row + 1, subject.margin
    for _, client in clients:
        client.edit(row, 0, "", f"{margin}\n")
    answers: dict[str, Any] = {}
    for column, letter in enumerate(typed, start=len(margin)):
        for server, client in clients:
            first, last = window(client)
            if server.name in answers and plain(client.hints(first, last)) != plain(answers[server.name]):
                found.stale[server.name] += 1
            problems = client.problems_asked() if what == AMID else None
            time.sleep(PACE if what in (PACED, AMID) else 0)
            with found.timed(what, server, client):
                client.edit(row, column, "", letter)
                answers[server.name] = client.hints(first, last)
            if problems is not None:
                client.cancel(problems)
                client.answer(problems)
    for _, client in clients:
        client.edit(row, 0, f"{margin}{typed}\n", "")
        client.hints(*window(client))


def _stem(found: Measured, subject: Subject, clients: Sequence[tuple[Server, Client]], times: int) -> None:
    """Change a number upon which all later shapes depend, each time to one that was not there before."""
    assert subject.stem is not None
    around, number, more = subject.stem
    rows = subject.text.split("\n")
    places = [row for row in range(len(rows)) if around in rows[row]]
    row = min(places, key=lambda place: abs(place - subject.row))
    column = rows[row].index(around) + len(around) - len(str(number))
    first = max(0, row - VIEWPORT // 2)
    for now in range(number, number + times * more, more):
        for server, client in clients:
            with found.timed("a digit of the stem → viewport", server, client):
                client.edit(row, column, str(now), str(now + more))
                client.hints(first, first + VIEWPORT)


def _hover(found: Measured, subject: Subject, clients: Sequence[tuple[Server, Client]], times: int) -> None:
    line = subject.text.split("\n")[subject.row]
    column = line.index("(") - 1
    for _ in range(times):
        for server, client in clients:
            with found.timed("hover", server, client):
                client.hover(subject.row, column)


def _burst(found: Measured, subject: Subject, clients: Sequence[tuple[Server, Client]]) -> None:
    """Twenty letters without a pause, each with a question that the next one cancels; the last answer counts."""
    row, margin, typed = subject.row + 1, subject.margin, (subject.typed * 2)[:BURST]
    for server, client in clients:
        client.edit(row, 0, "", f"{margin}\n")
        client.hints(*viewport(subject))
        questions: list[int] = []
        for column, letter in enumerate(typed, start=len(margin)):
            if questions:
                client.cancel(questions[-1])
            client.edit(row, column, "", letter)
            questions.append(client.hints_asked(*viewport(subject)))
        with found.timed("burst of twenty: last key → answer", server, client):
            message = client.answer(questions[-1])
            while "error" in message:
                message = client.answer(client.hints_asked(*viewport(subject)))
        if plain(message["result"]) != plain(client.hints(*viewport(subject))):
            found.stale[server.name] += 1
        for question in questions[:-1]:
            client.answer(question)
        client.edit(row, 0, f"{margin}{typed}\n", "")
        client.hints(*viewport(subject))


def middle(values: Sequence[float]) -> float:
    return statistics.median(values)


def worst(values: Sequence[float]) -> float:
    """The value that one in a hundred passes; the largest of fewer than a hundred."""
    return sorted(values)[max(0, int(len(values) * 0.99 + 0.5) - 1)] if len(values) > 100 else max(values)

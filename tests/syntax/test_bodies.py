"""The bodies of functions are lowered when somebody looks into one of them."""

from __future__ import annotations

import gc
import tracemalloc

import pytest
from tests.syntax.walking import nodes

from layerhints.syntax import parse, read, tree
from layerhints.syntax.lower import bodies

TEXT = """\
class Net(Module):
    def __init__(self):
        self.first = lambda x: x

    @staticmethod
    async def é(x): return [y async for y in x]

    if True:
        def forward(self, x):
            \"\"\"It says so.\"\"\"
            def inner(): pass
            return inner(x)


def other(): ...


def generator():
    yield 1
"""


@pytest.fixture
def lowered(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The bodies that were lowered late."""
    found: list[object] = []
    original = bodies.block
    monkeypatch.setattr(bodies, "block", lambda node, source: found.append(node) or original(node, source))
    return found


def test_reading_lowers_no_body_and_looking_into_one_lowers_that_alone(lowered: list[object]) -> None:
    net, other, generator = (definition.body[0] for _, definition in read(TEXT).definitions)
    assert not lowered
    assert isinstance(net, tree.Class)
    assert isinstance(net.body[0], tree.Function)
    assert isinstance(net.body[0].body[0], tree.Assign)
    assert len(lowered) == 1
    assert isinstance(net.body[2], tree.If)
    forward = net.body[2].body[0]
    assert isinstance(forward, tree.Function)
    assert [type(statement).__name__ for statement in forward.body] == ["ExpressionStatement", "Function", "Return"]
    assert len(lowered) == 2
    assert isinstance(generator, tree.Function)
    assert generator.is_generator
    assert generator.body
    assert len(lowered) == 2
    assert isinstance(other, tree.Function)
    assert other.body
    assert len(lowered) == 3


def test_of_a_definition_that_is_edited_the_body_is_lowered_that_somebody_looks_into(lowered: list[object]) -> None:
    net = read(TEXT, read(TEXT.replace("é", "e"))).definitions[0][1].body[0]
    assert isinstance(net, tree.Class)
    for count, method in enumerate(net.body[:2], start=1):
        assert isinstance(method, tree.Function)
        for _ in range(2):
            assert len(method.body) == 1
        assert len(lowered) == count


@pytest.mark.parametrize("edited", [False, True])
def test_what_is_lowered_late_is_what_would_have_been_lowered_at_once(
    edited: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = read(TEXT, read(TEXT.replace("é", "e")) if edited else None)
    monkeypatch.setattr(bodies.Bodies, "put_off", lambda self, body, source: bodies.block(body, source))
    assert repr(late.definitions[0][1].body) == repr(read(TEXT).definitions[0][1].body)
    spans = [node.span for node in nodes(late.definitions[0][1].body) if isinstance(node, tree.Return)]
    assert [(span.row, span.column) for span in spans] == [(5, 20), (11, 12)]


@pytest.mark.parametrize("margin", ["", "    ", "  ", "      ", "\t", "    # a comment\n    ", "    \f  "])
def test_a_body_that_need_not_stand_deeper_in_half_typed_code_is_read_with_what_is_around_it(margin: str) -> None:
    """Read alone, the line behind the `def` was its body."""
    text = f"class Net:\n    def forward(self, x):\n{margin}y = 1\n        for each in x:\n            z = x"
    edited = read(text, read(text.replace("y = 1", "y = 2")))
    assert repr(edited.definitions[0][1].body) == repr(read(text).definitions[0][1].body)


def test_a_comment_at_the_end_of_a_body_does_not_hide_it() -> None:
    """Of what is read alone that comment is no part, so nothing stood where the body was looked for."""
    text = "class Net:\n    def forward(self, x):\n        y = 1\n        return y  # the last"
    net = read(text).definitions[0][1].body[0]
    assert isinstance(net, tree.Class)
    assert isinstance(net.body[0], tree.Function)
    assert [type(statement).__name__ for statement in net.body[0].body] == ["Assign", "Return"]


def test_nothing_of_a_body_that_was_looked_at_and_let_go_stays_in_memory() -> None:
    text = "".join(f'def f{number}():\n    """{"A word. " * 500}"""\n    return {number}\n\n\n' for number in range(20))

    def look() -> None:
        for definition in read(text).definitions:
            function = definition[1].body[0]
            assert isinstance(function, tree.Function)
            assert len(function.body) == 2

    look()
    gc.collect()
    tracemalloc.start()
    try:
        look()
        gc.collect()
        held = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(True, parse.__file__)])
        assert sum(trace.size for trace in held.traces) < len(text) / 10
    finally:
        tracemalloc.stop()

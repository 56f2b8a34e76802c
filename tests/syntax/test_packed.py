"""A module that was packed is, opened again, what reading its text gives; and nothing else can be opened."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerhints.syntax import Module, packed, read, tree
from layerhints.syntax.module import lines_of
from layerhints.syntax.node import FIELDS, PutOff, held
from layerhints.syntax.packed import Malformed, packing, unpack

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "tests/corpus").glob("s*/*.py")) + sorted((ROOT / "server/layerhints/interp").glob("*.py"))

EVERYTHING = '''
@decorated(1, *more, key=2, **rest)
class Model(Base, metaclass=Meta):
    """Text"""
    size: int = 1_000_000_000_000_000_000_000
    async def call(self, x: Tensor, /, y=..., *, z=1j, **kwargs) -> None:
        def inner():
            nonlocal x
            yield from (a for a in b if a async for c in d)
        async with open("a") as (f, g), h: await f
        return f"{x!r:>{y}} {{}}" b"\\x00\\xff" if not x else -1e400
match command:
    case [1, *rest] | {"a": Point(x=0), **others} as found if found: pass
    case "a" | None | -1.5 | module.NAME: del a[1:2, ..., ::3], b.c
try: x = {**a, 1: 2}, {*b, 3}, [d := 4, *e]
except* (A, B) as error: raise C from error
else: x @= lambda *args, k=1: k < 2 <= 3 not in args and args or k
finally: assert x, "message"
while True: break
else: global g
model.add(Conv2D(32, (3, 3)
x = = 3
'''


def shown(node: Any) -> Any:
    """Everything that a node holds, in a form that can be compared."""
    if isinstance(node, tree.Span):
        return tuple(node)
    if isinstance(node, tuple):
        return [shown(item) for item in node]
    if type(node) in FIELDS:
        return type(node).__name__, {name: shown(getattr(node, name)) for name in FIELDS[type(node)]}
    return type(node).__name__, repr(node)


def pack(module: Module) -> bytes:
    """All parts at once."""
    parts = packing(module)
    while True:
        try:
            next(parts)
        except StopIteration as end:
            assert isinstance(end.value, bytes)
            return end.value


def check(text: str) -> None:
    module = read(text)
    data = pack(module)
    for lasting in (True, False):
        opened = unpack(data, lines_of(text), lasting)
        for _ in range(2):
            for (row, definition), (again_row, again) in zip(module.definitions, opened.definitions, strict=True):
                assert (row, definition.key, definition.text) == (again_row, again.key, again.text)
                assert definition.mentions == again.mentions
                assert shown((definition.body, definition.comments)) == shown((again.body, again.comments))
                again.let_go()
        assert opened.lines == module.lines
        assert [piece[:3] for piece in opened.pieces] == [piece[:3] for piece in module.pieces]


def test_packing_opens_no_body_for_good() -> None:
    """All bodies of a large library, lowered, would take more memory than the rest of its analysis."""
    text = "class Model:\n    def call(self, x):\n        def inner():\n            return x\n        return inner\n"
    module, other = read(text), read(text)
    pack(module)
    functions = []
    for each in (module, other):
        (model,) = each.definitions[0][1].body
        assert isinstance(model, tree.Class)
        functions.append(model.body[0])
    packed, expected = functions
    assert isinstance(held(packed, "body"), PutOff)
    assert shown(packed) == shown(expected)


def test_what_is_let_go_is_opened_anew_unless_it_lasts() -> None:
    """Of a file that may be edited the nodes stay the same."""
    data = pack(read(EVERYTHING))
    for lasting in (True, False):
        _, definition = unpack(data, lines_of(EVERYTHING), lasting).definitions[0]
        before = definition.body
        assert definition.body is before
        definition.let_go()
        assert (definition.body is before) == lasting
    _, definition = read(EVERYTHING).definitions[0]
    before = definition.body
    definition.let_go()
    assert definition.body is before


def test_who_looks_again_opens_no_more_than_he_looks_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two definitions of an import something else may come first, and it is not to wait for all of a file."""
    text = "".join(f"x{number} = {number}\n" for number in range(9))
    module = unpack(pack(read(text)), lines_of(text), lasting=False)
    for _, definition in module.definitions:
        assert definition.body
        definition.let_go()
    opened: list[object] = []
    load = packed._Unpickler.load
    monkeypatch.setattr(packed._Unpickler, "load", lambda self: opened.append(self) or load(self))
    for place, (_, definition) in enumerate(module.definitions):
        assert shown(definition.body) == shown(read(text).definitions[place][1].body)
        assert len(opened) == place + 1
    assert len({*map(id, opened)}) == 1


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: file.name)
def test_an_opened_module_is_what_reading_gives(file: Path) -> None:
    check(file.read_text(encoding="utf-8"))


def test_every_kind_of_node() -> None:
    check(EVERYTHING)


@settings(max_examples=30)
@given(st.lists(st.sampled_from(EVERYTHING.splitlines(keepends=True)), max_size=12).map("".join))
def test_broken_texts(text: str) -> None:
    check(text)


def test_an_opened_module_can_be_edited() -> None:
    opened = unpack(pack(read(EVERYTHING)), lines_of(EVERYTHING))
    edited = EVERYTHING.replace("while True: break", "while False: break")
    again = read(edited, opened)
    assert again.lowered == 1
    assert [definition.key for _, definition in again.definitions] == [
        definition.key for _, definition in read(edited).definitions
    ]


class Command:
    def __reduce__(self) -> Any:
        return os.putenv, ("LAYERHINTS_OPENED", "1")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no pickle",
        pickle.dumps(1),
        pickle.dumps([(1, 2)]),
        pickle.dumps(Command()),
        pickle.dumps(tree.Span),
        pickle.dumps(Path()),
        pack(read(EVERYTHING))[:-20],
    ],
)
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        unpack(data, [""])

"""Of a definition that is being edited the statements are kept that stand as they stood."""

from __future__ import annotations

import random

import pytest
from tests.syntax.walking import nodes

from layerhints.syntax import read, tree
from layerhints.syntax.module import Module

TEXT = """\
class Net(Module):
    def build(self, width=3):
        x = Conv(width, 3)(x)
        for size in (1, 2):
            # twice
            x = Conv(size, kernel=(1, 2))(x)
            if size > 1: x = [y * 2 for y in x]
        else:
            print "none"
        x = \"\"\"a
        long one\"\"\"; z = Norm()(x)
        add = lambda a: a + 1
        def inner(a): return a
        return inner(add(x))

    def items(self):
        first = 1
        yield first
"""


def lowered(module: Module) -> list[tree.Definition]:
    """The definitions of a module, looked into."""
    for _, definition in module.definitions:
        repr(definition.body)
    return [definition for _, definition in module.definitions]


def statements(definition: tree.Definition) -> dict[tuple[int, int], object]:
    """The statements of the first method, by where they stand."""
    (net,) = definition.body
    assert isinstance(net, tree.Class) and isinstance(net.body[0], tree.Function)
    return {(one.span.row, one.span.column): one for one in net.body[0].body}


def test_an_edit_lowers_the_statement_that_it_changed_and_what_makes_functions() -> None:
    module = read(TEXT.replace("width, 3", "width, 4"), read(TEXT))
    (before,) = lowered(module)
    (after,) = lowered(read(TEXT.replace("width, 3", "width, 55"), module))
    old, new = statements(before), statements(after)
    assert old.keys() == new.keys()
    assert {place[0] for place in new if new[place] is not old[place]} == {2, 11, 12}


def test_no_function_belongs_to_two_definitions() -> None:
    module = read(TEXT.replace("width, 3", "width, 4"), read(TEXT))
    (before,) = lowered(module)
    (after,) = lowered(read(TEXT.replace("width, 3", "width, 5"), module))
    makers = (tree.Function, tree.Lambda, tree.Class)
    old = {id(node) for node in nodes(before.body) if isinstance(node, makers)}
    new = {id(node) for node in nodes(after.body) if isinstance(node, makers)}
    assert old and old.isdisjoint(new)


@pytest.mark.parametrize("seed", range(30))
def test_what_is_lowered_after_edits_is_what_is_lowered_at_once(seed: int) -> None:
    chance = random.Random(seed)
    text, module = TEXT, read(TEXT)
    for _ in range(25):
        place = chance.randrange(len(text))
        kind = chance.random()
        if kind < 0.4:
            text = text[:place] + chance.choice("1a(): \n#") + text[place:]
        elif kind < 0.7:
            text = text[:place] + text[place + 1 :]
        elif kind < 0.85:
            rows = text.split("\n")
            rows.insert(chance.randrange(1, len(rows)), " " * chance.choice((8, 12)) + "y = Dense(1)(x)")
            text = "\n".join(rows)
        else:
            text = TEXT
        module = read(text, module)
        found = lowered(module)
        assert [repr(each.body) for each in found] == [repr(each.body) for each in lowered(read(text))]

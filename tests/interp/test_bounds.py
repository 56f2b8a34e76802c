# ruff: noqa: E501
"""Programs that have no end, or too large a one: what is behind them still answers."""

from __future__ import annotations

import pytest
from tests.interp.choices import interpret
from tests.nowhere import Nowhere

from layerhints.algebra import Unknown
from layerhints.interp import analyse
from layerhints.syntax import read

ENDLESS = {
    "recursion": "def f(n): return f(n + 1)\nx = f(0)",
    "mutual recursion": "def f(n): return g(n)\ndef g(n): return f(n)\nx = f(0)",
    "tree recursion": "def f(n): return f(n - 1) + f(n - 2) if n != u else 1\nx = f(u)",
    "loop": "while True: pass",
    "counting loop": "n = 0\nwhile True: n += 1",
    "long loop": "x = 0\nfor i in range(10 ** 6): x += i",
    "huge range": "x = list(range(10 ** 12))",
    "huge list": "x = [0] * 10 ** 12",
    "huge text": "x = 'a' * 10 ** 12",
    "huge power": "x = 10 ** 10 ** 10",
    "nested data": "x = []\nfor i in range(10000): x = [x]\ny = str(x)",
    "equal nested data": "x = []\ny = []\nfor i in range(3000): x = [x]; y = [y]\nz = x == y",
    "sequential conditions": "x = 0\n" + "".join(f"if u{i}: x += {i}\n" for i in range(60)),
    "nested conditions": "x = 0\n" + "".join("    " * i + f"if u{i}:\n" + "    " * (i + 1) + "x += 1\n" for i in range(40)),
    "conditions in loops": "x = []\nfor i in range(1000):\n    if u: x.append(i)\n    if v: break",
    "nested unknown loops": "".join("    " * i + f"for i{i} in u:\n" for i in range(8)) + "    " * 8 + "x = 1",
    "generator": "def g():\n    while True: yield 1\nx = list(g())",
    "list of itself": "a = []; a.append(a); x = str(a); y = a == a; b = []; b.append(b); z = a == b",
    "dict of itself": "a = {}; a['k'] = a; x = repr(a); import copy; y = copy.deepcopy(a)",
    "endless import": "import snippet\nfrom snippet import *",
    "class of itself": "class A:\n    def __getattr__(self, n): return self.other\nx = A().y",
    "property of itself": "class A:\n    @property\n    def p(self): return self.p\nx = A().p",
    "iterator of itself": "class A:\n    def __iter__(self): return iter(self)\nx = list(A())",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_what_follows_still_answers(name: str) -> None:
    assert interpret(ENDLESS[name] + "\nafter = 1 + 1\n")["after"] == 2


def test_what_was_given_up_is_not_trusted() -> None:
    found = interpret("n = 0; log = []\nwhile True:\n    n += 1\n    log.append(n)\nm = 3")
    assert isinstance(found["n"], Unknown)
    assert isinstance(found["log"].content, Unknown)
    assert found["m"] == 3


def test_a_function_that_calls_itself_without_end_leaves_nothing_certain() -> None:
    found = interpret("count = 0\ndef f():\n    global count\n    count += 1\n    f()\nf()\n")
    assert isinstance(found["count"], Unknown)


RECURSIVE = {
    "changes before": "n = 0\ndef f(t):\n    global n\n    n += 1\n    if t: f(t.next)\nf(u)",
    "changes behind": "n = 0\ndef f(t):\n    global n\n    if t: f(t.next)\n    n += 1\nf(u)",
    "results": "def f(t):\n    if isinstance(t, list): return 1 + max([f(v) for v in t])\n    return 0\nn = f(u)",
    "changes of a value": "d = []\ndef f(t):\n    for v in t.values():\n        if v: f(v)\n        else: d.append(1)\nf(u)\nn = len(d)",
}


@pytest.mark.parametrize("name", RECURSIVE)
def test_a_function_that_calls_itself_on_what_is_not_known(name: str) -> None:
    """It may do so any number of times."""
    assert isinstance(interpret(RECURSIVE[name])["n"], Unknown)


def test_a_walk_over_what_is_not_known_is_short() -> None:
    """One call inside of a call shows what all others do; with a second one the walk took four times as many steps."""
    walk = "def walk(tree):\n    for value in tree.values():\n        if isinstance(value, dict): walk(value)\n"
    entries = ", ".join(f"{number}: u{number}" for number in range(20))
    program = analyse(Nowhere(), (), "snippet.py", read(f"{walk}walk({{{entries}}})\nafter = 1"))
    assert program.values["after"] == 1
    assert 0 < program.counted.steps < 3000


def test_loops_in_loops_of_unknown_length_are_not_run_twice_for_each() -> None:
    """What an inner loop came to while the outer one is only tried stands: run once more, each level doubled all below."""
    depth = 10
    loops = "".join("    " * level + f"for i{level} in {f'i{level - 1}' if level else 'u'}:\n" for level in range(depth))
    program = analyse(Nowhere(), (), "snippet.py", read(f"n = 0\n{loops}{'    ' * depth}n = n + i9\nafter = 1"))
    assert program.values["after"] == 1
    assert isinstance(program.values["n"], Unknown)
    assert 0 < program.counted.steps < 6000


def test_exceptions_in_a_block_whose_manager_lets_them_through_cost_nothing() -> None:
    program = """
class Flags:
    def __init__(self): self.on = 1
    def __enter__(self): pass
    def __exit__(self, *args):
        if self.on: return False
        for x in args: return
places = {}
def fill():
    with Flags():
        for i in range(300):
            if u: raise ValueError(u)
            places[i] = i
    return len(places)
a = fill()
"""
    assert interpret(program)["a"] == 300

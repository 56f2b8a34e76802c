# ruff: noqa: E501
"""Random small programs in which some values are not known."""

from __future__ import annotations

from random import Random

UNKNOWN = ("u0", "u1", "u2")
"""Names that the interpreter knows nothing about; each stands for one of `CHOICES`."""

CHOICES = (0, 1, 2)

PRELUDE = """
class Box:
    m = 7
    def __init__(self, n):
        self.n = n
        self.items = []
    def add(self, item):
        self.items.append(item)
        if item > 3:
            return item
        self.n += 1
class Guard:
    def __init__(self, swallow):
        self.swallow = swallow
        self.left = 0
    def __enter__(self):
        return self
    def __exit__(self, kind, error, trace):
        self.left += 1
        return self.swallow
def bump(x):
    global a
    a = x
    return x + 1
def pick(x, y):
    if u0: return x
    for i in range(2):
        if u1 == i: return y
        xs.append(i)
    return 5
def fail(x):
    if x > 2: raise ValueError(x)
    return x
def gen(n):
    for i in range(n):
        if u2: yield i
        else: yield i
        if i == u1: return
    xs.append(9)
def make():
    n = 0
    def step():
        nonlocal n
        n += 1
        return n
    return step
a = 1; b = 2; c = 3; xs = [1, 2]; ys = [3]; d = {'k': 1}; o = Box(4); p = Box(5); w = 0; step = make(); e = None; it = iter(tuple(ys))
"""

_INTS = ("0", "1", "2", "3", "a", "b", "c", "u0", "u1")
_READINGS = ("len(xs)", "sum(ys)", "xs[0]", "d.get('k', 0)", "o.n", "o.m", "p.n", "len(o.items)", "step()", "next(it, 0)")
_TESTS = ("u0", "u1", "u2", "u0 == 1", "a > b", "xs", "'k' in d", "o is p", "hasattr(o, 'q')", "xs is ys", "'j' in d")
_LINES = (
    "{name} = {value}", "{name} += {value}", "{name} -= {value}", "xs.append({value})", "xs[0] = {value}",
    "xs += [{value}]", "xs = [{value}, {value}]", "xs = ys if {test} else xs", "o = p if {test} else o",
    "a, *xs = [{value}, {value}, 1]", "d['k'] = {value}", "d[{value}] = {value}", "o.n = {value}", "o.m = {value}",
    "o.q = {value}", "p.n += {value}", "o.add({value})", "e = (w := {value})", "ys = xs", "o, p = p, o", "xs.pop()",
    "d.clear()", "del d['k']", "del xs[0]", "xs.sort()", "d.setdefault('j', []).append(1)", "o.items = xs", "step()",
    "step = make()", "xs = xs[1:]", "it = iter(tuple(xs))", "it = gen({value})", "o = Box({value})", "e = (o, xs)",
    "raise ValueError(1)", "raise KeyError(2)", "fail(a)", "assert {test}", "a = d['k']", "Box.m = {value}", "del o.n",
    "ys = list(it)",
)  # fmt: skip
_VALUES = (
    "({value} + {value})", "({value} if {test} else {value})", "({value} and {value})", "({value} or {value})",
    "bump({value})", "pick({value}, {value})", "fail({value})", "(o.add({value}) or 0)", "len([xs[:1], {value}])",
    "len([i for i in list(xs) if {test}])", "sum(i for i in [1, 2, {value}] if i > {value})",
    "len([xs.append(i) for i in range({value}) if {test}])", "sum(gen({value}))", "next(gen({value}), 8)",
    "any({test} for i in tuple(ys))", "(lambda i: xs.append(i) or {value})({value})", "getattr(o, 'q', {value})",
)  # fmt: skip
_CONDITIONS = (
    "not {test}", "({test} and {test})", "({test} or {test})", "{value} < {value}", "{value} < {value} <= {value}",
    "{value} in xs", "{value} == {value}", "isinstance(xs, list)",
)  # fmt: skip
_PATTERNS = ("0", "1 | 2", "(x, 1)", "[x]", "[x, *rest]", "{'k': x}", "Box(n=x)", "int()", "_")
_BLOCKS = ("if", "if", "if", "for", "for", "while", "forever", "try", "try", "try", "with", "match", "def")


class Writer:
    """Writes one random program."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def program(self) -> str:
        lines = [line for _ in range(self._random.randint(1, 5)) for line in self._statement(3, False, False)]
        return "\n".join(lines) + "\n"

    def _chance(self, one_in: int) -> bool:
        return self._random.randrange(one_in) == 0

    def _filled(self, template: str, depth: int) -> str:
        while "{value}" in template:
            template = template.replace("{value}", self._value(depth), 1)
        while "{test}" in template:
            template = template.replace("{test}", self._test(depth), 1)
        return template.replace("{name}", self._random.choice("abc"))

    def _value(self, depth: int) -> str:
        kind = self._random.randrange(4)
        if depth == 0 or kind < 2:
            return self._random.choice(_INTS)
        return self._random.choice(_READINGS) if kind == 2 else self._filled(self._random.choice(_VALUES), depth - 1)

    def _test(self, depth: int) -> str:
        if depth == 0 or not self._chance(3):
            return self._random.choice(_TESTS)
        return self._filled(self._random.choice(_CONDITIONS), depth - 1)

    def _simple(self, loop: bool, function: bool) -> str:
        if loop and self._chance(6):
            return self._random.choice(("break", "continue"))
        if function and self._chance(5):
            return self._filled("return {value}", 1)
        return self._filled(self._random.choice(_LINES), 2)

    def _block(self, depth: int, loop: bool, function: bool) -> list[str]:
        lines = [line for _ in range(self._random.randint(1, 3)) for line in self._statement(depth, loop, function)]
        return ["    " + line for line in lines]

    def _statement(self, depth: int, loop: bool, function: bool) -> list[str]:
        if depth == 0 or self._chance(3):
            return [self._simple(loop, function)]

        def block(inside: bool = loop) -> list[str]:
            return self._block(depth - 1, inside, function)

        def maybe(head: str) -> list[str]:
            return [head, *block()] if self._chance(2) else []

        choice = self._random.choice
        kind, test, t = choice(_BLOCKS), self._test(2), f"t{depth}"
        if kind == "if":
            return [f"if {test}:", *block(), *maybe("else:")]
        if kind == "for":
            items = choice(("range(3)", "range(u0)", "xs[:3]", "[a, b]", "range(2)", "list(d)", "gen(u1)", "it"))
            return [f"for {choice(('i', 'b', 'o.n'))} in {items}:", *block(True), *maybe("else:")]
        if kind == "while":
            return [f"{t} = 0", f"while {test} and {t} < 3:", f"    {t} += 1", *block(True), *maybe("else:")]
        if kind == "forever":
            return [f"{t} = 0", "while True:", f"    {t} += 1", f"    if {test} or {t} > 3: break", *block(True)]
        if kind == "try":
            handled = choice(("ValueError", "KeyError", "(ValueError, IndexError)", "Exception"))
            final = maybe("finally:")
            handlers = [f"except {handled}:", *block()] if not final or self._chance(2) else []
            second = maybe("except LookupError as error:") if handlers and handled != "Exception" else []
            return ["try:", *block(), *handlers, *second, *(maybe("else:") if handlers else []), *final]
        if kind == "with":
            return [f"with Guard({test}) as guard:", *block(), "c = guard.left"]
        if kind == "match":
            lines = [f"match {choice(('a', 'u0', '(a, u1)', 'xs', 'd', 'o'))}:"]
            for pattern in (choice(_PATTERNS[:-1]), choice(_PATTERNS)):
                guard = " if u1" if self._chance(3) else ""
                lines += [f"    case {pattern}{guard}:", *("    " + line for line in block())]
            return lines
        names = "    global a, b, c, xs, ys, o, p, w, e, t1, t2, t3, it, step, d"
        return ["def f(x):", names, *self._block(depth - 1, False, True), "    return 1", f"c = f({self._value(1)})"]

"""CPython's own parser is the judge: both trees are brought to one neutral form, which must be equal.

The neutral form is nested tuples. Names, attributes and calls carry their spans (line, column, end line, end column;
columns in code points), statements where they start.
"""

from __future__ import annotations

import ast
import sysconfig
import tokenize
import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerhints.syntax import read, tree

_PACKAGE = find_spec("keras")  # its files are read, it is not imported
assert _PACKAGE is not None and _PACKAGE.origin is not None
KERAS = Path(_PACKAGE.origin).parent / "src"
STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))

_OPERATORS = {
    "Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**", "MatMult": "@",
    "BitAnd": "&", "BitOr": "|", "BitXor": "^", "LShift": "<<", "RShift": ">>", "And": "and", "Or": "or",
    "USub": "-", "UAdd": "+", "Invert": "~", "Not": "not", "Eq": "==", "NotEq": "!=", "Lt": "<", "LtE": "<=",
    "Gt": ">", "GtE": ">=", "Is": "is", "IsNot": "is not", "In": "in", "NotIn": "not in",
}  # fmt: skip


def _constant(value: object) -> tuple[Any, ...]:
    return ("constant", type(value).__name__, repr(value))


class FromCPython:
    """`ast` to the neutral form."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.root = ast.parse(text)

    def column(self, line: int, offset: int) -> int:
        text = self.lines[line - 1]
        return offset if text.isascii() else len(text.encode()[:offset].decode())

    def span(self, node: Any) -> tuple[int, ...]:
        return (
            node.lineno,
            self.column(node.lineno, node.col_offset),
            node.end_lineno,
            self.column(node.end_lineno, node.end_col_offset),
        )

    def __call__(self, node: Any) -> Any:
        if node is None:
            return None
        if isinstance(node, list):
            return tuple(self(each) for each in node)
        convert = getattr(self, type(node).__name__, None)
        if convert is not None:
            return convert(node)
        if isinstance(node, ast.operator | ast.unaryop | ast.cmpop | ast.boolop):
            return _OPERATORS[type(node).__name__]
        if isinstance(node, ast.stmt):
            start = (node.lineno, self.column(node.lineno, node.col_offset))
            return (type(node).__name__, start, *(self(value) for _, value in fields(node)))
        return (type(node).__name__, *(self(value) for _, value in fields(node)))

    def str(self, value: Any) -> Any:
        return value

    int = bool = str

    def Constant(self, node: Any) -> Any:
        return _constant(node.value)

    def Name(self, node: Any) -> Any:
        return ("Name", node.id, self.span(node))

    def Attribute(self, node: Any) -> Any:
        return ("Attribute", self(node.value), node.attr, self.span(node))

    def Call(self, node: Any) -> Any:
        # `ast` keeps positional and keyword arguments apart; their order in the text brings them together.
        given = sorted([*node.args, *node.keywords], key=lambda each: (each.lineno, each.col_offset))
        return ("Call", self(node.func), tuple(self.argument(each) for each in given), self.span(node))

    def argument(self, node: Any) -> Any:
        if isinstance(node, ast.keyword):
            return (node.arg, 0 if node.arg else 2, self(node.value))
        if isinstance(node, ast.Starred):
            return (None, 1, self(node.value))
        return (None, 0, self(node))

    def Dict(self, node: Any) -> Any:
        return ("Dict", tuple((self(k), self(v)) for k, v in zip(node.keys, node.values, strict=True)))

    def Compare(self, node: Any) -> Any:
        return ("Compare", self(node.left), tuple(zip(self(node.ops), self(node.comparators), strict=True)))

    def JoinedStr(self, node: Any) -> Any:
        parts: list[Any] = []
        for value in node.values:
            part = value.value if isinstance(value, ast.Constant) else self(value)
            if isinstance(part, str) and parts and isinstance(parts[-1], str):
                parts[-1] += part
            elif part != "":
                parts.append(part)
        return ("JoinedStr", tuple(parts))

    def FormattedValue(self, node: Any) -> Any:
        conversion = None if node.conversion == -1 else chr(node.conversion)
        # CPython itself counts the columns inside f-strings wrongly before 3.12.
        return ("Formatted", without_spans(self(node.value)), conversion, without_spans(self(node.format_spec)))

    def Lambda(self, node: Any) -> Any:
        return ("Lambda", self(node.args), self(node.body))

    def arguments(self, node: Any) -> Any:
        positional = [*node.posonlyargs, *node.args]
        defaults = [None] * (len(positional) - len(node.defaults)) + node.defaults
        found = []
        for index, (each, default) in enumerate(zip(positional, defaults, strict=True)):
            found.append((each, "positional_only" if index < len(node.posonlyargs) else "positional", default))
        if node.vararg:
            found.append((node.vararg, "variadic", None))
        for each, default in zip(node.kwonlyargs, node.kw_defaults, strict=True):
            found.append((each, "keyword_only", default))
        if node.kwarg:
            found.append((node.kwarg, "keywords", None))
        return tuple((each.arg, kind, self(each.annotation), self(default)) for each, kind, default in found)

    def comprehension(self, node: Any) -> Any:
        return (self(node.target), self(node.iter), self(node.ifs), bool(node.is_async))

    def comprehended(self, kind: str, node: Any) -> Any:
        element, value = (node.key, node.value) if kind == "dict" else (node.elt, None)
        return ("Comprehension", kind, self(element), self(value), self(node.generators))

    def ListComp(self, node: Any) -> Any:
        return self.comprehended("list", node)

    def SetComp(self, node: Any) -> Any:
        return self.comprehended("set", node)

    def DictComp(self, node: Any) -> Any:
        return self.comprehended("dict", node)

    def GeneratorExp(self, node: Any) -> Any:
        return self.comprehended("generator", node)

    def Yield(self, node: Any) -> Any:
        return ("Yield", self(node.value), False)

    def YieldFrom(self, node: Any) -> Any:
        return ("Yield", self(node.value), True)

    def FunctionDef(self, node: Any) -> Any:
        asynchronous = isinstance(node, ast.AsyncFunctionDef)
        return (
            "Function", node.name, node.lineno, self(node.args), self(node.returns), self(node.decorator_list),
            asynchronous, is_generator(node), self(node.body),
        )  # fmt: skip

    AsyncFunctionDef = FunctionDef

    def ClassDef(self, node: Any) -> Any:
        given = sorted([*node.bases, *node.keywords], key=lambda each: (each.lineno, each.col_offset))
        arguments = tuple(self.argument(each) for each in given)
        return ("Class", node.name, arguments, self(node.decorator_list), self(node.body))

    def alias(self, node: Any) -> Any:
        return (node.name, node.asname)

    def ImportFrom(self, node: Any) -> Any:
        return ("ImportFrom", node.module or "", node.level, self(node.names))

    def AnnAssign(self, node: Any) -> Any:
        return ("AnnAssign", self(node.target), self(node.annotation), self(node.value))

    def For(self, node: Any) -> Any:
        asynchronous = isinstance(node, ast.AsyncFor)
        return ("For", asynchronous, self(node.target), self(node.iter), self(node.body), self(node.orelse))

    AsyncFor = For

    def With(self, node: Any) -> Any:
        asynchronous = isinstance(node, ast.AsyncWith)
        items = tuple((self(item.context_expr), self(item.optional_vars)) for item in node.items)
        return ("With", asynchronous, items, self(node.body))

    AsyncWith = With

    def Try(self, node: Any) -> Any:
        handlers = tuple((self(each.type), each.name, self(each.body)) for each in node.handlers)
        return ("Try", self(node.body), handlers, self(node.orelse), self(node.finalbody))

    TryStar = Try

    def match_case(self, node: Any) -> Any:
        return (self(node.pattern), self(node.guard), self(node.body))

    def MatchValue(self, node: Any) -> Any:
        return ("Value", self(node.value))

    def MatchSingleton(self, node: Any) -> Any:
        return ("Value", _constant(node.value))

    def MatchMapping(self, node: Any) -> Any:
        return ("Mapping", tuple(zip(self(node.keys), self(node.patterns), strict=True)), node.rest)

    def MatchClass(self, node: Any) -> Any:
        keywords = tuple(zip(node.kwd_attrs, self(node.kwd_patterns), strict=True))
        return ("MatchClass", self(node.cls), self(node.patterns), keywords)

    def MatchStar(self, node: Any) -> Any:
        return ("Star", node.name)

    def MatchAs(self, node: Any) -> Any:
        return ("Capture", node.name) if node.pattern is None else ("As", self(node.pattern), node.name)


def fields(node: Any) -> list[tuple[str, Any]]:
    ignored = ("ctx", "type_comment", "kind", "simple", "type_ignores")
    return [(name, value) for name, value in ast.iter_fields(node) if name not in ignored]


def is_generator(node: Any) -> bool:
    """Whether a yield stands in the body of a function itself."""
    pending = list(node.body)
    while pending:
        each = pending.pop()
        if isinstance(each, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            pending += ast.iter_child_nodes(each)
    return False


def without_spans(value: Any) -> Any:
    if not isinstance(value, tuple):
        return value
    if value and value[0] in ("Name", "Attribute", "Call"):
        value = value[:-1]
    return tuple(without_spans(each) for each in value)


class FromLowered:
    """The lowered tree to the neutral form."""

    def __init__(self, text: str) -> None:
        self.module = read(text)

    def all(self) -> tuple[Any, ...]:
        found: list[Any] = []
        for line, definition in self.module.definitions:
            self.line = line + 1
            found += [self(statement) for statement in definition.body]
        return tuple(found)

    def span(self, span: tree.Span) -> tuple[int, ...]:
        return (span.row + self.line, span.column, span.end_row + self.line, span.end_column)

    def __call__(self, node: Any) -> Any:
        if node is None:
            return None
        if isinstance(node, tuple) and not isinstance(node, tree.Span):
            return tuple(self(each) for each in node)
        return getattr(self, type(node).__name__)(node)

    def start(self, node: Any) -> tuple[int, int]:
        return (node.span.row + self.line, node.span.column)

    # expressions

    def Constant(self, node: tree.Constant) -> Any:
        return _constant(node.value)

    def Name(self, node: tree.Name) -> Any:
        return ("Name", node.id, self.span(node.span))

    def TupleDisplay(self, node: tree.TupleDisplay) -> Any:
        return ("Tuple", self(node.items))

    def ListDisplay(self, node: tree.ListDisplay) -> Any:
        return ("List", self(node.items))

    def SetDisplay(self, node: tree.SetDisplay) -> Any:
        return ("Set", self(node.items))

    def DictDisplay(self, node: tree.DictDisplay) -> Any:
        return ("Dict", self(node.items))

    def Starred(self, node: tree.Starred) -> Any:
        return ("Starred", self(node.value))

    def Attribute(self, node: tree.Attribute) -> Any:
        return ("Attribute", self(node.value), node.name, self.span(node.span))

    def Subscript(self, node: tree.Subscript) -> Any:
        return ("Subscript", self(node.value), self(node.index))

    def SliceExpression(self, node: tree.SliceExpression) -> Any:
        return ("Slice", self(node.lower), self(node.upper), self(node.step))

    def Argument(self, node: tree.Argument) -> Any:
        return (node.name, node.stars, self(node.value))

    def Call(self, node: tree.Call) -> Any:
        return ("Call", self(node.function), self(node.arguments), self.span(node.span))

    def Unary(self, node: tree.Unary) -> Any:
        return ("UnaryOp", node.operator, self(node.operand))

    def Binary(self, node: tree.Binary) -> Any:
        return ("BinOp", self(node.left), node.operator, self(node.right))

    def Boolean(self, node: tree.Boolean) -> Any:
        return ("BoolOp", node.operator, self(node.values))

    def Compare(self, node: tree.Compare) -> Any:
        return ("Compare", self(node.left), tuple((operator, self(right)) for operator, right in node.comparisons))

    def Conditional(self, node: tree.Conditional) -> Any:
        return ("IfExp", self(node.test), self(node.body), self(node.orelse))

    def Lambda(self, node: tree.Lambda) -> Any:
        return ("Lambda", self(node.parameters), self(node.body))

    def Comprehension(self, node: tree.Comprehension) -> Any:
        return ("Comprehension", node.kind, self(node.element), self(node.value), self(node.clauses))

    def Clause(self, node: tree.Clause) -> Any:
        return (self(node.target), self(node.iterable), self(node.conditions), node.is_async)

    def FormattedString(self, node: tree.FormattedString) -> Any:
        return ("JoinedStr", tuple(part if isinstance(part, str) else self(part) for part in node.parts))

    def Formatted(self, node: tree.Formatted) -> Any:
        return ("Formatted", without_spans(self(node.value)), node.conversion, without_spans(self(node.format)))

    def NamedExpression(self, node: tree.NamedExpression) -> Any:
        return ("NamedExpr", self(node.target), self(node.value))

    def Await(self, node: tree.Await) -> Any:
        return ("Await", self(node.value))

    def Yield(self, node: tree.Yield) -> Any:
        return ("Yield", self(node.value), node.delegates)

    # statements

    def Parameters(self, node: tree.Parameters) -> Any:
        return tuple((each.name, each.kind, self(each.annotation), self(each.default)) for each in node.items)

    def Function(self, node: tree.Function) -> Any:
        return (
            "Function", node.name, node.name_span.row + self.line, self(node.parameters), self(node.returns),
            self(node.decorators), node.is_async, node.is_generator, self(node.body),
        )  # fmt: skip

    def Class(self, node: tree.Class) -> Any:
        return ("Class", node.name, self(node.arguments), self(node.decorators), self(node.body))

    def ExpressionStatement(self, node: tree.ExpressionStatement) -> Any:
        return ("Expr", self.start(node), self(node.value))

    def Assign(self, node: tree.Assign) -> Any:
        return ("Assign", self.start(node), self(node.targets), self(node.value))

    def AnnotatedAssign(self, node: tree.AnnotatedAssign) -> Any:
        return ("AnnAssign", self(node.target), self(node.annotation), self(node.value))

    def AugmentedAssign(self, node: tree.AugmentedAssign) -> Any:
        return ("AugAssign", self.start(node), self(node.target), node.operator, self(node.value))

    def Return(self, node: tree.Return) -> Any:
        return ("Return", self.start(node), self(node.value))

    def Delete(self, node: tree.Delete) -> Any:
        return ("Delete", self.start(node), self(node.targets))

    def Pass(self, node: tree.Pass) -> Any:
        return ("Pass", self.start(node))

    def Break(self, node: tree.Break) -> Any:
        return ("Break", self.start(node))

    def Continue(self, node: tree.Continue) -> Any:
        return ("Continue", self.start(node))

    def Raise(self, node: tree.Raise) -> Any:
        return ("Raise", self.start(node), self(node.exception), self(node.cause))

    def Assert(self, node: tree.Assert) -> Any:
        return ("Assert", self.start(node), self(node.test), self(node.message))

    def Global(self, node: tree.Global) -> Any:
        return ("Global", self.start(node), node.names)

    def Nonlocal(self, node: tree.Nonlocal) -> Any:
        return ("Nonlocal", self.start(node), node.names)

    def Import(self, node: tree.Import) -> Any:
        return ("Import", self.start(node), self(node.names))

    def ImportedName(self, node: tree.ImportedName) -> Any:
        return (node.name, node.alias)

    def ImportFrom(self, node: tree.ImportFrom) -> Any:
        return ("ImportFrom", node.module, node.level, self(node.names))

    def If(self, node: tree.If) -> Any:
        return ("If", self.start(node), self(node.test), self(node.body), self(node.orelse))

    def For(self, node: tree.For) -> Any:
        return ("For", node.is_async, self(node.target), self(node.iterable), self(node.body), self(node.orelse))

    def While(self, node: tree.While) -> Any:
        return ("While", self.start(node), self(node.test), self(node.body), self(node.orelse))

    def Handler(self, node: tree.Handler) -> Any:
        return (self(node.types), node.name, self(node.body))

    def Try(self, node: tree.Try) -> Any:
        return ("Try", self(node.body), self(node.handlers), self(node.orelse), self(node.final))

    def With(self, node: tree.With) -> Any:
        items = tuple((self(item.value), self(item.target)) for item in node.items)
        return ("With", node.is_async, items, self(node.body))

    def Match(self, node: tree.Match) -> Any:
        return ("Match", self.start(node), self(node.subject), self(node.cases))

    def Case(self, node: tree.Case) -> Any:
        return (self(node.pattern), self(node.guard), self(node.body))

    # patterns

    def ValuePattern(self, node: tree.ValuePattern) -> Any:
        return ("Value", self(node.value))

    def CapturePattern(self, node: tree.CapturePattern) -> Any:
        return ("Capture", node.name)

    def StarPattern(self, node: tree.StarPattern) -> Any:
        return ("Star", node.name)

    def SequencePattern(self, node: tree.SequencePattern) -> Any:
        return ("MatchSequence", self(node.items))

    def MappingPattern(self, node: tree.MappingPattern) -> Any:
        return ("Mapping", self(node.items), node.rest)

    def ClassPattern(self, node: tree.ClassPattern) -> Any:
        keywords = tuple((name, self(pattern)) for name, pattern in node.keywords)
        return ("MatchClass", self(node.type), self(node.positional), keywords)

    def AlternativePattern(self, node: tree.AlternativePattern) -> Any:
        return ("MatchOr", self(node.alternatives))

    def AsPattern(self, node: tree.AsPattern) -> Any:
        return ("As", self(node.pattern), node.name)


def first_difference(ours: Any, theirs: Any, path: str = "") -> str:
    if not isinstance(ours, tuple) or not isinstance(theirs, tuple) or len(ours) != len(theirs):
        return f"{path}: ours {str(ours)[:500]}\n theirs {str(theirs)[:500]}"
    for index, (left, right) in enumerate(zip(ours, theirs, strict=True)):
        if left != right:
            return first_difference(left, right, f"{path}/{left[0] if isinstance(left, tuple) and left else index}")
    return "equal"


def check(text: str) -> None:
    judge = FromCPython(text)
    theirs = tuple(judge(statement) for statement in judge.root.body)
    ours = FromLowered(text).all()
    assert ours == theirs, first_difference(ours, theirs)


_STANDARD = ("ast", "dataclasses", "enum", "contextlib", "typing", "fractions", "asyncio/tasks", "inspect", "argparse")
SAMPLE = [
    *sorted((KERAS / "applications").glob("*.py")),
    *sorted((KERAS / "layers").glob("*/*.py"))[::4],
    *sorted((KERAS / "models").glob("*.py")),
    KERAS / "random" / "seed_generator.py",
    *(STANDARD_LIBRARY / f"{name}.py" for name in _STANDARD),
]


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_real_file(path: Path) -> None:
    with tokenize.open(path) as file:
        check(file.read())


SNIPPETS = [
    "x = (a := 1) + (lambda *a, b=1, **k: a)(2)\n",
    "def f(a, /, b: int = 1, *c: str, d, e=2, **g) -> None:\n    return *a, b\n",
    "async def f():\n    async with a as b, c: await d\n    async for x in y: yield x\n    [z async for z in w]\n",
    "with (open(a) as b, c as (d, e)):\n    pass\nwith (a, b) as c: pass\nwith (a): pass\n",
    "f'{{a}} {x!r:>{width}} {y=} {z = !s:{a}.{b}}' 'tail\\n' rf'\\d{q}'\n",
    "a = 'one' \"two\" '''three'''\nb = b'\\x00' b'1'\nc = r'\\n' u'u' '\\N{BULLET}'\n",
    "a = 1_000 + 0x_ff + 0o17 + 0b1 + 1e3 + 1_0.0_1e-1_0 + 1j + 1_0.5J + .5 + 5.\n",
    "a < b in c is not d not in e == f\nnot a == b\n-a ** -b\n",
    "a[1:2, ::3, ..., *b]\na[b:=1]\na[:]\na[1,]\na[()]\n",
    "(a) = (b), c = (d,) = e\nfor i, (x) in y: pass\nfor (z) in w: pass\n[(p), (q,)] = r\n"
    "with a as (b), c as (d, e): pass\n[f for (f) in g]\n",
    "*a, (b, [c, *d]) = e = f\nfor x, in *a, b: pass\nelse: y\n",
    "del a, (b, c[0]), [d]\nassert a, b\nglobal g, h\nraise A from B\n",
    "{**a, 'b': 1}\n{a, *b}\n{k: v for k, v in c if d if e for f in g}\n()\n(a,)\na, \n",
    "[*f(a)]\n[*a.b, *c[0](d)]\n{*f(a) | b}\n",
    "f(*a, b, c=1, **d)\nf(x for x in y)\nf(a)(b).c[d](e)\n",
    "x: int\nx.y: List[int, 'str'] = 3\nz: (a | None) = 1\nq: Callable[[int], None] | str\n"
    "d: dict[str, tuple[int, ...]]\n",
    "match a, *b:\n    case [1, -2, *_, 3 - 4j] | {'k': (x), **rest}: pass\n    case A.B(c, d=None) as e if f: pass\n"
    "    case 'a' 'b' | True | x.y: pass\n    case p, *q: pass\n    case *_,: pass\n    case (r): pass\n"
    "    case _: pass\n",
    "match a:\n    case {-1: s, a.b: t}: pass\n    case () | [] | {}: pass\n    case B(x=-1): pass\n"
    "    case (a, b): pass\n",
    "try:\n    a\nexcept* (A, B) as e:\n    b\nelse:\n    c\nfinally:\n    d\n",
    "@a\n# between\n@b.c(d)\nclass E(F, metaclass=G, **h):\n    'doc'\n    def f(self): yield\n    g = lambda: 1\n",
    "print = 3\nprint(x, file=y)\nmatch = case = type = exec = 1\nmatch(x)[case].type\n",
    "a = b + \\\n    c\nif a: b; c = 1; \n",
    "größe = 'é' + naïve.feld('😀', 𐊧=1)\n",
    "x = a if b else c if d else lambda: e\n",
    "from . import a\nfrom ...b.c import (d as e, f,)\nimport g.h as i, j.k\nfrom l import *\n",
    "if a:\n\tb\nelif c:\n        d\nelse:\n    e\nwhile a:\n    break\nelse:\n    continue\n",
]


@pytest.mark.parametrize("text", SNIPPETS)
def test_a_snippet(text: str) -> None:
    check(text)


OPERATORS = [*"+-*/%@&|^", "//", "**", "<<", ">>", "and", "or", "<", "==", "in", "is not", "if x else"]


@given(st.lists(st.tuples(st.sampled_from(OPERATORS), st.sampled_from(["", "-", "~", "+ "])), max_size=9))
@settings(max_examples=300, deadline=None)
def test_operators_bind_as_in_python(rest: list[tuple[str, str]]) -> None:
    check("x = a" + "".join(f" {operator} {prefix}b{index}" for index, (operator, prefix) in enumerate(rest)) + "\n")

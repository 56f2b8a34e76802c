"""Half-typed code: what is broken says so, and every other statement stays as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerhints.syntax import read, tree
from layerhints.syntax.node import FIELDS

SEEDS = sorted((Path(__file__).parent.parent / "corpus" / "seeds").glob("*.py"))
BROKEN = (tree.BrokenStatement, tree.BrokenExpression)


def shown(node: Any) -> str:
    """A node on one line, without its place."""
    if isinstance(node, tree.Span):
        return ""
    if isinstance(node, tuple):
        return "[" + " ".join(filter(None, map(shown, node))) + "]"
    if isinstance(node, BROKEN):
        return "<" + " ".join(node.names) + ">"
    if type(node) in FIELDS:
        if isinstance(node, tree.Name):
            return node.id
        if isinstance(node, tree.Constant):
            return repr(node.value)
        if isinstance(node, tree.Attribute):
            return f"{shown(node.value)}.{node.name}"
        if isinstance(node, tree.Argument):
            return (f"{node.name}=" if node.name else "*" * node.stars) + shown(node.value)
        if isinstance(node, tree.Call):
            return shown(node.function) + "(" + ", ".join(map(shown, node.arguments)) + ")"
        if isinstance(node, tree.ExpressionStatement):
            return shown(node.value)
        if isinstance(node, tree.Assign):
            return " = ".join(map(shown, [*node.targets, node.value]))
        if isinstance(node, tree.Parameters):
            return "(" + ", ".join(each.name for each in node.items) + ")"
        parts = [shown(getattr(node, name)) for name in FIELDS[type(node)]]
        return f"{type(node).__name__}({' '.join(filter(None, parts))})"
    return str(node)


def statements(text: str) -> list[str]:
    return [shown(statement) for _, definition in read(text).definitions for statement in definition.body]


def check(text: str, *expected: str) -> None:
    assert statements(text) == list(expected)


def test_an_open_bracket_ends_where_an_operand_would_follow_an_operand() -> None:
    check(
        "model.add(Conv2D(32, (3, 3)\nmodel.add(Flatten())\nmodel.add(Dense(2))\n",
        "model.add(Conv2D(32, TupleDisplay([3 3]), <>))",
        "model.add(Flatten())",
        "model.add(Dense(2))",
    )


def test_an_open_bracket_behind_a_comma_ends_where_a_line_is_complete_by_itself() -> None:
    check(
        "model.add(Conv2D(32, (3, 3),\nmodel.add(Flatten())\nx = 3\nmodel.add(Dense(\n",
        "model.add(Conv2D(32, TupleDisplay([3 3]), <>))",
        "model.add(Flatten())",
        "x = 3",
        "model.add(<Dense>)",
    )


def test_an_open_bracket_ends_at_a_statement() -> None:
    check("x = f(1,\ndef g(): pass\n", "x = <f>", "Function(g () None [Pass()] [] False False)")
    check("x = [1,\nfor y in z:\n    pass\n", "x = ListDisplay([1 <>])", "For(y z [Pass()] [] False)")
    check("x = f(1,\nself.y = 2\n", "x = <f>", "self.y = 2")


def test_arguments_may_stand_at_column_zero() -> None:
    check(
        "model = Sequential([\nConv2D(\n2\n, padding='same'\n),\nkeras.layers.Flatten(),\n"
        "Dense(\n2,\nactivation='x'\n)\n])\n",
        "model = Sequential(ListDisplay([Conv2D(2, padding='same') keras.layers.Flatten() Dense(2, activation='x')]))",
    )


def test_an_incomplete_call_takes_something_more_than_is_complete() -> None:
    check("Conv2D(32, (3, ", "Conv2D(32, <>)")
    check("Conv2D(32", "Conv2D(<>)")
    check("Conv2D(32, (3, 3), padding=", "Conv2D(32, TupleDisplay([3 3]), <padding>)")
    check("model.add(Conv2D(32, 3)", "model.add(Conv2D(32, 3), <>)")
    check("model.compile(loss='m", "model.compile(<loss>)")
    check("model.add(Lambda(lambda t: t *", "model.add(<Lambda t>)")
    check("x = Conv2D(32, (3, 3)", "x = <Conv2D>")
    check("model.layers[0].", "<model>")
    check("print(model.\n", "print(<model>)")
    check("model.add(f(2)).\nx = 1\n", "model.add(f(2))", "x = 1")


def test_what_can_change_nothing_yet_names_nothing() -> None:
    check("match model\n", "<>")
    check("x[:, \n", "<>")
    check("assert x.shape == (1, \n", "<>")
    check("raise ValueError(x\n", "<>")


def test_an_import_that_is_half_typed_imports_what_is_complete() -> None:
    check("import a.\n", "Import([ImportedName(a None)])")
    check("import a.b as\n", "Import([ImportedName(a.b None)])")
    check("from a im\n", "<>")
    check("from a import\n", "<>")
    check("from a import b,\nx = 1\n", "ImportFrom(a 0 [ImportedName(b None)])", "x = 1")
    check("from a import b, c as\n", "ImportFrom(a 0 [ImportedName(b None) ImportedName(c None)])")
    check("from a import (b, c\nx = 1\n", "ImportFrom(a 0 [ImportedName(b None) ImportedName(c None)])", "x = 1")


def test_what_has_no_body_yet_is_not_known() -> None:
    for header in ("def f(x):", "def f(x)", "class f(x):", "class f(x):  # nothing", "@g\ndef f(x):"):
        (form,) = statements(f"{header}\n")
        assert form.startswith("f = <"), header
    check(
        "class A:\n    def f(self):\n\n    def g(self):\n        pass\n",
        "Class(A [] [f = <f> Function(g (self) None [Pass()] [] False False)] [])",
    )


def test_what_binds_a_name_before_it_breaks_says_nothing_of_other_names() -> None:
    check("y = x.\n", "y = <x>")
    check("y =\n", "y = <>")
    check("self.a = b = f(x, k=(1\n", "self.a = b = <f x>")
    check("def f(x):\n    return g(x\n", "Function(f (x) None [Return(<g x>)] [] False False)")
    check("self.a.\n", "<self>")
    check("y, z = self.f(x\n", "TupleDisplay([y z]) = <self x>")
    check("self.a[0] = f(x\n", "Subscript(self.a 0) = <f x>")
    check("y = lambda t: f(t\n", "y = <t f>")
    check("y += f(x\n", "AugmentedAssign(y + <f x>)")
    check("y: T = f(x\n", "AnnotatedAssign(y T <f x>)")
    # what may bind something else as well
    check("y = x = = 3\n", "<y x>")
    check("y = (z := f(\n", "<y z f>")


def test_a_broken_argument_keeps_its_call() -> None:
    check("model.add(Conv2D(32, 3 3, padding=))\n", "model.add(Conv2D(32, <>, padding=<>))")


def test_a_tuple_with_a_broken_item_is_broken_as_a_whole() -> None:
    check("x = f(1, (2, a b))\n", "x = f(1, <a b>)")


def test_a_broken_item_leaves_the_other_items_of_a_list() -> None:
    check(
        "m = Sequential([\n    Conv2D(8, 3),\n    Dense(4,\n    Flatten(),\n    Dense(2),\n])\n",
        "m = Sequential(ListDisplay([Conv2D(8, 3) <Dense> Flatten() Dense(2)]))",
    )


def test_a_list_that_is_being_written_keeps_its_complete_items() -> None:
    check("m = Sequential([\n    A(1),\n    B(2),\n    De", "m = Sequential(ListDisplay([A(1) B(2) <De>]), <>)")
    check("m = Sequential([\n    A(1),\n    B(2, x=", "m = Sequential(ListDisplay([A(1) <B>]), <>)")
    check("m = Sequential([\n    A(1),\n    B(2)\n", "m = Sequential(ListDisplay([A(1) B(2) <>]), <>)")
    check("m = Sequential([\n    A(1),\n]", "m = Sequential(ListDisplay([A(1) <>]), <>)")


def test_a_list_whose_item_lost_its_header_keeps_the_items_before() -> None:
    check(
        "m = Sequential([\nA(1),\n3\n, k=(3, 3)\n),\nB(2)\n])\n",
        "m = Sequential(ListDisplay([A(1) 3 <k>]), <>)",
        "B(2)",
        "<>",
    )


def test_a_list_inside_a_tuple_that_is_not_closed_is_broken() -> None:
    check("m = (1, [A(1), B(2)\n", "m = <A B>")


def test_a_broken_line_in_a_method_leaves_its_neighbours() -> None:
    check(
        "class A(Module):\n"
        "    def __init__(self):\n"
        "        self.a = Conv2d(3, 16, (3,\n"
        "        self.b = Linear(1, 2)\n"
        "        if x(:\n"
        "            c = 3\n"
        "        else:\n"
        "            c = 4\n"
        "\n"
        "    def forward(self, x):\n"
        "        x = self.a(x\n"
        "        with y as z:\n"
        "            x.\n"
        "            d = 1\n"
        "        return x\n",
        "Class(A [Module] ["
        "Function(__init__ (self) None"
        " [self.a = <Conv2d> self.b = Linear(1, 2) If(<x> [c = 3] [c = 4])] [] False False) "
        "Function(forward (self, x) None"
        " [x = <self x> With([WithItem(y z)] [<x> d = 1] False) Return(x)] [] False False)] "
        "[])",
    )


def test_a_line_that_ends_in_an_operator_does_not_take_the_next() -> None:
    check("y = x.\nz = 1\n", "y = <x>", "z = 1")
    check("y = x.\nself.b(y)\n", "y = <x>", "self.b(y)")
    check("y = x +\nf(y)\n", "y = <x>", "f(y)")
    check("x = ...\nfrom a import *\ny = 5.\n", "x = Ellipsis", "ImportFrom(a 0 [ImportedName(* None)])", "y = 5.0")


def test_what_only_the_grammar_accepts_is_broken() -> None:
    check("a = b: int\nc = d: int = e\nf = 1\n", "<a b int>", "<c d int e>", "f = 1")


def test_a_missing_header_leaves_its_block() -> None:
    check("import a\n    b = 1\n    c = 2\nd = 3\n", "Import([ImportedName(a None)])", "b = 1", "c = 2", "d = 3")


def test_a_clause_without_its_statement_may_or_may_not_run() -> None:
    check("else:\n    x = 1\ny = 3\n", "If(<> [x = 1] [])", "y = 3")


def test_a_parameter_that_cannot_be_read_leaves_the_function() -> None:
    for parameters in ("x, e=", "x, e: =3", "x, e: ", "x, e: T = ", "x, e f", "x, e, **", "x, *, e, "):
        check(f"def f({parameters}):\n    y = 1\n", "Function(f (x, e) None [y = 1] [] False False)")
    check("def f(x) -> :\n    y = 1\n", "Function(f (x) None [y = 1] [] False False)")
    (function,) = read("def f(x, e=, g=3):\n    y = 1\n").definitions[0][1].body
    assert isinstance(function, tree.Function)
    defaults = [type(each.default) for each in function.parameters.items]
    assert defaults == [type(None), tree.BrokenExpression, tree.Constant]


def test_a_decorator_that_cannot_be_read_leaves_what_it_decorates() -> None:
    for decorator in ("@", "@a.", "@a(1, "):
        check(f"{decorator}\ndef f(x):\n    y = 1\n", "Function(f (x) None [y = 1] [] False False)")
        check(f"{decorator}\nclass A:\n    y = 1\n", "Class(A [] [y = 1] [])")


def test_a_decorator_of_nothing_is_a_line_by_itself() -> None:
    for decorator in ("@", "@a", "@a.b", "@a(c, "):
        check(
            f"def f(x):\n    {decorator}\n    super().f(x)\n    y = 1\n",
            "Function(f (x) None [<> super().f(x) y = 1] [] False False)",
        )


def test_an_annotation_that_is_missing_does_not_take_the_next_line() -> None:
    check("n:\nx = f(2)\n", "<>", "x = f(2)")
    check("n, m,\nx = f(2)\n", "TupleDisplay([n m])", "x = f(2)")
    check("f(n,\nm,\no)\nx = 1,\ny = 2\n", "f(n, m, o)", "x = TupleDisplay([1])", "y = 2")
    check("class A:\n    n:\n    x = f(2)\n", "Class(A [] [<> x = f(2)] [])")


def test_a_broken_pattern_may_or_may_not_match() -> None:
    check(
        "match x:\n    case (:\n        y = 1\n    case [a, *_]:\n        y = 2\n",
        "Match(x [Case(CapturePattern(None) <case> [y = 1]) "
        "Case(SequencePattern([CapturePattern(a) StarPattern(None)]) None [y = 2])])",
    )


def test_triple_quotes_that_never_close_do_not_take_the_file_along() -> None:
    check(
        "def f():\n    '''doc\n    x = 1\n\ndef g():\n    '''doc'''\n    y = 2\n",
        "Function(f () None [<> x = 1] [] False False)",
        "Function(g () None ['doc' y = 2] [] False False)",
    )


def test_names_of_what_is_broken_are_roots() -> None:
    check("a.b.c = d := (key=e, 'f' # g\n", "<a d e>")


def test_no_break_spaces_are_spaces_and_smart_quotes_are_broken() -> None:
    check("if x:\n\u00a0\u00a0y\u00a0= 'a\u00a0b'\n", "If(x [y = 'a\\xa0b'] [])")
    check("x = f(\u201ca\u201d)\ny = 1\n", "x = f(<a>)", "y = 1")


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_a_seed_is_read_whole(path: Path) -> None:
    assert not any("<" in statement for statement in statements(path.read_text()))


def top_level(text: str) -> list[tuple[int, int, str]]:
    """First and last line and form of every top-level statement."""
    return [
        (line + each.span.row, line + each.span.end_row, shown(each))
        for line, definition in read(text).definitions
        for each in definition.body
    ]


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_deleting_a_line_leaves_the_other_statements(path: Path) -> None:
    text = path.read_text()
    lines = text.splitlines(keepends=True)
    whole = top_level(text)
    for deleted in range(len(lines)):
        left = [form for _, _, form in top_level("".join(lines[:deleted] + lines[deleted + 1 :]))]
        for start, end, form in whole:
            if not start <= deleted <= end:
                assert form in left, f"without line {deleted + 1}: {form}"


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_cutting_the_file_leaves_the_statements_before(path: Path) -> None:
    text = path.read_text()
    whole = top_level(text)
    for cut in range(0, len(text), 3):
        left = [form for _, _, form in top_level(text[:cut])]
        line = text.count("\n", 0, cut)
        for _, end, form in whole:
            if end < line:
                assert form in left, f"cut at {cut}: {form}"


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_lines_lost_and_any_text_typed_never_raise(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from(SEEDS)).read_text().splitlines(keepends=True)
    kept = data.draw(st.lists(st.sampled_from(range(len(lines))), unique=True).map(sorted))
    typed = data.draw(st.text(alphabet="()[]{}'\"\\\n\r\t\f:,.=#@ \u00a0\ufeff\0axf1", max_size=12))
    position = data.draw(st.integers(0, len(kept)))
    read("".join([*(lines[i] for i in kept[:position]), typed, *(lines[i] for i in kept[position:])]))

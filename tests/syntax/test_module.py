"""Reading a file again lowers only what changed; bounds and odd texts."""

from __future__ import annotations

import sys

import pytest

from layerhints.syntax import read, tree
from layerhints.syntax.node import FIELDS

TEXT = "import a\n\n\ndef f():\n    return 1\n\n\n# about g\n@a\ndef g():\n    return 2\n\n\nx = f()\nx = f()\n"


def bodies(text: str) -> list[tree.Statement]:
    return [statement for _, definition in read(text).definitions for statement in definition.body]


def value(text: str) -> tree.Expression:
    (statement,) = bodies(text)
    assert isinstance(statement, tree.Assign)
    return statement.value


def test_an_edit_lowers_only_the_definition_that_it_changed() -> None:
    before = read(TEXT)
    after = read(TEXT.replace("return 1", "return 3"), before)
    assert (before.lowered, after.lowered) == (5, 1)
    same = [old[1] is new[1] for old, new in zip(before.definitions, after.definitions, strict=True)]
    assert same == [True, False, True, True, True]


def test_blank_lines_above_change_nothing_but_the_line() -> None:
    before = read(TEXT)
    after = read("\n\n" + TEXT, before)
    assert after.lowered == 0
    assert [line - 2 for line, _ in after.definitions] == [line for line, _ in before.definitions]


def test_equal_definitions_are_told_apart_by_their_order() -> None:
    keys = [definition.key for _, definition in read(TEXT).definitions]
    assert keys[-1] == (keys[-2][0], 1)
    assert len(set(keys)) == len(keys)


def test_comments_go_with_the_definition_below() -> None:
    text = "# licence\n\n# layerhints: x = (N, 3)\ndef f(x):  # end\n    '#'\n"
    (_, licence), (line, function) = read(text).definitions
    assert (licence.body, [comment.text for comment in licence.comments]) == ((), ["licence"])
    assert line == 2
    assert [(comment.text, comment.span) for comment in function.comments] == [
        ("layerhints: x = (N, 3)", tree.Span(0, 0, 0, 24)),
        ("end", tree.Span(1, 11, 1, 16)),
    ]


def test_python_2() -> None:
    printed, raised, *_ = bodies("print 'a' % b, c\nraise E, 'message'\n")
    assert isinstance(printed, tree.ExpressionStatement) and isinstance(printed.value, tree.Call)
    assert isinstance(printed.value.function, tree.Name) and printed.value.function.id == "print"
    assert len(printed.value.arguments) == 2
    assert isinstance(raised, tree.Raise) and isinstance(raised.exception, tree.Name)
    (attempt,) = bodies("try:\n    x\nexcept Error, e:\n    y\n")
    assert isinstance(attempt, tree.Try) and attempt.handlers[0].name == "e"
    for text, number in (("0777", 511), ("10L", 10), ("0xFFL", 255), ("ur'a\\d'", "a\\d")):
        constant = value(f"x = {text}\n")
        assert isinstance(constant, tree.Constant) and constant.value == number


def test_type_parameters_are_passed_over() -> None:
    function, cls, alias = bodies("def f[T: int](x: T) -> T: pass\nclass A[*Ts](B): pass\ntype X[T] = list[T]\n")
    assert isinstance(function, tree.Function) and [each.name for each in function.parameters.items] == ["x"]
    assert isinstance(cls, tree.Class) and len(cls.arguments) == 1
    assert isinstance(alias, tree.Assign) and isinstance(alias.value, tree.BrokenExpression)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_line_end_counts(newline: str) -> None:
    text = "import a\n\ndef f():\n    x = '''1\n2'''\n    return x\n\ny = f(\n    1)\n".replace("\n", newline)
    module = read(text)
    assert [line for line, _ in module.definitions] == [0, 2, 7]
    function = module.definitions[1][1].body[0]
    assert isinstance(function, tree.Function) and function.body[1].span == tree.Span(3, 4, 3, 12)
    assign = function.body[0]
    assert isinstance(assign, tree.Assign) and isinstance(assign.value, tree.Constant) and assign.value.value == "1\n2"


@pytest.mark.parametrize("text", ["", "\n", "\ufeff", "\0" * 100, "\f\nx = 1", "\\", "'", '"""', ")", "\ud800", "@"])
def test_odd_texts_are_read(text: str) -> None:
    read(text)


DEEP = {
    "parentheses": "x = " + "(" * 3000 + ")" * 3000,
    "sum": "x = " + " + ".join(["a"] * 10_000),
    "power": "x = " + "a ** " * 5_000 + "a",
    "calls": "x = a" + "()" * 5_000,
    "lambdas": "x = " + "lambda: " * 5_000 + "a",
    "lists": "x = " + "[" * 2000 + "]" * 2000,
    "and with xor": "x = " + " & a ^ b".join(["a"] * 3_000),
    "elif": "if a: pass\n" + "elif b: pass\n" * 3_000,
    "blocks": "".join(" " * row + "if a:\n" for row in range(300)),
    "f-string": "x = " + "f'{" * 200,
}


def depth(node: object) -> int:
    """How deep a tree is, without recursion."""
    deepest, pending = 0, [(node, 1)]
    while pending:
        each, level = pending.pop()
        deepest = max(deepest, level)
        if isinstance(each, tuple):
            pending += [(inner, level) for inner in each]
        elif type(each) in FIELDS:
            pending += [(getattr(each, name), level + 1) for name in FIELDS[type(each)]]
    return deepest


@pytest.mark.parametrize("name", DEEP)
def test_depth_is_bounded(name: str) -> None:
    assert depth(tuple(bodies(DEEP[name]))) < 450


@pytest.mark.parametrize(
    "line",
    [
        *("x = f(1)\n", "x = f(\n", "(\n", "\\\n", '"""\n', "@a\n", "# a\n", "a b\n", "x = [\n f(1),\n"),
        "class A:\n  def f(:\n",
    ],
)
def test_work_grows_with_the_length(line: str) -> None:
    def calls(count: int) -> int:
        """The functions that Python calls to read so many lines: a measure that no busy machine changes."""
        counted = 0

        def count_call(frame: object, event: str, argument: object) -> None:
            nonlocal counted
            counted += event in ("call", "c_call")

        sys.setprofile(count_call)
        try:
            read(line * count)
        finally:
            sys.setprofile(None)
        return counted

    calls(100)
    assert calls(4_000) < calls(500) * 8 * 2  # eightfold text; quadratic would be 64


@pytest.mark.parametrize("lines", [3, 60])
def test_of_a_function_that_is_half_typed_only_the_line_that_changed_is_parsed(
    lines: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from layerhints.syntax import recover
    from layerhints.syntax.recover import simple

    simple._kept.cache_clear()
    body = "".join(f"    x = Dense({number})(x)\n" for number in range(lines))
    first = read(f"def f(x):\n{body}    y = Dense(1\n{body}")
    assert first.definitions[0][1].body
    parsed: list[str] = []
    original = recover.parse
    for module in (recover, simple):
        monkeypatch.setattr(module, "parse", lambda image: parsed.append(image) or original(image))
    second = read(f"def f(x):\n{body}    y = Dense(12\n{body}", first)
    assert second.lowered == 1
    assert second.definitions[0][1].body
    assert [image for image in parsed if "x = " in image and image.count("\n") < lines] == []
    assert any("Dense(12" in image for image in parsed)

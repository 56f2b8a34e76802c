"""Random sequences of methods on lists, dicts, sets and texts do what Python does."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.interp.program import check

LITERALS = st.sampled_from(["0", "1", "-1", "2", "'a'", "'b'", "None", "True", "(1, 'a')", "1.5"])
INDICES = st.sampled_from(["0", "1", "-1", "-2", "5", "-9"])
SLICES = st.sampled_from(["0:1", "1:", ":-1", "::2", "::-1", "5:1", "-2:"])
TEXTS = st.sampled_from(["''", "'a'", "'ab'", "' '", "'A_b'", "'x1'"])


def guarded(statements: list[str]) -> str:
    """The statements one after the other; what raises goes into a list by the name of its class."""
    lines = ["raised = []"]
    for number, statement in enumerate(statements):
        lines += ["try:", f"    {statement.replace('RESULT', f'r{number}')}"]
        lines += ["except Exception as error:", "    raised.append(type(error).__name__)"]
    return "\n".join(lines)


def calls(templates: list[str], **holes: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def fill(template: str, values: dict[str, str]) -> str:
        return template.format(**values)

    return st.builds(fill, st.sampled_from(templates), st.fixed_dictionaries(holes))


LIST_CALLS = calls(
    [
        "x.append({v})", "RESULT = x.pop()", "RESULT = x.pop({i})", "x.insert({i}, {v})", "x.remove({v})",
        "RESULT = x.index({v})", "RESULT = x.count({v})", "x.reverse()", "x.extend([{v}, {w}])", "RESULT = x[{i}]",
        "RESULT = x[{s}]", "x[{i}] = {v}", "x[{s}] = [{v}, {w}]", "del x[{i}]", "del x[{s}]", "RESULT = {v} in x",
        "x += [{v}]", "RESULT = x + [{w}]", "RESULT = x * 2", "RESULT = x == [{v}]", "RESULT = x.copy()", "x.clear()",
        "x.sort(key=str)", "RESULT = sorted(x, key=repr, reverse=True)", "RESULT = len(x)", "RESULT = str(x)",
    ],
    v=LITERALS, w=LITERALS, i=INDICES, s=SLICES,
)  # fmt: skip

DICT_CALLS = calls(
    [
        "x[{v}] = {w}", "RESULT = x[{v}]", "RESULT = x.get({v})", "RESULT = x.get({v}, {w})", "RESULT = x.pop({v})",
        "RESULT = x.pop({v}, {w})", "RESULT = x.setdefault({v}, {w})", "x.update({{{v}: {w}}})", "del x[{v}]",
        "RESULT = list(x)", "RESULT = list(x.items())", "RESULT = list(x.values())", "RESULT = x.popitem()",
        "x.clear()",
        "RESULT = {v} in x", "RESULT = len(x)", "RESULT = x | {{{w}: {v}}}", "RESULT = x == {{{v}: {w}}}",
        "RESULT = dict.fromkeys([{v}, {w}], 0)", "RESULT = list(reversed(x))", "RESULT = repr(x)", "RESULT = bool(x)",
        "RESULT = {{**x, {v}: {w}}}",
    ],
    v=LITERALS, w=LITERALS,
)  # fmt: skip

SET_CALLS = calls(
    [
        "x.add({v})", "x.discard({v})", "x.remove({v})", "RESULT = x | {{{v}}}", "RESULT = x & {{{v}, {w}}}",
        "RESULT = x - {{{v}}}", "RESULT = x ^ {{{v}, {w}}}", "RESULT = {v} in x", "RESULT = len(x)", "x |= {{{v}}}",
        "RESULT = x.issubset({{{v}, {w}}})", "RESULT = x == {{{v}}}", "RESULT = x < {{{v}, {w}}}", "x.clear()",
        "RESULT = x.isdisjoint([{v}])", "x.update([{v}, {w}])", "RESULT = x.copy()", "x &= {{{v}, {w}}}",
        "RESULT = sorted(map(str, x))",
    ],
    v=LITERALS, w=LITERALS,
)  # fmt: skip

TEXT_CALLS = calls(
    [
        "RESULT = x.upper()", "RESULT = x.split({t})", "RESULT = x.replace({t}, {u})", "RESULT = x.find({t})",
        "RESULT = x.startswith({t})", "RESULT = {t}.join([x, {u}])", "RESULT = x.strip({t})", "RESULT = x[{s}]",
        "RESULT = x[{i}]", "RESULT = x.partition({t})", "RESULT = {t} in x", "x = x + {t}", "RESULT = x * 2",
        "RESULT = x < {t}", "RESULT = x.index({t})", "RESULT = x.center(9, '*')", "RESULT = x.title()",
        "RESULT = '%s|%5s' % (x, {t})", "RESULT = '{{}}-{{:>4}}'.format(x, {t})", "RESULT = x.encode()",
        "RESULT = list(x)",
        "RESULT = x.rsplit('_', 1)", "RESULT = x.isalnum()", "RESULT = f'{{x!r:>8}}'", "RESULT = x.count({t})",
    ],
    t=TEXTS, u=TEXTS, i=INDICES, s=SLICES,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(LITERALS, max_size=4), st.lists(LIST_CALLS, min_size=1, max_size=8))
def test_lists(items: list[str], statements: list[str]) -> None:
    check(f"x = [{', '.join(items)}]\n{guarded(statements)}")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(LITERALS, LITERALS), max_size=4), st.lists(DICT_CALLS, min_size=1, max_size=8))
def test_dicts(items: list[tuple[str, str]], statements: list[str]) -> None:
    check(f"x = {{{', '.join(f'{key}: {value}' for key, value in items)}}}\n{guarded(statements)}")


@settings(max_examples=60, deadline=None)
@given(st.lists(LITERALS, max_size=4), st.lists(SET_CALLS, min_size=1, max_size=8))
def test_sets(items: list[str], statements: list[str]) -> None:
    check(f"x = set([{', '.join(items)}])\n{guarded(statements)}")


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.lists(TEXT_CALLS, min_size=1, max_size=8))
def test_texts(text: str, statements: list[str]) -> None:
    check(f"x = {text} + 'a_B c1'\n{guarded(statements)}")

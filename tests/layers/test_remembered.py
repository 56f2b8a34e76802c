"""What rules remember of earlier calls is what they would say anew."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from typing import Any

import pytest

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers import FAMILY_OF
from layerhints.libraries.torch.layers import rule as torch_rule
from layerhints.rules import Applied, Rule, Several, Weight
from layerhints.rules.field import Setting
from layerhints.rules.remembered import APPLIED, BOUND, MADE, Remembered, is_lasting

from . import check

TOLD = ("notes", "says", "parts_when_made", "unknown_inside")
"""The methods that settings may be read in: what they say is not remembered."""


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    for remembered in (BOUND, APPLIED, MADE):
        remembered.clear()


def described(applied: Applied) -> object:
    """All that an application says, in what can be compared."""
    assert isinstance(applied.weights, tuple)
    return applied.outputs, [_described(weight) for weight in applied.weights]


def _described(weight: Weight) -> object:
    factors = [(part.label, part.size, part.fixed) for part in weight.factors]
    return weight.full_name, factors, weight.trainable, weight.when, weight.times, weight.because, weight.flag


def fields_of(layer: Rule) -> object:
    return layer.given, {field: getattr(layer, field) for field in layer.fields}


def applied_anew(layer: Rule, shape: Any) -> Applied:
    APPLIED.clear()
    return layer.apply(shape)


CALLS: tuple[tuple[str, tuple[Any, ...], dict[str, Any], tuple[Any, ...]], ...] = (
    ("Dense", (10,), {"name": "last"}, (7, 30)),
    ("Conv2D", (32, (3, 3)), {"padding": "same", "kernel_initializer": "he_normal"}, (7, 28, 28, 3)),
    ("Conv2D", (32, 3), {"strides": 2, "use_bias": False, "trainable": False}, (7, 28, 28, 3)),
    ("DepthwiseConv2D", (3,), {"depth_multiplier": 2}, (7, 28, 28, 3)),
    ("BatchNormalization", (), {"axis": -1}, (7, 28, 28, 3)),
    ("MaxPooling2D", (2,), {}, (7, 28, 28, 3)),
    ("LSTM", (16,), {"return_sequences": True}, (7, 12, 5)),
    ("MultiHeadAttention", (4, 8), {}, Several(((7, 12, 16), (7, 12, 16)))),
    ("Add", (), {}, Several(((7, 12), (7, 12)))),
    ("Embedding", (100, 8), {}, (7, 12)),
)


@pytest.mark.parametrize(("name", "positional", "keywords", "shape"), CALLS)
def test_a_second_call_says_what_the_first_said(
    name: str, positional: tuple[Any, ...], keywords: dict[str, Any], shape: Any
) -> None:
    first = check.make(name, positional, keywords)
    said = described(first.apply(shape))
    computed = APPLIED.missed
    second = check.make(name, positional, keywords)
    assert (second is first) == first.unread.isdisjoint(keywords), "a call with settings has a layer of its own"
    assert described(second.apply(shape)) == said
    assert APPLIED.missed == computed, "it was not remembered"
    assert described(applied_anew(second, shape)) == said
    BOUND.clear()
    anew = check.make(name, positional, keywords)
    assert anew is not first and anew is not second
    assert fields_of(second) == fields_of(anew)
    assert described(applied_anew(anew, shape)) == said


def linear(inputs: Any) -> Any:
    declared = torch_rule("Linear")
    assert declared is not None
    return declared.bind([inputs, 8]).layer


def test_layers_that_are_alike_have_the_same_weights_in_the_same_places() -> None:
    (one, _), (other, _), (larger, _) = (linear(inputs).weights_made() for inputs in (4, 4, 5))
    assert one is other and one is not larger and (one.count, larger.count) == (32, 40)
    there = one.placed("kernel", ("blocks", "0"), False)
    assert there is other.placed("kernel", ("blocks", "0"), False)
    assert (there.full_name, there.trainable, there.count) == ("blocks/0/kernel", False, 32)
    assert there is not one.placed("kernel", ("blocks", "1"), False)
    assert there is not one.placed("kernel", ("blocks", "0"), True)
    assert one.multiplied(3) is other.multiplied(3)
    assert (one.multiplied(3).times, one.multiplied(7).times, one.multiplied(None).times) == (3, 7, None)


def test_what_is_not_known_of_weights_is_not_shared() -> None:
    size, flag = Unknown("it is read from a file"), Unknown("whether it is trained is not known")
    (one, _), (other, _) = (linear(size).weights_made() for _ in range(2))
    assert one is not other
    known, _ = linear(4).weights_made()
    assert known.placed("weight", (), flag).trainable is flag
    assert known.placed("weight", (), flag) is not known.placed("weight", (), flag)


def test_settings_are_those_of_each_call() -> None:
    one, other = (check.make("Dense", (10,), {"name": name, "kernel_initializer": name}) for name in ("a", "b"))
    assert (one.name, other.name) == ("a", "b")
    assert (one.kernel_initializer, other.kernel_initializer) == ("a", "b")
    assert check.make("Dense", (10,)).kernel_initializer == "glorot_uniform"


def test_numbers_that_are_equal_but_not_the_same_are_told_apart() -> None:
    assert check.bind("Dense", 1).problems == ()
    assert [problem.code for problem in check.bind("Dense", 1.0).problems] == ["bad-size"]
    assert isinstance(check.bind("Dense", True).layer.units, Unknown)
    assert check.bind("Dense", 1).layer.units == 1


def test_a_problem_is_found_each_time() -> None:
    for _ in range(2):
        assert [problem.code for problem in check.bind("Conv2D", 0, 3).problems] == ["bad-size"]
        assert [problem.code for problem in check.make("Conv2D", (8, 3)).apply((7, 28)).problems] == ["wrong-rank"]


def test_each_layer_has_its_own_sizes_that_are_none() -> None:
    one, other = (check.make("InputLayer", (), {"shape": (None, 8)}).apply(()).outputs for _ in range(2))
    assert one[1] != other[1]
    one, other = (check.make("Reshape", ((None, 8),)).apply((7, 16)).outputs for _ in range(2))
    assert one[1] != other[1]
    own = check.open_size("of one layer")
    assert not is_lasting((own, 8), (), (7, 16))
    assert is_lasting((own, 8), (), (own, 16))


def test_a_flag_that_is_not_known_is_one_truth_for_each_layer() -> None:
    unread = Unknown("a flag that was not read")
    flags = []
    for _ in range(2):
        applied = check.make("Dense", (10,), {"use_bias": unread}).apply((7, 30))
        assert isinstance(applied.weights, tuple)
        flags += [weight.when for weight in applied.weights if isinstance(weight.when, Unknown)]
    assert len(flags) == 2 and flags[0] is not flags[1]


def test_a_layer_with_a_changed_field_is_another_one() -> None:
    layer = check.make("Dense", (10,))
    assert layer.apply((7, 30)).outputs == (7, 10)
    assert layer.replace(units=11).apply((7, 30)).outputs == (7, 11)
    assert layer.apply((7, 30)).outputs == (7, 10)


def test_a_wrapped_layer_is_asked_each_time() -> None:
    wrapper = check.make("TimeDistributed", (check.make("Dense", (10,)),))
    assert wrapper.alike is None


def test_no_more_is_remembered_than_was_said() -> None:
    kept = Remembered(8)
    for number in range(100):
        kept.keep(number, str(number))
        assert len(kept) <= 8
        assert kept.get(number) == str(number)


def test_what_is_asked_for_again_stays() -> None:
    kept = Remembered(8)
    for number in (1, 2, 3):
        kept.keep(number, str(number))
    for number in range(100, 200):
        kept.keep(number, str(number))
        assert [kept.get(each) for each in (1, 2, 3)] == ["1", "2", "3"]


def rules() -> Iterator[type[Rule]]:
    for name in check.NAMES:
        found = check.rule(name)
        assert found is not None
        yield found
    yield from map(torch_rule, FAMILY_OF)


def test_no_rule_looks_at_a_setting() -> None:
    """What is remembered of a layer holds for others that differ in settings."""
    looked_at = set()
    for declared in rules():
        settings = {name for name, field in declared.fields.items() if isinstance(field, Setting)}
        assert settings == declared.unread
        for method in _methods(declared):
            if method.__name__ not in TOLD and settings & _read_of_self(method):
                looked_at.add((declared.__name__, method.__name__, *(settings & _read_of_self(method))))
    assert looked_at == set()


def _methods(declared: type[Rule]) -> Iterator[Any]:
    for cls in declared.__mro__:
        for member in vars(cls).values():
            function = getattr(member, "__func__", getattr(member, "fget", member))
            if inspect.isfunction(function):
                yield function


def _read_of_self(method: Any) -> set[str]:
    if method not in _READ:
        parsed = ast.parse(textwrap.dedent(inspect.getsource(method)))
        _READ[method] = {
            node.attr
            for node in ast.walk(parsed)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
        }
    return _READ[method]


_READ: dict[Any, set[str]] = {}

"""Settings: the first layer that says something wins, and what is wrong is named."""

from __future__ import annotations

import pytest

from layerhints.project.settings import Settings, read


def test_nothing_said_means_the_defaults() -> None:
    assert read({}, {}) == (Settings(), ())


@pytest.mark.parametrize("layer", [{"hints": {"shapes": False}}, {"hints.shapes": False}])
def test_names_are_nested_or_dotted(layer: dict[str, object]) -> None:
    assert read(layer)[0].hints_shapes is False


def test_an_editor_that_sends_its_defaults_says_nothing() -> None:
    editor = {"hints": {"shapes": True, "maximumLength": 40}}
    settings, wrong = read(editor, {"hints": {"shapes": False, "maximumLength": 20}})
    assert (settings.hints_shapes, settings.hints_maximum_length, wrong) == (False, 20, ())


def test_the_first_layer_wins() -> None:
    assert read({"python": "a"}, {"python": "b"})[0].python == "a"


@pytest.mark.parametrize("value", ["20", 3, True, 20.5, [20]])
def test_a_wrong_value_is_named_and_the_next_layer_counts(value: object) -> None:
    settings, wrong = read({"hints": {"maximumLength": value}}, {"hints": {"maximumLength": 25}})
    assert settings.hints_maximum_length == 25
    assert len(wrong) == 1
    assert wrong[0].startswith("the setting `layerhints.hints.maximumLength` cannot be ")

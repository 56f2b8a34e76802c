"""What is changed in a drawn call: sizes get names, or something in it is broken."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from layerhints.rules.examples import LayerCall

from .configurations import FLAG, SIZE, Configuration


@st.composite
def named_sizes(draw: st.DrawFn, drawn: Configuration) -> dict[tuple[int, int], int]:
    """A value for every size that is None and for some of the others, which get a name, by input and axis.

    A None batch has one value in all inputs.
    """
    batch = draw(SIZE)
    sizes: dict[tuple[int, int], int] = {}
    for index, shape in enumerate(drawn.inputs):
        for axis, size in enumerate(shape):
            if size is None:
                sizes[index, axis] = batch if axis == 0 else draw(SIZE)
            elif draw(FLAG):
                sizes[index, axis] = size
    return sizes


@st.composite
def broken(draw: st.DrawFn, drawn: Configuration) -> Configuration:
    """The call with an axis too many or too few, another size, another number of inputs or another argument."""
    inputs = list(drawn.inputs)
    words = {name: value for name, value in drawn.layer.keywords.items() if _is_number(value)}
    if words and draw(FLAG):
        name = draw(st.sampled_from(sorted(words)))
        keywords = {**drawn.layer.keywords, name: draw(_other(words[name]))}
        return Configuration(LayerCall(drawn.layer.name, drawn.layer.positional, keywords), drawn.inputs)
    if not inputs:
        return drawn
    place = draw(st.integers(0, len(inputs) - 1))
    shape = inputs[place]
    kinds = ["fewer", "more", "other"] if shape else ["more"]
    # Only the layers that are called on a list are told how many tensors they get.
    kind = draw(st.sampled_from([*kinds, "inputs"] if len(inputs) > 1 and not drawn.layer.positional else kinds))
    axis = draw(st.integers(0, max(len(shape) - 1, 0)))
    if kind == "fewer":
        inputs[place] = shape[:axis] + shape[axis + 1 :]
    elif kind == "more":
        inputs[place] = (*shape[:axis], draw(SIZE), *shape[axis:])
    elif kind == "other":
        inputs[place] = (*shape[:axis], draw(SIZE), *shape[axis + 1 :])
    else:
        del inputs[place]
    return Configuration(drawn.layer, tuple(inputs))


def _is_number(value: Any) -> bool:
    """Whether a value is a number or a tuple of numbers, and no truth value."""
    if isinstance(value, tuple):
        return all(map(_is_number, value))
    return isinstance(value, int) and not isinstance(value, bool)


def _other(value: Any) -> st.SearchStrategy[Any]:
    """Numbers and tuples of numbers around a valid value."""
    number = st.integers(-2, 12)
    if not isinstance(value, tuple):
        return st.one_of(number, st.tuples(number), st.tuples(number, number))
    return st.one_of(
        st.tuples(*[number] * len(value)), st.tuples(*[number] * (len(value) + 1)), st.just(value[1:]), number
    )

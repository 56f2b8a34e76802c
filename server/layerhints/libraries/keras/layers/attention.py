"""Attention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.layers.base import LAST_AXIS, KerasLayer, is_none
from layerhints.libraries.keras.layers.calling import Calling
from layerhints.rules import (
    Argument,
    Factor,
    Input,
    Problem,
    Ranks,
    Several,
    Size,
    Structure,
    Weight,
    at_least,
    both,
    counted,
    divides,
    either,
    equal,
    exactly,
    factor,
    require,
    show_structure,
    text,
    value_of,
)
from layerhints.rules.fields import ShapeField, argument, choice, flag, number, setting, size
from layerhints.rules.shapes import Usually, axis, elements, known_rank, with_axis
from layerhints.rules.weights import Axis


class AnyAttention(KerasLayer):
    """A layer in which each position of a query gathers what it needs from the positions of a value.

    Keys say how well a position of the value fits; without keys of their own the values serve.
    """

    calling: Calling
    return_attention_scores: Any = False

    def ranks(self) -> Ranks:
        return Ranks()  # that of each tensor is another question

    def patterns(self, count: int) -> tuple[Any, ...]:
        rank = self.tensor_ranks().exact
        return (LAST_AXIS if rank is None else ("",) * rank,) * count

    def tensor_ranks(self) -> Ranks:
        """How many axes query, key and value have."""
        return at_least(2)

    def arrange(self, inputs: Structure) -> tuple[Any, tuple[Problem, ...]]:
        name = type(self).__name__
        if isinstance(inputs, Unknown):
            shape, _ = self.with_rank(Unknown(inputs.reason), self.tensor_ranks())
            return Several((shape, shape, shape)), ()
        if not isinstance(inputs, Several) or len(inputs) not in (2, 3):
            given = len(inputs) if isinstance(inputs, Several) else 1
            message = f"`{name}` takes a query and a value, and perhaps a key; {given} tensors are given"
            return inputs, (Problem("wrong-inputs", message, Input()),)
        shapes = []
        for index, item in enumerate(inputs):
            if isinstance(item, Several):
                return inputs, (Problem("wrong-inputs", f"`{name}` takes tensors, not lists of them", Input(index)),)
            shape, problems = self.with_rank(item, self.tensor_ranks(), index)
            if problems:
                return inputs, problems
            shapes.append(shape)
        query, value, *key = shapes
        return Several((query, value, *(key or (value,)))), ()

    def stretched(self, query: Any, *others: Any) -> Any:
        """The query. Where one stands for all samples of the others, as many come out, but Keras says one."""
        if equal(axis(query, 0), 1) is True and any(equal(axis(other, 0), 1) is not True for other in others):
            return with_axis(query, 0, Unknown("Keras says that one query for all samples comes out as one"))
        return query

    def with_scores(self, output: Any, scores: Any) -> Structure:
        """What comes out: the scores too, where the call asks for them."""
        return either(self.return_attention_scores, Several((output, scores)), output)

    def axis_names(self, rank: int) -> tuple[str, ...]:
        return ("batch", "steps", "features") if rank == 3 else super().axis_names(rank)


class Projected(AnyAttention):
    """An attention that projects queries, keys and values to several heads first."""

    calling = Calling(
        (
            "query",
            "value",
            "key",
            "query_mask",
            "value_mask",
            "key_mask",
            "attention_mask",
            "return_attention_scores",
            "training",
            "use_causal_mask",
        ),
        tensors=("query", "value", "key"),
        flags={"return_attention_scores": False},
    )

    parts_when_built = ("Softmax", "Dropout")

    use_bias: Any
    dropout: Any
    flash_attention: Any
    use_gate: Any

    def conflicts(self) -> Iterable[Problem]:
        if self.flash_attention is True and isinstance(self.dropout, (int, float)) and self.dropout > 0:
            message = "flash attention does not support a dropout"
            yield Problem("conflicting-arguments", message, Argument("dropout"))

    def requirements(self, x: Any) -> Iterable[Problem]:
        query, value, key = x
        for name, shape in (("query", query), ("value", value), ("key", key)):
            yield from self.defined((axis(shape, -1),), f"last axis of the {name}")
        if known_rank(value) is None or known_rank(key) is None:
            return
        if len(value) != len(key) or any(not same(*pair) for pair in zip(value[1:-1], key[1:-1], strict=True)):
            message = (
                f"the positions of the key {show_structure(key)} are not those of the value {show_structure(value)}"
            )
            yield Problem("shape-mismatch", message, Input(2))

    def projection(self, name: str, shape: Any, heads: tuple[Factor, ...], when: Any = True) -> Iterator[Weight]:
        """The weights that project the features of a tensor to heads."""
        features = factor("query features" if name in ("query", "gate") else f"{name} features", axis(shape, -1))
        yield from self.dense(name, (features,), heads, elements(shape, 1, -1), when)

    def dense(
        self, name: str, inputs: tuple[Axis, ...], outputs: tuple[Axis, ...], times: Size, when: Any = True
    ) -> Iterator[Weight]:
        because = {
            "query": "makes the queries of all heads",
            "key": "makes the keys of all heads",
            "value": "makes the values of all heads",
            "gate": "makes a gate for what each head gives out",
            "attention_output": "puts what the heads give out together",
        }[name]
        yield Weight("kernel", (*inputs, *outputs), when=when, times=times, because=because).within(name)
        present = both(when, self.use_bias)
        yield Weight("bias", outputs, when=present, because="a bias", flag="use_bias").within(name)


def same(first: Size, second: Size) -> bool:
    """Whether Keras may take the sizes for equal: None equals None only."""
    if isinstance(value_of(first), Unknown) or isinstance(value_of(second), Unknown):
        return True
    return is_none(first) == is_none(second) and (is_none(first) or equal(first, second) is not False)


class Projection(ShapeField):
    """The sizes that come out in place of the last axis: one or a tuple. None, 0 and () leave the axis as it is."""

    def convert(self, value: Any, owner: Any) -> Any:
        if value is False or (isinstance(value, (int, tuple)) and value in (0, ())):
            return None
        return super().convert(value if isinstance(value, tuple) else (value,), owner)


class MultiHeadAttention(Projected):
    """Attention with several heads, each of which sees queries, keys and values through projections of its own.

    Examples:
        MultiHeadAttention(8, 64): B 10 512, B 10 512 -> B 10 512 | 1050624
        MultiHeadAttention(2, 3, value_dim=5): B 4 8, B 6 7 -> B 4 8 | 270
        MultiHeadAttention(2, 3): B 4 8, B 6 7, B 6 5 -> B 4 8 | 194
        MultiHeadAttention(2, 4, output_shape=6, use_bias=False): B 5 3, B 5 3 -> B 5 6 | 120
        MultiHeadAttention(2, 4, attention_axes=(1, 2)): B 5 5 3, B 5 5 3 -> B 5 5 3 | 123
        MultiHeadAttention(1, 2, use_gate=True): B 5 3, B 5 3 -> B 5 3 | 41
        MultiHeadAttention(2, 3): B 4 8, B 6 7, B 5 7 !! shape-mismatch
    Source: https://keras.io/api/layers/attention_layers/multi_head_attention/
    """

    num_heads = size(label="heads")
    key_dim = size(label="key size")
    value_dim = size(None, label="value size", optional=True)
    dropout = number(0.0)
    use_bias = flag(True)
    output_shape: Any = Projection(None, label="output features", least=1)
    attention_axes = argument(None)
    sliding_window = size(None, optional=True)
    flash_attention = argument(None)
    kernel_initializer = setting("glorot_uniform")
    bias_initializer = setting("zeros")
    kernel_regularizer = setting(None)
    bias_regularizer = setting(None)
    activity_regularizer = setting(None)
    kernel_constraint = setting(None)
    bias_constraint = setting(None)
    use_gate = flag(False)
    seed = setting(None)

    def patterns(self, count: int) -> tuple[Any, ...]:
        return (Usually(("", "", "")) if self.attention_axes is None else LAST_AXIS,) * count

    def values_per_head(self) -> Factor:
        if self.value_dim is None:
            return factor("key size", self.key_dim)
        return factor("value size", self.value_dim)

    def output_sizes(self, query: Any) -> tuple[Factor, ...]:
        """The axes in place of the last one of the query."""
        if self.output_shape is None:
            return (factor("query features", axis(query, -1)),)
        if isinstance(self.output_shape, Unknown):
            return (factor("output features", self.output_shape),)
        return tuple(factor("output features", item) for item in self.output_shape)

    def output_of(self, x: Any) -> Structure:
        query, value = self.stretched(*x), x[1]
        output = query
        if isinstance(self.output_shape, Unknown):
            output = Unknown(self.output_shape.reason)
        elif self.output_shape is not None:
            one = len(self.output_shape) == 1
            if isinstance(query, Unknown):
                output = with_axis(query, -1, self.output_shape[0]) if one else Unknown(query.reason)
            else:
                output = (*query[:-1], *self.output_shape)
        return self.with_scores(output, self.scores(query, value))

    def scores(self, query: Any, value: Any) -> Any:
        """How much each position of the query takes from each position of the value, in each head."""
        if known_rank(query) != 3 or known_rank(value) != 3 or self.attention_axes is not None:
            return Unknown("the scores of an attention over several axes")
        # Keras gives the length of the query twice; where they differ, that is not what comes out.
        length, other = query[1], value[1]
        last = length if same(length, other) else Unknown("Keras says otherwise than what comes out")
        return (query[0], self.num_heads, length, last)

    def weights_of(self, x: Any) -> Iterable[Weight]:
        query, value, key = x
        heads = factor("heads", self.num_heads)
        keys, values = factor("key size", self.key_dim), self.values_per_head()
        yield from self.projection("query", query, (heads, keys))
        yield from self.projection("key", key, (heads, keys))
        yield from self.projection("gate", query, (heads, values), self.use_gate)
        yield from self.projection("value", value, (heads, values))
        yield from self.dense("attention_output", (heads, values), self.output_sizes(query), elements(query, 1, -1))

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        heads, keys = text(self.num_heads), text(self.key_dim)
        yield (
            f"`key_dim` is per head: {counted(self.num_heads, 'heads')} with queries and keys of "
            f"{counted(self.key_dim, 'numbers')} make {heads}·{keys} = {text(self.num_heads * self.key_dim)}. "
            f"The same weights serve every position, so the length of the sequences does not count."
        )
        if self.output_shape is None:
            yield "Without `output_shape` as many features come out as the query has."


class GroupQueryAttention(Projected):
    """Attention in which several query heads share one head of keys and values.

    Examples:
        GroupQueryAttention(64, 8, 2): B 10 512, B 10 512 -> B 10 512 | 656640
        GroupQueryAttention(4, 6, 3, use_bias=False): B 5 8, B 7 8 -> B 5 8 | 576
        GroupQueryAttention(4, 2, 1, use_gate=True): B 5 8, B 7 8, B 7 3 -> B 5 8 | 268
        GroupQueryAttention(4, 2, 2): B 5 8, B 7 6 !! shape-mismatch
    Source: https://keras.io/api/layers/attention_layers/group_query_attention/
    """

    head_dim = size(label="head size")
    num_query_heads = size(label="query heads")
    num_key_value_heads = size(label="key and value heads")
    dropout = number(0.0)
    use_bias = flag(True)
    sliding_window = size(None, optional=True)
    flash_attention = argument(None)
    kernel_initializer = setting("glorot_uniform")
    bias_initializer = setting("zeros")
    kernel_regularizer = setting(None)
    bias_regularizer = setting(None)
    activity_regularizer = setting(None)
    kernel_constraint = setting(None)
    bias_constraint = setting(None)
    use_gate = flag(False)
    seed = setting(None)

    def tensor_ranks(self) -> Ranks:
        return exactly(3)

    def conflicts(self) -> Iterable[Problem]:
        yield from super().conflicts()
        yield from require(
            divides(self.num_key_value_heads, self.num_query_heads),
            "conflicting-arguments",
            f"{text(self.num_query_heads)} query heads cannot share {text(self.num_key_value_heads)} heads of keys "
            f"and values evenly",
            Argument("num_key_value_heads"),
        )

    def requirements(self, x: Any) -> Iterable[Problem]:
        problems = list(super().requirements(x))
        yield from problems
        query, value, _ = x
        if not problems and not same(query[-1], value[-1]):
            message = f"the query has {text(query[-1])} features, the value {text(value[-1])}; they must be equal"
            yield Problem("shape-mismatch", message, Input(1))

    def output_of(self, x: Any) -> Structure:
        query, key = self.stretched(*x), x[2]
        return self.with_scores(query, (query[0], self.num_query_heads, query[1], key[1]))

    def weights_of(self, x: Any) -> Iterable[Weight]:
        query, value, key = x
        width = factor("head size", self.head_dim)
        queries = (factor("query heads", self.num_query_heads), width)
        shared = (factor("key and value heads", self.num_key_value_heads), width)
        yield from self.projection("query", query, queries)
        yield from self.projection("key", key, shared)
        yield from self.projection("gate", query, queries, self.use_gate)
        yield from self.projection("value", value, shared)
        yield from self.dense("attention_output", queries, (factor("query features", query[-1]),), query[1])

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield (
            f"{counted(self.num_query_heads, 'query heads')} share {counted(self.num_key_value_heads, 'heads')} of "
            f"keys and values, which therefore cost less than in an attention where each head has its own."
        )


class Attention(AnyAttention):
    """Dot-product attention on a list of query, value and perhaps key. It projects nothing.

    Examples:
        Attention(): B 5 8, B 7 8 -> B 5 8
        Attention(use_scale=True): B 5 8, B 7 6, B 7 8 -> B 5 6 | 1
        Attention(use_scale=True, score_mode="concat"): B 5 8, B 7 8 -> B 5 8 | 2
        Attention(): B 5 8 !! wrong-inputs
    Source: https://keras.io/api/layers/attention_layers/attention/
    """

    calling = Calling(
        ("inputs", "mask", "training", "return_attention_scores", "use_causal_mask"),
        tensors=("inputs",),
        flags={"return_attention_scores": False},
    )

    use_scale = flag(False)
    score_mode: Any = choice("dot", "concat", default="dot")
    dropout = number(0.0)
    seed = setting(None)

    def output_of(self, x: Any) -> Structure:
        query, value, key = x
        scores = with_axis(self.stretched(query, key), -1, axis(key, -2))
        return self.with_scores(with_axis(self.stretched(query, value, key), -1, axis(value, -1)), scores)

    def weights_of(self, x: Any) -> Iterable[Weight]:
        yield Weight("scale", (), when=self.use_scale, because="one factor for all scores", flag="use_scale")
        concat: Any = self.score_mode if isinstance(self.score_mode, Unknown) else self.score_mode == "concat"
        yield Weight("concat_score_weight", (), when=concat, because="one factor for the sum, as `score_mode` asks")

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield (
            "It compares query and key as they are: there are no projections to learn. For those, see "
            "MultiHeadAttention, or put a Dense in front."
        )


class AdditiveAttention(Attention):
    """Attention whose scores are a weighted sum of tanh(query + key).

    Examples:
        AdditiveAttention(): B 5 8, B 7 8 -> B 5 8 | 8
        AdditiveAttention(use_scale=False): B 5 8, B 7 6, B 7 8 -> B 5 6
    Source: https://keras.io/api/layers/attention_layers/additive_attention/
    """

    use_scale = flag(True)
    score_mode = argument("dot", keyword_only=True)
    dropout = number(0.0)
    seed = setting(None, keyword_only=True)

    def requirements(self, x: Any) -> Iterable[Problem]:
        if self.use_scale is not False:
            yield from self.defined((axis(x[0], -1),), "last axis of the query")

    def weights_of(self, x: Any) -> Iterable[Weight]:
        yield Weight(
            "scale",
            (factor("query features", axis(x[0], -1)),),
            when=self.use_scale,
            because="weighs each feature in the score",
            flag="use_scale",
        )

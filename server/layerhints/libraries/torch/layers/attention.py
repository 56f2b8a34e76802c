"""Attention with several heads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from layerhints.algebra import Open, Unknown
from layerhints.libraries.torch.layers.base import Other, OtherInputs, Pattern, TorchModule
from layerhints.rules import (
    Argument,
    Call,
    Input,
    Problem,
    Ranks,
    Several,
    Size,
    Structure,
    Weight,
    counted,
    divides,
    either,
    equal,
    factor,
    fixed,
    require,
    show_structure,
    text,
    value_of,
)
from layerhints.rules.fields import flag, number, setting, size
from layerhints.rules.shapes import axis, known_rank, of_rank, with_axis
from layerhints.rules.weights import Axis

TENSORS = ("query", "key", "value", "key_padding_mask", "attn_mask")
"""What goes in, in the order of Several; a mask that is not given is missing at the end, or None."""


class MultiheadAttention(TorchModule):
    """Attention with several heads: each position of the query gathers what it needs from the positions of the value.

    Examples:
        MultiheadAttention(64, 8): L N 64, S N 64, S N 64 -> L N 64, N L S | 16640
        MultiheadAttention(64, 8, batch_first=True): N L 64, N S 64, N S 64 -> N L 64, N L S | 16640
        MultiheadAttention(64, 8, kdim=32, vdim=48): L N 64, S N 32, S N 48 -> L N 64, N L S | 13568
        MultiheadAttention(64, 8, bias=False, add_bias_kv=True): L 64, 7 64, 7 64 -> L 64, L 8 | 16512
        MultiheadAttention(64, 8): L N 64, S N 64, S N 32 !! wrong-features
        MultiheadAttention(64, 8): L N 64, 7 N 64, 9 N 64 !! shape-mismatch
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html
    """

    not_kept = frozenset({"bias", "add_bias_kv"})
    other_inputs: ClassVar[OtherInputs] = {
        "need_weights": Other.PLAIN,
        "average_attn_weights": Other.PLAIN,
        "is_causal": Other.PLAIN,
    }

    embed_dim = size(label="features")
    num_heads = size(label="heads")
    dropout = number(0.0, low=0, high=1)
    bias = flag(True)
    add_bias_kv = flag(False)
    add_zero_attn = flag(False)
    kdim = size(None, label="key features", minimum=0, optional=True)
    vdim = size(None, label="value features", minimum=0, optional=True)
    batch_first = flag(False)
    device = setting(None)
    dtype = setting(None)

    need_weights: Any = True
    average_attn_weights: Any = True
    is_causal: Any = False

    def forward(
        self,
        query: Any,
        key: Any,
        value: Any,
        key_padding_mask: Any = None,
        need_weights: Any = True,
        attn_mask: Any = None,
        average_attn_weights: Any = True,
        is_causal: Any = False,
    ) -> tuple[Any, Any]:
        called = self.replace(
            need_weights=truth(need_weights, "need_weights"),
            average_attn_weights=truth(average_attn_weights, "average_attn_weights"),
            is_causal=truth(is_causal, "is_causal"),
        )
        masks = (key_padding_mask, attn_mask) if attn_mask is not None else (key_padding_mask,)
        return called, Several((query, key, value, *(masks if masks != (None,) else ())))

    def children_of(self) -> Iterable[tuple[str, str, Mapping[str, Any]]]:
        linear = {"in_features": self.embed_dim, "out_features": self.embed_dim, "bias": self.bias}
        return [("out_proj", "NonDynamicallyQuantizableLinear", linear)]

    def times_inside(self, inputs: Any) -> Mapping[str, Any]:
        query = inputs[0]
        known = not isinstance(query, Unknown) and self.batched(inputs) is not None
        return {"out_proj/weight": self.length(query) if known else Unknown("the length of the query is not known")}

    def attributes_of(self) -> Mapping[str, Any]:
        _, key, value = self.features()
        return {"head_dim": self.embed_dim // self.num_heads, "kdim": key, "vdim": value}

    def conflicts(self) -> Iterable[Problem]:
        yield from require(
            divides(self.num_heads, self.embed_dim),
            "conflicting-arguments",
            f"{counted(self.embed_dim, 'features')} cannot be shared out evenly among "
            f"{counted(self.num_heads, 'heads')}",
            Argument("num_heads"),
        )

    # --- what goes in

    def ranks(self) -> Ranks:
        return Ranks(2, 3)

    def arrange(self, inputs: Structure) -> tuple[Any, tuple[Problem, ...]]:
        if not isinstance(inputs, Several) or not 3 <= len(inputs) <= len(TENSORS):
            given = len(inputs) if isinstance(inputs, Several) else 1
            message = f"`MultiheadAttention` takes a query, a key and a value; {given} tensors are given"
            return inputs, (Problem("wrong-inputs", message, Input()),)
        tensors = [*inputs, None, None][: len(TENSORS)]
        for index, (name, shape) in enumerate(zip(TENSORS, tensors, strict=True)):
            if isinstance(shape, Several) or (shape is None and index < 3):
                return inputs, (Problem("wrong-inputs", f"the {name} is not a tensor", Input(index)),)
        for index, shape in enumerate(tensors[:3]):
            _, problems = self.with_rank(shape, self.ranks(), index)
            if problems:
                return inputs, problems
        ranks = [rank for rank in map(known_rank, tensors[:3]) if rank is not None]
        for index, shape in enumerate(tensors[:3]):
            rank = known_rank(shape)
            if rank is not None and rank != ranks[0]:
                message = f"the {TENSORS[index]} has {rank} axes, while another of the three tensors has {ranks[0]}"
                return inputs, (Problem("wrong-rank", message, Input(index)),)
            if rank is None and ranks:
                tensors[index] = of_rank(shape, ranks[0])
        return Several(tensors), ()

    def batched(self, x: Any) -> bool | None:
        rank = known_rank(x[0])
        return None if rank is None else rank == 3

    def length(self, shape: Any) -> Size:
        """How many positions a query, key or value has, of known rank."""
        return shape[0] if len(shape) == 2 else either(self.batch_first, shape[1], shape[0])

    def batch(self, shape: Any) -> Size:
        return either(self.batch_first, shape[0], shape[1])

    def features(self) -> tuple[Size, Size, Size]:
        """How many features query, key and value have."""
        key = self.embed_dim if self.kdim is None else self.kdim
        value = self.embed_dim if self.vdim is None else self.vdim
        return (self.embed_dim, key, value)

    def patterns(self) -> tuple[Pattern, ...]:
        if isinstance(self.batch_first, Unknown):
            return tuple(Open(self.batch_first.reason, tail=(features,)) for features in self.features())
        return tuple(
            ("N", length, features) if self.batch_first else (length, "N", features)
            for length, features in zip(("L", "S", "S"), self.features(), strict=True)
        )

    def equal_sizes(self, inputs: Any) -> Iterator[tuple[Size, Size]]:
        if isinstance(self.batch_first, Unknown):
            return
        query, key, value = (shape if known_rank(shape) == 3 else None for shape in inputs[:3])
        if key is not None and value is not None:
            yield self.length(key), self.length(value)
        for shape in (key, value):
            if shape is not None and query is not None:
                yield self.batch(query), self.batch(shape)

    # --- what is wrong with it

    def requirements(self, x: Any) -> Iterable[Problem]:
        names = ("embed_dim", "kdim", "vdim")
        for index, (shape, features) in enumerate(zip(x, self.features(), strict=False)):
            found = axis(shape, -1)
            yield from require(
                equal(found, features),
                "wrong-features",
                f"the last axis of the {TENSORS[index]} has {text(found)} features; it must have {text(features)}, as "
                f"`{names[index]}` says",
                Input(index),
            )
        if self.is_causal is True and x[4] is None and not self.may_be_fast():
            yield Problem("conflicting-arguments", "`is_causal=True` needs an `attn_mask`", Call())
        if self.batched(x) is not None:
            yield from self.mismatches(x)

    def may_be_fast(self) -> bool:
        """Whether torch may take a shorter way, in evaluation, that asks for less."""
        return self.batch_first is not False and divides(2, self.num_heads) is not False

    def mismatches(self, x: Any) -> Iterator[Problem]:
        query, key, value, padding, mask = x
        yield from require(
            equal(self.length(key), self.length(value)),
            "shape-mismatch",
            f"the key has {text(self.length(key))} positions, the value {text(self.length(value))}; they must be equal",
            Input(2),
        )
        batch: tuple[Size, ...] = ()
        if self.batched(x):
            batch = (self.batch(query),)
            for index, shape in ((1, key), (2, value)):
                yield from require(
                    equal(self.batch(shape), batch[0]),
                    "shape-mismatch",
                    f"the {TENSORS[index]} is a batch of {text(self.batch(shape))}, the query one of {text(batch[0])}; "
                    f"{self.order()}",
                    Input(index),
                )
        if padding is not None:
            yield from self.wrong_mask("key_padding_mask", padding, [(*batch, self.length(key))], 3)
        if mask is not None:
            scores = (self.length(query), self.length(key))
            stacked = (self.num_heads * batch[0] if batch else self.num_heads, *scores)
            yield from self.wrong_mask("attn_mask", mask, [scores, stacked], 3 if padding is None else 4, x)

    def wrong_mask(
        self, name: str, mask: Any, allowed: list[tuple[Size, ...]], index: int, x: Any = None
    ) -> Iterator[Problem]:
        """The problem of a mask that has none of the shapes that it may have."""
        if isinstance(mask, Unknown):
            return
        same_rank = [shape for shape in allowed if len(shape) == len(mask)]
        if same_rank and x is not None and not self.looks_at_mask(x, mask):
            return
        if not any(all(equal(*pair) is not False for pair in zip(mask, shape, strict=True)) for shape in same_rank):
            shapes = " or ".join(map(show_structure, allowed))
            message = f"the `{name}` has the shape {show_structure(mask)}; it must be {shapes}"
            yield Problem("shape-mismatch", message, Input(index))

    def looks_at_mask(self, x: Any, mask: Any) -> bool:
        """Whether torch certainly compares the sizes of the attention mask; a mask that it knows to be causal it may
        leave aside."""
        if self.is_causal is False or self.need_weights is True or (not self.batched(x) and len(mask) == 3):
            return True
        return not (x[3] is None or isinstance(x[3], Unknown))

    def order(self) -> str:
        """How the axes are arranged."""
        if isinstance(self.batch_first, Unknown):
            return "they must be equal"
        axis = 0 if self.batch_first else 1
        default = "" if "batch_first" in self.given else " (the default)"
        return f"with `batch_first={self.batch_first}`{default} axis {axis} is the batch"

    # --- what comes out

    def output_of(self, x: Any) -> Structure:
        if self.is_causal is not False and x[4] is None and self.may_be_fast():
            return Unknown("`is_causal` without an `attn_mask` is an error while the module is in training")
        if self.need_weights is not True and self.empty_and_masked(x):
            return Unknown("a mask over nothing at all: torch cannot arrange it")
        return Several((with_axis(x[0], -1, self.embed_dim), either(self.need_weights, self.scores(x), None)))

    def positions(self, key: Any) -> Size:
        """How many positions the query may choose from."""
        positions = self.length(key)
        for more in (self.add_bias_kv, self.add_zero_attn):
            positions = either(more, positions + 1, positions)
        return positions

    def empty_and_masked(self, x: Any) -> bool:
        """Whether there is a mask, but nothing to mask."""
        left_aside = x[3] is None and self.is_causal is True
        if self.batched(x) is None or left_aside or (x[3] is None and (x[4] is None or known_rank(x[4]) == 2)):
            return False
        sizes = (self.positions(x[1]), *((self.batch(x[0]),) if self.batched(x) else ()))
        return any(equal(size, 0) is True for size in sizes)

    def scores(self, x: Any) -> Any:
        """How much each position of the query takes from each position of the value."""
        query, key = x[:2]
        if self.batched(x) is None:
            return Unknown(query.reason)
        positions = self.positions(key)
        batch = (self.batch(query),) if self.batched(x) else ()
        averaged = (*batch, self.length(query), positions)
        return either(self.average_attn_weights, averaged, (*batch, self.num_heads, self.length(query), positions))

    def input_axis_names(self, index: int, rank: int) -> tuple[str, ...]:
        if index >= 3 or rank not in (2, 3):
            return tuple(f"axis {axis}" for axis in range(rank))
        length = ("query length", "key length", "value length")[index]
        if rank == 2:
            return (length, "features")
        if isinstance(self.batch_first, Unknown):
            return ("batch or length", "length or batch", "features")
        return ("batch", length, "features") if self.batch_first else (length, "batch", "features")

    def output_axis_names(self, index: int, rank: int) -> tuple[str, ...]:
        if index == 0:
            return self.input_axis_names(0, rank)
        return ("batch", "heads", "query length", "key length")[-rank:] if rank == 4 else self._score_names(rank)

    def _score_names(self, rank: int) -> tuple[str, ...]:
        first = "batch" if self.average_attn_weights is True else "heads"
        return (first, "query length", "key length")[-rank:]

    def axis_names(self, rank: int) -> tuple[str, ...]:
        return self.input_axis_names(0, rank)

    # --- weights

    def one_matrix(self) -> bool:
        """Whether one matrix makes queries, keys and values. Where that is not known three are listed: they have as
        many entries."""
        return all(equal(features, self.embed_dim) is True for features in self.features())

    def weights_of(self, x: Any) -> Iterable[Weight]:
        features = factor("features", self.embed_dim)
        lengths: tuple[Any, ...] = (None, None, None)
        if x is not None:
            known = self.batched(x) is not None
            lengths = tuple(self.length(shape) if known else Unknown(x[0].reason) for shape in x[:3])
        three: Axis = (fixed("query, key and value", 3), features)
        if self.one_matrix():
            because = "makes the queries, keys and values of all heads"
            times = None if x is None else average(*lengths)
            yield Weight("in_proj_weight", (three, features), times=times, because=because)
        else:
            for name, size, times in zip(("query", "key", "value"), self.features(), lengths, strict=True):
                inputs = features if size is self.embed_dim else factor(f"{name} features", size)
                because = f"makes the {'queries' if name == 'query' else name + 's'} of all heads"
                yield Weight(f"{name[0]}_proj_weight", (features, inputs), times=times, because=because)
        yield Weight("in_proj_bias", (three,), when=self.bias, because="a bias for each of them", flag="bias")
        for name in ("key", "value"):
            yield Weight(
                f"bias_{name[0]}",
                (fixed("", 1), fixed("", 1), features),
                when=self.add_bias_kv,
                because=f"one more {name}, which is learnt",
                flag="add_bias_kv",
            )

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        heads, features = text(self.num_heads), text(self.embed_dim)
        each = self.embed_dim // self.num_heads
        share = "" if isinstance(value_of(each), Unknown) else f" of {features}/{heads} = {text(each)} each"
        yield (
            f"The {counted(self.embed_dim, 'features')} are shared out among {counted(self.num_heads, 'heads')}"
            f"{share}, so the number of heads does not change the number of parameters; nor does the length of the "
            f"sequences."
        )
        yield (
            f"Inside, `out_proj` puts together what the heads give out: {features}·{features} weights"
            f"{f' and {features} biases' if self.bias is True else ''}."
        )
        if self.batched(x) and "batch_first" not in self.given:
            yield f"{self.order()[0].upper()}{self.order()[1:]}."


def truth(value: Any, name: str) -> Any:
    """True or False as Python counts the value, or Unknown."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return bool(value)
    return Unknown(value.reason) if isinstance(value, Unknown) else Unknown(f"whether `{name}` holds is not known")


def average(query: Size, key: Size, value: Size) -> Size:
    """How often an entry of the common matrix is multiplied: a third of it meets each of the three sequences."""
    if equal(query, key) is True:
        return query
    if divides(3, query + 2 * key) is True:
        return (query + 2 * key) // 3
    return Unknown("query and key differ in length, so that not all entries are used equally often")

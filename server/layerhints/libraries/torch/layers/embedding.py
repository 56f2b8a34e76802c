"""Tables of vectors that are looked up by index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers.base import TorchModule
from layerhints.libraries.torch.layers.operands import same_shape
from layerhints.rules import (
    Argument,
    Input,
    Problem,
    Several,
    Structure,
    Weight,
    either,
    equal,
    factor,
    less,
    require,
    show_structure,
    text,
)
from layerhints.rules.fields import SizeField, choice, flag, number, setting, tensor
from layerhints.rules.shapes import appended, axis


class SideField(SizeField):
    """A side of the table. With `_weight` torch only compares it with that, and 2.0 equals 2."""

    def convert(self, value: Any, owner: Any) -> Any:
        if isinstance(value, float) and value.is_integer():
            owner.compared |= {self.name}
            value = int(value)
        return super().convert(value, owner)


class Table(TorchModule):
    """A table with one row of `embedding_dim` numbers for each of `num_embeddings` indices."""

    compared: frozenset[str] = frozenset()
    """The sides that were given as a float."""

    num_embeddings: Any
    embedding_dim: Any
    padding_idx: Any
    _weight: Any

    def conflicts(self) -> Iterable[Problem]:
        rows = self.num_embeddings
        place = self.padding_idx
        if isinstance(place, float):
            if self._weight is None:
                yield Problem("bad-number", f"`padding_idx` is {place}; it takes an integer", Argument("padding_idx"))
            place = None
        if place is not None and (less(place, rows) is False or less(place, -rows) is True):
            message = f"`padding_idx` is {place}; the {text(rows)} rows count from 0 to {text(rows - 1)}"
            yield Problem("bad-number", message, Argument("padding_idx"))
        for name in self.compared if self._weight is None else ():
            yield Problem("bad-size", f"`{name}` is a float; it takes an integer", Argument(name))
        if "num_embeddings" in self.compared and place is not None and less(place, 0) is True:
            message = f"`padding_idx` is {place}, which counts from the end of a float number of rows"
            yield Problem("bad-size", message, Argument("num_embeddings"))
        if self._weight is not None:
            message = (
                f"`_weight` has the shape {show_structure(self._weight)}; the table is "
                f"{show_structure((rows, self.embedding_dim))}"
            )
            fits = same_shape(self._weight, (rows, self.embedding_dim))
            yield from require(fits, "shape-mismatch", message, Argument("_weight"))

    def table(self, trainable: Any = True) -> Weight:
        axes = (factor("embeddings", self.num_embeddings), factor("features", self.embedding_dim))
        return Weight("weight", axes, trainable=trainable, because="one row of features for each index")

    def padding_note(self) -> Iterable[str]:
        if isinstance(self.padding_idx, int):
            yield (
                f"Row {self.padding_idx} stands for padding: it starts as zeros and gets no gradient, yet its "
                f"{text(self.embedding_dim)} numbers are part of the count."
            )


class Embedding(Table):
    """A table of vectors: each index is replaced by its row.

    Examples:
        Embedding(10000, 300): N 20 -> N 20 300 | 3000000
        Embedding(10, 3, padding_idx=0): N 4 5 -> N 4 5 3 | 30
        Embedding(10, 3, _freeze=True): N -> N 3 | 30
        Embedding(10, 3, padding_idx=1.5): N !! bad-number
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Embedding.html
    """

    num_embeddings = SideField(label="embeddings", minimum=0)
    embedding_dim = SideField(label="features", minimum=0)
    padding_idx = number(None)
    max_norm = number(None)
    norm_type = number(2.0)
    scale_grad_by_freq = flag(False)
    sparse = flag(False)
    _weight = tensor(None)
    _freeze = flag(False)
    device = setting(None)
    dtype = setting(None)

    def carrying(self, shapes: Mapping[str, Any]) -> TorchModule | None:
        if len(sizes := shapes.get("weight", ())) != 2:
            return None
        made: TorchModule = self.replace(num_embeddings=sizes[0], embedding_dim=sizes[1])
        return made

    def output_of(self, x: Any) -> Any:
        return appended(x, self.embedding_dim)

    def weights_of(self, x: Any) -> Iterable[Weight]:
        yield self.table(trainable=either(self._freeze, False, True))

    def output_axis_names(self, index: int, rank: int) -> tuple[str, ...]:
        return (*self.axis_names(rank - 1), "features")

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield (
            f"Each index is replaced by its row of {text(self.embedding_dim)} numbers, which adds an axis. The table "
            f"has {text(self.num_embeddings)} rows, whatever the length of the input; indices must lie below that."
        )
        yield from self.padding_note()
        if self._freeze is True:
            yield "`_freeze` is true: the table is a parameter, but gradients do not train it."


class EmbeddingBag(Table):
    """Looks up the rows of a bag of indices, and puts out their mean, sum or maximum.

    The bags are the rows of a matrix of indices, or they lie one after another in a single row, cut at `offsets`.

    Examples:
        EmbeddingBag(10, 3): N 4 -> N 3 | 30
        EmbeddingBag(10, 3, mode="sum"): 8, 2 -> 2 3 | 30
        EmbeddingBag(10, 3, include_last_offset=True): 8, 3 -> 2 3 | 30
        EmbeddingBag(10, 3): 8 !! wrong-inputs
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.EmbeddingBag.html
    """

    num_embeddings = SideField(label="embeddings", minimum=0)
    embedding_dim = SideField(label="features", minimum=0)
    max_norm = number(None)
    norm_type = number(2.0)
    scale_grad_by_freq = flag(False)
    mode = choice("sum", "mean", "max", default="mean")
    sparse = flag(False)
    _weight = tensor(None)
    include_last_offset = flag(False)
    padding_idx = number(None)
    device = setting(None)
    dtype = setting(None)

    def forward(self, input: Any, offsets: Any = None, per_sample_weights: Any = None) -> tuple[Any, Any]:
        return self, Several([input, offsets, per_sample_weights])

    def arrange(self, inputs: Structure) -> tuple[Any, tuple[Problem, ...]]:
        given = tuple(inputs) if isinstance(inputs, Several) else (inputs,)
        if not given or len(given) > 3 or any(isinstance(shape, Several) for shape in given):
            message = "`EmbeddingBag` takes a tensor of indices, `offsets` and `per_sample_weights`"
            return inputs, (Problem("wrong-inputs", message, Input()),)
        return Several([*given, None, None][:3]), ()

    def conflicts(self) -> Iterable[Problem]:
        yield from super().conflicts()
        for name in ("scale_grad_by_freq", "sparse"):
            if self.mode == "max" and getattr(self, name) is True:
                yield Problem("conflicting-arguments", f"`{name}` does not go with `mode='max'`", Argument("mode"))

    def requirements(self, x: Any) -> Iterable[Problem]:
        indices, offsets, weights = x
        if weights is not None and not isinstance(weights, Unknown):
            if isinstance(self.mode, str) and self.mode != "sum":
                message = f"`per_sample_weights` are for `mode='sum'`; `mode` is '{self.mode}'"
                yield Problem("conflicting-arguments", message, Argument("mode"))
            message = f"`per_sample_weights` {show_structure(weights)} must have the shape of {show_structure(indices)}"
            yield from require(same_shape(indices, weights), "shape-mismatch", message, Input(2))
        yield from self.offset_requirements(offsets)
        if isinstance(indices, Unknown):
            return
        if len(indices) not in (1, 2):
            message = f"`EmbeddingBag` takes indices with 1 or 2 axes; these have {len(indices)}"
            yield Problem("wrong-rank", message, Input())
        elif len(indices) == 2:
            yield from self.matrix_requirements(indices, offsets)
        elif offsets is None:
            message = "indices in a single row need `offsets`, which say where each bag begins"
            yield Problem("wrong-inputs", message, Input())

    def offset_requirements(self, offsets: Any) -> Iterable[Problem]:
        if offsets is None or isinstance(offsets, Unknown):
            return
        if len(offsets) != 1:
            yield Problem("wrong-rank", f"`offsets` has one axis; this one has {len(offsets)}", Input(1))
        elif self.include_last_offset is True and equal(offsets[0], 0) is True:
            yield Problem("bad-size", "with `include_last_offset` there is at least one offset", Input(1))

    def matrix_requirements(self, indices: Any, offsets: Any) -> Iterable[Problem]:
        if offsets is not None and not isinstance(offsets, Unknown):
            message = "each row of the indices is a bag, so `offsets` must be left out"
            yield Problem("wrong-inputs", message, Input(1))
        elif equal(indices[1], 0) is True:
            yield Problem("bad-size", "the bags are empty: the second axis of the indices is 0", Input())

    def output_of(self, x: Any) -> Any:
        indices, offsets, _ = x
        return (self.bags(indices, offsets), self.embedding_dim)

    def bags(self, indices: Any, offsets: Any) -> Any:
        """How many bags there are: rows of a matrix, or parts of a single row."""
        if offsets is None or (not isinstance(indices, Unknown) and len(indices) == 2):
            return axis(indices, 0)
        begins = axis(offsets, 0)
        return either(self.include_last_offset, begins - 1, begins)

    def weights_of(self, x: Any) -> Iterable[Weight]:
        yield self.table()

    def output_axis_names(self, index: int, rank: int) -> tuple[str, ...]:
        return ("bags", "features")

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        joined = {"sum": "added up", "mean": "averaged", "max": "reduced to their maximum"}
        how = joined[self.mode] if isinstance(self.mode, str) else "joined"
        yield (
            f"The rows of a bag are {how}, so that each bag gives {text(self.embedding_dim)} numbers, however many "
            f"indices it has. The count depends on the table alone."
        )
        yield from self.padding_note()

"""The elementary layers: the input, Dense, Embedding, and those that only pass on what they get."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.algebra import Unknown, anonymous
from layerhints.libraries.keras.layers.base import LAST_AXIS, LAST_STEP, KerasLayer
from layerhints.libraries.keras.layers.low_rank import LowRank, low_rank
from layerhints.rules import (
    Applied,
    Argument,
    Problem,
    Ranks,
    Structure,
    Weight,
    at_least,
    counted,
    factor,
    fields,
    product,
    text,
)
from layerhints.rules.fields import flag, setting, size
from layerhints.rules.shapes import appended, axis, elements, known_rank, with_axis


class InputLayer(KerasLayer):
    """The input of a model: it only says which shape comes in. `shape` leaves out the batch.

    Examples:
        InputLayer((28, 28, 1)): -> None 28 28 1
        InputLayer((10,), batch_size=32): -> 32 10
        InputLayer(batch_shape=(4, None, 3)): -> 4 None 3
    Source: https://keras.io/api/layers/core_layers/input/
    """

    shape = fields.shape(None, holes=True)
    batch_size = size(None, label="batch", optional=True, minimum=0)
    dtype = setting(None)
    sparse = setting(None)
    ragged = setting(None)
    batch_shape = fields.shape(None, holes=True)
    input_tensor = setting(None)
    optional = flag(False)
    name = setting(None)
    input_shape = fields.shape(None, holes=True, keyword_only=True)
    batch_input_shape = fields.shape(None, holes=True, keyword_only=True)

    def conflicts(self) -> Iterable[Problem]:
        whole = self.batch_shape if self.batch_shape is not None else self.batch_input_shape
        inner = self.shape if self.shape is not None else self.input_shape
        if (
            whole is not None
            and inner is not None
            and not isinstance(whole, Unknown)
            and not isinstance(inner, Unknown)
        ):
            message = "`shape` and `batch_shape` are both given; one of them says it all"
            yield Problem("conflicting-arguments", message, Argument("batch_shape"))

    def apply(self, inputs: Structure = ()) -> Applied:
        return Applied(self.input_tensor_shape(), ())

    def input_tensor_shape(self) -> Any:
        """The shape with the batch in front; what is None differs from every other size that is None."""
        whole = self.batch_shape if self.batch_shape is not None else self.batch_input_shape
        if whole is None:
            inner = self.shape if self.shape is not None else self.input_shape
            if inner is None:
                return Unknown("`Input` says neither `shape` nor `batch_shape`")
            whole = inner if isinstance(inner, Unknown) else (self.batch_size, *inner)
        if isinstance(whole, Unknown):
            return whole
        return tuple(
            anonymous("None", key=(self, index)) if item is None and index else item if item is not None else BATCH
            for index, item in enumerate(whole)
        )


BATCH = anonymous("None", key="batch")
"""The batch that a model leaves open. All inputs of a model share it."""


class Dense(KerasLayer):
    """A fully connected layer: every unit weighs every value of the last axis of its input.

    Examples:
        Dense(512): B 2304 -> B 512 | 1180160
        Dense(10, use_bias=False): B 784 -> B 10 | 7840
        Dense(100): B 26 26 32 -> B 26 26 100 | 3300
        Dense(8, lora_rank=2): B 16 -> B 8 | 184 (56)
    Source: https://keras.io/api/layers/core_layers/dense/
    """

    units = size(label="units")
    activation = setting(None)
    use_bias = flag(True)
    kernel_initializer = setting("glorot_uniform")
    bias_initializer = setting("zeros")
    kernel_regularizer = setting(None)
    bias_regularizer = setting(None)
    activity_regularizer = setting(None)
    kernel_constraint = setting(None)
    bias_constraint = setting(None)
    lora_rank: Any = LowRank(None, label="LoRA rank")
    lora_alpha = setting(None)
    quantization_config = setting(None)

    def ranks(self) -> Ranks:
        return at_least(2)

    def patterns(self, count: int) -> tuple[Any, ...]:
        return (LAST_AXIS,) * count

    def requirements(self, x: Any) -> Iterable[Problem]:
        return self.defined((axis(x, -1),), "last axis")

    def output_of(self, x: Any) -> Any:
        return with_axis(x, -1, self.units)

    def weights_of(self, x: Any) -> Iterable[Weight]:
        features = factor("input features", axis(x, -1))
        units = factor("units", self.units)
        times = elements(x, 1, -1)
        kernel = Weight(
            "kernel",
            (features, units),
            trainable=self.lora_rank is None,
            times=times,
            because="every unit weighs every input feature",
        )
        yield kernel
        yield Weight("bias", (units,), when=self.use_bias, because="one per unit", flag="use_bias")
        yield from low_rank(kernel, self.lora_rank, times)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        rank = known_rank(x)
        if rank is not None and rank > 2:
            yield (
                f"The input has {rank} axes. A Dense works on the last one only, here the "
                f"{counted(x[-1], 'features')} of each position, with the same weights everywhere; the other axes "
                f"stay. To connect it to all {counted(product(x[1:]), 'values')}, put a Flatten in front."
            )
        elif self.use_bias is True:
            yield (
                f"Each of the {counted(self.units, 'units')} has one weight for each of the "
                f"{counted(axis(x, -1), 'inputs')}, and one bias."
            )


class Embedding(KerasLayer):
    """A table with one row of `output_dim` numbers for each of `input_dim` indices.

    Examples:
        Embedding(1000, 64): B 10 -> B 10 64 | 64000
        Embedding(50, 8, mask_zero=True): B 3 4 -> B 3 4 8 | 400
        Embedding(50, 8, lora_rank=2): B 3 -> B 3 8 | 516 (116)
        Embedding(50, 8, lora_rank=0): B 3 -> B 3 8 | 400
    Source: https://keras.io/api/layers/core_layers/embedding/
    """

    input_dim = size(label="entries")
    output_dim = size(label="features")
    embeddings_initializer = setting("uniform")
    embeddings_regularizer = setting(None)
    embeddings_constraint = setting(None)
    mask_zero = flag(False)
    weights = setting(None)
    lora_rank: Any = LowRank(None, label="LoRA rank")
    lora_alpha = setting(None)
    quantization_config = setting(None)

    more_axes = 1

    def ranks(self) -> Ranks:
        return Ranks()

    def patterns(self, count: int) -> tuple[Any, ...]:
        return (LAST_STEP,) * count

    def output_of(self, x: Any) -> Any:
        return appended(x, self.output_dim)

    def weights_of(self, x: Any) -> Iterable[Weight]:
        entries = factor("entries", self.input_dim)
        features = factor("features", self.output_dim)
        trainable = self.lora_rank is None
        table = Weight("embeddings", (entries, features), trainable=trainable, because="one row per entry")
        yield table
        yield from low_rank(table, self.lora_rank)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield (
            f"Each index is replaced by its row of {text(self.output_dim)} numbers, which adds an axis. The number of "
            f"parameters depends on the table, not on the length of the input."
        )


class Unchanged(KerasLayer):
    """A layer whose output has the shape of its input, and that has no weights."""

    def ranks(self) -> Ranks:
        return Ranks()

    def output_of(self, x: Any) -> Any:
        return x

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield "It works on each value on its own: the shape stays, and there are no parameters."


class Identity(Unchanged):
    """The input, as it is.

    Examples:
        Identity(): B 4 5 -> B 4 5
        Identity(): B 3, B 4 -> B 3, B 4
    Source: https://keras.io/api/layers/core_layers/identity/
    """

    keeps_type = True

    def apply(self, inputs: Structure = ()) -> Applied:
        return Applied(inputs, ())


class Masking(Unchanged):
    """Marks the steps whose values are all `mask_value`, so that later layers skip them.

    Examples:
        Masking(0.0): B 10 8 -> B 10 8
    Source: https://keras.io/api/layers/core_layers/masking/
    """

    def ranks(self) -> Ranks:
        return at_least(1)

    mask_value = setting(0.0)

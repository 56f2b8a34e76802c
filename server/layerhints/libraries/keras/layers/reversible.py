"""An embedding that also runs backwards."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.libraries.keras.layers.calling import Calling
from layerhints.libraries.keras.layers.core import Embedding
from layerhints.libraries.keras.layers.low_rank import LowRank
from layerhints.rules import Ranks, Weight, at_least, either, factor, negate
from layerhints.rules.fields import flag, setting, size
from layerhints.rules.shapes import with_axis


class ReversibleEmbedding(Embedding):
    """An embedding that with `reverse=True` projects features back to a score for each entry of the table.

    Examples:
        ReversibleEmbedding(1000, 64): B 10 -> B 10 64 | 64000
        ReversibleEmbedding(10, 4, tie_weights=False): B 8 -> B 8 4 | 80
    Source: https://keras.io/api/layers/core_layers/reversible_embedding/
    """

    calling = Calling(("inputs", "reverse"), tensors=("inputs",), flags={"reverse": False})
    reverse: Any = False

    input_dim = size(label="entries")
    output_dim = size(label="features")
    tie_weights = flag(True)
    embeddings_initializer = setting("uniform")
    embeddings_regularizer = setting(None)
    embeddings_constraint = setting(None)
    mask_zero = flag(False)
    reverse_dtype = setting(None)
    logit_soft_cap = setting(None)
    weights = setting(None, keyword_only=True)
    lora_rank: Any = LowRank(None, label="LoRA rank", keyword_only=True)
    lora_alpha = setting(None, keyword_only=True)
    quantization_config = setting(None, keyword_only=True)
    first_fields = ("input_dim", "output_dim", "tie_weights")

    def ranks(self) -> Ranks:
        return at_least(1)  # backwards there is an axis of features

    def output_of(self, x: Any) -> Any:
        return either(self.reverse, with_axis(x, -1, self.input_dim), super().output_of(x))

    def weights_of(self, x: Any) -> Iterable[Weight]:
        yield from super().weights_of(x)
        untied: Any = negate(self.tie_weights) if isinstance(self.tie_weights, bool) else self.tie_weights
        yield Weight(
            "reverse_embeddings",
            (factor("features", self.output_dim), factor("entries", self.input_dim)),
            when=untied,
            because="the way back has weights of its own",
        )

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield from super().notes(x, y)
        if self.tie_weights is True:
            yield f"{self.says('tie_weights')}: the way back uses the same table, and costs nothing."

"""LoRA: two thin weights are trained in the place of one, which is kept as it is.

https://keras.io/api/layers/core_layers/dense/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from layerhints.rules import Weight, factor
from layerhints.rules.fields import SizeField


class LowRank(SizeField):
    """How thin they are. Keras takes 0 for none, as it does None."""

    def read(self, value: Any, owner: Any) -> Any:
        return super().read(None if isinstance(value, int) and value == 0 else value, owner)


def low_rank(weight: Weight, rank: Any, times: Any = None) -> Iterator[Weight]:
    """The two weights for one whose last axis is what comes out; none without a rank."""
    if rank is not None:
        between = factor("LoRA rank", rank)
        because = f"LoRA trains this instead of the {weight.name}"
        yield Weight(f"lora_{weight.name}_a", (*weight.axes[:-1], between), times=times, because=because)
        yield Weight(f"lora_{weight.name}_b", (between, weight.axes[-1]), times=times, because=because)

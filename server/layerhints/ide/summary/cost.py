"""What a layer costs beside its parameters: multiplications, and the memory of what comes out of it, for one sample."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints import algebra
from layerhints.algebra import Dim, Unknown
from layerhints.rules.count import BYTES_PER_FLOAT32, counts
from layerhints.rules.shapes import shapes_of, structured

if TYPE_CHECKING:
    from layerhints.values.facts import Row


def macs(row: Row) -> Dim:
    """Multiplications of a weight with an input, over all calls of the layer.

    The sizes of the first call count for each; calls on other sizes make the number unknown.
    """
    possible = {count.macs for count in counts(row.weights)}
    if len(possible) != 1:
        return Unknown("it depends on flags that are not known")
    (once,) = possible
    if once != 0 and any(output != row.outputs[0] for output in row.outputs[1:]):
        return Unknown("the layer is called on tensors of several sizes")
    return once * max(1, len(row.outputs))


def activation_bytes(row: Row) -> Dim:
    """The memory of the layer's outputs as float32, the batch axis left out."""
    elements: Any = 0
    for output in row.outputs:
        for shape in shapes_of(structured(output)):
            elements = elements + (shape if isinstance(shape, Unknown) else algebra.product(shape[1:]))
    return elements * BYTES_PER_FLOAT32

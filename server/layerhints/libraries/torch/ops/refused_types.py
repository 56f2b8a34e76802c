"""The types of numbers that operations certainly refuse, on every device: whole ones that are multiplied with
fractions, fractions as positions, numbers as masks.

Which these are was asked of torch itself, and `tests/torch_ops/test_random_types.py` asks it again. Two types of
fractions are never refused here: a module that is converted (`model.double()`) or autocast may make one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.libraries.torch.dtypes import FLOATING
from layerhints.libraries.torch.number_types import WHOLE, type_of
from layerhints.libraries.torch.tensors import is_empty

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layerhints.values.machine import Machine

ALIKE = {
    "matmul": ("input", "other"),
    "vdot": ("input", "other"),
    "mm": ("input", "mat2"),
    "bmm": ("input", "mat2"),
    "mv": ("input", "vec"),
    "dot": ("input", "tensor"),
    "tensordot": ("a", "b"),
    "addmm": ("input", "mat1", "mat2"),
    "addmv": ("input", "mat", "vec"),
    "addbmm": ("input", "batch1", "batch2"),
    "baddbmm": ("input", "batch1", "batch2"),
    "linear": ("input", "weight"),
    **{f"conv{count}d": ("input", "weight") for count in (1, 2, 3)},
    **{f"conv_transpose{count}d": ("input", "weight") for count in (1, 2, 3)},
    "scaled_dot_product_attention": ("query", "key", "value"),
    "scatter": ("input", "src"),
    "scatter_add": ("input", "src"),
    "scatter_reduce": ("input", "src"),
    "index_add": ("input", "source"),
    "index_copy": ("input", "source"),
    "index_reduce": ("input", "source"),
}
"""Either all of these hold whole numbers, or all fractions."""

FRACTIONS = {
    **dict.fromkeys(
        (
            "mean", "nanmean", "std", "var", "std_mean", "var_mean", "softmax", "log_softmax", "multinomial",
            "normalize", "elu", "gelu", "leaky_relu", "silu", "softplus", "glu",
            "layer_norm", "group_norm", "batch_norm", "rms_norm",
        ),
        ("input",),
    ),
    "norm": ("input", "A"),
    "gumbel_softmax": ("logits",),
    "mse_loss": ("input", "target"),
    "smooth_l1_loss": ("input", "target"),
    "cosine_similarity": ("x1", "x2"),
}  # fmt: skip
"""Not all of these hold whole numbers, unless the call says in which type is computed."""

POSITIONS = {
    **dict.fromkeys(
        (
            "gather", "scatter", "scatter_add", "scatter_reduce", "index_select", "index_add", "index_copy",
            "index_fill", "index_reduce", "take",
        ),
        ("index",),
    ),
    "take_along_dim": ("indices",),
    "bincount": ("input",),
}  # fmt: skip
MASKS = {**dict.fromkeys(("masked_fill", "masked_select", "masked_scatter"), ("mask",)), "where": ("condition",)}
BITS = {f"bitwise_{operation}": ("input", "other") for operation in ("and", "or", "xor")}


def refused(machine: Machine, operation: str, given: Mapping[str, Any]) -> str | None:
    """Why torch refuses the types of what is given by the names of the parameters. Of nothing it takes any type."""
    if any(map(is_empty, given.values())):
        return None

    def types(names: Iterable[str]) -> list[str | None]:
        return [type_of(machine, given[name]) for name in names if name in given]

    alike = [held for held in types(ALIKE.get(operation, ())) if held is not None]
    whole, fraction = (next((held for held in alike if held in kind), None) for kind in (WHOLE, FLOATING))
    if whole and fraction:
        return f"{whole} meets {fraction}: `.float()` makes fractions of whole numbers"
    computed = types(FRACTIONS.get(operation, ()))
    if computed and given.get("dtype") is None and all(held in WHOLE for held in computed):
        return f"what comes out are fractions, which torch does not make of {computed[0]}: `.float()` does"
    for position in types(POSITIONS.get(operation, ())):
        if position in FLOATING:
            return f"positions are whole numbers, and {position} comes in: `.long()` makes whole numbers of that"
    for mask in types(MASKS.get(operation, ())):
        if operation == "where" and given.get("input") is None:
            break  # the places of what is not zero
        if mask is not None and mask not in ("bool", "uint8"):
            return f"a mask holds truths, and this one is {mask}: `.bool()` makes truths of it"
    for held in types(BITS.get(operation, ())):
        if held in FLOATING:
            return f"{held} has no bits to be combined: `.bool()` makes truths of numbers"
    return None


def is_particular(operation: str) -> bool:
    """Is there a type that the operation refuses?"""
    return any(operation in table for table in (ALIKE, FRACTIONS, POSITIONS, MASKS, BITS))


__all__ = ["is_particular", "refused"]

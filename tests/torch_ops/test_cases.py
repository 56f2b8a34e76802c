"""Calls in which torch does what one would not expect, each judged by real torch."""

from __future__ import annotations

import builtins

import pytest
import torch

from layerhints.values.arguments import Arguments

from .check import MACHINE, SITE, Call, Given, call, check

pytestmark = pytest.mark.oracle

CASES = (
    call("Tensor.norm", Given((6, 1, 4, 3)), dim=(2, 3, 0, 1)),
    call("torch.norm", Given((6, 1, 4)), "fro", (0, 1, 2)),
    call("torch.norm", Given((6, 1, 4)), 2, (0, 1, 2)),
    call("Tensor.expand", Given(()), -1, 0),
    call("Tensor.expand", Given(()), 0, -1),
    call("Tensor.expand", Given((3,)), -1, 0),
    call("Tensor.expand", Given((3,)), 0, -1),
    call("torch.nn.functional.scaled_dot_product_attention", Given((4, 4)), Given((2, 4)), Given((0, 4))),
    call("torch.nn.functional.scaled_dot_product_attention", Given((4, 4)), Given((0, 4)), Given((2, 4))),
    call("torch.nn.functional.scaled_dot_product_attention", Given((2, 4, 4)), Given((2, 3, 4)), Given((2, 1, 4))),
    call("torch.topk", Given(()), 2),
    call("torch.topk", Given(()), -1, 0),
    call("torch.gradient", Given(()), dim=(0,), edge_order=-1),
    call("torch.cumulative_trapezoid", Given((6, 0))),
    call("torch.linalg.pinv", Given((3, 5)), Given((5, 3))),
    call("torch.fft.fftshift", Given((5, 1)), (0, -2)),
    call("Tensor.squeeze", Given((3, 1)), 0, 1),
    call("Tensor.count_nonzero", Given((5, 3)), 0, 1),
    call("Tensor.broadcast_to", Given((1, 1)), 4, -1),
    call("torch.histogram", Given((4,))),
    call("torch.randint_like", Given((2, 3)), high=2),
    # Where its schema has the reduction `mean`, torch takes none.
    call("torch.margin_ranking_loss", Given((4, 2)), Given((4, 2)), Given((4, 2))),
    call("torch.hinge_embedding_loss", Given((4, 2)), Given((4, 2))),
    call("torch.triplet_margin_loss", Given((4, 2)), Given((4, 2)), Given((4, 2))),
    call("torch.cosine_embedding_loss", Given((4, 2)), Given((4, 2)), Given((4,))),
    call("torch.kl_div", Given((4, 2)), Given((4, 2))),
)

WHOLE, TRUTHS, COMPLEX = Given((3,), "int64"), Given((3,), "bool"), Given((3,), "complex64")
MATRIX, WHOLE_MATRIX = Given((3, 3), "complex64"), Given((3, 3), "int32")

OF_OTHER_TYPES = (
    *(call(f"torch.{name}", WHOLE, Given((3,))) for name in ("outer", "ger", "kron", "dist", "trapezoid")),
    *(call(f"torch.{name}", Given((3,)), COMPLEX) for name in ("outer", "kron", "dist", "cumulative_trapezoid")),
    *(call(f"torch.{name}", WHOLE) for name in ("angle", "cov", "corrcoef", "square")),
    *(call(f"torch.{name}", TRUTHS) for name in ("angle", "vander", "square")),
    *(call(f"torch.{name}", MATRIX) for name in (
        "std_mean", "var_mean", "svd", "slogdet", "linalg.svd", "linalg.svdvals", "linalg.slogdet", "trace",
    )),
    *(call(f"torch.nn.functional.{name}", WHOLE) for name in ("sigmoid", "tanh", "softsign", "tanhshrink")),
    *(call(f"torch.nn.functional.{name}", WHOLE, Given((3,))) for name in ("mse_loss", "l1_loss", "poisson_nll_loss")),
    *(call(f"torch.{name}", WHOLE_MATRIX, Given((3, 3))) for name in ("cosine_similarity", "pairwise_distance")),
    *(call("Tensor.sum_to_size", WHOLE_MATRIX, size) for size in ((3, 3), (1, 3))),
    call("torch.einsum", "a,...", WHOLE, Given((2, 2))),
    call("torch.einsum", ",a->a", Given((), "bool"), Given((3,), "float64")),
    call("torch.einsum", "a,b", TRUTHS, TRUTHS),
    call("torch.addr", Given((3, 3)), Given((3,)), COMPLEX),
    call("Tensor.inner", Given((), "bool"), Given(())),
    call("torch.trace", WHOLE_MATRIX),
    call("torch.linalg.vander", Given((3,), "uint8")),
    call("torch.vander", Given((3,), "int32")),
    call("torch.scalar_tensor", 3),
    call("torch.lerp", Given((), "complex64"), Given((), "complex64"), Given((), "float64")),
    call("torch.diff", WHOLE, prepend=Given((2,))),
    call("torch.diff", COMPLEX, prepend=Given((2,), "float64")),
    *(call(f"torch.{name}", [Given((3,)), WHOLE, Given((3,), "float64")]) for name in ("cat", "stack", "vstack")),
    *(call("torch.cat", [Given((3,), one), Given((3,), other)]) for one, other in (
        ("float16", "bfloat16"), ("uint8", "int8"), ("bool", "int32"), ("complex64", "float64"), ("int64", "float16"),
    )),
)  # fmt: skip
"""Calls whose result has another type than the first tensor."""


@pytest.mark.parametrize("made", (*CASES, *OF_OTHER_TYPES), ids=str)
def test_call(made: Call) -> None:
    check(made, followed=False)


def test_a_type_that_python_has() -> None:
    for name in ("int", "float", "bool", "complex"):
        with MACHINE.at(SITE):
            cls = MACHINE.builtin_class(name)
            zeros = MACHINE.attribute(MACHINE.import_module("torch"), "zeros")
            made = MACHINE.call(zeros, Arguments([2], {"dtype": cls}))
            cast = MACHINE.call(MACHINE.attribute(made, "to"), Arguments([cls]))
        expected = str(torch.zeros(2, dtype=getattr(builtins, name)).dtype)
        assert f"torch.{made.dtype}" == f"torch.{cast.dtype}" == expected

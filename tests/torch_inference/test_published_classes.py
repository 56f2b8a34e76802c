"""Classes as they are published, without annotations and without an input: each line of `forward` shows a formula.

The truth is what real torch gives on the same line, at two sizes of the input; the formulas, with the sizes put in,
must come to the same.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

from layerhints.algebra import Expression, Unknown, symbols
from layerhints.rules import Several

from . import probe
from .formulas import at, formulas

MODELS = Path(__file__).parent / "models"


class Case(NamedTuple):
    """A class of a file, with what its parameters and the sizes of its input are in two runs of real torch.

    Each run names what the symbols stand for; a shape of the input is written in these names, too.
    """

    name: str
    input: tuple[str | int, ...]
    runs: tuple[dict[str, int], ...]
    arguments: tuple[str, ...] = ()
    whole: bool = False
    """Does the input hold numbers of words?"""
    config: tuple[str, ...] = ()


CASES: dict[str, tuple[Case, ...]] = {
    "lenet": (Case("LeNet5", ("N", 1, "H", "W"), ({"N": 2, "H": 32, "W": 32}, {"N": 3, "H": 34, "W": 33})),),
    "resnet_block": (
        Case(
            "BasicBlock",
            ("N", "in_planes", "H", "W"),
            (
                {"N": 2, "in_planes": 8, "planes": 8, "H": 9, "W": 7},
                {"N": 3, "in_planes": 6, "planes": 6, "H": 4, "W": 5},
            ),
            ("in_planes", "planes"),
        ),
    ),
    "unet": (Case("UNet", ("N", 3, "H", "W"), ({"N": 1, "H": 32, "W": 48}, {"N": 2, "H": 64, "W": 40})),),
    "tagger": (
        Case(
            "LSTMTagger",
            ("batch", "length"),
            (
                {"batch": 2, "length": 5, "embedding_dim": 4, "hidden_dim": 3, "vocab_size": 20, "tagset_size": 7},
                {"batch": 3, "length": 4, "embedding_dim": 6, "hidden_dim": 5, "vocab_size": 9, "tagset_size": 2},
            ),
            ("embedding_dim", "hidden_dim", "vocab_size", "tagset_size"),
            whole=True,
        ),
    ),
    "gpt_block": (
        Case(
            "Block",
            ("B", "T", "n_embd"),
            (
                {"B": 2, "T": 5, "n_embd": 12, "n_head": 3, "block_size": 8},
                {"B": 3, "T": 4, "n_embd": 10, "n_head": 2, "block_size": 6},
            ),
            config=("n_embd", "n_head", "block_size"),
        ),
    ),
    "vit": (Case("ViT", ("N", 3, "H", "W"), ({"N": 2, "H": 32, "W": 32}, {"N": 5, "H": 33, "W": 34})),),
    "vae": (Case("VAE", ("N", 1, 28, 28), ({"N": 2}, {"N": 5})),),
    "dcgan": (
        Case("Generator", ("N", 100, "H", "W"), ({"N": 2, "H": 1, "W": 1}, {"N": 3, "H": 2, "W": 3})),
        Case("Discriminator", ("N", 3, "H", "W"), ({"N": 2, "H": 16, "W": 16}, {"N": 3, "H": 20, "W": 17})),
    ),
    "mixer": (Case("MLPMixer", ("N", 3, "H", "W"), ({"N": 2, "H": 32, "W": 32}, {"N": 3, "H": 34, "W": 33})),),
    "wavenet": (
        Case(
            "WaveNetBlock",
            ("N", "residual_channels", "L"),
            (
                {"N": 2, "residual_channels": 4, "skip_channels": 6, "dilation": 3, "L": 10},
                {"N": 1, "residual_channels": 5, "skip_channels": 2, "dilation": 1, "L": 7},
            ),
            ("residual_channels", "skip_channels", "dilation"),
        ),
    ),
}
PAIRS = [(file, case) for file, cases in CASES.items() for case in cases]


def real(file: Path, case: Case, sizes: dict[str, int]) -> dict[int, list[Any]]:
    import torch

    shape = tuple(sizes[size] if isinstance(size, str) else size for size in case.input)
    arguments: dict[str, Any] = {name: sizes[name] for name in case.arguments}
    if case.config:
        arguments["config"] = SimpleNamespace(dropout=0.0, **{name: sizes[name] for name in case.config})
    given = torch.zeros(shape, dtype=torch.long) if case.whole else torch.zeros(shape)
    with torch.no_grad():
        return probe.run(file, case.name, arguments, [given])


@pytest.mark.oracle
@pytest.mark.parametrize(("file", "case"), PAIRS, ids=[f"{file}, {case.name}" for file, case in PAIRS])
def test_every_line_is_a_formula(file: str, case: Case) -> None:
    path = MODELS / f"{file}.py"
    ours = formulas(path)
    lines = 0
    for sizes in case.runs:
        for line, shapes in real(path, case, sizes).items():
            if None in shapes:
                continue  # no tensor, or not of tensors alone
            lines += 1
            assert line in ours, f"line {line} shows nothing"
            found = [at(structure, sizes) for structure in ours[line]]
            for shape in shapes:
                assert shape in found, f"line {line}: {found} instead of {shape}"
    assert lines >= 2


def test_no_symbol_stands_for_two_sizes() -> None:
    """The names in a formula are those of the case, so that substitution says what each is."""
    for file, case in PAIRS:
        known = set(case.runs[0])
        for structures in formulas(MODELS / f"{file}.py").values():
            for structure in structures:
                for shape in structure if isinstance(structure, Several) else (structure,):
                    dims = () if isinstance(shape, (Unknown, Several)) else shape
                    names = {str(symbol) for dim in dims if isinstance(dim, Expression) for symbol in symbols(dim)}
                    assert names <= known | set(case.config) | {"in_channels", "out_channels"}, (file, names)

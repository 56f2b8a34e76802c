"""Programs written at random, in which views of a few numbers are taken and written to, also by a name that may stand
for either of two: PyTorch and NumPy run each, and what the analysis claims to know of the numbers is what stands there.
"""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
import torch

from layerhints.algebra import Unknown
from layerhints.libraries.numpy.arrays import Array
from layerhints.libraries.torch.numbers import numbers_of

from .check import run

TORCH = (
    "torch.arange(6)|torch.zeros(6)|torch.ones(6, dtype=torch.long)|torch.full((6,), 2)|torch.arange(6.)",
    "[1:5]|[::2]|[2]|[-1]|[...]|.float()|.long()|.to(torch.int64)|.contiguous()|.detach()|.clone()|.view(-1)"
    "|.view(2, -1)|.unsqueeze(0)|[None]|.to('cpu')|[[0, 0]]|.narrow(0, 0, 1)|.split(1)[0]|.chunk(2)[-1]|.expand(3, -1)"
    "|.numpy()| * 2| + v0| // 2|.cumsum(0)|.flip(0)|.sum()|.max()|.unbind()[0]|.data|.byte()|.view(-1)[1:]"
    "|.type_as(v0)",
    "[0] = 9|[1:] = 7|[::2] += 1| += 1| *= 2| //= 2| %= 3|.zero_()|.fill_(4)|.mul_(2)|[-1] = v0[0]|.copy_(v0)"
    "|[[0, 1]] = 3|[v0 > 1] = 8|.clamp_(max=2)|[:2] = torch.tensor([5, 6])|[0] = 2.7|.neg_()",
)
NUMPY = (
    "np.arange(6)|np.zeros(6)|np.ones(6, dtype=int)|np.full(6, 2)|np.array([[1, 2, 3], [4, 5, 6]])",
    "[1:5]|[::2]|[2]|[-1]|[...]|.astype(float)|.copy()|.reshape(-1)|.reshape(2, -1)|[None]|[[0, 0]]|.T| * 2| + v0| // 2"
    "|.cumsum()|.sum()|.max()|.ravel()|.flatten()|[::-1]",
    "[0] = 9|[1:] = 7|[::2] += 1| += 1| *= 2| //= 2| %= 3|.fill(4)|[-1] = v0[0]|[0:1] = v1[0:1]|[[0, 1]] = 3"
    "|[v0 > 1] = 8|[0] = 2.7|[...] = 3| += 0.5|[1, 0] = 5|[:, 0] = 6|.sort()",
)


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("library", ["torch", "numpy"])
def test_what_is_known_is_so(library: str, seed: int) -> None:
    lines, names = _program(*(TORCH if library == "torch" else NUMPY), random.Random(seed))
    found = run("import numpy as np, torch\n" + "\n".join(lines))
    for flag in (False, True):
        real: dict[str, Any] = {"np": np, "torch": torch, "flag": flag}
        exec("\n".join(lines), real)
        for name in names:
            claimed = found[name].items if isinstance(found[name], Array) else numbers_of(found[name])
            numbers = real[name].flatten().tolist()
            if claimed is not None:
                pairs = [pair for pair in zip(claimed, numbers, strict=True) if not isinstance(pair[0], Unknown)]
                assert all(ours == theirs for ours, theirs in pairs), (name, lines)


def _program(makes: str, takes: str, writes: str, random: random.Random) -> tuple[list[str], list[str]]:
    """Lines that run, and the names that they bind."""
    lines: list[str] = []
    names: list[str] = []
    for turn in range(random.randint(5, 11)):
        name = f"v{len(names)}"
        if turn < 2:
            line = f"{name} = {random.choice(makes.split('|'))}"
        elif random.random() < 0.5:
            line = f"{name} = {random.choice(names)}{random.choice(takes.split('|'))}"
        elif random.random() < 0.2:
            line = f"{name} = {random.choice(names)} if flag else {random.choice(names)}"
        else:
            line = f"{random.choice(names)}{random.choice(writes.split('|'))}"
        if _runs([*lines, line]):
            lines.append(line)
            names += [name] if line.startswith(f"{name} = ") else []
    return lines, names


def _runs(lines: list[str]) -> bool:
    try:
        for flag in (False, True):
            exec("\n".join(lines), {"np": np, "torch": torch, "flag": flag})
    except (RuntimeError, ValueError, TypeError, IndexError, AttributeError):
        return False
    return True


@pytest.mark.parametrize("made", ["torch.zeros(3)", "np.zeros(3)"])
def test_a_memory_has_a_birth(made: str) -> None:
    """What a loop writes into what it made itself is no change of what was there before it: else no loop of unknown
    length comes to rest in which a row of zeros is filled.
    """
    (value,) = (found for name, found in run(f"import numpy as np, torch\nx = {made}\n").items() if name == "x")
    memory = value.memory if isinstance(value, Array) else value.state["memory"]
    assert memory.born > 0

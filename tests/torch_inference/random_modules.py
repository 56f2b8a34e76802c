# ruff: noqa: E501
"""Modules written at random, line by line: a line stands if real torch takes it behind those before it."""

from __future__ import annotations

from math import prod
from random import Random
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import nn

ARGUMENTS = {"dim": 12, "heads": 2, "hidden": 20, "classes": 7}
"""The parameters of `__init__`, and what the module was written for."""

SIZES = (
    "dim", "heads", "hidden", "classes", "dim * 2", "dim // heads", "hidden // 2", "dim + hidden", "heads * heads",
    "dim // 4", "4 * dim", "int(dim * 1.5)", "dim - 1", "max(dim, hidden)", "2 ** heads", "8", "16",
)  # fmt: skip

INPUTS = {
    "images": [(2, 3, 28, 28), (3, 1, 15, 17), (2, 12, 16, 8)],
    "sequences": [(2, 5, 12), (3, 8, 20), (2, 4, 6)],
    "features": [(4, 12), (3, 20), (2, 784)],
    "words": [(2, 5), (3, 8)],
}

ANY = (
    "x = {layer: nn.Linear({last}, {size})}(x)", "x = F.relu({layer: nn.Linear({last}, {size})}(x))",
    "x = {layer: nn.Sequential(nn.Linear({last}, {size}), nn.GELU())}(x)", "x = {layer: nn.LayerNorm({last})}(x)",
    "x = {layer: nn.Dropout(0.1)}(x)", "x = x + {layer: nn.Parameter(torch.zeros({last}))}",
    "x = x.transpose({axis}, {axis})", "x = x.mean({axis})", "x = x.softmax(dim={axis})", "x = x.unsqueeze({axis})",
    "x = torch.cat([x, x], dim={axis})", "x = x.flatten({axis})", "x = x.repeat_interleave(2, dim={axis})",
    "x = x.movedim({axis}, {axis})", "x = x.narrow({axis}, 0, 2)", "x = x.split(2, {axis})[0]",
    "x = x.topk(2, dim={axis})[0]", "{kept} = x", "{kept} = x", "x = x + {old}", "x = torch.cat([x, {old}], dim={axis})",
    "x = torch.matmul(x, {old}.transpose(-1, -2))", "x = x * {old}.mean(-1, keepdim=True)", "x = x.view_as({old})",
    "x = x.reshape({old}.size(0), -1)", "x = x[:, :{old}.shape[1]]",
)  # fmt: skip

IMAGES = (
    "x = {layer: nn.Conv2d({channels}, {size}, 3, padding=1)}(x)", "x = {layer: nn.Conv2d({channels}, {size}, 3, stride=2)}(x)",
    "x = {layer: nn.Conv2d({channels}, {size}, 1)}(x)", "x = {layer: nn.ConvTranspose2d({channels}, {size}, 2, stride=2)}(x)",
    "x = {layer: nn.Sequential(nn.Conv2d({channels}, {size}, 3, padding=1), nn.BatchNorm2d({size}), nn.ReLU(), nn.MaxPool2d(2))}(x)",
    "x = {layer: nn.BatchNorm2d({channels})}(x)", "x = {layer: nn.MaxPool2d(2)}(x)", "x = {layer: nn.AvgPool2d(2, ceil_mode=True)}(x)",
    "x = {layer: nn.AdaptiveAvgPool2d(1)}(x)", "x = {layer: nn.Upsample(scale_factor=2)}(x)", "x = {layer: nn.PixelShuffle(2)}(x)",
    "x = {layer: nn.Flatten()}(x)", "x = F.max_pool2d(x, 2)", "x = F.interpolate(x, scale_factor=2)", "x = F.pad(x, (1, 1, 0, 2))",
    "x = torch.flatten(x, 1)", "x = x.view(x.size(0), -1)", "x = x.view(-1, {whole})", "b, c, h, w = x.shape; x = x.view(b, c, h * w)",
    "b, c, h, w = x.size(); x = x.reshape(b, c, h // 2, 2, w // 2, 2)", "n, c = x.shape[:2]; x = x.reshape(n, c, -1).transpose(1, 2)",
    "x = x.permute(0, 2, 3, 1)", "x = x.mean((2, 3))", "x = x[:, :, ::2, ::2]", "x = x[..., 1:, :-1]", "x = x.flatten(2).transpose(1, 2)",
    "x = F.unfold(x, 2, stride=2)", "x = x.reshape(x.shape[0], 2, -1, x.shape[2], x.shape[3]).sum(1)", "x = F.interpolate(x, size={old}.shape[2:])",
)  # fmt: skip

SEQUENCES = (
    "x = {layer: nn.Conv1d({channels}, {size}, 3, padding=1)}(x)", "x = {layer: nn.BatchNorm1d({channels})}(x)",
    "x = {layer: nn.AdaptiveAvgPool1d(1)}(x)", "x, _ = {layer: nn.LSTM({last}, {size}, batch_first=True)}(x)",
    "x, h = {layer: nn.GRU({last}, {size}, batch_first=True, bidirectional=True)}(x)",
    "_, (x, _) = {layer: nn.LSTM({last}, {size}, num_layers=2, batch_first=True)}(x)",
    "x, _ = {layer: nn.MultiheadAttention({last}, 2, batch_first=True)}(x, x, x)",
    "x = {layer: nn.TransformerEncoderLayer({last}, 2, 16, batch_first=True)}(x)", "x = x.permute(0, 2, 1)", "x = x[:, -1]",
    "x = x.max(dim=1)[0]", "x = torch.bmm(x, x.transpose(1, 2))", "b, n, d = x.shape; x = x.view(b, n, 2, d // 2).transpose(1, 2)",
    "b, n, d = x.shape; x = x.reshape(b * n, d)", "x = torch.einsum('bnd,bmd->bnm', x, x)", "x = x.view(-1, {whole})",
    "q, k, v = x.chunk(3, dim=-1); x = (q @ k.transpose(-2, -1)).softmax(-1) @ v", "q, k = x.split(x.shape[-1] // 2, -1); x = q * k",
    "x = F.glu(x, -1)", "x = x[:, 1:] - x[:, :-1]", "x = x + {layer: nn.Parameter(torch.zeros(1, 9, {last}))}[:, :x.size(1)]",
    "x = torch.cat([{layer: nn.Parameter(torch.zeros(1, 1, {last}))}.expand(x.shape[0], -1, -1), x], dim=1)",
)  # fmt: skip

FEATURES = (
    "x = {layer: nn.BatchNorm1d({last})}(x)", "x = x.view(-1, 2, x.size(1) // 2)", "x = torch.stack([x, x], dim=1)", "x = x @ x.t()",
    "a, b = x.chunk(2, dim=1); x = a + torch.exp(b)", "x = x.view(-1, 1, 28, 28)", "x = {layer: nn.Unflatten(1, (-1, 2, 2))}(x)",
    "x = x[:, None, :]", "x = F.one_hot(x.argmax(1), 10).float()",
)  # fmt: skip

LINES = {4: (*IMAGES, *IMAGES, *ANY), 3: (*SEQUENCES, *SEQUENCES, *ANY), 2: (*FEATURES, *ANY)}
WORDS = ("x = {layer: nn.Embedding(40, {size})}(x)",)


class Program(NamedTuple):
    """A class `Net`, and an input that it was written for."""

    source: str
    input: torch.Tensor


class _Writer:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        kind = self.random.choice(sorted(INPUTS))
        shape = self.random.choice(INPUTS[kind])
        self.input = torch.zeros(shape, dtype=torch.long if kind == "words" else torch.float32)
        self.names: dict[str, Any] = {"torch": torch, "nn": nn, "F": F, "x": self.input, **ARGUMENTS}
        self.made: list[str] = []
        self.lines: list[str] = []
        self.kept: list[str] = []

    def size(self, number: int | None = None) -> str:
        """One of the sizes; one that comes to a number, if that is given and any does."""
        fitting = [each for each in SIZES if number is None or eval(each, dict(ARGUMENTS)) == number]
        return self.random.choice(fitting) if fitting and self.random.random() < 0.7 else str(number or 12)

    def filled(self, template: str) -> tuple[list[str], str]:
        """The layers that a line needs, and the line."""
        x = self.names["x"]
        shape = tuple(x.shape)
        words = {
            "{last}": lambda: self.size(shape[-1]),
            "{channels}": lambda: self.size(shape[1]),
            "{whole}": lambda: str(prod(shape[1:])),
            "{size}": lambda: self.random.choice(SIZES),
            "{axis}": lambda: str(self.random.randrange(-len(shape), len(shape))),
            "{old}": lambda: self.random.choice(self.kept or ["x"]),
            "{kept}": lambda: f"y{len(self.lines)}",
        }
        same = self.random.choice(SIZES)
        for word, value in words.items():
            while word in template:
                template = template.replace(word, same if word == "{size}" else value(), 1)
        if "{layer: " not in template:
            return [], template
        before, _, rest = template.partition("{layer: ")
        made, _, after = rest.partition("}")
        name = f"self.layer{len(self.made)}"
        return [f"{name} = {made}"], f"{before}{name}{after}"

    def add(self) -> None:
        """Another line that torch takes."""
        x = self.names["x"]
        lines = LINES.get(x.dim(), ANY) if x.is_floating_point() else WORDS
        for _ in range(20):
            made, line = self.filled(self.random.choice(lines))
            if self.takes([*made, line]):
                self.made += made
                self.lines += line.split("; ")
                if line.startswith("y"):
                    self.kept.append(line.partition(" ")[0])
                return

    def takes(self, lines: list[str]) -> bool:
        names = {**self.names, "self": nn.Module()}
        if "self" in self.names:
            names["self"].__dict__.update(self.names["self"].__dict__)
        try:
            for line in lines:
                exec(line, names)
        except (RuntimeError, ValueError, TypeError, IndexError, AttributeError, AssertionError, NotImplementedError):
            return False
        x = names["x"]
        if not (1 <= x.dim() <= 5 and 0 < x.numel() < 200_000):
            return False
        self.names = names
        return True


def program(seed: int) -> Program:
    writer = _Writer(seed)
    with torch.no_grad():
        for _ in range(writer.random.randint(2, 9)):
            writer.add()
    arguments = ", ".join(ARGUMENTS)
    head = ["import torch", "import torch.nn.functional as F", "from torch import nn", "", "", "class Net(nn.Module):"]
    making = [f"def __init__(self, {arguments}):", "    super().__init__()", *(f"    {line}" for line in writer.made)]
    calling = ["def forward(self, x):", *(f"    {line}" for line in writer.lines), "    return x"]
    body = [f"    {line}" for line in (*making, "", *calling)]
    return Program("\n".join([*head, *body, ""]), writer.input)

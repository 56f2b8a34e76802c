"""States that choose what they keep: sizes derived in __post_init__, einops with products, a loop over time, tied words."""

import math
from dataclasses import dataclass
from typing import Union

import torch
import torch.nn.functional as F
from einops import einsum, rearrange, repeat
from torch import nn


@dataclass
class Sizes:
    dim: int
    layers: int
    words: int
    states: int = 8
    rank: Union[int, str] = "auto"
    pad_to: int = 8

    def __post_init__(self):
        self.inside = 2 * self.dim
        if self.rank == "auto":
            self.rank = math.ceil(self.dim / 16)
        if self.words % self.pad_to != 0:
            self.words += self.pad_to - self.words % self.pad_to


class Mixer(nn.Module):
    def __init__(self, sizes: Sizes):
        super().__init__()
        self.sizes = sizes
        self.enter = nn.Linear(sizes.dim, 2 * sizes.inside, bias=False)
        self.conv = nn.Conv1d(sizes.inside, sizes.inside, 4, groups=sizes.inside, padding=3)
        self.choose = nn.Linear(sizes.inside, sizes.rank + 2 * sizes.states, bias=False)
        self.pace = nn.Linear(sizes.rank, sizes.inside)
        self.decay = nn.Parameter(torch.log(repeat(torch.arange(1, sizes.states + 1), "n -> d n", d=sizes.inside)))
        self.skip = nn.Parameter(torch.ones(sizes.inside))
        self.leave = nn.Linear(sizes.inside, sizes.dim, bias=False)

    def forward(self, x):
        (b, l, d) = x.shape
        (x, gate) = self.enter(x).split(split_size=[self.sizes.inside, self.sizes.inside], dim=-1)
        x = self.conv(rearrange(x, "b l d -> b d l"))[:, :, :l]
        x = F.silu(rearrange(x, "b d l -> b l d"))
        return self.leave(self.scan(x) * F.silu(gate))

    def scan(self, x):
        (d, n) = self.decay.shape
        pace, enter, read = self.choose(x).split([self.sizes.rank, n, n], dim=-1)
        pace = F.softplus(self.pace(pace))
        kept = torch.exp(einsum(pace, -torch.exp(self.decay.float()), "b l d, d n -> b l d n"))
        new = einsum(pace, enter, x, "b l d, b l n, b l d -> b l d n")
        state, steps = torch.zeros((x.size(0), d, n)), []
        for i in range(x.size(1)):
            state = kept[:, i] * state + new[:, i]
            steps.append(einsum(state, read[:, i, :], "b d n, b n -> b d"))
        return torch.stack(steps, dim=1) + x * self.skip


class Model(nn.Module):
    def __init__(self, sizes: Sizes):
        super().__init__()
        self.words = nn.Embedding(sizes.words, sizes.dim)
        self.layers = nn.ModuleList([nn.Sequential(nn.LayerNorm(sizes.dim), Mixer(sizes)) for _ in range(sizes.layers)])
        self.out = nn.Linear(sizes.dim, sizes.words, bias=False)
        self.out.weight = self.words.weight

    def forward(self, tokens):
        x = self.words(tokens)
        for layer in self.layers:
            x = layer(x) + x
        return self.out(x)


net = Model(Sizes(dim=32, layers=2, words=53))
y = net(torch.randint(0, 50, (2, 7)))

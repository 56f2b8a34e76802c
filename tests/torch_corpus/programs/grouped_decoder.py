"""A decoder with rotated positions, fewer heads for keys than for queries, and a cache that is written in place."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn


@dataclass
class Sizes:
    dim: int = 64
    layers: int = 2
    heads: int = 8
    shared: int | None = 2
    words: int = 100
    multiple: int = 32
    longest: int = 32
    batch: int = 4


class RootNorm(nn.Module):
    def __init__(self, dim: int, eps: float = 1e-6):
        super().__init__()
        self.eps, self.weight = eps, nn.Parameter(torch.ones(dim))

    def forward(self, x):
        return (x.float() * torch.rsqrt(x.float().pow(2).mean(-1, keepdim=True) + self.eps)).type_as(x) * self.weight


def turns(dim: int, longest: int, base: float = 10000.0):
    speeds = 1.0 / base ** (torch.arange(0, dim, 2)[: dim // 2].float() / dim)
    angles = torch.outer(torch.arange(longest), speeds).float()
    return torch.polar(torch.ones_like(angles), angles)


def turned(x: torch.Tensor, by: torch.Tensor) -> torch.Tensor:
    pairs = torch.view_as_complex(x.float().reshape(*x.shape[:-1], -1, 2))
    by = by.view(*[size if axis in (1, pairs.ndim - 1) else 1 for axis, size in enumerate(pairs.shape)])
    return torch.view_as_real(pairs * by).flatten(3).type_as(x)


def repeated(x: torch.Tensor, times: int) -> torch.Tensor:
    if times == 1:
        return x
    B, T, H, D = x.shape
    return x[:, :, :, None, :].expand(B, T, H, times, D).reshape(B, T, H * times, D)


class Attention(nn.Module):
    def __init__(self, sizes: Sizes):
        super().__init__()
        self.heads, self.width = sizes.heads, sizes.dim // sizes.heads
        self.shared = sizes.heads if sizes.shared is None else sizes.shared
        self.q = nn.Linear(sizes.dim, sizes.heads * self.width, bias=False)
        self.k, self.v = (nn.Linear(sizes.dim, self.shared * self.width, bias=False) for _ in range(2))
        self.out = nn.Linear(sizes.heads * self.width, sizes.dim, bias=False)
        self.keys = torch.zeros((sizes.batch, sizes.longest, self.shared, self.width))
        self.values = torch.zeros_like(self.keys)

    def forward(self, x: torch.Tensor, start: int, by: torch.Tensor, mask: torch.Tensor | None):
        B, T, _ = x.shape
        q = turned(self.q(x).view(B, T, self.heads, self.width), by)
        k = turned(self.k(x).view(B, T, self.shared, self.width), by)
        self.keys[:B, start : start + T] = k
        self.values[:B, start : start + T] = self.v(x).view(B, T, self.shared, self.width)
        k = repeated(self.keys[:B, : start + T], self.heads // self.shared)
        v = repeated(self.values[:B, : start + T], self.heads // self.shared)
        q, k, v = q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2)
        scores = torch.matmul(q, k.transpose(2, 3)) / math.sqrt(self.width)
        scores = scores if mask is None else scores + mask
        return self.out((F.softmax(scores.float(), -1).type_as(q) @ v).transpose(1, 2).contiguous().view(B, T, -1))


class Gated(nn.Module):
    def __init__(self, dim: int, multiple: int):
        super().__init__()
        inside = multiple * ((int(8 * dim / 3) + multiple - 1) // multiple)
        self.gate, self.up = (nn.Linear(dim, inside, bias=False) for _ in range(2))
        self.down = nn.Linear(inside, dim, bias=False)

    def forward(self, x):
        return self.down(F.silu(self.gate(x)) * self.up(x))


class Layer(nn.Module):
    def __init__(self, sizes: Sizes):
        super().__init__()
        self.attention, self.gated = Attention(sizes), Gated(sizes.dim, sizes.multiple)
        self.norms = nn.ModuleList([RootNorm(sizes.dim), RootNorm(sizes.dim)])

    def forward(self, x, *rest):
        x = x + self.attention(self.norms[0](x), *rest)
        return x + self.gated(self.norms[1](x))


class Decoder(nn.Module):
    def __init__(self, sizes: Sizes):
        super().__init__()
        self.words = nn.Embedding(sizes.words, sizes.dim)
        self.layers = nn.ModuleList()
        for _ in range(sizes.layers):
            self.layers.append(Layer(sizes))
        self.norm, self.out = RootNorm(sizes.dim), nn.Linear(sizes.dim, sizes.words, bias=False)
        self.turns = turns(sizes.dim // sizes.heads, 2 * sizes.longest)

    @torch.inference_mode()
    def forward(self, tokens: torch.Tensor, start: int):
        _, T = tokens.shape
        mask = None
        if T > 1:
            mask = torch.triu(torch.full((T, T), float("-inf")), diagonal=1)
            mask = torch.hstack([torch.zeros((T, start)), mask])
        x = self.words(tokens)
        for layer in self.layers:
            x = layer(x, start, self.turns[start : start + T], mask)
        return self.out(self.norm(x)).float()


net = Decoder(Sizes())
y = net(torch.zeros(2, 9, dtype=torch.long), 4)

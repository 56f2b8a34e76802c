"""Attention in shifted windows: a table of relative positions as a buffer, masks computed once, drop rates by depth."""

import torch
from torch import nn


def pair(size):
    return size if isinstance(size, tuple) else (size, size)


def cut(x, side):
    """(B, H, W, C) to (windows, side, side, C)"""
    B, H, W, C = x.shape
    x = x.view(B, H // side, side, W // side, side, C)
    return x.permute(0, 1, 3, 2, 4, 5).contiguous().view(-1, side, side, C)


def sew(windows, side, H, W):
    B = int(windows.shape[0] / (H * W / side / side))
    x = windows.view(B, H // side, W // side, side, side, -1)
    return x.permute(0, 1, 3, 2, 4, 5).contiguous().view(B, H, W, -1)


class Drop(nn.Module):
    def __init__(self, rate=None):
        super().__init__()
        self.rate = rate

    def forward(self, x):
        if self.rate == 0.0 or not self.training:
            return x
        keep = torch.rand((x.shape[0],) + (1,) * (x.ndim - 1), dtype=x.dtype) + 1 - self.rate
        keep.floor_()
        return x.div(1 - self.rate) * keep


class WindowAttention(nn.Module):
    def __init__(self, dim, side, heads):
        super().__init__()
        self.side, self.heads, self.scale = side, heads, (dim // heads) ** -0.5
        self.table = nn.Parameter(torch.zeros((2 * side[0] - 1) * (2 * side[1] - 1), heads))
        grid = torch.stack(torch.meshgrid([torch.arange(side[0]), torch.arange(side[1])], indexing="ij")).flatten(1)
        apart = (grid[:, :, None] - grid[:, None, :]).permute(1, 2, 0).contiguous()
        apart[:, :, 0] += side[0] - 1
        apart[:, :, 1] += side[1] - 1
        apart[:, :, 0] *= 2 * side[1] - 1
        self.register_buffer("places", apart.sum(-1))
        self.qkv = nn.Linear(dim, 3 * dim)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x, mask=None):
        B, N, C = x.shape
        q, k, v = self.qkv(x).reshape(B, N, 3, self.heads, C // self.heads).permute(2, 0, 3, 1, 4)
        scores = (q * self.scale) @ k.transpose(-2, -1)
        bias = self.table[self.places.view(-1)].view(N, N, -1).permute(2, 0, 1)
        scores = scores + bias.contiguous().unsqueeze(0)
        if mask is not None:
            scores = scores.view(B // mask.shape[0], mask.shape[0], self.heads, N, N) + mask[None, :, None]
            scores = scores.view(-1, self.heads, N, N)
        return self.proj((scores.softmax(-1) @ v).transpose(1, 2).reshape(B, N, C))


class Block(nn.Module):
    def __init__(self, dim, size, heads, side=4, shift=0, drop=0.0, norm=nn.LayerNorm):
        super().__init__()
        if min(size) <= side:
            side, shift = min(size), 0
        assert 0 <= shift < side, "a shift is smaller than a window"
        self.size, self.side, self.shift = size, side, shift
        self.norm1, self.norm2 = norm(dim), norm(dim)
        self.attention = WindowAttention(dim, pair(side), heads)
        self.drop = Drop(drop) if drop > 0.0 else nn.Identity()
        self.mlp = nn.Sequential(nn.Linear(dim, 2 * dim), nn.GELU(), nn.Linear(2 * dim, dim))
        mask = None
        if shift > 0:
            areas = torch.zeros((1, *size, 1))
            parts = (slice(0, -side), slice(-side, -shift), slice(-shift, None))
            number = 0
            for rows in parts:
                for columns in parts:
                    areas[:, rows, columns, :] = number
                    number += 1
            flat = cut(areas, side).view(-1, side * side)
            mask = flat.unsqueeze(1) - flat.unsqueeze(2)
            mask = mask.masked_fill(mask != 0, -100.0).masked_fill(mask == 0, 0.0)
        self.register_buffer("mask", mask)

    def forward(self, x):
        (H, W), (B, L, C) = self.size, x.shape
        assert L == H * W
        y = self.norm1(x).view(B, H, W, C)
        if self.shift > 0:
            y = torch.roll(y, shifts=(-self.shift, -self.shift), dims=(1, 2))
        y = self.attention(cut(y, self.side).view(-1, self.side**2, C), self.mask).view(-1, self.side, self.side, C)
        y = sew(y, self.side, H, W)
        if self.shift > 0:
            y = torch.roll(y, shifts=(self.shift, self.shift), dims=(1, 2))
        x = x + self.drop(y.view(B, L, C))
        return x + self.drop(self.mlp(self.norm2(x)))


class Merge(nn.Module):
    def __init__(self, size, dim):
        super().__init__()
        self.size, self.norm, self.reduce = size, nn.LayerNorm(4 * dim), nn.Linear(4 * dim, 2 * dim, bias=False)

    def forward(self, x):
        B, _, C = x.shape
        x = x.view(B, *self.size, C)
        corners = [x[:, i::2, j::2, :] for j in range(2) for i in range(2)]
        return self.reduce(self.norm(torch.cat(corners, -1).view(B, -1, 4 * C)))


class Windows(nn.Module):
    def __init__(self, image=64, patch=4, dim=24, depths=(2, 2), heads=[2, 4], rate=0.2, classes=10):
        super().__init__()
        self.embed = nn.Conv2d(3, dim, pair(patch), pair(patch))
        rates = [each.item() for each in torch.linspace(0, rate, sum(depths))]
        self.stages, size = nn.ModuleList(), (image // patch, image // patch)
        for number, depth in enumerate(depths):
            mine = rates[sum(depths[:number]) : sum(depths[: number + 1])]
            stage = [
                Block(dim, size, heads[number], shift=0 if i % 2 == 0 else 2, drop=mine[i]) for i in range(depth)
            ]
            if number < len(depths) - 1:
                stage.append(Merge(size, dim))
                dim, size = 2 * dim, (size[0] // 2, size[1] // 2)
            self.stages.append(nn.Sequential(*stage))
        self.norm, self.pool = nn.LayerNorm(dim), nn.AdaptiveAvgPool1d(1)
        self.head = nn.Linear(dim, classes) if classes > 0 else nn.Identity()

    def forward(self, x):
        x = self.embed(x).flatten(2).transpose(1, 2)
        for stage in self.stages:
            x = stage(x)
        return self.head(torch.flatten(self.pool(self.norm(x).transpose(1, 2)), 1))


net = Windows()
y = net(torch.zeros(2, 3, 64, 64))

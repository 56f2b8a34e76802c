"""A model put together from a library's own blocks."""

import torch
from timm.layers import DropPath, Mlp, PatchEmbed, trunc_normal_
from timm.models.vision_transformer import Block
from torch import nn


class Masked(nn.Module):
    def __init__(self, size=64, patch=8, width=48, depth=3, heads=4):
        super().__init__()
        self.embed = PatchEmbed(size, patch, 3, width)
        self.token = nn.Parameter(torch.zeros(1, 1, width))
        self.place = nn.Parameter(torch.zeros(1, self.embed.num_patches, width), requires_grad=False)
        self.blocks = nn.ModuleList([Block(width, heads, mlp_ratio=2.0, qkv_bias=True) for _ in range(depth)])
        self.drop = DropPath(0.1)
        self.out = Mlp(width, 2 * width, patch**2 * 3)
        trunc_normal_(self.token, std=0.02)

    def forward(self, images, keep=0.25):
        x = self.embed(images) + self.place
        x = x[:, : int(x.shape[1] * keep)]
        x = torch.cat([x, self.token.expand(len(x), -1, -1)], dim=1)
        for block in self.blocks:
            x = x + self.drop(block(x))
        return self.out(x)


net = Masked()
y = net(torch.zeros(2, 3, 64, 64))

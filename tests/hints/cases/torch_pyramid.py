import torch
import torch.nn.functional as F
from torch import nn


class Stage(nn.Module):
    def __init__(self, before, after):
        super().__init__()
        self.conv = nn.Conv2d(before, after, 3, padding=1, bias=False)

    def forward(self, x):
        x = F.relu(self.conv(x))
        return F.max_pool2d(x, 2)


class Pyramid(nn.Module):
    def __init__(self, widths=(3, 8, 16, 32)):
        super().__init__()
        self.stages = nn.ModuleList(Stage(a, b) for a, b in zip(widths, widths[1:]))
        self.scale = nn.Parameter(torch.ones(32))

    def forward(self, x):
        features = []
        for stage in self.stages:
            x = stage(x)
            features.append(x.mean(dim=(2, 3)))
        last = features[-1] * self.scale
        return torch.cat(features, dim=1), last


model = Pyramid()
together, last = model(torch.zeros(4, 3, 40, 40))

"""Features of several depths from a pretrained network, joined from the coarsest to the finest."""

import timm
import torch
import torch.nn.functional as F
from torch import nn


class Pyramid(nn.Module):
    def __init__(self, name="efficientnet_b0", width=32, classes=6):
        super().__init__()
        self.backbone = timm.create_model(name, pretrained=False, features_only=True, out_indices=(1, 2, 3, 4))
        channels = self.backbone.feature_info.channels()
        self.lateral = nn.ModuleList([nn.Conv2d(each, width, 1) for each in channels])
        self.head = nn.Conv2d(width, classes, 3, padding=1)

    def forward(self, images):
        levels = [lateral(level) for lateral, level in zip(self.lateral, self.backbone(images))]
        joined = levels.pop()
        while levels:
            finer = levels.pop()
            joined = finer + F.interpolate(joined, size=finer.shape[-2:], mode="nearest")
        return self.head(joined)


net = Pyramid()
y = net(torch.zeros(2, 3, 96, 128))

"""A network known by name, frozen but for a head of its own."""

import timm
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self, name, classes, frozen=True):
        super().__init__()
        self.encoder = timm.create_model(name, num_classes=0, in_chans=1, img_size=64)
        if frozen:
            for parameter in self.encoder.parameters():
                parameter.requires_grad = False
        self.head = nn.Sequential(nn.LayerNorm(self.encoder.num_features), nn.Linear(self.encoder.num_features, classes))

    def forward(self, x):
        return self.head(self.encoder(x))


net = Classifier("vit_tiny_patch16_224", classes=9)
y = net(torch.zeros(3, 1, 64, 64))

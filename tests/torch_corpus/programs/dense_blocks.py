"""A network of dense blocks: layers added by name, a function that closes over layers, checkpoints, named_children."""

from collections import OrderedDict

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.checkpoint import checkpoint


def squeezer(norm, conv):
    def squeeze(*features):
        return conv(F.relu(norm(torch.cat(features, 1))))

    return squeeze


class Step(nn.Module):
    def __init__(self, channels, growth, saving):
        super().__init__()
        self.add_module("norm1", nn.BatchNorm2d(channels))
        self.add_module("conv1", nn.Conv2d(channels, 4 * growth, 1, bias=False))
        self.add_module("norm2", nn.BatchNorm2d(4 * growth))
        self.add_module("conv2", nn.Conv2d(4 * growth, growth, 3, padding=1, bias=False))
        self.saving = saving

    def forward(self, *features):
        squeeze = squeezer(self.norm1, self.conv1)
        if self.saving and any(feature.requires_grad for feature in features):
            x = checkpoint(squeeze, *features, use_reentrant=False)
        else:
            x = squeeze(*features)
        return self.conv2(F.relu(self.norm2(x)))


class Block(nn.Module):
    def __init__(self, depth, channels, growth, saving):
        super().__init__()
        for number in range(depth):
            self.add_module(f"step{number}", Step(channels + number * growth, growth, saving))

    def forward(self, x):
        features = [x]
        for _, step in self.named_children():
            features.append(step(*features))
        return torch.cat(features, dim=1)


class DenseNet(nn.Module):
    def __init__(self, depths=(3, 4, 2), growth=8, saving=True, classes=10):
        super().__init__()
        channels = 2 * growth
        self.features = nn.Sequential(OrderedDict([("stem", nn.Conv2d(3, channels, 3, padding=1, bias=False))]))
        for number, depth in enumerate(depths):
            self.features.add_module("block%d" % number, Block(depth, channels, growth, saving))
            channels += depth * growth
            if number != len(depths) - 1:
                half = int(channels * 0.5)
                shrink = nn.Sequential(nn.BatchNorm2d(channels), nn.ReLU(), nn.Conv2d(channels, half, 1), nn.AvgPool2d(2))
                self.features.add_module("shrink%d" % number, shrink)
                channels = half
        self.head = nn.Linear(channels, classes)
        for name, parameter in self.named_parameters():
            if "conv" in name:
                parameter.data.normal_(0, (2.0 / (parameter.size(0) * parameter.size(2) * parameter.size(3))) ** 0.5)

    def forward(self, x):
        return self.head(torch.flatten(F.adaptive_avg_pool2d(self.features(x), (1, 1)), 1))


net = DenseNet()
y = net(torch.rand(2, 3, 32, 32))

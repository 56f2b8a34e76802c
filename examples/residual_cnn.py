"""A small residual network for images, after "Deep Residual Learning for Image Recognition" (He and others, 2015)."""

import torch.nn.functional as F
from torch import nn


class Block(nn.Module):
    """Two convolutions, and a way around them. The first halves the image where `stride` is 2."""

    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(out_channels)
        if stride != 1 or in_channels != out_channels:
            self.around = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
        else:
            self.around = nn.Identity()

    def forward(self, x):
        y = F.relu(self.norm1(self.conv1(x)))
        y = self.norm2(self.conv2(y))
        return F.relu(y + self.around(x))


class ResidualCNN(nn.Module):
    def __init__(self, widths=(16, 32, 64), depth=3, classes=10):
        super().__init__()
        self.stem = nn.Conv2d(3, widths[0], 3, padding=1)
        blocks = []
        channels = widths[0]
        for stage, width in enumerate(widths):
            for place in range(depth):
                blocks.append(Block(channels, width, stride=2 if stage > 0 and place == 0 else 1))
                channels = width
        self.blocks = nn.Sequential(*blocks)
        self.head = nn.Linear(channels, classes)

    def forward(self, image):
        x = self.stem(image)
        x = self.blocks(x)
        x = x.mean(dim=(2, 3))
        return self.head(x)

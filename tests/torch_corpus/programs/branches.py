"""Branches of several resolutions that are fused: a configuration of dicts, None among modules, lists changed in place."""

import torch
from torch import nn

SETTINGS = {
    "first": {"widths": [8, 16], "depths": [2, 2], "rounds": 1},
    "second": dict(widths=[8, 16, 32], depths=[1, 2, 1], rounds=2),
    "points": 5,
}


def conv(inputs, outputs, stride=1, kernel=3):
    return [nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(outputs)]


class Residual(nn.Module):
    grows = 1

    def __init__(self, inputs, outputs, stride=1, shortcut=None):
        super().__init__()
        self.body = nn.Sequential(*conv(inputs, outputs, stride), nn.ReLU(True), *conv(outputs, outputs))
        self.shortcut = shortcut

    def forward(self, x):
        kept = x if self.shortcut is None else self.shortcut(x)
        out = self.body(x)
        out += kept
        return out.relu()


class Exchange(nn.Module):
    def __init__(self, widths, depths, every):
        super().__init__()
        self.paths = nn.ModuleList(
            nn.Sequential(*[Residual(width, width) for _ in range(depth)]) for width, depth in zip(widths, depths)
        )
        rows = []
        for i in range(len(widths) if every else 1):
            row = []
            for j, width in enumerate(widths):
                if j > i:
                    up = nn.Upsample(scale_factor=2 ** (j - i), mode="nearest")
                    row.append(nn.Sequential(*conv(width, widths[i], kernel=1), up))
                elif j == i:
                    row.append(None)
                else:
                    steps = []
                    for k in range(i - j):
                        last = k == i - j - 1
                        steps += conv(width, widths[i] if last else width, 2) + ([] if last else [nn.ReLU(True)])
                    row.append(nn.Sequential(*steps))
            rows.append(nn.ModuleList(row))
        self.rows = nn.ModuleList(rows)

    def forward(self, xs):
        for i, path in enumerate(self.paths):
            xs[i] = path(xs[i])
        fused = []
        for i, row in enumerate(self.rows):
            y = xs[0] if i == 0 else row[0](xs[0])
            for j in range(1, len(xs)):
                y = y + (xs[j] if i == j else row[j](xs[j]))
            fused.append(y.relu())
        return fused


class Points(nn.Module):
    def __init__(self, settings, **unused):
        super().__init__()
        self.stem = nn.Sequential(*conv(3, 16, 2), *conv(16, 16, 2), nn.ReLU(True))
        self.settings = settings
        self.first, widths = self._stage([16], settings["first"])
        self.second, widths = self._stage(widths, settings["second"], every=False)
        self.head = nn.Conv2d(widths[0], settings["points"], 1)

    def _stage(self, before, stage, every=True):
        widths = [width * Residual.grows for width in stage["widths"]]
        entries = []
        for i, width in enumerate(widths):
            if i >= len(before):
                entries.append(nn.Sequential(*conv(before[-1], width, 2), nn.ReLU()))
            else:
                entries.append(None if before[i] == width else nn.Sequential(*conv(before[i], width), nn.ReLU()))
        rounds = [
            Exchange(widths, stage["depths"], every or number < stage["rounds"] - 1) for number in range(stage["rounds"])
        ]
        return nn.ModuleList([nn.ModuleList(entries), nn.Sequential(*rounds)]), widths

    def _run(self, stage, xs):
        entries, rounds = stage
        inputs = []
        for i, entry in enumerate(entries):
            given = xs[i] if i < len(xs) else xs[-1]
            inputs.append(given if entry is None else entry(given))
        return rounds(inputs)

    def forward(self, image):
        return self.head(self._run(self.second, self._run(self.first, [self.stem(image)]))[0])


net = Points(SETTINGS, pretrained=False)
y = net(torch.randn(1, 3, 64, 48))

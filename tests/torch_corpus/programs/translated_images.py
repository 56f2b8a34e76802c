"""Image to image: norms chosen as partial functions whose kind decides on biases, blocks nested from the inside out."""

import functools

import torch
from torch import nn


def norm_of(kind):
    if kind == "batch":
        return functools.partial(nn.BatchNorm2d, affine=True)
    if kind == "instance":
        return functools.partial(nn.InstanceNorm2d, affine=False, track_running_stats=False)
    raise NotImplementedError(kind)


def needs_bias(norm):
    kind = norm.func if type(norm) == functools.partial else norm  # noqa: E721
    return kind == nn.InstanceNorm2d


class Nest(nn.Module):
    def __init__(self, outer, inner, inside=None, channels=None, outermost=False, norm=nn.BatchNorm2d):
        super().__init__()
        self.outermost = outermost
        bias = needs_bias(norm)
        down = nn.Conv2d(outer if channels is None else channels, inner, 4, 2, 1, bias=bias)
        wide = inner if inside is None else 2 * inner
        up = nn.ConvTranspose2d(wide, outer, 4, 2, 1, bias=bias or outermost)
        if outermost:
            parts = [down, inside, nn.ReLU(True), up, nn.Tanh()]
        elif inside is None:
            parts = [nn.LeakyReLU(0.2, True), down, nn.ReLU(True), up, norm(outer)]
        else:
            parts = [nn.LeakyReLU(0.2, True), down, norm(inner), inside, nn.ReLU(True), up, norm(outer)]
        self.model = nn.Sequential(*parts)

    def forward(self, x):
        return self.model(x) if self.outermost else torch.cat([x, self.model(x)], 1)


class Painter(nn.Module):
    def __init__(self, width, depth, norm):
        super().__init__()
        nest = Nest(4 * width, 4 * width, norm=norm)
        for _ in range(depth):
            nest = Nest(4 * width, 4 * width, nest, norm=norm)
        for times in (2, 1):
            nest = Nest(times * width, 2 * times * width, nest, norm=norm)
        self.model = Nest(3, width, nest, channels=1, outermost=True, norm=norm)

    def forward(self, sketch):
        return self.model(sketch)


class Judge(nn.Module):
    def __init__(self, channels, width, norm, depth=3):
        super().__init__()
        layers, times = [nn.Conv2d(channels, width, 4, 2, 1), nn.LeakyReLU(0.2, True)], 1
        for number in range(1, depth + 1):
            before, times = times, min(2**number, 8)
            stride = 2 if number < depth else 1
            layers += [nn.Conv2d(width * before, width * times, 4, stride, 1, bias=needs_bias(norm))]
            layers += [norm(width * times), nn.LeakyReLU(0.2, True)]
        self.model = nn.Sequential(*layers, nn.Conv2d(width * times, 1, 4, 1, 1))

    def forward(self, images):
        return self.model(images)


class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.painter = Painter(8, 2, norm_of("instance"))
        self.judge = Judge(4, 8, norm_of("batch"))

    def forward(self, sketch):
        painted = self.painter(sketch)
        return painted, self.judge(torch.cat((sketch, painted), 1))


net = Pair()
_, y = net(torch.randn(1, 1, 64, 64))

"""Voices taken apart in time: a norm derived from LayerNorm, sums over frames that overlap, a mask for each voice."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.autograd import Variable


def overlapped(frames, step):
    *batch, count, length = frames.size()
    parts = length // step
    places = torch.arange(0, count + parts - 1).unfold(0, parts, 1)
    places = frames.new_tensor(places).long().contiguous().view(-1)
    result = frames.new_zeros(*batch, count + parts - 1, step)
    result.index_add_(-2, places, frames.reshape(*batch, -1, step))
    return result.view(*batch, -1)


class ChannelNorm(nn.LayerNorm):
    def __init__(self, *sizes, **options):
        super().__init__(*sizes, **options)

    def forward(self, x):
        if x.dim() != 3:
            raise RuntimeError(f"{self.__class__.__name__} takes three axes")
        return super().forward(x.transpose(1, 2)).transpose(1, 2)


class GlobalNorm(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.gain = nn.Parameter(torch.Tensor(1, channels, 1))
        self.shift = nn.Parameter(torch.Tensor(1, channels, 1))
        self.gain.data.fill_(1)
        self.shift.data.zero_()

    def forward(self, y):
        mean = y.mean(dim=1, keepdim=True).mean(dim=2, keepdim=True)
        spread = torch.pow(y - mean, 2).mean(dim=(1, 2), keepdim=True)
        return self.gain * (y - mean) / torch.pow(spread + 1e-8, 0.5) + self.shift


def norm(kind, channels):
    return {"channels": ChannelNorm, "global": GlobalNorm}.get(kind, nn.BatchNorm1d)(channels)


class Wave(nn.Module):
    def __init__(self, inside, outside, dilation, kind):
        super().__init__()
        layers = [nn.Conv1d(outside, inside, 1, bias=False), nn.PReLU(), norm(kind, inside)]
        layers += [nn.Conv1d(inside, inside, 3, padding=dilation, dilation=dilation, groups=inside, bias=False)]
        layers += [nn.PReLU(), norm(kind, inside), nn.Conv1d(inside, outside, 1, bias=False)]
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return x + self.net(x)


class Separation(nn.Module):
    def __init__(self, filters=32, length=16, inside=24, outside=12, depth=3, rounds=2, voices=2, kind="global"):
        super().__init__()
        self.filters, self.length, self.voices = filters, length, voices
        self.listen = nn.Conv1d(1, filters, length, stride=length // 2, bias=False)
        waves = [Wave(inside, outside, 2**i, kind) for _ in range(rounds) for i in range(depth)]
        self.mask = nn.Sequential(
            ChannelNorm(filters), nn.Conv1d(filters, outside, 1), *waves, nn.Conv1d(outside, voices * filters, 1)
        )
        self.speak = nn.Linear(filters, length, bias=False)
        for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.xavier_normal_(parameter)

    def forward(self, mixture):
        heard = F.relu(self.listen(torch.unsqueeze(mixture, 1)))
        M, N, K = heard.size()
        masks = F.softmax(self.mask(heard).view(M, self.voices, N, K), dim=1)
        voices = torch.transpose(torch.unsqueeze(heard, 1) * masks, 2, 3)
        voices = overlapped(self.speak(voices), self.length // 2)
        return F.pad(voices, (0, mixture.size(-1) - voices.size(-1)))


net = Separation()
y = net(Variable(torch.rand(3, 403)))

"""Points in space: the farthest are kept, neighbours gathered by index tensors; and a graph of nearest neighbours."""

import torch
import torch.nn.functional as F
from torch import nn


def gathered(points, index):
    """[B, N, C] at [B, ...] is [B, ..., C]"""
    view, times = list(index.shape), list(index.shape)
    view[1:] = [1] * (len(view) - 1)
    times[0] = 1
    batch = torch.arange(points.shape[0], dtype=torch.long).to(points.device).view(view).repeat(times)
    return points[batch, index, :]


def farthest(points, count):
    B, N, _ = points.shape
    chosen = torch.zeros(B, count, dtype=torch.long)
    distance, last = torch.ones(B, N) * 1e10, torch.randint(0, N, (B,))
    for i in range(count):
        chosen[:, i] = last
        centre = points[torch.arange(B), last, :].view(B, 1, 3)
        apart = torch.sum((points - centre) ** 2, -1)
        closer = apart < distance
        distance[closer] = apart[closer]
        last = torch.max(distance, -1)[1]
    return chosen


def apart(one, other):
    result = -2 * torch.matmul(one, other.permute(0, 2, 1))
    result += torch.sum(one**2, -1).view(one.shape[0], -1, 1)
    result += torch.sum(other**2, -1).view(one.shape[0], 1, -1)
    return result


class Abstraction(nn.Module):
    def __init__(self, count, near, channels, widths):
        super().__init__()
        self.count, self.near = count, near
        self.convs, self.norms = nn.ModuleList(), nn.ModuleList()
        for width in widths:
            self.convs.append(nn.Conv2d(channels, width, 1))
            self.norms.append(nn.BatchNorm2d(width))
            channels = width

    def forward(self, places, features):
        places = places.permute(0, 2, 1)
        B, N, C = places.shape
        centres = gathered(places, farthest(places, self.count))
        near = apart(centres, places).sort(dim=-1)[1][:, :, : self.near]
        x = gathered(places, near) - centres.view(B, self.count, 1, C)
        if features is not None:
            x = torch.cat([x, gathered(features.permute(0, 2, 1), near)], dim=-1)
        x = x.permute(0, 3, 2, 1)
        for i, conv in enumerate(self.convs):
            x = F.relu(self.norms[i](conv(x)))
        return centres.permute(0, 2, 1), torch.max(x, 2)[0]


def edges(x, k):
    B, C, N = x.size()
    inner, squares = -2 * torch.matmul(x.transpose(2, 1), x), torch.sum(x**2, dim=1, keepdim=True)
    nearest = (-squares - inner - squares.transpose(2, 1)).topk(k=k, dim=-1)[1]
    nearest = (nearest + torch.arange(0, B).view(-1, 1, 1) * N).view(-1)
    x = x.transpose(2, 1).contiguous()
    near = x.view(B * N, -1)[nearest, :].view(B, N, k, C)
    x = x.view(B, N, 1, C).repeat(1, 1, k, 1)
    return torch.cat((near - x, x), dim=3).permute(0, 3, 1, 2).contiguous()


class Points(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.first = Abstraction(16, 8, 6, [16, 32])
        self.second = Abstraction(8, 4, 32 + 3, [32, 64])
        self.norm = nn.BatchNorm2d(32)
        self.graph = nn.Sequential(nn.Conv2d(128, 32, 1, bias=False), self.norm, nn.LeakyReLU(0.2))
        self.head = nn.Linear(64, classes)

    def forward(self, x):
        B, _, _ = x.shape
        places, features = self.second(*self.first(x[:, :3, :], x[:, 3:, :]))
        x = self.graph(edges(features, k=3)).max(dim=-1, keepdim=False)[0]
        pooled = torch.cat((F.adaptive_max_pool1d(x, 1), F.adaptive_avg_pool1d(x, 1)), 1).view(B, -1)
        return F.log_softmax(self.head(pooled), -1)


net = Points(7)
y = net(torch.rand(2, 6, 40))

"""Clicks from categories: offsets by NumPy, options by argparse, bags of embeddings, pairs of features below a diagonal."""

import argparse

import numpy as np
import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--embedding", type=int, default=4)
parser.add_argument("--numbers", type=str, default="6-8-4")
parser.add_argument("--fields", type=str, default="10-20-5")


class Machine(nn.Module):
    """What pairs of fields say together."""

    def __init__(self, fields, width):
        super().__init__()
        self.embedding = nn.Embedding(sum(fields), width)
        self.offsets = np.array((0, *np.cumsum(fields)[:-1]), dtype=np.int64)
        nn.init.xavier_uniform_(self.embedding.weight.data)

    def forward(self, x):
        x = self.embedding(x + x.new_tensor(self.offsets).unsqueeze(0))
        return 0.5 * torch.sum(torch.sum(x, dim=1) ** 2 - torch.sum(x**2, dim=1), dim=1, keepdim=True)


class Clicks(nn.Module):
    def tower(self, sizes, squashed):
        layers = nn.ModuleList()
        for i in range(0, sizes.size - 1):
            linear = nn.Linear(int(sizes[i]), int(sizes[i + 1]), bias=True)
            drawn = np.random.normal(0.0, np.sqrt(2 / (sizes[i] + sizes[i + 1])), size=(sizes[i + 1], sizes[i]))
            linear.weight.data = torch.tensor(drawn.astype(np.float32), requires_grad=True)
            layers.append(linear)
            layers.append(nn.Sigmoid() if i == squashed else nn.ReLU())
        return nn.Sequential(*layers)

    def __init__(self, fields, numbers, width):
        super().__init__()
        self.bags = nn.ModuleList([nn.EmbeddingBag(int(count), width, mode="sum") for count in fields])
        self.numbers = self.tower(numbers, -1)
        pairs = (len(fields) + 1) * len(fields) // 2
        last = np.array([width + pairs, 8, 1])
        self.last = self.tower(last, last.size - 2)
        self.machine = Machine([int(count) for count in fields], width)

    def forward(self, numbers, offsets, places):
        x = self.numbers(numbers)
        found = [self.bags[k](place, offsets[k]) for k, place in enumerate(places)]
        (batch, width) = x.shape
        together = torch.cat([x, *found], dim=1).view((batch, -1, width))
        products = torch.bmm(together, torch.transpose(together, 1, 2))
        _, rows, columns = products.shape
        below = torch.tensor([i for i in range(rows) for j in range(i)])
        left = torch.tensor([j for i in range(columns) for j in range(i)])
        x = self.last(torch.cat([x, products[:, below, left]], dim=1))
        return (x + self.machine(torch.stack(places, dim=1))).squeeze(1)


options, _ = parser.parse_known_args([])
numbers = np.fromstring(options.numbers, dtype=int, sep="-")
fields = np.array([int(word) for word in options.fields.split("-")])
net = Clicks(fields, numbers, options.embedding)
y = net(torch.rand(5, 6), [torch.arange(5)] * 3, [torch.zeros(5, dtype=torch.long) for _ in range(3)])

"""A flow between a simple distribution and data, with frozen masks, modules made by lambdas, and a prior that is no module."""

import numpy as np
import torch
from torch import distributions, nn


class Flow(nn.Module):
    def __init__(self, make, masks, prior):
        super().__init__()
        self.prior = prior
        self.masks = nn.Parameter(masks, requires_grad=False)
        self.scale = nn.ModuleList([make(nn.Tanh()) for _ in range(len(masks))])
        self.shift = nn.ModuleList([make(nn.Identity()) for _ in range(len(masks))])

    def backward_through(self, x):
        volume, z = x.new_zeros(x.shape[0]), x
        for i in reversed(range(len(self.scale))):
            kept = self.masks[i] * z
            s = self.scale[i](kept) * (1 - self.masks[i])
            t = self.shift[i](kept) * (1 - self.masks[i])
            z = kept + (1 - self.masks[i]) * (z - t) * torch.exp(-s)
            volume -= s.sum(dim=1)
        return z, volume

    def forward(self, x):
        z, volume = self.backward_through(x)
        return self.prior.log_prob(z) + volume


make = lambda last: nn.Sequential(nn.Linear(2, 16), nn.LeakyReLU(), nn.Linear(16, 2), last)  # noqa: E731
masks = torch.from_numpy(np.array([[0, 1], [1, 0]] * 2).astype(np.float32))
net = Flow(make, masks, distributions.MultivariateNormal(torch.zeros(2), torch.eye(2)))
y = net(torch.randn(9, 2))

import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.around = nn.Identity()
        if a != b:
            self.around = nn.Conv2d(a, b, 1)

    def forward(self, x):
        y = torch.relu(self.around(x))
        return torch.sigmoid(y)


net = nn.Sequential(
    Block(3, 3),
    Block(3, 8),
)
y = net(torch.zeros(1, 3, 4, 4))

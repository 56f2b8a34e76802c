import copy
from collections import OrderedDict
from dataclasses import dataclass
import torch
import torchvision
from torch import nn
from torchvision import models

@dataclass
class Config:
    dim: int = 128
    hidden: int = 512

class SimCLR(nn.Module):
    def __init__(self, cfg: Config):
        super().__init__()
        base = models.resnet18(weights=None)
        n = base.fc.in_features
        base.fc = nn.Identity()
        self.backbone = base
        self.projector = nn.Sequential(OrderedDict([("fc1", nn.Linear(n, cfg.hidden, bias=False)), ("bn", nn.BatchNorm1d(cfg.hidden)), ("act", nn.ReLU()), ("fc2", nn.Linear(cfg.hidden, cfg.dim))]))
        self.momentum = copy.deepcopy(self.projector)
        for p in self.momentum.parameters():
            p.requires_grad = False
        self.features = nn.Sequential(*list(base.children())[:-2])
    def forward(self, x):
        h = self.backbone(x)
        return self.projector(h), self.momentum(h).detach(), self.features(x)

net = SimCLR(Config())
y = net(torch.randn(4, 3, 64, 64))

import torch
import torch.nn as nn
import torch.nn.functional as F
from functools import partial

class Embedder:
    def __init__(self, **kwargs):
        self.kwargs = kwargs
        self.create()
    def create(self):
        fns = []
        d = self.kwargs["input_dims"]
        out = 0
        if self.kwargs["include_input"]:
            fns.append(lambda x: x)
            out += d
        n = self.kwargs["num_freqs"]
        bands = 2.0 ** torch.linspace(0.0, n - 1, steps=n)
        for freq in bands:
            for p in self.kwargs["fns"]:
                fns.append(lambda x, p=p, freq=freq: p(x * freq))
                out += d
        self.fns, self.out_dim = fns, out
    def embed(self, x):
        return torch.cat([fn(x) for fn in self.fns], -1)

class NeRF(nn.Module):
    def __init__(self, D=8, W=128, skips=[4], use_viewdirs=True):
        super().__init__()
        self.ex = Embedder(include_input=True, input_dims=3, num_freqs=10, fns=[torch.sin, torch.cos])
        self.ed = Embedder(include_input=True, input_dims=3, num_freqs=4, fns=[torch.sin, torch.cos])
        ch, views = self.ex.out_dim, self.ed.out_dim
        self.D, self.skips, self.use_viewdirs = D, skips, use_viewdirs
        self.pts = nn.ModuleList([nn.Linear(ch, W)] + [nn.Linear(W, W) if i not in self.skips else nn.Linear(W + ch, W) for i in range(D - 1)])
        self.views = nn.ModuleList([nn.Linear(views + W, W // 2)])
        if use_viewdirs:
            self.feature = nn.Linear(W, W)
            self.alpha = nn.Linear(W, 1)
            self.rgb = nn.Linear(W // 2, 3)
        else:
            self.output = nn.Linear(W, 4)
    def forward(self, x):
        pts, views = torch.split(x, [3, 3], dim=-1)
        pts, views = self.ex.embed(pts), self.ed.embed(views)
        h = pts
        for i, l in enumerate(self.pts):
            h = F.relu(self.pts[i](h))
            if i in self.skips:
                h = torch.cat([pts, h], -1)
        if not self.use_viewdirs:
            return self.output(h)
        alpha = self.alpha(h)
        h = torch.cat([self.feature(h), views], -1)
        for l in self.views:
            h = F.relu(l(h))
        return torch.cat([self.rgb(h), alpha], -1)

net = NeRF()
y = net(torch.randn(1024, 64, 6))

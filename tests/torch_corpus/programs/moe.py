from __future__ import annotations
import enum
import torch
from torch import nn
from torch.nn.utils import weight_norm
from torch.utils.checkpoint import checkpoint

REGISTRY = {}

def register(name):
    def deco(cls):
        REGISTRY[name] = cls
        return cls
    return deco

class Act(enum.Enum):
    RELU = "relu"
    GLU = "glu"

@register("ffn")
class FFN(nn.Module):
    def __init__(self, dim: int, mult: float = 4.0, act: Act = Act.RELU):
        super().__init__()
        inner = int(dim * mult)
        self.w1 = nn.Linear(dim, inner * (2 if act is Act.GLU else 1))
        self.act = nn.GLU(-1) if act is Act.GLU else nn.ReLU()
        self.w2 = weight_norm(nn.Linear(inner, dim))
    def forward(self, x):
        return self.w2(self.act(self.w1(x)))

@register("moe")
class MoE(nn.Module):
    def __init__(self, dim: int, experts: int = 4, top_k: int = 2, **kw):
        super().__init__()
        self.gate = nn.Linear(dim, experts, bias=False)
        self.experts = nn.ModuleList(REGISTRY["ffn"](dim, **kw) for _ in range(experts))
        self.top_k = top_k
    def forward(self, x):
        shape = x.shape
        x = x.view(-1, shape[-1])
        scores = self.gate(x).softmax(dim=-1)
        weights, idx = torch.topk(scores, self.top_k, dim=-1)
        out = torch.zeros_like(x)
        for i, expert in enumerate(self.experts):
            hit = (idx == i).any(-1, keepdim=True)
            w = (weights * (idx == i)).sum(-1, keepdim=True)
            out = out + expert(x) * w * hit
        return out.view(*shape)

class RMSNorm(nn.Module):
    def __init__(self, dim, eps=1e-6):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(dim))
    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * self.weight

def apply_rotary(x, freqs):
    x_ = torch.view_as_complex(x.float().reshape(*x.shape[:-1], -1, 2))
    return torch.view_as_real(x_ * freqs.view(1, x_.shape[1], 1, x_.shape[3])).flatten(3).type_as(x)

class Attn(nn.Module):
    def __init__(self, dim, n_heads, n_kv):
        super().__init__()
        self.h, self.kv, self.hd = n_heads, n_kv, dim // n_heads
        self.wq = nn.Linear(dim, n_heads * self.hd, bias=False)
        self.wk = nn.Linear(dim, n_kv * self.hd, bias=False)
        self.wv = nn.Linear(dim, n_kv * self.hd, bias=False)
        self.wo = nn.Linear(n_heads * self.hd, dim, bias=False)
    def forward(self, x, freqs):
        b, t, _ = x.shape
        q = self.wq(x).view(b, t, self.h, self.hd)
        k = self.wk(x).view(b, t, self.kv, self.hd)
        v = self.wv(x).view(b, t, self.kv, self.hd)
        q, k = apply_rotary(q, freqs), apply_rotary(k, freqs)
        k, v = (z[:, :, :, None, :].expand(b, t, self.kv, self.h // self.kv, self.hd).reshape(b, t, self.h, self.hd) for z in (k, v))
        q, k, v = (z.transpose(1, 2) for z in (q, k, v))
        o = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.wo(o.transpose(1, 2).contiguous().view(b, t, -1))

class Block(nn.Module):
    def __init__(self, dim, kind):
        super().__init__()
        self.n1, self.n2 = RMSNorm(dim), RMSNorm(dim)
        self.attn = Attn(dim, 8, 2)
        self.ff = REGISTRY[kind](dim, act=Act.GLU)
    def forward(self, x, freqs):
        x = x + checkpoint(self.attn, self.n1(x), freqs, use_reentrant=False)
        return x + self.ff(self.n2(x))

class Model(nn.Module):
    def __init__(self, vocab=500, dim=64, kinds=("ffn", "moe")):
        super().__init__()
        self.tok = nn.Embedding(vocab, dim)
        self.blocks = nn.ModuleDict({f"block{i}": Block(dim, k) for i, k in enumerate(kinds)})
        self.norm = RMSNorm(dim)
        self.head = nn.Linear(dim, vocab, bias=False)
        self.head.weight = self.tok.weight
        hd = dim // 8
        f = 1.0 / (10000 ** (torch.arange(0, hd, 2)[: (hd // 2)].float() / hd))
        self.register_buffer("freqs", torch.polar(torch.ones(128, hd // 2), torch.outer(torch.arange(128), f)), persistent=False)
    def forward(self, idx):
        b, t = idx.shape
        x = self.tok(idx)
        freqs = self.freqs[:t]
        for name, block in self.blocks.items():
            x = block(x, freqs)
        return self.head(self.norm(x))

net = Model()
y = net(torch.zeros(3, 17, dtype=torch.long))

"""Tables: feature tokens, mixture-of-softmax heads, self-normalising blocks, ranking losses, sampled negatives."""
import operator as op
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Final, TypedDict, Union, overload

import torch
import torch.nn as nn
import torch.nn.functional as F

DIM: Final = 24
Number = Union[int, float]


class Batch(TypedDict):
    numeric: torch.Tensor
    categories: torch.Tensor
    history: torch.Tensor
    lengths: torch.Tensor


@dataclass(slots=True, kw_only=True)
class Schema:
    numeric: int = 6
    cardinalities: Sequence[int] = (11, 5, 30)
    items: int = 90

    def __iter__(self):
        yield from self.cardinalities

    @property
    def tokens(self) -> int:
        return self.numeric + len(self.cardinalities) + 1

    def __rshift__(self, dim: int) -> "Tokenizer":
        return Tokenizer(self, dim)


class Tokenizer(nn.Module):
    def __init__(self, schema: Schema, dim: int):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(schema.numeric, dim))
        self.bias = nn.Parameter(torch.zeros(schema.numeric, dim))
        offsets = torch.tensor([0, *schema.cardinalities]).cumsum(0)[:-1]
        self.register_buffer("offsets", offsets)
        self.table = nn.Embedding(sum(schema), dim)
        self.cls = nn.Parameter(torch.zeros(dim))

    def forward(self, numeric, categories):
        n = numeric.unsqueeze(-1) * self.weight + self.bias
        c = self.table(categories + self.offsets)
        return torch.cat([self.cls.expand(len(n), 1, -1), n, c], dim=1)


class GEGLU(nn.Module):
    def forward(self, x):
        a, b = x.chunk(2, dim=-1)
        return a * F.gelu(b)


class Residual(nn.Module):
    def __init__(self, inner: nn.Module, dim: int, rate: Number = 0):
        super().__init__()
        self.inner, self.norm, self.rate = inner, nn.LayerNorm(dim), rate

    def forward(self, x, *args, **kwargs):
        y = self.inner(self.norm(x), *args, **kwargs)
        return x + F.dropout(y, float(self.rate), self.training)


class History(nn.Module):
    """Attention of a target to what came before it, as in deep interest networks."""

    def __init__(self, dim):
        super().__init__()
        self.score = nn.Sequential(nn.Linear(4 * dim, 36), nn.Sigmoid(), nn.Linear(36, 1))

    def forward(self, target, events, lengths):
        wide = target.unsqueeze(1).expand_as(events)
        joined = torch.cat([wide, events, wide - events, wide * events], dim=-1)
        scores = self.score(joined).squeeze(-1)
        mask = torch.arange(events.size(1)).expand(len(events), -1) < lengths.unsqueeze(1)
        weights = torch.where(mask, scores, torch.tensor(-1e9)).softmax(dim=1)
        return torch.einsum("bt,btd->bd", weights, events)


class SelfAttention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.qkv, self.out = nn.Linear(dim, 3 * dim, bias=False), nn.Linear(dim, dim)

    def forward(self, x):
        b, n, d = x.shape
        q, k, v = (t.reshape(b, n, self.heads, -1).transpose(1, 2) for t in self.qkv(x).split(d, dim=-1))
        return self.out(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, n, d))


class Ranker(nn.Module):
    def __init__(self, schema: Schema, dim: int = DIM, depth: int = 2, mixtures: int = 3):
        super().__init__()
        self.schema = schema
        self.tokens = schema >> dim
        self.items = nn.Embedding(schema.items, dim, padding_idx=0, max_norm=1.0)
        self.layers = nn.ModuleList()
        for i in range(depth):
            hidden = int(dim * 4 / 3) * 2
            self.layers += [
                Residual(SelfAttention(dim, 4), dim, rate=0.1 * i),
                Residual(nn.Sequential(nn.Linear(dim, hidden), GEGLU(), nn.Linear(hidden // 2, dim)), dim),
            ]
        self.history = History(dim)
        self.prior = nn.Linear(2 * dim, mixtures, bias=False)
        self.latent = nn.Linear(2 * dim, mixtures * dim)
        self.mixtures = mixtures

    def forward(self, batch: Batch, target: torch.Tensor):
        x = self.tokens(batch["numeric"], batch["categories"])
        for layer in self.layers:
            x = layer(x)
        events = self.items(batch["history"])
        interest = self.history(self.items(target), events, batch["lengths"])
        state = torch.cat([x[:, 0], interest], dim=-1)
        latent = torch.tanh(self.latent(state)).unflatten(-1, (self.mixtures, -1))
        logits = latent @ self.items.weight.T
        mixed = (self.prior(state).softmax(-1).unsqueeze(-1) * logits.softmax(-1)).sum(1)
        return mixed.clamp_min(1e-8).log()


def bpr(scores, positive, count=4):
    negative = torch.randint(1, scores.size(1), (scores.size(0), count))
    difference = scores.gather(1, positive[:, None]) - scores.gather(1, negative)
    return -F.logsigmoid(difference).mean()


def collate(rows: Sequence[Mapping[str, torch.Tensor]]) -> Batch:
    longest = max(len(row["history"]) for row in rows)
    history = torch.stack([F.pad(row["history"], (0, longest - len(row["history"]))) for row in rows])
    lengths = torch.tensor([len(row["history"]) for row in rows])
    numeric, categories = (torch.stack([row[key] for row in rows]) for key in ("numeric", "categories"))
    return Batch(numeric=numeric, categories=categories, history=history, lengths=lengths)


schema = Schema(cardinalities=(11, 5, 30, 2))
rows = [
    {"numeric": torch.randn(schema.numeric), "categories": torch.tensor([n % c for c in schema]), "history": torch.randint(1, 90, (n,))}
    for n in (3, 7, 5, 2)
]
batch = collate(rows)
net = Ranker(schema)
target = torch.tensor([4, 8, 15, 16])
y = net(batch, target)
loss = F.nll_loss(y, target) + bpr(y, target)
loss.backward()
width = statistics.mean(map(op.attrgetter("rate"), net.layers[::2]))
best = y.topk(10).indices
settings = asdict(schema)

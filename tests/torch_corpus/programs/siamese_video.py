"""Siamese and triplet networks over sequences and pictures: shared encoders, hard negatives, ConvLSTM, CRF by hand."""
import contextlib
import enum
import typing as t


import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils import weight_norm, remove_weight_norm
from torch.nn.utils.rnn import pack_sequence, pad_packed_sequence


class Pooling(enum.Enum):
    MEAN = enum.auto()
    MAX = enum.auto()
    ATTENTION = enum.auto()


class ConvLSTMCell(nn.Module):
    def __init__(self, input_dim, hidden_dim, kernel_size, bias=True):
        super().__init__()
        self.hidden_dim = hidden_dim
        pad = tuple(k // 2 for k in kernel_size)
        self.conv = nn.Conv2d(input_dim + hidden_dim, 4 * hidden_dim, kernel_size, padding=pad, bias=bias)

    def forward(self, x, state):
        h, c = state
        gates = self.conv(torch.cat([x, h], dim=1))
        i, f, o, g = torch.split(gates, self.hidden_dim, dim=1)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        h = torch.sigmoid(o) * torch.tanh(c)
        return h, c

    def init_hidden(self, batch_size, size):
        height, width = size
        make = lambda: torch.zeros(batch_size, self.hidden_dim, height, width, device=self.conv.weight.device)
        return make(), make()


class ConvLSTM(nn.Module):
    def __init__(self, input_dim, hidden_dims: t.Sequence[int], kernel_size=(3, 3)):
        super().__init__()
        dims = [input_dim, *hidden_dims]
        self.cells = nn.ModuleList([ConvLSTMCell(a, b, kernel_size) for a, b in zip(dims, dims[1:])])

    def forward(self, frames):
        b, steps, _, h, w = frames.shape
        layer_input = frames
        last = []
        for cell in self.cells:
            state = cell.init_hidden(b, (h, w))
            outputs = []
            for step in range(steps):
                state = cell(layer_input[:, step], state)
                outputs.append(state[0])
            layer_input = torch.stack(outputs, dim=1)
            last.append(state)
        return layer_input, last


class FrameEncoder(nn.Module):
    def __init__(self, dim=32, pooling: Pooling = Pooling.ATTENTION):
        super().__init__()
        self.stem = nn.Sequential(
            weight_norm(nn.Conv2d(1, 8, 5, stride=2, padding=2)), nn.LeakyReLU(0.1),
            weight_norm(nn.Conv2d(8, 16, 3, stride=2, padding=1)), nn.LeakyReLU(0.1))
        self.temporal = ConvLSTM(16, [16, 24])
        self.pooling = pooling
        if pooling is Pooling.ATTENTION:
            self.score = nn.Linear(24, 1)
        self.project = nn.Linear(24, dim)

    def forward(self, video):
        b, steps = video.shape[:2]
        x = self.stem(video.flatten(0, 1)).unflatten(0, (b, steps))
        x, states = self.temporal(x)
        x = x.mean(dim=(-1, -2))
        if self.pooling is Pooling.ATTENTION:
            weights = self.score(x).softmax(dim=1)
            pooled = (weights * x).sum(1)
        else:
            pooled = {Pooling.MEAN: x.mean(1), Pooling.MAX: x.amax(1)}[self.pooling]
        return F.normalize(self.project(pooled), dim=-1)


class CRF(nn.Module):
    def __init__(self, tags: int):
        super().__init__()
        self.start, self.end = nn.Parameter(torch.zeros(tags)), nn.Parameter(torch.zeros(tags))
        self.transitions = nn.Parameter(torch.randn(tags, tags) * 0.1)

    def normalizer(self, emissions):
        score = self.start + emissions[0]
        for i in range(1, emissions.size(0)):
            broadcast = score.unsqueeze(2) + self.transitions + emissions[i].unsqueeze(1)
            score = torch.logsumexp(broadcast, dim=1)
        return torch.logsumexp(score + self.end, dim=1)

    def decode(self, emissions):
        score, history = self.start + emissions[0], []
        for emission in emissions[1:]:
            best, index = (score.unsqueeze(2) + self.transitions).max(dim=1)
            score = best + emission
            history.append(index)
        tags = [(score + self.end).argmax(-1)]
        for index in reversed(history):
            tags.append(index.gather(1, tags[-1].unsqueeze(1)).squeeze(1))
        return torch.stack(tags[::-1])


class Tagger(nn.Module):
    def __init__(self, chars=60, tags=7, dim=20):
        super().__init__()
        self.embed = nn.EmbeddingBag(chars, dim, mode="sum")
        self.rnn = nn.LSTM(dim, 16, bidirectional=True, num_layers=2, dropout=0.1)
        self.norm = nn.LayerNorm(32)
        self.emit = nn.Linear(32, tags)
        self.crf = CRF(tags)

    def forward(self, words):
        length, batch, letters = words.shape
        x = self.embed(words.reshape(-1, letters)).view(length, batch, -1)
        x, (h, c) = self.rnn(x)
        emissions = self.emit(self.norm(x))
        return self.crf.normalizer(emissions), self.crf.decode(emissions), h


@contextlib.contextmanager
def frozen(module: nn.Module):
    flags = [p.requires_grad for p in module.parameters()]
    module.requires_grad_(False)
    yield module
    for p, flag in zip(module.parameters(), flags):
        p.requires_grad_(flag)


def hardest_triplets(anchor, pool, margin=0.2):
    distances = torch.cdist(anchor, pool)
    same = torch.eye(len(anchor), len(pool), dtype=torch.bool)
    positive = distances.masked_fill(~same, 0).amax(dim=1)
    negative = distances.masked_fill(same, float("inf")).min(dim=1).values
    return F.relu(positive - negative + margin)


net = encoder = FrameEncoder()
momentum = FrameEncoder(pooling=Pooling.MAX)
first, second = torch.rand(5, 6, 1, 32, 32), torch.rand(5, 6, 1, 32, 32)
a = encoder(first)
with frozen(momentum) as teacher:
    b = teacher(second)
losses = hardest_triplets(a, b)
y = a @ b.T
losses.mean().backward()
tagger = Tagger()
z, path, hidden = tagger(torch.randint(0, 60, (9, 4, 11)))
sequences = [torch.randn(n, 6) for n in (7, 5, 2)]
packed_out, h_n = nn.GRU(6, 10)(pack_sequence(sequences))
padded, lengths = pad_packed_sequence(packed_out, batch_first=True, total_length=8)

import torch
from torch import nn


class Reader(nn.Module):
    def __init__(self, words=1000, width=64, length=128):
        super().__init__()
        self.token = nn.Embedding(words, width)
        self.position = nn.Parameter(torch.zeros(1, length, width))
        self.attention = nn.MultiheadAttention(width, 4, batch_first=True)
        self.memory = nn.LSTM(width, width, batch_first=True)
        self.norm = nn.BatchNorm1d(width)
        self.out = nn.Linear(width, words, bias=False)
        self.out.weight = self.token.weight

    def forward(self, words):
        x = self.token(words) + self.position[:, : words.shape[1]]
        y, scores = self.attention(x, x, x)
        x, (last, cell) = self.memory(x + y)
        x = self.norm(x.transpose(1, 2)).transpose(1, 2)
        return self.out(x)


reader = Reader()
scores = reader(torch.zeros(2, 16, dtype=torch.long))
shared = nn.Linear(8, 8)
stack = nn.Sequential(
    shared,
    nn.ReLU(),
    shared,
    nn.Linear(8, 2),
)
y = stack(torch.zeros(5, 8))

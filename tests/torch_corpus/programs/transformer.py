import math
import torch
from torch import nn, Tensor

class PositionalEncoding(nn.Module):
    def __init__(self, d_model: int, dropout: float = 0.1, max_len: int = 5000):
        super().__init__()
        self.dropout = nn.Dropout(p=dropout)
        position = torch.arange(max_len).unsqueeze(1)
        div_term = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
        pe = torch.zeros(max_len, 1, d_model)
        pe[:, 0, 0::2] = torch.sin(position * div_term)
        pe[:, 0, 1::2] = torch.cos(position * div_term)
        self.register_buffer("pe", pe)
    def forward(self, x: Tensor) -> Tensor:
        x = x + self.pe[: x.size(0)]
        return self.dropout(x)

class MHA(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.h, self.dk = h, d // h
        self.qkv = nn.Linear(d, 3 * d)
        self.o = nn.Linear(d, d)
        self.scale = self.dk ** -0.5
    def forward(self, x, mask=None):
        B, T, C = x.shape
        qkv = self.qkv(x).reshape(B, T, 3, self.h, self.dk).permute(2, 0, 3, 1, 4)
        q, k, v = qkv[0], qkv[1], qkv[2]
        s = (q @ k.transpose(-2, -1)) * self.scale
        if mask is not None:
            s = s.masked_fill(mask == 0, -1e9)
        a = s.softmax(-1)
        return self.o((a @ v).transpose(1, 2).reshape(B, T, C))

class LM(nn.Module):
    def __init__(self, ntoken=1000, d_model=64, nhead=4, d_hid=128, nlayers=2):
        super().__init__()
        self.pos = PositionalEncoding(d_model)
        layer = nn.TransformerEncoderLayer(d_model, nhead, d_hid, 0.1)
        self.enc = nn.TransformerEncoder(layer, nlayers)
        self.emb = nn.Embedding(ntoken, d_model)
        self.mha = MHA(d_model, nhead)
        self.lin = nn.Linear(d_model, ntoken)
        self.init_weights()
    def init_weights(self) -> None:
        r = 0.1
        self.emb.weight.data.uniform_(-r, r)
        self.lin.bias.data.zero_()
        self.lin.weight.data.uniform_(-r, r)
    def forward(self, src: Tensor, src_mask: Tensor = None) -> Tensor:
        src = self.emb(src) * math.sqrt(64)
        src = self.pos(src)
        if src_mask is None:
            src_mask = nn.Transformer.generate_square_subsequent_mask(len(src))
        out = self.enc(src, src_mask)
        out = self.mha(out.transpose(0, 1)).transpose(0, 1)
        return self.lin(out)

net = LM()
y = net(torch.zeros(35, 20, dtype=torch.long))

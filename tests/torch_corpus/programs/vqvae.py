import torch
from torch import nn
from torch.nn import functional as F

class Quantize(nn.Module):
    def __init__(self, dim, n_embed, decay=0.99):
        super().__init__()
        self.dim = dim
        self.n_embed = n_embed
        embed = torch.randn(dim, n_embed)
        self.register_buffer("embed", embed)
        self.register_buffer("cluster_size", torch.zeros(n_embed))
    def forward(self, input):
        flatten = input.reshape(-1, self.dim)
        dist = flatten.pow(2).sum(1, keepdim=True) - 2 * flatten @ self.embed + self.embed.pow(2).sum(0, keepdim=True)
        _, embed_ind = (-dist).max(1)
        embed_onehot = F.one_hot(embed_ind, self.n_embed).type(flatten.dtype)
        embed_ind = embed_ind.view(*input.shape[:-1])
        quantize = F.embedding(embed_ind, self.embed.transpose(0, 1))
        diff = (quantize.detach() - input).pow(2).mean()
        return input + (quantize - input).detach(), diff, embed_ind

class ResBlock(nn.Module):
    def __init__(self, c, mid):
        super().__init__()
        self.conv = nn.Sequential(nn.ReLU(), nn.Conv2d(c, mid, 3, padding=1), nn.ReLU(inplace=True), nn.Conv2d(mid, c, 1))
    def forward(self, x):
        out = self.conv(x)
        out += x
        return out

def make_encoder(in_channel, channel, n_res, n_res_channel, stride):
    if stride == 4:
        blocks = [nn.Conv2d(in_channel, channel // 2, 4, stride=2, padding=1), nn.ReLU(inplace=True), nn.Conv2d(channel // 2, channel, 4, stride=2, padding=1)]
    elif stride == 2:
        blocks = [nn.Conv2d(in_channel, channel, 4, stride=2, padding=1)]
    blocks.extend(ResBlock(channel, n_res_channel) for _ in range(n_res))
    return nn.Sequential(*blocks, nn.ReLU(inplace=True))

class VQVAE(nn.Module):
    def __init__(self, channel=64, n_res=2, res=32, embed_dim=16, n_embed=128):
        super().__init__()
        self.enc_b = make_encoder(3, channel, n_res, res, 4)
        self.enc_t = make_encoder(channel, channel, n_res, res, 2)
        self.q_t = nn.Conv2d(channel, embed_dim, 1)
        self.quant_t = Quantize(embed_dim, n_embed)
        self.up = nn.ConvTranspose2d(embed_dim, embed_dim, 4, stride=2, padding=1)
        self.q_b = nn.Conv2d(embed_dim + channel, embed_dim, 1)
        self.quant_b = Quantize(embed_dim, n_embed)
        self.dec = nn.Sequential(nn.ConvTranspose2d(embed_dim * 2, channel, 4, 2, 1), nn.ReLU(), nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False), nn.Conv2d(channel, 3, 3, padding="same"))
    def encode(self, x):
        b = self.enc_b(x)
        t = self.enc_t(b)
        qt, dt, it = self.quant_t(self.q_t(t).permute(0, 2, 3, 1))
        qt = qt.permute(0, 3, 1, 2)
        up = self.up(qt)
        qb, db, ib = self.quant_b(self.q_b(torch.cat([up, b], 1)).permute(0, 2, 3, 1))
        return up, qb.permute(0, 3, 1, 2), dt.unsqueeze(0) + db.unsqueeze(0), it, ib
    def forward(self, x):
        up, qb, diff, it, ib = self.encode(x)
        return self.dec(torch.cat([up, qb], 1)), diff, it, ib

net = VQVAE()
y = net(torch.randn(2, 3, 32, 32))

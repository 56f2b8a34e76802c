"""A conditional DCGAN with spectral normalisation and a hinge loss; options from argparse."""
import argparse
import math

import torch
from torch import nn, optim
from torch.nn.utils import spectral_norm
from torch.utils.data import DataLoader, TensorDataset


def get_args(argv=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nz", type=int, default=64, help="size of the latent vector")
    parser.add_argument("--ngf", type=int, default=32)
    parser.add_argument("--ndf", type=int, default=24)
    parser.add_argument("--image-size", type=int, default=32)
    parser.add_argument("--channels", type=int, default=3)
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--lr", type=float, default=2e-4)
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--no-sn", action="store_true")
    return parser.parse_args(argv if argv is not None else [])


class ConditionalBatchNorm(nn.Module):
    def __init__(self, channels, classes):
        super().__init__()
        self.bn = nn.BatchNorm2d(channels, affine=False)
        self.embed = nn.Embedding(classes, channels * 2)
        self.embed.weight.data[:, :channels].fill_(1.0)
        self.embed.weight.data[:, channels:].zero_()

    def forward(self, x, labels):
        out = self.bn(x)
        gamma, beta = self.embed(labels).chunk(2, 1)
        out = gamma.view(-1, out.size(1), 1, 1) * out + beta.view(-1, out.size(1), 1, 1)
        return out


class GenBlock(nn.Module):
    def __init__(self, cin, cout, classes):
        super().__init__()
        self.cbn = ConditionalBatchNorm(cin, classes)
        self.conv = nn.ConvTranspose2d(cin, cout, 4, 2, 1, bias=False)
        self.act = nn.ReLU(True)

    def forward(self, x, labels):
        return self.conv(self.act(self.cbn(x, labels)))


class Generator(nn.Module):
    def __init__(self, args):
        super().__init__()
        steps = int(math.log2(args.image_size)) - 2
        width = args.ngf * 2 ** (steps - 1)
        self.nz = args.nz
        self.project = nn.Linear(args.nz, width * 4 * 4)
        blocks = []
        for i in range(steps):
            blocks.append(GenBlock(width, max(width // 2, args.ngf), args.classes))
            width = max(width // 2, args.ngf)
        self.blocks = nn.ModuleList(blocks)
        self.final = nn.Sequential(
            nn.BatchNorm2d(width),
            nn.ReLU(True),
            nn.Conv2d(width, args.channels, 3, padding=1),
            nn.Tanh(),
        )

    def forward(self, z, labels):
        h = self.project(z).view(z.size(0), -1, 4, 4)
        for block in self.blocks:
            h = block(h, labels)
        return self.final(h)


class Discriminator(nn.Module):
    def __init__(self, args):
        super().__init__()
        sn = (lambda m: m) if args.no_sn else spectral_norm
        layers, cin, cout = [], args.channels, args.ndf
        size = args.image_size
        while size > 4:
            layers += [sn(nn.Conv2d(cin, cout, 4, stride=2, padding=1)), nn.LeakyReLU(0.2, inplace=True)]
            cin, cout = cout, cout * 2
            size //= 2
        self.main = nn.Sequential(*layers)
        self.head = sn(nn.Linear(cin, 1))
        self.embed = sn(nn.Embedding(args.classes, cin))

    def forward(self, x, labels):
        h = self.main(x)
        h = h.sum([2, 3])
        score = self.head(h)
        projection = (self.embed(labels) * h).sum(dim=1, keepdim=True)
        return (score + projection).squeeze(1)


def hinge_d(real, fake):
    return torch.relu(1.0 - real).mean() + torch.relu(1.0 + fake).mean()


def train(args):
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    images = torch.rand(32, args.channels, args.image_size, args.image_size) * 2 - 1
    classes = torch.randint(args.classes, (32,))
    loader = DataLoader(TensorDataset(images, classes), batch_size=args.batch_size, shuffle=True, drop_last=True)
    netG = Generator(args).to(device)
    netD = Discriminator(args).to(device)
    optG = optim.Adam(netG.parameters(), lr=args.lr, betas=(0.5, 0.999))
    optD = optim.Adam(netD.parameters(), lr=args.lr, betas=(0.5, 0.999))
    for epoch in range(1):
        for i, (real, labels) in enumerate(loader):
            real, labels = real.to(device), labels.to(device)
            b_size = real.size(0)
            noise = torch.randn(b_size, args.nz, device=device)
            fake = netG(noise, labels)
            optD.zero_grad()
            real_score = netD(real, labels)
            fake_score = netD(fake.detach(), labels)
            errD = hinge_d(real_score, fake_score)
            errD.backward()
            optD.step()
            optG.zero_grad()
            errG = -netD(fake, labels).mean()
            errG.backward()
            optG.step()
            print(f"[{epoch}][{i}/{len(loader)}] D {errD.item():.3f} G {errG.item():.3f}")
    return netG, netD


opt = get_args()
net, critic = train(opt)
with torch.no_grad():
    grid = net(torch.randn(opt.classes, opt.nz), torch.arange(opt.classes))
y = grid.permute(0, 2, 3, 1).reshape(2, 5 * opt.image_size, opt.image_size, 3)

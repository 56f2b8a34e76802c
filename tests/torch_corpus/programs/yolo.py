import torch
import torch.nn as nn

cfg = [(32, 3, 1), (64, 3, 2), ["B", 1], (128, 3, 2), ["B", 2], "S", (256, 3, 2), "U", "S"]

class CNNBlock(nn.Module):
    def __init__(self, in_channels, out_channels, bn_act=True, **kwargs):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, bias=not bn_act, **kwargs)
        self.bn = nn.BatchNorm2d(out_channels)
        self.leaky = nn.LeakyReLU(0.1)
        self.use_bn_act = bn_act
    def forward(self, x):
        if self.use_bn_act:
            return self.leaky(self.bn(self.conv(x)))
        else:
            return self.conv(x)

class Residual(nn.Module):
    def __init__(self, channels, use_residual=True, num_repeats=1):
        super().__init__()
        self.layers = nn.ModuleList()
        for repeat in range(num_repeats):
            self.layers += [nn.Sequential(CNNBlock(channels, channels // 2, kernel_size=1), CNNBlock(channels // 2, channels, kernel_size=3, padding=1))]
        self.use_residual = use_residual
        self.num_repeats = num_repeats
    def forward(self, x):
        for layer in self.layers:
            if self.use_residual:
                x = x + layer(x)
            else:
                x = layer(x)
        return x

class Scale(nn.Module):
    def __init__(self, c, n):
        super().__init__()
        self.pred = nn.Sequential(CNNBlock(c, 2 * c, kernel_size=3, padding=1), CNNBlock(2 * c, (n + 5) * 3, bn_act=False, kernel_size=1))
        self.n = n
    def forward(self, x):
        return self.pred(x).reshape(x.shape[0], 3, self.n + 5, x.shape[2], x.shape[3]).permute(0, 1, 3, 4, 2)

class YOLO(nn.Module):
    def __init__(self, in_channels=3, num_classes=80):
        super().__init__()
        self.num_classes = num_classes
        self.in_channels = in_channels
        self.layers = self._create()
    def forward(self, x):
        outputs = []
        route = []
        for layer in self.layers:
            if isinstance(layer, Scale):
                outputs.append(layer(x))
                continue
            x = layer(x)
            if isinstance(layer, Residual) and layer.num_repeats == 2:
                route.append(x)
            elif isinstance(layer, nn.Upsample):
                x = torch.cat([x, route[-1]], dim=1)
                route.pop()
        return outputs
    def _create(self):
        layers = nn.ModuleList()
        c = self.in_channels
        for m in cfg:
            if isinstance(m, tuple):
                o, k, s = m
                layers.append(CNNBlock(c, o, kernel_size=k, stride=s, padding=1 if k == 3 else 0))
                c = o
            elif isinstance(m, list):
                layers.append(Residual(c, num_repeats=m[1]))
            elif isinstance(m, str):
                if m == "S":
                    layers += [Residual(c, use_residual=False, num_repeats=1), CNNBlock(c, c // 2, kernel_size=1), Scale(c // 2, num_classes := self.num_classes)]
                    c = c // 2
                elif m == "U":
                    layers.append(nn.Upsample(scale_factor=2))
                    c = c + 128
        return layers

net = YOLO()
y = net(torch.randn(2, 3, 64, 64))

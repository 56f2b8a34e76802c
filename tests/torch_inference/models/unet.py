import torch
import torch.nn as nn


class DoubleConv(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(in_channels, out_channels, 3, padding=1),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(out_channels, out_channels, 3, padding=1),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(inplace=True),
        )

    def forward(self, x):
        return self.net(x)


class UNet(nn.Module):
    def __init__(self, in_channels=3, num_classes=2, width=32):
        super().__init__()
        self.down1 = DoubleConv(in_channels, width)
        self.down2 = DoubleConv(width, width * 2)
        self.down3 = DoubleConv(width * 2, width * 4)
        self.bottom = DoubleConv(width * 4, width * 8)
        self.pool = nn.MaxPool2d(2)
        self.up3 = nn.ConvTranspose2d(width * 8, width * 4, 2, stride=2)
        self.merge3 = DoubleConv(width * 8, width * 4)
        self.up2 = nn.ConvTranspose2d(width * 4, width * 2, 2, stride=2)
        self.merge2 = DoubleConv(width * 4, width * 2)
        self.up1 = nn.ConvTranspose2d(width * 2, width, 2, stride=2)
        self.merge1 = DoubleConv(width * 2, width)
        self.head = nn.Conv2d(width, num_classes, 1)

    def forward(self, x):
        skip1 = self.down1(x)
        skip2 = self.down2(self.pool(skip1))
        skip3 = self.down3(self.pool(skip2))
        y = self.bottom(self.pool(skip3))
        y = self.up3(y)
        y = self.merge3(torch.cat([skip3, y], dim=1))
        y = self.up2(y)
        y = self.merge2(torch.cat([skip2, y], dim=1))
        y = self.up1(y)
        y = self.merge1(torch.cat([skip1, y], dim=1))
        return self.head(y)

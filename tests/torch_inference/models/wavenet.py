import torch
import torch.nn as nn
import torch.nn.functional as F


class WaveNetBlock(nn.Module):
    def __init__(self, residual_channels, skip_channels, dilation):
        super().__init__()
        self.dilation = dilation
        self.filter = nn.Conv1d(residual_channels, residual_channels, 2, dilation=dilation)
        self.gate = nn.Conv1d(residual_channels, residual_channels, 2, dilation=dilation)
        self.residual = nn.Conv1d(residual_channels, residual_channels, 1)
        self.skip = nn.Conv1d(residual_channels, skip_channels, 1)

    def forward(self, x):
        padded = F.pad(x, (self.dilation, 0))
        out = torch.tanh(self.filter(padded)) * torch.sigmoid(self.gate(padded))
        skip = self.skip(out)
        res = self.residual(out)
        return res + x, skip

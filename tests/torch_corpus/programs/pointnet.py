import torch
import torch.nn as nn
import torch.nn.functional as F

class TNet(nn.Module):
    def __init__(self, k=3):
        super().__init__()
        self.k = k
        self.convs = nn.ModuleList([nn.Conv1d(i, o, 1) for i, o in zip([k, 64, 128], [64, 128, 1024])])
        self.bns = nn.ModuleList(nn.BatchNorm1d(c) for c in (64, 128, 1024))
        self.fc1, self.fc2, self.fc3 = nn.Linear(1024, 512), nn.Linear(512, 256), nn.Linear(256, k * k)
    def forward(self, x):
        B, _, N = x.size()
        for conv, bn in zip(self.convs, self.bns):
            x = F.relu(bn(conv(x)))
        x = nn.MaxPool1d(x.size(-1))(x).flatten(1)
        x = self.fc3(F.relu(self.fc2(F.relu(self.fc1(x)))))
        iden = torch.eye(self.k).view(1, self.k * self.k).repeat(B, 1)
        return (x + iden).view(-1, self.k, self.k)

class PointNet(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.tnet = TNet(3)
        self.feat = TNet(64)
        self.c1 = nn.Conv1d(3, 64, 1)
        self.c2 = nn.Conv1d(64, 1024, 1)
        self.head = nn.Linear(1024, classes)
    def forward(self, x):
        m = self.tnet(x)
        x = torch.bmm(x.transpose(2, 1), m).transpose(2, 1)
        x = F.relu(self.c1(x))
        m64 = self.feat(x)
        x = torch.bmm(torch.transpose(x, 1, 2), m64).transpose(1, 2)
        x = torch.max(self.c2(x), 2, keepdim=True)[0].view(-1, 1024)
        return F.log_softmax(self.head(x), dim=1), m, m64

net = PointNet()
y = net(torch.randn(4, 3, 500))

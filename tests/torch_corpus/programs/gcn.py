import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.parameter import Parameter

class GraphConvolution(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.weight = Parameter(torch.FloatTensor(in_features, out_features))
        if bias:
            self.bias = Parameter(torch.FloatTensor(out_features))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()
    def reset_parameters(self):
        stdv = 1.0 / (self.weight.size(1) ** 0.5)
        self.weight.data.uniform_(-stdv, stdv)
        if self.bias is not None:
            self.bias.data.uniform_(-stdv, stdv)
    def forward(self, input, adj):
        support = torch.mm(input, self.weight)
        output = torch.spmm(adj, support) if adj.is_sparse else adj @ support
        return output + self.bias if self.bias is not None else output

class GAT(nn.Module):
    def __init__(self, nfeat, nhid, nheads):
        super().__init__()
        self.W = nn.ParameterList([nn.Parameter(torch.empty(nfeat, nhid)) for _ in range(nheads)])
        self.a = nn.ParameterDict({"src": nn.Parameter(torch.zeros(nheads, nhid)), "dst": nn.Parameter(torch.zeros(nheads, nhid))})
        for w in self.W:
            nn.init.xavier_uniform_(w)
    def forward(self, x, adj):
        outs = []
        for i, w in enumerate(self.W):
            h = x @ w
            e = (h @ self.a["src"][i])[:, None] + (h @ self.a["dst"][i])[None, :]
            e = torch.where(adj > 0, F.leaky_relu(e, 0.2), torch.full_like(e, -9e15))
            outs.append(F.softmax(e, dim=1) @ h)
        return torch.cat(outs, dim=-1)

class GCN(nn.Module):
    def __init__(self, nfeat, nhid, nclass, dropout=0.5):
        super().__init__()
        self.gc1 = GraphConvolution(nfeat, nhid)
        self.gc2 = GraphConvolution(nhid * 4, nclass, bias=False)
        self.gat = GAT(nhid, nhid, 4)
        self.dropout = dropout
    def forward(self, x, adj):
        x = F.relu(self.gc1(x, adj))
        x = F.dropout(x, self.dropout, training=self.training)
        x = self.gat(x, adj)
        x = self.gc2(x, adj)
        return F.log_softmax(x, dim=1)

net = GCN(34, 16, 7)
y = net(torch.zeros(20, 34), torch.eye(20))

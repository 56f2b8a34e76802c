import random
import torch
import torch.nn as nn
import torch.nn.functional as F

class Encoder(nn.Module):
    def __init__(self, vocab, emb, hid, layers=2, dropout=0.5):
        super().__init__()
        self.embedding = nn.Embedding(vocab, emb)
        self.rnn = nn.GRU(emb, hid, layers, bidirectional=True, dropout=dropout)
        self.fc = nn.Linear(hid * 2, hid)
    def forward(self, src):
        embedded = self.embedding(src)
        outputs, hidden = self.rnn(embedded)
        hidden = torch.tanh(self.fc(torch.cat((hidden[-2, :, :], hidden[-1, :, :]), dim=1)))
        return outputs, hidden

class Attention(nn.Module):
    def __init__(self, hid):
        super().__init__()
        self.attn = nn.Linear(hid * 3, hid)
        self.v = nn.Linear(hid, 1, bias=False)
    def forward(self, hidden, enc):
        batch_size = enc.shape[1]
        src_len = enc.shape[0]
        hidden = hidden.unsqueeze(1).repeat(1, src_len, 1)
        enc = enc.permute(1, 0, 2)
        energy = torch.tanh(self.attn(torch.cat((hidden, enc), dim=2)))
        attention = self.v(energy).squeeze(2)
        return F.softmax(attention, dim=1)

class Decoder(nn.Module):
    def __init__(self, vocab, emb, hid, attention):
        super().__init__()
        self.attention = attention
        self.embedding = nn.Embedding(vocab, emb)
        self.rnn = nn.GRU(hid * 2 + emb, hid)
        self.out = nn.Linear(hid * 3 + emb, vocab)
        self.vocab = vocab
    def forward(self, input, hidden, enc):
        input = input.unsqueeze(0)
        embedded = self.embedding(input)
        a = self.attention(hidden, enc).unsqueeze(1)
        enc = enc.permute(1, 0, 2)
        weighted = torch.bmm(a, enc).permute(1, 0, 2)
        output, hidden = self.rnn(torch.cat((embedded, weighted), dim=2), hidden.unsqueeze(0))
        embedded, output, weighted = embedded.squeeze(0), output.squeeze(0), weighted.squeeze(0)
        return self.out(torch.cat((output, weighted, embedded), dim=1)), hidden.squeeze(0)

class Seq2Seq(nn.Module):
    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder, self.decoder = encoder, decoder
    def forward(self, src, trg, teacher=0.5):
        outputs = torch.zeros(trg.shape[0], trg.shape[1], self.decoder.vocab)
        enc, hidden = self.encoder(src)
        input = trg[0, :]
        for t in range(1, trg.shape[0]):
            output, hidden = self.decoder(input, hidden, enc)
            outputs[t] = output
            top1 = output.argmax(1)
            input = trg[t] if random.random() < teacher else top1
        return outputs

net = Seq2Seq(Encoder(100, 32, 64), Decoder(120, 32, 64, Attention(64)))
y = net(torch.zeros(7, 3, dtype=torch.long), torch.zeros(9, 3, dtype=torch.long))

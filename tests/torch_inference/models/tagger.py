import torch.nn as nn
import torch.nn.functional as F


class LSTMTagger(nn.Module):
    def __init__(self, embedding_dim, hidden_dim, vocab_size, tagset_size):
        super().__init__()
        self.word_embeddings = nn.Embedding(vocab_size, embedding_dim)
        self.lstm = nn.LSTM(embedding_dim, hidden_dim, batch_first=True, bidirectional=True)
        self.hidden2tag = nn.Linear(2 * hidden_dim, tagset_size)

    def forward(self, sentence):
        batch, length = sentence.shape
        embeds = self.word_embeddings(sentence)
        lstm_out, (hidden, cell) = self.lstm(embeds)
        tag_space = self.hidden2tag(lstm_out)
        flat = tag_space.view(batch * length, -1)
        return F.log_softmax(flat, dim=1)

"""Programs that build on transformers and packed sequences, read by layerhints and run by torch."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
import torch
from torch import nn

from layerhints.algebra import Unknown
from layerhints.ide.summary.as_json import as_json
from layerhints.libraries.torch.inside import named_parameters
from layerhints.project.project import Project
from layerhints.project.text import Text
from layerhints.values.tensor import Tensor

pytestmark = pytest.mark.oracle

OWN_BLOCK = """
import torch
from torch import nn

class Block(nn.TransformerEncoderLayer):
    def __init__(self, features=16):
        super().__init__(features, 4, batch_first=True, dim_feedforward=4 * features)
        self.extra = nn.Linear(features, features)

    def _ff_block(self, x):
        return self.extra(super()._ff_block(x))

class Net(nn.Module):
    def __init__(self, words=100, features=16):
        super().__init__()
        self.embedding = nn.Embedding(words, features)
        self.encoder = nn.TransformerEncoder(Block(features), 3, norm=nn.LayerNorm(features))
        self.head = nn.Linear(features, words)

    def forward(self, tokens):
        mask = nn.Transformer.generate_square_subsequent_mask(tokens.size(1))
        return self.head(self.encoder(self.embedding(tokens), mask=mask, is_causal=True))

model = Net()
output = model(torch.zeros(2, 7, dtype=torch.long))
"""

TRANSLATION = """
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        layer = nn.TransformerDecoderLayer(d_model=8, nhead=2, activation=nn.GELU())
        self.decoder = nn.TransformerDecoder(layer, num_layers=2)
        self.whole = nn.Transformer(8, 2, 1, 1, 16, custom_decoder=self.decoder)

    def forward(self, source, target):
        return self.whole(source, target, tgt_mask=self.whole.generate_square_subsequent_mask(target.shape[0]))

model = Net()
output = model(torch.zeros(5, 3, 8), torch.zeros(4, 3, 8))
"""

SEQUENCES = """
import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(6, 5, num_layers=2, bidirectional=True, batch_first=True)
        self.head = nn.Linear(10, 3)

    def forward(self, x, lengths):
        if not isinstance(x, PackedSequence):
            x = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        packed, (hidden, cell) = self.lstm(x)
        packed = PackedSequence(self.head(packed.data), *packed[1:])
        padded, _ = pad_packed_sequence(packed, batch_first=True, total_length=9)
        return padded, hidden[-1]

model = Net()
output, hidden = model(torch.zeros(4, 9, 6), [3, 9, 1, 2])
"""

WRITTEN_OUT = """
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self, features=12, heads=3):
        super().__init__()
        self.attention = nn.MultiheadAttention(features, heads, dropout=0.1, batch_first=True)
        self.cell = nn.LSTMCell(features, 7)
        self.norm = nn.LayerNorm(features)

    def forward(self, x):
        attended, weights = self.attention(x, x, x, average_attn_weights=False)
        x = self.norm(x + attended)
        h = c = torch.zeros(x.size(0), 7)
        steps = []
        for step in range(x.size(1)):
            h, c = self.cell(x[:, step], (h, c))
            steps.append(h)
        return torch.stack(steps, dim=1), weights

model = Net()
output, weights = model(torch.zeros(2, 4, 12))
"""


ATTRIBUTES = """
import torch
from torch import nn

attention = nn.MultiheadAttention(12, 3, kdim=5)
lstm, gru, rnn = nn.LSTM(3, 7, 2, proj_size=4), nn.GRU(3, 5), nn.RNN(3, 5, nonlinearity="relu")
sizes = [attention.head_dim, attention.kdim, attention.vdim, attention.num_heads, attention.out_proj.weight.size(0)]
sizes += [lstm.num_layers, lstm.proj_size, gru.proj_size, lstm.hidden_size, gru.weight_hh_l0.shape[0]]
sizes += [len(each.mode) for each in (lstm, gru, rnn)] + [1 if rnn.mode == "RNN_RELU" else 2]
model = nn.Sequential(*[nn.Linear(size + 1, 2) for size in sizes])
output = torch.zeros(*sizes[:3])
"""


MARKED = """
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 5))
        self.body[0].is_initialized = True
        for module in self.body:
            if not getattr(module, "is_initialized", False):
                self.add_module(f"after_{len(self._modules)}", nn.Linear(5, 5))
            if hasattr(module, "weight") and getattr(module.weight, "is_marked", False):
                self.head = nn.Linear(1, 1)

    def forward(self, x):
        for name, module in self.named_children():
            x = module(x)
        return x

model = Net()
output = model(torch.zeros(2, 4))
"""


HOOKED = """
import torch
from torch import nn

class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.linear = nn.Linear(width, width)

    def forward(self, x):
        return torch.relu(self.linear(x))

model = nn.Sequential(nn.Linear(4, 6), Block(6), Block(6), nn.Linear(6, 3))
kept, handles = [], []
for block in model[1:3]:
    handles.append(block.register_forward_hook(lambda module, given, out: kept.append((given[0], out))))
first = model(torch.zeros(2, 4))
features = torch.cat([each for pair in kept for each in pair], dim=-1)
for handle in handles:
    handle.remove()
model.register_forward_hook(lambda module, given, out: out.unsqueeze(0), prepend=True)
doubled = model[0].register_forward_pre_hook(lambda module, given: torch.cat(given + given))
second = model(torch.zeros(2, 4))
doubled.remove()
output = torch.zeros(len(kept), *model(torch.zeros(2, 4)).shape)
"""


KEPT_FOR_EACH_DEVICE = """
import torch
from torch import nn

class Attention(nn.Module):
    def __init__(self, heads=3, resolution=4):
        super().__init__()
        self.biases = nn.Parameter(torch.zeros(heads, resolution))
        self.register_buffer("places", torch.zeros(resolution, resolution, dtype=torch.long), persistent=False)
        self.kept = {}

    def bias(self, device: torch.device):
        name = str(device)
        if name not in self.kept:
            self.kept[name] = self.biases[:, self.places]
        return self.kept[name]

    def forward(self, x):
        return x + self.bias(x.device) if isinstance(x.device, torch.device) else x

model = nn.Sequential(Attention(), Attention())
output = model(torch.zeros(2, 1, 4, 4))
again = model(torch.zeros(2, 1, 1, 1))
"""


@pytest.mark.parametrize(
    "source", [OWN_BLOCK, TRANSLATION, SEQUENCES, WRITTEN_OUT, ATTRIBUTES, MARKED, HOOKED, KEPT_FOR_EACH_DEVICE]
)
def test_programs_come_to_what_torch_says(source: str) -> None:
    project = Project({})
    project.open("/program/main.py", Text(source))
    analysis = project.view("/program/main.py").analysis
    truth: dict[str, object] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(source, "main.py", "exec"), truth)
    model = truth["model"]
    assert isinstance(model, torch.nn.Module)
    assert analysis.findings == ()
    assert [(name, each.shape) for name, each in named_parameters(analysis.values["model"])] == [
        (name, tuple(each.shape)) for name, each in model.named_parameters()
    ]
    tensors = {name: value for name, value in truth.items() if isinstance(value, torch.Tensor)}
    assert tensors
    for name, value in tensors.items():
        found = analysis.values[name]
        assert isinstance(found, Tensor)
        assert found.shape == tuple(value.shape), name


DERIVED = """
import torch
from torch import nn

class ChannelNorm(nn.LayerNorm):
    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)

class Twice(nn.Linear):
    def forward(self, x):
        return super().forward(super().forward(x))

class Doubled(nn.Conv2d):
    def forward(self, x):
        return torch.cat([super().forward(x), x], 1)

model = nn.Sequential(ChannelNorm(8), Doubled(8, 3, 1), nn.Flatten(), Twice(99, 99))
output = model(torch.zeros(2, 8, 3, 3))
"""


SLICED = """
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([nn.Linear(8, 8) for _ in range(4)])
        self.body = nn.Sequential(nn.Linear(8, 6), nn.ReLU(), nn.Linear(6, 3))

    def forward(self, x):
        for block in self.blocks[: len(self.blocks) - 1]:
            x = block(x)
        if x.device == self.blocks[0].weight.device:
            x = self.body[:1](x)
        return self.body[1:](x)

model = Net()
output = model(torch.zeros(2, 8))
"""


@pytest.mark.parametrize("source", [DERIVED, SLICED], ids=["classes that derive from others", "slices of containers"])
def test_what_is_called_is_what_torch_calls(source: str) -> None:
    project = Project({})
    project.open("/program/main.py", Text(source))
    (model,) = (each for each in as_json(project.view("/program/main.py"))["models"] if each["symbol"] == "model")
    truth: dict[str, Any] = {}
    exec(compile(source, "main.py", "exec"), truth)
    leaves = [(path, module) for path, module in truth["model"].named_modules() if not [*module.children()]]
    calls: dict[str, list[list[int]]] = {path: [] for path, _ in leaves}
    macs = dict.fromkeys(calls, 0)
    for path, module in leaves:
        module.register_forward_hook(lambda _, __, out, path=path: calls[path].append(list(out.shape)))
    truth["model"](truth["output"].new_zeros(model["inputs"][0]["shape"]))
    assert {row["path"]: row["outputs"] for row in model["layers"]} == calls
    for path, module in leaves:  # for one sample, each number that a weight makes takes as many as go into it
        made = sum(torch.Size(shape[1:]).numel() for shape in calls[path])
        if isinstance(module, nn.Conv2d):
            made = 3 * 3 * 3  # its own filters alone, not what stands beside them
        macs[path] = made * (2 if "Twice" in type(module).__name__ else 1) * _taken(module)
    assert {row["path"]: row["macs"] for row in model["layers"]} == macs


def _taken(module: nn.Module) -> int:
    if isinstance(module, nn.Linear):
        return module.in_features
    return module.weight[0].numel() if isinstance(module, nn.Conv2d) else 0


MODULES = (
    "Linear(2, 3)", "Linear(2, 3, bias=False)", "Bilinear(2, 3, 4)", "Conv2d(2, 4, 3, bias=False)", "ReLU()",
    "PReLU()", "ConvTranspose1d(2, 4, 3)", "BatchNorm2d(4)", "BatchNorm1d(4, affine=False)",
    "BatchNorm1d(4, track_running_stats=False)", "InstanceNorm2d(4)",
    "InstanceNorm2d(4, affine=True, track_running_stats=True)", "LayerNorm(4)", "GroupNorm(2, 4)",
    "LayerNorm(4, elementwise_affine=False)", "LayerNorm(4, bias=False)", "RMSNorm(4)",
    "GroupNorm(2, 4, affine=False)", "RMSNorm(4, elementwise_affine=False)", "Embedding(5, 2)", "EmbeddingBag(5, 2)",
    "LSTM(2, 3)", "GRU(2, 3, bias=False)", "RNNCell(2, 3)", "LSTMCell(2, 3, bias=False)", "MultiheadAttention(4, 2)",
    "MultiheadAttention(4, 2, bias=False)", "Identity()", "Dropout()", "MaxPool2d(2)", "Flatten()",
    "Upsample(scale_factor=2)", "CrossEntropyLoss()", "MSELoss()", "NLLLoss(torch.ones(3))", "BCEWithLogitsLoss()",
    "LocalResponseNorm(2)", "PixelShuffle(2)", "Softmax(-1)", "SyncBatchNorm(4)",
    "AdaptiveLogSoftmaxWithLoss(4, 6, [3])", "Sequential()", "ModuleList()", "Unfold(2)",
)  # fmt: skip
ASKED = ("weight", "bias", "running_mean", "running_var", "num_batches_tracked", "in_proj_weight", "own_mark")


def test_what_modules_have() -> None:
    """`hasattr(module, "bias")`, as programs ask that go through all modules."""
    source = "import torch\nfrom torch import nn\n" + "".join(
        f"m = nn.{made}\nhas_{place} = [hasattr(m, name) for name in {ASKED}]\n"
        f"none_{place} = [getattr(m, name, None) is None for name in {ASKED}]\n"
        for place, made in enumerate(MODULES)
    )
    project = Project({})
    project.open("/program/main.py", Text(source))
    values = project.view("/program/main.py").analysis.values
    truth: dict[str, Any] = {}
    exec(compile(source, "main.py", "exec"), truth)
    for place, made in enumerate(MODULES):
        for kind in ("has", "none"):
            found = values[f"{kind}_{place}"].content
            for name, ours, real in zip(ASKED, found, truth[f"{kind}_{place}"], strict=True):
                unknown = isinstance(ours, Unknown) and name == "in_proj_weight"
                assert ours is real or unknown, (made, kind, name, ours)

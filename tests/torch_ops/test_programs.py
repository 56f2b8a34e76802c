"""Idioms of programs with tensors, run by real torch and read by layerhints: every name holds the same at the end."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from tests.nowhere import Nowhere

from layerhints.algebra import Unknown
from layerhints.interp import analyse
from layerhints.libraries import LIBRARIES
from layerhints.syntax import read

from .check import MACHINE, call, compare

PROGRAMS = {
    "sizes of a shape": """
        x = torch.zeros(2, 3, 4, 5)
        B, C, H, W = x.shape
        n = x.shape.numel()
        m = x.shape[-2:].numel() + x.size()[1:].numel()
        first, *rest = x.size()
        k = len(x) + x.dim() + x.ndim + x.size(-1) + x.numel()
        same = x.shape == (2, 3, 4, 5)
        t = x.shape[:1] + (7,)
        """,
    "heads of attention": """
        x = torch.rand(2, 10, 64)
        B, T, C = x.size()
        qkv = torch.nn.functional.linear(x, torch.rand(3 * C, C))
        q, k, v = qkv.split(C, dim=2)
        q = q.view(B, T, 8, C // 8).transpose(1, 2)
        k = k.view(B, T, 8, -1).permute(0, 2, 1, 3)
        a = (q @ k.transpose(-2, -1)).masked_fill(torch.tril(torch.ones(T, T)) == 0, float("-inf"))
        parts = qkv.reshape(B, T, 3, 8, C // 8).permute(2, 0, 3, 1, 4).unbind(0)
        y = a.softmax(dim=-1).transpose(1, 2).contiguous().view(B, T, -1)
        """,
    "an adjacency": """
        support = torch.mm(torch.rand(5, 4), torch.rand(4, 3))
        output = torch.spmm(torch.eye(5), support) + torch.zeros(3)
        """,
    "in place": """
        x = torch.zeros(3, 4)
        y = x.unsqueeze_(0)
        z = x.squeeze(0)
        x.transpose_(1, 2).add_(1).mul_(torch.ones(3))
        w = torch.zeros(2, 3)
        w.t_()
        w.resize_(5)
        """,
    "windows of patches": """
        x = torch.rand(2, 32, 32, 3)
        w = x.view(2, 32 // 8, 8, 4, 8, 3).permute(0, 1, 3, 2, 4, 5).contiguous().view(-1, 8, 8, 3)
        back = w.view(2, 4, 4, 8, 8, -1).transpose(2, 3).reshape(2, 32, 32, -1)
        shifted = torch.roll(x, shifts=(-4, -4), dims=(1, 2))
        coords = torch.stack(torch.meshgrid([torch.arange(8), torch.arange(8)], indexing="ij"))
        flat = torch.flatten(coords, 1)
        relative = (flat[:, :, None] - flat[:, None, :]).permute(1, 2, 0).contiguous()
        even = x[:, 0::2, 1::2, :]
        merged = torch.cat([even, x[:, 1::2, 0::2, :]], -1)
        """,
    "channels shuffled": """
        x = torch.rand(2, 6, 5, 5)
        b, c, h, w = x.data.size()
        y = torch.transpose(x.view(b, 2, c // 2, h, w), 1, 2).contiguous().view(b, -1, h, w)
        one, two = y.chunk(2, dim=1)
        z = torch.cat((one, two, one), dim=1)
        """,
    "indices": """
        x = torch.rand(4, 5, 6)
        last = x[:, -1]
        new = x[:, None, ..., 0]
        rows = x[torch.arange(4), torch.tensor([0, 1, 2, 3])]
        top, places = x.topk(3, dim=1)
        best = x.max(dim=-1).indices
        picked = x.gather(1, places)
        x[x > 0.5] = 0
        table = torch.rand(10, 3)[torch.zeros(2, 7, dtype=torch.long)]
        mixed = x[0, :, [0, 1]]
        """,
    "positions": """
        position = torch.arange(0, 50, dtype=torch.float).unsqueeze(1)
        term = torch.exp(torch.arange(0, 16, 2).float() * -0.5)
        pe = torch.zeros(50, 16)
        pe[:, 0::2] = torch.sin(position * term)
        pe = pe.unsqueeze(0).transpose(0, 1)
        some = pe[:7, :].expand(-1, 4, -1)
        row = pe.new_zeros(3).repeat(2, 2)
        like = torch.full_like(row, 2.0, dtype=torch.int64)
        """,
    "a rope": """
        f = torch.polar(torch.ones(6, 4), torch.rand(6, 4))
        x = torch.rand(2, 6, 3, 8)
        c = torch.view_as_complex(x.float().reshape(*x.shape[:-1], -1, 2))
        f = f.view(*[d if i in (1, c.ndim - 1) else 1 for i, d in enumerate(c.shape)])
        y = torch.view_as_real(c * f).flatten(3).type_as(x)
        r = x.unflatten(-1, (2, 4)).mT
        """,
    "widths of a RegNet": """
        continuous = torch.arange(5, dtype=torch.float32) * 30.0 + 24
        exponents = torch.round(torch.log(continuous / 24) / 0.9)
        widths = (torch.round(24 * torch.pow(2.5, exponents) / 8) * 8).int().tolist()
        stages = len(torch.unique(torch.tensor(widths)))
        deepest = int(exponents.max().item()) + 1
        least = int(exponents.min().item()) + 1
        each, depths = torch.unique(torch.tensor(widths), return_counts=True)
        each, depths = each.tolist(), depths.tolist()
        runs, lengths = torch.unique_consecutive(torch.tensor([3, 3, 1, 3]), return_counts=True)
        runs, lengths = runs.tolist(), lengths.tolist()
        net = torch.zeros(stages, deepest, least, *each, *depths, *runs, *lengths, device="meta")
        recent = torch.zeros(2 if "silu" in dir(torch.nn.functional) else 3)
        """,
    "drop rates, one a block": """
        rates = [rate.item() for rate in torch.linspace(0, 0.1, 8)]
        some = (torch.zeros(len([rate for rate in rates if rate > 0.0])), torch.zeros(len(rates[2:5])))
        none = torch.zeros(3 if rates[0] > 0.0 else 2, 4 if float(torch.linspace(0.5, 1, 3)[1]) == 0.75 else 5)
        """,
    "drop rates, a list for each stage": """
        rates = [stage.tolist() for stage in torch.linspace(0, 0.0, 6).split([1, 2, 3])]
        none = torch.zeros(*[3 if rate > 0.0 else 2 for stage in rates for rate in stage])
        first, second, third = torch.arange(1, 4).unbind()
        some = torch.zeros(first.item(), second.item(), third.item())
        """,
    "neither compiled nor exported": """
        a = torch.zeros(3 if torch.compiler.is_compiling() else 2, 3 if torch.compiler.is_exporting() else 2)
        @torch.compiler.disable
        def plainly(x):
            return x.T
        @torch.compiler.disable(recursive=False)
        def deeply(x):
            return x.T
        b, c = plainly(torch.zeros(2, 3)), deeply(torch.zeros(4, 3))
        """,
    "a pool by attention": """
        x, w, b = torch.rand(5, 2, 8), torch.rand(8, 8), torch.zeros(24)
        pooled, scores = torch.nn.functional.multi_head_attention_forward(
            query=x[:1], key=x, value=x, embed_dim_to_check=8, num_heads=2, in_proj_weight=None, in_proj_bias=b,
            bias_k=None, bias_v=None, add_zero_attn=False, dropout_p=0.0, out_proj_weight=torch.rand(3, 8),
            out_proj_bias=torch.zeros(3), use_separate_proj_weight=True, q_proj_weight=w, k_proj_weight=w,
            v_proj_weight=w,
        )
        """,
    "what distributions give": """
        from torch import distributions as D
        from torch.distributions import Categorical, Normal, kl_divergence
        n = Normal(torch.zeros(4, 3), torch.ones(3))
        drawn, more, numbers = n.rsample(), n.sample((5,)), n.sample(torch.Size([2, 6]))
        score, apart = n.log_prob(more).sum(-1), kl_divergence(n, Normal(0.0, 1.0))
        known = n.mean + n.stddev + n.loc
        shapes = (n.batch_shape, n.event_shape, D.Independent(n, 1).event_shape)
        c = Categorical(logits=torch.zeros(7, 4))
        action, entropy = c.sample(), c.entropy()
        likely = c.log_prob(torch.zeros(9, 7, dtype=torch.long))
        chosen = D.OneHotCategorical(probs=torch.full((3, 2), 0.5)).sample([4])
        joint = D.Independent(n, 1).log_prob(more)
        normal = D.MultivariateNormal(torch.zeros(6, 2), torch.eye(2))
        density, point = normal.log_prob(torch.zeros(6, 2)), normal.sample((3,))
        shares = D.Dirichlet(torch.ones(3, 5)).rsample()
        parts = D.Independent(Normal(torch.randn(5, 2), torch.rand(5, 2)), 1)
        mixed = D.MixtureSameFamily(Categorical(torch.ones(5)), parts).log_prob(torch.zeros(8, 2))
        odds = D.Bernoulli(logits=torch.zeros(3, 2)).probs
        wide = Normal(0.0, 1.0).expand((3, 4)).sample()
        squashed = D.TransformedDistribution(
            Normal(torch.zeros(3), 1.0),
            [D.transforms.TanhTransform(cache_size=1), D.AffineTransform(torch.zeros(6, 1), 2.0)],
        )
        squeezed, how_likely = squashed.rsample([2]), squashed.log_prob(torch.zeros(2, 6, 3))
        events = D.TransformedDistribution(D.Independent(n, 1), D.transforms.ExpTransform())
        one_event, of_one = events.sample(), events.log_prob(torch.ones(8, 4, 3))
        turned = D.SigmoidTransform()(torch.zeros(5, 2)) + D.SigmoidTransform().inv(torch.full((2,), 0.5))
        soft = D.RelaxedOneHotCategorical(0.5, logits=torch.zeros(3, 7)).rsample()
        between = D.RelaxedBernoulli(torch.tensor([0.5]), logits=torch.zeros(3, 7)).rsample((2,))
        counts = D.Multinomial(10, torch.ones(4, 3)).sample()
        successes = D.Binomial(torch.full((5, 1), 10), logits=torch.zeros(3)).sample()
        failures, odd = D.NegativeBinomial(3, torch.full((4,), 0.5)).sample(), D.Chi2(torch.ones(4, 2)).rsample()
        """,
    "gradients": """
        from torch.autograd import Variable, grad

        class Swish(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x, beta):
                ctx.save_for_backward(x)
                ctx.beta = beta
                return x * torch.sigmoid(beta * x)

            @staticmethod
            def backward(ctx, given):
                (x,) = ctx.saved_tensors
                return given * x, None

        x = Variable(torch.rand(2, 3), requires_grad=True)
        y = Swish.apply(x, 0.5)
        z = Variable(torch.zeros(4)).unsqueeze(0)
        w = torch.rand(2, 3, requires_grad=True)
        slope = grad(outputs=(w**2).sum(), inputs=w, create_graph=True)[0]
        first, second = torch.autograd.grad((w + slope).sum(), [w, slope], retain_graph=True)
        """,
    "written to places": """
        x = torch.zeros(5, 4, 10)
        x[0] = torch.ones(4, 10)
        x[1] = torch.ones(1, 1, 4, 10)
        x[:, 0] = torch.ones(10)
        x[[0, 1], :, 2] = torch.ones(2, 4)
        x[0, 0, 0] = torch.tensor(3.0)
        x[..., 0] = torch.ones(5, 1)
        x[:3, None] = torch.ones(4, 10)
        x[2] += torch.ones(10)
        x[1, :, 2:4] = torch.ones(4, 2)[None]
        x[torch.tensor([0, 2])] = torch.ones(2, 4, 10)
        x[x > 7] = torch.ones(1)
        x[3, x[3] < 0] = torch.zeros(0)
        """,
    "words of NumPy": """
        x = torch.rand(2, 3, 4)
        s = torch.sum(x, axis=1, keepdims=True)
        c = torch.cat([x, x], axis=-1)
        m = x.mean(axis=(0, 2))
        n = x.numpy().shape[1]
        """,
}


@pytest.mark.parametrize("title", PROGRAMS)
def test_program(title: str) -> None:
    lines = [line[8:] for line in PROGRAMS[title].splitlines()]
    source = "\n".join(["import torch", *lines])
    real: dict[str, Any] = {}
    exec(source, real)
    analysis = analyse(Nowhere(), LIBRARIES, "program.py", read(source))
    assert analysis.findings == ()
    MACHINE.findings.clear()
    for name, value in real.items():
        if isinstance(value, (torch.Tensor, int, tuple, list)) and not name.startswith("__"):
            compare(call(f"{title}: {name}"), value, analysis.values[name], True)


def test_a_row_that_is_written_into_through_a_part_of_it() -> None:
    source = """
import torch
row = torch.arange(1, 5)
left, right = row.split(2)
left.zero_()
sizes = torch.zeros(*row.tolist())
"""
    real: dict[str, Any] = {}
    exec(source, real)
    assert real["sizes"].shape == (0, 0, 3, 4)
    analysis = analyse(Nowhere(), LIBRARIES, "program.py", read(source))
    assert analysis.values["sizes"].shape == (0, 0, 3, 4)


@pytest.mark.parametrize("change", ["row += 1", "row.numpy()[0] = 7", "numbers[1] = 4"])
def test_an_array_that_looks_at_a_tensor_sees_what_is_written_into_either(change: str) -> None:
    source = f"""
import torch
row = torch.tensor([2, 3])
numbers = row.numpy()
{change}
sizes = torch.zeros(int(numbers[0]), int(row[1]))
"""
    real: dict[str, Any] = {}
    exec(source, real)
    assert real["sizes"].shape != (2, 3)
    analysis = analyse(Nowhere(), LIBRARIES, "program.py", read(source))
    found = analysis.values["sizes"].shape
    assert all(isinstance(a, Unknown) or a == b for a, b in zip(found, real["sizes"].shape, strict=True))


def test_a_tuple_of_a_former_class_may_hold_sizes_or_numbers() -> None:
    """`x.shape` is a tuple here, too; torch tells the two apart."""
    source = "import torch\nx = torch.rand(4, 5)\na = torch.FloatTensor(x.shape)\nb = torch.FloatTensor((4, 5))\n"
    real: dict[str, Any] = {}
    exec(source, real)
    assert (real["a"].shape, real["b"].shape) == ((4, 5), (2,))
    analysis = analyse(Nowhere(), LIBRARIES, "program.py", read(source))
    assert isinstance(analysis.values["a"].shape, Unknown) and isinstance(analysis.values["b"].shape, Unknown)

"""Programs that make a module of torch's and call it."""

from __future__ import annotations

from random import Random

from .writing import Lines, Writer, helper, indented


class Making(Writer):
    """What `__init__` does: modules and parameters, as attributes and in containers."""

    conditions = (*Writer.conditions, "self.n > 1", "len(self.blocks) > 2", "hasattr(self, 'p0')")

    def layer(self, depth: int = 0) -> str:
        plain = (
            "nn.Linear(4, 4)", "nn.Linear(4, 4, bias=False)", "nn.Identity()", "nn.LayerNorm(4)", "nn.Dropout(0.1)",
            "nn.Sequential(nn.Linear(4, 4), nn.ReLU())",
        )  # fmt: skip
        if depth > 1 or self.random.random() < 0.6:
            return self.one_of(*plain)
        one, two, three = (self.layer(depth + 1) for _ in range(3))
        return self.one_of(
            f"({one} if {self.condition()} else {two})", f"[{one}, {two}, {three}][flag]", f"helper({one})",
            f"{{0: {one}, 1: {two}}}.get(flag, {three})", f"nn.Sequential(*[{one} for _ in range(flag)])",
            f"(nn.Linear if {self.condition()} else lambda width, _: nn.LayerNorm(width))(4, 4)",
        )  # fmt: skip

    def parameter(self) -> str:
        made = f"nn.Parameter(torch.zeros({self.one_of('3', '4', '2, 2', 'n')}))"
        other = self.one_of("None", "nn.Parameter(torch.zeros(5))")
        return self.one_of(made, f"({made} if {self.condition()} else {other})", f"helper({made})")

    def simple(self) -> Lines:
        name, layer, place = self.random.randrange(3), self.layer(), self.one_of("0", "-1", "flag")
        given = self.one_of("flag", "n % 3", "1")
        kinds: dict[str, Lines] = {
            "module": [f"self.m{name} = {layer}"],
            "parameter": [f"self.p{name} = {self.parameter()}"],
            "registered": [f"self.register_parameter('p{name}', {self.parameter()})"],
            "appended": [f"self.blocks.append({layer})"],
            "inserted": [f"self.blocks.insert({place}, {layer})"],
            "extended": [f"self.blocks.extend([{layer}, {self.layer()}])"],
            "replaced": [f"self.blocks[{place}] = {layer}"],
            "deleted": ["del self.blocks[0]"],
            "keyed": [f"self.table[{self.one_of('str(flag)', repr('a'), repr('b'))}] = {layer}"],
            "named": [f"setattr(self, f'm{{{given}}}', {layer})"],
            "listed": [f"mods.append({layer})"],
            "taken": [self.one_of("mods = mods[:1]", "mods = [*mods, *self.blocks]", "mods.clear()", "mods.reverse()")],
            "stacked": ["self.stack = nn.Sequential(*mods)"],
            "walked": ["for m in self.modules():", "    if isinstance(m, nn.Linear):", "        m.bias = None"],
            "one of two": [f"target = self if {self.condition()} else self.blocks", f"target.extra = {layer}"],
            "counted": ["n += 1"],
            "kept": ["self.n = self.n + 1"],
        }
        return kinds[self.one_of(*kinds)]


class Calling(Writer):
    """What `forward` does with `x`."""

    conditions = (*Writer.conditions, "x.shape[0] > 3", "self.n > 1", "len(outs) > 1", "len(self.blocks) > 1")

    def simple(self) -> Lines:
        name = self.one_of("m0", "m1", "m2", "stack")
        kinds: dict[str, Lines] = {
            "applied": [f"if getattr(self, {name!r}, None) is not None:", f"    x = self.{name}(x)"],
            "all": ["for block in self.blocks:", "    x = block(x)"],
            "joined": ["x = torch.cat([x, x], 0)"],
            "repeated": [f"x = x.repeat({self.one_of('flag + 1', '2')}, 1)"],
            "kept": ["outs.append(x)"],
            "cut": [f"x = x[:{self.one_of('2', 'flag + 1', '-1', 'n')}]"],
            "put together": ["x = torch.cat(outs, 0)"],
            "one of two": [f"x = x if {self.condition()} else torch.cat([x, x[:1]], 0)"],
            "left": [f"if {self.condition()}:", "    return x"],
            "counted": ["n += 1"],
        }
        return kinds[self.one_of(*kinds)]


def program(seed: int) -> str:
    """It ends with a `net`, and `y`, which that makes of a tensor."""
    random = Random(seed)
    top = ["import torch", "from torch import nn", "from settings import flag"]
    begun = ["super().__init__()", "n = 2", "mods = []", "self.n = 1", "self.blocks = nn.ModuleList([nn.Linear(4, 4)])"]
    making = [*begun, "self.table = nn.ModuleDict()", *Making(random).statements(1, 4)]
    calling = ["n = 1", "outs = [x]", *Calling(random).statements(1, 4), "return x"]
    methods = [*indented(["def __init__(self):"]), *indented(making, 2), ""]
    methods += [*indented(["def forward(self, x):"]), *indented(calling, 2)]
    ends = ["", "", "x = torch.zeros(3, 4)", "net = Net()", "y = net(x)", ""]
    return "\n".join([*top, *helper(random, "nn.Linear(4, 4)"), "class Net(nn.Module):", *methods, *ends])

"""Programs that make a model of Keras's: a stack, a functional model, or a class."""

from __future__ import annotations

from random import Random

from .writing import Lines, Writer, helper, indented


class Stacking(Writer):
    """What grows a `Sequential`."""

    conditions = (*Writer.conditions, "len(model.layers) > 1")

    def layer(self, depth: int = 0) -> str:
        units = self.one_of("4", "4", "n", "n + 2", "flag + 1", "4 if flag else 3")
        plain = (
            f"layers.Dense({units})", f"layers.Dense({units})", f"layers.Dense(4, use_bias={self.condition()})",
            "layers.LayerNormalization()", "layers.BatchNormalization()", "layers.Dropout(0.1)", "layers.ReLU()",
        )  # fmt: skip
        if depth > 1 or self.random.random() < 0.6:
            return self.one_of(*plain)
        one, two, three = (self.layer(depth + 1) for _ in range(3))
        return self.one_of(
            f"({one} if {self.condition()} else {two})", f"[{one}, {two}, {three}][flag]", f"helper({one})",
            f"keras.Sequential([{one}, {two}])", "shared",
        )  # fmt: skip

    def simple(self) -> Lines:
        added = f"model.add({self.layer()})"
        pool = self.one_of("mods", "[shared, layers.Dropout(0.2)]")
        kinds: dict[str, Lines] = {
            "added": [added],
            "added too": [added],
            "taken": ["model.pop()"],
            "frozen": [f"model.layers[-1].trainable = {self.condition()}"],
            "listed": [f"mods.append({self.layer()})"],
            "all": [f"for one in {pool}:", "    model.add(one)"],
            "counted": ["n += 1"],
        }
        return kinds[self.one_of(*kinds)]


class Connecting(Stacking):
    """What makes a tensor `x` of others."""

    conditions = (*Writer.conditions, "x.shape[-1] == 4", "len(outs) > 1")

    def simple(self) -> Lines:
        kinds: dict[str, Lines] = {
            "applied": [f"x = {self.layer()}(x)"],
            "applied too": [f"x = {self.layer()}(x)"],
            "one of two": [f"x = x if {self.condition()} else {self.layer()}(x)"],
            "kept": ["outs.append(x)"],
            "joined": ["x = layers.concatenate([x, start])"],
            "put together": ["x = layers.concatenate(outs) if len(outs) > 1 else x"],
            "listed": [f"mods.append({self.layer()})"],
            "all": ["for one in mods:", "    x = one(x)"],
            "counted": ["n += 1"],
        }
        return kinds[self.one_of(*kinds)]


class Making(Stacking):
    """What the `__init__` of a model does."""

    conditions = (*Writer.conditions, "self.n > 1", "len(self.blocks) > 1")

    def simple(self) -> Lines:
        layer, number = self.layer(), self.random.randrange(3)
        weight = f"self.add_weight(shape=({self.one_of('3', 'n', 'flag + 1')},), name='w')"
        given = self.one_of("flag", "n % 3", "1")
        kinds: dict[str, Lines] = {
            "layer": [f"self.m{number} = {layer}"],
            "appended": [f"self.blocks.append({layer})"],
            "in front": [f"self.blocks = [{layer}, *self.blocks]"],
            "weight": [f"self.w{number} = {weight}"],
            "one of two": [f"self.w{number} = {weight} if {self.condition()} else None"],
            "keyed": [f"self.table[{self.one_of('str(flag)', repr('a'))}] = {layer}"],
            "named": [f"setattr(self, f'm{{{given}}}', {layer})"],
            "counted": ["n += 1"],
            "number": ["self.n = n"],
        }
        return kinds[self.one_of(*kinds)]


class Calling(Writer):
    """What `call` does with `x`."""

    conditions = (*Writer.conditions, "x.shape[-1] == 4", "self.n > 1", "len(outs) > 1", "hasattr(self, 'm1')")

    def simple(self) -> Lines:
        name = f"m{self.random.randrange(3)}"
        kinds: dict[str, Lines] = {
            "applied": [f"if getattr(self, {name!r}, None) is not None:", f"    x = self.{name}(x)"],
            "all": ["for block in self.blocks:", "    x = block(x)"],
            "kept": ["outs.append(x)"],
            "put together": ["x = keras.ops.concatenate(outs, axis=-1)"],
            "one of two": [f"x = x if {self.condition()} else keras.ops.concatenate([x, x], axis=-1)"],
            "left": [f"if {self.condition()}:", "    return x"],
            "counted": ["n += 1"],
        }
        return kinds[self.one_of(*kinds)]


def program(seed: int) -> str:
    """It ends with a `net`, and `y`, which that makes of a tensor."""
    random = Random(seed)
    top = ["import keras", "from keras import layers", "from settings import flag", *helper(random, "layers.Dense(4)")]
    begun = ["n = 2", "mods, outs = [], []", "shared = layers.Dense(4)"]
    body = random.choice((_stack, _functional, _class))(random, begun)
    return "\n".join([*top, *body, "y = net(given)", ""])


_GIVEN = "given = keras.Input((4,))"


def _stack(random: Random, begun: Lines) -> Lines:
    first = "model = keras.Sequential([keras.Input((4,)), layers.Dense(4)])"
    last = ["last = layers.Dense(2)", _GIVEN, "net = keras.Sequential([model, last])"]
    return [*begun, first, *Stacking(random).statements(2, 6), *last]


def _functional(random: Random, begun: Lines) -> Lines:
    start = "start = x = keras.Input((4,))"
    return [*begun, start, *Connecting(random).statements(2, 6), _GIVEN, "net = keras.Model(start, x)"]


def _class(random: Random, begun: Lines) -> Lines:
    first = ["super().__init__()", *begun, "self.n = 1", "self.blocks = [layers.Dense(4)]", "self.table = {}"]
    making = [*first, *Making(random).statements(1, 4)]
    calling = ["n = 1", "outs = [x]", *Calling(random).statements(1, 4), "return x"]
    methods = [*indented(["def __init__(self):"]), *indented(making, 2), ""]
    methods += [*indented(["def call(self, x):"]), *indented(calling, 2), "", ""]
    return ["class Net(keras.Model):", *methods, _GIVEN, "net = Net()"]

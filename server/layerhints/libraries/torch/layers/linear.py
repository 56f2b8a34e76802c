"""Modules that multiply with a matrix, and Identity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from layerhints.algebra import Open, Unknown
from layerhints.libraries.torch.layers.base import Pattern, TorchModule
from layerhints.libraries.torch.layers.elementwise import Unchanged
from layerhints.libraries.torch.layers.operands import Operands, common, same_rank
from layerhints.rules import (
    Bound,
    Input,
    Problem,
    Ranks,
    Settings,
    Size,
    Weight,
    at_least,
    counted,
    equal,
    factor,
    product,
    require,
    show_structure,
    text,
)
from layerhints.rules.fields import flag, setting, size
from layerhints.rules.quantity import as_code
from layerhints.rules.shapes import axis, elements, known_rank, with_axis


class Features(TorchModule):
    """A module that works on the last axis of its input, whatever stands in front of it."""

    def axis_names(self, rank: int) -> tuple[str, ...]:
        return feature_names(rank)


def feature_names(rank: int) -> tuple[str, ...]:
    """A batch in front, features at the end."""
    if rank < 2:
        return ("features",) * rank
    return ("batch", *(f"axis {index}" for index in range(1, rank - 1)), "features")


class Linear(Features):
    """Every output feature weighs every value of the last axis of the input.

    Examples:
        Linear(784, 10): N 784 -> N 10 | 7850
        Linear(512, 2048, bias=False): N 20 512 -> N 20 2048 | 1048576
        Linear(3, 4): 3 -> 4 | 16
        Linear(256, 10): N 400 !! wrong-features
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html
    """

    computes = True

    in_features: Any = size(label="input features", minimum=0)
    out_features = size(label="output features", minimum=0)
    bias = flag(True)
    device = setting(None)
    dtype = setting(None)

    def carrying(self, shapes: Mapping[str, Any]) -> TorchModule | None:
        if len(sizes := shapes.get("weight", ())) != 2:
            return None
        made: TorchModule = self.replace(in_features=sizes[1], out_features=sizes[0])
        return made

    def ranks(self) -> Ranks:
        return at_least(1)

    def features(self, x: Any) -> Size:
        """The length of each row of the weight."""
        return self.in_features

    def requirements(self, x: Any) -> Iterable[Problem]:
        found = axis(x, -1)
        message = (
            f"the last axis of {show_structure(x)} has {text(found)} features, but `in_features` is "
            f"{text(self.in_features)}: {self._advice(x, found)}"
        )
        yield from require(equal(found, self.in_features), "wrong-features", message, Input())

    def _advice(self, x: Any, found: Size) -> str:
        if len(shape := () if isinstance(x, Unknown) else x) > 2 and equal(elements(x, 1), self.in_features) is True:
            flat = f"{'·'.join(map(text, shape[1:]))} = {text(self.in_features)}"
            return f"all axes behind the batch have {flat}, so flatten it before: `Flatten()`"
        made = f"{type(self).__name__}({as_code(found)}, {as_code(self.out_features)})"
        return f"write `{made}`, or change what comes in"

    def output_of(self, x: Any) -> Any:
        return with_axis(x, -1, self.out_features)

    def weights_of(self, x: Any) -> Iterable[Weight]:
        rows = factor("output features", self.out_features)
        yield Weight(
            "weight",
            (rows, factor("input features", self.features(x))),
            times=None if x is None else elements(x, 1, -1),
            because="each output feature weighs each input feature",
        )
        yield Weight("bias", (rows,), when=self.bias, because="one per output feature", flag="bias")

    def patterns(self) -> tuple[Pattern, ...]:
        return (Open(f"the input of a {type(self).__name__}", tail=(self.in_features,)),)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        rank = known_rank(x)
        if rank is not None and rank > 2:
            yield (
                f"The input has {rank} axes. A Linear works on the last one only, here the "
                f"{counted(x[-1], 'features')} of each position, with the same weights everywhere; the other axes "
                f"stay. To connect it to all {counted(product(x[1:]), 'values')} of a sample, put nn.Flatten in front."
            )
        elif self.bias is True:
            yield (
                f"Each of the {counted(self.out_features, 'output features')} has one weight for each of the "
                f"{counted(self.features(x), 'input features')}, and one bias."
            )


class NonDynamicallyQuantizableLinear(Linear):
    """A Linear that dynamic quantization leaves alone: the output projection of an attention.

    Examples:
        NonDynamicallyQuantizableLinear(8, 8): N 10 8 -> N 10 8 | 72
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html
    """


class LazyLinear(Linear):
    """A Linear that reads `in_features` from its first input.

    Examples:
        LazyLinear(10): N 400 -> N 10 | 4010
        LazyLinear(8, bias=False): N 5 16 -> N 5 8 | 128
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LazyLinear.html
    """

    lazy = True
    in_features = Unknown("a LazyLinear reads it from its first input")

    def features(self, x: Any) -> Size:
        return self.in_features if x is None else axis(x, -1)

    def requirements(self, x: Any) -> Iterable[Problem]:
        return ()

    def patterns(self) -> tuple[Pattern, ...]:
        return (None,)


class Bilinear(Operands):
    """Each output feature weighs each product of a feature of the one input with a feature of the other.

    Examples:
        Bilinear(20, 30, 40): N 20, N 30 -> N 40 | 24040
        Bilinear(2, 3, 4, bias=False): N 5 2, N 5 3 -> N 5 4 | 24
        Bilinear(20, 30, 40): N 20, N 20 !! wrong-features
        Bilinear(20, 30, 40): N 20, 30 !! wrong-rank
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Bilinear.html
    """

    operands = ("input1", "input2")

    in1_features = size(label="first features")
    in2_features = size(label="second features", minimum=0)
    out_features = size(label="output features", minimum=0)
    bias = flag(True)
    device = setting(None)
    dtype = setting(None)

    def forward(self, input1: Any, input2: Any) -> tuple[Any, Any]:
        return self.on(input1, input2)

    def requirements(self, x: Any) -> Iterable[Problem]:
        first, second = x
        if same_rank(first, second) is False or () in (first, second):
            message = (
                f"`Bilinear` takes two inputs that differ in their last axis alone; these are {show_structure(first)} "
                f"and {show_structure(second)}"
            )
            yield Problem("wrong-rank", message, Input(1))
            return
        for index, (shape, name) in enumerate(((first, "in1_features"), (second, "in2_features"))):
            features = getattr(self, name)
            message = f"`input{index + 1}` has {text(axis(shape, -1))} features, but `{name}` is {text(features)}"
            yield from require(equal(axis(shape, -1), features), "wrong-features", message, Input(index))
        if not isinstance(first, Unknown) and not isinstance(second, Unknown):
            for one, other in zip(first[:-1], second[:-1], strict=True):
                message = f"axes in front of the features differ: {show_structure(first)} and {show_structure(second)}"
                yield from require(equal(one, other), "shape-mismatch", message, Input(1))

    def output_of(self, x: Any) -> Any:
        first, second = (with_axis(shape, -1, self.out_features) for shape in x)
        return common(first, second)

    def weights_of(self, x: Any) -> Iterable[Weight]:
        rows = factor("output features", self.out_features)
        yield Weight(
            "weight",
            (rows, factor("first features", self.in1_features), factor("second features", self.in2_features)),
            times=None if x is None else elements(common(*x), 1, -1),
            because="each output feature weighs each pair of features",
        )
        yield Weight("bias", (rows,), when=self.bias, because="one per output feature", flag="bias")

    def patterns(self) -> tuple[Pattern, ...]:
        return (
            Open("the first input of a Bilinear", tail=(self.in1_features,)),
            Open("the second input of a Bilinear", tail=(self.in2_features,)),
        )

    def axis_names(self, rank: int) -> tuple[str, ...]:
        return feature_names(rank)


class Identity(Unchanged):
    """The input as it is; the constructor takes any arguments and ignores them.

    Examples:
        Identity(): N 5 8 -> N 5 8
        Identity(54, unused=0.1): N 8 -> N 8
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Identity.html
    """

    @classmethod
    def bind(
        cls,
        positional: Sequence[Any] = (),
        keywords: Mapping[str, Any] | None = None,
        settings: Settings = TorchModule.settings,
        more: Unknown | None = None,
        rest: bool = False,
    ) -> Bound:
        return super().bind((), None, settings)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        yield "It passes on what it gets. It stands in for a layer that is left out, and has no parameters."

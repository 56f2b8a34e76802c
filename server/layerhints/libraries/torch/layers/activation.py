"""Activation functions as modules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layerhints.algebra import Open, Unknown
from layerhints.libraries.torch.layers.base import Pattern
from layerhints.libraries.torch.layers.elementwise import Elementwise, Unchanged, axis_text, no_such_axis
from layerhints.libraries.torch.layers.normalization import channel_names
from layerhints.rules import (
    Argument,
    Input,
    Problem,
    Ranks,
    Weight,
    at_least,
    divides,
    equal,
    factor,
    require,
    show_structure,
    text,
    value_of,
)
from layerhints.rules.fields import axes, choice, number, setting, size
from layerhints.rules.quantity import as_code
from layerhints.rules.shapes import axis, in_range, known_rank, with_axis


class CELU(Elementwise):
    """x where it is positive, else an exponential whose slope is continuous.

    Examples:
        CELU(): N 8 -> N 8
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.CELU.html
    """

    alpha = number(1.0)
    inplace = setting(False)

    def conflicts(self) -> Iterable[Problem]:
        if self.alpha == 0:
            yield Problem("bad-number", "`alpha` is 0; CELU divides by it", Argument("alpha"))


class ELU(Elementwise):
    """x where it is positive, else an exponential.

    Examples:
        ELU(0.5): N 8 -> N 8
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ELU.html
    """

    alpha = number(1.0)
    inplace = setting(False)


class GELU(Elementwise):
    """x times the share of a normal distribution that lies below x.

    Examples:
        GELU(): N 197 768 -> N 197 768
        GELU("tanh"): N 8 -> N 8
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.GELU.html
    """

    approximate = choice("none", "tanh", default="none")


class GLU(Unchanged):
    """The first half of an axis, weighed by the sigmoid of the second half.

    Examples:
        GLU(): N 10 64 -> N 10 32
        GLU(dim=1): N 64 10 -> N 32 10
        GLU(): N 7 !! odd-size
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.GLU.html
    """

    dim = axes(-1, single=True)

    def ranks(self) -> Ranks:
        return at_least(1)

    def requirements(self, x: Any) -> Iterable[Problem]:
        if isinstance(self.dim, Unknown):
            return
        yield from no_such_axis(x, self.dim, "dim")
        if in_range(x, self.dim) is not False:
            halved = axis(x, self.dim[0])
            message = f"`GLU` halves an axis; {axis_text(self.dim[0]).lower()} of {show_structure(x)} has an odd size"
            yield from require(divides(2, halved), "odd-size", message, Input())

    def output_of(self, x: Any) -> Any:
        if isinstance(self.dim, Unknown):
            rank = known_rank(x)
            return Unknown(self.dim.reason) if rank is None else (Unknown(self.dim.reason),) * rank
        return with_axis(x, self.dim[0], axis(x, self.dim[0]) // 2)

    def reason(self, x: Any, y: Any, axis: int) -> str:
        if isinstance(self.dim, Unknown) or axis != self.dim[0] % len(y):
            return ""
        return "one half is the values, the other decides how much of them passes"

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        if not isinstance(self.dim, Unknown):
            whole = axis(x, self.dim[0])
            yield (
                f"{axis_text(self.dim[0])} comes out half as long: {text(whole)}/2 = {text(whole // 2)}. The layer in "
                f"front must give twice as many values as the one behind takes. It has no parameters."
                if not isinstance(value_of(whole), Unknown)
                else f"{axis_text(self.dim[0])} comes out half as long. It has no parameters."
            )


class Hardshrink(Elementwise):
    """x, but 0 where it is near 0.

    Examples:
        Hardshrink(): N 8 -> N 8
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardshrink.html
    """

    lambd = number(0.5)


class Hardsigmoid(Elementwise):
    """A sigmoid made of three straight lines.

    Examples:
        Hardsigmoid(): N 8 -> N 8
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardsigmoid.html
    """

    inplace = setting(False)


class Hardswish(Elementwise):
    """x times a hard sigmoid of x.

    Examples:
        Hardswish(): N 16 56 56 -> N 16 56 56
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardswish.html
    """

    inplace = setting(False)


class Hardtanh(Elementwise):
    """x, cut off below `min_val` and above `max_val`.

    Examples:
        Hardtanh(-2.0, 2.0): N 8 -> N 8
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Hardtanh.html
    """

    min_val = number(-1.0)
    max_val = number(1.0)
    inplace = setting(False)
    min_value = number(None)
    max_value = number(None)

    def conflicts(self) -> Iterable[Problem]:
        # `min_value` and `max_value` are the names of an older release, and win where they are given.
        low, low_name = (self.min_val, "min_val") if self.min_value is None else (self.min_value, "min_value")
        high, high_name = (self.max_val, "max_val") if self.max_value is None else (self.max_value, "max_value")
        if isinstance(low, Unknown) or isinstance(high, Unknown) or low < high:
            return
        message = f"`{high_name}` is {high}; it must be greater than `{low_name}`, which is {low}"
        yield Problem("conflicting-arguments", message, Argument(high_name))


class LeakyReLU(Elementwise):
    """x where it is positive, else a fixed share of it.

    Examples:
        LeakyReLU(0.2): N 64 32 32 -> N 64 32 32
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LeakyReLU.html
    """

    negative_slope = number(0.01)
    inplace = setting(False)


class LogSigmoid(Elementwise):
    """The logarithm of the sigmoid.

    Examples:
        LogSigmoid(): N 8 -> N 8
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LogSigmoid.html
    """


class Mish(Elementwise):
    """x times the tanh of its softplus.

    Examples:
        Mish(): N 8 -> N 8
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Mish.html
    """

    inplace = setting(False)


class PReLU(Unchanged):
    """x where it is positive, else a learned share of it: one for all values, or one for each channel.

    Examples:
        PReLU(): N 64 8 8 -> N 64 8 8 | 1
        PReLU(64): N 64 8 8 -> N 64 8 8 | 64
        PReLU(32): N 64 8 8 !! wrong-features
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.PReLU.html
    """

    num_parameters = size(1, label="slopes", minimum=0)
    init = number(0.25)
    device = setting(None)
    dtype = setting(None)

    def requirements(self, x: Any) -> Iterable[Problem]:
        rank = known_rank(x)
        if rank is None or equal(self.num_parameters, 1) is not False:
            return
        if rank < 2:
            message = f"`PReLU` with {text(self.num_parameters)} slopes takes an input with a batch and channels"
            yield Problem("wrong-rank", message, Input())
            return
        message = (
            f"the input has {text(x[1])} channels, but `num_parameters` is {text(self.num_parameters)}: "
            f"write `PReLU({as_code(x[1])})`, or `PReLU()` for one slope in all"
        )
        yield from require(equal(x[1], self.num_parameters), "wrong-features", message, Input())

    def weights_of(self, x: Any) -> Iterable[Weight]:
        because = (
            "one learned slope for all values" if equal(self.num_parameters, 1) is True else "one slope per channel"
        )
        yield Weight("weight", (factor("slopes", self.num_parameters),), because=because)

    def patterns(self) -> tuple[Pattern, ...]:
        if equal(self.num_parameters, 1) is False:
            return (Open("the input of a PReLU", head=(Unknown("the batch"), self.num_parameters)),)
        return (None,)

    def axis_names(self, rank: int) -> tuple[str, ...]:
        return channel_names(rank)

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        if equal(self.num_parameters, 1) is True:
            yield "One slope is learned and used everywhere; `PReLU(C)` learns one for each of C channels."


class ReLU(Elementwise):
    """max(0, x).

    Examples:
        ReLU(): N 64 32 32 -> N 64 32 32
        ReLU(inplace=True): N 10 -> N 10
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReLU.html
    """

    inplace = setting(False)


class ReLU6(Elementwise):
    """x, cut off below 0 and above 6.

    Examples:
        ReLU6(): N 32 56 56 -> N 32 56 56
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReLU6.html
    """

    inplace = setting(False)


class RReLU(Elementwise):
    """x where it is positive, else a share of it that is drawn anew while training.

    Examples:
        RReLU(0.1, 0.3): N 8 -> N 8
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.RReLU.html
    """

    lower = number(1.0 / 8)
    upper = number(1.0 / 3)
    inplace = setting(False)

    def conflicts(self) -> Iterable[Problem]:
        if isinstance(self.lower, Unknown) or isinstance(self.upper, Unknown) or self.lower <= self.upper:
            return
        message = f"`lower` is {self.lower}; it must not be greater than `upper`, which is {self.upper}"
        yield Problem("conflicting-arguments", message, Argument("lower"))


class SELU(Elementwise):
    """A scaled exponential that keeps mean and variance of the values.

    Examples:
        SELU(): N 8 -> N 8
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.SELU.html
    """

    inplace = setting(False)


class SiLU(Elementwise):
    """x times its sigmoid.

    Examples:
        SiLU(): N 16 56 56 -> N 16 56 56
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.SiLU.html
    """

    inplace = setting(False)


class Sigmoid(Elementwise):
    """Squeezes each value between 0 and 1.

    Examples:
        Sigmoid(): N 1 -> N 1
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Sigmoid.html
    """


class Softplus(Elementwise):
    """A smooth max(0, x).

    Examples:
        Softplus(): N 8 -> N 8
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Softplus.html
    """

    beta = number(1.0)
    threshold = number(20.0)


class Softshrink(Elementwise):
    """x, moved towards 0 by `lambd`.

    Examples:
        Softshrink(): N 8 -> N 8
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Softshrink.html
    """

    lambd = number(0.5, low=0)


class Softsign(Elementwise):
    """x/(1 + |x|).

    Examples:
        Softsign(): N 8 -> N 8
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Softsign.html
    """


class Tanh(Elementwise):
    """Squeezes each value between −1 and 1.

    Examples:
        Tanh(): N 3 64 64 -> N 3 64 64
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Tanh.html
    """


class Tanhshrink(Elementwise):
    """x minus its tanh.

    Examples:
        Tanhshrink(): N 8 -> N 8
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Tanhshrink.html
    """


class Threshold(Elementwise):
    """x where it is above `threshold`, else `value`.

    Examples:
        Threshold(0.1, 20): N 8 -> N 8
    Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Threshold.html
    """

    threshold = number()
    value = number()
    inplace = setting(False)

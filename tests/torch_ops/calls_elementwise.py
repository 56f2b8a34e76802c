"""Calls of the operations on each number, of comparisons, and of sums along axes."""

from __future__ import annotations

from .check import Call, Dtype, Given, call
from .draw import Draw, both, operation

TYPES = ("float32", "float64", "int64", "int32", "bool")


@both("abs", "neg", "sign", "square", "exp", "log", "sqrt", "sin", "tanh", "sigmoid", "erf", "floor", "round", "relu",
      "isnan", "isfinite", "logical_not", "reciprocal", "rsqrt", "log1p")  # fmt: skip
def of_one(d: Draw, name: str) -> Call:
    without_truths = ("abs", "neg", "sign", "square", "floor", "round", "relu")
    dtypes = TYPES[:4] if name.rpartition(".")[2] in without_truths else TYPES
    return call(name, d.tensor(dtype=d.pick(*dtypes)))


@operation("Tensor.exp_", "Tensor.relu_", "torch.relu_")
def of_one_in_place(d: Draw, name: str) -> Call:
    return call(name, d.tensor())


@both("add", "mul", "maximum", "eq", "lt", "logical_and", "true_divide")
@operation("+", "*", "/", "<", ">=", "==", "!=")
def of_two(d: Draw, name: str) -> Call:
    x = d.tensor(dtype=d.pick(*TYPES))
    other = Given(d.stretched(x.shape), d.pick(*TYPES))
    if name.endswith(("maximum", "logical_and")) or d.chance():
        return call(name, x, other)
    if not name.startswith(("torch", "Tensor")) and d.chance():
        return call(name, d.pick(2, 0.5), x)
    return call(name, x, d.pick(2, 0.5, True))


@both("sub", "pow", "remainder", "floor_divide", "atan2", "hypot")
@operation("-", "//", "%", "**")
def of_two_numbers(d: Draw, name: str) -> Call:
    x = d.tensor(dtype=d.pick("float32", "float64"))
    return call(name, x, Given(d.stretched(x.shape), d.pick("float32", "int64")))


@both("bitwise_and", "bitwise_or", "bitwise_xor")
@operation("&", "|", "^")
def of_bits(d: Draw, name: str) -> Call:
    x = d.tensor(dtype=d.pick("int64", "bool", "uint8", "int32"))
    return call(name, x, d.pick(Given(d.stretched(x.shape), d.pick("int64", "bool")), 1, True))


@operation("Tensor.add_", "Tensor.mul_", "Tensor.sub_", "Tensor.clamp_min_", "Tensor.div_", "Tensor.lt_")
def in_place(d: Draw, name: str) -> Call:
    x = d.tensor()
    return call(name, Given(d.stretched(x.shape)), x) if d.rarely() else call(name, x, Given(d.stretched(x.shape)))


@both("div")
def div(d: Draw, name: str) -> Call:
    x = d.tensor(dtype=d.pick("float32", "int64"))
    other = Given(d.stretched(x.shape), d.pick("float32", "int64"))
    return call(name, x, other, rounding_mode=d.pick(None, "floor", "trunc", "floor", "up"))


@both("clamp", "clip")
def clamp(d: Draw, name: str) -> Call:
    x = d.tensor(dtype=d.pick("float32", "int64"))
    bound = Given(d.stretched(x.shape))
    return d.pick(call(name, x, 0, 1), call(name, x, min=0.5), call(name, x, max=1), call(name, x, bound, bound))


@both("lerp")
def lerp(d: Draw, name: str) -> Call:
    x = d.tensor()
    return call(name, x, Given(d.stretched(x.shape)), d.pick(0.5, Given(d.stretched(x.shape))))


@both("addcmul", "addcdiv")
def addcmul(d: Draw, name: str) -> Call:
    x = d.tensor()
    return call(name, x, Given(d.stretched(x.shape)), Given(d.stretched(x.shape)), value=0.5)


@both("isclose")
def isclose(d: Draw, name: str) -> Call:
    x = d.tensor()
    return call(name, x, Given(d.stretched(x.shape)))


# --- along axes


@both("sum", "nansum")
def sums(d: Draw, name: str) -> Call:
    x = d.tensor(dtype=d.pick("float32", "int64", "bool") if name.endswith(".sum") else "float32")
    rank = len(x.shape)
    return d.pick(
        call(name, x),
        call(name, x, d.axis(rank)),
        call(name, x, d.axes(rank), d.chance()),
        call(name, x, dim=d.axis(rank), keepdim=d.chance()),
        call(name, x, list(d.axes(rank)), dtype=Dtype("float64")),
    )


@both("mean", "std", "var", "norm", "amax", "amin", "all", "any", "nanmean", "count_nonzero")
def over_axes(d: Draw, name: str) -> Call:
    x = Given(tuple(max(size, 1) for size in d.shape()))
    rank = len(x.shape)
    word = name.rpartition(".")[2]
    if word in ("norm",):
        return d.pick(call(name, x), call(name, x, 2, d.axis(rank), d.chance()), call(name, x, dim=d.axes(rank)))
    if word == "count_nonzero":
        return d.pick(call(name, x), call(name, x, d.axis(rank)), call(name, x, dim=d.axes(rank)))
    return d.pick(
        call(name, x), call(name, x, dim=d.axis(rank)), call(name, x, dim=d.axes(rank), keepdim=d.chance())
    )


@both("max", "min")
def extremes(d: Draw, name: str) -> Call:
    x = Given(tuple(max(size, 1) for size in d.shape()))
    rank = len(x.shape)
    return d.pick(
        call(name, x), call(name, x, d.axis(rank)), call(name, x, dim=d.axis(rank), keepdim=d.chance()),
        call(name, x, Given(d.stretched(x.shape))),
    )  # fmt: skip


@both("prod", "argmax", "argmin", "median", "nanmedian")
def one_axis(d: Draw, name: str) -> Call:
    x = Given(tuple(max(size, 1) for size in d.shape()))
    rank = len(x.shape)
    return d.pick(call(name, x), call(name, x, d.axis(rank)), call(name, x, dim=d.axis(rank), keepdim=d.chance()))


@both("mode", "logsumexp", "softmax", "log_softmax", "cumsum", "cumprod", "cummax", "logcumsumexp")
def along_one(d: Draw, name: str) -> Call:
    x = Given(tuple(max(size, 1) for size in d.shape()))
    return call(name, x, d.axis(len(x.shape)))


@both("diff")
def diff(d: Draw, name: str) -> Call:
    x = d.tensor()
    axis = d.axis(len(x.shape))
    more = Given(d.varied(x.shape, axis))
    return d.pick(call(name, x), call(name, x, d.int(0, 3), axis), call(name, x, 1, axis, more))


@both("quantile")
def quantile(d: Draw, name: str) -> Call:
    x = Given(tuple(max(size, 1) for size in d.shape(1)))
    q = d.pick(0.5, Given((), fill=0.5), Given((d.int(1, 3),), fill=0.5))
    return call(name, x, q, d.pick(None, d.axis(len(x.shape))), d.chance())

"""The arguments of keras.ops.numpy, drawn."""

from __future__ import annotations

from tests.keras_ops.check import Call
from tests.keras_ops.draw import Draw, family


@family(
    "abs", "absolute", "angle", "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctanh", "cbrt", "ceil", "conj",
    "conjugate", "copy", "cos", "cosh", "deg2rad", "exp", "exp2", "expm1", "fabs", "floor", "i0", "imag", "isfinite",
    "isinf", "isnan", "isneginf", "isposinf", "isreal", "log", "log10", "log1p", "log2", "logical_not", "negative",
    "rad2deg", "real", "reciprocal", "sign", "signbit", "sin", "sinc", "sinh", "sqrt", "square", "tan", "tanh",
    "trunc", "erf", "erfc", "erfinv", "rsqrt", "stop_gradient", "nan_to_num", "round", "ravel", "zeros_like",
    "ones_like", "empty_like", "convert_to_tensor", "array", "ndim", "size", "relu", "relu6", "selu", "sigmoid",
    "silu", "swish", "softplus", "softsign", "sparse_plus", "sparse_sigmoid", "tanh_shrink", "hard_sigmoid",
    "hard_silu", "hard_swish", "hard_tanh", "log_sigmoid", "celu", "elu", "hard_shrink", "soft_shrink", "leaky_relu",
    "gelu", "squareplus", "nonzero", "corrcoef", "layer_normalization", "rms_normalization",
)  # fmt: skip
def one(d: Draw, name: str) -> Call:
    return d.call(f"ops.{name}({d.any(1, 4)})")


@family("bitwise_invert", "bitwise_not")
def bits(d: Draw, name: str) -> Call:
    return d.call(f"ops.{name}({d.any(dtype='int32')})")


@family("clip")
def clip(d: Draw, name: str) -> Call:
    return d.call(f"ops.clip({d.any()}, 0, 1)")


@family("threshold")
def threshold(d: Draw, name: str) -> Call:
    return d.call(f"ops.threshold({d.any()}, 0.1, 0.0)")


@family("full_like")
def full_like(d: Draw, name: str) -> Call:
    return d.call(f"ops.full_like({d.any()}, 2)")


@family("cast", "saturate_cast", "view")
def cast(d: Draw, name: str) -> Call:
    return d.call(f"ops.{name}({d.any()}, {d.pick('int32', 'float32', 'uint32')!r})")


@family(
    "add", "subtract", "multiply", "power", "mod", "floor_divide", "maximum", "minimum", "fmax", "fmin", "fmod",
    "arctan2", "divide", "true_divide", "divide_no_nan", "heaviside", "hypot", "logaddexp", "logaddexp2", "nextafter",
    "equal", "not_equal", "greater", "greater_equal", "less", "less_equal", "logical_and", "logical_or",
    "logical_xor", "isclose",
)  # fmt: skip
def two(d: Draw, name: str) -> Call:
    shape = d.shape()
    first = d.tensor(shape)
    plain = name in ("add", "subtract", "multiply", "power", "divide", "maximum", "minimum", "less", "greater")
    second = d.pick("2.5", "3") if plain and not d.int(0, 4) else d.tensor(d.stretched(shape))
    return d.call(f"ops.{name}({first}, {second})" if d.chance() else f"ops.{name}({second}, {first})")


@family("allclose")
def allclose(d: Draw, name: str) -> Call:
    shape = d.shape()
    return d.call(f"ops.allclose({d.tensor(shape)}, {d.tensor(shape)})")


@family(
    "gcd", "lcm", "bitwise_and", "bitwise_or", "bitwise_xor", "bitwise_left_shift", "bitwise_right_shift",
    "left_shift", "right_shift",
)  # fmt: skip
def two_integers(d: Draw, name: str) -> Call:
    shape = d.shape()
    # The symbolic form of the bitwise ones gives the first shape back, whatever the second is.
    other = d.stretched(shape) if name in ("gcd", "lcm") else shape
    return d.call(f"ops.{name}({d.tensor(shape, 'int32')}, {d.tensor(other, 'int32')})")


@family("ldexp")
def ldexp(d: Draw, name: str) -> Call:
    shape = d.shape()
    return d.call(f"ops.ldexp({d.tensor(shape)}, {d.tensor(d.stretched(shape), 'int32')})")


@family("polar")
def polar(d: Draw, name: str) -> Call:
    shape = d.shape()
    return d.call(f"ops.polar({d.tensor(shape)}, {d.tensor(shape)})")


@family("digitize", "isin")
def against_a_row(d: Draw, name: str) -> Call:
    return d.call(f"ops.{name}({d.any()}, {d.tensor((d.size(),))})")


@family(
    "sum", "amax", "amin", "nanmax", "nanmin", "nansum", "nanprod", "ptp", "all", "any", "mean", "median", "std", "var",
    "nanmean", "nanmedian", "nanstd", "nanvar", "logsumexp", "max", "min", "prod",
)  # fmt: skip
def reduction(d: Draw, name: str) -> Call:
    x = d.any(1, 4)
    return d.call(f"ops.{name}({x}, axis={d.axes(d.rank(x))}, keepdims={d.chance()})")


@family("argmax", "argmin", "nanargmax", "nanargmin")
def position(d: Draw, name: str) -> Call:
    x = d.any(1, 4)
    return d.call(f"ops.{name}({x}, axis={d.pick(None, d.axis(d.rank(x)))}, keepdims={d.chance()})")


@family("count_nonzero")
def count_nonzero(d: Draw, name: str) -> Call:
    x = d.any(1, 4)
    return d.call(f"ops.count_nonzero({x}, axis={d.axes(d.rank(x))})")


@family("average")
def average(d: Draw, name: str) -> Call:
    shape = d.shape(1, 3)
    x, axis = d.tensor(shape), d.pick(None, d.int(0, len(shape) - 1))
    weights = d.pick("", f", weights={d.tensor(shape)}", f", weights={d.tensor((shape[axis or 0],))}")
    return d.call(f"ops.average({x}, axis={axis}{weights})")


@family("quantile", "percentile", "nanquantile", "nanpercentile")
def quantile(d: Draw, name: str) -> Call:
    x = d.any(1, 3)
    q = d.pick("0.5", d.tensor((d.size(),)))
    return d.call(f"ops.{name}({x}, {q}, axis={d.axes(d.rank(x))}, keepdims={d.chance()})")


@family("moments")
def moments(d: Draw, name: str) -> Call:
    x = d.any(1, 4)
    return d.call(f"ops.moments({x}, {(d.axis(d.rank(x)),)}, keepdims={d.chance()})")


@family("norm")
def norm(d: Draw, name: str) -> Call:
    x = d.any(1, 2)
    return d.call(f"ops.norm({x}, axis={d.pick(None, d.axis(d.rank(x)))}, keepdims={d.chance()})")


@family("cumsum", "cumprod", "nancumsum", "nancumprod")
def cumulated(d: Draw, name: str) -> Call:
    x = d.any(1, 3)
    return d.call(f"ops.{name}({x}, axis={d.pick(None, d.axis(d.rank(x)))})")


@family("sort", "argsort", "softmax", "log_softmax", "sparsemax", "normalize", "glu", "trapezoid")
def along(d: Draw, name: str) -> Call:
    x = d.any(1, 3)
    return d.call(f"ops.{name}({x}, axis={d.int(-d.rank(x), d.rank(x) - 1)})")


@family("argpartition")
def argpartition(d: Draw, name: str) -> Call:
    x = d.any(1, 3)
    return d.call(f"ops.argpartition({x}, 1, axis={d.pick(None, d.int(0, d.rank(x) - 1))})")


@family("diff")
def diff(d: Draw, name: str) -> Call:
    x = d.any(1, 3)
    return d.call(f"ops.diff({x}, n={d.int(1, 3)}, axis={d.axis(d.rank(x))})")


# --- arrangement


@family("reshape")
def reshape(d: Draw, name: str) -> Call:
    shape = d.shape(1, 4)
    sizes = [size for side in d.order(len(shape)) if (size := shape[side])]
    if d.chance():
        sizes[d.int(0, len(sizes) - 1)] = -1
    if d.int(0, 9) == 0:
        sizes.append(d.int(1, 2))
    return d.call(f"ops.reshape({d.tensor(shape)}, {tuple(sizes)})")


@family("transpose")
def transpose(d: Draw, name: str) -> Call:
    x = d.any(1, 4)
    return d.call(f"ops.transpose({x}, {d.pick(None, d.order(d.rank(x)), d.order(d.int(1, 4)))})")


@family("swapaxes")
def swapaxes(d: Draw, name: str) -> Call:
    x = d.any(1, 4)
    return d.call(f"ops.swapaxes({x}, {d.axis(d.rank(x))}, {d.axis(d.rank(x))})")


@family("moveaxis")
def moveaxis(d: Draw, name: str) -> Call:
    x = d.any(1, 4)
    count = d.int(1, d.rank(x))
    one, other = d.order(d.rank(x))[:count], d.order(d.rank(x))[:count]
    return d.call(f"ops.moveaxis({x}, {one}, {other})" if d.chance() else f"ops.moveaxis({x}, {one[0]}, {other[0]})")


@family("expand_dims")
def expand_dims(d: Draw, name: str) -> Call:
    x = d.any()
    return d.call(f"ops.expand_dims({x}, {d.axis(d.rank(x) + 1)})")


@family("squeeze")
def squeeze(d: Draw, name: str) -> Call:
    shape = tuple(d.pick(1, 1, d.size()) for _ in range(d.int(1, 4)))
    return d.call(f"ops.squeeze({d.tensor(shape)}, {d.pick('', f'axis={d.int(-len(shape), len(shape) - 1)}')})")


@family("broadcast_to")
def broadcast_to(d: Draw, name: str) -> Call:
    shape = d.shape(1, 4)
    return d.call(f"ops.broadcast_to({d.tensor(d.stretched(shape))}, {shape})")


@family("flip")
def flip(d: Draw, name: str) -> Call:
    x = d.any(1, 4)
    return d.call(f"ops.flip({x}, axis={d.pick(None, d.int(0, d.rank(x) - 1))})")


@family("fliplr", "flipud")
def flip_sides(d: Draw, name: str) -> Call:
    return d.call(f"ops.{name}({d.any(2, 4)})")


@family("roll")
def roll(d: Draw, name: str) -> Call:
    x = d.any(1, 4)
    return d.call(f"ops.roll({x}, 2, axis={d.pick(None, d.int(0, d.rank(x) - 1))})")


@family("rot90")
def rot90(d: Draw, name: str) -> Call:
    x = d.any(2, 4)
    return d.call(f"ops.rot90({x}, k={d.pick(1, 3)}, axes={d.order(d.rank(x))[:2]})")


@family("repeat")
def repeat(d: Draw, name: str) -> Call:
    shape = d.shape(1, 3)
    axis = d.int(0, len(shape) - 1)
    repeats = d.pick(d.size(), [d.int(0, 3) for _ in range(shape[axis])])
    return d.call(f"ops.repeat({d.tensor(shape)}, {repeats}, axis={d.pick(axis, None)})")


@family("tile")
def tile(d: Draw, name: str) -> Call:
    return d.call(f"ops.tile({d.any()}, {d.pick(d.size(), d.shape(1, 4))})")


@family("pad")
def pad(d: Draw, name: str) -> Call:
    shape = d.shape(1, 4)
    width = d.pick(d.int(0, 3), (d.int(0, 3), d.int(0, 3)), [(d.int(0, 3), d.int(0, 3)) for _ in shape])
    return d.call(f"ops.pad({d.tensor(shape)}, {width})")


@family("tril", "triu")
def triangle(d: Draw, name: str) -> Call:
    return d.call(f"ops.{name}({d.any(2, 4)}, k={d.int(-2, 2)})")


@family("diagonal", "trace")
def diagonal(d: Draw, name: str) -> Call:
    x = d.any(2, 4)
    return d.call(f"ops.{name}({x}, {d.int(-3, 3)}, {d.int(0, d.rank(x) - 1)}, {d.int(0, d.rank(x) - 1)})")


@family("diag")
def diag(d: Draw, name: str) -> Call:
    return d.call(f"ops.diag({d.any(1, 3)}, k={d.int(-3, 3)})")


@family("diagflat")
def diagflat(d: Draw, name: str) -> Call:
    return d.call(f"ops.diagflat({d.any(1, 3)}, k={d.int(-3, 3)})")


# --- joining and cutting


def _alike(d: Draw, low: int) -> tuple[list[str], int]:
    shape = d.shape(low, 4)
    axis = d.int(0, len(shape) - 1)
    tensors = []
    for _ in range(d.int(1, 3)):
        own = list(shape)
        own[axis] = d.size()
        if d.int(0, 9) == 0:
            own[d.int(0, len(own) - 1)] += 1
        tensors.append(d.tensor(tuple(own)))
    return tensors, axis


@family("concatenate")
def concatenate(d: Draw, name: str) -> Call:
    tensors, axis = _alike(d, 1)
    return d.call(f"ops.concatenate([{', '.join(tensors)}], axis={axis})")


@family("append")
def append(d: Draw, name: str) -> Call:
    tensors, axis = _alike(d, 1)
    return d.call(f"ops.append({tensors[0]}, {tensors[-1]}, axis={d.pick(axis, None)})")


@family("stack")
def stack(d: Draw, name: str) -> Call:
    shape = d.shape(0, 3)
    tensors = [d.tensor(shape) for _ in range(d.int(1, 3))]
    return d.call(f"ops.stack([{', '.join(tensors)}], axis={d.axis(len(shape) + 1)})")


@family("hstack", "vstack", "dstack")
def stacked(d: Draw, name: str) -> Call:
    axis = {"hstack": 1, "vstack": 0, "dstack": 2}[name]
    shape = d.shape(max(2, axis), 4)
    tensors = []
    for _ in range(d.int(1, 3)):
        own = list(shape)
        if axis < len(own):
            own[axis] = d.size()
        tensors.append(d.tensor(tuple(own)))
    return d.call(f"ops.{name}([{', '.join(tensors)}])")


@family("meshgrid")
def meshgrid(d: Draw, name: str) -> Call:
    tensors = [d.any(0, 2) for _ in range(d.int(2, 3))]
    return d.call(f"ops.meshgrid({', '.join(tensors)}, indexing={d.pick('xy', 'ij')!r})")


@family("split", "array_split")
def split(d: Draw, name: str) -> Call:
    x = d.any(1, 3)
    axis = d.int(-d.rank(x), d.rank(x) - 1)
    length = d.tensors[x][0][axis] or 4
    parts = d.int(1, 4)
    if name == "split" and d.chance():
        return d.call(f"ops.split({x}, {sorted(d.int(0, length) for _ in range(parts))}, axis={axis})")
    return d.call(f"ops.{name}({x}, {parts}, axis={axis})")


@family("hsplit", "vsplit", "dsplit")
def split_sides(d: Draw, name: str) -> Call:
    return d.call(f"ops.{name}({d.any(1, 4)}, {d.int(1, 3)})")


@family("unstack")
def unstack(d: Draw, name: str) -> Call:
    x = d.any(1, 3)
    return d.call(f"ops.unstack({x}, axis={d.axis(d.rank(x))})")


# --- picking


@family("get_item")
def get_item(d: Draw, name: str) -> Call:
    shape = d.shape(1, 4)
    items = []
    for size in shape[: d.int(1, len(shape))]:
        items.append(d.pick(str(d.int(-size - 1, size)), f"{d.int(0, size)}:", f":{d.int(-size, size)}", "::2", "::-1",
                            f"{d.int(-2, 2)}:{d.int(-2, 4)}:{d.pick(-2, -1, 1, 2)}", "None", "..."))  # fmt: skip
    return d.call(f"{d.tensor(shape)}[{', '.join(items)},]")


@family("take")
def take(d: Draw, name: str) -> Call:
    x = d.any(1, 3)
    indices = d.pick("0", "[0, 0]", d.any(0, 2, "int32"))
    return d.call(f"ops.take({x}, {indices}, axis={d.pick(None, d.axis(d.rank(x)))})")


@family("take_along_axis")
def take_along_axis(d: Draw, name: str) -> Call:
    shape = d.shape(1, 3)
    axis = d.int(0, len(shape) - 1)
    own = list(shape)
    own[axis] = d.size()
    return d.call(f"ops.take_along_axis({d.tensor(shape)}, {d.tensor(tuple(own), 'int32')}, axis={axis})")


@family("where")
def where(d: Draw, name: str) -> Call:
    shape = d.shape()
    condition, one, other = d.tensor(shape, "bool"), d.tensor(d.stretched(shape)), d.tensor(d.stretched(shape))
    return d.call(f"ops.where({condition}, {one}, {other})")


@family("select")
def select(d: Draw, name: str) -> Call:
    shape = d.shape(1, 3)
    return d.call(f"ops.select([{d.tensor(shape, 'bool')}], [{d.tensor(shape)}], 0)")


@family("searchsorted")
def searchsorted(d: Draw, name: str) -> Call:
    return d.call(f"ops.searchsorted({d.tensor((d.size(),))}, {d.any()})")


@family("bincount")
def bincount(d: Draw, name: str) -> Call:
    return d.call(f"ops.bincount({d.any(1, 2, 'int32')})")


@family("histogram")
def histogram(d: Draw, name: str) -> Call:
    return d.call(f"ops.histogram({d.any(1, 3)}, bins={d.int(1, 6)})")


@family("unique")
def unique(d: Draw, name: str) -> Call:
    x = d.any(1, 3)
    axis = d.pick(None, d.int(0, d.rank(x) - 1))
    asked = f"return_counts={d.chance()}, return_inverse={d.chance()}"
    return d.call(f"ops.unique({x}, {asked}, axis={axis}, size={d.pick(None, 3)})")


@family("unravel_index")
def unravel_index(d: Draw, name: str) -> Call:
    return d.call(f"ops.unravel_index({d.any(0, 2, 'int32')}, {d.shape(1, 3)})")


@family("vander")
def vander(d: Draw, name: str) -> Call:
    return d.call(f"ops.vander({d.tensor((d.size(),))}, N={d.pick(None, d.size())})")


# --- making


@family("zeros", "ones", "empty")
def of_shape(d: Draw, name: str) -> Call:
    return d.call(f"ops.{name}({d.pick(d.shape(), d.shape(), d.size())})")


@family("full")
def full(d: Draw, name: str) -> Call:
    return d.call(f"ops.full({d.shape()}, 1.5)")


@family("eye", "tri")
def eye(d: Draw, name: str) -> Call:
    return d.call(f"ops.{name}({d.size()}, {d.pick(None, d.size())})")


@family("identity", "bartlett", "blackman", "hamming", "hanning")
def of_size(d: Draw, name: str) -> Call:
    return d.call(f"ops.{name}({d.size()})")


@family("kaiser")
def kaiser(d: Draw, name: str) -> Call:
    return d.call(f"ops.kaiser({d.size()}, 3.0)")


@family("arange")
def arange(d: Draw, name: str) -> Call:
    return d.call(d.pick(f"ops.arange({d.int(0, 9)})", f"ops.arange({d.int(-4, 4)}, {d.int(5, 9)}, {d.pick(1, 2, 3)})",
                         f"ops.arange(0, {d.int(1, 5)}, 0.5)"))  # fmt: skip


@family("linspace", "logspace", "geomspace")
def spaced(d: Draw, name: str) -> Call:
    shape = d.shape(0, 2)
    ends = d.pick("1.0, 2.0", f"{d.tensor(shape)}, {d.tensor(shape)}")
    return d.call(f"ops.{name}({ends}, num={d.size()})")

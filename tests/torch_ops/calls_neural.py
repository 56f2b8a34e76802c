"""Calls of torch.nn.functional: layers whose weights are given, windows over images, losses."""

from __future__ import annotations

from .check import Call, Given, call
from .draw import Draw, operation

F = "torch.nn.functional"


def side(d: Draw, size: int) -> int:
    """A size that mostly fits."""
    return d.size() if d.rarely() else size


def image(d: Draw, rank: int, channels: int) -> Given:
    return Given((*(() if d.chance() else (d.int(1, 3),)), channels, *(d.int(3, 9) for _ in range(rank))))


@operation(f"{F}.linear")
def linear(d: Draw, name: str) -> Call:
    inputs, outputs = d.int(1, 5), d.int(1, 5)
    x, weight = Given((*d.shape(0, 3), side(d, inputs))), Given((outputs, inputs))
    return call(name, x, weight, Given((side(d, outputs),))) if d.chance() else call(name, x, weight)


@operation(f"{F}.embedding")
def embedding(d: Draw, name: str) -> Call:
    return call(name, Given(d.shape(), "int64"), Given((4, d.int(1, 5))))


@operation(*(f"{place}.conv{rank}d" for place in (F, "torch") for rank in (1, 2, 3)))
def conv(d: Draw, name: str) -> Call:
    rank, groups = int(name[-2]), d.pick(1, 1, 2)
    channels, filters = groups * d.int(1, 3), groups * d.int(1, 3)
    weight = Given((filters, side(d, channels // groups), *(d.int(1, 3) for _ in range(rank))))
    bias = Given((side(d, filters),)) if d.chance() else None
    padding = d.pick(0, 1, d.int(0, 3), "valid", "same")
    return call(
        name, image(d, rank, channels), weight, bias, stride=d.pick(1, 1, 2), padding=padding, dilation=d.pick(1, 1, 2),
        groups=groups,
    )  # fmt: skip


@operation(*(f"{F}.conv_transpose{rank}d" for rank in (1, 2, 3)))
def conv_transpose(d: Draw, name: str) -> Call:
    rank, groups = int(name[-2]), d.pick(1, 1, 2)
    channels = groups * d.int(1, 3)
    weight = Given((side(d, channels), d.int(1, 3), *(d.int(1, 3) for _ in range(rank))))
    return call(
        name, image(d, rank, channels), weight, stride=d.pick(1, 2, 3), padding=d.int(0, 1),
        output_padding=d.pick(0, 0, 1), groups=groups, dilation=d.pick(1, 1, 2),
    )  # fmt: skip


@operation(*(f"{F}.{kind}_pool{rank}d" for kind in ("max", "avg") for rank in (1, 2, 3)))
def pool(d: Draw, name: str) -> Call:
    rank = int(name[-2])
    x = image(d, rank, d.int(1, 3))
    stride = d.pick(None, 1, 2, (2,) * rank)
    return call(name, x, d.int(1, 4), stride=stride, padding=d.pick(0, 0, 1), ceil_mode=d.chance())


@operation(*(f"{F}.adaptive_{kind}_pool{rank}d" for kind in ("max", "avg") for rank in (2, 3)))
def adaptive(d: Draw, name: str) -> Call:
    rank = int(name[-2])
    sizes = tuple(d.pick(None, d.int(1, 5)) for _ in range(rank))
    return call(name, image(d, rank, d.int(1, 3)), d.pick(d.int(1, 5), sizes, None if d.rarely() else 1))


@operation(f"{F}.pad")
def pad(d: Draw, name: str) -> Call:
    x = Given(tuple(d.int(2, 5) for _ in range(d.int(1, 4))))
    widths = tuple(d.int(-1 if d.rarely() else 0, 3) for _ in range(2 * d.int(1, 3) + d.rarely()))
    return call(name, x, widths, d.pick("constant", "constant", "reflect", "replicate", "circular"))


@operation(f"{F}.interpolate")
def interpolate(d: Draw, name: str) -> Call:
    rank = d.int(1, 3)
    x = Given((d.int(1, 3), d.int(1, 3), *(d.int(2, 6) for _ in range(rank))))
    mode = d.pick("nearest", ("linear", "bilinear", "trilinear")[rank - 1], "area", d.pick("nearest", "bicubic"))
    if d.chance():
        return call(name, x, size=d.pick(d.int(1, 7), tuple(d.int(1, 7) for _ in range(rank))), mode=mode)
    return call(name, x, scale_factor=d.pick(2, 0.5, 1.7, tuple(d.pick(2.0, 1.5) for _ in range(rank))), mode=mode)


@operation(f"{F}.pixel_shuffle", f"{F}.pixel_unshuffle")
def shuffle(d: Draw, name: str) -> Call:
    r = d.int(1, 3)
    x = (d.int(1, 2) * r * r, d.int(1, 3), d.int(1, 3)) if name.endswith("_shuffle") else (d.int(1, 3), r * 2, r)
    return call(name, Given((*d.shape(0, 1), *x[:-1], side(d, x[-1]))), r)


@operation(f"{F}.unfold")
def unfold(d: Draw, name: str) -> Call:
    x = image(d, 2, d.int(1, 3))
    return call(name, x, d.int(1, 4), dilation=d.pick(1, 2), padding=d.int(0, 1), stride=d.int(1, 2))


@operation(f"{F}.layer_norm", f"{F}.rms_norm")
def layer_norm(d: Draw, name: str) -> Call:
    x = Given(tuple(d.int(1, 4) for _ in range(d.int(1, 4))))
    count = d.int(1, len(x.shape))
    wanted = tuple(side(d, size) for size in x.shape[-count:])
    return call(name, x, wanted, Given(wanted)) if d.chance() else call(name, x, list(wanted))


@operation(f"{F}.batch_norm", f"{F}.group_norm")
def batch_norm(d: Draw, name: str) -> Call:
    channels = d.int(1, 4)
    x = Given((d.int(2, 4), channels, *(d.int(1, 4) for _ in range(d.int(0, 3)))))
    if name.endswith("group_norm"):
        return call(name, x, d.int(1, 4))
    statistics = Given((side(d, channels),))
    return call(name, x, statistics, statistics, training=d.chance())


@operation(f"{F}.softmax", f"{F}.log_softmax", f"{F}.glu", f"{F}.normalize", f"{F}.gumbel_softmax")
def along(d: Draw, name: str) -> Call:
    x = Given(tuple(d.int(1, 6) for _ in range(d.int(1, 4))))
    return call(name, x, dim=d.axis(len(x.shape)))


@operation(f"{F}.relu", f"{F}.gelu", f"{F}.silu", f"{F}.leaky_relu", f"{F}.elu", f"{F}.softplus", f"{F}.dropout")
def activation(d: Draw, name: str) -> Call:
    return call(name, d.tensor())


@operation(f"{F}.scaled_dot_product_attention")
def attention(d: Draw, name: str) -> Call:
    batch, queries, keys, width = d.shape(0, 2), d.int(1, 4), d.int(1, 4), d.int(1, 4)
    # With two axes in front torch does not compare keys and values, and reads what lies behind the values in memory.
    values = keys if len(batch) == 2 else side(d, keys)
    mask = Given((queries, keys)) if d.chance() else None
    return call(
        name, Given((*batch, queries, width)), Given((*batch, keys, side(d, width))),
        Given((*batch, values, d.int(1, 4))), attn_mask=mask,
    )  # fmt: skip


@operation(f"{F}.mse_loss", f"{F}.l1_loss", f"{F}.smooth_l1_loss", f"{F}.binary_cross_entropy_with_logits")
def loss(d: Draw, name: str) -> Call:
    x = d.tensor()
    target = Given(d.stretched(x.shape)) if d.rarely() else x
    return call(name, x, target, reduction=d.pick("none", "mean", "sum"))


@operation(f"{F}.cross_entropy")
def cross_entropy(d: Draw, name: str) -> Call:
    batch, classes, further = d.int(1, 3), d.int(2, 4), tuple(d.int(1, 3) for _ in range(d.int(0, 2)))
    target = Given((side(d, batch), *further), "int64")
    if d.rarely():
        return call(name, Given((classes,)), Given((), "int64"), reduction="none")
    return call(name, Given((batch, classes, *further)), target, reduction=d.pick("none", "mean", "sum"))


@operation(f"{F}.cosine_similarity", f"{F}.pairwise_distance")
def distance(d: Draw, name: str) -> Call:
    x = Given(tuple(d.int(1, 4) for _ in range(d.int(2, 3))))
    return call(name, x, Given(tuple(side(d, d.pick(size, size, 1)) for size in x.shape)))

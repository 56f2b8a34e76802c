"""The operations of neural networks: convolutions, pools, normalisations, encodings of classes, losses.

https://keras.io/api/ops/nn/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.keras.ops.kernel import Operations, Typed, is_announced
from layerhints.libraries.keras.ops.reading import data_format as read_format
from layerhints.libraries.keras.ops.reading import known_shape, number, pair, shape, size
from layerhints.libraries.keras.ops.spatial import Images, block, slid
from layerhints.libraries.keras.ops.types import FLOATING
from layerhints.rules import Several
from layerhints.rules.geometry import transposed, window
from layerhints.rules.geometry.axes import normalize_axis
from layerhints.rules.geometry.broadcast import broadcast
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import divides, equal, text
from layerhints.values.reading import NotKnown, choice

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("ops")
define = OPERATIONS.define


# --- convolutions and pools


def _kernel(machine: Machine, kernel: Any, images: Images) -> tuple[Any, ...]:
    found = known_shape(machine, kernel)
    if len(found) != len(images.sides) + 2:
        raise Mismatch(f"a kernel with {len(found)} axes does not fit {len(images.sides) + 2}")
    return found


@define("conv")
def conv(
    machine: Machine, inputs: Any, kernel: Any, strides: Any = 1, padding: Any = "valid", data_format: Any = None,
    dilation_rate: Any = 1,
) -> Any:  # fmt: skip
    """The kernel has its sides, the channels of a group that come in, and those that go out."""
    images = Images(known_shape(machine, inputs), read_format(machine, data_format))
    *sides, channels, filters = _kernel(machine, kernel, images)
    if divides(channels, images.channels) is False:
        raise Mismatch(f"{text(images.channels)} channels do not divide into groups of {text(channels)}")
    if equal(channels, images.channels) is False:
        if is_announced(machine, inputs, kernel):
            raise Mismatch("Keras takes kernels for groups of channels only where it computes at once")
        groups = images.channels // channels
        if divides(groups, filters) is False:
            raise Mismatch(f"{text(filters)} filters do not divide into {text(groups)} groups")
    return images.arranged(slid(machine, images.sides, sides, strides, padding, dilation_rate), filters)


@define("depthwise_conv")
def depthwise_conv(
    machine: Machine, inputs: Any, kernel: Any, strides: Any = 1, padding: Any = "valid", data_format: Any = None,
    dilation_rate: Any = 1,
) -> Any:  # fmt: skip
    """Each channel by itself, `multiplier` times."""
    images = Images(known_shape(machine, inputs), read_format(machine, data_format))
    *sides, channels, multiplier = _kernel(machine, kernel, images)
    if equal(channels, images.channels) is False:
        raise Mismatch(f"a kernel for {text(channels)} channels does not fit {text(images.channels)}")
    positions = slid(machine, images.sides, sides, strides, padding, dilation_rate)
    return images.arranged(positions, channels * multiplier)


@define("separable_conv")
def separable_conv(
    machine: Machine, inputs: Any, depthwise_kernel: Any, pointwise_kernel: Any, strides: Any = 1,
    padding: Any = "valid", data_format: Any = None, dilation_rate: Any = 1,
) -> Any:  # fmt: skip
    arrangement = read_format(machine, data_format)
    inner = depthwise_conv(machine, inputs, depthwise_kernel, strides, padding, arrangement, dilation_rate)
    images = Images(inner, arrangement)
    *_, channels, filters = _kernel(machine, pointwise_kernel, images)
    if equal(channels, images.channels) is False:
        raise Mismatch(f"a kernel for {text(channels)} channels does not fit {text(images.channels)}")
    return images.arranged(images.sides, filters)


@define("conv_transpose")
def conv_transpose(
    machine: Machine, inputs: Any, kernel: Any, strides: Any = 1, padding: Any = "valid", output_padding: Any = None,
    data_format: Any = None, dilation_rate: Any = 1,
) -> Any:  # fmt: skip
    """The kernel has its sides, the channels that go out, and those that come in."""
    images = Images(known_shape(machine, inputs), read_format(machine, data_format))
    *sides, filters, channels = _kernel(machine, kernel, images)
    if equal(channels, images.channels) is False:
        raise Mismatch(f"a kernel for {text(channels)} channels does not fit {text(images.channels)}")
    rank = len(images.sides)
    extra = (None,) * rank if output_padding is None else pair(machine, output_padding, rank)
    steps = zip(
        images.sides, sides, pair(machine, strides, rank), pair(machine, dilation_rate, rank), extra, strict=True
    )
    word = padding.lower() if isinstance(padding, str) else padding
    enlarge = transposed.full if choice(word, "valid", "same") == "valid" else transposed.covering
    return images.arranged([enlarge(*step) for step in steps], filters)


@define("max_pool")
@define("average_pool", dtype=FLOATING)
def pool(
    machine: Machine, inputs: Any, pool_size: Any, strides: Any = None, padding: Any = "valid", data_format: Any = None
) -> Any:
    images = Images(known_shape(machine, inputs), read_format(machine, data_format))
    if isinstance(pool_size, tuple) and len(pool_size) == len(images.sides) + 2 and not is_announced(machine, inputs):
        raise NotKnown("only TensorFlow's backend takes a number for the batch and the channels, too")
    kernel = pair(machine, pool_size, len(images.sides))
    steps = kernel if strides is None else strides
    if padding == "causal":
        raise Mismatch("a pool is not causal")
    return images.arranged(slid(machine, images.sides, kernel, steps, padding), images.channels)


@define("adaptive_max_pool")
@define("adaptive_average_pool", dtype=FLOATING)
def adaptive_pool(machine: Machine, inputs: Any, output_size: Any, data_format: Any = None) -> Any:
    images = Images(known_shape(machine, inputs), read_format(machine, data_format))
    if is_announced(machine, inputs):
        if not isinstance(output_size, tuple):
            raise Mismatch("Keras takes the new sizes as one number only where it computes at once")
        if images.last:
            raise NotKnown("Keras names another shape for this pool than it computes")
    return images.arranged(pair(machine, output_size, len(images.sides)), images.channels)


@define("unfold")
def unfold(
    machine: Machine, x: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
) -> Any:
    """Every position of the window becomes a column of what is in it; channels come first."""
    given = known_shape(machine, x)
    if len(given) != 4:
        raise Mismatch("images have four axes")
    batch, channels, *sides = given
    settings = [pair(machine, each, 2) for each in (padding, kernel_size, stride, dilation)]
    counts = [window.padded(side, pad, pad, *rest) for side, pad, *rest in zip(sides, *settings, strict=True)]
    kernel = settings[1]
    return (batch, channels * kernel[0] * kernel[1], counts[0] * counts[1])


@define("fold")
def fold(
    machine: Machine, x: Any, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
) -> Any:
    given = known_shape(machine, x)
    if len(given) != 3:
        raise Mismatch("the columns of windows have three axes")
    high, wide = pair(machine, kernel_size, 2)
    if divides(high * wide, given[1]) is False:
        raise Mismatch(f"{text(given[1])} numbers in a column do not divide into windows of {text(high * wide)}")
    return (given[0], given[1] // (high * wide), *pair(machine, output_size, 2))


@define("depth_to_space")
def depth_to_space(machine: Machine, x: Any, block_size: Any, data_format: Any = "channels_last") -> Any:
    images, side = _images(machine, x, data_format), block(machine, block_size)
    if divides(side * side, images.channels) is False:
        raise Mismatch(f"{text(images.channels)} channels do not divide into blocks of {side * side}")
    return images.arranged([each * side for each in images.sides], images.channels // (side * side))


@define("space_to_depth")
def space_to_depth(machine: Machine, x: Any, block_size: Any, data_format: Any = "channels_last") -> Any:
    images, side = _images(machine, x, data_format), block(machine, block_size)
    if any(divides(side, each) is False for each in images.sides):
        raise Mismatch(f"the image does not divide into blocks that are {side} wide")
    return images.arranged([each // side for each in images.sides], images.channels * side * side)


def _images(machine: Machine, x: Any, data_format: Any) -> Images:
    images = Images(known_shape(machine, x), read_format(machine, data_format))
    if len(images.sides) != 2:
        raise Mismatch("images have four axes")
    return images


# --- normalisation and attention


@define("batch_normalization", type="BatchNorm", dtype=FLOATING)
def batch_normalization(
    machine: Machine, x: Any, mean: Any, variance: Any, axis: Any, offset: Any = None, scale: Any = None,
    epsilon: Any = 0.001,
) -> Any:  # fmt: skip
    given = known_shape(machine, x)
    features = given[normalize_axis(number(machine, axis), len(given))]
    for each in (mean, variance, offset, scale):
        found = features if each is None else shape(machine, each)
        if isinstance(found, tuple) and (len(found) != 1 or equal(found[0], features) is False):
            raise Mismatch(f"statistics for {text(features)} features are expected")
    return given


@define("layer_normalization", type="LayerNorm", dtype=FLOATING)
def layer_normalization(
    machine: Machine, x: Any, gamma: Any = None, beta: Any = None, axis: Any = -1, epsilon: Any = None, **kwargs: Any
) -> Any:
    return shape(machine, x)


@define("rms_normalization", type="RMSNorm", dtype=FLOATING)
def rms_normalization(machine: Machine, x: Any, scale: Any = None, axis: Any = -1, epsilon: Any = None) -> Any:
    return shape(machine, x)


@define("dot_product_attention", dtype=FLOATING)
def dot_product_attention(
    machine: Machine, query: Any, key: Any, value: Any, bias: Any = None, mask: Any = None, scale: Any = None,
    is_causal: Any = False, flash_attention: Any = None, attn_logits_soft_cap: Any = None,
) -> Any:  # fmt: skip
    """Batch, positions, heads and their width; every query gets a mixture of the values."""
    asked, offered = known_shape(machine, query), known_shape(machine, value)
    if not len(asked) == len(offered) == len(known_shape(machine, key)) == 4:
        raise Mismatch("queries, keys and values have batch, positions, heads and width")
    if equal(asked[-1], offered[-1]) is not True:
        raise NotKnown("what Keras makes of values that are wider than the queries is not followed")
    return asked


@define("glu", dtype=FLOATING)
def glu(machine: Machine, x: Any, axis: Any = -1) -> Any:
    """One half gates the other."""
    given = known_shape(machine, x)
    place = normalize_axis(number(machine, axis), len(given))
    if divides(2, given[place]) is False:
        raise Mismatch(f"an axis of {text(given[place])} has no two halves")
    return (*given[:place], given[place] // 2, *given[place + 1 :])


# --- classes


@define("one_hot", dtype=None)
def one_hot(
    machine: Machine, x: Any, num_classes: Any, axis: Any = -1, dtype: Any = None, sparse: Any = False
) -> Any:
    """A new axis with a single 1 in it."""
    given, place = known_shape(machine, x), number(machine, axis)
    if place != -1 and not 0 <= place < len(given):
        raise Mismatch(f"the classes cannot go to axis {place}")
    where = len(given) if place == -1 else place
    return (*given[:where], size(machine, num_classes), *given[where:])


@define("multi_hot", dtype=Unknown("the dtype of the encoding is not followed"))
def multi_hot(
    machine: Machine, inputs: Any, num_classes: Any = None, axis: Any = -1, dtype: Any = None, sparse: Any = False,
    **kwargs: Any,
) -> Any:  # fmt: skip
    """Several classes of a row in one axis with ones."""
    given, place = known_shape(machine, inputs), number(machine, axis)
    if place != -1 and not 0 <= place < len(given):
        raise Mismatch(f"the classes cannot go to axis {place}")
    named = kwargs.get("num_tokens") if num_classes is None else num_classes
    if named is None:
        raise Mismatch("the number of classes is not given")
    where = len(given) if place == -1 else place
    encoded = (*given[:where], size(machine, named), *given[where:])
    # The rows that are united stand in the second axis of what is encoded, or in its only other one.
    return encoded[-1:] if len(encoded) == 2 else (*encoded[:1], *encoded[2:])


# --- losses


@define("binary_crossentropy", dtype=FLOATING)
def binary_crossentropy(machine: Machine, target: Any, output: Any, from_logits: Any = False) -> Any:
    return _alike(shape(machine, target), shape(machine, output))


def _alike(first: Any, second: Any) -> Any:
    if isinstance(first, Unknown) or isinstance(second, Unknown):
        return second
    if len(first) != len(second) or any(equal(a, b) is False for a, b in zip(first, second, strict=True)):
        raise Mismatch("targets and outputs have different shapes")
    return second


@define("categorical_crossentropy", dtype=FLOATING)
def categorical_crossentropy(
    machine: Machine, target: Any, output: Any, from_logits: Any = False, axis: Any = -1
) -> Any:
    given = _alike(known_shape(machine, target), known_shape(machine, output))
    if not given:
        raise Mismatch("outputs have an axis of classes")
    return given[:-1]


@define("sparse_categorical_crossentropy", dtype=FLOATING)
def sparse_categorical_crossentropy(
    machine: Machine, target: Any, output: Any, from_logits: Any = False, axis: Any = -1
) -> Any:
    given, wanted = known_shape(machine, output), known_shape(machine, target)
    if not given:
        raise Mismatch("outputs have an axis of classes")
    place = normalize_axis(number(machine, axis), len(given))
    if len(wanted) == len(given) and equal(wanted[-1], 1) is True:
        wanted = wanted[:-1]
    return _alike(wanted, (*given[:place], *given[place + 1 :]))


@define("ctc_loss", type="CTCLoss", dtype=FLOATING)
def ctc_loss(
    machine: Machine, target: Any, output: Any, target_length: Any, output_length: Any, mask_index: Any = 0
) -> Any:
    rows = [known_shape(machine, each) for each in (target, output, target_length, output_length)]
    if not all(rows):
        raise Mismatch("the sequences have a batch")
    if any(equal(each[0], rows[0][0]) is False for each in rows[1:]):
        raise Mismatch("the batches differ")
    return (rows[0][0],)


@define("ctc_decode", type="CTCDecode", dtype=FLOATING)
def ctc_decode(
    machine: Machine, inputs: Any, sequence_lengths: Any, strategy: Any = "greedy", beam_width: Any = 100,
    top_paths: Any = 1, merge_repeated: Any = True, mask_index: Any = 0,
) -> Any:  # fmt: skip
    given = known_shape(machine, inputs)
    if len(given) != 3:
        raise Mismatch("the scores have batch, steps and classes")
    paths = 1 if choice(strategy, "greedy", "beam_search") == "greedy" else size(machine, top_paths)
    return Several((Typed((paths, given[0], given[1]), "int32"), (given[0], paths)))


@define("psnr", type="PSNR", dtype=FLOATING)
def psnr(machine: Machine, x1: Any, x2: Any, max_val: Any) -> Any:
    first, second = known_shape(machine, x1), known_shape(machine, x2)
    if len(first) != len(second):
        raise Mismatch(f"the images differ in their number of axes: {len(first)} and {len(second)}")
    broadcast(first, second)
    return ()



"""The arguments of keras.ops.nn, linalg, image, fft, of the functions of functions and of keras.random, drawn."""

from __future__ import annotations

from tests.keras_ops.check import Call
from tests.keras_ops.draw import Draw, family

FORMATS = ("channels_last", "channels_first")

# --- products


@family("matmul")
def matmul(d: Draw, name: str) -> Call:
    inner, batch = d.size(), d.shape(0, 2)
    first = d.pick((inner,), (*batch, d.size(), inner))
    second = d.pick((inner,), (inner, d.size()), (*d.stretched(batch), inner + (d.int(0, 9) == 0), d.size()))
    left, right = d.tensor(first), d.tensor(second)
    return d.call(d.pick(f"ops.matmul({left}, {right})", f"{left} @ {right}"))


@family("dot")
def dot(d: Draw, name: str) -> Call:
    inner = d.size()
    second = d.pick((), (inner,), (inner, d.size()), (d.size(), inner, d.size()))
    return d.call(f"ops.dot({d.tensor((*d.shape(0, 2), inner))}, {d.tensor(second)})")


@family("tensordot")
def tensordot(d: Draw, name: str) -> Call:
    shared = d.shape(1, 2)
    first, second = (*d.shape(0, 2), *shared), (*shared, *d.shape(0, 2))
    count = len(shared)
    axes = d.pick(count, [list(range(len(first) - count, len(first))), list(range(count))])
    return d.call(f"ops.tensordot({d.tensor(first)}, {d.tensor(second)}, axes={axes})")


@family("einsum")
def einsum(d: Draw, name: str) -> Call:
    sizes = {letter: d.size() for letter in "abcde"}
    equation = d.pick("ab,bc->ac", "abc,acd->abd", "ab,ab->a", "abc->cab", "ab,bc", "abcd,aecd->aebc", "a,b->ab",
                      "ab->", "abc,cd->abd")  # fmt: skip
    operands = [d.tensor(tuple(sizes[letter] for letter in term)) for term in equation.split("->")[0].split(",")]
    return d.call(f"ops.einsum({equation!r}, {', '.join(operands)})")


@family("inner")
def inner(d: Draw, name: str) -> Call:
    last = d.size()
    return d.call(f"ops.inner({d.tensor((*d.shape(0, 2), last))}, {d.tensor((*d.shape(0, 2), last))})")


@family("outer")
def outer(d: Draw, name: str) -> Call:
    return d.call(f"ops.{name}({d.any(1, 2)}, {d.any(1, 2)})")


@family("vdot", "correlate")
def of_rows(d: Draw, name: str) -> Call:
    size = d.size()
    return d.call(f"ops.{name}({d.tensor((size,))}, {d.tensor((size,))})")


@family("kron")
def kron(d: Draw, name: str) -> Call:
    rank = d.int(1, 3)
    return d.call(f"ops.kron({d.any(rank, rank)}, {d.any(rank, rank)})")


@family("cross")
def cross(d: Draw, name: str) -> Call:
    shape = d.shape(0, 2)
    return d.call(f"ops.cross({d.tensor((*shape, d.pick(2, 3, 4)))}, {d.tensor((*shape, d.pick(2, 3)))})")


@family("cdist")
def cdist(d: Draw, name: str) -> Call:
    width, batch = d.size(), d.shape(0, 1)
    return d.call(f"ops.cdist({d.tensor((*batch, d.size(), width))}, {d.tensor((*batch, d.size(), width))})")


@family("slogdet", followed=False)
@family("cholesky", "cholesky_inverse", "inv", "det", "logdet", "eig", "eigh")
def square(d: Draw, name: str) -> Call:
    side, checked = d.size(), name not in ("slogdet", "logdet")
    return d.call(f"ops.{name}({d.tensor((*d.shape(0, 2), side, side + (checked and d.int(0, 9) == 0)))})")


@family("lu_factor", "matrix_rank", "pinv")
def matrix(d: Draw, name: str) -> Call:
    return d.call(f"ops.{name}({d.any(2, 4)})")


@family("qr")
def qr(d: Draw, name: str) -> Call:
    return d.call(f"ops.qr({d.any(2, 4)}, mode={d.pick('reduced', 'complete')!r})")


@family("svd")
def svd(d: Draw, name: str) -> Call:
    return d.call(f"ops.svd({d.any(2, 4)}, full_matrices={d.chance()}, compute_uv={d.chance()})")


@family("solve", "solve_triangular")
def solve(d: Draw, name: str) -> Call:
    side = d.size()
    return d.call(f"ops.{name}({d.tensor((side, side))}, {d.tensor((side, d.size()))})")


@family("lstsq")
def lstsq(d: Draw, name: str) -> Call:
    rows = d.size()
    return d.call(f"ops.lstsq({d.tensor((rows, d.size()))}, {d.tensor(d.pick((rows,), (rows, d.size())))})")


# --- networks


def _image(d: Draw, rank: int, channels: int, last: bool) -> tuple[int, ...]:
    sides = tuple(d.int(1, 9) for _ in range(rank))
    return (d.size(), *sides, channels) if last else (d.size(), channels, *sides)


def _window(d: Draw, dilated: bool = True) -> str:
    strides = d.int(1, 3)
    spread = d.int(1, 2) if dilated and strides == 1 else 1
    return f"strides={strides}, padding={d.pick('valid', 'same')!r}" + (f", dilation_rate={spread}" if dilated else "")


@family("conv")
def conv(d: Draw, name: str) -> Call:
    rank, last, group, groups = d.int(1, 3), d.chance(), d.int(1, 3), d.int(1, 2)
    channels = group * groups + (d.int(0, 9) == 0)
    x = d.tensor(_image(d, rank, channels, last))
    kernel = (*(d.int(1, 3) for _ in range(rank)), group, d.int(1, 3) * groups)
    return d.call(f"ops.conv({x}, {_kernel(d, kernel)}, {_window(d)}, data_format={FORMATS[not last]!r})")


def _kernel(d: Draw, shape: tuple[int, ...]) -> str:
    """Kernels are weights: none of their sizes is open."""
    return f"ops.zeros({shape})"


@family("depthwise_conv")
def depthwise_conv(d: Draw, name: str) -> Call:
    rank, last, channels = d.int(1, 2), d.chance(), d.int(1, 3)
    x = d.tensor(_image(d, rank, channels, last))
    kernel = (*(d.int(1, 3) for _ in range(rank)), channels, d.int(1, 3))
    return d.call(f"ops.depthwise_conv({x}, {_kernel(d, kernel)}, {_window(d)}, data_format={FORMATS[not last]!r})")


@family("separable_conv")
def separable_conv(d: Draw, name: str) -> Call:
    rank, last, channels, times = d.int(1, 2), d.chance(), d.int(1, 3), d.int(1, 3)
    x = d.tensor(_image(d, rank, channels, last))
    deep = _kernel(d, (*(d.int(1, 3) for _ in range(rank)), channels, times))
    point = _kernel(d, (*(1 for _ in range(rank)), channels * times, d.int(1, 3)))
    return d.call(f"ops.separable_conv({x}, {deep}, {point}, {_window(d)}, data_format={FORMATS[not last]!r})")


@family("conv_transpose")
def conv_transpose(d: Draw, name: str) -> Call:
    rank, last, channels = d.int(1, 2), d.chance(), d.int(1, 3)
    x = d.tensor(_image(d, rank, channels, last))
    kernel = _kernel(d, (*(d.int(1, 4) for _ in range(rank)), d.int(1, 3), channels))
    return d.call(f"ops.conv_transpose({x}, {kernel}, {_window(d)}, data_format={FORMATS[not last]!r})")


@family("max_pool", "average_pool")
def pool(d: Draw, name: str) -> Call:
    rank, last = d.int(1, 2), d.chance()
    x = d.tensor(_image(d, rank, d.size(), last))
    strides = d.pick("", f"strides={d.int(1, 3)}, ")
    padding = d.pick("valid", "same")
    return d.call(
        f"ops.{name}({x}, {d.int(1, 3)}, {strides}padding={padding!r}, data_format={FORMATS[not last]!r})"
    )


@family("adaptive_max_pool", "adaptive_average_pool", followed=False)
def adaptive(d: Draw, name: str) -> Call:
    rank, last = d.int(1, 2), d.chance()
    x = d.tensor(_image(d, rank, d.size(), last))
    target = d.pick(d.int(1, 3), tuple(d.int(1, 3) for _ in range(rank)))
    return d.call(f"ops.{name}({x}, {target}, data_format={FORMATS[not last]!r})")


@family("unfold")
def unfold(d: Draw, name: str) -> Call:
    x = d.tensor((d.size(), d.size(), d.int(5, 9), d.int(5, 9)))
    return d.call(f"ops.unfold({x}, {d.int(1, 3)}, {d.int(1, 2)}, {d.int(0, 2)}, {d.int(1, 2)})")


@family("fold")
def fold(d: Draw, name: str) -> Call:
    x = d.tensor((d.size(), 4 * d.size() + (d.int(0, 9) == 0), 4))
    return d.call(f"ops.fold({x}, output_size=(4, 4), kernel_size=2, stride=2)")


@family("depth_to_space", "space_to_depth")
def blocks(d: Draw, name: str) -> Call:
    sizes = (d.size(), 2 * d.size(), 2 * d.size(), 4 * d.size() + (d.int(0, 9) == 0))
    return d.call(f"ops.{name}({d.tensor(sizes)}, 2)")


@family("batch_normalization")
def batch_normalization(d: Draw, name: str) -> Call:
    shape = d.shape(2, 4)
    row = (shape[-1],)
    return d.call(f"ops.batch_normalization({d.tensor(shape)}, {d.tensor(row)}, {d.tensor(row)}, axis=-1)")


@family("dot_product_attention")
def attention(d: Draw, name: str) -> Call:
    batch, heads, width, offered = d.size(), d.size(), d.size(), d.size()
    query, key = (batch, d.size(), heads, width), (batch, offered, heads, width)
    return d.call(f"ops.dot_product_attention({d.tensor(query)}, {d.tensor(key)}, {d.tensor(key)})")


@family("one_hot")
def one_hot(d: Draw, name: str) -> Call:
    x = d.any(0, 3, "int32")
    return d.call(f"ops.one_hot({x}, {d.size()}, axis={d.int(-1, d.rank(x))})")


@family("multi_hot")
def multi_hot(d: Draw, name: str) -> Call:
    return d.call(f"ops.multi_hot({d.any(1, 2, 'int32')}, {d.size()})")


@family("binary_crossentropy", "categorical_crossentropy", "psnr")
def loss(d: Draw, name: str) -> Call:
    shape = d.shape(1, 3)
    other = shape if d.int(0, 9) else d.shape(1, 3)
    more = ", 1.0" if name == "psnr" else ""
    return d.call(f"ops.{name}({d.tensor(shape)}, {d.tensor(other)}{more})")


@family("sparse_categorical_crossentropy")
def sparse_loss(d: Draw, name: str) -> Call:
    shape = d.shape(0, 2)
    return d.call(f"ops.{name}({d.tensor(d.pick(shape, (*shape, 1)), 'int32')}, {d.tensor((*shape, d.size()))})")


@family("ctc_loss")
def ctc_loss(d: Draw, name: str) -> Call:
    batch = d.size()
    target, output = d.tensor((batch, 3), "int32"), d.tensor((batch, 6, 4))
    return d.call(f"ops.ctc_loss({target}, {output}, {d.tensor((batch,), 'int32')}, {d.tensor((batch,), 'int32')})")


@family("ctc_decode")
def ctc_decode(d: Draw, name: str) -> Call:
    batch = d.size()
    x = d.tensor((batch, d.size(), d.size()))
    strategy = d.pick("greedy", "beam_search")
    return d.call(f"ops.ctc_decode({x}, {d.tensor((batch,), 'int32')}, {strategy!r}, top_paths=2)")


@family("top_k")
def top_k(d: Draw, name: str) -> Call:
    return d.call(f"ops.top_k({d.any(1, 3)}, {d.size()})")


@family("in_top_k")
def in_top_k(d: Draw, name: str) -> Call:
    batch = d.size()
    return d.call(f"ops.in_top_k({d.tensor((batch,), 'int32')}, {d.tensor((batch, d.size()))}, 1)")


@family("segment_sum", "segment_max", "segment_min", "segment_prod")
def segment(d: Draw, name: str) -> Call:
    rows = d.size()
    data, numbers = d.tensor((rows, *d.shape(0, 2))), d.tensor((rows,), "int32")
    return d.call(f"ops.{name}({data}, {numbers}, num_segments={d.size()})")


# --- spectra


@family("fft")
def fft(d: Draw, name: str) -> Call:
    shape = d.shape(1, 3)
    return d.call(f"ops.fft(({d.tensor(shape)}, {d.tensor(shape)}))")


@family("fft2", "ifft2")
def fft2(d: Draw, name: str) -> Call:
    shape = d.shape(2, 3)
    return d.call(f"ops.{name}(({d.tensor(shape)}, {d.tensor(shape)}))")


@family("rfft")
def rfft(d: Draw, name: str) -> Call:
    return d.call(f"ops.rfft({d.any(1, 3)}, {d.pick(None, d.int(1, 8))})")


@family("irfft")
def irfft(d: Draw, name: str) -> Call:
    shape = (*d.shape(0, 2), d.int(2, 6))
    return d.call(f"ops.irfft(({d.tensor(shape)}, {d.tensor(shape)}), {d.pick(None, d.int(1, 8))})")


@family("stft")
def stft(d: Draw, name: str) -> Call:
    x = d.tensor((*d.shape(0, 1), d.int(30, 60)))
    length = d.int(4, 8)
    return d.call(f"ops.stft({x}, {length}, {d.int(1, 4)}, {length + d.int(0, 3)}, center={d.chance()})")


@family("istft")
def istft(d: Draw, name: str) -> Call:
    shape = (*d.shape(0, 1), d.int(5, 9), 5)
    parts = f"({d.tensor(shape)}, {d.tensor(shape)})"
    return d.call(f"ops.istft({parts}, 8, {d.int(1, 4)}, 8, length={d.pick(None, 20)}, center={d.chance()})")


@family("extract_sequences")
def extract_sequences(d: Draw, name: str) -> Call:
    return d.call(f"ops.extract_sequences({d.tensor((*d.shape(0, 1), d.int(8, 20)))}, {d.int(2, 8)}, {d.int(1, 4)})")


@family("view_as_complex")
def view_as_complex(d: Draw, name: str) -> Call:
    return d.call(f"ops.view_as_complex({d.tensor((*d.shape(0, 2), 2))})")


@family("view_as_real")
def view_as_real(d: Draw, name: str) -> Call:
    return d.call(f"ops.view_as_real({d.any(0, 3, 'complex64')})")


# --- tensors and functions


@family("slice")
def slice_(d: Draw, name: str) -> Call:
    shape = d.shape(1, 3)
    starts = tuple(d.int(0, size - 1) for size in shape)
    counts = tuple(d.pick(-1, d.int(1, size - start)) for size, start in zip(shape, starts, strict=True))
    return d.call(f"ops.slice({d.tensor(shape)}, {starts}, {counts})")


@family("slice_update")
def slice_update(d: Draw, name: str) -> Call:
    shape = d.shape(1, 3)
    return d.call(f"ops.slice_update({d.tensor(shape)}, {(0,) * len(shape)}, {d.tensor(shape)})")


@family("scatter")
def scatter(d: Draw, name: str) -> Call:
    count = d.size()
    return d.call(f"ops.scatter({d.tensor((count, 1), 'int32')}, {d.tensor((count,))}, {(d.size(),)})")


@family("scatter_update")
def scatter_update(d: Draw, name: str) -> Call:
    count = d.size()
    return d.call(f"ops.scatter_update({d.any(1, 1)}, {d.tensor((count, 1), 'int32')}, {d.tensor((count,))})")


@family("cond")
def cond(d: Draw, name: str) -> Call:
    one = d.shape(0, 2)
    other = one if d.chance() else d.shape(0, 2)
    return d.call(f"ops.cond({d.tensor((), 'bool')}, lambda: ops.ones({one}), lambda: ops.zeros({other}))")


@family("switch")
def switch(d: Draw, name: str) -> Call:
    return d.call(f"ops.switch({d.tensor((), 'int32')}, [lambda v: v + 1, lambda v: -v], {d.any(1, 3)})")


@family("map", "vectorized_map")
def mapped(d: Draw, name: str) -> Call:
    body = d.pick("v + 1", "ops.sum(v)", "ops.expand_dims(v, 0)", "(v, ops.max(v))")
    return d.call(f"ops.{name}(lambda v: {body}, {d.any(1, 3)})")


@family("scan")
def scan(d: Draw, name: str) -> Call:
    shape = d.shape(1, 3)
    body = d.pick("c + v, ops.sum(v)", "c + v, c")
    return d.call(f"ops.scan(lambda c, v: ({body}), {d.tensor(shape[1:])}, {d.tensor(shape)})")


@family("associative_scan")
def associative_scan(d: Draw, name: str) -> Call:
    return d.call(f"ops.associative_scan(lambda v, w: v + w, {d.any(1, 3)})")


@family("while_loop")
def while_loop(d: Draw, name: str) -> Call:
    x = d.any(0, 3)
    return d.call(f"ops.while_loop(lambda v: ops.sum(v) < 9, lambda v: (v + 1,), ({x},))")


@family("fori_loop")
def fori_loop(d: Draw, name: str) -> Call:
    return d.call(f"ops.fori_loop(0, 3, lambda i, v: v + i, {d.any(0, 3)})")


@family("jvp")
def jvp(d: Draw, name: str) -> Call:
    shape = d.shape(0, 3)
    return d.call(f"ops.jvp(lambda v: ops.sin(v), ({d.tensor(shape)},), ({d.tensor(shape)},))")


@family("rearrange")
def rearrange(d: Draw, name: str) -> Call:
    shape = (d.size(), 2 * d.size(), d.size())
    pattern = d.pick("'a b c -> c b a'", "'a b c -> a (b c)'", "'a (h w) c -> a h w c', h=2", "'a b c -> (a b c)'")
    return d.call(f"ops.rearrange({d.tensor(shape)}, {pattern})")


# --- images


def _picture(d: Draw, channels: int | None = None) -> tuple[str, str]:
    last = d.chance()
    shape = _image(d, 2, channels or d.size(), last)
    return d.tensor(shape if d.chance() else shape[1:]), FORMATS[not last]


@family("image.resize")
def resize(d: Draw, name: str) -> Call:
    x, arrangement = _picture(d)
    return d.call(f"ops.image.resize({x}, {(d.size(), d.size())}, data_format={arrangement!r})")


@family("image.affine_transform")
def affine(d: Draw, name: str) -> Call:
    x, arrangement = _picture(d)
    transform = d.tensor((8,) if d.rank(x) == 3 else (d.size(), 8))
    return d.call(f"ops.image.affine_transform({x}, {transform}, data_format={arrangement!r})")


@family("image.perspective_transform")
def perspective(d: Draw, name: str) -> Call:
    x, arrangement = _picture(d)
    points = (4, 2) if d.rank(x) == 3 else (d.size(), 4, 2)
    ends = f"ops.zeros({points}), ops.zeros({points})"
    return d.call(f"ops.image.perspective_transform({x}, {ends}, data_format={arrangement!r})")


@family("image.gaussian_blur", "image.elastic_transform")
def blurred(d: Draw, name: str) -> Call:
    x, arrangement = _picture(d)
    return d.call(f"ops.{name}({x}, data_format={arrangement!r})")


@family("image.rgb_to_grayscale", "image.rgb_to_hsv", "image.hsv_to_rgb")
def colours(d: Draw, name: str) -> Call:
    x, arrangement = _picture(d, d.pick(3, 3, 2))
    return d.call(f"ops.{name}({x}, data_format={arrangement!r})")


@family("image.pad_images", "image.crop_images")
def margins(d: Draw, name: str) -> Call:
    x, arrangement = _picture(d)
    word = "padding" if "pad" in name else "cropping"
    ends = [d.int(0, 3) for _ in range(4)]
    high = d.pick(f"top_{word}={ends[0]}, bottom_{word}={ends[1]}", f"top_{word}=1, target_height={d.int(1, 9)}")
    wide = d.pick(f"left_{word}={ends[2]}, right_{word}={ends[3]}", f"right_{word}=1, target_width={d.int(1, 9)}")
    return d.call(f"ops.{name}({x}, {high}, {wide}, data_format={arrangement!r})")


@family("image.extract_patches")
def patches(d: Draw, name: str) -> Call:
    x, arrangement = _picture(d)
    size = d.pick(d.int(1, 3), (d.int(1, 3), d.int(1, 3)))
    padding = d.pick("valid", "same")
    return d.call(f"ops.image.extract_patches({x}, {size}, padding={padding!r}, data_format={arrangement!r})")


@family("image.extract_patches_3d")
def patches_3d(d: Draw, name: str) -> Call:
    x = d.tensor(_image(d, 3, d.size(), True))
    return d.call(f"ops.image.extract_patches_3d({x}, {(d.int(1, 3), d.int(1, 3), d.int(1, 3))}, padding='same')")


@family("image.map_coordinates")
def map_coordinates(d: Draw, name: str) -> Call:
    shape = d.shape(1, 3)
    return d.call(f"ops.image.map_coordinates({d.tensor(shape)}, {d.tensor((len(shape), *d.shape(1, 2)))}, 1)")


@family("image.scale_and_translate")
def scale_and_translate(d: Draw, name: str) -> Call:
    target = (d.size(), d.size(), 3)
    x, row = d.tensor((d.size(), d.size(), 3)), d.tensor((2,))
    return d.call(f"ops.image.scale_and_translate({x}, {target}, {row}, {row}, (0, 1), 'linear')")


@family("image.sobel_edges")
def sobel(d: Draw, name: str) -> Call:
    return d.call(f"ops.image.sobel_edges({d.any(3, 4)})")


@family("image.ssim")
def ssim(d: Draw, name: str) -> Call:
    shape = d.shape(3, 4)
    return d.call(f"ops.image.ssim({d.tensor(shape)}, {d.tensor(shape)})")


# --- random numbers


@family("random.normal", "random.truncated_normal", "random.uniform")
def noise(d: Draw, name: str) -> Call:
    return d.call(f"{name}({d.shape()})")


@family("random.randint", "random.beta", "random.binomial")
def between(d: Draw, name: str) -> Call:
    return d.call(f"{name}({d.shape()}, {d.int(1, 3)}, {'0.5' if 'binomial' in name else d.int(4, 9)})")


@family("random.gamma")
def gamma(d: Draw, name: str) -> Call:
    return d.call(f"random.gamma({d.shape()}, 2.0)")


@family("random.categorical")
def categorical(d: Draw, name: str) -> Call:
    return d.call(f"random.categorical(ops.zeros({d.shape(2, 2)}), {d.size()})")


@family("random.dropout")
def dropout(d: Draw, name: str) -> Call:
    return d.call(f"random.dropout(ops.zeros({d.shape()}), 0.5)")


@family("random.shuffle")
def shuffle(d: Draw, name: str) -> Call:
    return d.call(f"random.shuffle(ops.zeros({d.shape(1, 3)}))")

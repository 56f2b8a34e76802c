"""The functions of tf and keras.backend. TensorFlow is not installed: each is judged by the expression of NumPy or
keras.ops that means the same.
"""

from __future__ import annotations

import keras
import numpy as np
import pytest
from tests.keras_ops.check import values
from tests.nowhere import Nowhere

from layerhints.algebra import Unknown
from layerhints.interp import analyse
from layerhints.libraries import LIBRARIES
from layerhints.libraries.keras.ops.types import tensor_type
from layerhints.syntax import read
from layerhints.values.tensor import Tensor

x = np.zeros((2, 8, 6, 4), "float32")
v = np.zeros((2, 5), "float32")
PAIRS = [
    ("tf.reshape(x, (tf.shape(x)[0], -1, 4))", x.reshape(2, -1, 4)),
    ("tf.reduce_sum(x, axis=[1, 2])", x.sum((1, 2))),
    ("tf.reduce_mean(x, 1, keepdims=True)", x.mean(1, keepdims=True)),
    ("tf.reduce_max(x, reduction_indices=1, keep_dims=True)", x.max(1, keepdims=True)),
    ("tf.argmax(x, axis=-1)", x.argmax(-1)),
    ("tf.concat([x, x], axis=-1)", np.concatenate([x, x], -1)),
    ("tf.concat(3, [x, x])", np.concatenate([x, x], 3)),
    ("tf.stack([v, v], axis=1)", np.stack([v, v], 1)),
    ("tf.unstack(v, axis=1)[0]", v[:, 0]),
    ("tf.split(x, 2, axis=-1)[1]", np.split(x, 2, -1)[1]),
    ("tf.split(x, [1, -1], axis=3)[1]", x[..., 1:]),
    ("tf.transpose(x, perm=[0, 3, 1, 2])", x.transpose(0, 3, 1, 2)),
    ("tf.transpose(v)", v.T),
    ("tf.expand_dims(v, 1)", np.expand_dims(v, 1)),
    ("tf.squeeze(tf.expand_dims(v, 1), [1])", v),
    ("tf.tile(v, [1, 3])", np.tile(v, (1, 3))),
    ("tf.pad(x, [[0, 0], [1, 1], [2, 2], [0, 0]])", np.pad(x, [(0, 0), (1, 1), (2, 2), (0, 0)])),
    ("tf.gather(v, [0, 2, 4], axis=1)", v[:, [0, 2, 4]]),
    ("tf.matmul(v, v, transpose_b=True)", v @ v.T),
    ("v @ tf.transpose(v)", v @ v.T),
    ("tf.einsum('bhwc,bhwd->bcd', x, x)", np.einsum("bhwc,bhwd->bcd", x, x)),
    ("tf.tensordot(v, v, [[1], [1]])", np.tensordot(v, v, [[1], [1]])),
    ("tf.where(v > 0, v, tf.zeros_like(v))", np.where(v > 0, v, 0 * v)),
    ("tf.cast(v, tf.int32) + 1", v + 1),
    ("tf.math.sqrt(v) * tf.constant(2.0)", v),
    ("tf.nn.softmax(v, axis=-1)", v),
    ("tf.one_hot(tf.cast(v, tf.int32), depth=7)", np.zeros((2, 5, 7))),
    ("tf.image.resize(x, (16, 12))", keras.ops.image.resize(x, (16, 12))),
    ("tf.nn.max_pool2d(x, ksize=2, strides=2, padding='SAME')", keras.ops.max_pool(x, 2, 2, "same")),
    ("tf.nn.avg_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], 'VALID')", keras.ops.average_pool(x, 2, 2)),
    ("tf.nn.conv2d(x, tf.zeros((3, 3, 4, 9)), [1, 2, 2, 1], 'SAME')",
     keras.ops.conv(x, np.zeros((3, 3, 4, 9), "float32"), 2, "same")),
    ("tf.nn.depth_to_space(x, 2)", keras.ops.depth_to_space(x, 2)),
    ("tf.ones((3, tf.shape(v)[1]))", np.ones((3, 5))),
    ("tf.random.normal(shape=tf.shape(v))", v),
    ("tf.range(5)", np.arange(5)),
    ("tf.linalg.norm(v, axis=-1)", np.linalg.norm(v, axis=-1)),
    ("tf.nn.moments(x, axes=[0, 1, 2])[0]", x.mean((0, 1, 2))),
    ("tf.slice(x, [0, 1, 0, 0], [-1, 2, 3, -1])", x[:, 1:3, :3]),
    ("tf.Variable(tf.zeros((3, 2)))", np.zeros((3, 2))),
    ("K.sum(x, axis=[1, 2])", x.sum((1, 2))),
    ("K.mean(x, axis=-1, keepdims=True)", x.mean(-1, keepdims=True)),
    ("K.batch_dot(v, v, axes=1)", (v * v).sum(1, keepdims=True)),
    ("K.batch_dot(K.expand_dims(v), K.expand_dims(v), axes=[2, 2])", np.zeros((2, 5, 5))),
    ("K.dot(x, K.zeros((4, 3)))", x @ np.zeros((4, 3))),
    ("K.concatenate([x, x])", np.concatenate([x, x], -1)),
    ("K.permute_dimensions(x, (0, 3, 1, 2))", x.transpose(0, 3, 1, 2)),
    ("K.reshape(x, (-1, K.int_shape(x)[-1]))", x.reshape(-1, 4)),
    ("K.expand_dims(v)", np.expand_dims(v, -1)),
    ("K.squeeze(K.expand_dims(v, 1), 1)", v),
    ("K.repeat_elements(v, 3, axis=1)", np.repeat(v, 3, 1)),
    ("K.repeat(v, 4)", np.zeros((2, 4, 5))),
    ("K.resize_images(x, 2, 3, 'channels_last')", np.zeros((2, 16, 18, 4))),
    ("K.one_hot(K.cast(v, 'int32'), 3)", np.zeros((2, 5, 3))),
    ("K.batch_flatten(x)", x.reshape(2, -1)),
    ("K.spatial_2d_padding(x, ((1, 1), (2, 0)), 'channels_last')", np.pad(x, [(0, 0), (1, 1), (2, 0), (0, 0)])),
    ("K.exp(v) * K.random_normal(shape=(K.shape(v)[0], 5))", v),
    ("tf.gather(x, tf.cast(x[:, :, 0, 0], tf.int32), batch_dims=1)", x[:, :1].repeat(8, 1)),
    ("tf.gather(x, tf.zeros((2, 3), tf.int32), axis=2, batch_dims=1)", np.stack([e[:, [0, 0, 0]] for e in x])),
    ("tf.gather(x, tf.zeros((2, 8), tf.int32), batch_dims=2)", x[:, :, 0]),
    ("tf.gather(x, tf.zeros((2, 8, 5), tf.int32), axis=-1, batch_dims=-1)", x[:, :, :, [0] * 5]),
    ("tf.gather(x, [0, 1, 1], batch_dims=-1)", x[..., [0, 1, 1]]),
    ("tf.gather(v, [1, 1, 1])", v[[1, 1, 1]]),
    ("tf.nn.conv2d(x, tf.zeros((3, 3, 2, 10)), 1, 'VALID')",
     keras.ops.conv(x, np.zeros((3, 3, 2, 10), "float32"), 1)),
    ("tf.nn.depthwise_conv2d(x, tf.zeros((3, 3, 4, 2)), [1, 2, 2, 1], 'SAME')",
     keras.ops.depthwise_conv(x, np.zeros((3, 3, 4, 2), "float32"), 2, "same")),
    ("tf.nn.separable_conv2d(x, tf.zeros((3, 3, 4, 2)), tf.zeros((1, 1, 8, 7)), [1, 1, 1, 1], 'VALID')",
     keras.ops.separable_conv(x, np.zeros((3, 3, 4, 2), "float32"), np.zeros((1, 1, 8, 7), "float32"), 1)),
    ("tf.nn.conv2d_transpose(x, tf.zeros((2, 2, 7, 4)), [2, 16, 12, 7], 2)",
     keras.ops.conv_transpose(x, np.zeros((2, 2, 7, 4), "float32"), 2)),
    ("tf.nn.crelu(v)", np.concatenate([v, v], -1)),
    ("tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.zeros((2,), tf.int32), logits=v)", v[:, 0]),
    ("tf.nn.softmax_cross_entropy_with_logits(v, v)", v[:, 0]),
    ("tf.nn.sigmoid_cross_entropy_with_logits(labels=v, logits=v)", v),
    ("tf.nn.l2_loss(v)", v.sum()),
    ("tf.math.expm1(v)", np.expm1(v)),
    ("tf.math.count_nonzero(x, axis=2)", np.count_nonzero(x, 2)),
    ("tf.image.rgb_to_grayscale(x[..., :3])", x[..., :1]),
    ("tf.image.crop_to_bounding_box(x, 1, 1, 4, 3)", x[:, 1:5, 1:4]),
    ("tf.image.extract_patches(images=x, sizes=[1, 2, 3, 1], strides=[1, 2, 3, 1], rates=[1] * 4, padding='VALID')",
     keras.ops.image.extract_patches(x, (2, 3), (2, 3))),
    ("tf.image.extract_patches(x, [1, 3, 3, 1], [1, 2, 2, 1], [1, 1, 1, 1], 'SAME')",
     keras.ops.image.extract_patches(x, (3, 3), 2, padding="same")),
    ("K.conv2d(x, K.zeros((3, 3, 4, 9)), strides=(2, 2), padding='same')",
     keras.ops.conv(x, np.zeros((3, 3, 4, 9), "float32"), 2, "same")),
    ("K.depthwise_conv2d(x, K.zeros((3, 3, 4, 2)))",
     keras.ops.depthwise_conv(x, np.zeros((3, 3, 4, 2), "float32"))),
    ("K.pool2d(x, (2, 2), strides=(2, 2), pool_mode='avg')", keras.ops.average_pool(x, 2, 2)),
    ("K.bias_add(v, K.zeros((5,)))", v),
    ("K.batch_dot(v, K.zeros((2, 5, 3)))", np.zeros((2, 3))),
    ("tf.argsort(v, axis=-1)", v),
    ("tf.math.unsorted_segment_mean(x, [0, 1], num_segments=3)", np.zeros((3, 8, 6, 4))),
    ("tf.dynamic_partition(x, [0, 1], 2)[1][0]", x[1]),
    ("tf.scatter_nd([[0], [1]], v, [9, 5])", np.zeros((9, 5))),
    ("tf.tensor_scatter_nd_update(v, [[0]], tf.zeros((1, 5)))", v),
    ("tf.sequence_mask([1, 3], maxlen=6)", np.zeros((2, 6))),
    ("tf.histogram_fixed_width(v, [0.0, 1.0], nbins=12)", np.histogram(v, 12)[0]),
    ("tf.linalg.band_part(tf.ones((4, 4)), -1, 0)", np.tril(np.ones((4, 4)))),
    ("tf.linalg.diag(v)[0]", np.diag(v[0])),
    ("tf.linalg.diag_part(x)", np.diagonal(x, axis1=-2, axis2=-1)),
    ("tf.linalg.trace(x)", np.trace(x, axis1=-2, axis2=-1)),
    ("tf.linalg.svd(x)[1]", np.linalg.svd(x, full_matrices=False)[0]),
    ("tf.linalg.svd(x)[2]", np.linalg.svd(x, full_matrices=False)[2].swapaxes(-1, -2)),
    ("tf.linalg.matvec(x, tf.zeros((4,)))", x @ np.zeros(4)),
    ("tf.linalg.inv(tf.eye(4))", np.linalg.inv(np.eye(4))),
    ("tf.signal.frame(v, 3, 2)", keras.ops.extract_sequences(v, 3, 2)),
    ("tf.signal.frame(x, 3, 2, pad_end=True, axis=1)", np.zeros((2, 4, 3, 6, 4))),
    ("tf.abs(tf.signal.stft(tf.zeros((2, 1000)), frame_length=255, frame_step=128))",
     keras.ops.stft(np.zeros((2, 1000)), 255, 128, 256, center=False)[0]),
    ("tf.signal.rfft(v)", np.fft.rfft(v)),
    ("tf.signal.irfft(tf.signal.rfft(v))", np.fft.irfft(np.fft.rfft(v))),
    ("tf.matmul(v, tf.signal.linear_to_mel_weight_matrix(20, 5))", np.zeros((2, 20))),
    ("tf.cond(tf.reduce_sum(v) > 0, lambda: tf.reshape(v, (5, 2)), lambda: tf.zeros((5, 2)))", v.reshape(5, 2)),
    ("tf.map_fn(lambda row: tf.reduce_sum(row, -1), x)", np.stack([row.sum(-1) for row in x])),
    ("tf.while_loop(lambda i, t: i < 3, lambda i, t: (i + 1, 2 * t), [tf.constant(0), v])[1]", v),
    ("tf.ensure_shape(v, (None, 5))", v),
    ("tf.ones(tf.TensorShape(v.shape).as_list())", v),
    ("tf.ones((tf.compat.dimension_value(v.shape[1]),))", v[0]),
    ("tf.reshape(x, tf.concat([tf.shape(x)[:-1], [2, -1]], 0))", x.reshape(2, 8, 6, 2, 2)),
    ("tf.reshape(x, tf.concat([[tf.shape(x)[0]], [-1]], axis=-1))", x.reshape(2, -1)),
    ("tf.reshape(x, tf.stack([tf.shape(x)[0], -1, 4]))", x.reshape(2, -1, 4)),
    ("tf.ones(v.shape.as_list()[1:])", v[0]),
    ("tf.ones(v.shape.rank + v.shape.ndims)", np.ones(4)),
    ("tf.ones(v.shape.concatenate([3]))", np.ones((2, 5, 3))),
    ("tf.ones(v.shape.num_elements())", v.ravel()),
    ("tf.gather_nd(x, tf.zeros((2, 5, 2), tf.int32), batch_dims=1)", x[:, [0] * 5, 0]),
    ("tf.split(3, 2, x)[0]", x[..., :2]),
    ("tf.reshape(x, (tf.cast(tf.shape(x)[0], tf.int64), -1))", x.reshape(2, -1)),
    ("tf.ones(tf.cast(tf.shape(v), 'int64'))", v),
    ("tf.one_hot(1, 3, axis=0)", np.zeros(3)),
    ("tf.squeeze(tf.expand_dims(v, 1), axis=[])", v),
    ("tf.one_hot(tf.cast(v, tf.int32), 7, axis=2)", np.zeros((2, 5, 7))),
    ("tf.nn.bias_add(keras.Input((None,), batch_size=2), tf.zeros((5,)))", v),
    ("tf.cast(tf.constant(1.0), tf.float32) + v", v),
]  # fmt: skip
START = f"""
import keras
import tensorflow as tf
from keras import backend as K
x = keras.Input(batch_shape={x.shape})
v = keras.Input(batch_shape={v.shape})
"""


@pytest.mark.parametrize(("expression", "truth"), PAIRS, ids=[expression for expression, _ in PAIRS])
def test_shape(expression: str, truth: np.ndarray) -> None:
    found = values(f"{START}result = {expression}")["result"]
    assert isinstance(found, Tensor)
    assert found.shape == tuple(truth.shape)


OF_TENSORFLOW = [
    ("tf.image.sobel_edges(x)", (2, 8, 6, 4, 2)),
    ("tf.image.image_gradients(x)[1]", (2, 8, 6, 4)),
    ("tf.image.total_variation(x)", (2,)),
    ("tf.image.total_variation(x[0])", ()),
    ("tf.image.psnr(x, x, 1.0)", (2,)),
    ("tf.image.rgb_to_yuv(x[..., :3])", (2, 8, 6, 3)),
    ("tf.image.rot90(x)", (2, 6, 8, 4)),
    ("tf.image.rot90(x[0], 2)", (8, 6, 4)),
    ("tf.image.transpose(x)", (2, 6, 8, 4)),
    ("tf.image.central_crop(x, 0.5)", (2, 4, 4, 4)),
    ("tf.image.central_crop(x[0], 0.875)", (8, 6, 4)),
    ("tf.image.convert_image_dtype(x, tf.uint8)", (2, 8, 6, 4)),
    ("tf.image.random_contrast(x, 0.5, 1.5)", (2, 8, 6, 4)),
    (
        "tf.image.crop_and_resize(x, boxes=tf.zeros((5, 4)), box_indices=[0, 1, 0, 1, 0], crop_size=[14, 7])",
        (5, 14, 7, 4),
    ),
    ("tf.linalg.adjoint(v)", (5, 2)),
    ("tf.linalg.pinv(x[0])", (8, 4, 6)),
    ("tf.linalg.qr(v)[0]", (2, 2)),
    ("tf.linalg.qr(v)[1]", (2, 5)),
    ("tf.linalg.qr(tf.transpose(v), full_matrices=True)[0]", (5, 5)),
    ("tf.linalg.lstsq(tf.ones((3, 6, 4)), tf.zeros((3, 6, 2)))", (3, 4, 2)),
    ("tf.linalg.tensor_diag(tf.zeros((3,)))", (3, 3)),
    ("tf.linalg.tensor_diag_part(tf.zeros((3, 3)))", (3,)),
    ("tf.linalg.normalize(v, axis=1)[1]", (2, 1)),
    ("tf.linalg.normalize(v)[1]", (1, 1)),
    ("tf.linalg.global_norm([v, x])", ()),
    ("tf.random.gamma((3, 2), tf.zeros((4,)) + 1)", (3, 2, 4)),
    ("tf.random.gamma([10], alpha=0.5, beta=tf.ones((3, 1)))", (10, 3, 1)),
    ("tf.random.shuffle(x)", (2, 8, 6, 4)),
    ("tf.signal.dct(v, 2)", (2, 5)),
    ("tf.signal.overlap_and_add(tf.zeros((2, 9, 40)), 10)", (2, 120)),
    ("tf.clip_by_norm(v, 1.0)", (2, 5)),
    ("tf.clip_by_global_norm([v, x], 1.0)[0][1]", (2, 8, 6, 4)),
    ("tf.clip_by_global_norm([v, x], 1.0)[1]", ()),
    ("tf.reverse_sequence(x, [1, 2], seq_axis=1)", (2, 8, 6, 4)),
    ("tf.searchsorted(v, x[:, 0, 0, :3])", (2, 3)),
    ("tf.math.erfc(v)", (2, 5)),
    ("tf.math.scalar_mul(2.0, v)", (2, 5)),
    ("tf.math.xdivy(v, v[0])", (2, 5)),
    ("tf.nn.in_top_k(targets=tf.zeros((2,), tf.int32), predictions=v, k=2)", (2,)),
    ("tf.math.confusion_matrix([0, 1, 2], [0, 1, 1], num_classes=4)", (4, 4)),
    ("tf.nn.weighted_cross_entropy_with_logits(labels=v, logits=v, pos_weight=tf.ones((5,)))", (2, 5)),
    ("tf.nn.pool(x, [2, 2], 'MAX')", (2, 7, 5, 4)),
    ("tf.nn.pool(x, [2, 2], 'AVG', strides=[2, 2], padding='SAME')", (2, 4, 3, 4)),
    ("tf.nn.sampled_softmax_loss(tf.zeros((50, 5)), tf.zeros((50,)), tf.zeros((2, 1), tf.int64), v, 8, 50)", (2,)),
    ("tf.nn.ctc_loss(tf.zeros((2, 3), tf.int32), tf.zeros((9, 2, 6)), [3, 3], [9, 9])", (2,)),
    ("tf.nn.ctc_loss(tf.zeros((2, 3), tf.int32), tf.zeros((2, 9, 5)), [3, 3], [9, 9], False)", (2,)),
    ("tf.nn.weighted_moments(x, [1, 2], tf.ones((2, 8, 6, 4)), keepdims=True)[0]", (2, 1, 1, 4)),
    ("tf.nn.compute_average_loss(v[:, 0], global_batch_size=8)", ()),
    ("tf.nn.max_pool_with_argmax(x, 2, 2, 'SAME')[1]", (2, 4, 3, 4)),
    ("tf.nn.conv_transpose(x, tf.zeros((3, 3, 9, 4)), (2, 16, 12, 9), 2)", (2, 16, 12, 9)),
    ("tf.scan(lambda a, e: a + e, v)", (2, 5)),
    ("tf.scan(lambda a, e: a * tf.reduce_sum(e), x, initializer=tf.zeros((3, 7)))", (2, 3, 7)),
    ("tf.foldl(lambda a, e: a + e, v)", (5,)),
    ("tf.foldr(lambda a, e: a + tf.reduce_sum(e), x, initializer=tf.zeros((3, 7)))", (3, 7)),
    ("tf.custom_gradient(lambda t: (t * 2.0, lambda d: d))(v)", (2, 5)),
    ("tf.image.combined_non_max_suppression(tf.zeros((2, 30, 1, 4)), tf.zeros((2, 30, 6)), 10, 20)[0]", (2, 20, 4)),
    (
        "tf.image.combined_non_max_suppression(x[:, :6, :1], x[:, 0], 1, 20, pad_per_class=True).nmsed_scores",
        (2, 4),
    ),
    ("tf.signal.inverse_stft(tf.zeros((2, 9, 129), tf.complex64), frame_length=300, frame_step=80)", (2, 940)),
    ("tf.linalg.solve(tf.eye(4, batch_shape=[3]), tf.zeros((3, 4, 7)))", (3, 4, 7)),
    ("tf.linalg.eigvalsh(tf.eye(4, batch_shape=[3]))", (3, 4)),
]
"""What TensorFlow 2.21.0 gave for functions that nothing else has."""


@pytest.mark.parametrize(("expression", "truth"), OF_TENSORFLOW, ids=[expression for expression, _ in OF_TENSORFLOW])
def test_shape_that_tensorflow_gave(expression: str, truth: tuple[int, ...]) -> None:
    found = values(f"{START}result = {expression}")["result"]
    assert isinstance(found, Tensor)
    assert found.shape == truth


NOT_FOLLOWED = {
    "tf.py_function": "Python's own function may give any shape",
    "tf.numpy_function": "Python's own function may give any shape",
    "tf.edit_distance": "works on sparse tensors",
    "tf.strided_slice": "its masks decide which axes stay",
    "K.rnn": "the step function may give any shape",
    "K.foldl": "the function may give any shape",
    "K.foldr": "the function may give any shape",
    "K.map_fn": "the function may give any shape",
    "K.function": "gives a function",
    "K.gradients": "gives one tensor for each variable",
    "K.placeholder": "no tensor of a model",
    "K.update": "gives an operation of TensorFlow 1",
    "K.ctc_batch_cost": "rare in models",
    "K.local_conv2d": "rare in models",
}
"""Functions that model code calls now and then, and why nothing is said of what they give."""


@pytest.mark.parametrize("name", NOT_FOLLOWED)
def test_what_is_not_followed_is_not_known(name: str) -> None:
    call = f"{name}(lambda *a: v, v)" if name.endswith(("cond", "fn", "function", "scan", "foldl")) else f"{name}(v, v)"
    found = values(f"{START}result = {call}")["result"]
    shape = found.shape if isinstance(found, Tensor) else found
    assert isinstance(shape, Unknown)


FOLLOWED = {
    "tf": "abs add add_n argmax argmin boolean_mask broadcast_to cast clip_by_value concat constant convert_to_tensor "
    "cos cumsum divide einsum equal exp expand_dims eye fill floor gather gather_nd greater identity linspace matmul "
    "maximum meshgrid minimum multiply norm one_hot ones ones_like pad pow range rank reduce_max reduce_mean "
    "reduce_min reduce_prod reduce_sum repeat reshape reverse roll round shape sigmoid sign sin size slice split sqrt "
    "square squeeze stack stop_gradient subtract tanh tensordot tile transpose unstack where zeros zeros_like Variable",
    "tf.math": "abs argmax cumsum exp l2_normalize log reduce_logsumexp reduce_mean reduce_std reduce_sum "
    "reduce_variance rsqrt sigmoid softplus sqrt square squared_difference tanh top_k",
    "tf.nn": "atrous_conv2d avg_pool avg_pool2d avg_pool3d batch_normalization bias_add conv1d conv2d conv2d_transpose "
    "conv3d convolution crelu depth_to_space depthwise_conv2d dropout elu embedding_lookup gelu l2_loss l2_normalize "
    "leaky_relu local_response_normalization log_softmax lrn max_pool max_pool2d max_pool3d moments relu relu6 selu "
    "separable_conv2d sigmoid sigmoid_cross_entropy_with_logits silu softmax softmax_cross_entropy_with_logits "
    "softplus softsign space_to_depth sparse_softmax_cross_entropy_with_logits swish tanh top_k",
    "tf.image": "resize resize_with_pad resize_with_crop_or_pad crop_to_bounding_box pad_to_bounding_box "
    "flip_left_right flip_up_down per_image_standardization rgb_to_grayscale grayscale_to_rgb adjust_brightness "
    "extract_patches",
    "tf.random": "normal uniform truncated_normal",
    "K": "abs all any argmax batch_dot batch_flatten bias_add cast clip concatenate constant conv1d conv2d "
    "conv2d_transpose conv3d cumsum depthwise_conv2d dot dropout elu exp expand_dims eye flatten gather "
    "in_test_phase in_train_phase int_shape "
    "l2_normalize log logsumexp max maximum mean min minimum ndim one_hot ones ones_like permute_dimensions pool2d "
    "pool3d pow prod random_normal random_uniform relu repeat repeat_elements reshape resize_images reverse round "
    "separable_conv2d shape sigmoid softmax softplus spatial_2d_padding spatial_3d_padding sqrt square squeeze stack "
    "std stop_gradient sum switch tanh temporal_padding tile transpose truncated_normal var variable zeros zeros_like",
}
"""The functions that model code calls, each of which has a meaning."""


@pytest.mark.parametrize("module", FOLLOWED)
def test_functions_of_model_code_are_there(module: str) -> None:
    for name in FOLLOWED[module].split():
        found = values(f"{START}result = {module}.{name}")["result"]
        assert not isinstance(found, Unknown), f"{module}.{name}: {found}"


REFUSED = [
    "tf.matmul(v, v)",
    "tf.add(x, v)",
    "tf.concat([x, v], 0)",
    "tf.reshape(v, (3, 3))",
    "tf.transpose(x, [0, 1])",
    "tf.split(x, 3, axis=1)",
    "tf.cumsum(v, axis=2)",
    "tf.argsort(v, axis=2)",
    "tf.roll(v, shift=1, axis=2)",
    "tf.reverse(v, [2])",
    "tf.math.l2_normalize(v, 2)",
    "tf.nn.bias_add(v, tf.zeros((4,)))",
    "tf.nn.conv2d(x, tf.zeros((3, 3, 5, 9)), 1, 'SAME')",
    "tf.image.crop_to_bounding_box(x, 4, 0, 5, 6)",
    "tf.image.pad_to_bounding_box(x, 4, 0, 11, 6)",
    "tf.gather_nd(v, tf.zeros((2, 2), tf.int32), batch_dims=1)",
]
"""What TensorFlow 2.21.0 refuses."""


@pytest.mark.parametrize("call", REFUSED)
def test_what_tensorflow_refuses_is_a_problem(call: str) -> None:
    found = analyse(Nowhere(), LIBRARIES, "program.py", read(f"{START}result = {call}")).findings
    assert [finding.code for finding in found] == ["shape-mismatch"]


def test_functions_of_different_shapes_are_no_problem() -> None:
    call = "tf.cond(tf.reduce_sum(v) > 0, lambda: v, lambda: v[0])"
    found = analyse(Nowhere(), LIBRARIES, "program.py", read(f"{START}result = {call}"))
    assert not found.findings
    assert isinstance(found.values["result"].shape, Unknown)


TYPED = {
    "tf.cast([1, 2], tf.int32)": "int32",
    "tf.argmax(x, 1)": "int64",
    "tf.argmax(x, 1, output_type=tf.int32)": "int32",
    "tf.where(v > 0)": "int64",
    "tf.constant(1.0)": "float32",
    "tf.unique(v[0])[1]": "int32",
    "tf.signal.irfft(tf.cast(v, tf.complex64))": "float32",
}
"""The dtypes that TensorFlow 2.21.0 gives."""


@pytest.mark.parametrize("call", TYPED)
def test_dtype(call: str) -> None:
    found = values(f"{START}result = {call}")["result"]
    assert isinstance(found, Tensor)
    assert tensor_type(found) == TYPED[call]


def test_none_is_no_number() -> None:
    found = values(f"{START}result = tf.cast([None, None], tf.float32)")["result"]
    assert isinstance(found, Tensor)
    assert isinstance(found.shape, Unknown)

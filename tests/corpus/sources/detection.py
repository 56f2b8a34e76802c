"""A one-stage detector: a backbone with three levels, a feature pyramid, and shared heads for classes and boxes."""

import numpy as np
import keras
from keras import layers, ops

CLASSES, ANCHORS = 7, 9


def conv_bn(x, filters, kernel=3, strides=1, activate=True):
    x = layers.Conv2D(filters, kernel, strides=strides, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    return layers.ReLU()(x) if activate else x


def stage(x, filters, blocks, strides=2):
    shortcut = conv_bn(x, filters, 1, strides, activate=False)
    for index in range(blocks):
        y = conv_bn(x, filters, strides=strides if index == 0 else 1)
        y = conv_bn(y, filters, activate=False)
        x = layers.ReLU()(shortcut + y)
        shortcut = x
    return x


def get_backbone():
    image = keras.Input((None, None, 3), name="image")
    x = conv_bn(image, 16, 7, strides=2)
    x = layers.MaxPooling2D(3, 2, padding="same")(x)
    outputs = []
    for filters, blocks in ((24, 1), (32, 2), (48, 1)):
        x = stage(x, filters, blocks)
        outputs.append(x)
    return keras.Model(inputs=image, outputs=outputs, name="backbone")


class FeaturePyramid(layers.Layer):
    def __init__(self, backbone=None, width=32, **kwargs):
        super().__init__(name="FeaturePyramid", **kwargs)
        self.backbone = backbone if backbone else get_backbone()
        self.lateral = [layers.Conv2D(width, 1, 1, "same") for _ in range(3)]
        self.smooth = [layers.Conv2D(width, 3, 1, "same") for _ in range(3)]
        self.conv_p6 = layers.Conv2D(width, 3, 2, "same")
        self.conv_p7 = layers.Conv2D(width, 3, 2, "same")
        self.upsample = layers.UpSampling2D(2)

    def call(self, images, training=False):
        c3, c4, c5 = self.backbone(images, training=training)
        p3, p4, p5 = (conv(c) for conv, c in zip(self.lateral, (c3, c4, c5)))
        p4 = p4 + self.upsample(p5)
        p3 = p3 + self.upsample(p4)
        p3, p4, p5 = [conv(p) for conv, p in zip(self.smooth, [p3, p4, p5])]
        p6 = self.conv_p6(c5)
        p7 = self.conv_p7(ops.relu(p6))
        return p3, p4, p5, p6, p7


def build_head(output_filters, bias_init, width=32, depth=4):
    head = keras.Sequential([keras.Input(shape=[None, None, width])])
    kernel_init = keras.initializers.RandomNormal(0.0, 0.01)
    for _ in range(depth):
        head.add(layers.Conv2D(width, 3, padding="same", kernel_initializer=kernel_init))
        head.add(layers.ReLU())
    head.add(layers.Conv2D(output_filters, 3, 1, padding="same", bias_initializer=bias_init))
    return head


class Detector(keras.Model):
    def __init__(self, num_classes, backbone=None, **kwargs):
        super().__init__(name="Detector", **kwargs)
        self.fpn = FeaturePyramid(backbone)
        self.num_classes = num_classes
        prior = keras.initializers.Constant(-np.log((1 - 0.01) / 0.01))
        self.cls_head = build_head(ANCHORS * num_classes, prior)
        self.box_head = build_head(ANCHORS * 4, "zeros")

    def call(self, image, training=False):
        features = self.fpn(image, training=training)
        n = ops.shape(image)[0]
        cls_outputs, box_outputs = [], []
        for feature in features:
            box_outputs.append(ops.reshape(self.box_head(feature), [n, -1, 4]))
            cls_outputs.append(ops.reshape(self.cls_head(feature), [n, -1, self.num_classes]))
        cls_outputs = ops.concatenate(cls_outputs, axis=1)
        box_outputs = ops.concatenate(box_outputs, axis=1)
        return ops.concatenate([box_outputs, cls_outputs], axis=-1)


detector = Detector(CLASSES)
predictions = detector(np.zeros((2, 128, 160, 3), dtype="float32"))
anchors = predictions.shape[1]


def ssd(input_shape=(96, 96, 3), boxes=(4, 6, 6)):
    """Heads of their own at each level, the boxes of all levels in one row."""
    image = keras.Input(input_shape)
    levels = get_backbone()(image)
    classes, offsets = [], []
    for level, (feature, count) in enumerate(zip(levels, boxes)):
        c = layers.Conv2D(count * (CLASSES + 1), 3, padding="same", name=f"classes_{level}")(feature)
        o = layers.Conv2D(count * 4, 3, padding="same", name=f"offsets_{level}")(feature)
        classes.append(layers.Reshape((-1, CLASSES + 1))(c))
        offsets.append(layers.Reshape((-1, 4))(o))
    classes = layers.Activation("softmax", name="scores")(layers.Concatenate(axis=1)(classes))
    return keras.Model(image, layers.Concatenate(axis=-1)([classes, layers.Concatenate(axis=1)(offsets)]), name="ssd")

"""A subclassed detector: layer lists, a config class, model.build, build_from_config-like factories; channels of heads."""
from dataclasses import dataclass, field, asdict
from typing import List, Sequence, Union

import keras
from keras import Model, layers, ops
from keras.src.layers import Layer


@dataclass
class HeadConfig:
    num_classes: int = 20
    num_anchors: int = 9
    width: int = 64
    repeats: int = 3
    separable: bool = True


@dataclass
class DetectorConfig:
    image_size: int = 128
    backbone: str = "mobilenet"
    fpn_width: int = 64
    head: HeadConfig = field(default_factory=HeadConfig)


class ConvBlock(Layer):
    def __init__(self, filters, kernel_size=3, strides=1, groups=1, activation="relu6", **kwargs):
        super().__init__(**kwargs)
        if groups == -1:
            self.conv = layers.DepthwiseConv2D(kernel_size, strides, padding="same", use_bias=False)
        else:
            self.conv = layers.Conv2D(filters, kernel_size, strides, padding="same", groups=groups, use_bias=False)
        self.bn = layers.BatchNormalization(epsilon=1e-3, momentum=0.99)
        self.act = layers.Activation(activation) if activation else layers.Identity()

    def call(self, x, training=None):
        return self.act(self.bn(self.conv(x), training=training))


class Bottleneck(Layer):
    def __init__(self, filters, expansion=4, strides=1, **kwargs):
        super().__init__(**kwargs)
        self.filters, self.expansion, self.strides = filters, expansion, strides

    def build(self, input_shape):
        cin = input_shape[-1]
        hidden = cin * self.expansion
        self.steps = [
            ConvBlock(hidden, 1, name="expand"),
            ConvBlock(hidden, 3, self.strides, groups=-1, name="depthwise"),
            ConvBlock(self.filters, 1, activation=None, name="project"),
        ]
        self.residual = self.strides == 1 and cin == self.filters
        super().build(input_shape)

    def call(self, x):
        y = x
        for step in self.steps:
            y = step(y)
        return layers.add([x, y]) if self.residual else y


class Backbone(Model):
    plans = {"mobilenet": [(16, 1, 1), (24, 2, 2), (40, 2, 2), (64, 2, 1), (96, 1, 2)], "tiny": [(16, 1, 2), (32, 1, 2)]}

    def __init__(self, variant: str, **kwargs):
        super().__init__(**kwargs)
        self.stem = ConvBlock(16, 3, 2, name="stem")
        self.stages: List[List[Layer]] = []
        for index, (filters, count, strides) in enumerate(self.plans[variant]):
            stage = [
                Bottleneck(filters, strides=strides if i == 0 else 1, name=f"stage{index}_{i}") for i in range(count)
            ]
            self.stages.append(stage)
        self._flat = [block for stage in self.stages for block in stage]

    def call(self, x):
        x = self.stem(x)
        features = []
        for stage in self.stages:
            for block in stage:
                x = block(x)
            features.append(x)
        return features[-3:]


class FeaturePyramid(Layer):
    def __init__(self, width: int, **kwargs):
        super().__init__(**kwargs)
        self.lateral = [layers.Conv2D(width, 1, name=f"lateral_{i}") for i in range(3)]
        self.output_convs = [layers.Conv2D(width, 3, padding="same") for _ in range(3)]
        self.extra = layers.Conv2D(width, 3, strides=2, padding="same")

    def call(self, features):
        lateral = [conv(f) for conv, f in zip(self.lateral, features)]
        merged = [lateral[-1]]
        for finer in lateral[-2::-1]:
            size = ops.shape(finer)[1:3]
            coarse = ops.image.resize(merged[0], size, interpolation="nearest")
            merged.insert(0, finer + coarse)
        outputs = [conv(m) for conv, m in zip(self.output_convs, merged)]
        return outputs + [self.extra(outputs[-1])]


class Head(Layer):
    def __init__(self, config: HeadConfig, outputs: int, bias: Union[str, keras.initializers.Initializer] = "zeros", **kwargs):
        super().__init__(**kwargs)
        Conv = layers.SeparableConv2D if config.separable else layers.Conv2D
        self.tower = keras.Sequential(name="tower")
        for _ in range(config.repeats):
            self.tower.add(Conv(config.width, 3, padding="same", use_bias=False))
            self.tower.add(layers.GroupNormalization(8))
            self.tower.add(layers.ReLU())
        self.predict = layers.Conv2D(config.num_anchors * outputs, 3, padding="same", bias_initializer=bias)
        self.outputs_per_anchor = outputs

    def call(self, feature):
        x = self.predict(self.tower(feature))
        return ops.reshape(x, (ops.shape(x)[0], -1, self.outputs_per_anchor))


class Detector(Model):
    def __init__(self, config: DetectorConfig = DetectorConfig(), **kwargs):
        super().__init__(**kwargs)
        self.config = config
        self.backbone = Backbone(config.backbone, name="backbone")
        self.pyramid = FeaturePyramid(config.fpn_width, name="pyramid")
        prior = keras.initializers.Constant(-4.6)
        self.class_head = Head(config.head, config.head.num_classes, bias=prior, name="class_head")
        self.box_head = Head(config.head, 4, name="box_head")

    def call(self, images, training=False):
        levels = self.pyramid(self.backbone(images, training=training))
        classes = ops.concatenate([self.class_head(level) for level in levels], axis=1)
        boxes = ops.concatenate([self.box_head(level) for level in levels], axis=1)
        if training:
            return {"classes": classes, "boxes": boxes}
        scores = ops.max(ops.sigmoid(classes), axis=-1)
        top, index = ops.top_k(scores, 100)
        picked = ops.take_along_axis(boxes, index[..., None], axis=1)
        return {"boxes": picked, "scores": top}

    def get_config(self):
        return {"config": asdict(self.config)}


def iou(a, b):
    a, b = ops.expand_dims(a, 2), ops.expand_dims(b, 1)
    top_left = ops.maximum(a[..., :2], b[..., :2])
    bottom_right = ops.minimum(a[..., 2:], b[..., 2:])
    intersection = ops.prod(ops.maximum(bottom_right - top_left, 0.0), axis=-1)
    area = lambda box: (box[..., 2] - box[..., 0]) * (box[..., 3] - box[..., 1])
    return intersection / (area(a) + area(b) - intersection + 1e-7)


model = Detector(DetectorConfig(head=HeadConfig(num_classes=7, separable=False)))
outputs = model(ops.zeros((2, 128, 128, 3)))
pairwise = iou(outputs["boxes"], ops.ones((2, 5, 4)))
training_outputs = model(ops.zeros((1, 96, 160, 3)), training=True)

"""Problems that rules find: what is wrong, what to blame, and one page of explanation for each code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from layerhints.rules.misspelt import Correction


@dataclass(frozen=True, slots=True)
class Argument:
    """Blames the argument of a field. A field that was not given is blamed at the call."""

    field: str


@dataclass(frozen=True, slots=True)
class Place:
    """Blames an argument that belongs to no field, by its position or its keyword."""

    at: int | str


@dataclass(frozen=True, slots=True)
class Input:
    """Blames the tensor that the layer is applied to; `index` counts when there are several."""

    index: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """Blames the call as a whole."""


Blame: TypeAlias = Argument | Place | Input | Call


@dataclass(frozen=True, slots=True)
class Problem:
    """What is certainly wrong: a stable code, a sentence with the numbers of the call, and what to blame. `correction`
    is of a word that stands there.
    """

    code: str
    message: str
    blame: Blame
    correction: Correction | None = None


def require(holds: bool | None, code: str, message: str, blame: Blame) -> Iterator[Problem]:
    """The problem, if `holds` is certainly False; a requirement that cannot be decided is silent."""
    if holds is False:
        yield Problem(code, message, blame)


@dataclass(frozen=True, slots=True)
class Page:
    """The explanation of a code: a title, what it means and what to do."""

    title: str
    text: str


PAGES: dict[str, Page] = {
    "missing-argument": Page(
        "A required argument is missing",
        "The layer cannot be made, or applied, without this argument: its signature gives no default. Add it to the "
        "call.",
    ),
    "unexpected-argument": Page(
        "The layer has no such argument",
        "The keyword is neither in the layer's signature nor one of those that every layer takes. It is misspelt, "
        "belongs to another layer, or to another release of the library.",
    ),
    "too-many-arguments": Page(
        "More positional arguments than the layer takes",
        "The arguments after the last parameter have nowhere to go. Often one of them was meant to be part of a tuple, "
        "such as `(3, 3)` instead of `3, 3`.",
    ),
    "repeated-argument": Page(
        "An argument is given twice",
        "The same parameter gets a value by position and by keyword. Remove one of them.",
    ),
    "bad-size": Page(
        "Not a positive whole number",
        "A number of filters, units or steps, a kernel size or a stride must be an integer of at least 1 (an offset or "
        "a margin: at least 0). A division with `/` gives a float even when it comes out even: write `//`.",
    ),
    "bad-length": Page(
        "A tuple of the wrong length",
        "The argument takes one number for all the spatial axes, or a tuple with one number for each of them: one for "
        "a 1D layer, two (height, width) for a 2D layer, three for a 3D layer.",
    ),
    "bad-choice": Page(
        "Not one of the values that are allowed",
        "The argument takes one of a few fixed words. The message lists them, and the nearest one when the "
        "spelling is close.",
    ),
    "bad-number": Page(
        "A number outside its range",
        "For example, the rate of a Dropout is the share of the values to drop: it lies between 0 and 1.",
    ),
    "bad-axes": Page(
        "Not an axis of this input",
        "An axis is an integer. Axis 0 is the batch, −1 the last axis; an input with four axes has the axes −4 to 3. A "
        "permutation names every axis but the batch exactly once, counted from 1.",
    ),
    "bad-layer": Page(
        "Not a layer",
        "A wrapper takes a layer object: `TimeDistributed(Dense(8))`, not the class `Dense` and not a name. Only a "
        "layer or a model can be called on a tensor: `base(x)`, not `base.output(x)`.",
    ),
    "not-a-tensor": Page(
        "A layer where a tensor is needed, or the other way round",
        "A layer is made first and then called on a tensor: `x = Dense(4)(x)`. What comes out is a tensor, which is "
        "passed on to the next layer, and to the model as an input or output. A layer that was made and not called "
        "stands for no values yet, and `BatchNormalization(x)` takes the tensor for one of its settings. What gives "
        "several tensors gives a tuple, which is no tensor either: `output, (h, c) = lstm(x)`, `values, places = "
        "x.max(1)`.",
    ),
    "disconnected": Page(
        "The model lacks an input that its outputs depend on",
        "A model is what lies between its inputs and its outputs. Every `Input` that the outputs are computed from "
        "must be named in `inputs`. Often a second `Input` was made by mistake, or a name was bound again in between; "
        "or a model stands on `base.output` and names a new `Input`: name `base.input`, or call the base, `base(x)`.",
    ),
    "conflicting-arguments": Page(
        "Two arguments that exclude each other",
        "Each of the values is allowed, but not together: a stride with a dilation, for example, or an output padding "
        "that is not smaller than its stride.",
    ),
    "no-such-layer": Page(
        "The model has no such layer",
        "A list of modules is counted from 0, and a dict of them has the names that it was given. Keras's `get_layer` "
        "finds the layers that stand directly in a model, by the name that they were given or that Keras gave them "
        "(`summary()` lists them), or by their index. A layer inside of a nested model is asked of that model. Names "
        "that Keras gives out count the layers of a class in the whole program: name a layer to find it.",
    ),
    "not-built": Page(
        "The model has no input or output yet",
        "A `Sequential` of layers alone knows no shapes: it has an `input` and an `output` once it was called, or when "
        "it begins with `keras.Input(shape)`. Until then nothing can be connected to it.",
    ),
    "repeated-name": Page(
        "Two layers of a model have the same name",
        "Inside one model each layer's name must be its own: it is how `get_layer`, saved weights and the summary tell "
        "layers apart, and the model cannot be made otherwise. A loop or a function that passes a fixed `name=` meets "
        "this on its second round: put the index into the name, or leave `name` out. To use one layer twice, make it "
        "once and call it twice.",
    ),
    "wrong-rank": Page(
        "The input has the wrong number of axes",
        "A layer expects a fixed number of axes, the batch included: a 2D convolution four (batch, height, width, "
        "channels), an LSTM three (batch, steps, features). Reshape the input, or add the missing axis to "
        "`input_shape` (an image without colours still has one channel: `(28, 28, 1)`). In Keras `input_shape` leaves "
        "the batch out. A recurrent layer gives its last step only; another one behind it needs all of them: "
        "`return_sequences=True`.",
    ),
    "wrong-inputs": Page(
        "The wrong number or kind of inputs",
        "A merging layer is called on a list of tensors, `Add()([a, b])`; other layers on a single tensor; a model "
        "on as many as it has inputs. In PyTorch a layer that multiplies takes fractions, no whole numbers; an "
        "Embedding and a target of classes take whole numbers (`.long()`), a target of probabilities takes fractions "
        "(`.float()`). A symbolic tensor of Keras's has no numbers, so `if x > 0` cannot ask for them.",
    ),
    "window-too-large": Page(
        "The window does not fit into the input",
        "Without padding, a kernel or a pool that is larger than its input has no position to stand on: the output "
        "would be empty. Use `padding='same'`, a smaller window, or fewer strides and poolings before it.",
    ),
    "groups-mismatch": Page(
        "Groups do not divide the channels",
        "A grouped layer cuts the channels into equal parts, so the number of groups must divide the number of input "
        "channels (and, for a convolution, the number of filters).",
    ),
    "undefined-axis": Page(
        "A size that a weight needs is not defined",
        "The layer's weights have the size of this axis, which must therefore be known when the model is built; only "
        "axes without weights, such as the batch, may be None.",
    ),
    "wrong-shape": Page(
        "Built for an input of another size",
        "A layer makes its weights, and a model notes the sizes of its input, when it is first used. When it is used "
        "again, every further input must have the same sizes, the batch aside. Where the sizes may vary, declare them "
        "as None.",
    ),
    "data-mismatch": Page(
        "The data does not go with the model",
        "What `fit`, `evaluate` or `predict` are given is cut into batches along its first axis; the other sizes must "
        "be those that the model takes, and there is one array for each of its inputs. The targets must be what the "
        "loss compares with the outputs: `sparse_categorical_crossentropy` takes numbers of classes, "
        "`categorical_crossentropy` one number for each class.",
    ),
    "reshape-mismatch": Page(
        "The elements do not fit the new shape",
        "Reshaping keeps every element: the product of the new sizes must equal that of the old ones. One of the new "
        "sizes may be −1; it becomes whatever is left over.",
    ),
    "shape-mismatch": Page(
        "Shapes that do not go together",
        "To add, multiply or average tensors, the sizes of each axis must be equal (or one of them 1). To concatenate, "
        "every axis but the one that is joined must be equal. The state that a recurrent layer starts with, and the "
        "keys, values and masks of an attention, must fit the input.",
    ),
    "bad-equation": Page(
        "An equation that names no product",
        "An equation such as `abc,cd->abd` has a letter for each axis: of the input, of the kernel, and behind the "
        "arrow of what comes out. Every letter of the output stands in the input or the kernel, and every letter of "
        "the kernel in the input or the output. `...` stands for further axes, in front of input and output or "
        "behind both.",
    ),
    "wrong-channels": Page(
        "The wrong number of channels",
        "A convolution of PyTorch is made for a certain number of input channels, and its kernels have that depth; the "
        "channels stand before the spatial axes: (batch, channels, height, width). Change `in_channels`, or what comes "
        "before. Some layers for images work on colours, and take images with three channels (red, green and blue) "
        "only.",
    ),
    "wrong-output-size": Page(
        "Not a size that comes out",
        "With a stride, several sizes shrink to the same one, and `output_size` chooses among them. The message says "
        "which sizes a transposed convolution, or the reverse of a pooling, can make of this input.",
    ),
    "padding-too-large": Page(
        "More padding than there are values for",
        "A reflection repeats the values of the input without its outermost one, so it can add at most one less than "
        "the input has; a circular padding at most as many as it has. A pooling takes at most half of its window as "
        "padding, so that no window lies beside the input.",
    ),
    "wrong-features": Page(
        "The input has another number of features",
        "The layer was made for a certain number of features or channels, and its weights have that size: the last "
        "axis of the input (for a normalization of channels: the one behind the batch) must have it too. Change the "
        "number in the call that makes the layer, or bring the input into shape before; the message names both.",
    ),
    "odd-size": Page(
        "An axis that cannot be cut into halves",
        "A gated linear unit takes the first half of an axis as values and the second half as gates, so the size of "
        "the axis must be even. The layer in front gives twice as many features as are wanted behind.",
    ),
    "too-few-values": Page(
        "Nothing to take a mean and a variance of",
        "A normalization compares several values with each other: those of a channel over the batch and all places, or "
        "those of a group. With a single value the result would always be 0, and the library refuses it.",
    ),
    "unpack-mismatch": Page(
        "More values than names, or fewer",
        "A tuple is taken apart into another number of names than it has items: Python raises ValueError. The shape of "
        "a tensor has an item for each of its axes; `_` takes one that is not needed, `*rest` any number of them.",
    ),
    "no-such-size": Page(
        "A size of an axis that is not there",
        "The shape of a tensor has an item for each of its axes, counted from 0: of four axes `x.shape[3]` is the last "
        "size, as `x.shape[-1]` is of any number of axes. Python raises IndexError beyond it.",
    ),
    "no-such-attribute": Page(
        "An attribute that nothing gives the object",
        "A method reads an attribute of `self` that no method of the class assigns: Python raises AttributeError. It "
        "is misspelt, or `__init__` does not keep what it was given (`self.units = units`). Or the object is None: a "
        "function without a `return` gives None, and so do `model.compile(…)` and `model.add(…)`.",
    ),
    "not-a-parameter": Page(
        "A tensor in the place of a parameter, or something else in that of a layer",
        "What a module has registered under a name keeps its kind: a parameter gives way to another `nn.Parameter` or "
        "to None, a layer to another layer or to None, and PyTorch raises TypeError for all else. Wrap the tensor in "
        "`nn.Parameter(…)`, or write into the parameter that is there: `with torch.no_grad(): layer.weight.copy_(…)`.",
    ),
    "not-initialised": Page(
        "No `super().__init__()`",
        "A layer or module keeps its weights and the parts inside in registers that the `__init__` of the library's "
        "base class makes. Call `super().__init__()` first in the `__init__` of the class, before anything is assigned "
        "to `self`.",
    ),
    "abstract-layer": Page(
        "A layer that does nothing by itself",
        "What a layer or model does stands in its `call`; a class of Keras's that has none, such as `Wrapper`, is a "
        "base class. Derive a class from it and write what it does in `call` (which PyTorch calls `forward`).",
    ),
    "empty-input": Page(
        "A tensor without values",
        "An axis has size 0, so there is nothing to work on. Often the layers before it have shrunk the input to "
        "nothing, or a slice has cut everything off. Only the batch may be empty.",
    ),
    "crop-too-large": Page(
        "Nothing is left after cropping",
        "The margins that are cut off reach or pass the size of the axis.",
    ),
}

WHATEVER_GOES_IN = frozenset({
    "abstract-layer", "bad-choice", "bad-layer", "bad-number", "conflicting-arguments", "missing-argument",
    "no-such-attribute", "no-such-layer", "not-a-parameter", "not-initialised", "repeated-argument", "repeated-name",
    "too-many-arguments", "unexpected-argument",
})  # fmt: skip
"""The codes of what is wrong with the text of a call, whatever shapes go in."""

"""A dense layer whose product is written as an equation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from layerhints.algebra import Unknown, anonymous
from layerhints.libraries.keras.layers.base import KerasLayer, is_none
from layerhints.libraries.keras.layers.low_rank import LowRank, low_rank
from layerhints.rules import (
    Argument,
    Input,
    Problem,
    Ranks,
    Size,
    Weight,
    agreed,
    at_least,
    equal,
    factor,
    fixed,
    text,
    value_of,
)
from layerhints.rules.field import Invalid
from layerhints.rules.fields import ChoiceField, ShapeField, argument, setting
from layerhints.rules.shapes import elements
from layerhints.rules.weights import Axis

LETTERS = r"([a-zA-Z]+)"
FORMS: dict[str, re.Pattern[str]] = {
    "": re.compile(f"{LETTERS},{LETTERS}->{LETTERS}"),
    "front": re.compile(rf"\.\.\.{LETTERS},{LETTERS}->\.\.\.{LETTERS}"),
    "back": re.compile(rf"([a-zA-Z]{{2,}})\.\.\.,{LETTERS}->{LETTERS}\.\.\."),
}
"""The equations that Keras takes, by where `...` stands in them."""


@dataclass(frozen=True)
class Equation:
    """The letters of the input, the kernel and the output, and where `...` stands beside them."""

    x: str
    kernel: str
    y: str
    dots: str


class EquationField(ChoiceField):
    """`ab,bc->ac`, with `...` for further axes in front of input and output or behind them."""

    code = "bad-equation"

    def expected(self, owner: Any) -> str:
        return "it takes an equation such as 'abc,cd->abd' or '...a,ab->...b'"

    def convert(self, value: Any, owner: Any) -> Any:
        if not isinstance(value, str):
            return super().convert(value, owner)
        for dots, form in FORMS.items():
            if found := form.match(value):
                x, kernel, y = found.groups()
                return Equation(x, kernel, y, dots)
        raise Invalid(self.code, f"`{self.name}` is '{value}'; {self.expected(owner)}")


class OneOrMore(ShapeField):
    """A size or a tuple of sizes; None leaves one open."""

    def convert(self, value: Any, owner: Any) -> Any:
        return super().convert(value if isinstance(value, tuple) else (value,), owner)


class EinsumDense(KerasLayer):
    """A dense layer whose product of input and kernel is an equation of axes.

    Examples:
        EinsumDense("ab,bc->ac", 64, bias_axes="c"): B 32 -> B 64 | 2112
        EinsumDense("abc,cd->abd", (None, 64)): B 32 128 -> B None 64 | 8192
        EinsumDense("abc,cde->abde", (10, 8, 16), bias_axes="de"): B 10 128 -> B 10 8 16 | 16512
        EinsumDense("...x,xy->...y", 64, bias_axes="y"): B 5 32 -> B 5 64 | 2112
        EinsumDense("ab...,bc->ac...", 7, bias_axes="c"): B 4 5 6 -> B 7 5 6 | 35
        EinsumDense("ab,bcd->acd", (3, 4), lora_rank=2): B 5 -> B 3 4 | 98 (38)
        EinsumDense("abc,cd->abd", (9, 64)): B 32 128 !! shape-mismatch
        EinsumDense("ab,bc->acx", 64): B 32 !! bad-equation
    Source: https://keras.io/api/layers/core_layers/einsum_dense/
    """

    equation: Any = EquationField()
    output_shape: Any = OneOrMore(holes=True)
    activation = setting(None)
    bias_axes = argument(None)
    kernel_initializer = setting("glorot_uniform")
    bias_initializer = setting("zeros")
    kernel_regularizer = setting(None)
    bias_regularizer = setting(None)
    kernel_constraint = setting(None)
    bias_constraint = setting(None)
    lora_rank: Any = LowRank(None, label="LoRA rank")
    lora_alpha = setting(None)
    gptq_unpacked_column_size = setting(None)
    quantization_config = setting(None)

    def ranks(self) -> Ranks:
        return at_least(1)

    def unknown(self, x: Any) -> Unknown | None:
        """Why nothing can be said, if nothing can."""
        for value in (self.equation, self.output_shape, x):
            if isinstance(value, Unknown):
                return value
        if self.elided(x) == 0 and self.equation.dots == "front":
            return Unknown("`...` stands for no axis, not even the batch")
        return None

    def elided(self, x: Any) -> int:
        """How many axes of the input `...` stands for."""
        return len(x) - len(self.equation.x)

    def start(self, x: Any) -> int:
        """The axis that the first letter names."""
        return self.elided(x) if self.equation.dots == "front" else 0

    def written(self, x: Any) -> tuple[Size | None, ...]:
        """The sizes that come out, None where `output_shape` leaves one open."""
        if self.equation.dots == "front":
            return (*x[: self.elided(x)], *self.output_shape)
        return (x[0], *self.output_shape, *x[len(x) - self.elided(x) :])

    def inputs(self, x: Any) -> dict[str, Size]:
        """The size behind each letter of the input."""
        return dict(zip(self.equation.x, x[self.start(x) :], strict=False))

    def outputs(self, x: Any) -> dict[str, Size | None]:
        """The size behind each letter of the output, as far as `output_shape` gives it."""
        return dict(zip(self.equation.y, self.written(x)[self.start(x) :], strict=False))

    def requirements(self, x: Any) -> Iterable[Problem]:
        if self.unknown(x) is not None:
            return
        equation, elided = self.equation, self.elided(x)
        if elided < 0 or (elided > 0 and not equation.dots):
            message = f"the input has {len(x)} axes, '{equation.x}' names {len(equation.x)}"
            yield Problem("shape-mismatch", message, Input())
            return
        strangers = list(self._strangers())
        if strangers:
            yield strangers[0]
        elif len(equation.y) > len(self.written(x)) - self.start(x):
            message = f"`output_shape` has {len(self.output_shape)} sizes; the output '{equation.y}' has more axes"
            yield Problem("shape-mismatch", message, Argument("output_shape"))
        else:
            yield from [*self._differences(x), *self._open(x)][:1]

    def _strangers(self) -> Iterator[Problem]:
        """Letters of which nothing says how large they are."""
        equation = self.equation
        for letter in equation.y:
            if letter not in equation.x + equation.kernel:
                message = f"'{letter}' of the output is neither in the input nor in the kernel"
                yield Problem("bad-equation", message, Argument("equation"))
        for letter in equation.kernel:
            if letter not in equation.x + equation.y:
                message = f"'{letter}' of the kernel is neither in the input nor in the output"
                yield Problem("bad-equation", message, Argument("equation"))
        if self.bias_axes == "" or any(letter not in equation.y for letter in self.biased()):
            message = f"`bias_axes` is '{self.bias_axes}'; it takes letters of the output '{equation.y}'"
            yield Problem("bad-equation", message, Argument("bias_axes"))

    def _differences(self, x: Any) -> Iterator[Problem]:
        """Letters that stand for one size in the input and another in the output."""
        outputs = self.outputs(x)
        for letter, given in self.inputs(x).items():
            asked = outputs.get(letter)
            if asked is None or is_none(asked) or isinstance(value_of(asked), Unknown):
                continue
            if equal(asked, given) is False or is_none(given):
                message = f"'{letter}' is {text(given)} in the input and {text(asked)} in `output_shape`"
                yield Problem("shape-mismatch", message, Argument("output_shape"))

    def _open(self, x: Any) -> Iterator[Problem]:
        """Sizes that weights need and that are None."""
        kernel = ((letter, self.kernel_size(x, letter)) for letter in self.equation.kernel)
        bias = ((letter, self.outputs(x)[letter]) for letter in self.biased())
        for letter, axis_size in (*kernel, *bias):
            if axis_size is None or is_none(axis_size):
                message = f"the size of '{letter}' is None; the weights of `EinsumDense` need it"
                yield Problem("undefined-axis", message, Argument("output_shape"))

    def biased(self) -> str:
        """The letters of the output that the bias has."""
        return self.bias_axes if isinstance(self.bias_axes, str) else ""

    def kernel_size(self, x: Any, letter: str) -> Size | None:
        outputs = self.outputs(x)
        return outputs[letter] if letter in outputs else self.inputs(x)[letter]

    def output_of(self, x: Any) -> Any:
        unknown = self.unknown(x)
        if unknown is not None:
            return Unknown(unknown.reason)
        if len(self.written(x)) != len(self.equation.y) + self.elided(x):
            return Unknown(f"`output_shape` does not have the axes of '{self.equation.y}'")
        # Keras leaves a size open that `output_shape` leaves open, even where the input would tell it.
        shape = tuple(
            anonymous("None", key=("left open", index, tuple(map(value_of, x)))) if axis_size is None else axis_size
            for index, axis_size in enumerate(self.written(x))
        )
        between = shape[1 : self.start(x)]
        if len(between) > 1:
            # Keras turns the axes between the batch and the letters round, which is not what comes out.
            unknown = Unknown("Keras says otherwise than what comes out")
            shape = (shape[0], *agreed((between, between[::-1]), unknown), *shape[self.start(x) :])
        return shape

    def computed(self, x: Any) -> Any:
        if self.unknown(x) is not None or len(self.written(x)) != len(self.equation.y) + self.elided(x):
            return None
        sizes = {**self.inputs(x), **{letter: size for letter, size in self.outputs(x).items() if size is not None}}
        named = tuple(sizes[letter] for letter in self.equation.y)
        return (*x[: self.start(x)], *named, *(() if self.start(x) else x[len(x) - self.elided(x) :]))

    def weights_of(self, x: Any) -> Iterable[Weight]:
        unknown = self.unknown(x)
        if unknown is not None:
            yield Weight("kernel", (factor("entries", Unknown(unknown.reason)),), times=Unknown(unknown.reason))
            return
        equation = self.equation
        axes = tuple(factor(f"axis {letter}", self.kernel_size(x, letter)) for letter in equation.kernel)
        times = elements((1, *(x[index] for index in self._free(x))))
        because = f"'{equation.kernel}' of the equation: what is not in the output is summed"
        kernel = Weight("kernel", axes, trainable=self.lora_rank is None, times=times, because=because)
        yield kernel
        if self.bias_axes is not None:
            yield Weight("bias", self._bias(x), because="one for each entry of `bias_axes`")
        yield from low_rank(kernel, self.lora_rank)

    def _free(self, x: Any) -> Iterator[int]:
        """The axes of one sample at which the kernel is used again."""
        start = self.start(x)
        named = range(start, start + len(self.equation.x))
        for index in range(1, len(x)):
            if index not in named or self.equation.x[index - start] not in self.equation.kernel:
                yield index

    def _bias(self, x: Any) -> tuple[Axis, ...]:
        """From the first letter that the bias has; 1 for those that it has not and for `...` behind them."""
        if isinstance(self.bias_axes, Unknown) or not isinstance(self.bias_axes, str):
            reason = self.bias_axes if isinstance(self.bias_axes, Unknown) else Unknown("`bias_axes` is not known")
            return (factor("entries", reason),)
        outputs, letters = self.outputs(x), self.equation.y
        first = min(letters.index(letter) for letter in self.biased())
        behind = 0 if self.equation.dots == "front" else self.elided(x)
        return (
            *(
                factor(f"axis {letter}", outputs[letter]) if letter in self.biased() else fixed("stretched", 1)
                for letter in letters[first:]
            ),
            *(fixed("stretched", 1),) * behind,
        )

    def notes(self, x: Any, y: Any) -> Iterable[str]:
        if isinstance(self.equation, Equation):
            shared = [letter for letter in self.equation.x if letter in self.equation.kernel]
            summed = [letter for letter in shared if letter not in self.equation.y]
            yield (
                f"The kernel has the axes '{self.equation.kernel}'; the product is summed over "
                f"{' and '.join(f'{letter!r}' for letter in summed) or 'nothing'}, and the other axes stay."
            )


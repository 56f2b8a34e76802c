"""What is called on several tensors: Bilinear, the distances, the losses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers.base import TorchModule
from layerhints.rules import Input, Problem, Several, Structure, equal, show_structure, value_of
from layerhints.rules.geometry.broadcast import broadcast, broadcast_to
from layerhints.rules.geometry.mismatch import Mismatch


class Operands(TorchModule):
    """A module that is called on several tensors. The methods of the kernel see the tuple of their shapes."""

    operands: ClassVar[tuple[str, ...]]
    """The parameters of `forward` that are tensors."""

    def on(self, *tensors: Any) -> tuple[Any, Any]:
        """What `forward` gives back for a call with these tensors."""
        return self, Several(map(self.shape_of, self.operands, tensors))

    def shape_of(self, name: str, tensor: Any) -> Any:
        """The shape, or why it is not known. What is no tensor at all has none."""
        if isinstance(tensor, (tuple, Unknown)):
            return tensor
        return Unknown(f"`{name}` is not known to be a tensor")

    def arrange(self, inputs: Structure) -> tuple[Any, tuple[Problem, ...]]:
        count = len(self.operands)
        if isinstance(inputs, Unknown):
            return Several([inputs] * count), ()
        shapes = inputs if isinstance(inputs, Several) else Several([inputs])
        if len(shapes) == count and not any(isinstance(shape, Several) for shape in shapes):
            return shapes, ()
        names = ", ".join(f"`{name}`" for name in self.operands)
        message = f"`{type(self).__name__}` is called on {count} tensors: {names}"
        return inputs, (Problem("wrong-inputs", message, Input()),)


def common(first: Any, second: Any) -> Any:
    """A shape that two tensors share: each size from the one of which it is known."""
    if isinstance(first, Unknown):
        return second
    if isinstance(second, Unknown) or len(first) != len(second):
        return first
    return tuple(b if isinstance(value_of(a), Unknown) else a for a, b in zip(first, second, strict=True))


def same_shape(first: Any, second: Any) -> bool | None:
    """Whether two shapes are equal; None where that is not certain."""
    if isinstance(first, Unknown) or isinstance(second, Unknown):
        return None
    if len(first) != len(second):
        return False
    answers = [equal(a, b) for a, b in zip(first, second, strict=True)]
    return False if False in answers else None if None in answers else True


def same_rank(*shapes: Any) -> bool | None:
    """Whether shapes have equally many axes; None where that is not certain."""
    ranks = {len(shape) for shape in shapes if not isinstance(shape, Unknown)}
    if len(ranks) > 1:
        return False
    return None if any(isinstance(shape, Unknown) for shape in shapes) else True


def broadcast_problems(names: tuple[str, ...], *shapes: Any) -> Iterable[Problem]:
    """The problem with shapes that do not stretch to one another; blame is on the last of them."""
    try:
        broadcast(*shapes)
    except Mismatch as mismatch:
        subject = " and ".join(f"`{name}`" for name in names)
        yield Problem("shape-mismatch", f"{subject}: {mismatch}", Input(len(shapes) - 1))


def unequal(names: tuple[str, ...], first: Any, second: Any) -> str:
    """The words for two shapes that should be alike."""
    return (
        f"`{names[1]}` has the shape {show_structure(second)}, and `{names[0]}` {show_structure(first)}; "
        f"they must be the same"
    )


def stretching_problems(name: str, shape: Any, target: Any, blame: Any) -> Iterable[Problem]:
    """The problem with a shape that does not stretch to another."""
    try:
        broadcast_to(shape, target)
    except Mismatch as mismatch:
        yield Problem("shape-mismatch", f"`{name}`: {mismatch}", blame)


def rank_problems(loss: Operands, x: Any) -> Iterable[Problem]:
    """The problem with operands that differ in their number of axes."""
    if same_rank(*x) is False:
        message = (
            f"`{type(loss).__name__}` takes tensors with the same number of axes; these are "
            f"{', '.join(map(show_structure, x))}"
        )
        yield Problem("wrong-rank", message, Input(len(x) - 1))

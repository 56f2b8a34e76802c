"""`einops.rearrange`, `reduce`, `repeat`, `einsum`, `pack`, `unpack`, `parse_shape`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.numpy.arrays import Array
from layerhints.libraries.torch.ops import reading
from layerhints.libraries.torch.ops.casting import dtype_in
from layerhints.libraries.torch.ops.einsum import LETTERS
from layerhints.libraries.torch.ops.kernel import Operations, Plain, Typed
from layerhints.libraries.torch.ops.reducing import counted
from layerhints.libraries.torch.tensors import TorchTensors, tensor_of
from layerhints.rules.geometry import contraction, patterns
from layerhints.rules.geometry.concatenate import concatenate, stack
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import equal, less, product, text
from layerhints.rules.shapes import show_structure
from layerhints.values.learned import require
from layerhints.values.objects import List
from layerhints.values.reading import NotKnown, choice, members
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from layerhints.values.machine import Machine

OPERATIONS = Operations("einops")
define = OPERATIONS.define

REDUCTIONS = ("min", "max", "sum", "mean", "prod", "any", "all")
ARRANGEMENTS = {"rearrange": patterns.check_rearranged, "repeat": patterns.check_repeated}
"""The words for a reduction that reduces nothing, and what their patterns may say."""


def text_of(value: Any) -> str:
    if not isinstance(value, str):
        raise NotKnown(value if isinstance(value, Unknown) else "the pattern is not known")
    return value


def lengths_of(machine: Machine, given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: reading.size(machine, value) for name, value in given.items()}


def given_shape(machine: Machine, tensor: Any) -> Any:
    """The shape of a tensor, or of several in a list, one behind the other along a new first axis."""
    if isinstance(tensor, List):
        return stack(reading.shapes(machine, tensor), 0)
    if isinstance(tensor, Tensor) and not isinstance(tensor.kind, TorchTensors) and not isinstance(tensor, Array):
        raise NotKnown("einops is followed on tensors of PyTorch and NumPy alone")
    return reading.shape(machine, tensor)


def learn(machine: Machine, found: Any, left: patterns.Side, lengths: Mapping[str, Any]) -> None:
    """A pattern without `...` says how many axes there are, what they are called, and some of their sizes."""
    if left.is_open:
        return
    sizes = [
        product(int(name) if name.isdigit() else lengths[name] for name in group)
        if all(name.isdigit() or name in lengths for name in group)
        else "".join(group[:1] if len(group) == 1 else ())
        for group in left.groups
    ]
    require(machine, found, tuple(sizes))


def rearranged(
    machine: Machine, tensor: Any, pattern: Any, given: Mapping[str, Any], check: Callable[..., None]
) -> Any:
    written, lengths = text_of(pattern), lengths_of(machine, given)
    check(written, lengths)
    found = given_shape(machine, tensor)
    learn(machine, found, patterns.sides(written)[0], lengths)
    result = patterns.transformed(found, written, lengths)
    return like(machine, tensor, result)


def like(machine: Machine, tensor: Any, found: Any) -> Any:
    """A result of the library that the tensor comes from."""
    tensor = _first(machine, tensor)
    return Plain(Array(found, tensor.dtype)) if isinstance(tensor, Array) else found


def _first(machine: Machine, tensor: Any) -> Any:
    """The first of several tensors in a list."""
    return next(iter(members(machine, tensor))) if isinstance(tensor, List) else tensor


@define("rearrange")
def rearrange(machine: Machine, tensor: Any, pattern: Any, **axes_lengths: Any) -> Any:
    """The axes as the right side of the pattern orders, joins and parts them."""
    return rearranged(machine, tensor, pattern, axes_lengths, patterns.check_rearranged)


@define("reduce")
def reduce(machine: Machine, tensor: Any, pattern: Any, reduction: Any, **axes_lengths: Any) -> Any:
    """The axes of the right side of the pattern; those that only its left side names go."""
    return reduced(machine, tensor, pattern, reduction, axes_lengths)


def reduced(machine: Machine, tensor: Any, pattern: Any, reduction: Any, given: Mapping[str, Any]) -> Any:
    """The reduction is one of some words, or a function of the program's own."""
    check: Callable[..., None] = patterns.check_reduced
    if isinstance(reduction, str):
        check = ARRANGEMENTS.get(choice(reduction, *REDUCTIONS, *ARRANGEMENTS), check)
    found = rearranged(machine, tensor, pattern, given, check)
    return found if isinstance(found, Plain) else Typed(found, _reduced_type(_first(machine, tensor), reduction))


def _reduced_type(tensor: Any, reduction: Any) -> str | None:
    """Sums of whole numbers have 64 bits, and truths become of `any`, if there is anything to reduce."""
    dtype = dtype_in(tensor)
    summed = reduction in ("sum", "prod")
    kept = counted(tensor, None) == dtype if summed else reduction in ("min", "max", "mean", *ARRANGEMENTS)
    return dtype if kept else None


@define("repeat")
def repeat(machine: Machine, tensor: Any, pattern: Any, **axes_lengths: Any) -> Any:
    """The axes of the right side of the pattern; those that only it names are new."""
    return rearranged(machine, tensor, pattern, axes_lengths, patterns.check_repeated)


@define("parse_shape")
def parse_shape(machine: Machine, x: Any, pattern: Any) -> Any:
    """A dict of the sizes by name; `_` stands for an axis that is of no interest."""
    written = text_of(pattern)
    words = written.replace("...", " … ").split()
    found = reading.known_shape(machine, x, None if "…" in words else len(words))
    if "…" in words:
        place = words.index("…")
        words[place : place + 1] = ["_"] * (len(found) - len(words) + 1)
    if len(words) != len(found):
        raise Mismatch(f"`{written}` does not name the axes of {show_structure(found)}")
    named: dict[Any, Any] = {}
    for word, size in zip(words, found, strict=True):
        if word.isdigit():
            if equal(int(word), size) is False:
                raise Mismatch(f"an axis of size {text(size)} is not {word}")
        elif word != "_":
            named[word] = size
    return Plain(machine.new_dict(named))


@define("einsum")
def einsum(machine: Machine, *tensors_and_pattern: Any) -> Any:
    """The tensors first, then the pattern, in which every axis has a name of any length."""
    *tensors, pattern = tensors_and_pattern
    before, arrow, after = text_of(pattern).partition("->")
    if not arrow:
        raise Mismatch("the pattern of `einsum` must have an arrow")
    letters: dict[str, str] = {}
    terms = [_in_letters(term, letters) for term in before.split(",")]
    equation = f"{','.join(terms)}->{_in_letters(after, letters)}"
    return contraction.einsum(equation, [reading.shape(machine, tensor) for tensor in tensors])


def _in_letters(term: str, letters: dict[str, str]) -> str:
    words = term.replace("...", " … ").split()
    if any(word != "…" and not word.isidentifier() for word in words):
        raise Mismatch(f"`{term.strip()}` holds more than names of axes")
    for word in words:
        if word != "…" and word not in letters:
            if len(letters) == len(LETTERS):
                raise NotKnown("the equation has more axes than can be followed")
            letters[word] = LETTERS[len(letters)]
    return "".join("..." if word == "…" else letters[word] for word in words)


# --- packing


def _around(pattern: Any) -> tuple[int, int]:
    """How many axes stand before and behind the `*`."""
    words = text_of(pattern).split()
    if words.count("*") != 1 or len(set(words)) < len(words):
        raise Mismatch(f"`{pattern}` has no single `*`, or a name twice")
    if any(word != "*" and not word.isidentifier() for word in words):
        raise Mismatch(f"`{pattern}` holds more than names of axes")
    return words.index("*"), len(words) - words.index("*") - 1


@define("pack")
def pack(machine: Machine, tensors: Any, pattern: Any) -> Any:
    """One tensor, in which the axes under `*` are one, and the sizes that these axes had."""
    before, behind = _around(pattern)
    items = members(machine, tensors)
    flat, packed = [], []
    for tensor in items:
        found = reading.known_shape(machine, tensor)
        if len(found) < before + behind:
            raise Mismatch(f"{show_structure(found)} has fewer axes than `{pattern}` names")
        end = len(found) - behind
        if any(equal(size, 0) is True for size in (*found[:before], *found[end:])):
            raise Mismatch(f"{show_structure(found)} has no values, so that an axis cannot be worked out")
        packed.append(found[before:end])
        flat.append((*found[:before], product(found[before:end]), *found[end:]))
    whole = concatenate(flat, before)
    dtype = getattr(items[0], "dtype", None)
    result = Array(whole, items[0].dtype) if isinstance(items[0], Array) else tensor_of(whole, dtype)
    return Plain((result, machine.new_list(packed)))


@define("unpack")
def unpack(machine: Machine, tensor: Any, packed_shapes: Any, pattern: Any) -> Any:
    """A tensor for each of the packed shapes, which take the place of `*`."""
    before, behind = _around(pattern)
    found = reading.known_shape(machine, tensor, before + 1 + behind)
    if len(found) != before + 1 + behind:
        raise Mismatch(f"`{pattern}` does not name the axes of {show_structure(found)}")
    shapes = [reading.sizes(machine, each) for each in members(machine, packed_shapes)]
    given = [None if any(equal(size, -1) is True for size in each) else product(each) for each in shapes]
    if given.count(None) > 1:
        raise Mismatch("only one of the shapes can be left to work out")
    rest = found[before] - sum(length for length in given if length is not None)
    if (None not in given and equal(rest, 0) is False) or less(rest, 0) is True:
        raise Mismatch(f"an axis of size {text(found[before])} is not made of {', '.join(map(show_structure, shapes))}")
    parts = []
    for each, length in zip(shapes, given, strict=True):
        if length is None:
            others = product(size for size in each if equal(size, -1) is not True)
            each = tuple(rest // others if equal(size, -1) is True else size for size in each)
        shape = (*found[:before], *each, *found[before + 1 :])
        dtype = getattr(tensor, "dtype", None)
        parts.append(Array(shape, tensor.dtype) if isinstance(tensor, Array) else tensor_of(shape, dtype))
    return Plain(machine.new_list(parts))


__all__ = ["OPERATIONS", "lengths_of", "rearranged", "reduced", "text_of"]

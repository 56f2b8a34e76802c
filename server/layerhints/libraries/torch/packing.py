"""`torch.nn.utils.rnn`: sequences of different lengths, padded to one tensor or packed one behind the other.

https://docs.pytorch.org/docs/stable/nn.html#utility-functions
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.numpy.arrays import Array
from layerhints.libraries.torch.layers.packed import Packed
from layerhints.libraries.torch.numbers import numbers_of
from layerhints.libraries.torch.ops.kernel import Operations, Plain, Typed
from layerhints.libraries.torch.packed_sequence import PACKED_SEQUENCE, PackedSequence
from layerhints.libraries.torch.tensors import is_whole, tensor_of
from layerhints.rules import Several
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.quantity import equal, less, maximum, negate, text
from layerhints.rules.shapes import show_structure
from layerhints.values.learned import require
from layerhints.values.reading import NotKnown
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.machine import Machine

OPERATIONS = Operations("torch.nn.utils.rnn")
define = OPERATIONS.define


# --- packing


@define("pack_padded_sequence")
def _pack_padded(
    machine: Machine, input: Any, lengths: Any, batch_first: Any = False, enforce_sorted: Any = True
) -> Any:
    tensor = _tensor(input)
    if isinstance(tensor.shape, Unknown):
        rest: Any = Unknown(tensor.shape.reason)
        length: Any = Unknown(tensor.shape.reason)
        batch: Any = length
    else:
        if len(tensor.shape) < 2:
            raise Mismatch(f"a batch of sequences has at least 2 axes; this one is {show_structure(tensor.shape)}")
        length, batch = tensor.shape[:2]
        first = machine.truth(batch_first)
        if first is None:
            length = batch = Unknown("whether the batch comes first is not known")
        elif first:
            length, batch = batch, length
        rest = tensor.shape[2:]
    known = _numbers(machine, lengths)
    sort = machine.truth(enforce_sorted)
    count: Any = Unknown("how many lengths there are is not known")
    if known is not None:
        _check_lengths(known, length, sort is True)
        count = len(known)
    elif isinstance(lengths, Tensor):
        require(machine, lengths.shape, (batch,))
        count = count if isinstance(lengths.shape, Unknown) or not lengths.shape else lengths.shape[0]
    # Where the program leaves the sorting to torch, that picks as many sequences as there are lengths.
    fits = equal(count, batch) if sort is True else negate(less(batch, count))
    if fits is False:
        raise Mismatch(f"there are {text(count)} lengths for a batch of {text(batch)}")
    if isinstance(batch, Unknown) or (sort is not True and equal(count, batch) is False):
        batch = count
    return Plain(_packed(tensor, rest, batch, known, sort))


def _packed(tensor: Tensor, rest: Any, batch: Any, lengths: tuple[int, ...] | None, is_sorted: bool | None) -> Any:
    unclear = Unknown("the lengths of the sequences are not known")
    total: Any = unclear if lengths is None else sum(lengths)
    longest: Any = unclear if lengths is None else max(lengths)
    shape = rest if isinstance(rest, Unknown) else (total, *rest)
    return PackedSequence(tensor_of(shape, tensor.dtype), Packed.of(shape, batch, longest, lengths, is_sorted))


def _check_lengths(lengths: tuple[int, ...], length: Any, ordered: bool) -> None:
    for each in lengths:
        if each < 1:
            raise Mismatch(f"a sequence has the length {each}; it must be at least 1")
        if less(length, each) is True:
            # Torch does not notice, and packs what is not there.
            raise NotKnown(f"a sequence has the length {each}, but the tensor has only {text(length)} steps")
    if ordered and any(one < other for one, other in pairwise(lengths)):
        raise Mismatch("the lengths must be in decreasing order, or `enforce_sorted=False`")


@define("pack_sequence")
def _pack(machine: Machine, sequences: Any, enforce_sorted: Any = True) -> Any:
    tensors = _tensors(machine, sequences)
    rest, lengths = _alike(tensors)
    known = tuple(lengths) if all(type(each) is int for each in lengths) else None
    sort = machine.truth(enforce_sorted)
    if known is not None:
        _check_lengths(known, max(known), sort is True)
    return Plain(_packed(tensors[0], rest, len(tensors), known, sort))


# --- padding


@define("pad_packed_sequence")
def _pad_packed(
    machine: Machine, sequence: Any, batch_first: Any = False, padding_value: Any = 0.0, total_length: Any = None
) -> Any:
    if not isinstance(sequence, PackedSequence):
        reason = sequence if isinstance(sequence, Unknown) else Unknown("what is unpacked is not understood")
        return Several((Unknown(reason.reason), Typed(Unknown(reason.reason), "int64")))
    packed = sequence.packed
    length = packed.longest
    if total_length is not None:
        length = total_length if is_whole(total_length) else Unknown("the total length is not known")
        if less(length, packed.longest) is True:
            raise Mismatch(
                f"`total_length` is {text(length)}, but the longest sequence has {text(packed.longest)} steps"
            )
    lengths = Typed((packed.batch,), "int64")
    if isinstance(packed.data, Unknown):
        return Several((Unknown(packed.data.reason), lengths))
    return Several((_batch_of(machine, length, packed.batch, packed.data[1:], batch_first), lengths))


def _batch_of(machine: Machine, length: Any, batch: Any, rest: Sequence[Any], batch_first: Any) -> tuple[Any, ...]:
    first = machine.truth(batch_first)
    if first is None:
        unclear = Unknown("whether the batch comes first is not known")
        return (unclear, unclear, *rest)
    return (batch, length, *rest) if first else (length, batch, *rest)


@define("pad_sequence")
def _pad(
    machine: Machine, sequences: Any, batch_first: Any = False, padding_value: Any = 0.0, padding_side: Any = "right"
) -> Any:
    tensors = _tensors(machine, sequences)
    rest, lengths = _alike(tensors)
    longest = lengths[0]
    for length in lengths[1:]:
        longest = maximum(longest, length)
    return _batch_of(machine, longest, len(tensors), rest, batch_first)


def _alike(tensors: Sequence[Tensor]) -> tuple[tuple[Any, ...], list[Any]]:
    """The axes behind the first, which all have alike, and the length of each."""
    shapes = []
    for tensor in tensors:
        if isinstance(tensor.shape, Unknown):
            raise NotKnown(tensor.shape)
        if not tensor.shape:
            raise Mismatch("a sequence has at least one axis")
        shapes.append(tensor.shape)
    rest = shapes[0][1:]
    for shape in shapes[1:]:
        if len(shape[1:]) > len(rest) or any(
            equal(one, other) is False and equal(one, 1) is not True
            for one, other in zip(reversed(shape[1:]), reversed(rest), strict=False)
        ):
            raise Mismatch(
                f"the sequences {show_structure(shapes[0])} and {show_structure(shape)} differ behind axis 0"
            )
        if len(shape[1:]) != len(rest):
            raise NotKnown("the sequences have different numbers of axes")
    return rest, [shape[0] for shape in shapes]


# --- back to single sequences


@define("unpad_sequence")
def _unpad(machine: Machine, padded_sequences: Any, lengths: Any, batch_first: Any = False) -> Any:
    tensor = _tensor(padded_sequences)
    if isinstance(tensor.shape, Unknown) or machine.truth(batch_first) is None:
        raise NotKnown("how the padded sequences are arranged is not known")
    batch = tensor.shape[0 if machine.truth(batch_first) else 1]
    return Plain(_singles(machine, tensor.dtype, batch, tensor.shape[2:], None))


@define("unpack_sequence")
def _unpack(machine: Machine, packed_sequences: Any) -> Any:
    if not isinstance(packed_sequences, PackedSequence) or isinstance(packed_sequences.packed.data, Unknown):
        raise NotKnown("what is unpacked is not known")
    packed = packed_sequences.packed
    dtype = packed_sequences.items[0].dtype
    return Plain(_singles(machine, dtype, packed.batch, packed.data[1:], packed.lengths))


def _singles(machine: Machine, dtype: Any, batch: Any, rest: Sequence[Any], lengths: tuple[int, ...] | None) -> Any:
    if type(batch) is not int:
        return machine.new_list(Unknown("how many sequences there are is not known"))
    unclear = Unknown("the lengths of the sequences are not known")
    each = lengths if lengths is not None else (unclear,) * machine.bounded(batch)
    return machine.new_list([tensor_of((length, *rest), dtype) for length in each])


@define("invert_permutation")
def _invert(machine: Machine, permutation: Any) -> Any:
    return Plain(None) if permutation is None else _tensor(permutation).shape


# --- arguments


def _tensor(value: Any) -> Tensor:
    if isinstance(value, Tensor):
        return value
    raise NotKnown(value if isinstance(value, Unknown) else "what goes in is no tensor")


def _tensors(machine: Machine, value: Any) -> Sequence[Tensor]:
    """The sequences in a list; a tensor holds one for each item of axis 0."""
    found = machine.iterate(value)
    if isinstance(found, Unknown):
        raise NotKnown(found)
    if not found:
        raise Mismatch("there are no sequences")
    return [_tensor(each) for each in found]


def _numbers(machine: Machine, lengths: Any) -> tuple[int, ...] | None:
    """The lengths as numbers, if they are."""
    if isinstance(lengths, Unknown):
        return None
    if isinstance(lengths, Array):
        plain: Any = lengths.items
    else:
        plain = numbers_of(lengths) if isinstance(lengths, Tensor) else machine.plain(lengths)
    return plain if isinstance(plain, tuple) and plain and all(type(each) is int for each in plain) else None


MEMBERS = {**OPERATIONS.members, "PackedSequence": PACKED_SEQUENCE}
"""What `torch.nn.utils.rnn` has."""

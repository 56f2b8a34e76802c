"""Operations that join tensors, and those that take one apart.

https://docs.pytorch.org/docs/stable/torch.html#indexing-slicing-joining-mutating-ops
"""

from __future__ import annotations

from itertools import chain
from math import comb
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Open, Unknown, symbols, total
from layerhints.libraries.numpy.arrays import Array
from layerhints.libraries.torch.ops.kernel import Operations, Plain, Typed
from layerhints.libraries.torch.ops.reading import axis, known_shape, number, shape, size, sizes
from layerhints.libraries.torch.promotion import promoted
from layerhints.rules import Several
from layerhints.rules.geometry.axes import at_least_rank
from layerhints.rules.geometry.concatenate import concatenate, concatenate_many, stack, stack_many
from layerhints.rules.geometry.mismatch import Mismatch
from layerhints.rules.geometry.split import at_places, equal_parts, nearly_equal_parts
from layerhints.rules.quantity import ceil_divide, divides, equal, less, maximum, product, text
from layerhints.rules.shapes import elements, show_structure, with_axis
from layerhints.values.learned import equate, require
from layerhints.values.reading import NotKnown, choice, many, members
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.machine import Machine

OPERATIONS = Operations("torch")
define = OPERATIONS.define
UTILS = Operations("torch.nn.utils")
MOST_PARTS = 1024


# --- joined


def _given(machine: Machine, tensors: Any) -> tuple[Any, ...]:
    """What is to be joined. A tensor is no sequence of its rows; what nothing but its use says is one may be."""
    sizes = tensors.shape if isinstance(tensors, Tensor) and not isinstance(tensors, Array) else None
    if isinstance(sizes, tuple) and not any(map(machine.hole_of_symbol, chain.from_iterable(map(symbols, sizes)))):
        raise Mismatch("a tensor is given where a list of tensors is expected: `[a, b]`")
    return members(machine, tensors)


@define("cat", "concat", "concatenate", dtype=None)
def cat(machine: Machine, tensors: Any, dim: Any = 0) -> Any:
    """The sizes along the axis added up; the other axes must agree."""
    alike = many(tensors)
    if alike is not None:
        joined = concatenate_many(known_shape(machine, alike[0]), alike[1], number(machine, dim))
        return Typed(joined, _type(alike[:1]))
    given = _given(machine, tensors)
    return Typed(_joined(machine, [shape(machine, each) for each in given], number(machine, dim)), _type(given))


def _joined(machine: Machine, found: Sequence[Any], dim: int) -> Any:
    """The shapes along one axis. A row without numbers may stand beside any shape: torch leaves it out."""
    if any(each == () for each in found):
        raise Mismatch("numbers without axes cannot be joined")
    if len({len(each) for each in found if isinstance(each, tuple)}) > 1:
        rows = [each for each in found if isinstance(each, tuple) and len(each) == 1]
        if any(equal(each[0], 0) is None for each in rows):
            raise NotKnown("whether one of the tensors is empty is not known")
        found = [each for each in found if each not in rows or equal(each[0], 0) is False]
    _same_sizes(machine, found, dim)
    return _along_an_end(found, dim) if any(isinstance(each, Unknown) for each in found) else concatenate(found, dim)


def _along_an_end(found: Sequence[Any], dim: int) -> Any:
    """Where a rank is not known, the last axes may be."""
    unknown = next(each for each in found if isinstance(each, Unknown))
    if dim != -1:
        return Unknown(unknown.reason)
    last = [
        each[-1] if isinstance(each, tuple) else each.tail[-1] if isinstance(each, Open) and each.tail else unknown
        for each in found
    ]
    return Open(unknown.reason, tail=(total(last),))


def _same_sizes(machine: Machine, found: Sequence[Any], dim: int | None) -> None:
    """All axes but the one that is joined have the same sizes, and all tensors as many axes."""
    # A row without numbers, which `cat` leaves out, says nothing of the others.
    known = [each for each in found if isinstance(each, tuple) and not (len(each) == 1 and equal(each[0], 0) is True)]
    if not known:
        return
    first = known[0]
    place = None if dim is None or not -len(first) <= dim < len(first) else dim % len(first)
    pattern = tuple("" if axis == place or isinstance(each, Unknown) else each for axis, each in enumerate(first))
    for each in found:
        require(machine, each, pattern)


def _type(given: Sequence[Any]) -> str | None:
    """The type of tensors that are joined."""
    found = [each.dtype if isinstance(each, Tensor) else None for each in given]
    result = found[0] if found and isinstance(found[0], str) else None
    for dtype in found[1:]:
        result = promoted(result, dtype if isinstance(dtype, str) else None)
    return result


@define("stack", dtype=None)
def stack_(machine: Machine, tensors: Any, dim: Any = 0) -> Any:
    """A new axis, as long as there are tensors; their shapes must be the same."""
    alike = many(tensors)
    if alike is not None:
        stacked = stack_many(known_shape(machine, alike[0]), alike[1], number(machine, dim))
        return Typed(stacked, _type(alike[:1]))
    given = _given(machine, tensors)
    found = [shape(machine, each) for each in given]
    _same_sizes(machine, found, None)
    return Typed(stack(found, number(machine, dim)), _type(given))


@define("hstack", dtype=None)
def hstack(machine: Machine, tensors: Any) -> Any:
    """The sizes along the second axis added up, of vectors along their only one."""
    given = _given(machine, tensors)
    found = [at_least_rank(known_shape(machine, each), 1) for each in given]
    return Typed(_joined(machine, found, 0 if found and len(found[0]) == 1 else 1), _type(given))


@define("vstack", "row_stack", dtype=None)
def vstack(machine: Machine, tensors: Any) -> Any:
    """The sizes along the first axis added up; vectors are rows."""
    given = _given(machine, tensors)
    return Typed(_joined(machine, [at_least_rank(known_shape(machine, each), 2) for each in given], 0), _type(given))


@define("dstack", dtype=None)
def dstack(machine: Machine, tensors: Any) -> Any:
    """The sizes along the third axis added up; vectors and matrices get the axes that they lack."""
    given = _given(machine, tensors)
    return Typed(_joined(machine, [_with_depth(known_shape(machine, each)) for each in given], 2), _type(given))


@define("column_stack", dtype=None)
def column_stack(machine: Machine, tensors: Any) -> Any:
    """The sizes along the second axis added up; vectors are columns."""
    given = _given(machine, tensors)
    found = [known_shape(machine, each) for each in given]
    columns = [(elements(each), 1) if len(each) < 2 else each for each in found]
    return Typed(_joined(machine, columns, 1), _type(given))


def _with_depth(found: tuple[Any, ...]) -> tuple[Any, ...]:
    flat = at_least_rank(found, 2)
    return flat if len(flat) > 2 else (*flat, 1)


def _at_least(name: str, rank: int) -> None:
    @define(name, dtype=None)
    def at_least(machine: Machine, *tensors: Any) -> Any:
        """Of one tensor it gives a tensor, of several a tuple."""
        alone = len(tensors) == 1 and (isinstance(tensors[0], (Tensor, Unknown)))
        given = tensors if alone or len(tensors) != 1 else members(machine, tensors[0])
        found = [Typed(_raised(shape(machine, each), rank), _type((each,))) for each in given]
        return found[0] if alone else Several(found)


def _raised(found: Any, rank: int) -> Any:
    if isinstance(found, Unknown):
        return Unknown(found.reason)
    return _with_depth(found) if rank == 3 else at_least_rank(found, rank)


for _rank in (1, 2, 3):
    _at_least(f"atleast_{_rank}d", _rank)


@define("block_diag", dtype=None)
def block_diag(machine: Machine, *tensors: Any) -> Any:
    """Matrices along a diagonal."""
    found = [at_least_rank(known_shape(machine, each), 2) for each in tensors]
    if any(len(each) > 2 for each in found):
        raise Mismatch("only matrices are joined along a diagonal")
    return Typed((total([each[0] for each in found]), total([each[1] for each in found])), _type(tensors))


@define("cartesian_prod")
def cartesian_prod(machine: Machine, *tensors: Any) -> Any:
    """Every combination of one number from each row."""
    found = [known_shape(machine, each, 1) for each in tensors]
    if any(len(each) != 1 for each in found):
        raise Mismatch("combinations are made of rows")
    return found[0] if len(found) == 1 else (product(each[0] for each in found), len(found))


@define("combinations")
def combinations(machine: Machine, input: Any, r: Any = 2, with_replacement: Any = False) -> Any:
    """Every choice of `r` numbers of a row."""
    found, count = known_shape(machine, input, 1), number(machine, r)
    if len(found) != 1 or count < 0:
        raise Mismatch("combinations are made of a row of numbers")
    whole = found[0]
    again = machine.truth(with_replacement)
    if count == 0:
        return (0,)
    if not isinstance(whole, int) or again is None:
        return (Unknown("how many combinations there are is not known"), count)
    return (comb(whole + count - 1, count) if again and whole else comb(whole, count), count)


@define("meshgrid")
def meshgrid(machine: Machine, *tensors: Any, indexing: Any = "ij") -> Any:
    """Every point of a grid; with `xy` the first two axes are exchanged."""
    given = tensors if len(tensors) != 1 or isinstance(tensors[0], Tensor) else members(machine, tensors[0])
    found = [known_shape(machine, each) for each in given]
    if not found or any(len(each) > 1 for each in found):
        raise Mismatch("a grid is made of rows of numbers")
    counts = [elements(each) for each in found]
    if choice(indexing, "xy", "ij") == "xy" and len(counts) > 1:
        counts[:2] = counts[1], counts[0]
    return Several((tuple(counts),) * len(counts))


# --- taken apart


@define("chunk", "unsafe_chunk", method=True)
def chunk(machine: Machine, input: Any, chunks: Any, dim: Any = 0) -> Any:
    """Parts of one length, the last may be shorter; there may be fewer of them than are asked for."""
    found, count = shape(machine, input), number(machine, chunks)
    if count < 1:
        raise Mismatch(f"nothing can be cut into {count} parts")
    if isinstance(found, Unknown):
        # A tensor that can be taken apart into so many may as well fall into fewer.
        raise NotKnown(found)
    place = _place(machine, dim, found)
    length = found[place]
    if count > MOST_PARTS:
        raise NotKnown("the tensor is cut into too many parts to follow")
    if isinstance(length, int):
        each = ceil_divide(length, count)
        if length == 0:
            return Several((found,) * count)
        return _parts(found, place, [min(each, length - start) for start in range(0, length, each)])
    if divides(count, length) is True:
        return _parts(found, place, [length // count] * count)
    if count == 2 and less(length, 2) is False:
        return _parts(found, place, [length - length // 2, length // 2])
    raise NotKnown(f"into how many parts {text(length)} falls is not known")


@define("split", method=True)
def split(machine: Machine, tensor: Any, split_size_or_sections: Any = None, dim: Any = 0, *, split_size: Any = None,
          split_sizes: Any = None) -> Any:  # fmt: skip
    """Parts of one length, or of lengths that are given."""
    wanted = next((each for each in (split_size_or_sections, split_size, split_sizes) if each is not None), None)
    plain = machine.plain(wanted)
    if isinstance(plain, tuple):
        return split_with_sizes(machine, tensor, plain, dim)
    found, each = known_shape(machine, tensor), size(machine, wanted)
    place = _place(machine, dim, found)
    length = found[place]
    if less(each, 0) is True or (equal(each, 0) is True and equal(length, 0) is False):
        raise Mismatch(f"parts of length {text(each)}")
    count = 1 if equal(each, 0) is True else maximum(1, ceil_divide(length, each))
    if not isinstance(count, int):
        raise NotKnown(f"into how many parts of {text(each)} the {text(length)} numbers fall is not known")
    if count > MOST_PARTS:
        raise NotKnown("the tensor is cut into too many parts to follow")
    last = length - each * (count - 1)
    return _parts(found, place, [*[each] * (count - 1), last])


@define("split_copy")
@define("unsafe_split", method=True)
def parts_of_length(machine: Machine, input: Any, split_size: Any, dim: Any = 0) -> Any:
    """Pieces of the given length along the axis; the last one may be shorter."""
    return split(machine, input, split_size, dim)


@define("split_with_sizes_copy")
@define("split_with_sizes", "unsafe_split_with_sizes", method=True)
def split_with_sizes(machine: Machine, input: Any, split_sizes: Any, dim: Any = 0) -> Any:
    """A piece for each of the given lengths, which must add up to the axis."""
    found, lengths = shape(machine, input), sizes(machine, split_sizes)
    if any(less(each, 0) is True for each in lengths):
        raise Mismatch("a part of negative length")
    if isinstance(found, Unknown):
        along = number(machine, dim)
        if along == -1:
            require(machine, found, Open(found.reason, tail=(total(lengths),)))
        return Several(with_axis(found, along, each) if along == -1 else Unknown(found.reason) for each in lengths)
    place = _place(machine, dim, found)
    equate(machine, found[place], total(lengths))
    if equal(found[place], total(lengths)) is False:
        shown = ", ".join(map(text, lengths))
        raise Mismatch(f"parts of {shown} do not make up the {text(found[place])} numbers of axis {place}")
    return _parts(found, place, lengths)


@define("tensor_split", method=True)
def tensor_split(
    machine: Machine, input: Any, indices_or_sections: Any = None, dim: Any = 0, *, indices: Any = None,
    sections: Any = None,
) -> Any:  # fmt: skip
    """Pieces as even as possible, or cut at the given places."""
    wanted = next((each for each in (indices_or_sections, indices, sections) if each is not None), None)
    found = known_shape(machine, input)
    return _split_at(machine, found, wanted, _place(machine, dim, found), evenly=False)


@define("hsplit", method=True)
def hsplit(machine: Machine, input: Any, indices_or_sections: Any = None, *, indices: Any = None,
           sections: Any = None) -> Any:  # fmt: skip
    """`tensor_split` along the second axis, of vectors along their only one."""
    wanted = next((each for each in (indices_or_sections, indices, sections) if each is not None), None)
    found = _of_rank(machine, input, 1)
    return _split_at(machine, found, wanted, 0 if len(found) == 1 else 1, evenly=True)


@define("vsplit", method=True)
def vsplit(machine: Machine, input: Any, indices_or_sections: Any = None, *, indices: Any = None,
           sections: Any = None) -> Any:  # fmt: skip
    """`tensor_split` along the first axis."""
    wanted = next((each for each in (indices_or_sections, indices, sections) if each is not None), None)
    return _split_at(machine, _of_rank(machine, input, 2), wanted, 0, evenly=True)


@define("dsplit", method=True)
def dsplit(machine: Machine, input: Any, indices_or_sections: Any = None, *, indices: Any = None,
           sections: Any = None) -> Any:  # fmt: skip
    """`tensor_split` along the third axis."""
    wanted = next((each for each in (indices_or_sections, indices, sections) if each is not None), None)
    return _split_at(machine, _of_rank(machine, input, 3), wanted, 2, evenly=True)


def _of_rank(machine: Machine, input: Any, rank: int) -> tuple[Any, ...]:
    found = known_shape(machine, input)
    if len(found) < rank:
        raise Mismatch(f"{show_structure(found)} has fewer than {rank} axes")
    return found


def _split_at(machine: Machine, found: tuple[Any, ...], wanted: Any, place: int, evenly: bool) -> Any:
    """Cut at several places, or into so many parts, the first of them longer by one where they are not even."""
    if isinstance(wanted, Tensor):
        raise NotKnown("where the tensor is cut depends on the numbers in another")
    plain = machine.plain(wanted)
    if isinstance(plain, tuple):
        return _parts(found, place, at_places(found[place], sizes(machine, plain)))
    count = number(machine, wanted)
    if count > MOST_PARTS:
        raise NotKnown("the tensor is cut into too many parts to follow")
    if evenly and count > 0:
        return _parts(found, place, equal_parts(found[place], count))
    return _parts(found, place, nearly_equal_parts(found[place], count))


def _parts(found: tuple[Any, ...], place: int, lengths: Sequence[Any]) -> Several:
    return Several(with_axis(found, place, each) for each in lengths)


def _place(machine: Machine, dim: Any, found: tuple[Any, ...]) -> int:
    if not found:
        raise Mismatch("a tensor without axes cannot be taken apart")
    return axis(machine, dim, len(found))


@define("unbind_copy")
@define("unbind", method=True)
def unbind(machine: Machine, input: Any, dim: Any = 0) -> Any:
    """A tensor without the axis for each place along it."""
    found = known_shape(machine, input)
    place = _place(machine, dim, found)
    count = found[place]
    if not isinstance(count, int) or count > MOST_PARTS:
        raise NotKnown(f"how many tensors axis {place} is taken apart into is not known")
    return Several(((*found[:place], *found[place + 1 :]),) * count)


__all__ = ["OPERATIONS"]


# --- parameters of a module, one behind the other


@UTILS.define("parameters_to_vector")
def parameters_to_vector(machine: Machine, parameters: Any) -> Any:
    """All numbers of the parameters in one row."""
    return (total([elements(known_shape(machine, each)) for each in members(machine, parameters)]),)


@UTILS.define("vector_to_parameters")
def vector_to_parameters(machine: Machine, vec: Any, parameters: Any) -> Any:
    """Nothing: the parameters keep their shapes."""
    return Plain(None)

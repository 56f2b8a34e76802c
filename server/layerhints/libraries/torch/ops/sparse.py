"""Sparse tensors: graph networks hold their adjacency in them. Of what stands where nothing is known, so they are
tensors like others here, with a few ways of their own to be made and read.

https://docs.pytorch.org/docs/stable/sparse.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch import dtypes
from layerhints.libraries.torch.ops.casting import dtype_in
from layerhints.libraries.torch.ops.creation import asked, new
from layerhints.libraries.torch.ops.kernel import NO_TENSOR, Operations, Plain, Typed
from layerhints.libraries.torch.ops.neural_activation import softmax
from layerhints.libraries.torch.ops.products import mm
from layerhints.libraries.torch.ops.reading import known_shape, shape, sizes
from layerhints.libraries.torch.ops.reducing import reduced
from layerhints.values.reading import NotKnown
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine

OPERATIONS = Operations("torch")
define = OPERATIONS.define
SPARSE = Operations("torch.sparse")


def _stored() -> Unknown:
    return Unknown("how many numbers a sparse tensor holds is not known")


def _of_size(machine: Machine, values: Any, size: Any, dtype: Any) -> Typed:
    if size is None:
        raise NotKnown("no size is given for the sparse tensor, so the largest index decides it")
    return Typed(new(sizes(machine, size)), asked(dtype, dtype_in(values)))


@define("sparse_coo_tensor", dtype=None)
def sparse_coo_tensor(
    machine: Machine, indices: Any = None, values: Any = None, size: Any = None, *, dtype: Any = None,
    check_invariants: Any = None, is_coalesced: Any = None,
) -> Any:  # fmt: skip
    """The size that is given."""
    if size is None and not isinstance(indices, Tensor) and values is None:
        size = indices  # an empty one
    return _of_size(machine, values, size, dtype)


@define("sparse_csr_tensor", dtype=None)
def sparse_csr_tensor(
    machine: Machine, crow_indices: Any, col_indices: Any, values: Any, size: Any = None, *, dtype: Any = None,
    check_invariants: Any = None,
) -> Any:  # fmt: skip
    """The size that is given."""
    return _of_size(machine, values, size, dtype)


@define("to_sparse", "to_sparse_coo", "to_sparse_csr", "to_sparse_csc", method=True, function=False)
def to_sparse(
    machine: Machine, input: Any, sparse_dim: Any = None, *, blocksize: Any = None, dense_dim: Any = None
) -> Any:
    """The shape stays."""
    return shape(machine, input)


@define("indices", "_indices", method=True, function=False, dtype="int64")
def indices(machine: Machine, input: Any) -> Any:
    """One row for each axis, one column for each number that is held."""
    return (len(known_shape(machine, input)), _stored())


@define("values", "_values", method=True, function=False)
def values(machine: Machine, input: Any) -> Any:
    """The numbers that are held."""
    return (_stored(),)


@define("_nnz", method=True, function=False, dtype=NO_TENSOR)
def stored(machine: Machine, input: Any) -> Any:
    """How many numbers are held."""
    return Plain(_stored())


SPARSE.define("mm")(mm)


@SPARSE.define("softmax", "log_softmax")
def softmax_of_held(machine: Machine, input: Any, dim: Any, *, dtype: Any = None) -> Any:
    """The shape stays."""
    return softmax(machine, input, dim, dtype=dtype)


@SPARSE.define("sum")
def sum_of_held(machine: Machine, input: Any, dim: Any = None, dtype: Any = None) -> Any:
    """Without the axes that are summed up."""
    found = reduced(machine, input, dim, False)
    return found if dtype is None else Typed(found, dtypes.name_of(dtype))

"""The class methods of torch.nn that make modules, such as `Embedding.from_pretrained`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.module import is_module, named_parameters
from layerhints.values.arguments import Arguments
from layerhints.values.objects import ClassMethod, Native
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine


def _from_pretrained(machine: Machine, arguments: Arguments) -> Any:
    """`Embedding.from_pretrained(embeddings, freeze=True, …)`: as many rows and columns as the tensor has."""
    cls, call = arguments.positional[0], arguments.without_first()
    table = call.get(0, "embeddings")
    if isinstance(table, Tensor) and not isinstance(table.shape, Unknown) and len(table.shape) == 2:
        rows, columns = table.shape
    else:
        rows = columns = Unknown("the shape of the pretrained table is not known")
    options = {name: value for name, value in call.keywords.items() if name not in ("embeddings", "freeze")}
    made = machine.call(cls, Arguments([rows, columns], options, arguments.site))
    if is_module(made) and machine.truth(call.get(1, "freeze", True)) is not False:
        for _, parameter in named_parameters(made):
            parameter.set_attribute(machine, "requires_grad", False)
    return made


def _same_module(machine: Machine, arguments: Arguments) -> Any:
    """The batch normalizations become synchronized ones, with the same weights and shapes."""
    return arguments.get(1, "module")


TABLE: dict[str, dict[str, ClassMethod]] = {
    "Embedding": {"from_pretrained": ClassMethod(Native("Embedding.from_pretrained", _from_pretrained))},
    "EmbeddingBag": {"from_pretrained": ClassMethod(Native("EmbeddingBag.from_pretrained", _from_pretrained))},
    "SyncBatchNorm": {
        "convert_sync_batchnorm": ClassMethod(Native("SyncBatchNorm.convert_sync_batchnorm", _same_module))
    },
}
"""By class and name; each takes the machine and the arguments with the class first."""

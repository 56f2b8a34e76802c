"""What classes of torch.nn have beside `forward`: class methods that make modules, such as `Embedding.from_pretrained`,
and further methods on tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.inside import named_parameters
from layerhints.libraries.torch.making import settle
from layerhints.libraries.torch.module import INNER_FORWARD, is_module
from layerhints.libraries.torch.ops.members import FUNCTIONAL
from layerhints.libraries.torch.tensors import tensor_of
from layerhints.rules import equal, text
from layerhints.values.arguments import Arguments
from layerhints.values.learned import require
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


def _of_rows(name: str, columns: Callable[[Any], tuple[Any, ...]], dtype: str | None = None) -> Native:
    """A method that takes (N, in_features), and makes of each row what `columns` says of the rule."""

    def apply(machine: Machine, arguments: Arguments) -> Any:
        module, x = arguments.positional[0], arguments.get(1, "input")
        rule = settle(machine, module)
        if rule is None or not isinstance(x, Tensor):
            return Unknown(f"what `{name}` gives is not known")
        require(machine, x.shape, ("N", rule.in_features))
        if isinstance(x.shape, Unknown) or len(x.shape) != 2 or equal(x.shape[1], rule.in_features) is False:
            return tensor_of(Unknown(f"`{name}` takes (N, {text(rule.in_features)})"), dtype or x.dtype)
        return tensor_of((x.shape[0], *columns(rule)), dtype or x.dtype)

    return Native(name, apply)


def _convolution(rank: int) -> Native:
    """`_conv_forward(input, weight, bias)`: what `forward` does, with a weight that is given. Values that pad do not
    decide about sizes, so `padding_mode` is not asked.
    """

    def apply(machine: Machine, arguments: Arguments) -> Any:
        module, call = arguments.positional[0], arguments.without_first()
        given = [call.get(place, name) for place, name in enumerate(("input", "weight", "bias"))]
        rest = [machine.attribute(module, name) for name in ("stride", "padding", "dilation", "groups")]
        return machine.call(FUNCTIONAL[f"conv{rank}d"], Arguments([*given, *rest], {}, call.site))

    return Native(INNER_FORWARD, apply)


TABLE: dict[str, dict[str, ClassMethod | Native]] = {
    **{f"Conv{rank}d": {INNER_FORWARD: _convolution(rank)} for rank in (1, 2, 3)},
    "AdaptiveLogSoftmaxWithLoss": {
        "log_prob": _of_rows("log_prob", lambda rule: (rule.n_classes,)),
        "predict": _of_rows("predict", lambda rule: (), "int64"),
    },
    "Embedding": {"from_pretrained": ClassMethod(Native("Embedding.from_pretrained", _from_pretrained))},
    "EmbeddingBag": {"from_pretrained": ClassMethod(Native("EmbeddingBag.from_pretrained", _from_pretrained))},
    "SyncBatchNorm": {
        "convert_sync_batchnorm": ClassMethod(Native("SyncBatchNorm.convert_sync_batchnorm", _same_module))
    },
}
"""By class and name; each takes the machine and the arguments with the class, or the module, first."""

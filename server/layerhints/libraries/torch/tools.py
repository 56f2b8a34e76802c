"""What sends tensors through a model: `torchinfo.summary`, `torch.jit.trace`, `torch.onnx.export`, `functional_call`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown, symbol
from layerhints.libraries.torch.application import apply
from layerhints.libraries.torch.module import is_module
from layerhints.libraries.torch.opaque import Opaque
from layerhints.libraries.torch.tensors import tensor_of
from layerhints.values.arguments import Arguments
from layerhints.values.facts import ModelShown
from layerhints.values.objects import Dict, Native
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance


def _sizes(machine: Machine, value: Any, *in_front: Any) -> list[Any]:
    """The shapes that an `input_size` stands for: one, or a list of them."""
    plain = machine.plain(value)
    if not isinstance(plain, tuple):
        return []
    if plain and all(isinstance(item, tuple) for item in plain):
        return [(*in_front, *item) for item in plain]
    return [(*in_front, *plain)]


def _examples(machine: Machine, value: Any) -> Arguments | None:
    """The arguments that a value stands for that holds example tensors."""
    if isinstance(value, Tensor):
        return Arguments([value])
    if isinstance(value, Dict) and isinstance(value.content, dict):
        return Arguments([], {str(key): item for key, item in value.content.items()})
    items = machine.iterate(value) if value is not None else ()
    return None if isinstance(items, Unknown) or not items else Arguments(list(items))


def _send(machine: Machine, model: Any, call: Arguments | None) -> None:
    if is_module(model) and call is not None:
        apply(machine, model, call)


def _shown(machine: Machine, model: Instance) -> None:
    from layerhints.libraries.torch.summary import summarise

    if machine.site is not None and machine.recording and (summary := summarise(machine, model)) is not None:
        machine.observe(ModelShown(summary.total, machine.site, machine.stack))


def _torchinfo(machine: Machine, arguments: Arguments) -> Any:
    """`torchinfo.summary(model, input_size, input_data=…)`; the size has the batch in front."""
    model, size, data = arguments.get(0, "model"), arguments.get(1, "input_size"), arguments.get(2, "input_data")
    if data is not None:
        _send(machine, model, _examples(machine, data))
    elif size is not None:
        shapes = _sizes(machine, size)
        _send(machine, model, Arguments([tensor_of(shape) for shape in shapes]) if shapes else None)
    if is_module(model):
        _shown(machine, model)
    return Opaque("torchinfo.summary(…)")


def _torchsummary(machine: Machine, arguments: Arguments) -> Any:
    """`torchsummary.summary(model, input_size, batch_size=-1)`; the size is without the batch."""
    model, size = arguments.get(0, "model"), arguments.get(1, "input_size")
    batch = arguments.get(2, "batch_size", -1)
    shapes = _sizes(machine, size, batch if type(batch) is int and batch > 0 else symbol("N"))
    _send(machine, model, Arguments([tensor_of(shape) for shape in shapes]) if shapes else None)
    if is_module(model):
        _shown(machine, model)
    return Opaque("torchsummary.summary(…)")


def _traced(machine: Machine, arguments: Arguments) -> Any:
    """`torch.jit.trace(model, example_inputs)` gives the model."""
    model = arguments.get(0, "func")
    _send(machine, model, _examples(machine, arguments.get(1, "example_inputs")))
    return model


def _exported(machine: Machine, arguments: Arguments) -> Any:
    """`torch.onnx.export(model, args, …)` and `thop.profile(model, inputs=…)`."""
    given = next((arguments.keywords[name] for name in ("args", "inputs") if name in arguments.keywords), None)
    value = given if given is not None else arguments.get(1, "args")
    _send(machine, arguments.get(0, "model"), _examples(machine, value))
    return Opaque("what an export gives")


def _profiled(machine: Machine, arguments: Arguments) -> Any:
    _exported(machine, arguments)
    reason = "what a profiler counts is not followed"
    return Unknown(reason), Unknown(reason)


def _functional_call(machine: Machine, arguments: Arguments) -> Any:
    """`functional_call(module, parameters_and_buffers, args, kwargs)`: the module on the tensors, with weights of the
    same shapes in the place of its own.
    """
    args, kwargs = machine.plain(arguments.get(2, "args")), arguments.get(3, "kwargs")
    given = args if isinstance(args, tuple) else () if args is None else (args,)
    named = {} if kwargs is None else getattr(kwargs, "content", None)
    if isinstance(args, Unknown) or not isinstance(named, dict) or not all(isinstance(name, str) for name in named):
        return Unknown("what a module is called with is not known")
    return machine.call(arguments.get(0, "module"), Arguments(list(given), dict(named), arguments.site))


_FUNCTIONAL_CALL = {"functional_call": Native("torch.func.functional_call", _functional_call)}

TABLES: dict[str, dict[str, Native]] = {
    "torchinfo": {"summary": Native("torchinfo.summary", _torchinfo)},
    "torchsummary": {"summary": Native("torchsummary.summary", _torchsummary)},
    "torch.onnx": {"export": Native("torch.onnx.export", _exported)},
    "thop": {"profile": Native("thop.profile", _profiled)},
    "torch.func": _FUNCTIONAL_CALL,
    "torch.nn.utils.stateless": _FUNCTIONAL_CALL,
}
TRACE = Native("torch.jit.trace", _traced)

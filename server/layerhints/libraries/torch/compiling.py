"""What compiles, traces or exports a program: `torch.jit`, `torch.compiler` and their like.

A program is read as it runs by itself, neither compiled nor exported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch import tools
from layerhints.values.objects import Native

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine


def _passed_through(machine: Machine, arguments: Arguments) -> Any:
    """A decorator, or a function whose first argument is what it gives back."""
    if arguments.positional:
        return arguments.positional[0]
    return Native("decorator", _passed_through)


def _false(machine: Machine, arguments: Arguments) -> bool:
    return False


def _is_instance(machine: Machine, arguments: Arguments) -> Any:
    """`torch.jit.isinstance(obj, target_type)`, which also looks into `List[int]` and its like."""
    answer = machine.is_instance(arguments.get(0, "obj"), arguments.get(1, "target_type"))
    return Unknown("what a value is of is not known") if answer is None else answer


_JIT: Mapping[str, Any] = {
    **{
        name: Native(f"torch.jit.{name}", _passed_through)
        for name in ("script", "export", "ignore", "unused", "script_if_tracing", "interface", "script_method")
    },
    "trace": tools.TRACE,
    "is_scripting": Native("torch.jit.is_scripting", _false),
    "is_tracing": Native("torch.jit.is_tracing", _false),
    "annotate": Native("torch.jit.annotate", lambda machine, arguments: arguments.get(1, "the_value")),
    "isinstance": Native("torch.jit.isinstance", _is_instance),
}
_COMPILER: Mapping[str, Any] = {
    **{
        name: Native(f"torch.compiler.{name}", _passed_through)
        for name in ("compile", "disable", "allow_in_graph", "assume_constant_result")
    },
    **{
        name: Native(f"torch.compiler.{name}", _false)
        for name in ("is_compiling", "is_dynamo_compiling", "is_exporting")
    },
}
_DYNAMO: Mapping[str, Any] = {
    name: Native(f"torch._dynamo.{name}", _passed_through)
    for name in ("allow_in_graph", "disable", "disallow_in_graph", "forbid_in_graph", "graph_break", "nonstrict_trace")
}
TABLES: dict[str, Mapping[str, Any]] = {
    "torch.jit": _JIT,
    "torch.compiler": _COMPILER,
    "torch._dynamo": _DYNAMO,
    "torch._C": {
        "_is_tracing": Native("torch._C._is_tracing", _false),
        "_get_tracing_state": Native("torch._C._get_tracing_state", lambda *_: None),
    },
}
COMPILE = Native("torch.compile", _passed_through)
EXPORTING = {"is_in_onnx_export": Native("torch.onnx.is_in_onnx_export", _false)}
CAPTURING = {"is_current_stream_capturing": Native("is_current_stream_capturing", _false)}

"""docs/torch-operations.md: the operations on tensors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from inspect import Parameter, signature
from typing import Any

from layerhints.libraries.torch.einops import functions as einops
from layerhints.libraries.torch.ops import members
from layerhints.libraries.torch.ops.kernel import Kind
from layerhints.values.objects import Native
from manuals.rules import summary

INTRODUCTION = """# The operations of PyTorch, as layerhints knows them

Every operation by family: where it is found, the arguments that it takes, and what it does to shapes. Where only the
arguments stand, an operation does what its family's first sentence says. Of methods, those whose name ends in `_` and
that work in place are not listed beside the same name without it: they leave the shape of their tensor as it is.
tests/torch_ops compares the operations with real PyTorch. `scripts/generate_manual.py` writes this page.
"""

TABLES: Mapping[str, Mapping[str, Native]] = {
    "torch": members.TORCH,
    "torch.nn.functional": members.FUNCTIONAL,
    "torch.linalg": members.LINALG,
    "torch.fft": members.FFT,
    "torch.special": members.SPECIAL,
    "torch.ops.torchvision": members.VISION,
    "einops": einops.OPERATIONS.members,
    "Tensor": members.METHODS,
}


@dataclass
class Operation:
    """What one function of ours declares: the names in each place."""

    function: Callable[..., Any]
    names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def first(self) -> str:
        return min(names[0] for names in self.names.values())


def kind_of(native: Native) -> Kind:
    kind = getattr(native.implementation, "__self__", None)
    assert isinstance(kind, Kind), native
    return kind


def operations() -> dict[str, list[Operation]]:
    """The operations of each family, by the name of its file."""
    found: dict[Callable[..., Any], Operation] = {}
    for place, table in TABLES.items():
        for name, native in table.items():
            if name.endswith("_") and not name.startswith("__") and name[:-1] in table:
                continue
            function = kind_of(native).function
            found.setdefault(function, Operation(function)).names[place].append(name)
    families: dict[str, list[Operation]] = defaultdict(list)
    for operation in found.values():
        families[operation.function.__module__].append(operation)
    return {module: sorted(each, key=lambda operation: operation.first) for module, each in sorted(families.items())}


def arguments(function: Callable[..., Any]) -> str:
    """The arguments behind the machine, as a program writes them."""
    shown = []
    named_only = False
    for parameter in list(signature(function).parameters.values())[1:]:
        name = {Parameter.VAR_POSITIONAL: "*", Parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "") + parameter.name
        if parameter.kind is Parameter.KEYWORD_ONLY and not named_only and not any(s.startswith("*") for s in shown):
            shown.append("*")
            named_only = True
        shown.append(name if parameter.default is parameter.empty else f"{name}={parameter.default!r}")
    return f"({', '.join(shown)})"


def row(operation: Operation) -> str:
    places = "<br>".join(
        f"{place}: {', '.join(f'`{name}`' for name in names)}" for place, names in operation.names.items()
    )
    return f"| {places} | `{arguments(operation.function)}` | {summary(operation.function)} |\n"


def family(module: str, found: list[Operation]) -> Iterator[str]:
    title = "einops" if "einops" in module else module.rpartition(".")[2].replace("_", " ").capitalize()
    yield f"\n## {title}\n\n{summary(import_module(module))}\n\n"
    yield "| where it is | arguments | what it does |\n| --- | --- | --- |\n"
    yield from map(row, found)


def manual() -> str:
    parts = [INTRODUCTION]
    for module, found in operations().items():
        parts += family(module, found)
    attributes = ", ".join(f"`{name}`" for name in members.PROPERTIES)
    parts.append(f"\n## Attributes of tensors\n\n{attributes}\n")
    return "".join(parts)

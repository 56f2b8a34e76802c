"""Nothing that torch.nn and torch.nn.functional offer is missing, neither in the code nor in the manuals."""

from __future__ import annotations

import inspect
from pathlib import Path
from types import FunctionType

import pytest
import torch
from tests.torch_ops.check import Host

from layerhints.algebra import Unknown
from layerhints.interp.interpreter import Interpreter
from layerhints.libraries import LIBRARIES
from layerhints.libraries.torch.layers import FAMILY_OF
from layerhints.libraries.torch.modules import member
from layerhints.libraries.torch.ops.members import FUNCTIONAL
from layerhints.values.objects import ABSENT

pytestmark = pytest.mark.oracle

DOCS = Path(__file__).resolve().parents[2] / "docs"
CLASSES = [name for name in dir(torch.nn) if inspect.isclass(getattr(torch.nn, name))]
FUNCTIONS = [
    name
    for name, value in vars(torch.nn.functional).items()
    if callable(value) and not inspect.isclass(value) and not name.startswith("_")
]

NO_MODULES = {"Container": "it is deprecated, and calling one raises"}
NO_OPERATIONS = {
    "Optional": "a word of annotations",
    "assert_int_or_pair": "a check that a module of torch keeps for itself",
    "boolean_dispatch": "it makes functions for torch itself",
    "handle_torch_function": "how other libraries take over torch's functions",
    "has_torch_function": "how other libraries take over torch's functions",
    "has_torch_function_unary": "how other libraries take over torch's functions",
    "has_torch_function_variadic": "how other libraries take over torch's functions",
    "grouped_mm": "a kernel for graphics cards, for numbers of 16 bits; its groups are in a tensor of offsets",
    "scaled_grouped_mm": "a kernel for graphics cards, for numbers of 8 bits and fewer",
    "scaled_mm": "a kernel for graphics cards, for numbers of 8 bits and fewer",
}


def test_there_is_something_to_compare() -> None:
    assert len(CLASSES) > 160
    assert sum(isinstance(getattr(torch.nn.functional, name), FunctionType) for name in FUNCTIONS) > 90


@pytest.mark.parametrize("name", sorted(set(CLASSES) - set(NO_MODULES)))
def test_a_class_of_torch_nn_is_described(name: str) -> None:
    found = member(Interpreter(Host(), LIBRARIES, "program.py"), "torch.nn", name)
    assert found is not ABSENT
    assert not isinstance(found, Unknown)
    manual = (DOCS / "torch-modules.md").read_text(encoding="utf-8")
    assert f"\n### {name}\n" in manual or f"\n- `{name}` " in manual


def test_a_class_without_its_rule_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(FAMILY_OF, "Softshrink")
    assert member(Interpreter(Host(), LIBRARIES, "program.py"), "torch.nn", "Softshrink") is ABSENT


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - set(NO_OPERATIONS)))
def test_a_function_of_torch_nn_is_described(name: str) -> None:
    assert name in FUNCTIONAL
    assert f"`{name.rstrip('_')}" in (DOCS / "torch-operations.md").read_text(encoding="utf-8")


def test_every_operation_says_what_it_does_to_shapes() -> None:
    rows = [line for line in (DOCS / "torch-operations.md").read_text(encoding="utf-8").splitlines() if "` | " in line]
    assert len(rows) > 450
    assert [row for row in rows if row.endswith("|  |")] == []


def test_the_exceptions_are_names_of_torch() -> None:
    assert set(NO_MODULES) <= set(CLASSES)
    assert set(NO_OPERATIONS) <= set(FUNCTIONS)
    assert not set(NO_OPERATIONS) & set(FUNCTIONAL)
    with pytest.raises(NotImplementedError):
        torch.nn.Container()(torch.zeros(1))

"""Nothing that torch.nn and torch.nn.functional offer is missing, neither in the code nor in the manuals."""

from __future__ import annotations

import inspect
from pathlib import Path
from types import FunctionType, ModuleType

import pytest
import torch
from tests.nowhere import Nowhere
from torch import nn

from layerhints.algebra import Unknown
from layerhints.interp.interpreter import Interpreter
from layerhints.libraries import LIBRARIES
from layerhints.libraries.torch.attributes import OF_MODULES, OF_TENSORS
from layerhints.libraries.torch.layers import FAMILY_OF, rule
from layerhints.libraries.torch.modules import TorchModule, member
from layerhints.libraries.torch.ops.members import FUNCTIONAL, METHODS, PROPERTIES
from layerhints.libraries.torch.parameters import Parameter
from layerhints.project.project import Project
from layerhints.project.text import Text
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
    found = member(Interpreter(Nowhere(), LIBRARIES, "program.py"), "torch.nn", name)
    assert found is not ABSENT
    assert not isinstance(found, Unknown)
    manual = (DOCS / "torch-modules.md").read_text(encoding="utf-8")
    assert f"\n### {name}\n" in manual or f"\n- `{name}` " in manual


MADE = (
    nn.Linear(1, 1), nn.LazyLinear(1), nn.Conv2d(1, 1, 1), nn.BatchNorm2d(1), nn.LSTM(1, 1), nn.GRUCell(1, 1),
    nn.Embedding(1, 1), nn.MultiheadAttention(1, 1), nn.Transformer(4, 1, 1, 1, 4), nn.LayerNorm(1), nn.MaxPool2d(1),
    nn.AdaptiveLogSoftmaxWithLoss(2, 3, [1]), nn.Upsample(2), nn.CrossEntropyLoss(), nn.Softmax(), nn.ParameterList(),
)  # fmt: skip


def test_every_attribute_of_modules_is_listed() -> None:
    """What is not listed is taken not to be there, so that `getattr(module, "name_of_the_program", None)` is None."""
    classes = [getattr(torch.nn, name) for name in CLASSES]
    modules = [cls for cls in classes if issubclass(cls, nn.Module)]
    own = [(*dir(cls), *vars(cls).get("__annotations__", ()), *inspect.signature(cls).parameters) for cls in modules]
    names = {name for each in own for name in each}
    names |= {name for module in MADE for name in vars(module)}
    assert {name for name in names if not name.startswith("__")} <= OF_MODULES
    assert not {"is_initialized", "_is_hf_initialized", "init_cfg"} & OF_MODULES
    of_tensors = {name for name in dir(nn.Parameter(torch.zeros(1))) if not name.startswith("__")}
    assert of_tensors <= {*OF_TENSORS, *METHODS, *PROPERTIES, *vars(Parameter)}


def test_a_class_without_its_rule_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(FAMILY_OF, "Softshrink")
    assert member(Interpreter(Nowhere(), LIBRARIES, "program.py"), "torch.nn", "Softshrink") is ABSENT


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


DOCUMENTED = """
from transformers.utils.auto_docstring import auto_docstring
from transformers.utils.doc import add_start_docstrings
from huggingface_hub.dataclasses import strict

@auto_docstring(custom_intro="Of no influence.")
@strict
class Config:
    width = 3

@auto_docstring
@add_start_docstrings("A function.", "Twice.")
def twice(x):
    return 2 * x

n = twice(Config().width)
"""


def test_what_writes_documentation_leaves_what_it_decorates() -> None:
    project = Project({})
    project.open("/program/main.py", Text(DOCUMENTED))
    assert project.view("/program/main.py").analysis.values["n"] == 6


VALIDATED = """
from dataclasses import dataclass
from huggingface_hub.dataclasses import as_validated_field, validated_field

def positive():
    @as_validated_field
    def check(value):
        if value <= 0:
            raise ValueError
    return check

@dataclass
class Config:
    width: int = positive()(default=3)
    heads: int = positive()(2)
    depth: int = validated_field(lambda value: None, default=5)
    sizes: list = positive()(default_factory=lambda: [7])

c = Config(width=10)
n = c.width * 1000 + c.heads * 100 + c.depth * 10 + c.sizes[0]
"""


def test_fields_whose_values_are_checked_have_defaults() -> None:
    project = Project({})
    project.open("/program/main.py", Text(VALIDATED))
    assert project.view("/program/main.py").analysis.values["n"] == 10257


OPEN_TO_KEYWORDS = """
from dataclasses import dataclass, field
from huggingface_hub.dataclasses import strict

@strict(accept_kwargs=True)
@dataclass
class Base:
    labels: int = 2
    names: list = field(default_factory=list)

    def __post_init__(self, **kwargs):
        self.rest = len(kwargs)
        self.width = kwargs.pop("width", 1)

class Own(Base):
    def __init__(self, depth=3, **kwargs):
        self.depth = depth
        super().__init__(**kwargs)

c = Own(depth=4, labels=7, width=5, other=0)
n = c.depth * 1000 + c.labels * 100 + c.width * 10 + c.rest + len(c.names)
"""


def test_a_class_that_is_open_to_keywords_hands_on_those_that_are_no_fields() -> None:
    project = Project({})
    project.open("/program/main.py", Text(OPEN_TO_KEYWORDS))
    assert project.view("/program/main.py").analysis.values["n"] == 4752


COPIED = """
from transformers.utils.doc import copy_func

class Base:
    width = 3

    @classmethod
    def make(cls, factor):
        return factor * cls.width

class Wide(Base):
    width = 5

Wide.make = classmethod(copy_func(Base.make))
n = Wide.make(10)
"""


def test_the_copy_of_a_method_is_bound_to_nothing() -> None:
    project = Project({})
    project.open("/program/main.py", Text(COPIED))
    assert project.view("/program/main.py").analysis.values["n"] == 50


@pytest.mark.parametrize("module", [torch.nn, torch.nn.functional])
def test_no_name_of_torch_is_taken_for_a_misspelt_one(module: ModuleType) -> None:
    assert {name: TorchModule(module.__name__).meant(name) for name in dir(module)} == dict.fromkeys(dir(module))


@pytest.mark.parametrize("name", [name for name in FAMILY_OF if hasattr(nn, name)])
def test_a_module_takes_what_its_forward_takes(name: str) -> None:
    declared = rule(name)
    assert declared is not None
    ours = list(inspect.signature(declared.forward).parameters.values())[1:]
    theirs = list(inspect.signature(getattr(nn, name).forward).parameters.values())[1:]
    assert [each.name for each in ours] == [each.name for each in theirs]
    assert [each.default is each.empty for each in ours] == [each.default is each.empty for each in theirs]

"""The modules of PyTorch: what each name in them is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch import (
    autograd,
    averaging,
    checkpointing,
    compiling,
    data,
    devices,
    distributions,
    documentation,
    dtypes,
    einops,
    former_tensors,
    init,
    lightning,
    ntuples,
    opaque,
    packing,
    parallel,
    quantization,
    reparametrization,
    tools,
    transforms,
    trees,
    vision,
)
from layerhints.libraries.torch.containers import NAMES as CONTAINERS
from layerhints.libraries.torch.containers import container_class
from layerhints.libraries.torch.layers import ABSTRACT, FAMILY_OF
from layerhints.libraries.torch.module import base_class, module_class
from layerhints.libraries.torch.ops import members
from layerhints.libraries.torch.parameters import BUFFER, PARAMETER
from layerhints.libraries.torch.release import release
from layerhints.libraries.torch.session import session
from layerhints.libraries.torch.tensors import TENSOR
from layerhints.libraries.torch.transformers import NAMES as TRANSFORMERS
from layerhints.libraries.torch.transformers import transformer_class
from layerhints.rules.misspelt import Correction, slip
from layerhints.values.modules import DescribedModule, DescribedNames
from layerhints.values.objects import ABSENT, Native, Value
from layerhints.values.origins import unknown_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine


class TorchModule(DescribedModule):
    """A module of the library."""

    __slots__ = ()

    def meant(self, name: str) -> Correction | None:
        """A class of torch.nn, or a function of torch.nn.functional."""
        if not name[:1].isupper():
            return None
        if self.name == "torch.nn.functional":
            return slip(name, getattr(members, COLLECTED[self.name]))
        return slip(name, _CLASSES) if self.name == "torch.nn" else None

    def attribute(self, machine: Machine, name: str) -> Any:
        if name == "__name__":
            return self.name
        if name == "__dict__":
            return DescribedNames(self)
        if name == "__version__" and self.name == "torch":
            return release(machine)
        if name.startswith("__") and name != "__version__":
            return ABSENT
        if name == "torch":
            return machine.import_module("torch")  # which they all import
        value = member(machine, self.name, name)
        if value is not ABSENT:
            return value
        if f"{self.name}.{name}" in (*MODULES, *vision.SUBMODULES):
            return machine.import_module(f"{self.name}.{name}")
        return Unknown(f"`{self.name}.{name}` is not described")


def module(machine: Machine, name: str) -> Any:
    """The module called `name`. PyTorch's own source is never read: what is not described here is unknown. None for
    what is read from its source: the models and operations of torchvision, and of libraries that only document in ways
    of their own.
    """
    package = name.partition(".")[0]
    if package == "torchvision" and not name.startswith(vision.MODULES):
        return None
    if package in documentation.PACKAGES and name not in documentation.PLACES:
        return None
    modules = session(machine).modules
    if name not in modules:
        modules[name] = TorchModule(name)
    return modules[name]


def _nn(machine: Machine, name: str) -> Any:
    if name == "Module":
        return base_class(machine)
    if name in FAMILY_OF or name in ABSTRACT:
        return module_class(machine, name)
    if name in CONTAINERS:
        return container_class(machine, name)
    if name in TRANSFORMERS:
        return transformer_class(machine, name)
    if name in parallel.PLACES:
        return parallel.parallel_class(machine, name)
    return _PARAMETERS.get(name, ABSENT)


_PARAMETERS: Mapping[str, Any] = {
    "Parameter": PARAMETER,
    "UninitializedParameter": PARAMETER,
    "Buffer": BUFFER,
    "UninitializedBuffer": BUFFER,
    "LinearCrossEntropyOptions": opaque.Opaque("torch.nn.LinearCrossEntropyOptions"),
}


_CLASSES = frozenset({"Module", *FAMILY_OF, *ABSTRACT, *CONTAINERS, *TRANSFORMERS, *parallel.PLACES, *_PARAMETERS})
"""What stands in torch.nn."""


def _skip_init(machine: Machine, arguments: Arguments) -> Any:
    """`skip_init(module_cls, *args, **kwargs)`: the module, whose numbers are whatever the memory held."""
    return machine.call(arguments.get(0, "module_cls"), arguments.without_first())


class Context(Value):
    """`torch.no_grad()` and its like: a context manager, and a decorator."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def call(self, machine: Machine, arguments: Arguments) -> Any:
        return arguments.positional[0] if arguments.positional else self

    def attribute(self, machine: Machine, name: str) -> Any:
        if name in ("__enter__", "__exit__"):
            return Native(name, lambda *_: None)
        return ABSENT


_CONTEXTS = ("no_grad", "enable_grad", "inference_mode", "set_grad_enabled", "autocast")


def _context(name: str) -> Native:
    def make(machine: Machine, arguments: Arguments) -> Any:
        given = arguments.positional
        return given[0] if len(given) == 1 and isinstance(given[0], Value) else Context(name)

    return Native(f"torch.{name}", make)


class Constant(Value):
    """A memory format: of no influence on shapes."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def describe(self) -> str:
        return self.name

    def attribute(self, machine: Machine, name: str) -> Any:
        return Unknown(f"`{name}` of {self.name} is not known")


class Limits(Value):
    """`torch.finfo(dtype)`: the numbers that a type can hold; none of them decides a shape."""

    __slots__ = ()

    def describe(self) -> str:
        return "the limits of a type of numbers"

    def attribute(self, machine: Machine, name: str) -> Any:
        return ABSENT if name.startswith("__") else unknown_number("the limits of a type of numbers are not followed")


def _size(machine: Machine, arguments: Arguments) -> Any:
    """`torch.Size(sizes)`: a shape, which is a tuple."""
    items = machine.iterate(arguments.get(0, "iterable", ()))
    return items if isinstance(items, Unknown) else tuple(items)


_TORCH: Mapping[str, Any] = {
    **dtypes.NAMES,
    **former_tensors.CLASSES,
    "pi": math.pi,
    "inf": math.inf,
    "nan": math.nan,
    "e": math.e,
    "newaxis": None,
    **{name: _context(name) for name in _CONTEXTS},
    **{
        name: Constant(f"torch.{name}")
        for name in ("contiguous_format", "channels_last", "channels_last_3d", "preserve_format", "strided")
    },
    "Size": Native("torch.Size", _size),
    "device": devices.DEVICE,
    "compile": compiling.COMPILE,
    "finfo": Native("torch.finfo", lambda machine, arguments: Limits()),
    "iinfo": Native("torch.iinfo", lambda machine, arguments: Limits()),
    "is_tensor": Native("torch.is_tensor", lambda m, a: m.is_instance(a.positional[0], TENSOR)),
}
_FLAGS = {
    name: Native(f"torch.{name}", lambda machine, arguments: unknown_number("how torch is set is not known"))
    for name in (
        "are_deterministic_algorithms_enabled", "get_deterministic_debug_mode", "get_num_threads",
        "is_autocast_enabled", "is_deterministic_algorithms_warn_only_enabled", "is_grad_enabled",
        "is_inference_mode_enabled", "is_warn_always_enabled",
    )
}  # fmt: skip
"""What a program asks of torch as a whole: numbers and answers that hold no parameters."""
_TABLES: dict[str, Mapping[str, Any]] = {
    "torch.accelerator": {"current_accelerator": Native("torch.accelerator.current_accelerator", lambda *_: None)},
    "torch.sparse": former_tensors.SPARSE,
    "torch.cuda": {**compiling.CAPTURING, **former_tensors.CUDA},
    "torch.xpu": compiling.CAPTURING,
    "torch.fx": {name: opaque.Opaque(f"torch.fx.{name}") for name in ("Graph", "Node", "Proxy", "Tracer")},
    "torch.nn.attention.flex_attention": {"BlockMask": opaque.Opaque("torch.nn.attention.flex_attention.BlockMask")},
    "torch.utils.data": data.MEMBERS,
    "torch.utils.data.dataloader": data.MEMBERS,
    **tools.TABLES,
    "torch.func": {**tools.TABLES["torch.func"], **transforms.MEMBERS},
    "torch.autograd.functional": transforms.OF_AUTOGRAD,
    "torch.autograd": autograd.MEMBERS,
    "torch.autograd.function": autograd.OF_FUNCTIONS,
    "torch.autograd.variable": autograd.MEMBERS,
    **dict.fromkeys(distributions.PLACES, distributions.MEMBERS),
    **dict.fromkeys(ntuples.PLACES, ntuples.MEMBERS),
    "torch.nn.init": init.MEMBERS,
    "torch.nn.utils.rnn": packing.MEMBERS,
    "torch.nn.utils": {**reparametrization.FORMER, "skip_init": Native("torch.nn.utils.skip_init", _skip_init)},
    "torch.nn.utils.weight_norm": reparametrization.FORMER,
    "torch.nn.utils.parametrizations": reparametrization.PARAMETRIZATIONS,
    "torch.nn.utils.parametrize": reparametrization.PARAMETRIZE,
    "torch.nn.utils.prune": reparametrization.PRUNE,
    "torch": {**_TORCH, **_FLAGS, "vmap": transforms.MEMBERS["vmap"]},
    **compiling.TABLES,
    "torch.onnx": {**tools.TABLES["torch.onnx"], **compiling.EXPORTING},
    "torch.utils._pytree": trees.MEMBERS,
    "torch.utils.checkpoint": checkpointing.MEMBERS,
}

_NN_MODULES = (
    "torch.nn", "torch.nn.modules", "torch.nn.parameter", "torch.nn.parallel",
    *(
        f"torch.nn.modules.{room}"
        for room in (
            "activation", "adaptive", "batchnorm", "channelshuffle", "container", "conv", "distance", "dropout",
            "flatten", "fold", "instancenorm", "linear", "loss", "module", "normalization", "padding", "pixelshuffle",
            "pooling", "rnn", "sparse", "transformer", "upsampling",
        )
    ),
)  # fmt: skip
"""The places in which classes of torch.nn are found."""

MODULES = frozenset(
    {
        "torch", "torch.nn", "torch.nn.functional", "torch.nn.init", "torch.nn.utils", "torch.nn.utils.rnn",
        "torch.nn.utils.parametrizations", "torch.nn.utils.parametrize", "torch.nn.utils.weight_norm",
        "torch.nn.utils.convert_parameters", "torch.nn.utils.fusion", "torch.nn.utils.prune", "torch.jit",
        "torch.jit.annotations",
        "torch.utils", "torch.utils.checkpoint",
        "torch.utils.data", "torch.utils.data.dataloader", "torch.utils.tensorboard", "torch.utils.model_zoo",
        "torch.optim", "torch.optim.lr_scheduler", averaging.MODULE,
        "torch.cuda", "torch.xpu", "torch.cuda.amp", "torch.amp",
        "torch.backends", "torch._subclasses", "torch.accelerator",
        "torch.backends.cudnn", "torch.backends.cuda", "torch.backends.mps", "torch.distributed", "torch.linalg",
        "torch.fft", "torch.sparse", "torch.special", "torch.random", "torch.autograd", "torch.autograd.function",
        "torch.autograd.functional", "torch.autograd.variable", "torch.hub",
        "torch.onnx", "torch.fx", *distributions.PLACES, "torch.types", "torch._C", "torch._jit_internal", "torch.ops",
        "torch.ops.torchvision",
        "torch.functional", "torch.overrides", "torch.quantization", "torch.ao",
        "torch.ao.quantization", "torch.ao.nn", "torch.ao.nn.quantizable",
        "torch.ao.nn.quantized", "torch.nn.quantized", "torch.library", "torch.compiler",
        "torch.version", "torch.serialization", "torch.mps", "torch.nn.attention", "torch.nn.attention.flex_attention",
        "torch._dynamo", "torch.profiler", "torch.multiprocessing", "torch.testing", "torch.utils._pytree",
        *_NN_MODULES, *tools.TABLES, *einops.MODULES,
    }
)  # fmt: skip
"""The modules that are answered for; names that none of the tables has are unknown."""


def member(machine: Machine, module: str, name: str) -> Any:
    """The value of `module.name`; ABSENT where it is not described."""
    if module.partition(".")[0] in lightning.PACKAGES:
        if name in _LIGHTNING_MODULES:
            return machine.import_module(f"{module}.{name}")
        return lightning.member(machine, module, name)
    if module.startswith(vision.MODULES):
        return ABSENT if f"{module}.{name}" in vision.SUBMODULES else vision.member(module, name)
    if module in documentation.PLACES:
        return documentation.member(module, name)
    if module.startswith("einops"):
        return einops.member(machine, module, name)
    table = _TABLES.get(module)
    if table is not None and name in table:
        return table[name]
    if module in _NN_MODULES:
        return _nn(machine, name)
    if module in ("torch.ao.quantization", "torch.quantization") and name in quantization.STUBS:
        return quantization.stub_class(machine, name)
    if module == averaging.MODULE and (averaged := averaging.averaged_class(machine, name)) is not None:
        return averaged
    if name == "FloatFunctional":
        return quantization.functional_class(machine)
    collected = getattr(members, COLLECTED.get(module, ""), None)
    if collected is not None and name in collected:
        return collected[name]
    return ABSENT if f"{module}.{name}" in MODULES else opaque.of_module(module, name)


_LIGHTNING_MODULES = frozenset({"pytorch", "callbacks", "loggers", "utilities"})

COLLECTED = {
    "torch": "TORCH",
    "torch.functional": "TORCH",
    "torch.nn.functional": "FUNCTIONAL",
    "torch.linalg": "LINALG",
    "torch.fft": "FFT",
    "torch.sparse": "SPARSE",
    "torch.special": "SPECIAL",
    "torch.nn.utils": "UTILS",
    "torch.nn.utils.convert_parameters": "UTILS",
    "torch.ops.torchvision": "VISION",
}
"""The operations of each module, as ops/members.py collects them."""

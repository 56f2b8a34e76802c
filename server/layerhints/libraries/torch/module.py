"""`torch.nn.Module`: objects that hold parameters, buffers and other modules, in the order of their assignment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.attributes import OF_MODULES, REGISTERED
from layerhints.libraries.torch.parameters import BufferTensor, Parameter
from layerhints.libraries.torch.persistence import keep
from layerhints.libraries.torch.session import session
from layerhints.rules.field import REQUIRED
from layerhints.values.facts import Finding, LayerInfo
from layerhints.values.instances import set_plainly
from layerhints.values.objects import ABSENT, Class, Function, Instance, List, Native, Register
from layerhints.values.origins import AN_OBJECT, Entries, entries_of, values_of
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerhints.values.arguments import Arguments
    from layerhints.values.machine import Machine
    from layerhints.values.sites import Site

KINDS = ("modules", "parameters", "buffers")
"""What a module registers; each is a Dict in its `hidden`, as PyTorch has `_modules` and so on."""

INNER_FORWARD = "_conv_forward"
"""What the `forward` of a convolution calls with its weight and bias; programs call it with others, or replace it."""

STEPS = 30
"""What a module is charged of the bound on steps."""


def is_module(value: Any) -> bool:
    return isinstance(value, Instance) and "torch" in value.hidden


class ModuleClass(Class):
    """`nn.Module` and the classes of torch.nn; `rule_name` is the name under which a rule is found."""

    __slots__ = ("rule_name",)

    rule_name: str | None

    def signature(self, method: str) -> Sequence[tuple[str, str, Any]] | None:
        from layerhints.libraries.torch.layers import rule

        if method == "__call__" and self.name == "Module":
            return ("args", "variadic", ABSENT), ("kwargs", "keywords", ABSENT)
        declared = None if self.rule_name is None or method != "__init__" else rule(self.rule_name)
        if declared is None:
            return None
        if not declared.fields or self.rule_name in _PASSED_ON:
            return ("args", "variadic", ABSENT), ("kwargs", "keywords", ABSENT)
        return [
            (
                name,
                "keyword_only" if field.keyword_only else "positional",
                ABSENT if field.default is REQUIRED else field.default,
            )
            for name, field in declared.fields.items()
        ]


_PASSED_ON = frozenset({"GRU", "LSTM", "NLLLoss2d", "RNN"})
"""Classes that have parameters, and take what they are given as `*args, **kwargs`."""


def base_class(machine: Machine) -> ModuleClass:
    """`torch.nn.Module`."""
    classes = session(machine).classes
    found = classes.get("Module")
    if found is None:
        from layerhints.libraries.torch import walking
        from layerhints.libraries.torch.application import call_module, forward_of_rule

        found = ModuleClass("Module", (), {}, "torch.nn.modules.module")
        found.rule_name = None
        natives = {
            "__new__": new_module,
            "__init__": _initialise_base,
            "__setattr__": set_attribute,
            "__getattr__": get_attribute,
            "__delattr__": delete_attribute,
            "__call__": call_module,
            "forward": forward_of_rule,
            "register_parameter": lambda m, a: register(m, a.positional[0], "parameters", a.without_first()),
            "register_buffer": lambda m, a: register(m, a.positional[0], "buffers", a.without_first()),
            "register_module": lambda m, a: register(m, a.positional[0], "modules", a.without_first()),
            "add_module": lambda m, a: register(m, a.positional[0], "modules", a.without_first()),
            **walking.METHODS,
        }
        found.namespace.update({name: Native(f"Module.{name}", each) for name, each in natives.items()})
        found.created = _created
        classes["Module"] = found
    assert isinstance(found, ModuleClass)
    return found


def _created(machine: Machine, cls: Class) -> None:
    """A class of modules was written: that its `forward` is called by name is noticed."""
    from layerhints.libraries.torch.application import call_forward

    forward = cls.namespace.get("forward")
    if isinstance(forward, Function):
        forward.through = call_forward


def module_class(machine: Machine, name: str) -> ModuleClass:
    """The class of torch.nn called `name`, which has a rule."""
    classes = session(machine).classes
    found = classes.get(name)
    if found is None:
        from layerhints.libraries.torch.class_methods import TABLE
        from layerhints.libraries.torch.places import BASES, place_of

        bases = tuple(module_class(machine, base) for base in BASES.get(name, ())) or (base_class(machine),)
        found = ModuleClass(name, bases, {}, place_of(name))
        found.rule_name = name
        found.namespace["__init__"] = Native(f"{name}.__init__", initialise)
        found.namespace.update(TABLE.get(name, {}))
        classes[name] = found
    assert isinstance(found, ModuleClass)
    return found


def rule_class_of(cls: Class) -> ModuleClass | None:
    """The class of torch.nn with a rule that a class is or derives from."""
    for base in cls.order:
        if isinstance(base, ModuleClass) and base.rule_name is not None:
            return base
    return None


def new_module(machine: Machine, arguments: Arguments) -> Instance:
    """Remembers where the module is made, and has nothing registered yet."""
    machine.bounded(STEPS)
    module = Instance(arguments.positional[0])
    module.hidden.update(
        {
            "torch": True,
            "site": machine.site,
            "stack": machine.stack,
            "perhaps": machine.choosing > 0,
            "applications": (),
            **{kind: Register({}, machine.builtin_class("dict")) for kind in KINDS},
        }
    )
    module.attributes["training"] = True
    if machine.recording:
        machine.made.append(module)
    return module


def initialise(machine: Machine, arguments: Arguments) -> None:
    """The `__init__` of a class of torch.nn: binds the arguments to the rule, and makes what it says."""
    from layerhints.libraries.torch.making import make_of_rule

    begin(machine, arguments.positional[0])
    make_of_rule(machine, arguments.positional[0], arguments.without_first())


def _initialise_base(machine: Machine, arguments: Arguments) -> None:
    begin(machine, arguments.positional[0])


def begin(machine: Machine, module: Instance) -> None:
    """What `Module.__init__` does. What was set before is no parameter and no module, whatever else it may be: that
    would have raised. Done once more, it lets go of what was registered.
    """
    if module.hidden.get(INITIALISED) is True:
        for kind in KINDS:
            machine.replace(registered(module, kind), {})
    machine.write(module.hidden, INITIALISED, True)
    for name, value in module.attributes.items():
        if isinstance(value, Unknown) and value.origin is AN_OBJECT:
            machine.write(module.attributes, name, Unknown(value.reason))


INITIALISED = "initialised"
"""True where `Module.__init__` was run, False where it was reported that it was not (in `hidden`)."""


def _require_initialised(machine: Machine, module: Instance, value: Any) -> None:
    """Report a module that registers something before its `__init__` has called that of `nn.Module`. Only classes that
    derive from nothing else of torch's are judged. The run goes on: while a class is typed, its other lines count.
    """
    if INITIALISED in module.hidden or module.cls.has_unknown_base:
        return
    machine.write(module.hidden, INITIALISED, False)
    if any(isinstance(base, ModuleClass) and base.name != "Module" for base in module.cls.order):
        return
    hidden = value.hidden if isinstance(value, Instance) else {}  # the part is mostly made right there
    site = hidden["site"] if hidden.get("stack") == machine.stack else machine.site
    if site is not None:
        message = f"`{module.cls.name}` registers a part before `super().__init__()`: that raises AttributeError"
        machine.report(Finding("not-initialised", message, site, machine.stack))


# --- what is registered


def registered(module: Instance, kind: str) -> Register:
    found: Register = module.hidden[kind]
    return found


def entries(module: Instance, kind: str) -> Any:
    """What is registered under which name, in order: a dict, or Unknown. What a lazy module perhaps has by now it has
    behind its first input, whenever that comes.
    """
    content = module.hidden[kind].content
    if isinstance(content, Unknown) and getattr(module.hidden.get("rule"), "lazy", False):
        held = entries_of(content)
        return content if held is None else held.values
    return content


def put(machine: Machine, module: Instance, kind: str, name: Any, value: Any) -> None:
    machine.replace(registered(module, kind), _with(entries(module, kind), name, value))


def _with(content: Any, name: Any, value: Any) -> Any:
    """The content of a register with one entry more."""
    if not isinstance(content, Unknown):
        return {**content, name: value}
    held = entries_of(content)
    if held is None or not isinstance(name, str):
        return Unknown(content.reason)
    return Unknown(content.reason, Entries({**held.values, name: value}, held.certain | {name}))


def remove(machine: Machine, module: Instance, kind: str, name: Any) -> bool:
    """Whether something was registered under the name, which is now free."""
    content = entries(module, kind)
    held = values_of(content)
    if held is None or name not in held:
        return False
    left: Any = {key: value for key, value in held.items() if key != name}
    if isinstance(content, Unknown) and (entries_before := entries_of(content)) is not None:
        left = Unknown(content.reason, Entries(left, entries_before.certain - {name}))
    machine.replace(registered(module, kind), left)
    return True


def holds(module: Instance, kind: str, name: Any) -> bool:
    held = values_of(entries(module, kind))
    return held is not None and name in held


def register(machine: Machine, module: Instance, kind: str, call: Arguments) -> None:
    """`register_parameter(name, value)` and its like."""
    name = call.get(0, "name")
    second = {"parameters": "param", "buffers": "tensor", "modules": "module"}[kind]
    value = call.get(1, second)
    if isinstance(name, str):
        put(machine, module, kind, name, value)
        if kind == "buffers":
            keep(machine, module, name, machine.truth(call.get(2, "persistent", True)))
    else:
        reason = Unknown("something is registered under a name that is not known")
        machine.replace(registered(module, kind), reason)


def set_attribute(machine: Machine, arguments: Arguments) -> None:
    """`module.name = value`: parameters and modules are registered, in place of what had the name. A property of that
    name is not asked then.
    """
    module, name, value = arguments.positional
    kind = _kind_of(value)
    if kind is not None:
        _require_initialised(machine, module, value)
        for other in KINDS:
            if other != kind:
                remove(machine, module, other, name)
        if name in module.attributes:
            machine.delete(module.attributes, name)
        if kind == "parameters" and "rule" in module.hidden:
            machine.write(module.hidden, REPLACED, True)
        put(machine, module, kind, name, value)
        if isinstance(value, BufferTensor):
            keep(machine, module, name, value.persistent)
        return
    for other in KINDS:
        if holds(module, other, name):
            if _fits(machine, module, other, name, value):
                put(machine, module, other, name, value)
            return
    set_plainly(machine, module, name, value)


def _fits(machine: Machine, module: Instance, kind: str, name: str, value: Any) -> bool:
    """Can a value that is none of this kind take the place of what is? None always can, and a tensor that of a buffer.
    All else raises TypeError; where nobody minds, that is reported, and what was there stays for the lines below.
    """
    tensor = isinstance(value, Tensor)
    if not (tensor or isinstance(value, (str, int, float, tuple, List))) or (tensor and kind == "buffers"):
        return True
    if registered(module, kind).may_lack(name):
        return True
    place = {"parameters": "parameter", "modules": "layer", "buffers": "buffer"}[kind]
    helps = ": write `nn.Parameter(…)` around it" if tensor and kind == "parameters" else ""
    message = f"`{name}` is a {place}, and {'a tensor' if tensor else 'this'} cannot take its place{helps}"
    if machine.minds_exceptions:
        machine.throw("TypeError", message)
    if machine.site is not None:
        machine.report(Finding("not-a-parameter", message, machine.site, machine.stack))
    return False


REPLACED = "replaced"
"""Whether the program has put a parameter into a module with a rule (in `hidden`)."""


def _kind_of(value: Any) -> str | None:
    """What an attribute with this value is registered as; None for an ordinary one."""
    if isinstance(value, Parameter):
        return "parameters"
    if isinstance(value, BufferTensor):
        return "buffers"
    return "modules" if is_module(value) else None


def get_attribute(machine: Machine, arguments: Arguments) -> Any:
    """What is registered under the name; `_modules` and its like are the registers themselves."""
    module, name = arguments.positional
    found: Any = ABSENT
    for kind in KINDS:
        if name == f"_{kind}":
            return registered(module, kind)
        content = entries(module, kind)
        held = values_of(content)
        if held is None:
            return content
        if name in held:
            value = held[name]
            if found is not ABSENT:
                value = machine.join(found, value, Unknown(f"which `{name}` it is is not known"))
            if not registered(module, kind).may_lack(name):
                return value
            found = value
    if found is not ABSENT:
        return found
    if name in _REGISTERS_OF_HOOKS:
        return machine.new_dict({})
    rule = module.hidden.get("rule")
    if isinstance(rule, Unknown):  # it was made otherwise in another course
        return rule
    if rule is not None:
        own = rule.attributes_of()
        if name in own:
            return own[name]
        if name in rule.fields and name not in rule.not_kept:
            return rule.untraced_field(name)
        if (name not in OF_MODULES or name in REGISTERED) and not module.cls.has_unknown_base:
            return ABSENT
        return Unknown(f"`{name}` of `{module.cls.name}` is not described")
    return ABSENT if module.cls.open is None else module.cls.open


_REGISTERS_OF_HOOKS = frozenset(
    {"_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks", "_state_dict_hooks"}
)


def delete_attribute(machine: Machine, arguments: Arguments) -> None:
    module, name = arguments.positional
    if any(remove(machine, module, kind, name) for kind in KINDS):
        return
    if name in module.attributes:
        machine.delete(module.attributes, name)


def info_of(machine: Machine, module: Instance, rule: Any = None) -> LayerInfo:
    """What kind of layer this is and where it was made."""
    found = module.hidden.get("info")
    if isinstance(found, LayerInfo) and (rule is None or found.rule is rule):
        return found
    if isinstance(found, LayerInfo):
        return replace(found, rule=rule)
    return describe(machine, module, rule, {})


def describe(machine: Machine, module: Instance, rule: Any, places: dict[str, Site]) -> LayerInfo:
    """Note down what kind of layer this is; `places` says where the arguments of the rule's fields stand."""
    hidden, cls = module.hidden, module.cls
    stack = hidden.get("stack", ())
    made = LayerInfo("torch", type_of(cls), None, rule, hidden.get("site"), places, (), stack, cls.site)
    machine.write(hidden, "info", made)
    return made


FILLED = "filled"
"""Whether a lazy module has seen its first input (in `hidden`)."""


def present_type(module: Instance) -> str:
    """What PyTorch calls the module now: a lazy one is an ordinary one from its first input on, and one with a
    parametrization is of a class of its own.
    """
    cls = module.cls
    if FILLED in module.hidden and (base := next((each for each in cls.order if each.name.startswith("Lazy")), None)):
        return type_of(base).replace(".Lazy", ".")
    modules = entries(module, "modules")
    if isinstance(modules, dict) and "parametrizations" in modules:
        return f"torch.nn.utils.parametrize.Parametrized{cls.name}"
    return type_of(cls)


def type_of(cls: Class) -> str:
    named = cls.namespace.get("__name__", cls.name)  # the program may have named it anew
    name = named if isinstance(named, str) else cls.name
    return f"{cls.module}.{name}" if cls.module else name

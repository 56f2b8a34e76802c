"""Making modules of torch.nn: arguments bound to a rule, and the parameters, buffers and modules that it says."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.layers import rule as rule_named
from layerhints.libraries.torch.module import describe, info_of, module_class, put, rule_class_of
from layerhints.libraries.torch.parameters import Parameter
from layerhints.libraries.torch.tensors import tensor_of
from layerhints.rules import Rule
from layerhints.rules.field import Invalid
from layerhints.rules.fields import TensorField
from layerhints.values.arguments import Arguments
from layerhints.values.blaming import report
from layerhints.values.learned import LEFT_OUT, learn_number
from layerhints.values.objects import Instance
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:

    from layerhints.values.machine import Machine


def make_of_rule(machine: Machine, module: Instance, call: Arguments) -> None:
    cls = rule_class_of(module.cls)
    declared = None if cls is None else rule_named(str(cls.rule_name))
    if declared is None:
        reason = Unknown(f"what `{module.cls.name}` does is not described by a rule")
        machine.write(module.hidden, "gap", reason)
        return
    positional = [
        argument(machine, value, declared.fields.get(name))
        for value, name in zip(call.positional, chain(declared.positional, repeat("")), strict=False)
    ]
    keywords = {name: argument(machine, value, declared.fields.get(name)) for name, value in call.keywords.items()}
    unseen, more = call.unseen(declared.fields, declared.positional[: len(positional)])
    bound = declared.bind(positional, {**keywords, **unseen}, more=more, rest=call.rest is not False)
    machine.write(module.hidden, "rule", bound.layer)
    written = call.places
    places = {name: written[place] for name, place in bound.places.items() if place in written}
    info = describe(machine, module, bound.layer, places)
    if bound.problems:
        report(machine, info, bound.problems, written, None, info.site)
    if not bound.layer.lazy:
        fill(machine, module, bound.layer, None)


def fill(machine: Machine, module: Instance, rule: Any, x: Any) -> None:
    """Register what the rule says that the module has."""
    parts = {"": module}
    for path, class_name, keywords in rule.parts_of():
        above, _, name = path.rpartition(".")
        part = machine.instantiate(_class(machine, class_name), Arguments([], dict(keywords), machine.site))
        parts[path] = part
        put(machine, parts[above], "modules", name, part)
    for weight in rule.weights_made() if x is None else rule.weights_of(x):
        home = parts[".".join(weight.path)]
        value = None if weight.when is False else Parameter(weight.shape, "float32", weight, weight.trainable)
        put(machine, home, "parameters", weight.name, value)
    for buffer in rule.buffers_of():
        kept = None if buffer.when is False else tensor_of(buffer.shape, "int64" if not buffer.shape else "float32")
        put(machine, parts[".".join(buffer.path)], "buffers", buffer.name, kept)
    for name, class_name, keywords in rule.children_of():
        child = machine.instantiate(module_class(machine, class_name), Arguments([], dict(keywords), machine.site))
        put(machine, module, "modules", name, child)


def _class(machine: Machine, name: str) -> Any:
    from layerhints.libraries.torch.containers import NAMES, container_class

    return container_class(machine, name) if name in NAMES else module_class(machine, name)


def argument(machine: Machine, value: Any, field: Any) -> Any:
    """An argument as rules take it. A parameter of the program that is used as a size is learned to be a number."""
    learn_number(machine, value, field)
    if value is None and machine.leaves_out and field is not None and field.needed:
        return LEFT_OUT
    if isinstance(value, Tensor):
        if isinstance(field, TensorField):
            return value.shape
        return Unknown("the numbers of a tensor are not known")
    plain = machine.plain(value)
    if isinstance(plain, tuple):
        holes = field is not None and field.holes
        return tuple(None if item is None and holes else argument(machine, item, field) for item in plain)
    return plain


def settle(machine: Machine, module: Instance) -> Any:
    """The module's rule, with what the program has set on it (`conv.stride = (1, 1)`) since it was made. None: it has
    none, or it was made differently in several courses.
    """
    bound = module.hidden.get("rule")
    if not isinstance(bound, Rule):
        return None
    changed = {}
    for name in bound.fields.keys() & module.attributes.keys():
        field = bound.fields[name]
        value = argument(machine, _set_on(machine, module, bound, name), field)
        try:
            changed[name] = field.read(value, bound)
        except Invalid:
            changed[name] = field.unknown(Unknown(f"`{name}` of the module was set after it was made"), bound)
        machine.delete(module.attributes, name)
    if not changed:
        return bound
    settled = bound.replace(**changed)
    machine.write(module.hidden, "rule", settled)
    machine.write(module.hidden, "info", replace(info_of(machine, module), rule=settled))
    return settled


def _set_on(machine: Machine, module: Instance, bound: Rule, name: str) -> Any:
    """What the program has set an attribute to; what it was made with, perhaps, where one of several courses did."""
    value = module.attributes[name]
    if not machine.may_lack(module, name):
        return value
    return machine.join(value, bound.untraced_field(name), Unknown(f"whether `{name}` was set is not known"))


__all__ = ["argument", "fill", "make_of_rule", "settle"]

"""`huggingface_hub.dataclasses`: data classes whose values are checked, as configurations of models are.

A check only tells whether it goes on, so none is made. What else such a class does is followed.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.values.arguments import Arguments
from layerhints.values.objects import ABSENT, Class, Native

if TYPE_CHECKING:
    from layerhints.values.machine import Machine


def _strict(machine: Machine, arguments: Arguments) -> Any:
    """`@strict`, or `@strict(accept_kwargs=True)`: the class takes keywords beside its fields, too."""
    accepts = machine.truth(arguments.keywords.get("accept_kwargs", False))

    def decorated(machine: Machine, given: Arguments) -> Any:
        cls = given.get(0, "cls")
        if accepts is not False and isinstance(cls, Class):
            machine.write(cls.namespace, "__init__", Native(f"{cls.name}.__init__", partial(_initialise, cls)))
        return cls

    return decorated(machine, arguments) if arguments.positional else Native("strict", decorated)


def _initialise(cls: Class, machine: Machine, arguments: Arguments) -> None:
    """Fill the fields; what else is given goes to `__post_init__`, or becomes attributes where there is none."""
    self, rest = arguments.positional[0], dict(arguments.keywords)
    dataclasses = machine.import_module("dataclasses")
    missing = machine.attribute(dataclasses, "MISSING")
    fields = machine.iterate(machine.call_values(machine.attribute(dataclasses, "fields"), cls))
    for field in () if isinstance(fields, Unknown) else fields:
        name, default, factory = (machine.attribute(field, each) for each in ("name", "default", "default_factory"))
        if name in rest:
            value = rest.pop(name)
        elif arguments.more is not None:
            value = arguments.more
        elif default is not missing:
            value = default
        elif factory is not missing:
            value = machine.call_values(factory)
        else:
            machine.throw("TypeError", f"Missing required field - '{name}'")
        machine.set_attribute(self, name, value)
    behind = self.cls.lookup("__post_init__")
    if behind is not ABSENT:
        call = Arguments([], rest, arguments.site, arguments.places, arguments.more)
        machine.call(machine.bind(behind, self, self.cls), call)
        return
    for name, value in rest.items():
        machine.set_attribute(self, name, value)


def _validated_field(machine: Machine, arguments: Arguments) -> Any:
    """`validated_field(validator, default=…)`: a field of a data class."""
    return _field(machine, arguments.without_first())


def _as_validated_field(machine: Machine, arguments: Arguments) -> Any:
    """`as_validated_field(validator)` makes such fields: `interval(min=0)(default=8)`."""
    return Native("validated_field", _field)


def _field(machine: Machine, arguments: Arguments) -> Any:
    keywords = {**dict(zip(_FIELD, arguments.positional, strict=False)), **arguments.keywords}
    field = machine.attribute(machine.import_module("dataclasses"), "field")
    return machine.call(field, Arguments([], keywords, arguments.site, arguments.places, arguments.more))


_FIELD = ("default", "default_factory", "init", "repr", "hash", "compare", "metadata")

MEMBERS = {
    "strict": Native("strict", _strict),
    "validated_field": Native("validated_field", _validated_field),
    "as_validated_field": Native("as_validated_field", _as_validated_field),
}

__all__ = ["MEMBERS"]

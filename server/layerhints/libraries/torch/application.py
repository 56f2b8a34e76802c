"""Applying modules to tensors: `module(x)`."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch import hooks
from layerhints.libraries.torch.composing import Method
from layerhints.libraries.torch.dtypes import COMPLEX, FLOATING
from layerhints.libraries.torch.inputs import inputs_of, misfit
from layerhints.libraries.torch.inside import modules_inside, weights_of
from layerhints.libraries.torch.layers import WITHOUT_FORWARD
from layerhints.libraries.torch.layers.linear import Identity
from layerhints.libraries.torch.layers.operands import same_shape
from layerhints.libraries.torch.making import fill, settle
from layerhints.libraries.torch.mistaken import report_without_forward
from layerhints.libraries.torch.module import (
    FILLED,
    INNER_FORWARD,
    REPLACED,
    ModuleClass,
    entries,
    info_of,
    is_module,
)  # fmt: skip
from layerhints.libraries.torch.number_types import type_problems
from layerhints.libraries.torch.open_inputs import is_open, opened, overridden
from layerhints.libraries.torch.parameters import Parameter
from layerhints.libraries.torch.reparametrization import weight_behind
from layerhints.libraries.torch.session import session
from layerhints.libraries.torch.structures import NOTHING, program_value, shapes_in, tensors_in
from layerhints.rules import Applied, Problem, Several, shapes_of, show_structure
from layerhints.rules.shapes import map_shapes, structured
from layerhints.values.arguments import Arguments
from layerhints.values.blaming import report
from layerhints.values.described import passed
from layerhints.values.facts import LayerApplied
from layerhints.values.fitting import check_fit
from layerhints.values.learned import equate, named_sizes, require
from layerhints.values.objects import ABSENT, Bound, Function, Native
from layerhints.values.ranks import derived
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layerhints.rules import Weight
    from layerhints.values.machine import Machine
    from layerhints.values.objects import Instance
    from layerhints.values.sites import Site


def call_module(machine: Machine, arguments: Arguments) -> Any:
    """`module(…)`: what its `forward` gives, between the hooks that the program has registered."""
    module, call = arguments.positional[0], arguments.without_first()
    taken = hooks.before(machine, module, call)
    return taken if isinstance(taken, Unknown) else _called(machine, module, taken)


def call_forward(machine: Machine, forward: Any, arguments: Arguments) -> Any:
    """`module.forward(…)`, which programs write for `module(…)`: the same, but no hook runs. ABSENT where the module
    itself calls it while it is applied, as `super().forward(…)` also does.
    """
    module: Any = next(iter(arguments.positional), None)
    applied = session(machine).applied
    if not is_module(module) or (applied and applied[-1] is module):
        return ABSENT
    if module.cls.lookup("forward") is not forward or "forward" in module.attributes:
        return ABSENT
    return _called(machine, module, arguments.without_first(), hooked=False)


def _called(machine: Machine, module: Instance, call: Arguments, hooked: bool = True) -> Any:
    given = (*call.positional, *call.keywords.values())
    if session(machine).inside == 0 and (any(map(is_open, given)) or overridden(module)):
        return machine.learning(lambda: apply(machine, module, opened(machine, module, call), hooked))
    return apply(machine, module, call, hooked)


def apply(machine: Machine, module: Instance, call: Arguments, hooked: bool = True) -> Any:
    """Apply a module, run the hooks behind it, and note down what comes out of these."""
    if session(machine).inside == 0:
        session(machine).outermost = next(session(machine).numbers)
        _open_example(machine, module)
    forward = forward_of(machine, module)
    if isinstance(forward, Native) and forward.implementation is forward_of_rule:
        return _apply_rule(machine, module, call)
    if forward is ABSENT:
        return Unknown(f"`{module.cls.name}` has no `forward`")
    if isinstance(forward, Bound) and isinstance(forward.function, Method):
        _check_inputs(machine, module, forward.function, call)
    check_fit(machine, module, forward, call)
    passed(machine, module.cls.lookup("forward"), call)
    machine.write(module.hidden, OWN_FORWARD, ())
    with session(machine).inside_module(module):
        result = machine.call(forward, call)
    weights = _together(module.hidden[OWN_FORWARD], module)
    return with_site(machine, module, call, result, weights, hooked)


def _check_inputs(machine: Machine, module: Instance, forward: Method, call: Arguments) -> None:
    """`nn.Transformer(512)(x)`: a module that torch puts together of others takes two."""
    if call.more is None and call.rest is False and not machine.trying:
        problem = misfit(module.cls.name, forward.signature, call)
        if problem is not None:
            report(machine, info_of(machine, module), (problem,), call.places, _places(call), machine.site)


def _together(within: Any, module: Instance) -> Any:
    """The module's weights, with how often all that its own `forward` did multiplies each."""
    if not isinstance(within, tuple) or not within or not all(map(_are_known, within)):
        return weights_of(module)
    return tuple(
        replace(same[0], times=None if any(weight.times is None for weight in same) else sum(w.times for w in same))
        for same in zip(*within, strict=False)
    )


def _are_known(weights: Any) -> bool:
    """They are not where several courses use them, each in its own way."""
    return isinstance(weights, tuple) and not any(isinstance(weight, Unknown) for weight in weights)


OWN_FORWARD = "weights in its own forward"
"""What `super().forward(x)` multiplied, in a class that derives from one with a rule (in `hidden`): that is no call of
its own.
"""


def forward_of(machine: Machine, module: Instance) -> Any:
    """The `forward` of a module, bound to it; for a class with a rule, the native that applies it."""
    own = module.attributes.get("forward")
    if own is not None:
        return own
    member = module.cls.lookup("forward")
    if isinstance(member, Native) and member.implementation is forward_of_rule and not _has_own_inner(module):
        return member
    return machine.bind(member, module, module.cls) if member is not ABSENT else ABSENT


def with_site(
    machine: Machine, module: Instance, call: Arguments, result: Any, weights: Any, hooked: bool = True
) -> Any:
    given = (*call.positional, *call.keywords.values())
    shapes = [shape for shape in map(shapes_in, given) if shape is not NOTHING]
    inputs = shapes[0] if len(shapes) == 1 else Several(shapes)
    sources = tuple(tensor for value in given for tensor in tensors_in(value))
    within, info = session(machine).outermost, info_of(machine, module)
    fact = LayerApplied(info, inputs, _outputs(result), weights, sources, call.site, machine.stack, within)
    if not hooked:
        note(machine, module, fact)
        return result
    return _between_hooks(machine, module, call, result, fact)


def _outputs(result: Any) -> Any:
    shapes = shapes_in(result)
    return Several(()) if shapes is NOTHING else shapes


def _between_hooks(machine: Machine, module: Instance, call: Arguments, result: Any, fact: LayerApplied) -> Any:
    """What the hooks behind a module make of its result: that is what it puts out, for whoever looks at it."""
    other = hooks.after(machine, module, call, result)
    note(machine, module, fact if other is result else replace(fact, outputs=_outputs(other)))
    return other


def note(machine: Machine, module: Instance, fact: LayerApplied) -> None:
    machine.observe(fact)
    applications = module.hidden.get("applications", ())
    if isinstance(applications, tuple):
        machine.write(module.hidden, "applications", (*applications, fact))
        return
    example = module.hidden.get(EXAMPLE)
    if isinstance(example, tuple) and example[0] == fact.within:
        machine.write(module.hidden, EXAMPLE, (*example, fact))


EXAMPLE = "a call of which there may be any number"
"""The number of one call from outside that happens in a loop, say, and how it applies the module (in `hidden`). It is
opened for all modules inside at once, so that a course that passes one of them by leaves that one's unknown.
"""


def _open_example(machine: Machine, module: Instance) -> None:
    """The first call that is recorded of a module of which it is not known how often it is called is its example."""
    if not machine.recording or EXAMPLE in module.hidden or isinstance(module.hidden.get("applications", ()), tuple):
        return
    for each in modules_inside(module):
        machine.write(each.hidden, EXAMPLE, (session(machine).outermost,))


# --- modules with a rule


def forward_of_rule(machine: Machine, arguments: Arguments) -> Any:
    """`nn.Conv2d.forward`, also as `super().forward(x)` in a class that derives from it."""
    module, call = arguments.positional[0], arguments.without_first()
    if not _has_own_inner(module):
        return _apply_rule(machine, module, call)
    inner, weights = machine.attribute(module, INNER_FORWARD), ("weight", "bias")
    return machine.call_values(inner, call.get(0, "input"), *(machine.attribute(module, name) for name in weights))


def _has_own_inner(module: Instance) -> bool:
    """Has the program put a function of its own in the place of what the `forward` of a convolution calls?"""
    return isinstance(module.cls.lookup(INNER_FORWARD), Function)


def _apply_rule(machine: Machine, module: Instance, call: Arguments) -> Any:
    rule = settle(machine, module)
    if rule is None:
        report_without_forward(machine, module, call.site)
        reason = Unknown(f"what `{module.cls.name}` does is not known")
        return with_applied(machine, module, call, Applied(reason, reason), None)
    if type(rule).__name__ in WITHOUT_FORWARD and not isinstance(module.cls, ModuleClass):
        reason = Unknown(f"`{module.cls.name}` has the `forward` of a class that derives from it")
        return with_applied(machine, module, call, Applied(reason, reason), None)
    passed = call.get(0, "input")
    if isinstance(rule, Identity) and not isinstance(passed, (Tensor, Unknown)):
        return with_site(machine, module, call, passed, ())
    taken = inputs_of(machine, rule, module.cls.name, call)
    if isinstance(taken, Unknown):
        if isinstance(taken.origin, Problem):
            report(machine, info_of(machine, module, rule), (taken.origin,), call.places, _places(call), machine.site)
        return with_applied(machine, module, call, Applied(taken, taken), rule)
    rule, inputs = taken
    given = shapes_of(inputs)
    for shape, pattern in zip(given, rule.patterns(), strict=False):
        require(machine, shape, pattern)
    for one, other in rule.equal_sizes(inputs):
        equate(machine, one, other)
    applied = rule.apply(inputs)
    if REPLACED in module.hidden:
        applied = _with_replaced(module, rule, inputs, applied)
    if rule.lazy and not applied.problems and not module.hidden.get(FILLED):
        machine.write(module.hidden, FILLED, True)
        fill(machine, module, rule, rule.arrange(inputs)[0])
    problems = applied.problems or type_problems(machine, rule, module.cls.name, (passed, *_targets(call)))
    if problems:
        report(machine, info_of(machine, module, rule), problems, call.places, _places(call), machine.site)
    outputs = map_shapes(
        lambda shape: (
            shape if shape is None else derived(named_sizes(machine, type(rule).__name__, shape, given), *given)
        ),
        applied.outputs,
    )
    return with_applied(machine, module, call, Applied(outputs, applied.weights, applied.problems), rule, inputs)


def _targets(call: Arguments) -> tuple[Any, ...]:
    """What a loss compares its input with."""
    target = call.get(1, "target", ABSENT)
    return () if target is ABSENT else (target,)


def _with_replaced(module: Instance, rule: Any, inputs: Any, applied: Applied) -> Applied:
    """What a rule says holds for its own weights, and for others of the same shape. With weights of another shape the
    module is another one, if that is understood.
    """
    parameters = entries(module, "parameters")
    if isinstance(parameters, Unknown):
        return applied
    present = {name: each.shape for name, each in parameters.items() if isinstance(each, Parameter)}
    if not any(isinstance(shape, Unknown) for shape in present.values()):
        other = rule.carrying(present)
        again = applied if other is None else other.apply(inputs)
        if again.problems:
            problems = _of_replaced(again.problems, inputs, present)
            return Applied(Unknown(problems[0].message), again.weights, problems)
        if _of_another_shape(again.weights, present) is None:
            return again
    changed = _of_another_shape(applied.weights, present)
    if changed is None:
        return applied
    reason = Unknown(f"`{changed}` was replaced by a parameter of another shape")
    return Applied(map_shapes(lambda _: reason, applied.outputs), applied.weights)


def _of_replaced(
    problems: tuple[Problem, ...], inputs: Any, present: Mapping[str, Any]
) -> tuple[Problem, ...]:
    """The problems of a module whose weight is not its own: what it was made with does not help."""
    if "weight" not in present:
        return problems
    given, weight = show_structure(structured(inputs)), show_structure(present["weight"])
    message = f"{given} does not fit the weight {weight}, which was put in the place of the module's own"
    return tuple(replace(problem, message=message) for problem in problems)


def _of_another_shape(weights: Sequence[Weight] | Unknown, present: Mapping[str, Any]) -> str | None:
    """The first weight that is certainly not of the shape of the parameter that has its name."""
    for weight in () if isinstance(weights, Unknown) else weights:
        if weight.name in present and same_shape(present[weight.name], weight.shape) is False:
            return weight.name
    return None


def _places(call: Arguments) -> list[Site]:
    """Where the tensors stand that go in."""
    return [call.places[place] for place in (0, "input", "query", "src") if place in call.places]


def with_applied(
    machine: Machine, module: Instance, call: Arguments, applied: Applied, rule: Any, inputs: Any = None
) -> Any:
    given = (*call.positional, *call.keywords.values())
    sources = tuple(tensor for value in given for tensor in tensors_in(value))
    shown = _without_none(applied.outputs)
    if inputs is None:
        inputs = Several(shape for shape in map(shapes_in, given) if shape is not NOTHING)
    inside = {} if rule is None or isinstance(applied.weights, Unknown) else rule.times_inside(inputs)
    weights = multiplied(weights_of(module), applied.weights, inside)
    info, torch = info_of(machine, module, rule), session(machine)
    fact = LayerApplied(info, inputs, shown, weights, sources, call.site, machine.stack, torch.outermost)
    dtype = next((source.dtype for source in sources), None)
    if dtype not in FLOATING and dtype not in COMPLEX:  # weights hold fractions, and some modules without any pass on
        dtype = "float32" if applied.weights != () else None
    result = program_value(applied.outputs, fact, dtype)
    if torch.applied and torch.applied[-1] is module:
        within = module.hidden.get(OWN_FORWARD, ())
        machine.write(module.hidden, OWN_FORWARD, (*within, weights) if isinstance(within, tuple) else within)
        return result
    return _between_hooks(machine, module, call, result, fact)


def multiplied(own: Any, applied: Any, inside: Mapping[str, Any] = MappingProxyType({})) -> Any:
    """The module's weights as they are now, with how often each was `applied` to an input."""
    if isinstance(own, Unknown):
        return own
    if isinstance(applied, Unknown):
        return tuple([weight.multiplied(applied) for weight in own])
    times = {**inside, **{weight_behind(weight): weight.times for weight in applied}}
    return tuple([weight.multiplied(times.get(weight_behind(weight))) for weight in own])


def _without_none(structure: Any) -> Any:
    if isinstance(structure, Several):
        return structure.with_items(_without_none(item) for item in structure if item is not None)
    return structure

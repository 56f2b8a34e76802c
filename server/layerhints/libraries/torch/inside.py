"""What a module holds: the modules and weights inside it, in PyTorch's order, and what of it is not known."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown
from layerhints.libraries.torch.module import entries, is_module
from layerhints.libraries.torch.parameters import Parameter
from layerhints.values.origins import Either, may_be_anything, values_of
from layerhints.values.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from layerhints.rules import Weight
    from layerhints.values.objects import Instance


_NOTHING: dict[str, Any] = {}


def _held(module: Instance, kind: str) -> dict[str, Any]:
    """All that may be registered, as far as it is known."""
    held = values_of(entries(module, kind))
    return _NOTHING if held is None else held


def children(module: Instance) -> Iterator[tuple[str, Instance]]:
    """The modules that are registered, each once, with their names: also those that are there in one of several
    courses only. What is not known is left out; `gap` tells of both.
    """
    seen: set[int] = set()
    for name, child in _held(module, "modules").items():
        if is_module(child) and id(child) not in seen:
            seen.add(id(child))
            yield str(name), child


def parts(module: Instance) -> list[Instance]:
    """The same for whoever does not ask for their names; one that has several is there as often."""
    return [child for child in _held(module, "modules").values() if is_module(child)]


def modules_inside(module: Instance) -> list[Instance]:
    """The module and all modules inside it, each once, in PyTorch's order, for whoever does not ask for their names."""
    found: dict[int, Instance] = {}
    waiting = [module]
    while waiting:
        each = waiting.pop()
        if id(each) not in found:
            found[id(each)] = each
            waiting += reversed(parts(each))
    return list(found.values())


def named_modules(module: Instance, path: str = "", repeated: bool = False) -> Iterator[tuple[str, Instance]]:
    """The module and all modules inside it in PyTorch's order, each once, or `repeated` at each of its places."""
    seen: set[int] = set()
    waiting = [(path, module, frozenset({id(module)}))]
    while waiting:
        path, each, above = waiting.pop()
        if id(each) in seen and not repeated:
            continue
        seen.add(id(each))
        yield path, each
        before = f"{path}." if path else ""
        waiting += [
            (f"{before}{name}", child, above | {id(child)} if repeated else above)
            for name, child in reversed(_held(each, "modules").items())
            if is_module(child) and not (repeated and id(child) in above)
        ]


def named_tensors(
    places: Iterable[tuple[str, Instance]], kind: str, repeated: bool = False
) -> Iterator[tuple[str, Any]]:
    """The parameters or buffers of these modules with their full names, each once, or `repeated` at each place."""
    seen: set[int] = set()
    for path, each in places:
        for name, held in _held(each, kind).items():
            if isinstance(held, Tensor) and (repeated or id(held) not in seen):
                seen.add(id(held))
                yield (f"{path}.{name}" if path else str(name)), held


def named_parameters(module: Instance) -> Iterator[tuple[str, Parameter]]:
    """The parameters of the module and of all modules inside, each once, with their full names."""
    return named_tensors(named_modules(module), "parameters")


def named_buffers(module: Instance) -> Iterator[tuple[str, Tensor]]:
    return named_tensors(named_modules(module), "buffers")


def gap(module: Instance) -> Unknown | None:
    """Why not everything inside the module is known, if it is not."""
    if all(map(_is_clear, modules_inside(module))):
        return None
    gaps = (_gap(path, each) for path, each in named_modules(module))
    return next((found for found in gaps if found is not None), None)


def gap_with_buffers(module: Instance) -> Unknown | None:
    """The same where it matters which buffers there are, too: they count for no total."""
    missing = gap(module)
    if missing is not None:
        return missing
    contents = (entries(each, "buffers") for each in modules_inside(module))
    return next((content for content in contents if isinstance(content, Unknown)), None)


def _are_known(values: Iterable[Any]) -> bool:
    """Is none of these Unknown, of whatever kind?"""
    return not any(map(isinstance, values, repeat(Unknown)))


def _is_clear(module: Instance) -> bool:
    """Is nothing unknown among what the module itself holds? Models are asked that for each of their modules, at each
    application.
    """
    hidden = module.hidden
    modules, parameters = hidden["modules"].content, hidden["parameters"].content
    return (
        "gap" not in hidden
        and type(modules) is dict
        and type(parameters) is dict
        and _are_known(modules.values())
        and _are_known(parameters.values())
        and _are_known(module.attributes.values())
    )


def _gap(path: str, module: Instance) -> Unknown | None:
    """The same for what the module itself holds; it stands at `path` in another one."""
    hidden = module.hidden
    for content in (entries(module, "modules"), entries(module, "parameters")):
        if isinstance(content, Unknown):
            return Unknown(_where(path) + content.reason)
        for value in content.values():
            if isinstance(value, Unknown):
                name = next(name for name, each in content.items() if each is value)
                return Unknown(f"{_where(path)}`{name}` is not known: {value.reason}")
    for value in module.attributes.values():
        if isinstance(value, Unknown) and _may_be_a_module(value):
            name = next(name for name, each in module.attributes.items() if each is value)
            return Unknown(f"{_where(path)}`{name}` may hold parameters: {value.reason}")
    opened = hidden.get("gap")
    return Unknown(_where(path) + opened.reason) if isinstance(opened, Unknown) else None


def _may_be_a_module(value: Unknown) -> bool:
    """Whether an attribute may hold weights that are counted where it is a module."""
    held = value.origin.values if isinstance(value.origin, Either) else ()
    return may_be_anything(value) or any(is_module(each) and not _is_bare(each) for each in held)


def _is_bare(module: Instance) -> bool:
    """Is it certain that nothing inside has parameters?"""
    return all(_is_clear(each) and not each.hidden["parameters"].content for each in modules_inside(module))


def _where(path: str) -> str:
    return f"in `{path}`: " if path else ""


def weights_of(module: Instance) -> Any:
    """All weights inside, shared ones once; Unknown where one may be missing."""
    found: list[Weight] = []
    missing = _collect(module, (), set(), found)
    return tuple(found) if missing is None else missing


def _collect(module: Instance, path: tuple[str, ...], seen: set[int], found: list[Weight]) -> Unknown | None:
    """Add the weights of a module and of those inside that were not seen; says what may be missing, and stops there."""
    seen.add(id(module))
    missing = None if _is_clear(module) else _gap(".".join(path), module)
    if missing is not None:
        return missing
    for name, parameter in entries(module, "parameters").items():
        if isinstance(parameter, Parameter) and id(parameter) not in seen:
            seen.add(id(parameter))
            *where, last = str(name).split(".")
            found.append(parameter.as_weight(last, *path, *where))
    for name, child in entries(module, "modules").items():
        if is_module(child) and id(child) not in seen:
            missing = _collect(child, (*path, *str(name).split(".")), seen, found)
            if missing is not None:
                return missing
    return None

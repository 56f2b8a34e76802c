"""Calls bound to the parameters of a Python function that is written with a library's own signature."""

from __future__ import annotations

import inspect
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from layerhints.algebra import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from layerhints.values.arguments import Arguments


class Signature:
    """The parameters of `function` behind its first one, which is the machine.

    Keywords in `ignored` may be passed to a function that does not name them.
    """

    def __init__(self, name: str, function: Callable[..., Any], ignored: frozenset[str] = frozenset()) -> None:
        self.name = name
        self.ignored = ignored
        self._function = function

    # A library declares hundreds of functions, of which a program calls a few: each is looked at when it is called.

    @cached_property
    def _all(self) -> list[inspect.Parameter]:
        return list(inspect.signature(self._function).parameters.values())[1:]

    @cached_property
    def parameters(self) -> list[inspect.Parameter]:
        """Those that stand for one argument each."""
        return [p for p in self._all if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]

    @cached_property
    def named(self) -> set[str]:
        return {p.name for p in self.parameters}

    @cached_property
    def positional(self) -> list[str]:
        return [p.name for p in self.parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]

    @cached_property
    def variadic(self) -> bool:
        return any(p.kind is p.VAR_POSITIONAL for p in self._all)

    @cached_property
    def takes_options(self) -> bool:
        return any(p.kind is p.VAR_KEYWORD for p in self._all)

    def bind(self, arguments: Arguments) -> tuple[list[Any], dict[str, Any]] | Unknown:
        """The positional and keyword arguments for the function; Unknown where the call does not fit it."""
        values = dict(zip(self.positional, arguments.positional, strict=False))
        rest = arguments.positional[len(self.positional) :]
        if rest and not self.variadic:
            return Unknown(f"`{self.name}` is called with more arguments than are understood")
        for keyword, value in arguments.keywords.items():
            if keyword in self.named or self.takes_options:
                values[keyword] = value
            elif keyword not in self.ignored:
                return Unknown(f"what `{keyword}` does in `{self.name}` is not understood")
        if arguments.more is not None and self.variadic:
            return arguments.more
        for parameter in self.parameters:
            if parameter.name in values:
                continue
            if arguments.more is not None:
                values[parameter.name] = arguments.more
            elif parameter.default is parameter.empty:
                return Unknown(f"`{self.name}` is called without `{parameter.name}`")
        positional = [values.pop(name) for name in self.positional if name in values] if rest else []
        return [*positional, *rest], values


@lru_cache(maxsize=1024)
def signature_of(name: str, function: Callable[..., Any]) -> Signature:
    """The signature, looked at once however often it is asked for."""
    return Signature(name, function)


__all__ = ["Signature", "signature_of"]

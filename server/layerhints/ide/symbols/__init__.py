"""The outline of a file: its models, and the classes and functions that make layers, with what comes out of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from layerhints.ide.hints import model_draft, text
from layerhints.ide.nodes import path_to
from layerhints.ide.symbols.definition import LONGEST, symbols_in
from layerhints.ide.symbols.symbol import Kind, Symbol
from layerhints.interp.program import Assembled
from layerhints.project.text import Position, Range
from layerhints.project.view import Placed, View
from layerhints.syntax import tree

__all__ = ["Kind", "Symbol", "symbols"]

MOST_STEPS = 30_000
"""Entry points are run for what is said of symbols until they have taken so many steps; one or two large models do."""
_USED = r"(?<!: )(?<!-> )\b{}[(,]"
"""A name that is called or is an argument, and no annotation."""


def symbols(view: View) -> list[Symbol]:
    """The outermost symbols from top to bottom; no two overlap. Of what the first entry points do not reach, those that
    take `MOST_STEPS`, only names are told: it hangs on the text alone, and not on what was looked at before.
    """
    answered = view.answered_within(MOST_STEPS)
    drawn = iter(view.drawn_of("symbols", answered, symbols_in))
    found: list[Symbol] = []
    listed: set[str] = set()
    for placed in view.definitions():
        is_known = placed.definition.key in answered
        of_definition = next(drawn).symbols if is_known else ()
        of_definition = of_definition or tuple(_named(placed, listed, is_known))
        listed.update(symbol.name for symbol in of_definition if symbol.kind in (Kind.CLASS, Kind.FUNCTION))
        found += of_definition
    return _assembled(view, found) if any(symbol.kind in (Kind.LAYER, Kind.MODEL) for symbol in found) else found


def _named(placed: Placed, listed: set[str], is_known: bool) -> Iterator[Symbol]:
    """A function that makes nothing itself is listed if it calls or hands on what does, as `resnet18` does `ResNet`;
    so is a class of which nothing is known.
    """
    definition = placed.definition
    uses = any(re.search(_USED.format(name), definition.text) for name in listed & definition.mentions)
    for node in definition.body if uses or not is_known else ():
        match node:
            case tree.Function(name=name, name_span=span) if uses:
                kind = Kind.FUNCTION
            case tree.Class(name=name, name_span=span) if not is_known:
                kind = Kind.CLASS
            case _:
                continue
        named = placed.range(span)
        yield Symbol(name, kind, "", placed.range(node.span), named, named.start)


def _assembled(view: View, symbols: list[Symbol]) -> list[Symbol]:
    """The same with layers that statements of the module put together as children of their models, as far as nothing
    else stands between them. What several models have belongs to the one that was named first.
    """
    owners: dict[Position, str] = {}
    known = {symbol.selection: symbol for symbol in symbols}
    for model in view.analysis.assembled:
        symbol = _model(view, model)
        if symbol is not None:
            children = known[symbol.selection].children if symbol.selection in known else ()
            known[symbol.selection] = replace(symbol, children=children)
            for layer in model.parts:
                if (made := view.here(layer.site)) is not None:
                    owners.setdefault(made.start, model.symbol)
    placed: list[Symbol] = []
    for symbol in sorted(known.values(), key=lambda each: (each.range.start, each.kind is not Kind.MODEL)):
        if placed and placed[-1].range.encloses(symbol.range):  # an item of `Sequential([…])`
            placed[-1] = replace(placed[-1], children=(*placed[-1].children, symbol))
        else:
            placed.append(symbol)
    found: list[Symbol] = []
    for name, group in groupby(placed, lambda each: _owner(each, owners)):
        found += _together(name, list(group))
    return found


def _owner(symbol: Symbol, owners: dict[Position, str]) -> str:
    """The model that a symbol is, or belongs to; nothing for any other."""
    return symbol.name if symbol.kind is Kind.MODEL else owners.get(symbol.made, "")


def _together(name: str, symbols: list[Symbol]) -> list[Symbol]:
    """The symbols of one model that stand side by side: the model with its layers, if it is among them."""
    models = [symbol for symbol in symbols if symbol.kind is Kind.MODEL]
    if not name or len(models) != 1:
        return symbols
    (model,) = models
    layers = tuple([symbol for symbol in symbols if symbol is not model])
    whole = Range(symbols[0].range.start, max(symbol.range.end for symbol in symbols))
    return [replace(model, range=whole, children=(*model.children, *layers))]


def _model(view: View, model: Assembled) -> Symbol | None:
    """The symbol of a model, at the statement that gives it its name; None where that stands in a function."""
    named = view.here(model.site)
    if named is None:
        return None
    for placed in view.definitions(named):
        path = path_to(placed.definition.body, placed, named.start)
        statement = next((node for node in path if isinstance(node, tree.Assign)), None)
        if statement is not None and not any(isinstance(node, (tree.Function, tree.Class)) for node in path):
            detail = text(model_draft(model.total, named), view.settings, LONGEST)
            return Symbol(model.symbol, Kind.MODEL, detail, placed.range(statement.span), named, named.start)
    return None

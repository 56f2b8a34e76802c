"""The symbols of one definition: what was found there, within the classes, functions and assignments of its text."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from layerhints.ide.hints import Draft, model_hints, text
from layerhints.ide.hints.layer import said
from layerhints.ide.nodes import children
from layerhints.ide.symbols.symbol import Kind, Symbol, Symbols
from layerhints.ide.words import short_type
from layerhints.project.text import Position, Range
from layerhints.project.view import Placed, View
from layerhints.syntax import tree
from layerhints.values.facts import LayerApplied, ModelMade
from layerhints.values.sites import Site

LONGEST = 60
"""Signs of what is said beside a name."""


def symbols_in(view: View, placed: Placed) -> Symbols:
    """The classes and functions of a definition in which layers or models are made, and those outside of them."""
    return Symbols(_Definition(view, placed).symbols())


class _Definition:
    """What was found in a definition, by its place."""

    def __init__(self, view: View, placed: Placed) -> None:
        self._view = view
        self._placed = placed
        self._layers: dict[Range, list[LayerApplied]] = defaultdict(list)
        self._fetched: dict[Range, list[LayerApplied]] = defaultdict(list)
        """What is applied here, and was made by somebody who was called here."""
        self._classes: dict[Range, list[LayerApplied]] = defaultdict(list)
        is_made = False

        @cache
        def inside(site: Site | None) -> Range | None:
            return view.inside(placed, site)

        for fact in view.facts(placed):
            if isinstance(fact, LayerApplied):
                if (range := inside(fact.defined_at)) is not None:
                    self._classes[range].append(fact)
                if (range := inside(fact.made_at)) is not None:
                    self._layers[range].append(fact)
                elif inside(fact.site) is not None and (range := _innermost(map(inside, fact.layer.stack))) is not None:
                    self._fetched[range].append(fact)
            is_made = is_made or isinstance(fact, ModelMade)
        models = model_hints(view, placed) if is_made else ()
        self._models = {draft.expression: draft for draft in models}
        self._starts = sorted(range.start for range in (*self._layers, *self._fetched, *self._classes, *self._models))

    def symbols(self) -> tuple[Symbol, ...]:
        return self._within(self._placed.definition.body) if self._starts else ()

    def _within(self, nodes: Any) -> tuple[Symbol, ...]:
        found = [symbol for node in children(nodes) for symbol in self._of(node)]
        return tuple(sorted(found, key=lambda symbol: symbol.range))

    def _of(self, node: Any) -> Iterator[Symbol]:
        """The symbol that a node is, or those in it."""
        if (span := getattr(node, "span", None)) is None:
            yield from self._within(node)
            return
        range = self._placed.range(span)
        place = bisect_left(self._starts, range.start)
        if place == len(self._starts) or self._starts[place] >= range.end:
            return
        match node:
            case tree.Class(name=name, name_span=name_span):
                named = self._placed.range(name_span)
                detail = self._said_of_layers(self._classes[named]) if named in self._classes else ""
                yield Symbol(name, Kind.CLASS, detail, range, named, named.start, self._members(node))
            case tree.Function(name=name, name_span=name_span):
                named = self._placed.range(name_span)
                inner = self._within(node)
                yield Symbol(name, Kind.FUNCTION, self._given(node, inner), range, named, named.start, inner)
            case tree.Assign(targets=(target, *_), value=value) if (name := _name(target)):
                made = [self._made(call, isinstance(target, tree.Attribute)) for call in _makers(value)]
                symbol = next((each for each in made if each is not None), None)
                selection = self._placed.range(target.name_span if isinstance(target, tree.Attribute) else target.span)
                yield from self._within(node) if symbol is None else [_named(symbol, name, range, selection)]
            case _ if (pair := _pair(node)) and (symbol := self._made(pair[1])) is not None:
                yield _named(symbol, str(pair[0].value), range, self._placed.range(pair[0].span))
            case tree.Call() if (symbol := self._made(node)) is not None and symbol.kind is Kind.LAYER:
                name = self._own_name(node)
                yield _named(symbol, name, symbol.range, symbol.selection) if name else symbol
            case _:
                yield from self._within(node)

    def _members(self, node: tree.Class) -> tuple[Symbol, ...]:
        """The layers that methods of a class make belong to the class."""
        found: list[Symbol] = []
        for symbol in self._within(node):
            found += symbol.children if symbol.kind is Kind.FUNCTION else [symbol]
        return tuple(found)

    def _made(self, call: tree.Call, keeps: bool = False) -> Symbol | None:
        """What a call makes, named by its type; one that `keeps` what it makes may have somebody else make a layer."""
        range = self._placed.range(call.span)
        function = call.function
        selection = self._placed.range(function.name_span if isinstance(function, tree.Attribute) else function.span)
        uses = self._layers.get(range) or (self._fetched.get(range, []) if keeps else [])
        if len({use.layer.type for use in uses}) == 1:
            name, detail, kind = short_type(uses[0].layer.type), self._said_of_layers(uses), Kind.LAYER
        elif range in self._models:
            name, detail, kind = "", self._said(self._models[range]), Kind.MODEL
        else:
            return None
        return Symbol(name, kind, detail, range, selection, range.start, self._within(call))

    def _own_name(self, call: tree.Call) -> str:
        """The name that a call gives to the layer that it makes."""
        layers = [use.layer for use in self._layers.get(self._placed.range(call.span), ())]
        names = {layer.name or "" if "name" in layer.places else "" for layer in layers}
        return names.pop() if len(names) == 1 else ""

    def _given(self, function: tree.Function, inner: tuple[Symbol, ...]) -> str:
        """What is said of the model that a function gives back, where that is the same wherever it returns."""
        said: set[str] = set()
        for value in _returned(function.body):
            if isinstance(value, tree.Call) and (made := self._made(value)) is not None:
                said.add(made.detail)
            elif isinstance(value, tree.Name):
                said |= {each.detail for each in inner if each.name == value.id and each.kind is Kind.MODEL}
        return said.pop() if len(said) == 1 else ""

    def _said_of_layers(self, uses: list[LayerApplied]) -> str:
        shape, total, _ = self._view.words.of(uses, said)
        nowhere = Range(Position(0, 0), Position(0, 0))
        return self._said(Draft(nowhere, shape, total, "", nowhere.start))

    def _said(self, draft: Draft) -> str:
        return text(draft, self._view.settings, LONGEST) if draft.says_something else ""


def _innermost(ranges: Iterable[Range | None]) -> Range | None:
    """The last call of a stack that stands in the definition."""
    return next((range for range in reversed(list(ranges)) if range is not None), None)


def _name(target: tree.Expression) -> str:
    match target:
        case tree.Name(id=name) | tree.Attribute(name=name):
            return name
    return ""


def _named(symbol: Symbol, name: str, range: Range, selection: Range) -> Symbol:
    """A layer under the name that the text gives it; its type joins what is said."""
    detail = symbol.detail if symbol.kind is Kind.MODEL else f"{symbol.name} {symbol.detail}".rstrip()
    return replace(symbol, name=name, detail=detail, range=range, selection=selection)


def _pair(node: Any) -> tuple[tree.Constant, tree.Call] | None:
    """A name and what it stands for: `("norm", BatchNorm2d(8))`, `self.add_module("norm", BatchNorm2d(8))`."""
    match node:
        case tree.TupleDisplay(items=items):
            pair = items
        case tree.Call(function=tree.Attribute(name="add_module" | "register_module"), arguments=arguments):
            pair = tuple([argument.value for argument in arguments])
        case _:
            return None
    match pair:
        case (tree.Constant(value=str()) as name, tree.Call() as call):
            return name, call
    return None


def _makers(value: tree.Expression) -> Iterator[tree.Call]:
    """The calls that make what an assignment names: its value, one of two, or the beginning of a chain of methods, as
    in `Net().to(device)`.
    """
    if isinstance(value, tree.Conditional):
        yield from _makers(value.body)
        yield from _makers(value.orelse)
    while isinstance(value, tree.Call):
        if not (isinstance(value.function, tree.Attribute) and isinstance(value.function.value, tree.Call)):
            yield value
            return
        value = value.function.value


_BLOCKS = (tree.If, tree.For, tree.While, tree.With, tree.Try, tree.Handler, tree.Match, tree.Case)


def _returned(block: Any) -> Iterator[tree.Expression]:
    """What a function returns, functions in it aside."""
    for node in children(block):
        if isinstance(node, tree.Return):
            if node.value is not None:
                yield node.value
        elif isinstance(node, _BLOCKS):
            yield from _returned(node)

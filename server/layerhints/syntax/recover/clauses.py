"""Broken chunks cut into statements, and compound statements into their clauses: headers and blocks."""

from __future__ import annotations

import re
from typing import NamedTuple

from layerhints.syntax.lower.source import BLOCK_DEPTH, Hidden
from layerhints.syntax.mask import parameters
from layerhints.syntax.node import replaced
from layerhints.syntax.recover.simple import Simple
from layerhints.syntax.tree import (
    Argument,
    Assign,
    Block,
    BrokenExpression,
    BrokenStatement,
    CapturePattern,
    Case,
    Class,
    For,
    Function,
    Handler,
    If,
    Match,
    Name,
    Span,
    Statement,
    Try,
    While,
    With,
    WithItem,
)

_FURTHER = {
    "if": ("elif", "else"),
    "for": ("else",),
    "while": ("else",),
    "try": ("except", "else", "finally"),
}
_CLASS_NAME = re.compile(r"class[ \t]+([^\W\d]\w*)")
_COLON = re.compile(r":[ \t]*(?:#[^\n]*)?\Z")


class _Clause(NamedTuple):
    """A header from line `row` up to `suite`, its block up to `end`; `start` is the line of its first decorator."""

    keyword: str
    start: int
    row: int
    suite: int
    end: int


class Recovery(Simple):
    # --- statements ------------------------------------------------------------------------------------------------

    def block(self, row: int, end: int, depth: int) -> list[Statement]:
        """The statements on the lines from `row` up to `end`, at whatever indentation each stands."""
        if depth >= BLOCK_DEPTH:
            return [self.broken(row, end)] if self.meaningful(row) < end else []
        found: list[Statement] = []
        while (row := self.meaningful(row)) < end:
            stop = self.end_of_statement(row, end)
            found += self.statement(row, stop, depth)
            row = stop
        return found

    def end_of_statement(self, row: int, end: int) -> int:
        """The line behind a statement: behind its block and its further clauses where it is a compound one.

        Lines that stand deeper than a simple statement are statements beside it: their header is missing.
        """
        base = self.scanner.indentation(row)
        row = self.header_row(row, end)
        keyword = self.keyword(row)
        stop = min(self.logical_line(row), end)
        if keyword is None:
            return stop
        further = _FURTHER.get(keyword, ())
        while (row := self.meaningful(stop)) < end:
            if self.scanner.indentation(row) <= base and (
                self.scanner.indentation(row) < base or self.keyword(row) not in further
            ):
                break
            stop = min(self.logical_line(row), end)
        return stop

    def header_row(self, row: int, end: int) -> int:
        """The line of the header behind the decorators that begin in `row`. What nothing is defined behind is a line by
        itself.
        """
        header, decorators = row, []
        while header < end and self.image.startswith("@", self.scanner.code_start(header)):
            decorators.append(header)
            header = self._decorated.get(header) or self.meaningful(self.logical_line(header))
        self._decorated.update(dict.fromkeys(decorators, header))
        is_decorated = header < end and self.keyword(header) in ("def", "class")
        return header if is_decorated else row

    def statement(self, row: int, end: int, depth: int) -> list[Statement]:
        stretch = self.stretch(row, end)
        if stretch != slice(0, len(self.image)):  # the whole chunk is broken, or nothing would be recovered
            found = self.parsed(self.text[stretch], self.image[stretch], row, depth)
            if found is not None:
                return found
        header = self.header_row(row, end)
        if self.keyword(header) is not None:
            return self.compound(row, header, end, depth)
        return [self.simple(row, end, depth)]

    # --- compound statements ---------------------------------------------------------------------------------------

    def clauses(self, start: int, row: int, end: int) -> list[_Clause]:
        """The clauses of the compound statement whose header stands in line `row`."""
        base = self.scanner.indentation(row)
        found: list[_Clause] = []
        while row < end:
            suite = stop = min(self.logical_line(row), end)
            while (following := self.meaningful(stop)) < end and self.scanner.indentation(following) > base:
                stop = min(self.logical_line(following), end)
            found.append(_Clause(self.keyword(row) or "", start, row, suite, stop))
            start = row = following
        return found

    def compound(self, start: int, row: int, end: int, depth: int) -> list[Statement]:
        clauses = self.clauses(start, row, end)
        first = clauses[0]
        lower = {
            "if": self.conditional,
            "elif": self.conditional,
            "for": self.loop,
            "while": self.loop,
            "try": self.attempt,
            "match": self.match,
            "with": self.context,
            "def": self.definition,
            "class": self.definition,
        }.get(first.keyword, self.orphan)
        return lower(clauses, depth)

    def header(self, clause: _Clause, depth: int, suffix: str = " pass") -> Statement | None:
        """The statement that a header makes with an empty block; None where the header itself is broken.

        A colon that is missing is added where what stands before it is complete beyond doubt.
        """
        stretch = self.stretch(clause.start, clause.suite)
        text, image = self.text[stretch], self.image[stretch]
        if clause.keyword == "elif":
            image = re.sub(r"\A([ \t\f]*)elif", r"\1  if", image)
        code = re.sub(r"[ \t]*#[^\n]*\Z", "", image)
        if clause.keyword in ("def", "class") and not _COLON.search(code) and code.endswith(")"):
            suffix = ":" + suffix
        found = self.parsed(text[: len(code)] + suffix, code + suffix, clause.start, depth)
        if found is None and clause.start < clause.row:  # nobody knows what a decorator does that cannot be read
            return self.header(clause._replace(start=clause.row), depth, suffix)
        if found is None and clause.keyword != "def":
            found = self.masked(clause.start, clause.suite, suffix, depth)
        elif found is None and (mended := parameters(text, image)) is not None:
            rest = self.span(clause.row, clause.suite)
            unknown = Hidden(BrokenExpression((), rest), None, rest)
            text, image = (f"{half}: pass" for half in mended[:2])
            found = self.parsed(text, image, clause.row, depth, dict.fromkeys(mended.defaults, unknown))
        return found[0] if found is not None and len(found) == 1 else None

    def suite(self, clause: _Clause, depth: int) -> Block:
        return tuple(self.block(clause.suite, clause.end, depth + 1))

    def orelse(self, clauses: list[_Clause], depth: int) -> Block:
        return next((self.suite(clause, depth) for clause in clauses if clause.keyword == "else"), ())

    def conditional(self, clauses: list[_Clause], depth: int) -> list[Statement]:
        orelse = self.orelse(clauses, depth)
        for clause in reversed([clause for clause in clauses if clause.keyword != "else"]):
            header = self.header(clause, depth)
            test = header.test if isinstance(header, If) else self.broken_expression(clause.row, clause.suite)
            span = self.span(clause.row, clauses[-1].end)
            orelse = (If(test, self.suite(clause, depth), orelse, span),)
        return list(orelse)

    def loop(self, clauses: list[_Clause], depth: int) -> list[Statement]:
        first = clauses[0]
        header = self.header(first, depth)
        orelse = self.orelse(clauses[1:], depth)
        suite, span = self.suite(first, depth), self.span(first.start, clauses[-1].end)
        if isinstance(header, For | While):
            return [replaced(header, body=suite, orelse=orelse, span=span)]
        broken = self.broken_expression(first.row, first.suite)
        if first.keyword == "while":
            return [While(broken, suite, orelse, span)]
        return [For(broken, broken, suite, orelse, False, span)]

    def attempt(self, clauses: list[_Clause], depth: int) -> list[Statement]:
        first = clauses[0]
        handlers: list[Handler] = []
        final: Block = ()
        for clause in clauses[1:]:
            if clause.keyword == "except":
                handlers.append(self.handler(clause, depth))
            elif clause.keyword == "finally":
                final = self.suite(clause, depth)
        orelse = self.orelse(clauses[1:], depth)
        span = self.span(first.row, clauses[-1].end)
        return [Try(self.suite(first, depth), tuple(handlers), orelse, final, span)]

    def handler(self, clause: _Clause, depth: int) -> Handler:
        stretch = self.stretch(clause.row, clause.suite)
        start = self.scanner.starts[clause.row]
        before = self.image[start : self.scanner.code_start(clause.row)] + "try: pass\n"
        suite, span = self.suite(clause, depth), self.span(clause.row, clause.end)
        code = re.sub(r"[ \t]*#[^\n]*\Z", "", self.image[stretch])
        text = self.text[stretch][: len(code)]
        found = self.parsed(before + text + " pass", before + code + " pass", clause.row - 1, depth)
        if found is not None and isinstance(attempt := found[0], Try) and attempt.handlers:
            return replaced(attempt.handlers[0], body=suite, span=span)
        return Handler(self.broken_expression(clause.row, clause.suite), None, suite, span)

    def match(self, clauses: list[_Clause], depth: int) -> list[Statement]:
        first = clauses[0]
        margin = " " * (self.scanner.indentation(first.row) + 1)
        header = self.header(first, depth, f"\n{margin}case _: pass")
        cases: list[Case] = []
        row = first.suite
        while (row := self.meaningful(row)) < first.end:
            stop = self.clauses(row, row, first.end)[0].end
            cases.append(self.case(row, stop, depth))
            row = stop
        subject = header.subject if isinstance(header, Match) else self.broken_expression(first.row, first.suite)
        return [Match(subject, tuple(cases), self.span(first.row, clauses[-1].end))]

    def case(self, row: int, end: int, depth: int) -> Case:
        """One case; where its pattern cannot be read, nobody knows whether it matches."""
        clause = self.clauses(row, row, end)[0]
        suite, span = self.suite(clause, depth), self.span(row, end)
        stretch = self.stretch(row, clause.suite)
        code = re.sub(r"[ \t]*#[^\n]*\Z", "", self.image[stretch])
        opened = "match _:\n"
        text = self.text[stretch][: len(code)]
        found = self.parsed(opened + text + " pass", opened + code + " pass", row - 1, depth)
        if found is not None and isinstance(found[0], Match) and found[0].cases:
            return replaced(found[0].cases[0], body=suite, span=span)
        return Case(CapturePattern(None, span), self.broken_expression(row, clause.suite), suite, span)

    def context(self, clauses: list[_Clause], depth: int) -> list[Statement]:
        first = clauses[0]
        header = self.header(first, depth)
        suite, span = self.suite(first, depth), self.span(first.row, first.end)
        if isinstance(header, With):
            return [replaced(header, body=suite, span=span)]
        broken = self.broken_expression(first.row, first.suite)
        return [With((WithItem(broken, broken),), suite, False, span)]

    def definition(self, clauses: list[_Clause], depth: int) -> list[Statement]:
        """A function or class; a function whose parameters cannot be read is broken as a whole. What has no body yet is
        not known: it would take what it is given otherwise, and give something back.
        """
        first = clauses[0]
        header = self.header(first, depth)
        span = self.span(first.start, first.end)
        if isinstance(header, Function | Class) and self.meaningful(first.suite) >= first.end:
            unknown = self.broken_expression(first.start, first.suite)
            return [Assign((Name(header.name, header.name_span),), unknown, span)]
        if isinstance(header, Function):
            outer, self.yields = self.yields, False
            suite = self.suite(first, depth)
            is_generator, self.yields = self.yields, outer
            return [replaced(header, body=suite, is_generator=is_generator, span=span)]
        if isinstance(header, Class):
            return [replaced(header, body=self.suite(first, depth), span=span)]
        name = _CLASS_NAME.match(self.image, self.scanner.code_start(first.row))
        broken = self.broken_expression(first.start, first.suite)
        if name is None:
            return [BrokenStatement(broken.names, span)]
        column = name.start(1) - self.scanner.starts[first.row]
        text = self.text[name.start(1) : name.end(1)]
        name_span = Span(first.row, column, first.row, column + len(text))
        bases = (Argument(broken, None, 0, broken.span),)
        return [Class(text, bases, self.suite(first, depth), (), name_span, span)]

    def orphan(self, clauses: list[_Clause], depth: int) -> list[Statement]:
        """A clause without the statement that it continues: nobody knows whether it runs."""
        first = clauses[0]
        suite = self.suite(first, depth)
        if first.keyword == "finally":
            return list(suite)
        return [If(self.broken_expression(first.row, first.suite), suite, (), self.span(first.row, first.end))]

"""Run a program with real PyTorch and note what each of its expressions gives: tensors, modules, what modules put out.

The program is run with each call, each value that is assigned or returned, and each parameter handed to the notes.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import torch

Place = tuple[int, int]
"""Line and column, from 0."""

Sizes = dict[str, int]


class Seen(NamedTuple):
    """What an expression gave once; `end` tells expressions apart that start at one place."""

    end: Place
    value: Any
    sizes: Sizes


class Notes:
    """What was seen by where it starts, and what came out of each module, with what open sizes were then."""

    def __init__(self) -> None:
        self.seen: dict[Place, list[Seen]] = defaultdict(list)
        self.outputs: dict[torch.nn.Module, list[Any]] = defaultdict(list)
        self.sizes: Sizes = {}

    def note(self, start: Place, end: Place, value: Any) -> Any:
        self.seen[start].append(Seen(end, value, dict(self.sizes)))
        return value

    def watch(self, file: Path, uses: Callable[[dict[str, Any], Notes], None] | None = None) -> Notes:
        """Run a file, and then `uses` on its names."""
        program = _Noting().visit(ast.parse(file.read_text(encoding="utf-8")))
        module = sys.modules["program"] = ModuleType("program")  # dataclasses look their module up
        names = vars(module)
        names["__note__"] = self.note

        def called(module: torch.nn.Module, inputs: Any, output: Any) -> None:
            self.outputs[module].append(output)

        hook = torch.nn.modules.module.register_module_forward_hook(called)
        try:
            exec(compile(ast.fix_missing_locations(program), str(file), "exec"), names)
            if uses is not None:
                uses(names, self)
        finally:
            hook.remove()
            del sys.modules["program"]
        return self


class _Noting(ast.NodeTransformer):
    """Hands what is seen to `__note__`, in its place."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        return _noted(node, self.generic_visit(node))

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        node.value = _noted(node.value, self.visit(node.value))
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        if node.value is not None:
            node.value = _noted(node.value, self.visit(node.value))
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        parameters = [ast.Expr(_noted(each, ast.Name(each.arg, ast.Load()))) for each in node.args.args[1:]]
        self.generic_visit(node)
        node.body[:0] = parameters
        if node.name == "__init__":  # the class line speaks of all objects of the class
            node.body.append(ast.parse("__note__((type(self).__line__, 6), (0, 0), self)").body[0])
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        self.generic_visit(node)
        node.body.append(ast.parse(f"__line__ = {node.lineno - 1}").body[0])
        return node


def _noted(node: Any, value: Any) -> ast.Call:
    places = [(node.lineno - 1, node.col_offset), (node.end_lineno - 1, node.end_col_offset)]
    return ast.Call(ast.Name("__note__", ast.Load()), [*map(ast.Constant, places), value], [])

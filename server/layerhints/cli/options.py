"""What can be said on the command line."""

from __future__ import annotations

import argparse
from typing import NoReturn

from layerhints import __version__
from layerhints.cli.outcome import USAGE


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"{self.prog}: {message}\n{self.format_usage()}")


def parser() -> argparse.ArgumentParser:
    found = _Parser(
        prog="layerhints",
        description="Shows the shape and the parameters behind every layer of a model file, without running anything.",
    )
    found.add_argument("--version", action="version", version=f"layerhints {__version__}")
    commands = found.add_subparsers(title="commands", dest="command", required=True, metavar="COMMAND")

    hints = commands.add_parser("hints", help="print a file with its hints in place")
    hints.add_argument("file", metavar="FILE")
    _add_python(hints)

    summary = commands.add_parser("summary", help="print the layers, shapes and parameters of models")
    summary.add_argument("target", metavar="TARGET", help="FILE, FILE::SYMBOL or package.module::SYMBOL")
    summary.add_argument(
        "--input",
        action="append",
        default=[],
        metavar="[NAME=]SHAPE",
        help="the shape of an input, such as x=N,3,224,224; without names inputs are taken in order",
    )
    summary.add_argument(
        "--arg",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="an argument of the symbol in place of its default; VALUE is a Python literal",
    )
    summary.add_argument(
        "--depth", type=_levels, metavar="N", help="how many levels of modules within modules are shown (PyTorch)"
    )
    summary.add_argument("--format", choices=("text", "json"), default="text")
    _add_python(summary)

    check = commands.add_parser(
        "check",
        help="report what is certain to be wrong",
        epilog="Exit status: 0 nothing is wrong, 1 problems were found, 2 the command cannot be carried out. A line "
        "that is meant as it is says so with `# layerhints: ignore` or `# layerhints: ignore[CODE]`.",
    )
    check.add_argument(
        "paths", nargs="+", metavar="PATH", help="a file, or a folder with all Python files and notebooks below it"
    )
    check.add_argument(
        "--format",
        choices=("text", "json", "github", "sarif"),
        default="text",
        help="lines for people (the default), JSON, GitHub's annotations, or SARIF for code scanning",
    )
    check.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar="PATTERN",
        help="leave out of folders, besides what `check.exclude` of pyproject.toml says: a name such as third_party, "
        "or a pattern of paths from here such as 'tests/broken/*'",
    )
    check.add_argument(
        "--ignore",
        action="extend",
        type=_codes,
        default=[],
        metavar="CODE[,CODE]",
        help="leave out problems of these codes, besides those in `diagnostics.ignore`",
    )
    _add_python(check)

    explain = commands.add_parser("explain", help="explain the numbers of a line, or the code of a problem")
    explain.add_argument(
        "subject",
        metavar="FILE:LINE|CODE",
        help="a line as the hints show it, such as model.py:12 (of a notebook FILE:CELL:LINE), or a problem's code",
    )
    _add_python(explain)

    server = commands.add_parser("server", help="run the language server")
    transport = server.add_mutually_exclusive_group()
    transport.add_argument("--stdio", action="store_true", help="talk over standard input and output (the default)")
    transport.add_argument("--tcp", action="store_true", help="listen on a TCP port")
    server.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    server.add_argument("--port", type=int, default=2087, help="the port to listen on (default: %(default)s)")
    return found


def _codes(text: str) -> list[str]:
    from layerhints.rules.misspelt import correction
    from layerhints.rules.problems import PAGES

    codes = [code.strip() for code in text.split(",")]
    for code in codes:
        if code not in PAGES:
            meant = correction(code, PAGES)
            question = "" if meant is None else f". {meant.question}"
            raise argparse.ArgumentTypeError(f"there is no problem with the code `{code}`{question}")
    return codes


def _levels(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"`{text}` is not a number of levels")
    return int(text)


def _add_python(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--python", default="", metavar="ENV", help="the interpreter or environment of the models; it is only read"
    )

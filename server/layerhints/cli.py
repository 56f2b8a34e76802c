"""The command line. Each command imports what it needs, so that `--version` and `--help` cost nothing."""

from __future__ import annotations

import argparse
import codecs
import io
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from layerhints import __version__

if TYPE_CHECKING:
    from layerhints.interp import Model
    from layerhints.project.project import Project
    from layerhints.project.view import View

CLEAN, PROBLEMS, USAGE = 0, 1, 2
_PIPE_WIDTH = 200
"""Wide enough that no shape is broken; a table takes no more than it needs."""


class Complaint(Exception):
    """Something that the person at the terminal has to change; the message says what."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 clean, 1 problems found, 2 wrong usage or unreadable input."""
    options = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        codecs.register_error("layerhints", _in_ascii)
        sys.stdout.reconfigure(errors="layerhints")
    try:
        status: int = _with_room(options.run, options)
        sys.stdout.flush()
    except Complaint as complaint:
        print(f"layerhints: {complaint}", file=sys.stderr)
        return USAGE
    except BrokenPipeError:
        _stop_writing()
        return CLEAN
    except KeyboardInterrupt:
        return 130
    return status


def _stop_writing() -> None:
    """Whoever read our output has enough. What is still buffered must not be written at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


_ASCII = {"«": "<<", "»": ">>", "·": "*", "×": "x", "…": "...", "−": "-", "→": "->", "²": "^2", "³": "^3"}


def _in_ascii(error: UnicodeError) -> tuple[str, int]:
    """What a terminal shows that cannot show our signs. Not `?`, which stands for what is not known."""
    assert isinstance(error, UnicodeEncodeError)
    signs = error.object[error.start : error.end]
    return "".join(_ASCII.get(sign, "_") for sign in signs), error.end


def _with_room(run: Callable[[argparse.Namespace], int], options: argparse.Namespace) -> int:
    return run(options)


# CPython keeps its frames in pieces of 16 KiB, asks the system for another one when a call does not fit, and gives it
# back when that call returns. A loop at such an edge asks 20,000 times a second: a sixth of an interpretation. What
# runs in a frame that claims to need much finds the rest of a larger piece, of which no page is touched in advance.
_with_room.__code__ = _with_room.__code__.replace(co_stacksize=2**18 + 2**14)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"{self.prog}: {message}\n{self.format_usage()}")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="layerhints",
        description="Shows the shape and the parameters behind every layer of a model file, without running anything.",
    )
    parser.add_argument("--version", action="version", version=f"layerhints {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    hints = commands.add_parser("hints", help="print a file with its hints in place")
    hints.add_argument("file", metavar="FILE")
    _add_python(hints)
    hints.set_defaults(run=_hints)

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
    summary.set_defaults(run=_summary)

    check = commands.add_parser("check", help="report what is certain to be wrong")
    check.add_argument("paths", nargs="+", metavar="PATH", help="a file, or a folder with all Python files below it")
    check.add_argument("--format", choices=("text", "json", "github", "sarif"), default="text")
    _add_python(check)
    check.set_defaults(run=_check)

    explain = commands.add_parser("explain", help="explain the code of a problem")
    explain.add_argument("code", metavar="CODE")
    explain.set_defaults(run=_explain)

    server = commands.add_parser("server", help="run the language server")
    transport = server.add_mutually_exclusive_group()
    transport.add_argument("--stdio", action="store_true", help="talk over standard input and output (the default)")
    transport.add_argument("--tcp", action="store_true", help="listen on a TCP port")
    server.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    server.add_argument("--port", type=int, default=2087, help="the port to listen on (default: %(default)s)")
    server.set_defaults(run=_server)
    return parser


def _collect_rarely() -> None:
    """Have the cycle collector look when there is much to find. Most commands end before, and what they leave the
    system takes back at once; one that runs many models must not keep what each of them left.
    """
    import gc

    gc.set_threshold(300_000, 20, 20)


def _without_collector() -> None:
    """Switch the cycle collector off."""
    import gc

    gc.disable()


def _levels(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"`{text}` is not a number of levels")
    return int(text)


def _add_python(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--python", default="", metavar="ENV", help="the interpreter or environment of the models; it is only read"
    )


# --- commands


def _hints(options: argparse.Namespace) -> int:
    _collect_rarely()
    from layerhints.ide.source import with_hints

    project, file = _project(options.python, options.file)
    view = project.view(file)
    for line in with_hints(view, colour=_shows_colour()):
        print(line)
    _keep(project)
    return CLEAN


def _summary(options: argparse.Namespace) -> int:
    _collect_rarely()
    from layerhints.ide.summary.target import Malformed, read_argument, read_inputs, read_target

    try:
        target = read_target(options.target)
        inputs = read_inputs(options.input)
        arguments = dict(map(read_argument, options.arg))
    except Malformed as malformed:
        raise Complaint(str(malformed)) from None
    project, file = _project(options.python, target.place)
    if target.symbol is not None:
        module = None if file == str(Path(target.place).resolve()) else target.place
        view, models = _chosen(project, file, [target.symbol], arguments, inputs, module)
    else:
        view = project.view(file)
        models = view.analysis.models
        if inputs or arguments:
            view, models = _chosen(project, file, [model.symbol for model in models], arguments, inputs)
    if not models:
        raise Complaint(f"{target.place} defines no model")
    if options.format == "json":
        from layerhints.ide.summary.as_json import as_json

        print(json.dumps(as_json(view, models), indent=2, ensure_ascii=False))
    else:
        _print_tables(view, models, options.depth)
    _keep(project)
    return CLEAN


def _chosen(
    project: Project,
    file: str,
    symbols: Sequence[str],
    arguments: Mapping[str, Any],
    inputs: Sequence[Any],
    module: str | None = None,
) -> tuple[View, tuple[Model, ...]]:
    """The models of some symbols of a file, made with `arguments` and applied to `inputs`. `module` is the name of an
    installed file.
    """
    from difflib import get_close_matches

    from layerhints.algebra import Unknown

    models = []
    for symbol in symbols:
        view, model = project.summarise(file, symbol, arguments, inputs)
        name = symbol.partition(".")[0]
        if name not in view.analysis.values:
            near = get_close_matches(symbol, view.analysis.values, n=3)
            if module is not None:
                view, model = project.summarise(_importing(project, module, name), symbol, arguments, inputs)
            if isinstance(view.analysis.values.get(name, model), Unknown):
                hint = f"; did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else ""
                raise Complaint(f"there is no `{symbol}` in {module or file}{hint}")
        if isinstance(model, Unknown):
            raise Complaint(model.reason)
        models.append(model)
    return view, tuple(models)


def _importing(project: Project, module: str, name: str) -> str:
    """A document, on no disk, that imports a name: what layerhints describes itself stands in no source."""
    from layerhints.project.text import Text

    file = str(Path.cwd() / f"{module} {name}.py")
    project.open(file, Text(f"from {module} import {name}\n"))
    return file


def _print_tables(view: View, models: Sequence[Model], depth: int | None) -> None:
    from rich.console import Console

    from layerhints.ide.summary.as_text import print_summary

    width = None if sys.stdout.isatty() else _PIPE_WIDTH
    console = Console(no_color=not _shows_colour(), width=width, emoji=False, highlight=False)
    print_summary(console, view, models, depth)


def _check(options: argparse.Namespace) -> int:
    _collect_rarely()
    from layerhints.ide.check import report

    projects: dict[Path, Project] = {}
    found = 0
    try:
        for text, number in report(_views(options.paths, options.python, projects), options.format):
            found += number
            print(text, flush=True)
        _keep(*projects.values())
    except BrokenPipeError:  # what was found counts, whether or not somebody reads all of it
        _stop_writing()
    return PROBLEMS if found else CLEAN


def _views(paths: Iterable[str], python: str, projects: dict[Path, Project]) -> Iterator[tuple[str, View]]:
    """The analyses of files and of all Python files in folders, each once and as it was named; one in a folder that
    cannot be read is only mentioned. Files of one project share what they import.
    """
    seen: set[str] = set()
    for path in paths:
        files = _python_files(path)
        if not files:
            print(f"layerhints: there is no Python file in {path}", file=sys.stderr)
        for file in files:
            try:
                project, name = _project(python, file, projects)
            except Complaint as complaint:
                if file == path:
                    raise
                print(f"layerhints: {complaint}", file=sys.stderr)
                continue
            if name not in seen:
                seen.add(name)
                yield file, project.view(name)
                project.close(name)


def _explain(options: argparse.Namespace) -> int:
    from difflib import get_close_matches

    from layerhints.rules.problems import PAGES

    page = PAGES.get(options.code)
    if page is None:
        near = get_close_matches(options.code, PAGES, n=1)
        hint = f"; did you mean `{near[0]}`?" if near else f"; the codes are {', '.join(sorted(PAGES))}"
        raise Complaint(f"there is no problem with the code `{options.code}`{hint}")
    print(f"{options.code}: {page.title}\n\n{page.text}")
    return CLEAN


def _server(options: argparse.Namespace) -> int:
    _without_collector()  # importing makes nothing but what lasts, and the server collects when nobody waits
    from layerhints.lsp.handlers import create_server

    server = create_server()
    if options.tcp:
        print(f"layerhints: listening on {options.host}:{options.port}", file=sys.stderr)
        server.start_tcp(options.host, options.port)
    else:
        server.start_io()
    return server.exit_status


# --- files


def _keep(*projects: Project) -> None:
    """What the next start can use is written when everything has been said."""
    sys.stdout.flush()
    for project in projects:
        project.keep()


def _print_defect(error: Exception) -> None:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(frame.filename).name}:{frame.lineno}"
    print(
        f"layerhints: a defect in layerhints hides part of what it could show; please report it: "
        f"{type(error).__name__}: {error} ({where})",
        file=sys.stderr,
    )


def _project(python: str, place: str, projects: dict[Path, Project] | None = None) -> tuple[Project, str]:
    """The project of a file or of an installed module, one of `projects` where it is among these, and the file's path;
    complains about what cannot be read.
    """
    from layerhints.project.decoding import NotText
    from layerhints.project.project import Project

    path = Path(place)
    if path.is_dir():
        raise Complaint(f"{place} is a folder, not a Python file")
    if python and not Path(python).expanduser().exists():
        raise Complaint(f"there is no interpreter or environment at {python}")
    root = _root_of(path.resolve().parent if path.exists() else Path.cwd())
    project = None if projects is None else projects.get(root)
    if project is None:
        project = Project()
        project.tell_defects(_print_defect)
        complaints = project.set_roots([str(root)])
        if python:
            complaints = project.set_editor_settings({"python": str(Path(python).expanduser().absolute())})
        for complaint in complaints:
            print(f"layerhints: {complaint}", file=sys.stderr)
        if projects is not None:
            projects[root] = project
    file = str(path.resolve())
    text = project.text(file)
    if text is None and not place.endswith(".py") and all(part.isidentifier() for part in place.split(".")):
        found = project.find(place, str(Path.cwd() / "_.py"))
        if found is None:
            raise Complaint(f"there is neither a file nor an installed module {place}")
        file, text = found, project.text(found)
    if text is None:
        raise Complaint(f"there is no file {place}")
    if isinstance(text, NotText):
        raise Complaint(f"{place} cannot be read: {text}")
    return project, file


def _root_of(folder: Path) -> Path:
    """The folder of the project that a file belongs to: the nearest above it with a pyproject.toml or a .git."""
    for candidate in (folder, *folder.parents):
        if any((candidate / name).exists() for name in ("pyproject.toml", ".git", "setup.py", "setup.cfg")):
            return candidate
    return folder


def _python_files(path: str) -> list[str]:
    if not Path(path).is_dir():
        return [path]
    skipped = {"__pycache__", "node_modules", "site-packages"}
    files = []
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if name not in skipped and not name.startswith("."))
        files += [str(Path(folder, name)) for name in sorted(names) if name.endswith(".py")]
    return files


def _shows_colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

"""The command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from layerhints import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 clean, 1 problems found, 2 wrong usage or unreadable input."""
    options = _parser().parse_args(arguments)
    status: int = options.run(options)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="layerhints", description="Shapes and parameters behind every layer.")
    parser.add_argument("--version", action="version", version=f"layerhints {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    server = commands.add_parser("server", help="run the language server")
    transport = server.add_mutually_exclusive_group()
    transport.add_argument("--stdio", action="store_true", help="talk over standard input and output (the default)")
    transport.add_argument("--tcp", action="store_true", help="listen on a TCP port")
    server.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    server.add_argument("--port", type=int, default=2087, help="the port to listen on (default: %(default)s)")
    server.set_defaults(run=_server)
    return parser


def _server(options: argparse.Namespace) -> int:
    from layerhints.lsp.handlers import create_server

    server = create_server()
    if options.tcp:
        server.start_tcp(options.host, options.port)
    else:
        server.start_io()
    return 0

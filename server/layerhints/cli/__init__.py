"""The command line: one file for each command, which imports what that needs, so that `--version` and `--help` cost
nothing.
"""

from __future__ import annotations

import argparse
import codecs
import io
import sys
from collections.abc import Sequence
from functools import partial
from importlib import import_module

from layerhints.cli.options import parser
from layerhints.cli.outcome import CLEAN, USAGE, Complaint
from layerhints.cli.terminal import in_ascii, stop_writing
from layerhints.values.room import with_room


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 clean, 1 problems found, 2 wrong usage or unreadable input."""
    options = parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        codecs.register_error("layerhints", in_ascii)
        sys.stdout.reconfigure(errors="layerhints")
    try:
        status = with_room(partial(_run, options))
        sys.stdout.flush()
    except Complaint as complaint:
        print(f"layerhints: {complaint}", file=sys.stderr)
        return USAGE
    except BrokenPipeError:
        stop_writing()
        return CLEAN
    except KeyboardInterrupt:
        return 130
    return status


def _run(options: argparse.Namespace) -> int:
    status: int = import_module(f"layerhints.cli.{options.command}").run(options)
    return status

"""`layerhints hints`: a file with its hints in place."""

from __future__ import annotations

import argparse

from layerhints.cli.collecting import collect_rarely
from layerhints.cli.outcome import CLEAN
from layerhints.cli.places import keep, project_of
from layerhints.cli.terminal import shows_colour


def run(options: argparse.Namespace) -> int:
    collect_rarely()
    from layerhints.ide.source import with_hints

    project, file = project_of(options.python, options.file)
    view = project.view(file)
    for line in with_hints(view, colour=shows_colour()):
        print(line)
    keep(project)
    return CLEAN

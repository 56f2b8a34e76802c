"""`layerhints server`: the language server, over standard input and output or a port."""

from __future__ import annotations

import argparse
import gc
import sys


def run(options: argparse.Namespace) -> int:
    gc.disable()  # importing makes nothing but what lasts, and the server collects when nobody waits
    from layerhints.lsp.handlers import create_server

    server = create_server()
    if options.tcp:
        print(f"layerhints: listening on {options.host}:{options.port}", file=sys.stderr)
        server.start_tcp(options.host, options.port)
    else:
        server.start_io()
    return server.exit_status

"""Put the pictures that tests/editors took last into docs/images, where the README shows them.

Look at them before you commit them. Screens of a terminal become SVG, so that their text stays text.
"""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
TAKEN = ROOT / ".cache" / "screenshots"
KEPT = ROOT / "docs" / "images"


ESCAPE = re.compile(r"\x1b\[[\d;]*m")
DEFAULTS = TerminalTheme((20, 22, 27), (224, 226, 234), [(20, 22, 27)] * 8)
"""Neovim sets its own colours, and these are its background and foreground."""


def svg(screen: str, title: str) -> str:
    """Draws the lines of a file in Neovim: neither its rows of tildes, nor what stands below them."""
    lines = screen.rstrip("\n").split("\n")[:-2]
    lines = [line for line in lines if ESCAPE.sub("", line).strip() != "~"]
    console = Console(record=True, width=124, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi("\n".join(lines)), soft_wrap=True)
    drawn = console.export_svg(title=title, theme=DEFAULTS, unique_id="layerhints")
    # rich would have the viewer fetch a font from elsewhere.
    drawn = re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL)
    return re.sub(r"font-family: (Fira Code|arial)", "font-family: DejaVu Sans Mono, Menlo, Consolas", drawn)


def main() -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    for name in ("hints", "hover", "torch", "torch-hover", "entry-point", "completion", "quick-fix", "notebook"):
        shutil.copy(TAKEN / f"vscode-{name}.png", KEPT / f"vscode-{name}.png")
    for name, file in {"hints": "cifar10_cnn.py", "hover": "cifar10_cnn.py", "torch": "gpt.py"}.items():
        screen = (TAKEN / f"nvim-current-{name}.ansi").read_text(encoding="utf-8")
        (KEPT / f"nvim-{name}.svg").write_text(svg(screen, file), encoding="utf-8")


if __name__ == "__main__":
    main()

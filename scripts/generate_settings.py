"""Write what derives from the declared settings: VS Code's `contributes.configuration` and the README's table.

    python scripts/generate_settings.py [--check]

With `--check` nothing is written, and the exit status is 1 if anything would change.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "server"))

from layerhints.project.settings import DECLARED, Setting  # noqa: E402

PACKAGE = ROOT / "vscode-client" / "package.json"
README = ROOT / "README.md"
TABLE = re.compile(r"(<!-- settings -->\n).*?(<!-- /settings -->\n)", re.DOTALL)
"""The README's table stands between these two marks."""

INTERPRETER = {
    "type": ["string", "array", "null"],
    "items": {"type": "string"},
    "default": None,
    "markdownDescription": (
        "The Python that runs the server: a path, or a list of a program and its arguments; `~` and "
        "`${workspaceFolder}` may stand in it. If it has `layerhints` installed, that one runs, else the one that came "
        "with the extension. When not set: the Python extension's interpreter, `layerhints`, `python3` and `python` "
        "are tried in this order."
    ),
    # Where a program lies differs from machine to machine, so the setting is not carried from one to another.
    "scope": "machine-overridable",
}
"""`layerhints.interpreter`, which only the client for VS Code reads: no server runs yet when it counts."""


def schema(setting: Setting) -> dict[str, Any]:
    """The JSON schema of a setting, as VS Code's settings editor reads it."""
    described: dict[str, Any] = {
        "type": setting.type,
        "default": setting.default,
        "markdownDescription": setting.description,
    }
    if setting.type == "array":
        described["items"] = {"type": "string"} | ({"enum": list(setting.choices)} if setting.choices else {})
        described["uniqueItems"] = True
    elif setting.choices:
        described["enum"] = list(setting.choices)
    if setting.minimum is not None:
        described["minimum"] = setting.minimum
    if setting.type == "object":
        described["additionalProperties"] = {"type": "string"}
    return described


def package() -> str:
    manifest = json.loads(PACKAGE.read_text(encoding="utf-8"))
    properties = {"layerhints.interpreter": INTERPRETER}
    properties |= {f"layerhints.{setting.name}": schema(setting) for setting in DECLARED if not setting.terminal_only}
    manifest["contributes"]["configuration"] = {"title": "layerhints", "properties": properties}
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def table() -> str:
    rows = ["| setting | default | what it does |", "| --- | --- | --- |"]
    for setting in DECLARED:
        listed = setting.choices if setting.type != "array" else ()
        choices = f" One of {', '.join(f'`{choice}`' for choice in listed)}." if listed else ""
        default = "" if setting.default in (None, "", {}, ()) else f"`{json.dumps(setting.default)}`"
        rows.append(f"| `{setting.name}` | {default} | {setting.description}{choices} |")
    return "\n".join(rows) + "\n"


def readme() -> str:
    text = README.read_text(encoding="utf-8")
    return TABLE.sub(lambda marks: marks[1] + table() + marks[2], text)


def main() -> int:
    derived = {PACKAGE: package(), README: readme()}
    stale = [(file, text) for file, text in derived.items() if file.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv[1:]:
        for file, _ in stale:
            print(f"{file.relative_to(ROOT)} does not say what is declared: run python scripts/generate_settings.py")
        return 1 if stale else 0
    for file, text in stale:
        file.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What is written by a script is what the script would write now."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields
from pathlib import Path

from layerhints.project.settings import DECLARED, Settings

ROOT = Path(__file__).resolve().parents[2]


def test_the_settings_of_the_client_and_of_the_readme_are_fresh() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "generate_settings.py"), "--check"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_the_manuals_are_fresh() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "generate_manual.py"), "--check"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_every_setting_of_the_server_has_a_field_with_its_default() -> None:
    declared = {setting.attribute: setting.default for setting in DECLARED if not setting.editor_only}
    assert {field.name for field in fields(Settings)} == set(declared)
    assert all(getattr(Settings(), name) == default for name, default in declared.items())

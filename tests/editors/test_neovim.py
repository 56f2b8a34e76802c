"""Neovim as the README sets it up: the oldest version that has inlay hints, and a current one."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

VERSIONS = {"oldest": ["nvim-install", "nvim-0.10"], "current": ["nvim-install", "nvim-0.11"]}
"""The blocks of the README that each version is set up by: the first that has inlay hints, and 0.11 or newer."""


class Neovim:
    """One version, in a home folder that holds nothing but what the README says."""

    def __init__(self, setup: Any, version: str, home: Path, file: Path) -> None:
        self.program = setup.editor(f"nvim-{version}/nvim")
        self.file = file
        self.setup = setup
        self.version = version
        self.environment = setup.environment(home, setup.scripts)
        init = home / ".config" / "nvim" / "init.lua"
        init.parent.mkdir(parents=True)
        for marker in VERSIONS[version]:
            block = setup.readme(marker)
            if marker == "nvim-install":
                subprocess.run(["sh", "-e", "-c", block], cwd=setup.root, env=self.environment, check=True)
            else:
                init.write_text(block, encoding="utf-8")

    def probe(self, **wishes: str) -> dict[str, Any]:
        """What Neovim holds after opening the file without a screen; see probe.lua."""
        report = self.file.parent / "report.json"
        lua = Path(__file__).parent / "probe.lua"
        asked = {"PROBE": str(report)} | {f"PROBE_{name.upper()}": wish for name, wish in wishes.items()}
        done = subprocess.run(
            [self.program, "-n", "--headless", self.file, f"+luafile {lua}"],
            env=self.environment | asked,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert report.exists(), done.stderr
        return json.loads(report.read_text(encoding="utf-8"))


class Terminal:
    """A terminal of 124 by 46 characters, in which a program runs."""

    def __init__(self, tmux: str, socket: str, command: list[str], environment: dict[str, str]) -> None:
        self.tmux = [tmux, "-L", socket, "-f", os.devnull]
        self.environment = environment
        self.call("new-session", "-d", "-x", "124", "-y", "46", *command)

    def call(self, *arguments: str) -> str:
        return subprocess.run(
            [*self.tmux, *arguments], env=self.environment, check=True, capture_output=True, encoding="utf-8"
        ).stdout

    def says(self, line: str) -> None:
        """Type a line, and Enter."""
        self.call("send-keys", "-l", line)
        self.call("send-keys", "Enter")

    def screen(self) -> str:
        return self.call("capture-pane", "-p")

    def wait_for(self, text: str) -> str:
        deadline = time.monotonic() + 40
        while text not in (screen := self.screen()):
            assert time.monotonic() < deadline, f"{text!r} did not come to the screen:\n{screen}"
            time.sleep(0.05)
        return screen

    def keep(self, picture: Path) -> None:
        """The screen with its colours, for scripts/keep_screenshots.py to draw."""
        picture.write_text(self.call("capture-pane", "-e", "-p"), encoding="utf-8")


@pytest.fixture(scope="module", params=VERSIONS)
def neovim(request: pytest.FixtureRequest, setup: Any, tmp_path_factory: pytest.TempPathFactory) -> Neovim:
    file = setup.example(tmp_path_factory.mktemp("project"))
    return Neovim(setup, request.param, tmp_path_factory.mktemp("home"), file)


@pytest.fixture(scope="module")
def report(neovim: Neovim) -> dict[str, Any]:
    """What one headless session saw: opened, hovered over the second Conv2D, then had its 32 filters made 48."""
    second = "Conv2D(32, (3, 3)))"
    report = neovim.probe(
        hints="18", hover=second, edit=second, edited="Conv2D(48, (3, 3)))", edited_hint="(None, 30, 30, 48) · 13,872"
    )
    assert report["version"].startswith("0.10.") == (neovim.version == "oldest")
    assert report["errors"] == []
    return report


@contextmanager
def opened(setup: Any, neovim: Neovim, file: Path) -> Iterator[Terminal]:
    """A file on the screen of a terminal."""
    socket = f"layerhints-{neovim.version}-{file.parents[1].name}-{file.stem}-{os.getpid()}"
    command = [str(neovim.program), "-n", str(file)]
    terminal = Terminal(setup.program("tmux"), socket, command, neovim.environment)
    try:
        yield terminal
    finally:
        terminal.call("kill-server")


@pytest.fixture(scope="module")
def terminal(neovim: Neovim, setup: Any) -> Iterator[Terminal]:
    with opened(setup, neovim, neovim.file) as terminal:
        yield terminal


def of_layers(hints: list[dict[str, Any]]) -> list[str]:
    """The labels on the lines that add a layer."""
    return [hint["label"] for hint in hints if hint["code"].startswith("model.add(")]


def test_the_editor_holds_a_hint_for_every_layer(report: dict[str, Any], setup: Any) -> None:
    assert of_layers(report["hints"]) == setup.expected
    assert all(hint["paddingLeft"] for hint in report["hints"])


def test_the_hints_are_drawn_behind_the_lines(report: dict[str, Any], setup: Any) -> None:
    assert of_layers(report["drawn"]) == setup.expected


def test_the_whole_model_is_counted_where_its_summary_is_asked_for(report: dict[str, Any]) -> None:
    (shown,) = [hint["label"] for hint in report["drawn"] if hint["code"] == "model.summary()"]
    assert "1,250,858" in shown  # what it printed for the post's author


def test_hovering_explains_the_layer(report: dict[str, Any]) -> None:
    assert "Conv2D" in report["hover"]
    assert "9,248" in report["hover"]


def test_the_hints_follow_an_edit(report: dict[str, Any]) -> None:
    labels = of_layers(report["edited"])
    assert labels[2] == "(None, 30, 30, 48) · 13,872"  # (3·3·32 + 1)·48
    assert labels[6] == "(None, 15, 15, 64) · 27,712"  # (3·3·48 + 1)·64


def test_the_screen_shows_hints_and_a_hover(terminal: Terminal, neovim: Neovim, setup: Any) -> None:
    terminal.wait_for("model.add(MaxPooling2D(pool_size=(2, 2))) (None, 15, 15, 32)")
    screen = terminal.wait_for("model.add(Conv2D(32, (3, 3))) (None, 30, 30, 32) · 9,248")
    assert "(None, 32, 32, 32) · 896" in screen
    terminal.keep(setup.screenshots / f"nvim-{neovim.version}-hints.ansi")

    terminal.call("send-keys", "-l", "/Conv2D(32, (3, 3)))")
    terminal.call("send-keys", "Enter", "K")
    terminal.wait_for("Parameters")
    terminal.keep(setup.screenshots / f"nvim-{neovim.version}-hover.ansi")


def test_a_file_of_pytorch_shows_shapes_that_nothing_gives(neovim: Neovim, setup: Any, tmp_path: Path) -> None:
    with opened(setup, neovim, setup.example(tmp_path, "gpt.py")) as terminal:
        screen = terminal.wait_for("self.qkv = nn.Linear(config.width, 3 * config.width) (B, T, 2304) · 1,771,776")
        assert 768 * 2304 + 2304 == 1_771_776
        assert ".chunk(3, dim=-1) 3 × (B, T, 768)" in screen
        assert "y = F.scaled_dot_product_attention(q, k, v, is_causal=True) (B, 12, T, 64)" in screen
        terminal.keep(setup.screenshots / f"nvim-{neovim.version}-torch.ansi")

        terminal.call("send-keys", "-l", "/Linear(config.width, 3")
        terminal.call("send-keys", "Enter", "K")
        terminal.wait_for("blocks.0.attention.qkv")  # the first of its places in the model
        terminal.keep(setup.screenshots / f"nvim-{neovim.version}-torch-hover.ansi")


def test_the_summary_stands_in_a_window_of_its_own(neovim: Neovim, setup: Any, tmp_path: Path) -> None:
    with opened(setup, neovim, setup.example(tmp_path)) as terminal:
        terminal.wait_for("(None, 30, 30, 32) · 9,248")
        terminal.says(":LayerhintsSummary")
        terminal.wait_for("│ (None, 30, 30, 32) │      9,248 │")
        terminal.call("send-keys", "G")
        terminal.wait_for("total parameters:         1,250,858")  # what it printed for the post's author
        terminal.keep(setup.screenshots / f"nvim-{neovim.version}-summary.ansi")


def test_hints_are_for_the_entry_point_that_is_named_or_chosen(neovim: Neovim, setup: Any, tmp_path: Path) -> None:
    with opened(setup, neovim, setup.builders(tmp_path)) as terminal:
        terminal.call("send-keys", "G")
        blocks = "self.blocks = nn.Sequential(*blocks) (N, 64, (H+3)//4, (W+3)//4) · "
        terminal.wait_for(blocks + setup.blocks["resnet20"])
        terminal.says(":LayerhintsEntryPoint resnet56")
        terminal.wait_for(blocks + setup.blocks["resnet56"])
        terminal.keep(setup.screenshots / f"nvim-{neovim.version}-entry-point.ansi")
        terminal.says(":LayerhintsEntryPoint")
        terminal.wait_for("resnet20 (function, line ")
        terminal.says("1")
        terminal.wait_for(blocks + setup.blocks["resnet20"])


def test_a_shape_is_written_into_the_class_around_the_cursor(neovim: Neovim, setup: Any, tmp_path: Path) -> None:
    with opened(setup, neovim, setup.example(tmp_path, "residual_cnn.py")) as terminal:
        terminal.says("/self.stem(image)")
        terminal.wait_for("x = self.stem(image) (N, 16, H, W)")
        terminal.says(":LayerhintsInputShape 2,3,32,32")
        terminal.wait_for("# layerhints: image = (2, 3, 32, 32)")
        terminal.wait_for("x = self.stem(image) (2, 16, 32, 32)")
        terminal.says(":LayerhintsInputShape mask=2,3")
        terminal.wait_for("`mask` is not an input of `ResidualCNN`; there is `image`")


WRONG = """\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 64, 3, padding=1)
        self.pool = nn.AdaptiveAvgPool2d(12)
        self.head = nn.Linear(512, 10)

    def forward(self, image):
        # layerhints: image = (2, 3, 32, 32)
        x = self.pool(self.conv(image))
        return self.head(torch.flatten(x, 1))
"""
"""PyTorch gives 64·12·12 = 9,216 features to the last layer."""


@pytest.fixture
def wrong(neovim: Neovim, setup: Any, tmp_path: Path) -> Iterator[Terminal]:
    file = tmp_path / "examples" / "wrong.py"
    file.parent.mkdir()
    file.write_text(WRONG, encoding="utf-8")
    with opened(setup, neovim, file) as terminal:
        terminal.wait_for("x = self.pool(self.conv(image) (2, 64, 32, 32)) (2, 64, 12, 12)")
        yield terminal


def test_a_quick_fix_writes_the_number_that_fits(wrong: Terminal, neovim: Neovim, setup: Any) -> None:
    wrong.wait_for("E         return self.head")
    wrong.says("/torch.flatten")
    wrong.says(":lua vim.lsp.buf.code_action()")
    wrong.wait_for("1: Replace 512 by 9216")
    wrong.keep(setup.screenshots / f"nvim-{neovim.version}-quick-fix.ansi")
    wrong.says("1")
    wrong.wait_for("self.head = nn.Linear(9216, 10) (2, 10) · 92,170")


def test_completion_offers_the_number_that_fits(wrong: Terminal, neovim: Neovim, setup: Any) -> None:
    wrong.says("/512")
    wrong.call("send-keys", "-l", "cw")
    wrong.call("send-keys", "C-x", "C-o")
    wrong.wait_for("self.head = nn.Linear(9216, 10)")
    wrong.keep(setup.screenshots / f"nvim-{neovim.version}-completion.ansi")


def test_the_outline_names_the_layers_of_a_class(wrong: Terminal) -> None:
    wrong.says(":lua vim.lsp.buf.document_symbol()")
    screen = wrong.wait_for("[Field] head")
    assert [line.split("| ")[1] for line in screen.splitlines() if "| [" in line] == [
        *("[Class] Net", "[Field] conv", "[Field] pool", "[Field] head")
    ]


SHOW_LENSES = ":lua if vim.lsp.codelens.enable then vim.lsp.codelens.enable() else vim.lsp.codelens.refresh() end"


def test_a_lens_shows_the_hints_for_its_function(neovim: Neovim, setup: Any, tmp_path: Path) -> None:
    with opened(setup, neovim, setup.builders(tmp_path)) as terminal:
        terminal.call("send-keys", "G")
        blocks = "self.blocks = nn.Sequential(*blocks) (N, 64, (H+3)//4, (W+3)//4) · "
        terminal.wait_for(blocks + setup.blocks["resnet20"])
        terminal.says(SHOW_LENSES)
        terminal.wait_for("Show hints for resnet56")
        terminal.says("/def resnet56")
        terminal.says(":lua vim.lsp.codelens.run()")
        terminal.wait_for(blocks + setup.blocks["resnet56"])
        terminal.wait_for("Hints are for resnet56 · reset")

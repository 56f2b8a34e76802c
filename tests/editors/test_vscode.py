"""Visual Studio Code with the packaged extension installed: code-server, looked at through a headless Chromium."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

SETTINGS: dict[str, Any] = {
    "editor.minimap.enabled": False,
    "editor.occurrencesHighlight": "off",
    "editor.fontFamily": "DejaVu Sans Mono",
    "workbench.startupEditor": "none",
    "workbench.colorTheme": "Default Light Modern",
    "workbench.activityBar.location": "hidden",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "chat.commandCenter.enabled": False,
    "telemetry.telemetryLevel": "off",
    "extensions.autoCheckUpdates": False,
    "extensions.autoUpdate": False,
    "extensions.ignoreRecommendations": True,
    "security.workspace.trust.startupPrompt": "never",
}


class CodeServer:
    """Visual Studio Code's server on a port of this machine, with a home of its own and the given extensions."""

    def __init__(self, setup: Any, home: Path, extensions: list[Path], path: list[Path], trusting: bool = True) -> None:
        self.home = home
        self.environment = setup.environment(home, *path)
        # Code runs extensions in the environment of a login shell, and /etc/profile sets PATH anew.
        (home / ".profile").write_text(f"export PATH='{self.environment['PATH']}'\n")
        self.program = [str(setup.editor("code-server/code-server")), "--user-data-dir", str(home / "data")]
        self.program += ["--extensions-dir", str(home / "extensions")]
        self.settings(**{"security.workspace.trust.enabled": not trusting})
        for extension in extensions:
            subprocess.run(
                [*self.program, "--install-extension", str(extension)],
                env=self.environment, check=True, capture_output=True, timeout=120,
            )  # fmt: skip
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/"
        options = ["--auth", "none", "--bind-addr", f"127.0.0.1:{port}"]
        options += ["--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"]
        with (home / "code-server.log").open("w") as log:
            self.process = subprocess.Popen(
                [*self.program, *options],
                env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def settings(self, **changes: Any) -> None:
        """Writes the settings. A window that is open takes them up."""
        self.current = getattr(self, "current", SETTINGS) | changes
        for scope in ("User", "Machine"):  # what is read from where depends on the setting's scope
            file = self.home / "data" / scope / "settings.json"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(self.current))

    def wait(self) -> None:
        deadline = time.monotonic() + 30
        while True:
            try:
                with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(self.url + "healthz"):
                    return
            except (urllib.error.URLError, ConnectionError):
                assert time.monotonic() < deadline, (self.home / "code-server.log").read_text()
                time.sleep(0.1)

    def log(self) -> str:
        """The extension's own log, of every window so far."""
        return "\n".join(file.read_text() for file in sorted(self.home.glob("data/logs/**/*layerhints*.log")))

    def stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(timeout=20)


class Window:
    """One browser window; `window.hover(over=…, containing=…)` and so on are the commands of browser.mjs."""

    def __init__(self, setup: Any, server: CodeServer) -> None:
        self.screenshots: Path = setup.screenshots
        self.server = server
        program = [setup.program("node"), str(Path(__file__).parent / "browser.mjs")]
        environment = os.environ | {
            "PLAYWRIGHT": str(setup.editor("browser/node_modules/playwright-core/index.js")),
            "CHROMIUM": setup.program("chromium"),
        }
        self.process = subprocess.Popen(
            program, env=environment, text=True, encoding="utf-8", stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def __getattr__(self, command: str) -> Any:
        def call(**parameters: Any) -> Any:
            assert self.process.stdin and self.process.stdout
            self.process.stdin.write(json.dumps({"command": command, **parameters}) + "\n")
            self.process.stdin.flush()
            answer = json.loads(self.process.stdout.readline())
            if "error" in answer:
                picture = self.screenshots / "failed.png"
                if command != "screenshot":
                    self.screenshot(path=str(picture))
                pytest.fail(f"{answer['error']}; see {picture}. The log of the extension:\n{self.server.log()}")
            return answer["result"]

        return call

    def keep(self, name: str) -> None:
        self.screenshot(path=str(self.screenshots / name))

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=20)


class Code:
    """An editor with the example open in it."""

    def __init__(self, setup: Any, server: CodeServer, window: Window, file: Path) -> None:
        self.setup = setup
        self.server = server
        self.window = window
        self.file = file

    def hints(self) -> list[str]:
        """What stands behind the lines that add a layer, from top to bottom."""
        return self.setup.behind_layers(self.window.lines(containing="(None, 32, 32, 32)"))

    def more_filters(self) -> int:
        """Changes the file on disk, and waits for the hint that only a server that lives can give: one filter more."""
        text = self.file.read_text()
        before = re.search(r"Conv2D\((\d+), \(3, 3\)\)\)", text)
        assert before
        filters = int(before[1]) + 1
        self.file.write_text(text.replace(before[0], f"Conv2D({filters}, (3, 3)))", 1))
        hint = f"(None, 30, 30, {filters}) · {(3 * 3 * 32 + 1) * filters:,}"
        self.window.lines(containing=hint)
        return filters

    def server_process(self, other_than: int = 0) -> int:
        """The number of the language server's process, once there is another than the one given."""
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline:
            for process in (int(entry.name) for entry in Path("/proc").glob("[0-9]*")):
                with suppress(OSError):  # it may have ended meanwhile
                    ours = process != other_than and os.getsid(process) == self.server.process.pid
                    if ours and Path(f"/proc/{process}/cmdline").read_bytes().endswith(b"\0server\0--stdio\0"):
                        return process
            time.sleep(0.05)
        raise AssertionError("no language server runs")


@pytest.fixture(scope="module")
def start(setup: Any, vsix: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Starts an editor; it stops with the module."""
    with ExitStack() as stack:

        def start(file: Path, path: list[Path], extensions: tuple[Path, ...] = (), trusting: bool = True) -> Code:
            server = CodeServer(setup, tmp_path_factory.mktemp("code"), [*extensions, vsix], path, trusting)
            stack.callback(server.stop)
            window = Window(setup, server)
            stack.callback(window.close)
            server.wait()
            window.open(url=server.url, file=str(file))
            return Code(setup, server, window, file)

        yield start


@pytest.fixture(scope="module")
def code(setup: Any, start: Any, tmp_path_factory: pytest.TempPathFactory) -> Code:
    """With `layerhints` on PATH."""
    code = start(setup.example(tmp_path_factory.mktemp("project")), [setup.scripts])
    code.window.command(title="View: Toggle Primary Side Bar Visibility")
    return code


def test_hints_stand_behind_every_layer(code: Code, setup: Any) -> None:
    assert code.hints() == setup.expected
    code.window.keep("vscode-hints.png")


def test_hovering_explains_the_layer(code: Code) -> None:
    text = code.window.hover(over="Conv2D(32, (3, 3)))", containing="Conv2D")
    assert "(None, 32, 32, 32) → (None, 30, 30, 32)" in text
    assert "9,248 = (3·3·32 + 1)·32" in text
    code.window.keep("vscode-hover.png")
    assert code.window.follow(link="line 17").startswith("Ln 17, ")  # where the 32 input channels come from


def test_a_hint_has_a_tooltip(code: Code) -> None:
    assert "9,248" in code.window.hover(over="30, 32) · 9,248", containing="→ (None, 30, 30, 32)")


def test_the_summary_stands_beside_the_file_and_follows(code: Code) -> None:
    title = "layerhints: Show the Summary of This File"
    code.window.command(title=title)
    total = next(line for line in code.window.lines(containing="total parameters:") if "total parameters:" in line)
    assert "1,250,858" in total  # what it printed for the post's author
    code.window.keep("vscode-summary.png")
    filters = code.more_filters()
    code.window.lines(containing=f"│ (None, 30, 30, {filters}) │")
    code.window.command(title="View: Close Editors in Other Groups")


def test_the_status_says_which_server_runs(code: Code) -> None:
    version = json.loads((Path(__file__).parents[2] / "vscode-client" / "package.json").read_text())["version"]
    assert "PATH" in code.window.status(containing=f"layerhints {version}: running")


def test_the_log_says_what_was_started(code: Code) -> None:
    code.window.command(title="layerhints: Show the Log")
    assert "PATH" in code.window.panel(containing="starting layerhints")
    code.window.command(title="View: Hide Panel")


def test_a_restart_starts_another_process(code: Code) -> None:
    before = code.server_process()
    code.window.command(title="layerhints: Restart the Server")
    code.server_process(other_than=before)
    code.more_filters()


def test_a_server_that_dies_is_started_again(code: Code) -> None:
    os.kill(before := code.server_process(), signal.SIGKILL)
    code.server_process(other_than=before)
    code.more_filters()


def test_a_server_that_keeps_dying_is_left_alone_until_asked_for(code: Code) -> None:
    code.window.command(title="layerhints: Restart the Server")
    code.window.status(containing="running")
    process = 0
    for _ in range(4):
        process = code.server_process(other_than=process)
        code.more_filters()
        os.kill(process, signal.SIGKILL)
    assert "Restart the Server" in code.window.notification(containing="has stopped 4 times")
    code.window.status(containing="layerhints: failed")
    code.window.command(title="layerhints: Restart the Server")
    code.more_filters()


def test_a_file_of_pytorch_shows_shapes_that_nothing_gives(code: Code, setup: Any) -> None:
    file = setup.example(code.file.parent.parent, "gpt.py")
    code.window.open(url=code.server.url, file=str(file))
    lines = code.window.lines(containing="(B, T, 2304) · 1,771,776")  # 768·2304 + 2304
    assert any("class SelfAttention" in line and "(B, T, 768) · 2,362,368" in line for line in lines)
    assert sum("transpose(1, 2)" in line and "(B, 12, T, 64)" in line for line in lines) == 3
    code.window.keep("vscode-torch.png")
    text = code.window.hover(over="Linear(config.width, 3", containing="Linear")
    assert "(B, T, 768) → (B, T, 2304)" in text
    assert "blocks.0.attention.qkv" in text
    assert "1,771,776 = (768 + 1)·2304" in text
    code.window.keep("vscode-torch-hover.png")
    code.window.open(url=code.server.url, file=str(code.file))
    assert code.hints()


def test_the_hints_are_for_the_entry_point_of_which_a_lens_is_followed(code: Code, setup: Any) -> None:
    file = setup.builders(code.file.parent.parent)
    code.window.open(url=code.server.url, file=str(file))
    code.window.lines(containing="(W+3)//4) · " + setup.blocks["resnet20"])
    code.window.click(on="class ResidualCNN")
    code.window.press(key="Control+End")
    code.window.lens(title="Show hints for resnet56")
    code.window.lines(containing="(W+3)//4) · " + setup.blocks["resnet56"])
    code.window.keep("vscode-entry-point.png")
    code.window.lens(title="Hints are for resnet56 · reset")
    code.window.lines(containing="(W+3)//4) · " + setup.blocks["resnet20"])
    code.window.command(title="layerhints: Show Hints for an Entry Point…", answer="resnet56")
    code.window.lines(containing="(W+3)//4) · " + setup.blocks["resnet56"])


def test_a_shape_is_written_into_the_class_around_the_cursor(code: Code) -> None:
    code.window.click(on="x = self.stem(image)")
    code.window.command(title="layerhints: Give an Input a Shape…", answer="2,3,32,32")
    code.window.lines(containing="# layerhints: image = (2, 3, 32, 32)")
    code.window.lines(containing="(2, 16, 32, 32)")
    code.window.keep("vscode-input-shape.png")
    code.window.command(title="File: Revert File")
    code.window.open(url=code.server.url, file=str(code.file))
    assert code.hints()


def test_the_outline_has_layers_with_shapes_and_parameters(code: Code, setup: Any) -> None:
    code.window.open(url=code.server.url, file=str(setup.example(code.file.parent.parent, "residual_cnn.py")))
    code.window.command(title="Focus on Outline View")
    rows = code.window.outline(containing="BatchNorm2d (N, …, …, …) · 32–128")
    assert rows[0].startswith("Block(N, …, …, …) · 4,672–73,984")
    assert rows[1].startswith("conv1Conv2d (N, …, …, …) · ")
    code.window.keep("vscode-outline.png")


def test_the_number_that_fits_is_offered(code: Code, setup: Any) -> None:
    code.window.open(url=code.server.url, file=str(setup.example(code.file.parent.parent, "residual_cnn.py")))
    code.window.lines(containing="(N, 10) · 650")
    code.window.click(on="channels, classes)", times=2)
    code.window.press(key="Delete")
    offered = code.window.suggest(beginning="64")
    assert "features of what comes in: (N, 64)" in offered[0]
    code.window.keep("vscode-completion.png")
    code.window.press(key="Enter")
    code.window.lines(containing="self.head = nn.Linear(64, classes)")
    code.window.command(title="File: Revert File")
    code.window.open(url=code.server.url, file=str(code.file))
    assert code.hints()


def test_a_quick_fix_writes_the_number_that_fits(code: Code, setup: Any) -> None:
    file = setup.example(code.file.parent.parent, "residual_cnn.py")
    file.write_text(file.read_text().replace("nn.Linear(channels, ", "nn.Linear(512, "))
    code.window.open(url=code.server.url, file=str(file))
    code.window.lines(containing="5,130 parameters")  # 512·10 + 10
    code.window.click(on="self.head = nn.Linear(512, classes)")
    code.window.press(key="Control+End")
    code.window.press(key="ArrowLeft")  # over the end of the last line
    code.window.press(key="ArrowLeft")
    code.window.command(title="Quick Fix...")
    code.window.offers(first="Replace 512 by 64")
    code.window.keep("vscode-quick-fix.png")
    code.window.press(key="Enter")
    code.window.lines(containing="(N, 10) · 650")
    code.window.command(title="File: Revert File")
    code.window.open(url=code.server.url, file=str(code.file))
    assert code.hints()


def test_the_cells_of_a_notebook_know_of_each_other(code: Code, setup: Any) -> None:
    source = (setup.root / "examples" / "cifar10_cnn.py").read_text()  # other tests have changed the window's own file
    place = source.index("model = Sequential()")
    texts = [f"%matplotlib inline\n{source[:place].strip()}", source[place:].strip()]
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": text} for text in texts]
    file = code.file.with_suffix(".ipynb")
    metadata = {"language_info": {"name": "python"}}
    file.write_text(json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 4}))
    code.window.open(url=code.server.url, file=str(file))
    assert code.hints()[:3] == setup.expected[:3]
    code.window.keep("vscode-notebook.png")
    text = code.window.hover(over="Conv2D(32, (3, 3)))", containing="Conv2D")
    assert "9,248 = (3·3·32 + 1)·32" in text
    assert "cell 2, line 2" in text  # where the 32 input channels come from
    code.window.open(url=code.server.url, file=str(code.file))
    assert code.hints()


def test_what_is_certainly_wrong_is_a_problem(code: Code) -> None:
    # No window is opened behind this: the next one may still be told that the panel is there, and show fewer lines.
    code.window.click(on="2, 2)))", times=2)
    code.window.press(key="9")
    code.window.press(key="9")
    code.window.command(title="Problems: Focus on Problems View")
    assert "does not fit" in code.window.panel(containing="a window of 99")
    code.window.command(title="View: Focus Active Editor Group")
    code.window.command(title="Go to Next Problem (Error, Warning, Info)")
    code.window.command(title="Quick Fix...")
    code.window.offers(first="Ignore `window-too-large` in this line")
    code.window.press(key="Enter")
    code.window.lines(containing="pool_size=(99, 2)))  # layerhints: ignore[window-too-large]")
    code.window.command(title="File: Revert File")
    code.window.command(title="View: Hide Panel")


def test_an_interpreter_that_is_not_there_is_told_and_corrected(code: Code) -> None:
    code.server.settings(**{"layerhints.interpreter": "/nowhere/python"})
    message = code.window.notification(containing="layerhints.interpreter")
    assert "/nowhere/python" in message
    assert "Python 3.10" in message
    code.window.status(containing="layerhints: failed")
    code.window.keep("vscode-failed.png")
    code.server.settings(**{"layerhints.interpreter": None})
    code.window.status(containing="running")
    code.more_filters()


def test_the_server_in_the_package_needs_no_installation(
    start: Any, setup: Any, tmp_path: Path, bare_python: Path
) -> None:
    code = start(setup.example(tmp_path), [bare_python])
    assert code.hints() == setup.expected
    assert "bundled with the extension" in code.window.status(containing="running")


PYTHON_EXTENSION = {
    "extension.vsixmanifest": "<PackageManifest/>",
    "extension/package.json": json.dumps(
        {
            "name": "python",
            "publisher": "ms-python",
            "version": "1.0.0",
            "engines": {"vscode": "^1.91.0"},
            "main": "./main.js",
            "activationEvents": ["onLanguage:python"],
            "contributes": {"commands": [{"command": "python.other", "title": "Python: Select the Other"}]},
        }
    ),
    "extension/main.js": """
        const vscode = require("vscode");
        exports.activate = () => {
          let path = ONE;
          const changed = new vscode.EventEmitter();
          vscode.commands.registerCommand("python.other", () => changed.fire({ path: (path = OTHER) }));
          return { environments: {
            getActiveEnvironmentPath: () => ({ path }),
            resolveEnvironment: async ({ path }) => ({ executable: { uri: vscode.Uri.file(path) } }),
            onDidChangeActiveEnvironmentPath: changed.event,
          } };
        };""",
}
"""What the Python extension exports, with two interpreters to select from; the marketplace alone has the real one."""


def test_the_interpreter_selected_in_the_python_extension_comes_first(
    start: Any, setup: Any, bare_python: Path, tmp_path: Path
) -> None:
    one, other = setup.scripts / "python", bare_python / "python3"
    vsix = tmp_path / "python.vsix"
    with zipfile.ZipFile(vsix, "w") as archive:
        for name, text in PYTHON_EXTENSION.items():
            archive.writestr(name, text.replace("ONE", json.dumps(str(one))).replace("OTHER", json.dumps(str(other))))
    code = start(setup.example(tmp_path), [bare_python], extensions=(vsix,))
    assert "the Python extension's interpreter" in code.window.status(containing="running")
    code.window.command(title="Python: Select the Other")
    assert str(other) in code.window.status(containing="bundled with the extension")


def test_an_untrusted_workspace_gets_hints_and_runs_nothing_of_its_own(start: Any, setup: Any, tmp_path: Path) -> None:
    file = setup.example(tmp_path)
    trap = file.parent / "python3"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/was-run\n")
    trap.chmod(0o755)
    file.with_name("types.py").write_text(f"open({str(tmp_path / 'was-run')!r}, 'w')\n")
    (file.parent / ".vscode").mkdir()
    (file.parent / ".vscode" / "settings.json").write_text(json.dumps({"layerhints.interpreter": str(trap)}))
    code = start(file, [setup.scripts], trusting=False)
    assert code.hints() == setup.expected
    assert not (tmp_path / "was-run").exists()

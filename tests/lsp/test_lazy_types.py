"""lsprotocol's classes are completed when they are used, and are then what they would have been at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest

from layerhints.lsp.client import asked_for

from .editor import CAPABILITIES, ROOT
from .models import CNN, CNN_HINTS

DESCRIBED = Path(__file__).with_name("described.py")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "server")}


def python(*arguments: str) -> bytes:
    """What a run of Python prints, which must end well."""
    return subprocess.run([sys.executable, *arguments], env=ENVIRONMENT, stdout=PIPE, check=True).stdout


@pytest.fixture(scope="module")
def described() -> tuple[dict[str, Any], dict[str, Any]]:
    """All classes as layerhints has them, and as lsprotocol has."""
    ours, theirs = (json.loads(python(str(DESCRIBED), whose)) for whose in ("ours", "theirs"))
    return ours, theirs


@pytest.mark.parametrize("what", ["made of nothing", "classes", "editors"])
def test_classes_are_those_of_lsprotocol(described: tuple[dict[str, Any], dict[str, Any]], what: str) -> None:
    ours, theirs = described
    assert len(theirs[what]) >= {"made of nothing": 550, "classes": 550, "editors": len(CAPABILITIES)}[what]
    assert ours[what] == theirs[what]


def test_data_are_converted_as_pygls_converts_them(described: tuple[dict[str, Any], dict[str, Any]]) -> None:
    ours, theirs = (some["converted"] for some in described)
    refused = {name for name, made in theirs.items() if isinstance(made, str)}
    assert len(refused) < len(theirs) / 50
    assert {name: ours[name] for name in theirs if name not in refused} == {
        name: theirs[name] for name in theirs if name not in refused
    }


def test_data_that_are_wrong_are_refused(described: tuple[dict[str, Any], dict[str, Any]]) -> None:
    ours, theirs = (some["refused"] for some in described)
    readable = {name for name in theirs if not isinstance(described[1]["converted"][f"{name} 1"], str)}
    assert {name: ours[name] for name in readable} == {name: theirs[name] for name in readable}


# --- how many a session completes


def message(content: dict[str, Any]) -> bytes:
    body = json.dumps({"jsonrpc": "2.0", **content}).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def session(editor: str, uri: str) -> bytes:
    """What an editor sends until it has its first hints."""
    capabilities = json.loads(CAPABILITIES[editor].read_text(encoding="utf-8"))["capabilities"]
    capabilities["workspace"]["configuration"] = False  # nobody is there to answer
    document = {"uri": uri, "languageId": "python", "version": 1, "text": CNN}
    stretch = {"start": {"line": 0, "character": 0}, "end": {"line": 100, "character": 0}}
    return b"".join(
        map(
            message,
            [
                {"id": 1, "method": "initialize", "params": {"capabilities": capabilities}},
                {"method": "initialized", "params": {}},
                {"method": "textDocument/didOpen", "params": {"textDocument": document}},
                {"id": 2, "method": "textDocument/inlayHint", "params": {"textDocument": document, "range": stretch}},
            ],
        )
    )


@pytest.mark.parametrize("editor", CAPABILITIES)
def test_a_session_completes_few(editor: str, tmp_path: Path) -> None:
    program = """
import sys
from layerhints.cli import main
from layerhints.lsp.lazy_types import pending
before = len(pending)
main(["server"])
print(before - len(pending), file=sys.stderr)
"""
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, env=ENVIRONMENT, stdin=PIPE, stdout=PIPE, stderr=PIPE) as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdin.write(session(editor, (tmp_path / "model.py").as_uri()))
        process.stdin.flush()
        said = b""
        while b'"id":2' not in said:
            said += os.read(process.stdout.fileno(), 1 << 16)
        process.stdin.close()
        said += process.stdout.read()
        completed = process.stderr.read()
    assert said.count(b'"label":"(') == len(CNN_HINTS)
    assert int(completed) < 55


def test_capabilities_that_nobody_asks_for_change_nothing() -> None:
    """What every editor is answered, and what is known of it, is the same when all that it sent is read."""
    program = """
import json, sys
from layerhints.lsp.client import asked_for
from layerhints.lsp.handlers import create_server

class Sent(list):
    write = list.append

for file in sys.argv[1:]:
    with open(file, encoding="utf-8") as text:
        capabilities = json.load(text)["capabilities"]
    known = []
    for read in (capabilities, asked_for(capabilities)):
        server, sent = create_server(), Sent()
        server.protocol.set_writer(sent)
        message = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": read}}
        server.protocol.handle_message(server.protocol.structure_message(message))
        known.append((sent, server.client, server.encoding.kind))
    whole, part = known
    assert len(asked_for(capabilities)["textDocument"]) < len(capabilities["textDocument"])
    assert b"hoverProvider" in whole[0][0]
    assert whole == part, (file, whole, part)
"""
    python("-c", program, *map(str, CAPABILITIES.values()))


def test_capabilities_of_a_wrong_kind_are_none() -> None:
    assert asked_for({"general": None, "workspace": ["configuration"], "textDocument": {"hover": {}}}) == {
        "textDocument": {"hover": {}}
    }


# --- what else may come


def test_where_lsprotocol_is_there_already_nothing_is_put_off() -> None:
    python("-c", "from lsprotocol import types; from layerhints.lsp import lazy_types; assert not lazy_types.pending")


def test_attrs_is_left_as_it_was() -> None:
    python(
        "-c",
        """
import attrs
define = attrs.define
from layerhints.lsp import lazy_types
assert lazy_types.pending
assert attrs.define is define
""",
    )


def test_a_class_that_inherits_completes_what_it_inherits_from() -> None:
    python(
        "-c",
        """
from layerhints.lsp.lazy_types import pending
from lsprotocol import types
import attrs

class Plain(types.Position):
    pass

@attrs.define
class Wider(types.Range):
    note: str = ""

assert repr(Plain(1, 2)) == "1:2"
assert Plain(1, 2) == types.Position(1, 2) < types.Position(1, 3)
assert [field.name for field in attrs.fields(Wider)] == ["start", "end", "note"]
assert not pending & {types.Position, types.Range}
""",
    )


@pytest.mark.parametrize("declaration", ["@attrs.define(slots=False)", "@attrs.define()", "@attrs.frozen"])
def test_where_classes_are_declared_otherwise_all_are_completed(declaration: str, tmp_path: Path) -> None:
    package = tmp_path / "lsprotocol"
    package.mkdir()
    (package / "__init__.py").touch()
    source = f"""
import attrs

@attrs.define
class Usual:
    size: "int"

{declaration}
class Other:
    usual: "Usual"
"""
    (package / "types.py").write_text(source, encoding="utf-8")
    program = f"""
import sys
sys.path.insert(0, {str(tmp_path)!r})
from layerhints.lsp.lazy_types import pending
from lsprotocol import types
assert not pending
assert types.Other(types.Usual(3)) == types.Other(types.Usual(3)) != types.Other(types.Usual(4))
"""
    python("-c", program)

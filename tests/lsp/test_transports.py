"""Standard input and output, and TCP."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from typing import Any

from pygls.exceptions import JsonRpcInvalidParams

from .editor import PATIENCE, ROOT


async def exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, message: dict[str, Any]) -> Any:
    """Send a request and wait for the next message of the server."""
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    await writer.drain()
    if "id" not in message:
        return None
    header = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
    length = next(int(line[15:]) for line in header.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    return json.loads(await asyncio.wait_for(reader.readexactly(length), PATIENCE))


async def start(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "layerhints", "server", *arguments),
        env={**os.environ, "PYTHONPATH": str(ROOT / "server")},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


INITIALIZE = {"id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}}


async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    answer = await exchange(reader, writer, INITIALIZE)
    assert answer["result"]["serverInfo"]["name"] == "layerhints"
    assert answer["result"]["capabilities"]["positionEncoding"] == "utf-16"
    assert (await exchange(reader, writer, {"id": 2, "method": "shutdown"}))["result"] is None
    await exchange(reader, writer, {"method": "exit"})


async def test_standard_input_and_output_are_the_default() -> None:
    server = await start()
    assert server.stdin is not None
    assert server.stdout is not None
    await converse(server.stdout, server.stdin)
    assert await asyncio.wait_for(server.wait(), PATIENCE) == 0
    assert server.stderr is not None
    assert await server.stderr.read() == b""


async def test_what_is_refused_is_told_and_not_logged() -> None:
    server = await start()
    assert server.stdin is not None
    assert server.stdout is not None
    assert server.stderr is not None
    await exchange(server.stdout, server.stdin, INITIALIZE)
    wrong = {"command": "layerhints.summary", "arguments": [3]}
    asked = {"id": 2, "method": "workspace/executeCommand", "params": wrong}
    assert (await exchange(server.stdout, server.stdin, asked))["error"]["code"] == JsonRpcInvalidParams.CODE
    assert (await exchange(server.stdout, server.stdin, {"id": 3, "method": "shutdown"}))["result"] is None
    await exchange(server.stdout, server.stdin, {"method": "exit"})
    assert await asyncio.wait_for(server.wait(), PATIENCE) == 0
    assert await server.stderr.read() == b""


async def test_tcp_listens_on_loopback() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = await start("--tcp", "--port", str(port))
    assert server.stderr is not None
    line = await asyncio.wait_for(server.stderr.readline(), PATIENCE)
    assert line.decode() == f"layerhints: listening on 127.0.0.1:{port}\n"
    for _ in range(100):
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            break
        except ConnectionRefusedError:
            await asyncio.sleep(0.05)
    await converse(reader, writer)
    assert await asyncio.wait_for(server.wait(), PATIENCE) == 0


async def test_a_client_that_goes_away_ends_the_server() -> None:
    server = await start("--stdio")
    assert server.stdin is not None
    assert server.stdout is not None
    await exchange(server.stdout, server.stdin, INITIALIZE)
    server.stdin.close()
    await asyncio.wait_for(server.wait(), PATIENCE)


async def test_a_client_that_leaves_without_asking_for_the_end_is_an_error() -> None:
    server = await start("--stdio")
    assert server.stdin is not None
    assert server.stdout is not None
    await exchange(server.stdout, server.stdin, INITIALIZE)
    await exchange(server.stdout, server.stdin, {"method": "exit"})
    assert await asyncio.wait_for(server.wait(), PATIENCE) == 1

"""Messages as bytes. A thread reads ahead, so that what waits is known before the next question is answered, and while
an answer is being found.

pygls would read each line of a message in a thread of its pool and go on only when that is done, which costs more than
most answers do; and it would not see what waits.
"""

from __future__ import annotations

import json
import re
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, BinaryIO, TypeAlias

_LENGTH = re.compile(rb"content-length:[ \t]*(\d{1,9})[ \t]*$", re.IGNORECASE | re.MULTILINE)
"""It need not begin a line: behind a message whose header has no length, which nobody can tell from the next header,
the header after that is found again. More digits are no length that anybody sends.
"""
_END_OF_HEADER = b"\r\n\r\n"
_AT_ONCE = 1 << 16

compact: Callable[[Any], str] = json.JSONEncoder(separators=(",", ":")).encode
"""Plain data as JSON without blanks, all of it ASCII."""

Pieces: TypeAlias = "Sequence[bytes]"
"""JSON in pieces, which are put together once, when they are sent: there may be megabytes."""
NULL: Pieces = (b"null",)


class Inbox:
    """The messages that arrived and that nobody has looked at yet.

    `receive(size)` waits for up to so many bytes and gives none at the end. `arrived` is called in the thread, whenever
    there is something new: messages in `waiting`, or the end (`ended`).
    """

    def __init__(self, receive: Callable[[int], bytes], arrived: Callable[[], None]) -> None:
        self.waiting: deque[bytes] = deque()
        self.ended = False
        self._receive = receive
        self._arrived = arrived
        self._thread = threading.Thread(target=self._read, name="inbox", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def holds(self, word: bytes) -> bool:
        """Is there a message among those that wait in which a word stands?"""
        return bool(self.waiting) and any(word in body for body in self.waiting.copy())

    def _read(self) -> None:
        buffer = bytearray()
        length: int | None = None
        while data := self._received():
            buffer += data
            messages: list[bytes] = []
            while True:
                if length is None:
                    end = buffer.find(_END_OF_HEADER)
                    if end < 0:
                        break
                    match = _LENGTH.search(bytes(buffer[:end]).replace(b"\r", b""))
                    del buffer[: end + len(_END_OF_HEADER)]
                    if match is None:
                        messages.append(b"")  # is read as what it is, and the client is told
                        continue
                    length = int(match[1])
                if len(buffer) < length:
                    break
                messages.append(bytes(buffer[:length]))
                del buffer[:length]
                length = None
            self.waiting.extend(messages)  # at once: who looks meanwhile sees a question with what cancels it
            if messages and not self._told():
                return
        self.ended = True
        self._told()

    def _received(self) -> bytes:
        try:
            return self._receive(_AT_ONCE)
        except OSError:  # the other end is gone
            return b""

    def _told(self) -> bool:
        try:
            self._arrived()
        except RuntimeError:  # the loop is closed: nobody wants to know
            return False
        return True


class Outbox:
    """Writes messages; what pygls sends goes through the same `write`, with its header. When nobody is there to read
    them, the inbox has ended as well, which ends the server.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, *data: bytes) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):
            self._stream.writelines(data)
            self._stream.flush()

    def close(self) -> None:
        self._stream.close()

    def send(self, *pieces: bytes) -> None:
        """Send a message that is JSON already."""
        self.write(b"".join((b"Content-Length: %d\r\n\r\n" % sum(map(len, pieces)), *pieces)))

"""What was shown of a document, kept in the user's cache folder, so that it is there at once when the same text is
opened again.

What is shown hangs on the settings and on what the world answered to the analysis; the text of the document is among
that. All of this stands beside it, and it is shown again only if every answer is the same once more, and layerhints is.
"""

from __future__ import annotations

import json
import zlib
from functools import cache
from hashlib import blake2b
from pathlib import Path
from sys import version_info
from typing import TYPE_CHECKING, Any

from layerhints import __version__
from layerhints.project.memo import Question
from layerhints.project.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from layerhints.project.settings import Settings
    from layerhints.project.world import World

Stretch = list[tuple[int, Any]]
"""The first row of each definition and what was drawn in it, which is plain data; None where nobody looked."""


def keep(
    world: World, file: str, manner: str, settings: Settings, asked: Iterable[Question], shown: Stretch
) -> None:
    """Keep what was shown of a document, of which the analysis `asked` all this of the world. What is drawn in another
    `manner` stands apart.
    """
    questions = _plain(asked)
    record = [_digest(world, settings, questions), questions, shown]
    data = zlib.compress(json.dumps(record, separators=(",", ":")).encode())
    world.cache.enter(_name(file, manner), data)


def find(world: World, file: str, manner: str, settings: Settings) -> Stretch | None:
    """What is shown of a document, if that was kept and the world is as it was."""
    data = world.cache.entry(_name(file, manner))
    if data is None:
        return None
    try:
        digest, questions, shown = json.loads(zlib.decompress(data))
        if digest != _digest(world, settings, questions):
            return None
        return [(row, drawn) for row, drawn in shown]
    except (ValueError, TypeError, AttributeError, zlib.error):
        return None


def _name(file: str, manner: str) -> str:
    return blake2b(f"{file}\0{manner}".encode("utf-8", "surrogatepass"), digest_size=16).hexdigest() + ".shown"


_SMALL = ("find", "is_compiled", "distribution", "keras_configuration", "module_name", "data")


def _plain(asked: Iterable[Question]) -> list[tuple[str, Sequence[Any]]]:
    """Questions as plain data. Of what was looked for in a file its whole text says enough."""
    found: dict[tuple[str, Sequence[Any]], None] = {}
    for method, arguments in asked:
        plain = ("text", arguments[:1]) if method in ("module", "search") else (method, arguments)
        found[plain] = None
    return [*found]


def _digest(world: World, settings: Settings, questions: Iterable[tuple[str, Sequence[Any]]]) -> str:
    """What must be the same: layerhints, what it is set to, and what the world answers."""
    digest = blake2b(_version(), digest_size=16)
    answers = [repr(settings), repr(world.roots)]
    for method, arguments in questions:
        if method == "text":
            text = world.text(*arguments)
            answer = text.content if isinstance(text, Text) else repr(text)
        elif method in _SMALL:
            answer = repr(getattr(world, method)(*arguments))
        else:
            raise ValueError(method)
        answers.append(answer)
    for answer in answers:
        data = answer.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


@cache
def _version() -> bytes:
    """The whole of layerhints, and the Python that runs it."""
    digest = blake2b(f"{__version__} {version_info[:3]}".encode())
    for file in sorted(Path(__file__).parents[1].rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.digest()


__all__ = ["Stretch", "find", "keep"]

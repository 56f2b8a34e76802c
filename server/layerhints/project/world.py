"""The state of everything outside the analysis: documents, files, folders, environments and the user's keras.json."""

from __future__ import annotations

import json
import os
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layerhints.project.cache import Cache
from layerhints.project.decoding import NotText
from layerhints.project.disk import Disk, Stamp
from layerhints.project.environment import Environment, find_environment, folders_above, normalized
from layerhints.project.search import Found, find_module, is_compiled
from layerhints.project.searches import Search, search
from layerhints.project.text import Text

if TYPE_CHECKING:
    from layerhints.syntax import Module
    from layerhints.values.host import Sought


@dataclass(frozen=True, slots=True)
class Document:
    """A text that an editor holds open; it counts instead of the file."""

    text: Text
    version: int | None


class World:
    """Answers questions about the present. Its parts are replaced, never changed in place."""

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self.variables: Mapping[str, str] = os.environ if variables is None else variables
        self.documents: dict[str, Document] = {}
        self.roots: tuple[Path, ...] = ()
        self.python = ""
        self.disk = Disk()
        self.cache = Cache(self.variables)
        self.definitions_lowered = 0
        self.is_told = False
        """Does somebody say when a file in the folders of the workspace changes on disk?"""
        self.on_defect: Callable[[Exception], None] | None = None
        """Told of a defect of layerhints, once for each of its own lines where one shows."""
        self._defects: set[tuple[str, int | None]] = set()
        self.changes = 0
        """How often something was said to have changed: a document, a setting, what is installed."""
        self.edits: Counter[str] = Counter()
        """How many of these changes were edits of each document."""
        self._modules: dict[str, tuple[Text | Stamp | None, Module | None]] = {}
        """What was read last of each file, and of which text. Only of documents the lines are kept."""
        self._previous: dict[str, Module] = {}
        self._searches: dict[tuple[str, Sought], Search] = {}
        self._environments: dict[Path, Environment | None] = {}
        self._folders: dict[str, tuple[Path, tuple[str, ...]]] = {}
        """For each folder: the one above the package that it belongs to, and where its imports are searched."""
        self._imported: set[str] = set()
        """The files that were found for an import."""
        self._configuration: tuple[str, Stamp | None, dict[str, object]] | None = None

    def forget_environments(self) -> None:
        """Look for environments again: a setting changed, or something was installed."""
        self._environments.clear()
        self._folders.clear()
        self.changes += 1

    def defect(self, error: Exception) -> bool:
        """layerhints itself failed; is somebody told? Otherwise the error is to end the analysis."""
        if self.on_defect is None:
            return False
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = frame.filename, frame.lineno
        if place not in self._defects:
            self._defects.add(place)
            self.on_defect(error)
        return True

    @property
    def has_failed(self) -> bool:
        """Has a defect of layerhints shown?"""
        return bool(self._defects)

    # --- texts

    def open(self, file: str, document: Document) -> None:
        """An editor opened a document or edited it."""
        if file in self.documents:
            self.edits[file] += 1
        self.documents[file] = document
        self.changes += 1

    @contextmanager
    def supposing(self, file: str, text: Text) -> Iterator[None]:
        """While this lasts an open document reads otherwise; then all is as if nobody had looked."""
        document, module, previous = self.documents[file], self._modules.get(file), self._previous.get(file)
        self.documents[file] = Document(text, document.version)
        self.changes += 1
        try:
            yield
        finally:
            self.documents[file] = document
            self.changes += 1
            self._modules[file] = module or (None, None)
            if previous is None:
                self._previous.pop(file, None)
            else:
                self._previous[file] = previous

    def close(self, file: str) -> None:
        self.documents.pop(file, None)
        self.edits.pop(file, None)
        self.keep_last(file)
        self._previous.pop(file, None)
        module = self._modules.pop(file, (None, None))[1]
        if module is not None:
            self._modules[file] = (None, module._replace(lines=()))
        self.changes += 1

    def text(self, file: str) -> Text | NotText | None:
        """The text of an open document or of a file, why it is none, or None when there is no such file."""
        document = self.documents.get(file)
        return self.disk.text(file) if document is None else document.text

    def search(self, file: str, pattern: Sought) -> str | None:
        """The first match of a pattern in a file's text; it is looked for in one definition after the other."""
        module = self.module(file)
        if module is None:
            return None
        known = self._searches.get((file, pattern))
        if known is None or known.module is not module:
            known = self._searches[file, pattern] = search(pattern, module, known)
        return known.first

    def module(self, file: str) -> Module | None:
        """The definitions of a file as it is now; only those are read again whose text changed."""
        from layerhints.syntax import read

        document = self.documents.get(file)
        state = self.disk.stamp(file) if document is None else document.text
        known_state, known = self._modules.get(file, (None, None))
        if state is None:
            self._modules.pop(file, None)
            return None
        if known_state is state or (known_state is not None and _alike(known_state, state)):
            return known
        text = self.text(file)
        if not isinstance(text, Text):
            self._modules[file] = (state, None)
            return None
        if known is not None:
            module = read(text.lines, known)
            self._previous[file] = known
        else:
            # Packages are looked into for the names that they pass on; other files are run once.
            kept = self.cache.module(text, lasting=document is not None or file.endswith("__init__.py"))
            module = kept or read(text.lines)
            imported = self._is_installed(file) or (document is None and file in self._imported)
            if kept is None and (imported or _is_long(text)):
                self.cache.keep(text, module)  # as it was found first: a file that is being edited must not fill it
        self.definitions_lowered += module.lowered
        if document is None:
            module = module._replace(lines=())
        self._modules[file] = (state, module)
        return module

    def keep_last(self, file: str) -> None:
        """Have what reading an edited document gave written to the cache: nobody edits it further."""
        text, module = self._modules.get(file, (None, None))
        if file in self._previous and isinstance(text, Text) and module is not None and _is_long(text):
            self.cache.keep(text, module)

    def stamp_of(self, file: str, module: Module) -> Stamp | None:
        """What said of a file on disk that it is the one in which `module` was read last; None where it was not."""
        state, known = self._modules.get(file, (None, None))
        return state if known is module and isinstance(state, Stamp) else None

    def _is_installed(self, file: str) -> bool:
        """Does a file belong to an environment that was looked at?"""
        environments = filter(None, self._environments.values())
        return any(file.startswith(folder + os.sep) for one in environments for folder in one.search_path)

    def may_change(self, file: str) -> bool:
        """Is a file open, or may it change on disk without anybody telling? What is installed seldom does."""
        return file in self.documents or not (self._is_installed(file) or (self.is_told and self._is_inside(file)))

    def _is_inside(self, file: str) -> bool:
        """Does a file stand in a folder of the workspace?"""
        return any(file.startswith(f"{root}{os.sep}") for root in self.roots)

    def data(self, file: str) -> bytes | None:
        """The bytes of a file, or of the text that an editor holds open in its place."""
        document = self.documents.get(file)
        return self.disk.data(file) if document is None else document.text.content.encode(errors="replace")

    def is_file(self, file: str) -> bool:
        return file in self.documents or self.disk.stamp(file) is not None

    # --- imports and the environment

    def environment(self, file: str) -> Environment | None:
        """The environment in which a file runs."""
        folder = Path(file).parent
        if folder not in self._environments:
            self._environments[folder] = find_environment(self.python, folder, self.roots, self.variables)
        return self._environments[folder]

    def find(self, name: str, importer: str) -> Found | None:
        """The file of the module `name`: beside the importer, above it up to the workspace root, then installed. A name
        that begins as that of the importer's own package is one of its modules, also where a module in it is called so.
        """
        folder = importer.rpartition(os.sep)[0]
        known = self._folders.get(folder)
        if known is None:
            known = self._folders[folder] = self._above_packages(importer), self._searched(importer)
        above, folders = known
        package = folder[len(str(above)) + 1 :].partition(os.sep)[0]
        own = name.partition(".")[0] == package
        found = find_module(name, (str(above), *folders) if own else folders, self.is_file)
        if found is not None:
            self._imported.add(found.file)
        return found

    def is_compiled(self, name: str, importer: str) -> bool:
        """Is the module `name` a file of machine code in a package?"""
        outer, _, inner = name.rpartition(".")
        package = self.find(outer, importer) if outer else None
        return package is not None and package.is_package and is_compiled(inner, package.file.rpartition(os.sep)[0])

    def _searched(self, importer: str) -> tuple[str, ...]:
        """The folders in which the imports of a file are searched."""
        environment = self.environment(importer)
        installed = environment.search_path if environment is not None else ()
        folders: list[str] = []
        if not any(importer.startswith(folder + os.sep) for folder in installed):
            for folder in folders_above(Path(importer).parent, self.roots):
                folders += (str(folder), str(folder / "src"))
            folders.append(str(self._above_packages(importer)))
        return tuple(dict.fromkeys((*folders, *installed)))

    def _above_packages(self, file: str) -> Path:
        """The folder in which the outermost package stands that a file belongs to, or the file itself: also outside of
        the workspace the modules of one package find each other. Inside a package a folder is a part of it without an
        `__init__.py`, too.
        """
        folder = Path(file).parent
        while folder.name.isidentifier() and any(
            self.is_file(str(place / "__init__.py")) for place in (folder, folder.parent)
        ):
            folder = folder.parent
        return folder

    def module_name(self, file: str) -> str:
        """The dotted name of a file in its package; its stem when it is in none."""
        path = Path(file)
        parts = [*path.parent.relative_to(self._above_packages(file)).parts]
        return ".".join(parts if path.name == "__init__.py" else [*parts, path.stem]) or path.parent.name

    def distribution(self, name: str) -> str | None:
        """The installed version in the environment of the workspace."""
        place = str(self.roots[0] / "_") if self.roots else next(iter(self.documents), "")
        environment = self.environment(place)
        return None if environment is None else environment.distributions.get(normalized(name))

    # --- the user's configuration of Keras

    def keras_configuration(self) -> dict[str, object]:
        """What keras.json in `KERAS_HOME` or `~/.keras` says; empty when there is none or it cannot be read."""
        home = Path(self.variables.get("HOME") or "~").expanduser()
        file = str(Path(self.variables.get("KERAS_HOME") or home / ".keras", "keras.json"))
        stamp = self.disk.stamp(file)
        if self._configuration is None or self._configuration[:2] != (file, stamp):
            self._configuration = (file, stamp, _read_object(file) if stamp is not None else {})
        return self._configuration[2]


_LONG = 500
"""What reading so many lines gave is kept for the next start, also of a file that only was opened."""


def _is_long(text: Text) -> bool:
    return len(text.lines) >= _LONG


def _alike(old: Text | Stamp, new: Text | Stamp) -> bool:
    """Do two states of a file stand for the same text?"""
    if isinstance(old, Text) and isinstance(new, Text):
        return old.lines == new.lines
    return old == new


def _read_object(file: str) -> dict[str, Any]:
    try:
        content = json.loads(Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}

"""The user's Python environment, found and read without starting any Python."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_DIST_INFO = re.compile(r"^(?P<name>[A-Za-z0-9._]+)-(?P<version>[^-]+)\.(?:dist|egg)-info$")


def normalized(name: str) -> str:
    """The name of a distribution in the one spelling in which names are compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


@dataclass(frozen=True)
class Environment:
    """One environment: where its packages and its standard library are. `prefix` is its folder."""

    prefix: Path
    site_packages: tuple[Path, ...]
    standard_library: tuple[Path, ...] = ()

    @cached_property
    def search_path(self) -> tuple[str, ...]:
        """The folders that are searched for modules: packages, what `.pth` files add to them, the standard library."""
        folders: dict[str, None] = {}
        for folder in self.site_packages:
            folders[str(folder)] = None
            for extra in _pth_folders(folder):
                folders[str(extra)] = None
        for folder in self.standard_library:
            folders[str(folder)] = None
        return tuple(folders)

    @cached_property
    def distributions(self) -> Mapping[str, str]:
        """The version of each installed distribution by its normalized name; the first folder wins."""
        found: dict[str, str] = {}
        for folder in self.site_packages:
            try:
                entries = sorted(entry.name for entry in folder.iterdir())
            except OSError:
                continue
            for entry in entries:
                if match := _DIST_INFO.match(entry):
                    found.setdefault(normalized(match["name"]), match["version"])
        return found


def find_environment(
    setting: str, start: Path, roots: tuple[Path, ...], variables: Mapping[str, str]
) -> Environment | None:
    """The environment in which the file in folder `start` runs.

    The first of: the setting (an interpreter or a folder, from the root of the workspace), `VIRTUAL_ENV`, a `.venv` or
    `venv` in `start` or above it as far as the root of its workspace, `CONDA_PREFIX`, the `python3` on the PATH.
    """
    if setting:
        try:
            return _read(_of_interpreter(Path(*roots[:1], Path(setting).expanduser())))
        except (OSError, ValueError, RuntimeError):  # no file is called so, or nobody has that home
            return None
    if (variable := variables.get("VIRTUAL_ENV")) and (environment := _read(Path(variable))):
        return environment
    for folder in folders_above(start, roots):
        for name in (".venv", "venv"):
            if environment := _read(folder / name):
                return environment
    if (variable := variables.get("CONDA_PREFIX")) and (environment := _read(Path(variable))):
        return environment
    for folder_name in variables.get("PATH", "").split(os.pathsep):
        for executable in ("python3", "python", "python.exe"):
            if folder_name and (interpreter := Path(folder_name, executable)).is_file():
                return _read(_of_interpreter(interpreter))
    return None


def folders_above(start: Path, roots: tuple[Path, ...]) -> tuple[Path, ...]:
    """`start` and the folders above it up to the workspace root that holds it; only `start` outside of all roots."""
    above = (start, *start.parents)
    ends = [above.index(root) for root in roots if root in above]
    return above[: min(ends) + 1] if ends else (start,)


def _of_interpreter(path: Path) -> Path:
    """The folder of the environment that an interpreter belongs to; a folder is one already.

    A link in an environment's `bin` is not followed: the environment is where the link stands.
    """
    if path.is_dir():
        return path
    folder = path.parent
    prefix = folder.parent if folder.name in ("bin", "Scripts") else folder
    if (prefix / "pyvenv.cfg").is_file() or _library_folders(prefix):
        return prefix
    real = path.resolve().parent
    return real.parent if real.name in ("bin", "Scripts") else real


def _read(prefix: Path) -> Environment | None:
    """The environment in a folder; None where there is none or it may not be read, or no folder is called so."""
    try:
        return _of_prefix(prefix)
    except (OSError, ValueError):
        return None


def _of_prefix(prefix: Path) -> Environment | None:
    libraries = _library_folders(prefix)
    site_packages = [folder / name for folder in libraries for name in ("site-packages", "dist-packages")]
    site_packages = [folder for folder in site_packages if folder.is_dir()]
    if prefix == Path("/usr"):
        shared = (Path("/usr/lib/python3/dist-packages"), Path("/usr/local/lib/python3/dist-packages"))
        local = [folder / "dist-packages" for folder in _library_folders(Path("/usr/local"))]
        site_packages += [folder for folder in (*local, *shared) if folder.is_dir()]
    configuration = _configuration(prefix)
    if not site_packages and not configuration:
        return None
    home = configuration.get("home")
    base = _of_interpreter(Path(home) / "python3") if home else prefix
    base_libraries = _library_folders(base)
    if configuration.get("include-system-site-packages", "").lower() == "true" and base != prefix:
        system = _read(base)
        site_packages += system.site_packages if system is not None else ()
    standard = [folder for folder in base_libraries if (folder / "os.py").is_file()]
    return Environment(prefix, tuple(site_packages), tuple(standard))


def _library_folders(prefix: Path) -> list[Path]:
    """`lib/python3.11` on most systems, `Lib` on Windows; the newest Python first."""
    found = [folder for name in ("lib", "lib64") for folder in (prefix / name).glob("python3.*") if folder.is_dir()]
    found.sort(key=lambda folder: int(re.sub(r"\D", "", folder.name.partition(".")[2]) or 0), reverse=True)
    if sys.platform == "win32" and (prefix / "Lib").is_dir():
        found.append(prefix / "Lib")
    distinct = {os.path.realpath(folder): folder for folder in reversed(found)}
    return [folder for folder in found if folder in distinct.values()]


def _configuration(prefix: Path) -> dict[str, str]:
    """What `pyvenv.cfg` says; empty when there is none."""
    try:
        lines = (prefix / "pyvenv.cfg").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    pairs = (line.partition("=") for line in lines)
    return {key.strip().lower(): value.strip() for key, equals, value in pairs if equals}


def _pth_folders(folder: Path) -> list[Path]:
    """The folders that `.pth` files add (editable installs). Lines that are code are never run."""
    found = []
    for file in sorted(folder.glob("*.pth")):
        try:
            lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            continue
        for line in lines:
            if line.strip() and not line.startswith(("#", "import ", "import\t")):
                extra = folder / line.strip()
                if extra.is_dir():
                    found.append(extra)
    return found

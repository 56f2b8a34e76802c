"""Every setting, declared once.

VS Code's `contributes.configuration`, the README's table and the reader of `[tool.layerhints]` derive from `DECLARED`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from layerhints.rules.problems import PAGES


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: `name` is dotted below `layerhints`, `type` a type of JSON, `choices` those of an enumeration, or of
    the items of an array, which are strings.

    `editor_only` settings are read by an editor's client and mean nothing to the server or the command line;
    `terminal_only` ones mean nothing to editors.
    """

    name: str
    type: str
    default: Any
    description: str
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    editor_only: bool = False
    terminal_only: bool = False

    @property
    def attribute(self) -> str:
        """The name of the field of `Settings` that holds it."""
        words = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in self.name)
        return words.replace(".", "_")

    def accepts(self, value: object) -> bool:
        match self.type:
            case "boolean":
                return isinstance(value, bool)
            case "integer":
                return type(value) is int and (self.minimum is None or value >= self.minimum)
            case "array":
                return isinstance(value, list) and all(
                    isinstance(item, str) and (not self.choices or item in self.choices) for item in value
                )
            case "object":
                return isinstance(value, Mapping) and all(
                    isinstance(key, str) and isinstance(item, str) for key, item in value.items()
                )
            case _:
                return isinstance(value, str) and (not self.choices or value in self.choices)


DECLARED = (
    Setting("hints.enable", "boolean", True, "Show the shape and the parameters behind every layer."),
    Setting("hints.shapes", "boolean", True, "Show output shapes in the hints."),
    Setting("hints.parameters", "boolean", True, "Show parameter counts in the hints."),
    Setting(
        "hints.maximumLength",
        "integer",
        40,
        "The most characters that a hint may have; a longer one leaves out the middle of its shape. "
        "VS Code itself cuts all the hints of one line at 43.",
        minimum=12,
    ),
    Setting(
        "python",
        "string",
        "",
        "The Python interpreter or the folder of the environment in which your models run; it is only read, never "
        "started. When empty: `VIRTUAL_ENV`, `CONDA_PREFIX`, or a `.venv` or `venv` beside the file or above it.",
    ),
    Setting("diagnostics.enable", "boolean", True, "Report what is certain to be wrong as problems."),
    Setting(
        "diagnostics.ignore",
        "array",
        (),
        "Codes of problems that are not reported anywhere, such as `wrong-rank`.",
        choices=tuple(sorted(PAGES)),
    ),
    Setting(
        "check.exclude",
        "array",
        (),
        "What `layerhints check` leaves out of folders: names (`third_party`), or patterns of paths from the folder of "
        "the pyproject.toml (`tests/broken/*.py`). A file or folder that is named to it is checked all the same.",
        terminal_only=True,
    ),
    Setting(
        "codeLens.enable",
        "boolean",
        True,
        "Where a line is reached from several functions or classes that nothing in the file uses, offer above these to "
        "show its hints for one of them.",
    ),
    Setting(
        "trace.server",
        "string",
        "off",
        "How much of the traffic between the editor and the server the log shows.",
        choices=("off", "messages", "verbose"),
        editor_only=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The values that hold; each field is the setting of `DECLARED` with that attribute name."""

    hints_enable: bool = True
    hints_shapes: bool = True
    hints_parameters: bool = True
    hints_maximum_length: int = 40
    python: str = ""
    diagnostics_enable: bool = True
    diagnostics_ignore: tuple[str, ...] = ()
    check_exclude: tuple[str, ...] = ()
    code_lens_enable: bool = True


def read(*layers: Mapping[str, Any]) -> tuple[Settings, tuple[str, ...]]:
    """The settings that `layers` give, and what is wrong in them. The first layer that differs from the default wins.

    An editor sends its defaults along with what a person chose, so a value equal to the default says nothing.
    A setting may be written nested (`{"hints": {"enable": …}}`) or dotted (`{"hints.enable": …}`).
    """
    settings = Settings()
    wrong: list[str] = []
    for setting in DECLARED:
        if setting.editor_only:
            continue
        for layer in layers:
            value = _look_up(layer, setting.name)
            if value is None or value == setting.default:
                continue
            if setting.accepts(value):
                held: Any = tuple(value) if setting.type == "array" else value
                settings = replace(settings, **{setting.attribute: held})
                break
            allowed = f" It is at least {setting.minimum}." if setting.minimum is not None else ""
            wrong.append(f"the setting `layerhints.{setting.name}` cannot be {value!r}: {setting.description}{allowed}")
    return settings, tuple(wrong)


def misspelt(layer: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """What `layer` sets although there is no such setting, each as a sentence."""
    names = [setting.name for setting in DECLARED]
    for key, value in layer.items():
        name = f"{prefix}{key}"
        if name in names:
            continue
        if isinstance(value, Mapping) and any(known.startswith(f"{name}.") for known in names):
            yield from misspelt(value, f"{name}.")
            continue
        near = get_close_matches(name, names, n=1)
        yield f"there is no setting `layerhints.{name}`" + (f"; did you mean `{near[0]}`?" if near else "")


def _look_up(layer: Mapping[str, Any], name: str) -> Any:
    if name in layer:
        return layer[name]
    first, _, rest = name.partition(".")
    inner = layer.get(first)
    return _look_up(inner, rest) if rest and isinstance(inner, Mapping) else None

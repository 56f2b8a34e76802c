"""The hints of the PyTorch cases, judged by real PyTorch: what each says is what its expression gave, every time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import torch

from layerhints.ide.hints import hints
from layerhints.project.project import Project

from .golden import CASES
from .torch_oracle import Notes, Seen, Sizes

pytestmark = pytest.mark.oracle

ROOT = Path(__file__).resolve().parents[2]

Uses = Callable[[dict[str, Any], Notes], None]


def use_open_classes(names: dict[str, Any], notes: Notes) -> None:
    """Classes that the program does not use itself, each at two choices of the sizes that it leaves open."""
    for n, h, w in ((2, 32, 47), (3, 225, 224)):
        notes.sizes = {"N": n, "H": h, "W": w}
        names["Stem"]()(torch.zeros(n, 3, h, w))
    for model, inner, shape in ((8, 32, (2, 8)), (6, 5, (2, 3, 4, 6))):
        notes.sizes = {"d_model": model, "d_ff": inner}
        names["FeedForward"](model, inner)(torch.zeros(shape))
    for b, t, width, heads in ((2, 5, 12, 3), (4, 3, 8, 2)):
        notes.sizes = {"B": b, "T": t, "width": width, "heads": heads}
        names["Heads"](width, heads)(torch.zeros(b, t, width))
    for words, tags, batch, length in ((50, 7, 3, 9), (11, 4, 2, 6)):
        notes.sizes = {"words": words, "tags": tags, "batch": batch, "length": length}
        names["Tagger"](words, tags)(torch.zeros(batch, length, dtype=torch.long))


def use_language_model(names: dict[str, Any], notes: Notes) -> None:
    for b, t in ((2, 5), (1, 7)):
        notes.sizes = {"B": b, "T": t}
        with torch.device("meta"):
            names["GPT"]()(torch.zeros(b, t, dtype=torch.long))


def use_residual_network(names: dict[str, Any], notes: Notes) -> None:
    for n, h, w in ((2, 32, 41), (3, 18, 27)):
        notes.sizes = {"N": n, "H": h, "W": w}
        names["ResidualCNN"]()(torch.zeros(n, 3, h, w))


EXAMPLES: dict[str, Uses] = {"gpt": use_language_model, "residual_cnn": use_residual_network}

USES: dict[str, Uses | None] = {
    "torch_blocks": None,
    "torch_pyramid": None,
    "torch_tied": None,
    "torch_open": use_open_classes,
    "torch_replaced": None,
}


@pytest.mark.parametrize("case", USES)
def test_a_hint_says_what_its_expression_gives(case: str) -> None:
    assert wrong_hints(CASES / f"{case}.py", USES[case]) == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_so_it_is_in_the_examples(example: str) -> None:
    assert wrong_hints(ROOT / "examples" / f"{example}.py", EXAMPLES[example]) == []


def wrong_hints(file: Path, uses: Uses | None) -> list[str]:
    """What hints of a file are not true of what real torch gives."""
    notes = Notes().watch(file, uses)
    found = hints(Project(variables={}).view(str(file)))
    assert len(found) >= 9
    wrong = []
    for hint in found:
        seen = notes.seen.get((hint.about.row, hint.about.column), [])
        groups = [[each for each in seen if each.end == end] for end in {each.end for each in seen}]
        if not any(holds(hint.label, group, notes) for group in groups):
            given = [[describe(each, notes) for each in group] for group in groups]
            wrong.append(f"line {hint.about.row + 1}: {hint.label} but torch gives {given}")
    return wrong


def test_all_cases_of_torch_are_judged() -> None:
    assert set(USES) == {case.stem for case in CASES.glob("torch_*.py")}


def describe(seen: Seen, notes: Notes) -> str:
    value = seen.value
    if isinstance(value, torch.nn.Module):
        return f"{value._get_name()} → {[shape_of(output) for output in notes.outputs[value]]}, {parameters(value)}"
    return str(shape_of(value))


def parameters(module: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def shape_of(value: Any) -> Any:
    """A tensor's shape as a tuple; several tensors as a list."""
    if isinstance(value, torch.Tensor):
        return tuple(value.shape)
    return [shape_of(item) for item in value] if isinstance(value, (tuple, list)) else value


# --- labels


def holds(label: str, group: Iterable[Seen], notes: Notes) -> bool:
    """Whether a label is true of all that an expression gave. What it leaves open as `…` differs from time to time, or
    was left out for want of room.
    """
    shape, _, count = label.rpartition(" · ") if " · " in label else (label, "", "")
    if not shape.startswith(("(", "[", "…")) and "×" not in shape:
        shape, count = "", shape
    found: list[tuple[Any, Sizes]] = []
    counts: list[tuple[int, Sizes]] = []
    for each in group:
        if isinstance(each.value, torch.nn.ModuleList):
            modules: list[torch.nn.Module] = list(each.value)
        else:
            modules = [each.value] if isinstance(each.value, torch.nn.Module) else []
        if modules:
            found += [(shape_of(output), each.sizes) for module in modules for output in notes.outputs[module]]
            counts += [(parameters(module), each.sizes) for module in modules]
        else:
            found.append((shape_of(each.value), each.sizes))
    if not found or bool(count) != any(total for total, _ in counts):
        return False
    if shape and not all(is_shape(shape, given, sizes) for given, sizes in found):
        return False
    if shape.startswith("(") and not all(varies(shape, axis, found) for axis in range(9)):
        return False
    return not count or is_count(count, counts)


def varies(shape: str, axis: int, found: list[tuple[Any, Sizes]]) -> bool:
    """Whether an axis is only left open if it is not always the same; of a shape that was cut nothing can be said."""
    items = split(shape[1:-1])
    if axis >= len(items) or items[axis] != "…" or any(len(given) != len(items) for given, _ in found):
        return True
    return len({given[axis] for given, _ in found}) > 1


def is_count(text: str, counts: list[tuple[int, Sizes]]) -> bool:
    if "–" in text:
        least, greatest = (int(end.replace(",", "")) for end in text.split("–"))
        totals = [total for total, _ in counts]
        return (min(totals), max(totals)) == (least, greatest)
    return all(size(text, sizes) == total for total, sizes in counts)


def is_shape(text: str, given: Any, sizes: Sizes) -> bool:
    """Whether the shape that a label says is this one."""
    if text == "…":
        return True
    if "×" in text:
        times, _, item = text.partition(" × ")
        return len(given) == int(times) and all(is_shape(item, each, sizes) for each in given)
    items = split(text[1:-1])
    if text.startswith("["):
        if not isinstance(given, list):
            return False
        if items[-1] == "…":
            return all(is_shape(item, each, sizes) for item, each in zip(items[:-1], given, strict=False))
        return len(items) == len(given) and all(map(is_shape, items, given, [sizes] * len(given)))
    if not isinstance(given, tuple):
        return False
    if len(items) != len(given):
        if items.count("…") != 1:
            return False
        left = items.index("…")
        head, tail = items[:left], items[left + 1 :]
        ends = [*given[: len(head)], *given[len(given) - len(tail) :]]
        return len(head) + len(tail) <= len(given) and all(map(is_size, head + tail, ends, [sizes] * len(ends)))
    return all(map(is_size, items, given, [sizes] * len(given)))


def is_size(text: str, given: int, sizes: Sizes) -> bool:
    return text == "…" or size(text, sizes) == given


def size(text: str, sizes: Sizes) -> int:
    """A formula in open sizes, as a number."""
    written = text.replace("·", "*").replace("−", "-").replace(",", "").replace("²", "**2")
    found: int = eval(written, {}, dict(sizes))
    return found


def split(text: str) -> list[str]:
    """The parts between commas that stand in no brackets."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]

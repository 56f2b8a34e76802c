"""Compare many random calls with real Keras, and write docs/keras-evidence.md.

    python scripts/gather_keras_evidence.py [--layers 200] [--functions 30] [--seed N] [--only TITLE]...

For each layer `--layers` calls are drawn as they are, a quarter as many with named sizes and as broken ones; for
each function of keras.ops `--functions` calls are drawn, and as many of each kind. The exit status is 1 if anything
differs. With `--only` a section of the page is made anew, and the others stay.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from random import SystemRandom
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "server"), str(ROOT)]
os.environ["KERAS_BACKEND"] = "jax"
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax  # noqa: E402
import keras  # noqa: E402
from evidence import Case, Tally, judge_drawn, write_section  # noqa: E402
from tests.keras_ops import drawn as functions  # noqa: E402
from tests.layers import check, judging  # noqa: E402
from tests.layers.rarer import EVERY_LAYER  # noqa: E402
from tests.layers.test_flags import FLAGS  # noqa: E402
from tests.layers.variations import broken, named_sizes  # noqa: E402

from layerhints.libraries.keras.layers import FAMILIES  # noqa: E402

PAGE = ROOT / "docs" / "keras-evidence.md"
HEADING = "Keras: what random comparisons found"
Compare = Callable[[Any], Case]
"""Draws a call: what it is, and how to compare it."""


# --- what is compared


def layer_calls(name: str) -> Compare:
    def compare(draw: Any) -> tuple[Any, Callable[[], Any]]:
        drawn = draw(EVERY_LAYER[name])
        return drawn, lambda: judging.compare(drawn)

    return compare


def layer_calls_with_a_flag(name: str) -> Compare:
    def compare(draw: Any) -> tuple[Any, Callable[[], Any]]:
        drawn = draw(EVERY_LAYER[name])
        return drawn, lambda: judging.compare(drawn, {FLAGS[name]: True})

    return compare


def named_layer_calls(name: str) -> Compare:
    def compare(draw: Any) -> tuple[Any, Callable[[], Any]]:
        drawn = draw(EVERY_LAYER[name])
        sizes = draw(named_sizes(drawn))
        return (drawn, sizes), lambda: judging.compare_named(drawn, sizes)

    return compare


def broken_layer_calls(name: str) -> Compare:
    def compare(draw: Any) -> tuple[Any, Callable[[], Any]]:
        drawn = draw(EVERY_LAYER[name].flatmap(broken))
        return drawn, lambda: judging.compare(drawn)

    return compare


# --- the page


def table(title: str, rows: dict[str, Tally]) -> list[str]:
    total = total_of(rows.values())
    lines = [
        f"| {title} | calls | agree | both refuse | refused in advance | different | not all known |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, tally in {**rows, "**together**": total}.items():
        kinds = (tally.kinds[kind] for kind in ("taken", "refused", "foreseen", "different"))
        cells = [name, *(f"{number:,}" for number in (tally.calls, *kinds, tally.partly))]
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", f"Not all is known of {share(total)} of the calls that Keras takes."]
    if total.unknown:
        lines += ["", "| calls | what is unknown, and why |", "| ---: | --- |"]
        lines += [f"| {count:,} | {reason.replace('|', '&#124;')} |" for reason, count in total.unknown.most_common(40)]
    if total.differences:
        lines += ["", "What differs:", "", *(f"- `{text[:400]}`" for text in total.differences[:50])]
    return [*lines, ""]


def total_of(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total.add(tally)
    return total


def share(tally: Tally) -> str:
    return f"{tally.partly / max(1, tally.kinds['taken']):.2%}"


def each(names: Any, compare: Callable[[str], Compare], count: int, start: int) -> dict[str, Tally]:
    tallies = {}
    for index, name in enumerate(names):
        begun = time.monotonic()
        tallies[name] = judge_drawn(compare(name), count, start + index)
        shown = dict(tallies[name].kinds)
        print(f"{name}: {shown}, {tallies[name].partly} partly, {time.monotonic() - begun:.1f} s", flush=True)
        for difference in tallies[name].differences:
            print(f"    {difference[:1000]}", flush=True)
    return tallies


def by_family(tallies: dict[str, Tally]) -> dict[str, Tally]:
    families: dict[str, Tally] = {}
    for family, names in FAMILIES.items():
        for name in names:
            if name in tallies:
                families.setdefault(family, Tally()).add(tallies[name])
    return families


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--layers", type=int, default=200, help="calls of each layer")
    parser.add_argument("--functions", type=int, default=30, help="calls of each function of keras.ops")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(2**32))
    parser.add_argument("--only", action="append", metavar="TITLE", help="a section of the page")
    arguments = parser.parse_args()
    start, layers, quarter = arguments.seed, arguments.layers, max(1, arguments.layers // 4)
    print(f"seed {start}", flush=True)
    judged = [name for name in EVERY_LAYER if name not in check.NEED_TENSORFLOW]
    applied = [name for name in judged if name != "InputLayer"]
    differences = 0

    def add(title: str, text: str, names: Iterable[str], compare: Callable[[str], Compare], count: int) -> None:
        nonlocal differences
        if arguments.only and title not in arguments.only:
            return
        begun = time.monotonic()
        tallies = each(names, compare, count, start)
        differences += len(total_of(tallies.values()).differences)
        took = f"{(time.monotonic() - begun) / 60:.0f} minutes"
        how = f"At most {count} draws of each, seed {start}, {date.today().isoformat()}, {took} of one process, with "
        how += f"Keras {keras.__version__} on jax {jax.__version__}."
        rows = functions.by_module(tallies, Tally) if "unction" in title else by_family(tallies)
        lines = [text, "", how, "", *table("module" if "unction" in title else "family", rows)]
        write_section(PAGE, HEADING, WORDS, title, lines)

    add("Layers", LAYERS, judged, layer_calls, layers)
    add("Layers with a flag of their call", WITH_FLAGS, FLAGS, layer_calls_with_a_flag, layers)
    add("Layers on named sizes", NAMED, applied, named_layer_calls, quarter)
    add("Broken layers", BROKEN, judged, broken_layer_calls, quarter)
    for title, (compare, text) in functions.COMPARISONS.items():
        add(title, text, sorted(functions.FAMILIES), compare, arguments.functions)
    return 1 if differences else 0


WORDS = """`scripts/gather_keras_evidence.py` writes this page. Every call was drawn by Hypothesis, and no two of one
layer or function are the same. *Agree*: real Keras takes the call, and all that we say of it is what Keras says. *Both
refuse*: Keras raises, and we report a problem or say unknown. *Refused in advance*: Keras takes the call as long as a
size is None or nothing is run, and raises then; we give no shape. *Different*: we give a shape, a weight or a count
that Keras does not give, give one where it raises, or report a problem where there is none. *Not all known*: of those
that agree, the calls of which we leave something unknown that Keras has a word for."""
LAYERS = """Compared are output shapes, the weights by name and shape and in their order, which of them are trained,
both counts, and the layer's automatic name. Some of the drawn calls are wrong, and some sizes are None. Left out are
the layers that Keras makes only with TensorFlow (`Hashing`, `StringLookup` and their like) and those that run
something that is not Keras."""
WITH_FLAGS = "The same, for calls that ask for attention scores or run an embedding backwards."
NAMED = """Some sizes have a name instead of a number. The shapes and counts that come out are formulas in these names;
with the numbers in their place they are what Keras says of the numbers."""
BROKEN = """An axis too many or too few, another size, a tensor missing, or another number as an argument."""


if __name__ == "__main__":
    sys.exit(main())

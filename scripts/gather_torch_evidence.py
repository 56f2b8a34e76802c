"""Compare many random calls with real torch, and write docs/torch-evidence.md.

    python scripts/gather_torch_evidence.py [--modules 160] [--operations 40] [--seed N] [--only TITLE]...

For each module of torch.nn `--modules` calls are drawn, for each operation `--operations`; torch's own sample inputs
are taken as they are. The exit status is 1 if anything differs. With `--only` a section of the page is made anew, and
the others stay.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from random import SystemRandom
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "server"), str(ROOT)]

import torch  # noqa: E402
from evidence import Case, Tally, judge_drawn, write_section  # noqa: E402
from tests.torch_layers import judging as modules  # noqa: E402
from tests.torch_layers.check import MODULES, configurations  # noqa: E402
from tests.torch_modules import samples as module_samples  # noqa: E402
from tests.torch_ops import judging as operations  # noqa: E402

PAGE = ROOT / "docs" / "torch-evidence.md"
HEADING = "PyTorch: what comparisons found"


# --- what is compared


def module_calls(name: str) -> Callable[[Any], Case]:
    def draw_case(draw: Any) -> Case:
        call = draw(configurations(name).CONFIGURATIONS[name])
        return call, lambda: modules.compare(name, call)

    return draw_case


def operation_calls(name: str) -> Callable[[Any], Case]:
    def draw_case(draw: Any) -> Case:
        call = operations.drawn_call(name, draw)
        return call, lambda: operations.compare(name, call)

    return draw_case


def judged(cases: Iterable[Case]) -> Tally:
    tally = Tally()
    for what, compare in cases:
        tally.judge(what, compare)
    return tally


# --- the page


def table(title: str, rows: dict[str, Tally]) -> list[str]:
    total = Tally()
    for tally in rows.values():
        total.add(tally)
    lines = [
        f"| {title} | calls | agree | both refuse | different | not all known |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, tally in {**rows, "**together**": total}.items():
        numbers = [tally.kinds.total(), *(tally.kinds[kind] for kind in ("taken", "refused", "different"))]
        lines.append(f"| {' | '.join([name, *(f'{number:,}' for number in (*numbers, tally.partly))])} |")
    share = total.partly / max(1, total.kinds["taken"])
    lines += ["", f"Not all is known of {share:.2%} of the calls that torch takes."]
    if total.unknown:
        lines += ["", "| calls | why it is unknown |", "| ---: | --- |"]
        lines += [f"| {count:,} | {reason.replace('|', '&#124;')} |" for reason, count in total.unknown.most_common(40)]
    if total.differences:
        lines += ["", "What differs:", "", *(f"- `{text[:400]}`" for text in total.differences[:50])]
    return [*lines, ""]


def each(tallies: Iterable[tuple[str, str, Tally]]) -> dict[str, Tally]:
    """The tallies by family, of which each is told as it comes."""
    families: dict[str, Tally] = {}
    begun = time.monotonic()
    for family, name, tally in tallies:
        families.setdefault(family, Tally()).add(tally)
        took = time.monotonic() - begun
        print(f"{took:5.0f} s {name}: {dict(tally.kinds)}, {tally.partly} partly", flush=True)
        for difference in tally.differences:
            print(f"    {difference}", flush=True)
    return families


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--modules", type=int, default=160, help="calls of each module")
    parser.add_argument("--operations", type=int, default=40, help="calls of each operation")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(2**32))
    parser.add_argument("--only", action="append", metavar="TITLE", help="a section of the page")
    arguments = parser.parse_args()
    start = arguments.seed
    print(f"seed {start}", flush=True)

    def drawn_modules() -> Iterator[tuple[str, str, Tally]]:
        for index, (family, name) in enumerate(MODULES):
            yield family, name, judge_drawn(module_calls(name), arguments.modules, start + index)

    def drawn_operations() -> Iterator[tuple[str, str, Tally]]:
        for index, (family, name) in enumerate(operations.OPERATIONS_BY_FAMILY):
            yield family, name, judge_drawn(operation_calls(name), arguments.operations, start + index)

    def sampled_modules() -> Iterator[tuple[str, str, Tally]]:
        for name, cases in module_samples.cases_by_module():
            yield "torch.nn", name, judged(cases)

    def sampled_operations() -> Iterator[tuple[str, str, Tally]]:
        for place, name, cases in operations.sample_cases():
            yield place, name, judged(cases)

    seeded = f"At most {{}} draws of each, seed {start}"
    sections = {
        "Modules": (MODULES_TEXT, drawn_modules, seeded.format(arguments.modules)),
        "Sample inputs of modules": (MODULE_SAMPLES_TEXT, sampled_modules, "Every sample with plain arguments"),
        "Operations": (OPERATIONS_TEXT, drawn_operations, seeded.format(arguments.operations)),
        "Sample inputs of operations": (OPERATION_SAMPLES_TEXT, sampled_operations, "Every call with plain arguments"),
    }
    differences = 0
    for title, (text, tallies, how) in sections.items():
        if arguments.only and title not in arguments.only:
            continue
        begun = time.monotonic()
        families = each(tallies())
        differences += sum(len(tally.differences) for tally in families.values())
        minutes = f"{(time.monotonic() - begun) / 60:.0f} minutes"
        how += f", {date.today().isoformat()}, {minutes} of one process, torch {torch.__version__.partition('+')[0]}."
        write_section(PAGE, HEADING, WORDS, title, [text, "", how, "", *table("family", families)])
    return 1 if differences else 0


WORDS = """`scripts/gather_torch_evidence.py` writes this page. Calls are drawn by Hypothesis, and no two of one module
or operation are the same. *Agree*: real torch takes the call, and all that we say of it is what torch says. *Both
refuse*: torch raises, and we report a problem or say unknown. *Different*: we say something that torch does not say,
give a shape where it raises, or report a problem where there is none. *Not all known*: of those that agree, the calls
of which we leave something unknown."""
MODULES_TEXT = """Compared are output shapes, and parameters and buffers by name and shape and in their order. One draw
in four is of arguments and shapes of which some are wrong. Each call that torch takes is judged again with symbols in
the place of its sizes (into whose results the numbers are then put), with shapes that are unknown in part or
altogether, and with each argument unknown: what is said then must be so, too."""
MODULE_SAMPLES_TEXT = """The sample inputs that torch tests its own modules with
(`torch.testing._internal.common_modules.module_db`). Compared are output shapes in their arrangement, parameters by
name and shape, and the modules inside. Left out are samples that pass a module or a function as an argument."""
OPERATIONS_TEXT = """Functions of torch, torch.nn.functional, torch.linalg and their like, methods of tensors, and
operators. Compared are shapes, types of numbers, numbers that are known, and how the results are arranged; again with
symbols and with less known of the shapes."""
OPERATION_SAMPLES_TEXT = """The sample inputs that torch tests its own operations with
(`torch.testing._internal.common_methods_invocations.op_db`), and the public functions that these call on the way."""


if __name__ == "__main__":
    sys.exit(main())

"""The hints of each case stand where the golden file draws them. Real Keras judges their numbers in test_oracle, real
PyTorch in test_torch_oracle.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from .golden import CASES, drawn, expectation


@pytest.mark.parametrize("case", sorted(CASES.glob("*.py")), ids=lambda case: case.stem)
def test_hints_stand_where_the_golden_file_draws_them(case: Path) -> None:
    assert drawn(case) == expectation(case).read_text(encoding="utf-8")


def test_every_golden_file_has_its_case() -> None:
    assert {path.stem for path in CASES.glob("*.hints")} == {path.stem for path in CASES.glob("*.py")}

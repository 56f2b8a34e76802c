"""A module of the program that takes all names of a library hands them on."""

from pathlib import Path

from layerhints.project.project import Project


def test_a_module_hands_on_what_it_takes_of_a_library(tmp_path: Path) -> None:
    (tmp_path / "functional.py").write_text("from numpy import *\nfrom keras.layers import *\n")
    main = tmp_path / "main.py"
    main.write_text(
        "import functional\nfrom functional import ones\n"
        "x = functional.zeros((2, 3)).shape\ny = ones(4).shape\nz = functional.Dense(3).units\n"
    )
    values = Project({}).view(str(main)).analysis.values
    assert (values["x"], values["y"], values["z"]) == ((2, 3), (4,), 3)

"""What is analysed again after a change, and what is not; and that the answer is always that of a fresh start."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerhints.ide.hints import hints
from layerhints.project.project import Project
from layerhints.project.search import Found
from layerhints.project.text import Text
from layerhints.project.world import World
from layerhints.values.host import Interrupted

MODEL = """\
from keras import Sequential
from keras.layers import Conv2D, Dense, Flatten
from sizes import UNITS

# a network
model = Sequential()
model.add(Conv2D(4, 3, input_shape=(8, 8, 1)))

model.add(Flatten())
model.add(Dense(UNITS))


def build(width=3):
    return Sequential([Dense(width, input_shape=(2,))])
"""
SIZES = "UNITS = 5\n"
FILE = "/project/model.py"
OTHER = "/project/sizes.py"


def project(text: str = MODEL, sizes: str = SIZES) -> Project:
    made = Project(variables={})
    made.open(FILE, Text(text))
    made.open(OTHER, Text(sizes))
    return made


def drawn(made: Project) -> list[tuple[int, int, str, str]]:
    return [(*hint.position, hint.label, hint.tooltip) for hint in hints(made.view(FILE))]


def check(made: Project, text: str, definitions: int, builds: int, sizes: str = SIZES) -> None:
    """After an edit to `text`, so many definitions of it were run in all, and `build` was run on its own so often; and
    the answer is that of a new project.
    """
    made.change(FILE, Text(text))
    made.change(OTHER, Text(sizes))
    assert drawn(made) == drawn(project(text, sizes))
    status = made.status()
    assert (status["definitions_run"], status["entry_points_run"]) == (definitions, builds)


def test_only_what_changes_a_definition_is_analysed_again() -> None:
    made = project()
    check(made, MODEL, 8, 1)
    check(made, MODEL.replace("\n\n", "\n\n\n"), 8, 1)
    check(made, "\n" + MODEL, 8, 1)
    check(made, MODEL.replace("Dense(UNITS)", "Dense(7)"), 9, 1)
    check(made, MODEL, 10, 1)
    check(made, MODEL.replace("width=3", "width=4"), 11, 2)


def test_a_change_of_an_imported_definition_counts_and_a_blank_line_there_does_not() -> None:
    made = project()
    check(made, MODEL, 8, 1)
    check(made, MODEL, 8, 1, sizes="\n\nUNITS = 5\n")
    check(made, MODEL, 16, 2, sizes="UNITS = 6\n")  # of another file that changed, everything is taken to depend


def test_only_the_changed_definition_is_read_again() -> None:
    made = project()
    drawn(made)
    before = made.status()["definitions_lowered"]
    made.change(FILE, Text(MODEL.replace("Dense(UNITS)", "Dense(7)")))
    drawn(made)
    assert made.status()["definitions_lowered"] == before + 1


def test_a_file_that_appears_on_disk_is_noticed(tmp_path: Path) -> None:
    made = Project(variables={})
    made.set_roots([str(tmp_path)])
    file = str(tmp_path / "model.py")
    made.open(file, Text(MODEL))
    assert [hint.label for hint in hints(made.view(file))][2] == "(None, ?) · ?"
    (tmp_path / "sizes.py").write_text(SIZES, encoding="utf-8")
    assert made.stale_documents() == [file]
    assert [hint.label for hint in hints(made.view(file))][2] == "(None, 5) · 725"


def test_an_imported_file_that_changes_on_disk_while_somebody_types_is_noticed(tmp_path: Path) -> None:
    file, other = tmp_path / "model.py", tmp_path / "sizes.py"
    made = Project(variables={})
    shown = []
    for number, content in enumerate((SIZES, "", "UNITS = 7\n", "UNITS = 77\n", "", None, "UNITS = 8\n")):
        if content is None:
            other.unlink()
        elif content:
            other.write_text(content, encoding="utf-8")
        made.open(str(file), Text(f"{MODEL}# {'x' * number}\n"))
        shown.append(hints(made.view(str(file)))[2].label)
    known = ["(None, 5) · 725", "(None, 5) · 725", "(None, 7) · 1,015", "(None, 77) · 11,165", "(None, 77) · 11,165"]
    assert shown == [*known, "(None, ?) · ?", "(None, 8) · 1,160"]  # (6·6·4 + 1) a unit


def test_files_of_which_somebody_tells_are_looked_at_when_told_or_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, other = tmp_path / "model.py", tmp_path / "sizes.py"
    other.write_text(SIZES, encoding="utf-8")
    now = 1000.0
    monkeypatch.setattr("layerhints.project.memo.time.monotonic", lambda: now)
    made = Project(variables={})
    made.set_roots([str(tmp_path)])
    made.will_be_told()
    made.open(str(file), Text(MODEL))

    def label() -> str:
        return hints(made.view(str(file)))[2].label

    assert label() == label() == "(None, 5) · 725"  # everything is looked at once more
    other.write_text("UNITS = 77\n", encoding="utf-8")
    assert label() == "(None, 5) · 725"
    made.files_changed()
    assert label() == "(None, 77) · 11,165"  # (6·6·4 + 1)·77
    other.write_text("UNITS = 8\n", encoding="utf-8")
    now += 60
    assert label() == "(None, 8) · 1,160"


def test_what_is_installed_is_looked_at_between_two_letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, other = tmp_path / "model.py", tmp_path / "sizes.py"
    other.write_text(SIZES, encoding="utf-8")
    now, looks = 1000.0, 0
    monkeypatch.setattr("layerhints.project.memo.time.monotonic", lambda: now)
    find = World.find

    def counted(world: World, name: str, importer: str) -> Found | None:
        nonlocal looks
        looks += 1
        return find(world, name, importer)

    made = Project(variables={})
    made.set_roots([str(tmp_path)])
    made.will_be_told()
    for _ in range(2):
        made.open(str(file), Text(MODEL))
        hints(made.view(str(file)))
    monkeypatch.setattr(World, "find", counted)
    for letter in range(100):
        now += 0.1
        made.open(str(file), Text(f"{MODEL}# {'x' * letter}\n"))
        hints(made.view(str(file)))
        assert not looks
        made.go_ahead(str(file))
        looks = 0
    other.write_text("UNITS = 8\n", encoding="utf-8")
    now += 1.5
    made.gives_way = lambda: True
    with pytest.raises(Interrupted):
        made.go_ahead(str(file))
    made.gives_way = lambda: False
    made.go_ahead(str(file))
    assert looks
    assert hints(made.view(str(file)))[2].label == "(None, 8) · 1,160"


def test_opening_and_closing_a_file_that_was_imported_reads_nothing_again(tmp_path: Path) -> None:
    file, other = tmp_path / "model.py", tmp_path / "sizes.py"
    other.write_text(SIZES, encoding="utf-8")
    made = Project(variables={})
    made.open(str(file), Text(MODEL))

    def labels() -> list[str]:
        return [hint.label for hint in hints(made.view(str(file)))]

    def lowered() -> object:
        return made.status()["definitions_lowered"]

    assert "(None, 5) · 725" in labels()  # (6·6·4 + 1)·5
    before = lowered()
    made.open(str(other), Text(SIZES))
    assert "(None, 5) · 725" in labels()
    made.close(str(other))
    assert "(None, 5) · 725" in labels()
    assert lowered() == before
    made.open(str(other), Text("UNITS = 7\n"))
    assert "(None, 7) · 1,015" in labels()
    made.close(str(other))
    assert "(None, 5) · 725" in labels()


def test_a_change_of_what_is_installed_is_noticed(tmp_path: Path) -> None:
    (tmp_path / ".venv" / "lib" / "python3.11" / "site-packages").mkdir(parents=True)
    made = Project(variables={})
    made.set_roots([str(tmp_path)])
    file = str(tmp_path / "model.py")
    made.open(file, Text(MODEL))
    made.view(file)
    package = tmp_path / ".venv" / "lib" / "python3.11" / "site-packages" / "sizes.py"
    package.write_text("UNITS = 9\n", encoding="utf-8")
    assert [hint.label for hint in hints(made.view(file))][2] == "(None, 9) · 1,305"


TYPED = st.sampled_from(["", "\n", "(", ")", "3", "x", "    ", "#"])
EDITS = st.lists(st.tuples(st.integers(0, len(MODEL)), st.integers(0, 12), TYPED), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(EDITS)
def test_after_any_edits_the_answer_is_that_of_a_fresh_start(edits: list[tuple[int, int, str]]) -> None:
    made = project()
    drawn(made)
    text = MODEL
    for start, length, new in edits:
        text = text[:start] + new + text[start + length :]
        made.change(FILE, Text(text))
        assert drawn(made) == drawn(project(text))


def test_data_that_a_program_reads(tmp_path: Path) -> None:
    main, widths = tmp_path / "main.py", tmp_path / "widths.txt"
    main.write_text(
        "import pkgutil\nfrom keras.layers import Dense\nfrom keras import Sequential\n"
        "model = Sequential([Dense(int(pkgutil.get_data('widths', 'widths.txt')), input_shape=(3,))])\n"
    )
    (tmp_path / "widths.py").write_text("")
    widths.write_bytes(b"5")
    made = Project(variables={})
    made.open(str(main), Text(main.read_text()))

    def labels() -> list[str]:
        return [hint.label for hint in hints(made.view(str(main)))]

    assert "(None, 5) · 20" in labels()
    widths.write_bytes(b"12")
    assert "(None, 12) · 48" in labels()
    widths.unlink()
    assert not any("48" in label for label in labels())

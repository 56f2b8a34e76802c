"""A run goes on where an edit stands, and comes to what a run from the beginning comes to."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.incremental.check import Session
from tests.incremental.test_unnoticed import TORCH, typed

from layerhints.interp import Program, entry_runs

LONG_REST = 1_000_000
KERAS = (Path(__file__).parent / "builders.py.txt").read_text()
LOOPS = (Path(__file__).parent / "loops.py.txt").read_text()
LONG = """\
from keras import Input, Model
from keras.layers import Conv2D, Dense, Flatten


def build():
    x = inputs = Input((32, 32, 3))
{layers}
    x = Flatten()(x)
    x = Dense({units})(x)
    return Model(inputs, x)
"""
PERCEPTRON = """\
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.first = nn.Linear(width, width)
        self.last = nn.Linear(width, width)

    def forward(self, x):
        x = self.first(x).relu()
        {line}
        return self.last(x)


class Net(nn.Module):
    def __init__(self, depth={depth}):
        super().__init__()
        self.blocks = nn.ModuleList([Block(16) for _ in range(depth)])

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x


def build():
    return Net()(torch.zeros(1, 16))
"""


def long(layers: int, units: int) -> str:
    """A model of so many layers."""
    rows = (f"    x = Conv2D({8 + row}, 3, padding='same')(x)" for row in range(layers))
    return LONG.format(layers="\n".join(rows), units=units)


def cost(*texts: str, rests: bool = False) -> Counter[str]:
    """What the last of some texts costs behind the others, and how many statements were not run for it; perhaps after a
    rest.
    """
    session = Session()
    for text in texts[:-1]:
        session.shows(text)
    if rests:
        session.rests(LONG_REST)
    before = session.resumed()
    found = Counter(session.cost(texts[-1]))
    found["resumed"] = session.resumed() - before
    return found


def test_the_last_layer_of_a_builder_costs_the_same_however_many_stand_before_it() -> None:
    ten, ninety = (cost(*(long(layers, units) for units in (10, 11, 12))) for layers in (10, 90))
    assert ninety["resumed"] - ten["resumed"] == 80
    assert ninety["interpreter_steps"] == ten["interpreter_steps"] < 200


def test_what_is_undone_runs_nothing_of_the_model() -> None:
    text, edited = long(9, 10), long(9, 11)
    assert cost(text, edited, text)["interpreter_steps"] == 0


@pytest.mark.parametrize(
    ("header", "goes_on"),
    [("def head(x):\n    ", True), ("def head(\n    x\n):\n    ", True), ("def head(x): ", False)],
)
def test_the_first_statement_of_a_function_is_an_edit_as_others_are(header: str, goes_on: bool) -> None:
    head = "\n\n" + header + "return Dense({units})(x)\n"
    model = long(9, 10).replace("Dense(10)(x)", "head(x)")
    texts = [model + head.format(units=units) for units in (10, 11, 12)]
    assert (cost(*texts)["resumed"] >= 9) == goes_on


@pytest.mark.usefixtures("crowded")
def test_a_line_that_nobody_reads_yet_is_all_that_is_run() -> None:
    lines = ("y = nn.Linear(16, 1)(x)", "y = nn.Linear(16, 10)(x)")

    def of(depth: int, count: int) -> int:
        """The steps of the last of so many edits."""
        return cost(*(PERCEPTRON.format(depth=depth, line=line) for line in ("", *lines[:count])))["interpreter_steps"]

    assert 2 * (of(9, 2) - of(3, 2)) < of(9, 1) - of(3, 1)  # the line, in each of the blocks


@pytest.mark.usefixtures("crowded")
@pytest.mark.parametrize("depth", [3, 30])
def test_the_first_letter_with_an_effect_goes_on_with_a_run_that_was_made_ahead(depth: int) -> None:
    texts = [PERCEPTRON.format(depth=depth, line=line) for line in ("", "y", "y = nn.Linear(16, 1)")]
    first, second = cost(*texts, rests=True), cost(*texts, texts[-1].replace("1)", "11)"))
    assert first["interpreter_steps"] == second["interpreter_steps"] < cost(*texts)["interpreter_steps"] / 2
    assert first["resumed"] == second["resumed"] >= depth


LEARNED = """\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, depth, skipped=None):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.blocks = nn.ModuleList([nn.Conv2d(8, 8, 3, padding=1) for _ in range(depth)])
        self.skipped = {skipped}

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return x if self.skipped is None else self.skipped(x)


def build({given}):
    model = Net({depth})
    {line}
    return model
"""


def learned(line: str, depth: int = 3, skipped: str = "nn.ReLU()", given: str = "") -> str:
    """A builder of a model to which nothing gives an input, with one more line, and what the builder may be given."""
    return LEARNED.format(line=line, depth=depth, skipped=skipped, given=given)


@pytest.mark.parametrize("given", ["", "weights=None", "**options"])
def test_what_is_learned_of_a_name_in_one_line_runs_nothing_but_that(given: str) -> None:
    lines = ("", "y", "y = nn.Linear(64, 10)", "y = nn.Linear(64, 10)(v)")
    three, thirty = (cost(*(learned(line, depth, given=given) for line in lines)) for depth in (3, 30))
    assert three["interpreter_steps"] == thirty["interpreter_steps"] > 0


@pytest.mark.parametrize("given", ["", "weights=None"])
@pytest.mark.parametrize("skipped", ["nn.ReLU()", "None"])
@pytest.mark.parametrize(
    "line",
    [
        "y = nn.Linear(64, 10)(v)",
        "y = nn.Conv2d(3, 8, 3)(v)",  # its sizes ask for the names that those of the model's input have
        "y = nn.Linear(64, 10)(v) + nn.Linear(32, 10)(v)",
        "y = nn.Linear(64, 10)(v).view(2, 5)",
        "y = nn.Embedding(9, 4)(v) if v.ndim == 2 else nn.Linear(64, 4)(v)",
        "y = nn.LSTM(8, 4, batch_first=True)(v)[0].squeeze(1)",
        "y = nn.Linear(8, 4)(v.flatten(2))",
        "y = model.stem(v)",
        "y = model(v)",
        "y = [nn.Linear(8, 4)(v) for w in v]",
    ],
)
def test_what_is_learned_of_a_name_in_one_line_is_what_a_run_from_the_beginning_learns(
    line: str, skipped: str, given: str
) -> None:
    session = Session()
    for end in (0, 1, *range(line.index("("), len(line))):
        session.shows(learned(line[:end], skipped=skipped, given=given))
        session.rests(LONG_REST if end < 2 else 0)
    text = learned(line, skipped=skipped, given=given)
    assert session.says(text) == Session().says(text)


@pytest.mark.usefixtures("crowded")
def test_what_has_an_effect_is_not_run_ahead() -> None:
    session = Session()
    for text in (KERAS, KERAS.replace("Dense(64)(x)", "Dense(65)(x)"), "x = 1\n" + KERAS, KERAS):
        session.shows(text)
        before = session.counters()
        session.rests(LONG_REST)
        assert session.counters() == before
    tracks = []
    for letters in ("y", "y =", "y"):
        session.shows(KERAS.replace("    x = Add()", f"    {letters}\n    x = Add()"))
        session.rests(LONG_REST)
        tracks.append(session.counters()["tracks_run"])
    assert 0 < tracks[0] == tracks[2]


def test_what_changes_a_name_that_others_read_is_not_run_alone() -> None:
    session = Session()
    line = "    x = Add()([x, shortcut])\n"
    for units in (10, 11, 12):
        text = KERAS.replace(line, f"{line}    x = Dense({units})(x)\n")
        assert session.says(text) == Session().says(text)


def test_a_function_that_becomes_a_generator_is_not_called_as_before() -> None:
    edited = KERAS.replace("Input((10,))", "Input((20,))")
    session = Session()
    for text in (KERAS, edited, edited.replace("        return y", "        yield x\n        return y")):
        assert session.says(text) == Session().says(text)


@pytest.mark.parametrize("last", ["MADE.append(nn.Linear(2, 2))", "y = nn.Linear(2, 2)", "pass"])
def test_what_was_made_again_is_gone_on_with_as_it_was_made_last(last: str) -> None:
    session = Session()
    for line in ("MADE.append(nn.Linear(2, 1))", last):  # nothing says what MADE is: that is learned
        text = (TORCH + OPEN).replace("WIDTH = 8", "WIDTH = 1").replace("    y = torch", f"    {line}\n    y = torch")
        session.shows(text)
    assert session.says(text) == Session().says(text)


NEW = PERCEPTRON.format(depth=3, line="")
MANY = """\
from torch import nn


def build():
    return nn.Sequential(*[nn.Linear(3, 3) for _ in range({layers})])
"""


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [(KERAS, "Dense(64)(x)", "Dense(65)(x)"), (NEW, "\n        \n", "\n        y = nn.Linear(16, 1)\n")],
)
def test_the_first_edit_goes_on_with_the_run_that_showed_the_file(text: str, old: str, new: str) -> None:
    session = Session()
    session.shows(text)
    text = text.replace(old, new)
    assert session.says(text) == Session().says(text)
    assert session.resumed() > 0


@pytest.mark.parametrize(("layers", "held"), [(1, {"build"}), (100, set())])
def test_a_run_that_nobody_has_edited_is_held_if_there_is_room_for_it(
    layers: int, held: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry_runs, "MOST_IDLE", 300)
    session = Session()
    session.shows(MANY.format(layers=layers))
    assert session.held() == held


@pytest.mark.usefixtures("crowded")
def test_only_runs_of_what_is_being_edited_are_held() -> None:
    session = Session()
    session.shows(KERAS)
    assert session.held() == set()
    session.shows(KERAS.replace("Dense(64)(x)", "Dense(65)(x)"))
    assert session.held() == {"build"}
    text = KERAS.replace("Dense(64)(x)", "Dense(65)(x)").replace("Dense(5)(inputs)", "Dense(6)(inputs)")
    assert session.says(text) == Session().says(text)
    assert session.held() == {"other"}


TYPED = [
    "x = Dense(10)(x)", "y = Dense(10)(x)", "q = Conv2D(4, 3)", "x = Activation('relu')(x)", "z = block(x, 4)",
    "q = 3", "model.add(Dense(9))", "x = Dense(WIDTH)(x)", "q = [Dense(3)]", "q = make_head(4)", "return x",
    "for q in range(3): r = Dense(q)", "def q(): return Dense(3)", "w = lambda v: Dense(v)", "MADE.append(Dense(3))",
    "raise ValueError", "q = Custom(2)(x)", "x = block(x, 8)", "y = x.shape", "y = open_ended(3, 2)", "import math",
    "w = Model(inputs, x)", "y = nn.Linear(64, 10)(x)", "y = nn.Linear(8, 3)", "x = nn.ReLU()(x)", "global WIDTH",
    "self.more = nn.Linear(3, 4)", "y = self.first(x)", "y = scale(x)", "w = Block(3)", "y = x.view(-1)", "del x",
    "B, C, H, W = x.shape", "w = Net()(x)", "y = w = Dense(2)", "q = locals()", "y = nn.Linear(32, 5)", "yield x",
    "y = Dropout(0.5)(x)", "y = Dropout(0.5)(x) if filters == 1 else x", "y = nn.Linear(64, 10)(late)",
    "y = nn.Conv2d(3, 8, 3)(late)", "y = nn.Linear(64, 10)(late).squeeze(1)", "y = nn.Linear(width, 10)(late)",
]  # fmt: skip


@st.composite
def sessions(draw: st.DrawFn) -> list[str]:
    """The texts of a document while lines are typed into its functions and digits changed around them."""
    text = draw(st.sampled_from([KERAS, LOOPS, TORCH + OPEN]))
    texts = [text]
    row = draw(st.integers(0, text.count("\n") - 1))
    for _ in range(draw(st.integers(2, 4))):
        if draw(st.booleans()):
            row = max(0, min(text.count("\n") - 1, row + draw(st.integers(-4, 4))))
        if draw(st.integers(0, 2)) == 0:
            lines = text.split("\n")
            places = [
                (place, column)
                for place in range(max(0, row - 5), min(len(lines), row + 5))
                for column, letter in enumerate(lines[place])
                if letter.isdigit()
            ]
            for place, column in draw(st.lists(st.sampled_from(places), min_size=1, max_size=3)) if places else ():
                digit = draw(st.sampled_from("12468"))
                lines[place] = lines[place][:column] + digit + lines[place][column + 1 :]
                texts.append("\n".join(lines))
            text = "\n".join(lines)
            continue
        line = draw(st.sampled_from(TYPED))
        if draw(st.booleans()):
            for digit in draw(st.lists(st.sampled_from("1248"), min_size=2, max_size=4)):
                texts.append(typed(text, row, "".join(digit if letter.isdigit() else letter for letter in line)))
            text = texts[-1]
            continue
        margin = draw(st.sampled_from([0, 0, 0, 0, -4, 4]))
        ends = draw(st.sets(st.integers(max(0, len(line) - 4), len(line)), min_size=1, max_size=4))
        texts += [typed(text, row, line[:end], margin) for end in sorted(ends)]
        if draw(st.booleans()):
            text = texts[-1]
        else:
            texts.append(text)
    return texts


OPEN = '''

def again(width=3, x=torch.zeros(1, 3, 16, 16)):
    first = nn.Conv2d(width, 8, 3)
    x = first(x)
    block = Block()
    x = block(x)
    x = scale(x)
    head = nn.Linear(32, 5)
    x = x.mean((2, 3))
    x = head(x)
    return x


class Open(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.one = nn.Linear(width, 16)
        self.two = nn.ModuleList([nn.Linear(16, 16) for _ in range(2)])

    def forward(self, x):
        x = self.one(x)
        for each in self.two:
            x = each(x)
        x = x.relu()
        return x
'''


@settings(max_examples=40, deadline=None)
@given(sessions(), st.booleans(), st.lists(st.sampled_from([0, 1, 2, 3, 5, 8, LONG_REST]), min_size=1, max_size=5))
def test_whatever_is_typed_the_answer_is_that_of_a_run_from_the_beginning(
    texts: list[str], everything: bool, rests: list[int]
) -> None:
    session = Session()
    for place, text in enumerate(texts[:-1]):
        if everything:
            session.says(text)
        else:
            session.shows(text)
        session.rests(rests[place % len(rests)])
    assert session.says(texts[-1]) == Session().says(texts[-1])


LONG_LOOP = """\
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, width, rows=100):
        super().__init__()
        last = 0
        for row in range(rows):
            last = row
            {line}
        self.layer = nn.Linear(width, last + 1)

    def forward(self, x):
        total = 0
        for row in range(200):
            total = total + self.count()
        y = self.layer(x)
        {other}
        return y

    def count(self):
        return sum([1 for each in range({count})])


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block(16)

    def forward(self, x):
        return self.block(x)


def build():
    return Net()(torch.zeros(1, 16))
"""


@pytest.mark.parametrize(("inner", "followed"), [(9, True), (90, True), (150, False)])
def test_whether_a_loop_is_followed_is_what_a_run_from_the_beginning_finds(inner: int, followed: bool) -> None:
    """Behind a hundred turns it is known which was the last, unless these make too many turns themselves."""
    lines = ("", "each = 0", f"each = [one for one in range({inner})]", "each = [one for one in range(9)]")
    session = Session()
    shown = []
    for count in (3, 60):
        for line in lines:
            for other in ("", "z = self.layer(x)"):
                text = LONG_LOOP.format(line=line, other=other, count=count)
                session.shows(text)
                session.rests(LONG_REST)
                assert session.says(text) == Session().says(text)
                shown.append((line, any("1,700" in label for _, label in session.shows(text))))
    assert {line for line, known in shown if not known} == (set() if followed else {lines[2]})


def test_what_was_done_ahead_is_not_looked_for_at_each_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = []
    original = Program.run_ahead
    monkeypatch.setattr(Program, "run_ahead", lambda self, *given: begun.append(given) or original(self, *given))
    session = Session()
    session.shows(KERAS)
    for line in ("d", "de", "den", "dens"):
        session.shows(KERAS.replace("x = Dense(64)(x)", f"x = Dense(64)(x)\n    {line}"))
        session.pauses()
    assert len(begun) == 1

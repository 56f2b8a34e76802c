"""What is not known is unknown with its reason; what is certain all the same is still there."""

from __future__ import annotations

from .check import read, unknown_reasons

IMPORTS = "import keras\nfrom keras import Input, Model, Sequential, layers\n"


def only(source: str) -> dict[str, object]:
    result = read(IMPORTS + source)
    assert result.problems == []
    return result.models["model"]


def paths(model: dict[str, object]) -> list[tuple[str, str, object]]:
    rows = model["layers"]
    assert isinstance(rows, list)
    return [(row["path"], row["type"], row["params"]) for row in rows]


def test_a_layer_class_without_a_rule() -> None:
    model = only("""
model = Sequential([Input((8,)), layers.Dense(3), layers.NoSuchThing(4), layers.Dense(5), layers.Dense(2)])
""")
    assert paths(model) == [
        ("dense", "Dense", 27),
        ("no_such_thing", "NoSuchThing", None),
        ("dense_1", "Dense", None),
        ("dense_2", "Dense", 12),
    ]
    assert model["output"] is None or model["output"] == [None, 2]
    assert model["params"]["total"] is None
    assert "NoSuchThing" in unknown_reasons(model)


def test_something_added_that_is_not_understood() -> None:
    model = only("import mystery\nmodel = Sequential([Input((8,)), layers.Dense(3), mystery.layer(), layers.Dense(5)])")
    assert [row[2] for row in paths(model)] == [27, None, None]
    assert model["params"]["total"] is None and "mystery" in unknown_reasons(model)


def test_a_layer_that_may_be_there() -> None:
    """A Dropout changes nothing, a pooling does."""
    model = only("""
import sys
model = Sequential([Input((8, 8, 1)), layers.Conv2D(4, 3)])
if len(sys.argv) > 1:
    model.add(layers.MaxPooling2D())
model.add(layers.Conv2D(5, 3))
model.add(layers.Flatten())
model.add(layers.Dense(2))
""")
    assert model["params"]["total"] is None and unknown_reasons(model)


def test_a_functional_branch_that_may_be_taken() -> None:
    model = only("""
import sys
x = inputs = Input((8,))
if len(sys.argv) > 1:
    x = layers.Dense(8)(x)
y = layers.Dense(4)(x)
model = Model(inputs, y)
""")
    assert model["output"] == [None, 4]
    assert model["params"]["total"] is None or model["params"]["total"] == 36


def test_a_loop_of_unknown_length() -> None:
    model = only("""
import sys
model = Sequential([Input((8,))])
for _ in range(int(sys.argv[1])):
    model.add(layers.Dense(16))
model.add(layers.Dense(4))
""")
    assert model["params"]["total"] is None
    assert model["output"] == [None, 4] or model["output"] is None


def test_a_list_of_unknown_layers() -> None:
    model = only("import mystery\nmodel = Sequential(mystery.layers())\nmodel.add(layers.Dense(4))")
    assert model["params"]["total"] is None and model["output"] in (None, [None, 4])


def test_sizes_from_the_command_line() -> None:
    """Unknown units: the shape has a gap there, and the layer behind has an unknown cost."""
    model = only("""
import sys
units = int(sys.argv[1])
model = Sequential([Input((8,)), layers.Dense(units), layers.Dense(4), layers.Dense(2)])
""")
    assert [row[2] for row in paths(model)] == [None, None, 10]
    assert model["output"] == [None, 2]


def test_an_input_that_is_not_known() -> None:
    model = only("""
model = Sequential()
model.add(layers.Conv2D(8, 3, input_shape=shape))
model.add(layers.Conv2D(4, 3))
""")
    assert [row[2] for row in paths(model)] == [None, 292]  # (3·3·8 + 1)·4
    assert model["output"] == [None, None, None, 4]


def test_no_input_at_all() -> None:
    model = only("model = Sequential([layers.Dense(8), layers.Dense(4)])")
    assert [row[2] for row in paths(model)] == ["8*C+8", 36]
    assert model["params"]["total"] == "8*C+44"


def test_a_model_that_something_unknown_gets() -> None:
    """A function that is not understood may add layers to the model that it is given, or change what is trained."""
    model = only("import mystery\nmodel = Sequential([Input((8,)), layers.Dense(3)])\nmystery.extend(model)\n")
    assert model["params"]["total"] is None and "mystery" in unknown_reasons(model)


def test_trained_or_not() -> None:
    model = only("""
import sys
model = Sequential([Input((8,)), layers.Dense(3), layers.Dense(2)])
model.layers[0].trainable = len(sys.argv) > 1
""")
    assert model["params"] == {"total": 35, "trainable": None, "non_trainable": None}


def test_lambda() -> None:
    """Its function is run on the tensor."""
    model = only("""
x = Input((8, 6))
y = layers.Lambda(lambda t: t[:, 0] * 2.0)(x)
z = layers.Lambda(lambda t, k: t + k, arguments={"k": 3}, name="shift")(y)
model = Model(x, layers.Dense(2)(z))
""")
    assert paths(model)[1:] == [("lambda", "Lambda", 0), ("shift", "Lambda", 0), ("dense", "Dense", 14)]
    assert [row["outputs"] for row in model["layers"]] == [[[None, 8, 6]], [[None, 6]], [[None, 6]], [[None, 2]]]


def test_lambda_that_is_not_understood() -> None:
    model = only("""
import mystery
x = Input((8,))
y = layers.Lambda(lambda t: mystery.f(t))(x)
z = layers.Lambda(mystery.g, output_shape=(5,))(x)
model = Model(x, [layers.Dense(2)(y), layers.Dense(2)(z)])
""")
    rows = {row["path"]: row for row in model["layers"]}
    assert rows["lambda"]["outputs"] == [None] and rows["dense"]["params"] is None
    assert rows["lambda_1"]["outputs"] == [[None, 5]] and rows["dense_1"]["params"] == 12


def test_a_class_that_is_given_its_parts() -> None:
    """Nothing in the file says what the parts are: no count at all, least of all 0."""
    model = read(
        IMPORTS
        + """
class Pair(Model):
    def __init__(self, encoder, decoder):
        super().__init__()
        self.encoder = encoder
        self.decoder = decoder
    def call(self, x):
        return self.decoder(self.encoder(x))
"""
    ).models["Pair"]
    assert model["output"] is None and model["params"]["total"] is None
    assert "encoder" in unknown_reasons(model)


def test_a_class_that_nothing_is_sent_through() -> None:
    source = """
class Net(Model):
    def __init__(self):
        super().__init__()
        self.first = layers.Dense(8)
        self.drop = layers.Dropout(0.5)
        self.second = layers.Dense(4)
    def call(self, x):
        return self.second(self.drop(self.first(x)))
model = Net()
"""
    model = only(source)
    assert [row[2] for row in paths(model)] == ["8*C+8", 0, 36]
    assert model["params"]["total"] == "8*C+44"


def test_a_layer_that_is_made_and_never_used_costs_nothing() -> None:
    """Keras makes weights when something goes through a layer."""
    model = only("""
class Net(Model):
    def __init__(self):
        super().__init__()
        self.used = layers.Dense(8)
        self.spare = layers.Dense(4)
    def call(self, x):
        return self.used(x)
model = Net()
model(Input((3,)))
""")
    assert model["params"]["total"] == 32


def test_an_operation_between_layers_that_is_not_understood() -> None:
    """What lies before it is out of sight, and its cost with it."""
    for end in ("layers.Activation('relu')(mystery.operation(y))", "mystery.operation(y)", "[x, mystery.operation(y)]"):
        model = only(f"import mystery\nx = Input((4,))\ny = layers.Dense(3)(x)\nmodel = Model(x, {end})\n")
        assert model["params"]["total"] is None, end
        assert "mystery" in unknown_reasons(model), end


def test_tensors_that_come_from_one_of_two_places() -> None:
    """The shape may be certain where the layers behind it are not; then nothing is counted."""
    start = "import sys\nx = i = Input((4,))\nshared = layers.Dense(4)\n"
    for program in (
        "for _ in range(int(sys.argv[1])):\n    x = layers.Dense(4)(x)\nmodel = Model(i, x)",
        "for _ in range(int(sys.argv[1])):\n    x = layers.Dense(4)(x)\nmodel = Model(i, layers.Dense(2)(x))",
        "x = layers.Dense(9)(x) if len(sys.argv) > 1 else layers.Dense(9, use_bias=False)(x)\nmodel = Model(i, x)",
        "x = shared(x)\nif len(sys.argv) > 1:\n    x = layers.Dense(4)(x)\nmodel = Model(i, x)",
    ):
        model = only(start + program)
        assert model["params"]["total"] is None, program
        assert "command line" in unknown_reasons(model), program
        assert model["output"] in ([None, 4], [None, 2], [None, 9]), program


def test_names_that_depend_on_a_count_that_is_not_known() -> None:
    model = only("""
import sys
x = Input((4,))
for _ in range(int(sys.argv[1])):
    Model(x, layers.Dense(2)(x))
model = Model(x, layers.Dense(3, name="sure")(x))
""")
    assert model["name"] is None
    assert [row["path"] for row in model["layers"]] == ["input_layer", "sure"]


def test_a_model_that_does_not_name_all_its_inputs() -> None:
    """Keras refuses such a graph as disconnected."""
    result = read(IMPORTS + "x = Input((4,))\nmodel = Model(Input((9,)), layers.Dense(2)(x))")
    assert result.codes == ["disconnected"]
    model = result.models["model"]
    assert model["params"]["total"] is None and "does not name" in unknown_reasons(model)

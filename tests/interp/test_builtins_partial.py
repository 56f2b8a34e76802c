"""The builtins on values that are not wholly known: what is certain is said, what is not is unknown with its reason."""

from __future__ import annotations

import pytest
from tests.interp.program import plain, run

UNKNOWN = "<the test does not say>"

STATED = {
    # A size that is a symbol goes through arithmetic, and through `int`, `floor` and `ceil` of quotients.
    "int(H / 2)": "<H//2>",
    "int(H * 0.5)": "<H//2>",
    "int(H * 0.5 + 1)": "<H//2+1>",
    "math.floor(H / 2)": "<H//2>",
    "math.ceil(H / 2)": "<(H+1)//2>",
    "int(math.ceil(H / 2.0))": "<(H+1)//2>",
    "int((H - 3) / 2 + 1)": "<(H-1)//2>",
    "math.floor((H + 2 * 1 - 3) / 2 + 1)": "<(H+1)//2>",
    "int(2 * H / 2)": "<H>",
    "round(H)": "<H>",
    "math.prod([H, W, 2])": "<2*H*W>",
    "sum([H, W, 1])": "<H+W+1>",
    "sum(x * x for x in (2, 3)) + H": "<H+13>",
    "max(H, 0)": "<H>",
    "max([1, 2, H - H])": 2,
    "abs(H)": "<H>",
    "H > 0": True,
    "H / 2 > 0": True,
    "(H / 2 * 2) == H": True,
    "isinstance(H, int)": True,
    "isinstance(H / 2, float)": True,
    "bool(H)": True,
    "len(range(H))": "<H>",
    "divmod(4 * H, 2)": ("<2*H>", 0),
    "[H] * 2": ["<H>", "<H>"],
    "list(zip([H], 'a'))": [("<H>", "a")],
    "sorted([H + 1, H])": ["<H>", "<H+1>"],
    "min([H, W], key=lambda x: 0)": "<H>",
    "functools.reduce(lambda a, b: a * b, (C, 2, 3))": "<6*C>",
    "copy.deepcopy([H])": ["<H>"],
    # Something unknown inside leaves the rest as it is.
    "[1, unknown][0]": 1,
    "len([unknown, unknown])": 2,
    "{'a': unknown, 'b': 2}['b']": 2,
    "{'a': 1}.get(unknown)": UNKNOWN,
    "unknown in [1]": UNKNOWN,
    "1 in [unknown, 1]": True,
    "any([unknown, True])": True,
    "all([unknown, 0])": False,
    "any([unknown])": UNKNOWN,
    "(unknown, 2)[1]": 2,
    "dict(a=unknown, b=1)['b']": 1,
    "list(enumerate([unknown]))": [(0, UNKNOWN)],
    "'%s' % unknown": UNKNOWN,
    "'{}'.format(unknown)": UNKNOWN,
    "f'{unknown}_x'": UNKNOWN,
    "'-'.join(['a', unknown])": UNKNOWN,
    "unknown.upper()": UNKNOWN,
    "'abc'.find(unknown)": UNKNOWN,
    "int(unknown)": UNKNOWN,
    "len(range(unknown))": UNKNOWN,
    "range(3, H).stop": "<H>",
    "list(range(unknown))": UNKNOWN,
    "sorted([2, unknown])": UNKNOWN,
    "max(1, unknown)": UNKNOWN,
    "isinstance(unknown, int)": UNKNOWN,
    "getattr(unknown, 'x', 3)": UNKNOWN,
    "hasattr(unknown, 'x')": UNKNOWN,
    "[5, 5, 5][unknown]": 5,
    "[*(1, 2), *[unknown]]": [1, 2, UNKNOWN],
    "str(H)": "<the text depends on a size that is not a known number>",
    "random.choice([1, 2])": "<it depends on chance>",
    "sys.argv[1]": "<the command line decides>",
    "os.environ.get('HOME')": "<it depends on the machine that the program runs on>",
    "'HOME' in os.environ": "<it depends on the machine that the program runs on>",
    "'LAYERS_OF_MY_NET' in os.environ": False,
    "id(3)": "<an identity depends on the run of the program>",
    "H / 3 * 3": "<the fraction of a size is not exact in floating point>",
    "int(H * 0.1)": "<the fraction of a size is not exact in floating point>",
}

IMPORTS = """
import copy, functools, math, os, random, sys
from given import C, H, W, unknown
"""


@pytest.mark.parametrize("expression", STATED)
def test_expression(expression: str) -> None:
    found = plain(run(f"{IMPORTS}\nresult = {expression}")["result"])
    assert _shown(found) == STATED[expression]


def _shown(value: object) -> object:
    if isinstance(value, str):
        return value.replace("·", "*").replace("−", "-")
    if isinstance(value, (list, tuple)):
        return type(value)(map(_shown, value))
    return value


def test_an_unknown_key_makes_only_what_it_may_reach_unknown() -> None:
    found = run(
        f"{IMPORTS}\n"
        "read = {'a': 1}; got = read.get(unknown); still = read['a']\n"
        "written = {'a': 1}; written[unknown] = 2\n"
        "items = [1, 2]; items[unknown] = 3; later = 7\n"
        "grown = [1]; grown.append(unknown); count = len(grown)\n"
        "extended = [1]; extended.extend(unknown)\n"
    )
    assert (plain(found["still"]), plain(found["later"]), plain(found["count"])) == (1, 7, 2)
    assert plain(found["written"]) == plain(found["items"]) == plain(found["extended"]) == UNKNOWN


@pytest.mark.parametrize(
    "expression",
    [
        "[0] * 10**9",
        "'a' * 10**9",
        "(0,) * 10**9",
        "2 ** 10**9",
        "1 << 10**9",
        "list(range(10**9))",
        "sum(range(10**12))",
        "sorted(range(10**9))",
        "list(zip(itertools.count(), itertools.cycle('ab')))",
        "list(itertools.repeat(1))",
        "'{:1000000000}'.format(1)",
        "'%1000000000d' % 1",
        "f'{1:1000000000}'",
        "'a'.ljust(10**9)",
        "('a' * 1000).replace('a', 'b' * 100000)",
        "bytes(10**10)",
        "math.factorial(10**7)",
        "pow(10, 10**9)",
        "int('1').to_bytes(10**10, 'big')",
        "list(itertools.product(range(100), repeat=10))",
        "list(itertools.permutations(range(30)))",
        "collections.Counter({'a': 10**9}).elements()",
        "re.match('(a+)+b', 'a' * 2000)",
    ],
)
def test_what_is_too_large_is_never_made(expression: str) -> None:
    found = run(f"import collections, itertools, math, re\nresult = {expression}\nafter = 1")
    assert str(plain(found["result"])).startswith("<")
    assert found["after"] == 1


def test_large_ranges_stay_ranges() -> None:
    found = run("r = range(10**9); n = len(r); last = r[-1]; inside = 5 in r\nfor i in zip(r, 'ab'): pass")
    assert (found["n"], found["last"], found["inside"], found["i"]) == (10**9, 10**9 - 1, True, (1, "b"))


def test_python_2_names() -> None:
    found = run(
        "a = [x for x in xrange(3)]; b = isinstance('a', basestring); c = unicode(3); d = long('7')\n"
        "e = {'k': 1}.has_key('k'); f = list({'k': 1}.iteritems()); g = reduce(lambda x, y: x + y, [1, 2])\n"
        "h = {'k': 1}.keys()[0]; i = unichr(97); j = map(None, [1, 2])[0] if False else 1; k = raw_input()\n"
    )
    values = [plain(found[name]) for name in "abcdefghi"]
    assert values == [[0, 1, 2], True, "3", 7, True, [("k", 1)], 3, "k", "a"]
    assert plain(found["k"]) == "<what the user types is not known>"


def test_a_logger_changes_nothing_that_it_is_given() -> None:
    found = run(
        "import logging, json, pickle, time, pprint\n"
        "log = logging.getLogger(__name__); config = {'n': 3}\n"
        "log.info('%s', config); log.handlers[0].setLevel(config); pprint.pprint(config)\n"
        "n = config['n']; loaded = json.load(open('x')); elapsed = time.time() - time.time()\n"
    )
    assert found["n"] == 3
    assert plain(found["loaded"]).startswith("<what `json` gives")
    assert plain(found["elapsed"]).startswith("<what `time` gives")


def test_shuffling_keeps_what_all_items_agree_on() -> None:
    found = run(
        "import random\na = [1, 2]; random.shuffle(a); n = len(a)\nb = [7, 7]; random.shuffle(b)\n"
        "k = random.sample(range(9), k=3); m = len(k)\n"
    )
    assert plain(found["a"]) == ["<it depends on chance>"] * 2
    assert (plain(found["b"]), found["n"], found["m"]) == ([7, 7], 2, 3)


def test_options_that_the_command_line_must_give_are_unknown() -> None:
    found = run(
        "import argparse\np = argparse.ArgumentParser()\np.add_argument('data')\np.add_argument('--n', type=int)\n"
        "p.add_argument('--must', required=True)\np.add_argument('--size', type=int, default='32')\n"
        "args = p.parse_args()\ndata = args.data; n = args.n; must = args.must; size = args.size\n"
    )
    assert plain(found["data"]) == plain(found["must"]) == "<the command line decides>"
    assert (found["n"], found["size"]) == (None, 32)

# ruff: noqa: E501
"""Programs of several files, half-typed programs, and what is rehearsed because nothing calls it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.nowhere import Nowhere

from layerhints.algebra import Unknown
from layerhints.interp import analyse
from layerhints.syntax import read
from layerhints.values.facts import Finding
from layerhints.values.host import Source
from layerhints.values.library import Library
from layerhints.values.objects import Module, Native, Scope


class _Files(Nowhere):
    """A world of a few files, by dotted name; a package is called `name.__init__`."""

    def __init__(self, files: dict[str, str]) -> None:
        self._files = files

    def source(self, name: str, importer: str) -> Source | None:  # type: ignore[override]
        for key in (name, f"{name}.__init__"):
            if key in self._files:
                return Source(f"{key.replace('.', '/')}.py", key != name, read(self._files[key]))
        return None

    def is_compiled(self, name: str, importer: str) -> bool:
        return f"{name}.so" in self._files

    def data(self, file: str) -> bytes | None:
        found = self._files.get(file, self._files.get(file.removesuffix(".py").replace("/", ".")))
        return None if found is None else found.encode()


def check(main: str, files: dict[str, str] | None = None, **expected: Any) -> None:
    """The names of the main file hold these plain values; Unknown stands for any value that is not known."""
    values = analyse(_Files(files if files is not None else {}), (), "main.py", read(main)).values
    for name, value in expected.items():
        if value is Unknown:
            assert isinstance(values[name], Unknown), name
        else:
            assert values[name] == value, name


def test_packages_and_relative_imports() -> None:
    files = {
        "p.__init__": "from .a import x\nfrom . import b\ny = b.z + 1",
        "p.a": "x = 3",
        "p.b": "from .a import x\nfrom ..p.a import x as again\nz = x + again",
    }
    check("import p.a\nfrom p import x, y\nfrom p.b import z\nw = p.a.x", files, x=3, y=7, z=6, w=3)


def test_star_imports() -> None:
    check("from m import *\nfrom n import *", {"m": "a = 1; _b = 2", "n": "__all__ = ['_c']; _c = 3; d = 4"}, a=1, _c=3)


CACHED = """\
from functools import cache, lru_cache

asked = []

@lru_cache
def installed(name="x"):
    asked.append(name)
    return len(asked)

@lru_cache(maxsize=None, typed=True)
def kind(value):
    asked.append(value)
    return len(asked)

@cache
def fresh(name):
    asked.append(name)
    return [name]

@lru_cache(maxsize=0)
def never(name):
    asked.append(name)
    return len(asked)
"""


def test_an_imported_function_that_keeps_its_results() -> None:
    """What is expected is what Python 3.11 gives."""
    uses = """
from m import *
calls = installed(), installed(), installed("x"), installed(name="x"), installed("y")
same = installed(1), installed(True), kind(1), kind(True), kind(1)
lists = fresh("a")
others = never("n"), never("n")
count = len(asked)
"""
    check(
        "from uses import *",
        {"m": CACHED, "uses": uses},
        calls=(1, 1, 2, 3, 4),
        same=(5, 6, 7, 8, 7),
        others=(10, 11),
        count=11,
    )


def test_what_a_program_asks_a_cached_function_stays_its_own() -> None:
    """Nothing is kept of it: what one statement asks first would change what all others see."""
    check("from m import *\nfirst = kind(1)\nagain = kind(2)", {"m": CACHED}, first=1, again=2)
    files = {"m": "from functools import cache\nsize = 3\n@cache\ndef given():\n    return size\nbefore = given()"}
    check("import m\nfirst = m.given()\nm.size = 4\nagain = m.given()", files, first=3, again=3)


def test_an_exception_inside_of_a_cached_function_is_seen() -> None:
    module = """\
from functools import cache
import missing

@cache
def known():
    return missing.installed()

value = known()
try:
    known()
    failed = False
except ValueError:
    failed = True
"""
    check("from m import failed", {"m": module}, failed=Unknown)


def test_a_cycle_of_imports() -> None:
    files = {"a": "x = 1\nimport b\ny = b.z", "b": "import a\nz = a.x + 1"}
    check("from a import y", files, y=2)


def test_a_module_that_imports_the_package_around_it() -> None:
    files = {
        "p.__init__": "from .user import n",
        "p.user": "from p.maker import make\nn = make() + 1",
        "p.maker": "import p\nimport p.other as o\ndef make(): return p.other.x + o.x\ndef late(): return p.n",
        "p.other": "x = 2",
    }
    check("from p.maker import make, late\nx, y = make(), late()", files, x=4, y=5)


def test_an_import_that_fails_is_caught() -> None:
    main = "try:\n    import nowhere\n    a = 1\nexcept ImportError:\n    a = 2\ntry:\n    from m import b\nexcept ImportError:\n    b = 3"
    check(main, {"m": "a = 1"}, a=2, b=3)


def test_an_import_that_fails_uncaught_leaves_its_name_unknown() -> None:
    check("import nowhere\nx = nowhere.y\nz = 1", x=Unknown, z=1)


def test_a_module_is_run_once() -> None:
    check("import m\nfrom m import n\nimport m as again\nx = len(again.n)", {"m": "n = []\nn.append(1)"}, x=1)


def test_what_a_broken_line_names_is_not_trusted_and_the_rest_is() -> None:
    check("a = 1\nb = 2\na = = 3\nc = a\nd = b\n", c=Unknown, d=2)


def test_a_broken_line_may_change_what_it_names() -> None:
    check("xs = [1]\nys = [2]\nxs.append(\nn = 3\nm = len(ys)\n", m=1)


def test_what_nothing_calls_is_rehearsed_and_taken_back() -> None:
    main = "log = []\ndef f(): log.append(1)\nclass A:\n    def __init__(self): log.append(2)\n    def m(self): log.append(3)\nn = len(log)"
    values = analyse(_Files({}), (), "main.py", read(main)).values
    assert (values["n"], values["log"].content) == (0, ())


def test_data_that_a_package_brings_along() -> None:
    files = {
        "m": "import pkgutil\nfrom os.path import join\n"
        "a = [int(n) for n in pkgutil.get_data(__name__, join('sizes', 'a.txt')).decode('utf-8').strip().split(',')]\n"
        "b = pkgutil.get_data(__name__, 'b.txt'); c = pkgutil.get_data(__name__, '../sizes/a.txt')",
        "sizes/a.txt": "3,5\n",
    }
    check("from m import a, b, c\nx, y = a", files, x=3, y=5, b=Unknown, c=Unknown)


REGISTRY = {
    "zoo.__init__": "from .factory import create\nfrom .cats import *\nfrom .dogs import *",
    "zoo.registry": (
        "_makers = {}\n"
        "def register(f):\n    _makers[f.__name__] = f\n    return f\n"
        "def is_known(name):\n    return name in _makers\n"
        "def maker(name):\n    return _makers[name]\n"
    ),
    "zoo.factory": (
        "from .registry import is_known, maker\n"
        "def create(name, **options):\n"
        "    if not is_known(name):\n        raise RuntimeError(name)\n"
        "    return maker(name)(**options)\n"
    ),
    "zoo.cats": "from .registry import register\n@register\ndef tiger(n=3):\n    return n",
    "zoo.dogs": "from .registry import register\n@register\ndef husky(n=5):\n    return n + 1\n# no tiger",
}
"""A package whose modules enter their functions in a dict, for one function that finds them by name."""


def test_what_a_registry_holds_that_other_modules_fill() -> None:
    check(
        "from zoo.factory import create\na = create('tiger')\nb = create('husky', n=1)\nc = create('tiger', n=2)",
        REGISTRY, a=3, b=2, c=2,
    )  # fmt: skip


def test_what_is_mentioned_and_not_entered_in_a_registry_is_not_known() -> None:
    check(
        "from zoo.registry import is_known, _makers\na = is_known('tiger')\nb = is_known('register')\n"
        "c = _makers.get('lion', 7)",
        REGISTRY, a=True, b=Unknown, c=7,
    )  # fmt: skip


def test_how_much_a_registry_holds_is_not_known_while_a_package_is_left_out() -> None:
    program = "from zoo.registry import _makers, maker\nmaker('tiger')\na = len(_makers)\nb = 'lion' in list(_makers)"
    check(program, REGISTRY, a=Unknown, b=Unknown)
    check(f"import zoo.cats, zoo\nfrom zoo import dogs\nzoo.create\n{program}", REGISTRY, a=2, b=False)


def test_a_module_that_looks_for_its_names_when_they_are_asked_for() -> None:
    files = {"lazy": "a = 1\ndef __getattr__(name):\n    return len(name)"}
    check("from lazy import a\ntry:\n    from lazy import b\n    c = 1\nexcept ImportError:\n    c = 2", files, a=1, b=Unknown, c=1)


def test_a_compiled_module_is_there_and_what_it_holds_is_not_known() -> None:
    files = {"p.__init__": "'''A package.'''", "p.fast.so": "", "p.user": "from . import fast\nx = fast.x\ny = 3"}
    check("from p.user import x, y", files, x=Unknown, y=3)
    for statement in ("from p import fast", "import p.fast", "from p.fast import one"):
        check(f"try:\n    {statement}\n    c = 1\nexcept ImportError:\n    c = 2", files, c=1)
    check("try:\n    from p import slow\n    c = 1\nexcept ImportError:\n    c = 2", files, c=2)


LAZY = {
    "zoo.__init__": (
        "import sys\nfrom typing import TYPE_CHECKING\n__version__ = '1.2'\ncount = 3\n"
        "if TYPE_CHECKING:\n"
        "    from .cages import Cage as Cage\n"
        "    try:\n        import nowhere\n    except ImportError:\n        pass\n    else:\n        from .ponds import Pond\n"
        "    from .animals import *\n"
        "else:\n    sys.modules[__name__] = Lazy(__name__)\n"
    ),
    "zoo.cages": "from . import __version__, helpers\nCage = 'cage ' + __version__ + helpers.mark",
    "zoo.helpers": "mark = '!'",
    "zoo.ponds": "Pond = 'pond'",
    "zoo.animals.__init__": (
        "import sys\nfrom typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from .tiger import *\n    from .husky import *\n"
        "else:\n    sys.modules[__name__] = Lazy(__name__)\n"
    ),
    "zoo.animals.tiger": "class Tiger: legs = 4\nraise RuntimeError('only when it is asked for')",
    "zoo.animals.husky": "class Husky: legs = 3",
}
"""A package that imports what is inside when it is asked for, and says to type checkers what that is."""


def test_a_package_that_imports_when_it_is_asked() -> None:
    files = {name: text.replace("\nraise RuntimeError('only when it is asked for')", "") for name, text in LAZY.items()}
    check("from zoo import Cage, Pond, Husky, Tiger, count\na, b = Tiger.legs, Husky.legs", files,
          Cage="cage 1.2!", Pond="pond", count=3, a=4, b=3)  # fmt: skip
    check("import zoo\na, b, c = zoo.Cage, zoo.Husky.legs, zoo.count\nd = zoo.nothing", files,
          a="cage 1.2!", b=3, c=3, d=Unknown)  # fmt: skip
    check("from zoo import Husky\na = Husky.legs", LAZY, a=3)


def test_what_a_class_of_unknown_base_is_given_takes_the_place_of_its_defaults() -> None:
    main = "from nowhere import Base\nclass C(Base):\n    width: int = 64\n    depth: int = 2\nc = C(width=128)\na, b = c.width, c.depth"
    check(main, a=Unknown, b=2)


def test_a_name_that_one_of_many_modules_has() -> None:
    names = [f"n{number}" for number in range(40)]
    stars = "".join(f"    from .{name} import *\n" for name in [*names, "big_cat", "a_small_dog", "cat2_5_xl", "cat_to_dog"])
    files = {
        "zoo.__init__": f"import sys\nif TYPE_CHECKING:\n{stars}else:\n    sys.modules[__name__] = Lazy()\n",
        **{f"zoo.{name}": "BigCatModel = 0" for name in names},
        "zoo.big_cat": "BigCatModel = 1",
        "zoo.a_small_dog": "ASDConfig = 2",
        "zoo.cat2_5_xl": "Cat2_5_XLModel = 3",
        "zoo.cat_to_dog": "Cat2DogModel = 4",
    }
    check("from zoo import BigCatModel, ASDConfig, Cat2_5_XLModel, Cat2DogModel\nfrom zoo import Nothing", files,
          BigCatModel=1, ASDConfig=2, Cat2_5_XLModel=3, Cat2DogModel=4, Nothing=Unknown)  # fmt: skip


class _Installed(_Files):
    """A world in which distributions are installed, and the standard library is found."""

    def distribution(self, name: str) -> str | None:
        return {"alpha": "2.13.0+cpu"}.get(name)


@pytest.mark.parametrize(
    ("library", "found", "version"),
    [({"__future__": ""}, None, "2.13.0+cpu"), ({}, Unknown, "2.13.0+cpu")],
    ids=["the environment is known", "it is not"],
)
def test_what_is_installed(library: dict[str, str], found: Any, version: str) -> None:
    main = (
        "import importlib.util\nfrom importlib import metadata\n"
        "a = importlib.util.find_spec('alpha') is not None\nb = importlib.util.find_spec('beta')\n"
        "c = metadata.version('alpha')\nd = metadata.version('beta')\n"
        "e = importlib.util.find_spec('beta.inner')\nf = bool(importlib.util.find_spec('m'))"
    )
    values = analyse(_Installed({**library, "m": ""}), (), "main.py", read(main)).values
    assert (values["a"], values["c"], values["f"]) == (True, version, True)
    assert all(isinstance(values[name], Unknown) for name in "de")
    assert values["b"] is None if found is None else isinstance(values["b"], Unknown)


def test_a_module_that_takes_too_long_is_unknown_and_not_those_that_import_it() -> None:
    files = {
        "p.__init__": "from p.a import x, late",
        "p.a": "x = 3\nimport p.endless\nfrom p.endless import early\nlate = x + 1",
        "p.endless": "early = 1\nn = 0\nwhile True:\n    for i in range(100): n += i * i",
    }
    main = "from p import x, late\nfrom p.a import early\nimport p.endless\nn = p.endless.n\nafter = 5"
    check(main, files, x=3, late=4, early=Unknown, n=Unknown, after=5)


def test_the_names_of_a_module_as_a_dictionary() -> None:
    files = {"m": "x = 3\ndef double(n): return 2 * n"}
    check("import m\na = m.__dict__['double'](m.__dict__['x'])\nb = 'y' in m.__dict__", files, a=6, b=False)


def test_work_that_is_not_done_is_not_charged_to_what_follows() -> None:
    many = "\n".join(f"    if u{n}: d[{n}] = {n}" for n in range(500))
    check(f"d = {{}}\ntry:\n{many}\nexcept ValueError:\n    pass\nafter = 1", after=1)


class _Reports(Library):
    """A library whose one function reports a problem."""

    name = "reports"
    modules = ("reports",)

    def module(self, machine: Any, name: str) -> Any:
        def fail(machine: Any, arguments: Any) -> Unknown:
            machine.report(Finding("shape-mismatch", "it fails", machine.site, machine.stack))
            return Unknown("it fails")

        scope = Scope()
        scope.names["fail"] = Native("reports.fail", fail)
        return Module(name, scope)


@pytest.mark.parametrize(
    ("main", "found"),
    [
        ("from m import surely\nsurely()", 1),
        ("from m import perhaps\nperhaps()", 0),
        ("from m import unused", 0),
        ("from reports import fail\nif u: fail()", 1),
        ("from m import surely\nif u: surely()", 0),
    ],
)
def test_a_problem_in_another_file_is_one_only_if_this_file_certainly_brings_it_about(main: str, found: int) -> None:
    files = {
        "m": "from reports import fail\ndef surely(): fail()\ndef perhaps():\n    if u: fail()\n"
        "def unused():\n    fail()\nunused()"
    }
    assert len(analyse(_Files(files), (_Reports(),), "main.py", read(main)).findings) == found


ON_DEMAND = "import sys\nif TYPE_CHECKING:\n    from .a import f\nelse:\n    sys.modules[__name__] = Lazy()\n"
"""A package that imports what is inside when it is asked for."""


def _loaded(main: str, files: dict[str, str]) -> set[str]:
    """The modules of these files that are run for a program."""
    program = analyse(_Files(files), (), "main.py", read(main))
    return {name for name, module in program.machine.modules.items() if module is not None and name in files}


@pytest.mark.parametrize(
    ("use", "value"),
    [
        ("f()", 5), ("g", 6), ("a.later", 2), ("a.f()", 5), ("'later' in dir(a)", True), ("vars(a)['later']", 2), ("a.__dict__['later']", 2),
        ("star.later", 2), ("changed()", 3), ("h()", 7), ("a.again", 2), ("getattr(a, 'nothing', 9)", 9), ("names()", True),
        ("a.taken", 4), ("circle()", 8),
    ],
)  # fmt: skip
def test_names_that_wait_are_there_whoever_asks(use: str, value: Any) -> None:
    files = {
        "zoo.__init__": ON_DEMAND,
        "zoo.a": (
            "from .b import later, later as again, changing, overtaken as taken, gone\nfrom .c import helper\n"
            "from .d import circle\nfrom . import e\ntaken = 4\ndel gone\n"
            "def f(): return later + helper()\ndef h(): return e.seven\ndef names(): return 'again' in globals()\n"
            "def changed():\n    global changing\n    changing = changing + 1\n    return changing\ng = f() + 1"
        ),
        "zoo.b": "later = 2\nchanging = 2\novertaken = 1\ngone = 1",
        "zoo.c": "def helper(): return 3",
        "zoo.d": "from .a import f\ndef circle(): return f() + 3",
        "zoo.e": "seven = 7",
        "zoo.star": "from .a import *",
    }
    check(f"from zoo import a, star\nfrom zoo.a import *\nx = {use}", files, x=value)
    check(f"from zoo import a, star\nfrom zoo.a import *\ndef later(): return {use}\nx = later()", files, x=value)
    check("from zoo.a import gone", files, gone=Unknown)


@pytest.mark.parametrize("package", ["from . import models", "from .models import first, second", "import zoo.models"])
def test_a_package_asked_by_a_module_that_it_imports_from_is_run_as_if_it_had_been_first(package: str) -> None:
    files = {
        "zoo.__init__": f"try:\n    from machine import LARGE\nexcept ImportError:\n    LARGE = 5\n{package}",
        "zoo.models.__init__": "from .first import first\nfrom .second import second",
        "zoo.models.first": "from zoo import LARGE\ndef block(): return LARGE\ndef first(): return block()",
        "zoo.models.second": "from zoo import LARGE\nfrom .first import block\ndef second(): return block() + LARGE",
    }
    check("from zoo.models import first, second\nx, y = first(), second()", files, x=5, y=10)
    check("from zoo.models import second\nfrom zoo.models import first\nx, y = first(), second()", files, x=5, y=10)
    check("import zoo.models as m\nx, y = m.first(), m.second()", files, x=5, y=10)


def test_modules_that_nobody_asks_for_are_not_run() -> None:
    files = {
        "zoo.__init__": ON_DEMAND,
        "zoo.a": "from .b import B\nfrom .c import C\ndef b(): return B\ndef c(): return C\nclass A(B): pass",
        "zoo.b": "from .d import D\nclass B: pass",
        "zoo.c": "class C: pass",
        "zoo.d": "class D: pass",
    }
    assert _loaded("from zoo.a import A", files) == {"zoo.a", "zoo.b"}
    assert _loaded("from zoo.a import c\nx = c()", files) == {"zoo.a", "zoo.b", "zoo.c"}
    plain = {**files, "zoo.__init__": ""}  # a package like any other: its modules may count on what running others does
    assert _loaded("from zoo.a import A", plain) == {"zoo.a", "zoo.b", "zoo.c", "zoo.d"}


def test_an_import_whose_failure_somebody_waits_for_does_not_wait() -> None:
    files = {
        "zoo.__init__": ON_DEMAND,
        "zoo.a": "try:\n    from .b import nothing\n    found = 1\nexcept ImportError:\n    found = 2\nfrom .b import something",
        "zoo.b": "x = 1",
    }
    check("from zoo.a import found\nfrom zoo import a\nx = a.something", files, found=2, x=Unknown)


FILLED = {
    "store": "held = {}",
    "ops.__init__": "from .box import *",
    "ops.kernels": "",
    "ops.box": "import importlib\nfrom store import held\nheld['box'] = 1\nkernels = importlib.import_module('ops._ext')\n"
    "assert hasattr(kernels, 'nms')\nheld['kernels'] = kernels.nms",
}
ENTERED = """\
from store import held
try:
    from ops.box import kernels
except {handler}:
    kernels = None
found = {found}
"""


@pytest.mark.parametrize(
    ("handler", "compiled", "found", "value"),
    [
        ("ImportError", True, "'kernels' in held", True),
        ("(ImportError, ModuleNotFoundError)", True, "len(held)", 2),
        ("ImportError", False, "(kernels, len(held))", (None, 1)),
        ("Exception", True, "'kernels' in held", Unknown),
        ("(ImportError, AttributeError)", True, "'kernels' in held", Unknown),
    ],
)
def test_what_is_not_known_of_a_module_is_no_import_error(
    handler: str, compiled: bool, found: str, value: Any
) -> None:
    files = {**FILLED, **({"ops._ext.so": ""} if compiled else {})}
    check(ENTERED.format(handler=handler, found=found), files, found=value)


def test_a_function_that_is_not_known_may_raise_an_import_error() -> None:
    main = "from nowhere import check\nx = 1\ntry:\n    x = 2\n    check()\n    x = 3\nexcept ImportError:\n    pass"
    check(main, x=Unknown)


@pytest.mark.parametrize(
    ("package", "value"),
    [("x = 1", 0), ("from x import *", 0), ("import sys\nsys.modules['p.late'] = sys", 1), ("__path__ = ['q']", 1)],
)
def test_a_module_that_is_not_in_the_folder_of_a_package(package: str, value: Any) -> None:
    main = "x = 0\ntry:\n    import p.late\n    x = 1\nexcept ImportError:\n    pass"
    files = {"p.__init__": package, "x": "y = 3"}
    check(main, files, x=value)


def test_a_module_in_a_folder_that_a_package_adds_to_its_path() -> None:
    files = {
        "p.__init__": "import os\n__path__.append(os.path.join(os.path.dirname(__file__), \"api\"))",
        "p.api.m.__init__": "from p.api.m.n import x",
        "p.api.m.n": "x = 3",
        "q.__init__": "import p.api\n__path__.extend(p.api.__path__)",
        "p.api.__init__": "",
    }
    check("from p.m import x\nfrom p.m.n import x as y\nfrom q.m.n import x as z", files, x=3, y=3, z=3)


def test_a_name_that_modules_look_for_in_each_other_is_not_there() -> None:
    files = {
        "p.__init__": "from .a import *\nfrom .b import *\nx = 3",
        "p.lib.so": "",
        "p.a": "from p import lib\nhalf = lib.half",
        "p.b": "from p import x, lib\ny = x + 1",
    }
    check("from p.b import y", files, y=4)


@pytest.mark.parametrize(
    "asked",
    ["__import__(name)", "importlib.import_module(name)", "importlib.import_module('.x', package=name)",
     "importlib.metadata.version('nowhere')", "importlib.metadata.version(name)"],
)  # fmt: skip
def test_what_may_not_be_installed_may_be_an_import_error(asked: str) -> None:
    main = f"import importlib, importlib.metadata\nname = input()\ntry:\n    x = 2\n    {asked}\n    x = 3\n"
    check(f"{main}except ImportError:\n    pass", x=Unknown)


@pytest.mark.parametrize("asked", ["__import__('nowhere')", "importlib.import_module('nowhere')", "import nowhere"])
def test_a_module_that_is_nowhere_is_an_import_error_where_one_is_waited_for(asked: str) -> None:
    main = f"import importlib\ntry:\n    x = 2\n    {asked}\n    x = 3\nexcept ModuleNotFoundError:\n    pass"
    check(main, x=2)

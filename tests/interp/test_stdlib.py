"""The standard library on values that are known: Python itself is the judge of each snippet."""

from __future__ import annotations

import pytest
from tests.interp.program import check, run

from layerhints.algebra import Unknown

SNIPPETS = {
    "mappings of the program's own": """
from collections.abc import Mapping, MutableMapping
class Table(MutableMapping):
    shared = {'z': 26}
    def __init__(self): self.own = {}
    def __getitem__(self, key): return self.own[key] if key in self.own else self.shared[key]
    def __setitem__(self, key, value): self.own[key] = value
    def __delitem__(self, key): del self.own[key]
    def __iter__(self): return iter({**self.shared, **self.own})
    def __len__(self): return len({**self.shared, **self.own})
t = Table()
t['a'] = 1
t.update({'b': 2}, c=3)
t.update([('d', 4)])
a = list(t.keys()); b = t.get('a'), t.get('q'), t.get('q', 7); c = t.pop('a'), t.pop('a', None); d = sorted(t.items())
e = t.setdefault('k', 9), t.setdefault('k', 8); f = dict(t); g = 'z' in t, 'a' in t; h = isinstance(t, Mapping)
try:
    t.pop('nothing')
except KeyError as error:
    i = 'missing'
class Fixed(Mapping):
    def __getitem__(self, key): return {'x': 1, 'y': 2}[key]
    def __iter__(self): return iter('xy')
    def __len__(self): return 2
j = list(Fixed().values()); k = {**Fixed()}; l = Fixed().get('x')
""",
    "containers with special methods of the program's own": """
from collections import OrderedDict
class Names(OrderedDict):
    def __init__(self, names): self.names = names; self.more = {}
    def __contains__(self, item): return item in self.more or item in self.names
    def __getitem__(self, key): return self.names[key]
    def __len__(self): return len(self.names) + 1
    def __iter__(self): return iter(self.names)
m = Names({'a': 1, 'b': 2})
a = 'a' in m, 'z' in m, 'z' not in m; b = len(m); c = [x for x in m]; d = bool(m); e = list(m); f = m['b']
class Loud(list):
    def __iter__(self): return (x * 2 for x in super().__iter__())
    def __len__(self): return super().__len__() + 10
    def __contains__(self, item): return super().__contains__(item // 2)
    def append(self, item): super().append(item + 1)
l = Loud([1, 2]); l.append(2)
g = list(l), len(l), 6 in l, 3 in l, sum(l), l[2]; h = [x for x in l]
class Off(dict):
    def __bool__(self): return False
i = bool(Off(a=1)), len(Off(a=1)), 'a' in Off(a=1), list(Off(a=1))
""",
    "contextvars": """
from contextvars import ContextVar
depth = ContextVar('depth', default=0)
bare = ContextVar('bare')
a = depth.get(); token = depth.set(3); b = depth.get(); inner = depth.set(4); c = depth.get()
depth.reset(inner); d = depth.get(); depth.reset(token); e = depth.get(); f = bare.get(7); g = depth.name
try:
    bare.get()
except LookupError:
    h = 'no value'
""",
    "one class of several": """
from typing import Optional, Union, get_args
class A: pass
class B(A): pass
either = list | tuple | str
a = isinstance('x', either), isinstance(1, either), isinstance([1], list | None), isinstance(None, int | None)
b = isinstance(1, Union[int, str]), isinstance(None, Optional[int]), isinstance('a', Optional[int])
c = isinstance(B(), A | int), isinstance(2.0, (A | int, str)), issubclass(B, int | A), issubclass(bool, A | str)
d = (int | str) == (str | int), len(get_args(int | str | None)), Union[int] is int
""",
    "code objects": """
def f(self, x, *args, flag=False, **kwargs):
    y = 1
    for z in args:
        w = z
    return y
a = f.__code__.co_varnames; b = f.__code__.co_argcount; c = f.__code__.co_kwonlyargcount; d = f.__code__.co_name
e = (lambda q: q).__code__.co_varnames
""",
    "attributes that are looked up in a way of the program's own": """
class Base:
    names = {'size': 'width'}
    def __getattribute__(self, name):
        if name != 'names' and name in super().__getattribute__('names'):
            name = super().__getattribute__('names')[name]
        return super().__getattribute__(name)
    def __setattr__(self, name, value):
        super().__setattr__(self.names.get(name, name), value)
class C(Base):
    def __init__(self): self.width = 3; self.size += 1
    @property
    def area(self): return self.width ** 2
    @area.setter
    def area(self, value): self.width = int(value ** 0.5)
    @property
    def broken(self): return self.nothing
c = C()
a = c.size, c.width, c.area
c.area = 49
b = c.size; d = getattr(c, 'broken', 5); e = hasattr(c, 'broken'), hasattr(c, 'size'); f = sorted(c.__dict__)
""",
    "math": """
import math
from math import ceil, floor as down, sqrt
a = ceil(2.1); b = down(2.9); c = sqrt(16); d = math.pi; e = math.prod([2, 3, 4]); f = math.log2(8)
g = math.gcd(12, 18)
h = math.factorial(5); i = math.isclose(0.1 + 0.2, 0.3); j = math.trunc(-1.5); k = math.hypot(3, 4); l = math.inf > 1
m = math.log(100, 10); n = math.isqrt(17); o = math.fabs(-2); p = math.fsum([0.1] * 10); q = math.comb(5, 2)
r = math.exp(0)
try:
    math.sqrt(-1)
except ValueError as error:
    s = str(error)
""",
    "operator": """
import operator
from operator import itemgetter, attrgetter, methodcaller, mul
from functools import reduce
class P:
    x = 3
    class inner: y = 4
a = reduce(mul, [1, 2, 3, 4], 1); b = itemgetter(1)([5, 6]); c = itemgetter(0, 2)('abc'); d = attrgetter('x')(P)
e = attrgetter('x', 'inner.y')(P); f = methodcaller('upper')('a'); g = operator.add(1, 2); h = operator.lt(1, 2)
i = sorted([(1, 'b'), (0, 'c')], key=itemgetter(1)); j = operator.contains([1], 1); k = operator.neg(3)
l = operator.not_(0)
m = operator.getitem({'k': 1}, 'k'); n = operator.truth([]); o = operator.methodcaller('split', ',')('a,b')
""",
    "itertools": """
import itertools
from itertools import chain, product, repeat, count, cycle, islice
a = list(chain([1], (2, 3), 'a')); b = list(chain.from_iterable([[1], [2]])); c = list(product('ab', [1, 2]))
d = list(product([0, 1], repeat=2)); e = list(repeat(3, 2)); f = list(islice(count(5), 3))
g = list(islice(cycle('ab'), 5))
h = list(zip(count(), 'abc')); i = list(itertools.zip_longest([1, 2], 'a', fillvalue='-'))
j = list(itertools.accumulate([1, 2, 3]))
k = list(itertools.combinations([1, 2, 3], 2)); l = list(itertools.permutations([1, 2, 3], 2))
m = list(itertools.pairwise([1, 2, 3]))
n = [(k_, list(g_)) for k_, g_ in itertools.groupby([1, 1, 2])]; o = list(itertools.starmap(pow, [(2, 3), (3, 2)]))
p = list(itertools.takewhile(lambda x: x < 3, [1, 2, 5, 1]))
q = list(itertools.dropwhile(lambda x: x < 3, [1, 2, 5, 1]))
r = list(itertools.compress('abc', [1, 0, 1])); s = list(itertools.filterfalse(None, [0, 1]))
t = list(zip(repeat('x'), [1, 2]))
u = list(islice('abcdef', 1, 5, 2)); v = [list(x) for x in itertools.tee([1, 2])]; c1 = count(2, 3)
w = next(c1), next(c1)
x = list(itertools.accumulate([3, 1, 2], max)); y = list(islice([1, 2, 3], 1, None))
z = dict(zip('ab', cycle([0, 1])))
""",
    "functools": """
import functools
from functools import partial, reduce, wraps, lru_cache
def area(w, h=1, *, scale=1):
    return w * h * scale
half = partial(area, scale=2)
a = half(3, 4); b = partial(half, 5)(6); c = half.func is area; d = half.keywords; e = partial(area, 2).args
is_partial = type(half) == partial, type(half) is partial, isinstance(half, partial), type(area) == partial
f = partial(partial(area, 2), h=3); f = f.func is area, f.args, f.keywords, f()
def twice(f):
    @wraps(f)
    def inner(*args, **kwargs):
        return 2 * f(*args, **kwargs)
    return inner
@twice
def three():
    return 3
g = three(); h = three.__name__
@lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
@functools.cache
def one(): return 1
i = fib(10); j = one()
class C:
    calls = 0
    @functools.cached_property
    def value(self):
        self.calls += 1
        return self.calls
    def scaled(self, k): return k * 10
    tenfold = functools.partialmethod(scaled, 7)
c_ = C(); k = c_.value, c_.value; l = c_.tenfold()
@functools.singledispatch
def kind(x): return 'other'
@kind.register(int)
def _(x): return 'int'
m = kind(1), kind('a'), kind(True)
@functools.total_ordering
class V:
    def __init__(self, n): self.n = n
    def __eq__(self, o): return self.n == o.n
    def __lt__(self, o): return self.n < o.n
n = V(1) <= V(2); o = V(3) > V(2); p = V(1) >= V(2); q = reduce(lambda a, b: a + b, [[1], [2]])
""",
    "collections": """
import collections
from collections import OrderedDict, defaultdict, namedtuple, deque, Counter, ChainMap
o = OrderedDict([('a', 1), ('b', 2)]); o['c'] = 3; o.move_to_end('a'); a = list(o); b = o.popitem(last=False)
c = o == {'c': 3, 'a': 1}
d = defaultdict(list); d['x'].append(1); e = dict(d); f = len(d['y']); g = 'z' in d
h = defaultdict(lambda: 7)['k']; i = defaultdict(int, a=1)['a']
Point = namedtuple('Point', 'x y'); p = Point(1, y=2); j = p.x + p.y; k = p[0]; x, y = p; l = tuple(p)
m = p == (1, 2)
n = p._replace(x=5).x; q = dict(p._asdict()); r = Point._fields; s = isinstance(p, tuple); t = len(p)
u = list(p); v = str(p)
Conf = namedtuple('Conf', ['a', 'b'], defaults=[3]); w = Conf(1).b; z = [*Conf(1)]; aa = Point._make([3, 4]).y
bb = p + (3,)
dq = deque([1, 2, 3], maxlen=3); dq.append(4); dq.appendleft(0); cc = list(dq); dd = dq.pop()
ee = dq.popleft(); dq.rotate(1)
ff = deque('abc'); ff.rotate(1); gg = ''.join(ff); hh = len(ff); ii = ff[0]
ct = Counter('abracadabra'); jj = ct.most_common(2); kk = ct['z']; ll = ct['a']; ct.update('zz'); mm = ct['z']
nn = dict(Counter('ab') + Counter('a'))
cm = ChainMap({'a': 1}, {'a': 2, 'b': 3}); oo = cm['a'], cm['b']; pp = 'b' in cm; qq = isinstance(o, dict)
from collections.abc import *
rr = isinstance([], Iterable), isinstance(3, Iterable), isinstance('s', Sequence)
ss = isinstance({}, Mapping), isinstance(len, Callable), isinstance(iter([]), Iterator)
tt = list(Counter(a=2).elements()); uu = sum(Counter('aab').values()); vv = list(reversed(OrderedDict(a=1, b=2)))
""",
    "copy": """
import copy
class Node:
    def __init__(self, items): self.items = items; self.me = self
a = [[1], {'k': [2]}]; b = copy.copy(a); c = copy.deepcopy(a); a[0].append(9); d = b[0] is a[0]; e = c[0]
n = Node([1]); m = copy.deepcopy(n); n.items.append(2); f = m.items; g = m.me is m; h = copy.copy(n).items is n.items
shared = [1]; i = copy.deepcopy([shared, shared]); i[0].append(2); j = i[1]; k = copy.deepcopy((1, [2]))
l = copy.copy('x')
class Own:
    def __deepcopy__(self, memo): return 'mine'
o = copy.deepcopy([Own()])
""",
    "re": """
import re
a = re.match(r'(\\w+)_(\\d+)', 'layer_12').groups(); b = re.sub(r'\\d', '#', 'a1b2')
c = re.findall(r'\\d+', '1 22 333')
p = re.compile(r'(?P<name>[a-z]+)(?P<n>\\d+)'); m = p.search('  abc42 ')
d = m.group('name'), m.group(0), m['n']; e = m.groupdict(); f = m.span()
g = re.split(r'[,;]', 'a,b;c'); h = re.match('x', 'y') is None; i = bool(re.search('a', 'bab'))
j = re.sub('[a-z]', lambda m: m.group().upper(), 'ab1')
k = re.findall('A', 'aA', re.IGNORECASE); l = [m.start() for m in re.finditer('a', 'banana')]
n = re.escape('a.b'); o = p.pattern
q = re.fullmatch(r'b(\\d+)', 'b7').group(1); r = re.compile('a').sub('b', 'aaa', count=2)
s = re.sub(r'(a)(b)', r'\\2\\1', 'ab')
""",
    "enumerations": """
from enum import Enum, IntEnum, auto, Flag, unique
class Color(Enum):
    RED = 1
    GREEN = 2
    CRIMSON = 1
    def lower(self): return self.name.lower()
a = Color.RED.name; b = Color.GREEN.value; c = Color(2) is Color.GREEN; d = Color['RED'] is Color.RED
e = [m.name for m in Color]
f = Color.CRIMSON is Color.RED; g = Color.RED.lower(); h = isinstance(Color.RED, Color)
i = Color.RED == Color.GREEN; j = len(Color)
k = str(Color.RED); l = repr(Color.RED); m = {Color.RED: 'r'}[Color.RED]; n = Color.RED in Color; o = f'{Color.RED}'
class Size(IntEnum):
    SMALL = 3
    LARGE = auto()
p = Size.LARGE + 1; q = Size.SMALL < Size.LARGE; r = Size.SMALL == 3; s = list(range(Size.SMALL))
t = Size(4).name; u = [0] * Size.SMALL
class Mode(str, Enum):
    A = 'a'
    B = 'b'
v = Mode.A == 'a'; w = Mode('b').name; x = {Mode.A: 1}['a']; y = Mode.A.upper(); z = 'a' in [m.value for m in Mode]
class Planet(Enum):
    EARTH = (1, 2)
    def __init__(self, mass, radius): self.mass = mass; self.radius = radius
aa = Planet.EARTH.radius; bb = Planet.EARTH.value
class F(Flag):
    R = auto()
    W = auto()
    X = auto()
cc = F.X.value; dd = (F.R | F.W).value; ee = F.R in (F.R | F.W); ff = bool(F.R & F.W)
try:
    Color(9)
except ValueError as error:
    gg = str(error)
Made = Enum('Made', 'ONE TWO'); hh = Made.TWO.value
""",
    "dataclasses": """
from dataclasses import dataclass, field, replace, asdict, astuple, fields, InitVar, is_dataclass, KW_ONLY
from typing import List, ClassVar
@dataclass
class Base:
    a: int
    b: str = 'x'
    items: List[int] = field(default_factory=list)
    total: int = field(init=False, default=0)
    kind: ClassVar[str] = 'base'
    scale: InitVar[int] = 2
    def __post_init__(self, scale):
        self.total = self.a * scale
x = Base(3); y = Base(3, 'z', [1], scale=5); x.items.append(1)
a = x.total, y.total; b = Base(1).items; c = x == Base(3, items=[1]); d = repr(x); e = asdict(y); f = astuple(y)
g = [f_.name for f_ in fields(Base)]; h = replace(y, a=1, scale=2).a; i = is_dataclass(x); j = x.kind
k = is_dataclass(3)
@dataclass(frozen=True, order=True)
class Derived:
    n: int
    _: KW_ONLY
    m: int = 4
l = Derived(1) < Derived(2); m = Derived(1, m=5).m; n = Derived(1) == Derived(1)
o = sorted([Derived(3), Derived(1)])[0].n
@dataclass
class Wide(Base):
    c: float = 0.5
    b: str = 'wide'
p = Wide(1).b; q = Wide(2, c=1.5).c; r = [f_.name for f_ in fields(Wide)]; s = Wide(1).total
@dataclass
class Nested:
    inner: Derived
    table: dict = field(default_factory=lambda: {'k': Derived(7)})
t = asdict(Nested(Derived(1)))
try:
    Base()
except TypeError:
    u = 'missing'
""",
    "typing": """
from typing import *
import typing as t
from abc import ABC, abstractmethod
T = TypeVar('T')
class Pair(NamedTuple):
    left: int
    right: int = 2
    def total(self): return self.left + self.right
class Box(Generic[T]):
    def __init__(self, x: Optional[T] = None): self.x = x
class Options(TypedDict, total=False):
    n: int
class Abstract(ABC):
    @abstractmethod
    def f(self): ...
    @property
    @abstractmethod
    def g(self): ...
class Concrete(Abstract):
    g = 4
    def f(self): return 3
a = Pair(1).total(); b = Pair(1) == (1, 2); c = Box[int](5).x; d = cast(int, 'x'); e = Concrete().f()
f = TYPE_CHECKING
left, right = Pair(7); g = Options(n=3)['n']; UserId = NewType('UserId', int); h = UserId(4); i = Concrete().g
j = isinstance(Concrete(), Abstract)
k = Pair._fields; X = Union[int, str]; l = Pair(left=3, right=4).right; n = t.cast('int', 8)
def typed(x: 'Dict[str, Any]', *y: Callable[..., int]) -> Tuple[int, ...]: return (1,)
m = typed({})
@overload
def over(x: int) -> int: ...
def over(x): return x
o = over(1)
""",
    "contexts and types": """
import contextlib, types
from contextlib import contextmanager, suppress, nullcontext
log = []
@contextmanager
def section(name):
    log.append('in ' + name)
    yield name.upper()
    log.append('out')
with section('a') as s: pass
with nullcontext(5) as n: pass
with suppress(KeyError): k = 1
ns = types.SimpleNamespace(a=1, b=2); ns.c = 3
a = ns.a + ns.c; b = ns == types.SimpleNamespace(a=1, b=2, c=3); c = vars(ns); d = repr(ns)
class E: pass
E.m = types.MethodType(lambda self, x: x + 1, E()); e = E.m(1); f = isinstance(lambda: 0, types.FunctionType)
ns.__dict__.update(z=9); g = ns.z
""",
    "argparse": """
import argparse
parser = argparse.ArgumentParser(description='x')
group = parser.add_argument_group('model')
parser.add_argument('--batch-size', type=int, default=64, metavar='N')
parser.add_argument('--lr', '-l', default='0.1', type=float)
group.add_argument('--layers', nargs='+', default=[1, 2]); parser.add_argument('-q', action='store_true')
parser.add_argument('--no', action='store_false')
parser.add_argument('--name', dest='title', default='m'); parser.add_argument('-v', '--verbose')
parser.set_defaults(extra=3)
args = parser.parse_args([])
a = args.batch_size; b = args.lr; c = args.layers; d = args.q; e = args.no; f = args.title; g = args.verbose
h = args.extra
i = vars(args)['batch_size']; args.new = 5; j = args.new; k = hasattr(args, 'nope')
l = getattr(args, 'nope', 1); rest = parser.parse_known_args([])[0].extra
""",
    "paths and texts": """
import os, os.path, string, textwrap, numbers, inspect, statistics, warnings
from pathlib import Path
a = os.path.join('a', 'b.txt'); b = os.path.basename('/x/y.z'); c = os.path.splitext('m.h5')
d = os.path.dirname('/x/y'); p = Path('models') / 'net.h5'
e = p.name, p.stem, p.suffix, str(p.parent), str(p.with_suffix('.onnx')); f = str(p); g = string.ascii_lowercase[:3]
h = textwrap.dedent('  a\\n  b')
i = isinstance(3, numbers.Number), isinstance(3.5, numbers.Integral), isinstance('x', numbers.Number)
def fn(x, y=2, *z): pass
j = list(inspect.signature(fn).parameters); k = inspect.isclass(int), inspect.isfunction(fn)
l = statistics.mean([1, 2, 3]); m = inspect.signature(fn).parameters['y'].default
warnings.warn('x'); n = os.path.join(p, 'x'); o = p.parts
import importlib; q = importlib.import_module('math').floor(2.5)
""",
    "texts of data": """
import json
a = json.loads('{"units": [8, 4], "shape": [3, null], "act": "relu", "bias": true}')
b = json.loads(json.dumps({'a': 1, 'b': [1, 2.5]}))['b'][1]; c = json.dumps([1, None], indent=2)
try:
    d = json.loads('{')
except ValueError:
    d = 3
try:
    e = json.loads('{')
except json.JSONDecodeError:
    e = 3
""",
    "classes of classes": """
from enum import Enum, EnumMeta
class Mode(str, Enum):
    CAT = 'cat'
    ADD = 'add'
    def __str__(self): return self.value
class Plain(Enum):
    A = 1
class Not: pass
def find(name, among):
    if isinstance(among, EnumMeta) and name in {each.value for each in among}:
        return among(name)
    return 'not found'
a = isinstance(Mode, EnumMeta), isinstance(Plain, EnumMeta), isinstance(Not, EnumMeta), isinstance(3, EnumMeta)
b = find('cat', Mode).value, find('cat', ['cat']), isinstance(Not, type)
c = f'{Mode.CAT}', '{}'.format(Mode.ADD), f'{Plain.A:>9}', f'{Mode.CAT:<5}|'
Made = Enum('Made', {'x': 1, 'y': 2})
d = Made.x.value, [each.name for each in Made]
""",
    "what `inspect` says of parameters": """
import inspect
def f(a, b=2, *c, d, e=5, **g): pass
a = [(s.args, s.varargs, s.varkw, s.defaults, s.kwonlyargs, s.kwonlydefaults) for s in [inspect.getfullargspec(f)]]
class K:
    def __init__(self, x, y=1): pass
    def m(self, z): pass
b = inspect.getfullargspec(K).args, inspect.getfullargspec(K(1).m).args, inspect.getfullargspec(lambda q: q).defaults
c = [(p.name, p.default) for p in inspect.signature(K).parameters.values() if p.default is not inspect.Parameter.empty]
""",
    "the signature of what is wrapped": """
import functools, inspect
def decorated(function):
    @functools.wraps(function)
    def wrapper(self, *args, **kwargs):
        return function(self, *args, **kwargs)
    return wrapper
class K:
    @decorated
    def m(self, x, mask=None): pass
    @classmethod
    @decorated
    def make(cls, width): pass
a = list(inspect.signature(K().m).parameters), list(inspect.signature(K.m).parameters)
b = list(inspect.signature(K.make).parameters), list(inspect.signature(K().make).parameters)
""",
    "fields without a default": """
import dataclasses
from dataclasses import MISSING, dataclass, field
@dataclass
class K:
    x: int
    y: int = field(default=MISSING, default_factory=list)
    z: int = field(default=3, default_factory=MISSING)
a = [(f.name, f.default is MISSING, f.default_factory is dataclasses.MISSING) for f in dataclasses.fields(K)]
b = K(1).y, K(1).z
""",
    "modules as dictionaries": """
import statistics, types
a = callable(types), callable(statistics.mean)
""",
    "Python versions": """
from __future__ import print_function, division
import sys
if sys.version_info[0] < 3:
    a = 'two'
else:
    a = 'three'
b = sys.version_info >= (3, 8); c = sys.version_info.major
try:
    from collections.abc import Mapping
    d = 'abc'
except ImportError:
    d = 'old'
import builtins; e = builtins.len([1])
""",
}


@pytest.mark.parametrize("name", SNIPPETS)
def test_like_python(name: str) -> None:
    check(SNIPPETS[name])


def test_what_a_metaclass_of_the_programs_own_makes_is_not_known() -> None:
    program = """
import abc, enum, signal
class Meta(type): pass
class Own(metaclass=Meta): pass
class Not: pass
a = isinstance(Own, Meta)
b = isinstance(Not, abc.ABCMeta)
c = enum.Enum('Made', {name: 1 for name in signal.unknown})
"""
    values = run(program)
    assert all(isinstance(values[name], Unknown) for name in "abc")

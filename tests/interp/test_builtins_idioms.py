"""What model files do with the language around their layers: long programs, judged by Python name by name."""

from __future__ import annotations

import subprocess
import sys

from tests.interp.program import check

HELPERS = """
import collections.abc, functools, math
from itertools import repeat
from typing import Union, Tuple, List, Optional
def _ntuple(n):
    def parse(x):
        if isinstance(x, collections.abc.Iterable) and not isinstance(x, str):
            return tuple(x)
        return tuple(repeat(x, n))
    return parse
a1 = _ntuple(2)(3); a2 = _ntuple(2)([1, 2])
def make_divisible(v, divisor=8, min_value=None, round_limit=.9):
    min_value = min_value or divisor
    new_v = max(min_value, int(v + divisor / 2) // divisor * divisor)
    if new_v < round_limit * v:
        new_v += divisor
    return new_v
a3 = make_divisible(32 * 1.1); a4 = [make_divisible(c * w) for c, w in zip([16, 24, 40], [0.5, 1.0, 1.4])]
_REG = {}
def register(fn):
    _REG[fn.__name__] = fn
    return fn
@register
def resnet(layers=(2, 2), **kw):
    return sum(layers) + kw.get('x', 0)
a5 = _REG['resnet'](x=1); a6 = sorted(_REG); a7 = 'resnet' in _REG
cfgs = {'A': [64, 'M', 128], 'B': [64]}
a8 = [v if v == 'M' else v * 2 for v in cfgs['A']]
class Registry(dict):
    def register(self, name=None):
        def deco(c):
            self[name or c.__name__] = c
            return c
        return deco
R = Registry()
@R.register()
class Foo:
    def __init__(self, *args, **kwargs):
        self.args, self.kwargs = args, kwargs
a9 = R['Foo'](1, 2, k=3).args; b1 = R['Foo'](1, k=3).kwargs
class Config:
    def __init__(self, **kw):
        self.__dict__.update(kw)
    def to_dict(self): return dict(self.__dict__)
    def __eq__(self, o): return self.to_dict() == o.to_dict()
c = Config(n=1, m=[2]); b2 = c.to_dict(); b3 = c == Config(n=1, m=[2]); b4 = c != Config(n=2)
b5 = '%s%s' % tuple(map(str, (1, 2))); b6 = 'x'.join(f'{i}' for i in range(3))
b7 = {k: getattr(c, k) for k in ('n', 'm') if hasattr(c, k)}
b8 = list(map(lambda p: p[0] * p[1], zip(range(3), range(3))))
b9 = dict(map(lambda kv: (kv[0], kv[1] + 1), {'a': 1}.items()))
c1 = max(range(5), key=lambda i: -abs(i - 3)); c2 = [*{'a': 1}]; c3 = [*{'a': 1}.values()]; c4 = {**{'a': 1}, 'b': 2}
c5 = globals()['a1']; c6 = 'c5' in globals()
c7 = sorted({'b': 1, 'a': 2}.items(), key=lambda kv: kv[1], reverse=True)
def kw(**kwargs):
    kwargs.setdefault('z', 9)
    d = kwargs.pop('d', None)
    return kwargs, d
c8 = kw(a=1, d=2)
c9 = list(reversed({'a': 1, 'b': 2})); d1 = [i for i, ch in enumerate('abc') if ch != 'b']
d2 = ''.join(reversed('abc')); d3 = [*zip(*[(1, 2), (3, 4)])]; d4 = set('ab') == {'a', 'b'}
d5 = sum([len(x) for x in [[1], [2, 3]]])
d6 = isinstance(3, Union[int, str].__args__) if hasattr(Union[int, str], '__args__') else True
d7 = int(bool(1)); d8 = list(filter(lambda x: x % 2, range(6))); d9 = 'abc'[slice(0, 2)]
words = 'the quick brown the'.split(); freq = {}
for w in words: freq[w] = freq.get(w, 0) + 1
nested = {}
nested.setdefault('a', {}).setdefault('b', []).append(1)
e1 = nested['a']['b']; matrix = [[0] * 3 for _ in range(2)]; matrix[0][1] = 5
first, *rest = sorted([3, 1, 2]); e2 = bytes([1, 2]); e3 = (lambda *a, **k: (a, k))(*[1], **{'x': 2})
e4 = type('X', (object,), dict(y=1))().y; e5 = ' '.join('%d' % i for i in (1, 2))
e6 = any(isinstance(x, str) for x in [1, 'a'])
e7 = dict(sorted({'b': 1, 'a': 2}.items())); e8 = list({1: 'a', 2: 'b'}.keys() & {2: 0}.keys()); e9 = 1 if {} else 2
it = iter('abc'); f1 = [next(it), next(it)]; f2 = ''.join(it); f3 = next(iter({'k': 1}.values()))
f4 = list(range(3))[::-1]; f5 = divmod(-7, 3); f6 = round(-2.5); f7 = f'{3.14159:>8.2f}|{"x":^5}|{1234:,}'
f8 = str(3.0), repr('a'), str(None)
class A:
    @property
    def v(self): return self._v
    @v.setter
    def v(self, x): self._v = x * 2
    def __len__(self): return 3
    def __getitem__(self, i): return i * 10
    def __contains__(self, x): return x == 7
    def __call__(self, x): return x + 1
    def __iter__(self): return iter([1, 2])
    def __add__(self, o): return 'add'
    def __radd__(self, o): return 'radd'
o = A(); o.v = 3
g1 = o.v, len(o), o[4], 7 in o, o(1), list(o), o + 1, 1 + o; g2 = bool(o), sum(o, 0), max(o), callable(o)
g3 = tuple(map(o, [1]))
"""

CLASSES_AND_CALLS = """
from collections import OrderedDict, namedtuple, defaultdict
import enum, dataclasses, functools, itertools, operator, copy, math, re, contextlib, types, typing
@dataclasses.dataclass
class Cfg:
    n: int = 3
    dims: typing.List[int] = dataclasses.field(default_factory=lambda: [1, 2])
    opt: typing.Optional[str] = None
    def total(self): return self.n * sum(self.dims)
    @classmethod
    def small(cls, **kw): return cls(n=1, **kw)
a = Cfg.small(opt='x').total(); b = dataclasses.asdict(Cfg()); c2 = Cfg(**{'n': 5}).n
d = [f.name for f in dataclasses.fields(Cfg())]
e = {f.name: getattr(Cfg(), f.name) for f in dataclasses.fields(Cfg)}
class Base:
    registry = {}
    def __init_subclass__(cls, key=None, **kw):
        super().__init_subclass__(**kw)
        Base.registry[key or cls.__name__] = cls
class A(Base, key='a'): pass
class B(Base): pass
f = sorted(Base.registry)
class Meta(type):
    def __new__(mcs, name, bases, ns):
        ns['tag'] = name.lower()
        return super().__new__(mcs, name, bases, ns)
class M(metaclass=Meta): pass
class Act(str, enum.Enum):
    RELU = 'relu'
    GELU = 'gelu'
    @classmethod
    def parse(cls, s): return cls(s.lower())
    @property
    def pretty(self): return self.value.title()
g = Act.parse('ReLU').pretty; h = [x.value for x in Act]; i = Act.RELU in (Act.RELU, Act.GELU)
j = list(Act.__members__)
ACT = {Act.RELU: 1, Act.GELU: 2}
k = ACT[Act.GELU]
class Shape(enum.Enum):
    def __new__(cls, v, sides):
        obj = object.__new__(cls); obj._value_ = v; obj.sides = sides
        return obj
    SQ = (1, 4)
l = Shape.SQ.sides, Shape(1).name
od = OrderedDict(); od['x'] = 1; m = [k_ for k_ in od]; n = OrderedDict((('a', 1),))['a']
Block = namedtuple('Block', ['c', 'k', 's'])
n2 = [b_.c * b_.s for b_ in (Block(16, 3, 1), Block(*[32, 3, 2]))]; n3 = Block(c=1, k=2, s=3)._asdict()['k']
n4 = [Block(1, 2, 3)][0]
for c_, k_, s_ in [Block(1, 2, 3)]: n5 = c_ + k_ + s_
n6 = Block(1, 2, 3)[1:]; n7 = sum(Block(1, 2, 3)); n8 = len(Block(1,2,3)); n9 = Block(1, 2, 3) == Block(1, 2, 3)
o1 = functools.reduce(operator.mul, [2, 3], 1); o2 = re.sub(r'^module[.]', '', 'module.x'); o3 = math.log(8, 2)
o4 = 10 ** -2
try:
    raise ValueError('bad %s' % 3)
except (KeyError, ValueError) as err:
    p1 = str(err), err.args[0], type(err).__name__
else:
    p1 = None
finally:
    p2 = 'fin'
def gen():
    x = yield 1
    yield from [2, 3]
    return 9
p3 = list(gen()); p4 = [*gen()]
def f_(a, b=2, *args, c, d=4, **kw): return a, b, args, c, d, kw
p5 = f_(1, c=3); p6 = f_(1, 2, 3, 4, c=5, z=6); p7 = functools.partial(f_, 1, c=2)(9)
class Cnt:
    n = 0
    def __enter__(self): self.n += 1; return self
    def __exit__(self, *a): self.n += 10
with Cnt() as cn: p8 = cn.n
p9 = cn.n
q1 = [(x, y) for x in range(3) for y in range(x)]; q2 = {x: x ** 2 for x in range(3)}; q3 = {x % 2 for x in range(5)}
q4 = 'a' if not [] else 'b'; q5 = 1 < 2 < 3; q6 = None or 'd'; q7 = [] or {} or 5; q8 = (1, 2) + (3,)
q9 = [1] * 2 + [3]
match (1, [2, 3]):
    case (1, [x_, *y_]): r1 = x_, y_
    case _: r1 = None
match {'k': 1, 'z': 2}:
    case {'k': v_, **rest_}: r2 = v_, rest_
match Block(1, 2, 3):
    case Block(c=1, k=kk): r3 = kk
s1 = dict(a=1) | dict(b=2); s2 = list(map(int, '12')); s3 = '%.1e' % 12345.678; s4 = '{:08.3f}'.format(3.14159)
s5 = f"{'x'!r:>6}"
s6 = hash('a') == hash('a') if False else True; s7 = int('0x1f', 16); s8 = 'é'.encode('utf-8')
s9 = [3, 1, 2].sort() is None
t1 = getattr('abc', 'upper')(); t2 = str.join(',', ['a', 'b']); t3 = list.__len__([1])
t4 = dict.get({'a': 1}, 'a'); t5 = int.__add__(1, 2)
t6 = isinstance(od, dict), type(od).__name__, isinstance(True, int), issubclass(OrderedDict, dict)
class L(list):
    def __init__(self, *xs): super().__init__(xs)
    def __getitem__(self, i): return super().__getitem__(i) * 10
t7 = L(1, 2)[1], list(L(1, 2)), len(L(1)), L(1, 2) + [3]
t8 = copy.copy({'a': [1]}) == {'a': [1]}; t9 = list(itertools.chain(*[[1], [2]]));
u1 = vars(types.SimpleNamespace(x=1)); u2 = list(vars(Cfg())); u3 = [x for x in dir(Cfg()) if not x.startswith('_')]
"""


def test_helper_functions_and_registries() -> None:
    check(HELPERS)


def test_classes_and_calls() -> None:
    check(CLASSES_AND_CALLS)


def test_the_standard_library_is_read_only_when_a_program_imports_it() -> None:
    script = (
        "import sys\n"
        "import layerhints.interp\n"
        "loaded = [name for name in sys.modules if name.startswith('layerhints.interp.stdlib.')]\n"
        "assert loaded == ['layerhints.interp.stdlib.opaque'], loaded\n"
    )
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr

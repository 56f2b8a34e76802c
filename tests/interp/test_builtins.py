"""The builtins on values that are known: Python itself is the judge of each snippet."""

from __future__ import annotations

import pytest
from tests.interp.program import check

SNIPPETS = {
    "list methods": """
a = [3, 1, 2]
a.append(5); a.extend(range(2)); a.insert(1, 'x'); a.insert(-1, 'y')
b = a.pop(); c = a.pop(0); d = a.index(1); e = a.count(1); a.remove('x')
f = a.copy(); f.reverse(); g = a[1:3]; h = a[::-1]; i = a[-1]
a[0] = 'first'; a[1:2] = [7, 8, 9]; del a[-1]; a += [4]; a *= 2
j = len(a); k = 5 in a; l = 'first' in a; m = [1, 2] + [3]; n = [0] * 3; o = 3 * [1]
p = [1, 2] == [1, 2]; q = [1, 2] < [1, 3]; r = [[1], [2]] > [[1], [1, 5]]; s = [1] != [2]
f.clear()
t = sorted([3, 1, 2]); u = sorted('banana', reverse=True); v = sorted([(2, 'a'), (1, 'b')])
w = sorted(['bb', 'a', 'ccc'], key=len, reverse=True)
x = [3, 1, 2]; x.sort(key=lambda n: -n)
y = list('abc'); z = list(reversed([1, 2]))
""",
    "slices of lists": """
a = list(range(10))
a[2:8:2] = ['x', 'y', 'z']
b = a[:]; b[:0] = [1]; b[len(b):] = [2]
del b[::3]
c = a[20:]; d = a[-3:]; e = a[slice(1, 4)]
""",
    "dict methods": """
d = dict(a=1, b=2); d['c'] = 3
a = d.get('a'); b = d.get('z'); c = d.get('z', 9)
e = list(d.items()); f = list(d.keys()); g = list(d.values())
d.update({'a': 10}, z=5); d.update([('q', 1)])
h = d.pop('a'); i = d.pop('nope', None); j = d.setdefault('b', 7); k = d.setdefault('new', [])
k.append(1)
l = d.popitem(); m = 'b' in d; n = len(d); o = dict.fromkeys('ab', 0); p = {**o, 'c': 1}
q = o | {'b': 5}; o |= {'z': 1}; r = dict(zip('xy', [1, 2])); s = {1: 'a', True: 'b'}
t = {'x': 1} == {'x': 1.0}; u = d.copy(); u.clear(); v = {(1, 2): 'k'}[(1, 2)]
del d['b']
w = sorted({'b': 1, 'a': 2}); x = max({'a': 3, 'b': 1}, key={'a': 3, 'b': 1}.get)
y = [k for k in {'one': 1, 'two': 2}]; z = {v: k for k, v in {'one': 1}.items()}
""",
    "set operations": """
a = {1, 2, 3}; b = {3, 4}
c = a | b; d = a & b; e = a - b; f = a ^ b
a.add(9); a.discard(1); a.discard(77); a.update([5, 6]); a.remove(5)
g = a.union(b, [10]); h = a.intersection([2, 3]); i = {1} <= {1, 2}; j = {1} < {1}; k = {1, 2} == {2, 1}
l = a.issuperset({2}); m = a.isdisjoint({100}); n = frozenset([1, 2]) | {3}; o = 3 in a; p = len(set('hello'))
q = sorted(set('hello')); r = {frozenset([1]): 'x'}[frozenset([1])]
b -= {3}; s = b.pop(); t = bool(b)
""",
    "tuple methods": """
a = (1, 2, 3, 2); b = a.index(2); c = a.count(2); d = a + (4,); e = a * 2; f = a[1:]; g = a[-1]
h = (1, 2) < (1, 3); i = 2 in a; j = tuple([1, 2]); k = tuple('ab'); l = (1, (2, 3)) == (1, (2, 3)); m = len(())
""",
    "str methods": """
a = 'Hello'.upper(); b = ' x '.strip(); c = 'a,b,c'.split(','); d = '-'.join(['a', 'b']); e = 'abc'.replace('b', 'X')
f = 'layer_1'.startswith('layer'); g = 'x'.center(5, '*'); h = 'abc'.find('c'); i = 'a b'.title(); j = 'abc'[1]
k = 'abc'[::-1]; l = 'b' in 'abc'; m = 'ab' * 2; n = 'a' + 'b'; o = '%s has %d (%.2f)' % ('x', 3, 1.5)
p = '{0} {name} {0!r:>5}'.format('a', name='n'); q = '{:,}'.format(1234567); r = '{0[0]}-{1[k]}'.format([1], {'k': 2})
s = 'a.b.c'.rpartition('.'); t = 'x1'.isalnum(); u = 'abc'.encode(); v = b'abc'.decode(); w = 'a\\nb'.splitlines()
x = '%(k)s' % {'k': 1}; y = 'abc'.translate({97: 'z'}); z = str.maketrans('a', 'b'); aa = str.upper('q')
bb = 'abc' < 'abd'; cc = len('abc'); dd = '{:>{w}}'.format('a', w=4); ee = 'conv{}_{}'.format(1, 2); ff = 'a' 'b'
gg = 'abc'.join('xy'); hh = '{!s}'.format([1, 'a']); ii = '%s' % [1, (2,)]; jj = '%r' % 'x'; kk = '%s' % None
""",
    "formatted strings": """
n = 3; name = 'conv'; x = 1.23456; items = [1, 2]
a = f'{name}_{n}'; b = f'{x:.2f}'; c = f'{n:03d}'; d = f'{name!r}'; e = f'{items}'; f = f'{n=}'; g = f'{(1, "a")}'
h = f'{x:{n}.1f}'; i = f'{{}}'; j = f'{None} {True}'
""",
    "text of values": """
a = str([1, 'a', None]); b = repr({'k': (1,)}); c = str(1.0); d = repr('it\\'s'); e = str((1,)); f = str(True)
g = repr(b'x'); h = str(range(3)); i = ascii('é'); j = str(1e20); k = str({1}); l = str(set())
m = str(slice(1, 2)); n = str(ValueError('bad')); o = str(KeyError('k')); p = repr(ValueError('bad', 1))
""",
    "numbers": """
a = int('12'); b = int(3.9); c = int(-3.9); d = int('ff', 16); e = float('1.5'); f = float(2); g = bool([])
h = bool('x')
i = abs(-3); j = round(2.5); k = round(3.14159, 2); l = divmod(7, 2); m = pow(2, 5); n = pow(2, 5, 7); o = 2 ** -1
p = (5).bit_length(); q = (1.5).is_integer(); r = (0.5).as_integer_ratio(); s = 7 // -2; t = -7 % 3; u = 1 << 4
v = complex(1, 2); w = (3).real; x = hex(255); y = bin(5); z = oct(8); aa = chr(97); bb = ord('a'); cc = int(True)
dd = 1_000; ee = True + True; ff = 7 / 2; gg = 0.1 + 0.2; hh = int.from_bytes(b'\\x01\\x00', 'big'); ii = ~5
jj = 6 & 3
kk = float('inf'); ll = round(1234.5, -2); mm = (7).__add__(1); nn = int('  7 '); oo = (1).__class__.__name__
""",
    "iteration": """
a = list(enumerate('ab')); b = list(enumerate('ab', start=1)); c = list(zip([1, 2, 3], 'ab'))
d = list(map(str, [1, 2]))
e = list(map(lambda x, y: x + y, [1, 2], [3, 4])); f = list(filter(None, [0, 1, 2])); g = sum([1, 2, 3])
h = sum([[1], [2]], [])
i = min(3, 1, 2); j = max([1, 5, 3]); k = min([], default=0); l = max('abc', key=ord); m = any([0, 1]); n = all([])
o = list(range(5)); p = list(range(10, 0, -3)); q = len(range(10)); r = range(10)[3]; s = 3 in range(5)
t = range(10)[2:5]
it = iter([1, 2, 3]); u = next(it); v = list(it); w = next(it, 'done'); x = list(zip(*[[1, 2], [3, 4]]))
pairs = iter(range(6)); y = list(zip(pairs, pairs)); z = [*range(3), *'ab']; aa = tuple(reversed('abc'))
bb = sum(x * x for x in range(5)); cc = dict(enumerate('ab')); dd = [i for i in reversed(range(3))]
ee = sorted(map(abs, [-2, 1]))
ff, *gg = range(4); hh = max((1, 'a'), (0, 'z')); ii = min(['bb', 'a'], key=len); jj = sum([0.5, 0.25])
kk = range(5).index(3)
""",
    "generators": """
def squares(n):
    for i in range(n):
        yield i * i
g = squares(4)
a = next(g); b = list(g); c = list(g); d = sum(squares(5)); e = dict((i, i + 1) for i in range(3))
first, second = squares(2)
f = [x for x in squares(5) if x % 2]
""",
    "objects": """
class Base:
    kind = 'base'
    def __init__(self, n=1):
        self.n = n
    def double(self):
        return 2 * self.n
    @property
    def half(self):
        return self.n / 2
    @staticmethod
    def s(x):
        return x + 1
    @classmethod
    def make(cls, n):
        return cls(n)
    def __repr__(self):
        return 'Base(%d)' % self.n
class Derived(Base):
    kind = 'derived'
x = Derived.make(4)
a = getattr(x, 'n'); b = getattr(x, 'nope', 'default'); c = hasattr(x, 'n'); d = hasattr(x, 'nope')
setattr(x, 'm', 5); e = x.m
f = isinstance(x, Base); g = isinstance(x, (int, Derived)); h = issubclass(Derived, Base)
i = callable(x.double); j = callable(3)
k = type(x).__name__; l = x.double(); m = x.half; n = Derived.s(1); o = getattr(x, 'double')(); p = x.kind
q = x.__class__.__name__
r = str(x); s = repr([x]); t = isinstance(x, object); u = type(x) is Derived; v = isinstance(3, int)
w = isinstance(True, int)
delattr(x, 'm'); y = hasattr(x, 'm'); z = vars(x); aa = '%s' % x; bb = f'{x}'; cc = type(3) == int
dd = isinstance(None, type(None))
ee = isinstance('x', str); ff = issubclass(bool, int); gg = isinstance(Derived, type); hh = x == x
ii = x != Derived(4)
x.__dict__.update(extra=1); jj = x.extra; kk = x.__dict__['n']
""",
    "making classes": """
T = type('T', (), {'width': 3, 'area': lambda self: self.width ** 2})
a = T().area(); b = T.__name__; c = T.width
class Plain(object):
    def __new__(cls, n):
        self = object.__new__(cls)
        self.n = n
        return self
d = Plain(3).n
""",
    "derived containers": """
class Stack(list):
    def push(self, x):
        self.append(x)
        return self
class Config(dict):
    def __getattr__(self, name):
        return self[name]
class Text(str):
    def loud(self):
        return self.upper() + '!'
s = Stack([1]).push(2).push(3)
a = len(s); b = s[-1]; c = list(s); d = isinstance(s, list); e = Stack().push(1) == [1]
g = Config(width=3, depth=2)
h = g.width; i = g['depth']; j = sorted(g); k = Text('hey').loud(); l = len(Text('abc')); m = Text('a') + 'b'
n = Text('a') == 'a'
""",
    "exceptions": """
try:
    {}['missing']
except KeyError as error:
    a = str(error); b = error.args
try:
    [].pop()
except IndexError as error:
    c = str(error)
try:
    int('x')
except ValueError:
    d = 'value'
try:
    raise RuntimeError('a', 1)
except (TypeError, RuntimeError) as error:
    e = error.args
class Mine(Exception):
    def __init__(self, code):
        super().__init__('code %d' % code)
        self.code = code
try:
    raise Mine(3)
except Exception as error:
    f = error.code; g = str(error); h = isinstance(error, Mine)
try:
    next(iter([]))
except StopIteration:
    i = 'stop'
try:
    [1, 2].index(3)
except ValueError:
    j = 'no index'
try:
    {[1]: 2}
    k = 'hashed'
except TypeError:
    k = 'unhashable'
try:
    getattr(3, 'nope')
except AttributeError:
    l = 'no attribute'
m = issubclass(KeyError, LookupError); n = issubclass(IOError, OSError); o = FileNotFoundError.__name__
""",
}


@pytest.mark.parametrize("name", SNIPPETS)
def test_like_python(name: str) -> None:
    check(SNIPPETS[name])

# ruff: noqa: E501
"""Statements and expressions on values that are known: Python itself is the judge of each snippet."""

from __future__ import annotations

import pytest
from tests.interp.program import check

SNIPPETS = {
    "unpacking": """
a, b = 1, 2; (c, [d, *e]), f = (1, [2, 3, 4]), 5; *g, h = 'abc'; i = j = [1]; i.append(2); [k, l] = range(2)
x = [0, 0, 0]; x[0], x[1:] = 7, [8, 9]; m, n = n0 = (3, 4); a, b = b, a
""",
    "augmented assignment": """
a = 1; a += 2; a *= 5; a -= 1; a //= 3; a **= 2; a %= 7; b = [1]; c = b; b += [2]; d = {'k': 1}; d['k'] += 1
class P: n = 1
p = P(); p.n += 5; q = p.n; r = P.n; t = (1,); u = t; t += (2,); s = 'a'; s += 'b'; v = 6; v |= 1; v &= 5; v ^= 2; v <<= 3; v >>= 1
""",
    "conditions": """
a = 1 if 0 else 2; b = 0 or 'x'; c = 1 and 0; d = not 3; e = 1 < 2 < 3; f = 1 < 3 < 2; g = [] or {} or None
h = None is None; i = 3 in [1, 3]; j = 'a' not in 'bc'; k = 1 == 1.0; l = (1, 2) < (1, 3); m = 0 < 1 != 2
if a == 1: n = 1
elif a == 2: n = 2
else: n = 3
""",
    "loops": """
a = []
for i in range(10):
    if i == 2: continue
    if i == 5: break
    a.append(i)
else: a.append('never')
for j in range(2): pass
else: a.append('else')
n = 0
while n < 5:
    n += 1
    if n == 3: continue
    a.append(n)
else: a.append('done')
b = [1, 2, 3]
for x in b:
    if x < 3: b.append(x + 2)
it = iter([1, 2, 3, 4])
for x in it:
    if x == 2: break
rest = list(it)
for k, (l, m) in enumerate([(1, 2), (3, 4)]): pass
for i in range(3):
    for j in range(3):
        if j == 1: break
    else: continue
    break
""",
    "try": """
log = []
def f(x):
    try:
        if x == 0: return 'zero'
        if x == 1: raise ValueError('one')
        if x == 2: {}['k']
        log.append('body')
    except ValueError as error:
        log.append(str(error)); return 'value'
    except (KeyError, IndexError):
        log.append('key')
    else: log.append('else')
    finally: log.append('finally')
    return 'end'
a = [f(i) for i in range(4)]
def g():
    try: return 1
    finally: return 2
b = g()
def h():
    for i in range(3):
        try:
            if i == 1: continue
            log.append(i)
        finally: log.append('f')
h()
try:
    try: raise KeyError('inner')
    except KeyError: raise
except LookupError as e: c = type(e).__name__
class Mine(Exception):
    def __init__(self, n): self.n = n
try: raise Mine(4)
except Mine as e: d = e.n
try: 1 / 0
except ZeroDivisionError: z = 'zero'
try: [].x
except AttributeError: y = 1
try: undefined = int('x')
except ValueError: w = 1
""",
    "with": """
log = []
class M:
    def __init__(self, name, swallow=False): self.name = name; self.swallow = swallow
    def __enter__(self): log.append('in ' + self.name); return self.name
    def __exit__(self, kind, error, trace): log.append(('out', self.name, kind is None)); return self.swallow
with M('a') as a, M('b') as b: log.append(a + b)
with M('c', True): raise ValueError(1)
try:
    with M('d'): raise ValueError(2)
except ValueError: log.append('caught')
def f():
    with M('e'): return 5
c = f()
for i in range(3):
    with M('g'):
        if i == 1: break
""",
    "match": """
class P:
    __match_args__ = ('x', 'y')
    def __init__(self, x, y): self.x = x; self.y = y
def f(v):
    match v:
        case 0 | 1: return 'small'
        case int(n) if n > 10: return ('big', n)
        case int(): return 'int'
        case [x, y]: return ('two', x, y)
        case [x, *rest]: return ('many', x, rest)
        case {'k': k, **more}: return ('map', k, more)
        case P(x=1, y=b): return ('p', b)
        case P(a, b): return ('q', a, b)
        case 'text' as t: return t
        case None: return 'none'
        case _: return 'else'
a = [f(v) for v in (0, 1, 5, 50, [1, 2], (1, 2, 3), {'k': 1, 'j': 2}, P(1, 2), P(3, 4), 'text', None, 2.5, 'abc')]
""",
    "comprehensions": """
a = [x * y for x in range(3) for y in range(x) if y % 2 == 0]; b = {k: v for k, v in zip('ab', [1, 2])}; c = {x % 2 for x in range(5)}
d = sum(x for x in range(5) if x if x != 3); e = [[i for i in range(j)] for j in range(3)]; f = [(lambda: i) for i in range(3)]; g = [h() for h in f]
x = 'outer'; i = [x for x in range(3)]; j = [y := 5, y ** 2]; k = [last := n for n in range(3)]
class C:
    n = 3
    items = [m for m in range(n)]
l = C.items; o = next(v for v in [1, 2, 3] if v > 1); p = any(v > 2 for v in [1, 5, 'x'][:2])
def gen(): return (q * 2 for q in [1, 2])
r = list(gen()); s = dict((str(t), t) for t in range(2))
""",
    "functions": """
def f(a, b=2, *args, c, d=4, **kw): return (a, b, args, c, d, kw)
r1 = f(1, c=3); r2 = f(1, 9, 8, 7, c=3, e=5); r3 = f(*[1, 2], **{'c': 1, 'z': 2})
def g(a, b=1, /, c=2, *, d=3): return (a, b, c, d)
r4 = g(1, 2, c=3, d=4)
def h(x, acc=[]): acc.append(x); return acc
h(1); r5 = h(2)
def outer():
    n = 0
    def inc():
        nonlocal n
        n += 1
        return n
    return inc
i = outer(); i(); r6 = i(); r7 = outer()()
count = 0
def bump():
    global count
    count += 1
bump(); bump()
def fact(n): return 1 if n < 2 else n * fact(n - 1)
r8 = fact(10); r9 = (lambda x, y=2: x + y)(1)
def deco(n):
    def wrap(f):
        def inner(*a, **k): return (n, f(*a, **k))
        return inner
    return wrap
@deco(1)
@deco(2)
def t(x): return x
r10 = t(5); r11 = (lambda *a, **k: (a, k))(1, b=2)
def early(x):
    for i in range(10):
        while True:
            if i == x: return i
            break
r12 = early(3); r13 = early(99); r14 = f.__name__
""",
    "generators": """
def g(n):
    for i in range(n):
        if i == 2: continue
        yield i
    yield from 'ab'
    return 5
a = list(g(4)); it = g(2); b = next(it); c = [*it]; d = next(it, 'end')
def inf():
    n = 0
    while True:
        yield n
        n += 1
it = inf(); e = [next(it), next(it), next(it)]
f = [x for x, _ in zip(inf(), range(3))]
def flat(xs):
    for x in xs:
        if isinstance(x, list): yield from flat(x)
        else: yield x
h = list(flat([1, [2, [3]], 4]))
""",
    "classes": """
class A:
    shared = []
    n = 1
    def __init__(self, x=0): self.x = x
    def name(self): return 'A'
    def who(self): return self.name() + str(self.n)
    @property
    def double(self): return self.x * 2
    @double.setter
    def double(self, v): self.x = v // 2
    @classmethod
    def make(cls, x): return cls(x)
    @staticmethod
    def add(a, b): return a + b
class B(A):
    n = 2
    def name(self): return 'B' + super().name()
class C(A):
    def name(self): return 'C' + super(C, self).name()
class D(B, C):
    def __init__(self): super().__init__(5); self.y = 1
d = D(); a = d.who(); b = [c.__name__ for c in D.__mro__][:4]; d.double = 20; c = d.x; e = d.double; f = B.make(3).x; g = A.add(1, 2)
A.shared.append(1); h = d.shared; i = isinstance(d, C); j = issubclass(D, A); k = D.n; A.n = 9; l = C.n; m = A().n
class Reg:
    all = []
    def __init_subclass__(cls, tag=None, **kw): super().__init_subclass__(**kw); Reg.all.append((cls.__name__, tag))
class R1(Reg, tag='x'): pass
class R2(Reg): pass
n = Reg.all
class Outer:
    class Inner: v = 3
    w = Inner.v + 1
o = Outer.Inner.v; p = Outer.w
class S:
    __slots__ = ('q',)
    def __init__(self): self.q = 1
q = S().q; r = getattr(d, 'zz', 'none'); s = hasattr(d, 'y'); setattr(d, 'y', 8); t = d.y; del d.y; u = hasattr(d, 'y')
x = 'global'
class Scope:
    x = 'class'
    def m(self): return x
v = Scope().m()
""",
    "special methods": """
class V:
    def __init__(self, *xs): self.xs = list(xs)
    def __add__(self, o): return V(*[a + b for a, b in zip(self.xs, o.xs)])
    def __radd__(self, o): return ('radd', o)
    def __mul__(self, n): return V(*[a * n for a in self.xs])
    __rmul__ = __mul__
    def __eq__(self, o): return isinstance(o, V) and self.xs == o.xs
    def __lt__(self, o): return self.xs < o.xs
    def __len__(self): return len(self.xs)
    def __getitem__(self, i): return self.xs[i]
    def __setitem__(self, i, v): self.xs[i] = v
    def __delitem__(self, i): del self.xs[i]
    def __iter__(self): return iter(self.xs)
    def __contains__(self, v): return v == 'in' or v in self.xs
    def __call__(self, y): return y + 1
    def __neg__(self): return V(*[-a for a in self.xs])
    def __bool__(self): return bool(self.xs)
    def __iadd__(self, o): self.xs.append(o); return self
    def __getattr__(self, name): return 'attr ' + name
    def __repr__(self): return 'V'
    def __str__(self): return 'v'
a = (V(1, 2) + V(3, 4)).xs; b = 5 + V(1); c = (2 * V(1)).xs; d = V(1) == V(1); e = V(1) != V(2); f = V(1) < V(2); g = len(V(1, 2))
v = V(1, 2, 3); v[0] = 9; del v[1]; h = [x for x in v]; i = 'in' in v; j = v(1); k = (-v).xs; l = bool(V()); v += 7; m = v.xs; n = v.zzz
o = v[0]; p, q = V(1, 2); r = f'{v}{v!r}'; s = 'yes' if V() else 'no'; t = max(V(1), V(2)).xs
""",
    "super in methods that decorators put elsewhere": """
import functools
def noted(function):
    @functools.wraps(function)
    def inner(self, *args):
        self.seen = args
        return function(self, *args)
    return inner
class A:
    def __init__(self, n): self.n = n
    def f(self): return 'A'
class B(A):
    @noted
    def __init__(self, n): super().__init__(n + 1)
    def f(self): return 'B' + super().f()
    g = [lambda self: super().f()]
    if True:
        @property
        def h(self): return super().f() * 2
class C(B):
    f = B.f
    @noted
    def __init__(self, n): super().__init__(n * 2)
c = C(3)
a = c.n, c.seen, c.f(), C.g[0](c), c.h
""",
    "text and slices": """
n = 3; s = f'{n:03d} {n!r:>4} {n + 1} {"x"}'; a = [0, 1, 2, 3, 4]; b = a[1:3]; c = a[::-1]; d = a[-2:]; a[1:3] = []; e = 'hello'[1:-1:2]
del a[0]; f = (1, 2, 3)[::2]; g = '%d %s' % (1, 'a'); h = '{} {k}'.format(1, k=2); i = f'{n=}'; j = f'{1.5:.2f}'; k = 'a' 'b'
""",
    "names": """
x = 1
def f():
    x = 2
    def g(): return x
    return g()
a = f(); b = x; del x
try: x
except NameError: c = 'gone'
def h():
    global made
    made = 7
h(); d = made; e = [i for i in range(3)]; len = 5; g = len; del len; k = len([1])
assert True
y: int = 3; z: 'str'
""",
}


@pytest.mark.parametrize("name", SNIPPETS)
def test_like_python(name: str) -> None:
    check(SNIPPETS[name])

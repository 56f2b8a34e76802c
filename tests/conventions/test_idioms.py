"""Programs of people who know Python well: what they do to lists, layers and classes, judged by real Keras."""

from __future__ import annotations

import pytest

from .check import disagreements, read

HEAD = """
import numpy as np
from keras import layers, Input, Model, Sequential, ops
from keras.layers import *
"""

PROGRAMS = {
    "weights that a derived layer adds in build": """
class MyDense(Dense):
    def build(self, s):
        super().build(s)
        self.extra=self.add_weight(shape=(self.units,), initializer='zeros')
m=Sequential([Input((3,)), MyDense(4), Dense(2)])
""",
    "a derived layer that calls the layer it derives from": """
class D2(Dense):
    def call(self,x): return super().call(x)*2
class D3(Dense):
    def __init__(self,units,**kw): super().__init__(units+1,**kw)
    def call(self,x): return ops.concatenate([super().call(x),x],-1)
    def compute_output_shape(self,s): return (s[0],self.units+s[-1])
class C3(Conv2D):
    def __init__(self,*a,**k):
        k.setdefault('padding','same'); super().__init__(*a,**k)
    def build(self,s):
        self.kernel_size=(5,5)
        super().build(s)
m=Sequential([Input((3,)),D2(4),D3(5),Dense(2)])
""",
    "a derived layer that changes itself in build": """
class C3(Conv2D):
    def build(self,s):
        self.filters=7
        super().build(s)
n=Sequential([Input((8,8,3)),C3(4,3)])
""",
    "what is set on a layer after it was made": """
d=Dense(4)
d.units=9
n=Sequential([Input((8,)),d])
c=Conv2D(4,3); c.strides=(2,2)
m=Sequential([Input((9,9,1)),c,Flatten()])
b=Dense(3); b.use_bias=False
o=Sequential([Input((9,)),b])
""",
    "fine-tuning: the class of a layer decides whether it is trained": """
base=Sequential([Input((8,8,3)), Conv2D(4,3), BatchNormalization(), Flatten(), Dense(5)])
for l in base.layers:
    if isinstance(l, BatchNormalization): l.trainable=False
    else: l.trainable=True
i=Input((4,3))
r=Model(i, LSTM(2)(Dropout(0.5)(GRU(3,return_sequences=True)(i))))
for l in r.layers:
    l.trainable = isinstance(l, (RNN, layers.Dropout)) and not isinstance(l, layers.GRU)
""",
    "a layer thawed inside a frozen model": """
b=Sequential([Input((3,)), Dense(3), Dense(4)], name='b')
i=Input((3,))
a=Model(i,Dense(2)(b(i)))
b.trainable=False
c=Model(i,Dense(5)(b(i)))
for l in b.layers[-1:]: l.trainable=True
""",
    "closures over the variable of a loop": """
fs=[]
for n in (4,8,16):
    fs.append(lambda t: Dense(n)(t))
x=i=Input((3,))
for f in fs: x=f(x)
m=Model(i,x)
""",
    "a default that grows": """
def make(units, acc=[]):
    acc.append(units)
    return Sequential([Input((3,))]+[Dense(u) for u in acc])
a=make(4)
b=make(5)
""",
    "popping from the list of layers pops nothing": """
m=Sequential([Input((3,)), Dense(4), Dense(5)])
m.layers.pop()
m.add(Dense(7))
i=Input((3,)); f=Model(i,Dense(3)(Dense(2)(i)))
f.layers.pop()
""",
    "layers added after building": """
m=Sequential([Dense(4)])
m.build((None,3))
m.add(Dense(5))
""",
    "counters outside of functions": """
n=0
def D():
    global n
    n+=1
    return Dense(n*2)
def outer():
    k=3
    def inner():
        nonlocal k
        k+=1
        return Dense(k)
    return inner
g=outer()
m=Sequential([Input((3,)),D(),D(),g(),g(),Dense(n)])
""",
    "generators and iterators": """
def sizes(n):
    while n>1:
        yield n
        n//=2
m=Sequential([Input((3,)),*(Dense(k) for k in sizes(20))])
it=iter([3,4,5]); o=Sequential([Input((2,)),Dense(next(it)),Dense(next(it)),Dense(next(it,9)),Dense(next(it,9))])
""",
    "freezing in many forms": """
i=Input((8,8,3))
x=Conv2D(4,3,trainable=False)(i)
x=BatchNormalization()(x)
x=Conv2D(4,3)(x)
x=Flatten()(x)
x=Dense(2)(x)
m=Model(i,x)
for l in m.layers[:-1]: l.trainable=False
m.layers[3].trainable=True
m2=Sequential([Input((3,)), Dense(3), Dense(4)])
m2.trainable=False
m2.layers[-1].trainable=True
m3=Sequential([Input((3,)), Dense(3), BatchNormalization()])
m3.trainable=False
m3.trainable=True
m4=Sequential([Input((3,)), Dense(3), Dense(4)])
for l in m4.layers:
    if 'dense' in l.name: l.trainable = not l.trainable
m5=Sequential([Input((3,)), Dense(3), Dense(4)])
m5.get_layer(index=0).trainable=False
""",
    "an embedding in two models": """
e=Embedding(50,6); d=Dense(6)
a=Input((4,)); b=Input((9,))
m1=Model(a,GlobalAveragePooling1D()(d(e(a)))); m2=Model(b,d(e(b)))
t=Model([a,b],Dot(axes=-1,normalize=True)([m1(a),GlobalMaxPooling1D()(m2(b))]))
""",
    "a stack twice in a stack": """
m=Sequential([Input((3,)),Dense(4)])
o=Sequential([Input((3,)),m,Dense(3),m])
b=m; b.add(Dense(7))
""",
    "odd sizes and paddings": """
m=Sequential([Input((7,9,2)),
    MaxPooling2D(3,2,'same'),
    Conv2D(3,(2,4),strides=(2,1),padding='same'),
    Conv2DTranspose(2,3,strides=2),
    Conv2DTranspose(2,(2,5),strides=(3,1),padding='same'),
    UpSampling2D((3,2)),
    ZeroPadding2D((1,2)),
    Cropping2D(((0,1),(2,0))),
    SeparableConv2D(4,3,strides=2,padding='same',depth_multiplier=2)])
n=Sequential([Input((10,2)),
    Conv1DTranspose(3,4,strides=3,padding='same'),
    Conv1D(2,3),
    ZeroPadding1D((2,0)),
    Cropping1D(1),
    AveragePooling1D(2,padding='same'),
    DepthwiseConv1D(3,depth_multiplier=2),
    SeparableConv1D(4,2)])
o=Sequential([Input((8,9,10,1)),
    Conv3D(2,(1,2,3)),
    MaxPooling3D((1,2,2)),
    Conv3DTranspose(2,2,2),
    GlobalAveragePooling3D(keepdims=True)])
""",
    "cells and stacks of recurrent layers": """
c=[LSTMCell(n) for n in (4,6)]
i=Input((5,3))
x=RNN(c,return_sequences=True)(i); y=RNN(GRUCell(3))(x); z=Bidirectional(RNN(LSTMCell(2)))(x)
m=Model(i,[y,z])
n=Sequential([Input((None,3)),*[LSTM(8//2**k,return_sequences=k<2) for k in range(3)],Dense(1)])
q=Sequential([Input((6,8,8,3)),ConvLSTM2D(4,3,padding='same',return_sequences=True),ConvLSTM2D(2,3),Flatten(),Dense(1)])
""",
    "attention, and a block of a transformer": """
i=Input((7,16));
a=MultiHeadAttention(4,8,value_dim=5,output_shape=9)(i,i)
b=MultiHeadAttention(num_heads=2,key_dim=3,use_bias=False)(query=a,value=i,key=i)
c=LayerNormalization(epsilon=1e-6)(b+Dense(9)(i))
d=Attention()([c,c])
e=AdditiveAttention()([d,d])
f=Dot(axes=(2,2))([d,e])
m=Model(i,f)
class T(Layer):
    def __init__(s,d,h):
        super().__init__()
        s.a=MultiHeadAttention(h,d//h)
        s.f=Sequential([Dense(4*d),Dense(d)])
        s.n1=LayerNormalization()
        s.n2=LayerNormalization()
        s.dr=Dropout(.1)
    def call(s,x,training=False):
        x=s.n1(x+s.a(x,x)); return s.n2(x+s.dr(s.f(x),training=training))
x=i
for _ in range(2): x=T(16,4)(x)
n=Model(i,GlobalAveragePooling1D()(x))
""",
    "functions as layers": """
i=Input((6,4))
a=Lambda(lambda t:t[:,-1])(i)
b=Lambda(lambda t:ops.sum(t,axis=1,keepdims=True))(i)
c=Lambda(lambda t,k: t*k,arguments={'k':2})(a)
d=Lambda(lambda z: z[0]+ops.squeeze(z[1],1),output_shape=(4,))([c,b])
m=Model(i,[Dense(2)(a),Dense(3)(b),Dense(1)(d)])
""",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_like_keras(name: str) -> None:
    assert disagreements(HEAD + PROGRAMS[name]) == []


def test_what_args_may_bring_is_not_missing() -> None:
    """Nothing calls these, so what `*args` and `**kwargs` hold is not known, rather than nothing."""
    source = """
from keras.layers import Conv2D, Dense
class Same(Conv2D):
    def __init__(self, *args, **kwargs):
        kwargs.setdefault("padding", "same")
        super().__init__(*args, **kwargs)
class Wide(Dense):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
def convolution(*args, **kwargs):
    return Conv2D(*args, **kwargs)
"""
    assert read(source).problems == []

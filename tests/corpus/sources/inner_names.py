"""Layers that make layers for themselves, which take names, too."""

import keras
from keras import layers as L
x = keras.Input((5, 8))
a = L.MultiHeadAttention(2, 4)
y = a(x, x)
y = a(y, y)
y = L.Dropout(.1)(y)
y = L.Softmax()(y)
b = L.GroupQueryAttention(4, 4, 2)
y = b(y, y)
y = L.Dropout(.1)(y)
y = L.Softmax()(y)
m1 = keras.Model(x, y)
i = keras.Input((8,8,3))
z = L.RandomColorJitter((0,255),.2,.2,.2,.2)(i)
z = L.RandomBrightness(.1)(z)
z = L.RandAugment()(z)
z = L.RandomShear(.1, .1)(z)
z = L.RandomContrast(.1)(z)
m2 = keras.Model(i, z)
class Block(L.Layer):
    def __init__(self):
        super().__init__()
        self.att = L.MultiHeadAttention(2, 4)
        self.drop = L.Dropout(.1)
    def call(self, x):
        return self.drop(self.att(x, x))
w = Block()(x)
w = L.Dropout(.3)(w)
m3 = keras.Model(x, w)

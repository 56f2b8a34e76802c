"""Shapes and parameter counts behind every layer of a model file, in the editor and in the terminal."""

__version__ = "0.1.0"

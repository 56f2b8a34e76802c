"""The abstract interpreter: runs Python source on abstract values, never the program itself."""

from layerhints.interp.budget import Budget
from layerhints.interp.entries import Model
from layerhints.interp.program import Program, analyse, summarise_symbol

__all__ = ["Budget", "Model", "Program", "analyse", "summarise_symbol"]

"""The abstract interpreter: runs Python source on abstract values, never the program itself."""

from layerhints.interp.budget import Budget
from layerhints.interp.program import Analysis, Model, analyse, summarise_symbol

__all__ = ["Analysis", "Budget", "Model", "analyse", "summarise_symbol"]

"""The abstract interpreter: runs Python source on abstract values, never the program itself."""

from layerhints.interp.budget import Budget
from layerhints.interp.program import Analysis, analyse, summarise_symbol
from layerhints.interp.rehearsals import Model, Rehearsals

__all__ = ["Analysis", "Budget", "Model", "Rehearsals", "analyse", "summarise_symbol"]

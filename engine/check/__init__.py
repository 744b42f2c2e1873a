"""Reads the files of process owners like a colleague: what is wrong, where, and what to do. Executes nothing.

paths([Path("processes/kim")])   findings of programme folders and single files
bundle(Bundle.load(folder))      findings of one programme in memory
"""

from engine.check.bundles import Bundle
from engine.check.judging import alone, bundle, paths

__all__ = ["Bundle", "alone", "bundle", "paths"]

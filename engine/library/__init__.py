"""Programmes on disk and the immutable versions that are made of them. Not the database that keeps them."""

from engine.library.programme import Programme
from engine.library.version import Version

__all__ = ["Programme", "Version"]

"""The patterns of `matches`, `replace` and `split`: XPath regular expressions in bounded time.

Not Python's `re`, which a pattern of ten characters can keep busy for years: patterns are compiled to a
small program, and no state of it is tried twice at one place of the text, so the cost is at most the length
of the program times that of the text. It is charged to the evaluation, which ends it at its limit.
"""

from engine.feel.regex.pattern import Pattern, compile

__all__ = ["Pattern", "compile"]

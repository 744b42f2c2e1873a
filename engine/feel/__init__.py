"""FEEL, the expression language of DMN 1.5: compile once, evaluate often, never raise over a value.

Not Python: an expression reaches nothing but the names it is given, and is bounded in size, steps and time.
Used as `from engine import feel`: `feel.compile("betrag > 1000").evaluate({"betrag": 2000})`.
"""

from engine.feel.errors import FeelSyntaxError, LimitExceeded
from engine.feel.expression import Expression, UnaryTests, compile, compile_unary, evaluate
from engine.feel.kinds.kind import kind
from engine.feel.kinds.records import Function, Range, YearsMonths
from engine.feel.running.calls import function
from engine.feel.running.run import NOW
from engine.feel.writing import format, to_plain

__all__ = [
    "NOW",
    "Expression",
    "FeelSyntaxError",
    "Function",
    "LimitExceeded",
    "Range",
    "UnaryTests",
    "YearsMonths",
    "compile",
    "compile_unary",
    "evaluate",
    "format",
    "function",
    "kind",
    "to_plain",
]

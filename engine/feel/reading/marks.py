"""The marks, keywords and patterns that FEEL tokens are cut by. Not the cutting (`tokens`)."""

from __future__ import annotations

import re

from engine.feel.reading.names import LATER_WORD, WORD

SPACE = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
KEY = re.compile(r"\s*([^\s\d\"{}()\[\],:][^\"{}()\[\],:]*)(?=:)")
PARAMETER = re.compile(r"\s*([^\s\d\"{}()\[\],:][^\"{}()\[\],:]*)(?=[:,)])")
BOUND = re.compile(r"\s*([^\s\d\"{}()\[\],:][^\"{}()\[\],:]*?)(?<!\s)(?=\s+in\b)")
ARGUMENT = re.compile(rf"({WORD.pattern}(?:\s+{LATER_WORD.pattern})*)(?=\s*:)")
MARKS = {
    "**": "POWER", "..": "DOTS", "!=": "NE", "<=": "LE", ">=": "GE", "->": "ARROW", "@": "AT", ".": "DOT",
    ",": "COMMA", ":": "COLON", "(": "LPAR", ")": "RPAR", "[": "LSQB", "]": "RSQB", "{": "LBRACE",
    "}": "RBRACE", "=": "EQ", "<": "LT", ">": "GT", "-": "MINUS", "+": "PLUS", "*": "STAR", "/": "SLASH",
    "−": "MINUS", "–": "MINUS", "≤": "LE", "≥": "GE", "≠": "NE",
}  # fmt: skip
HINTS = {
    "=": "double_equals", "&": "and", "|": "or", "!": "not", "%": "percent", "$": "dollar",
    "'": "quotes", "„": "quotes", "“": "quotes", "”": "quotes", "»": "quotes", "‚": "quotes",
}  # fmt: skip
"""What people write who come from other languages or from a text processor."""
OPERAND_ENDS = frozenset(
    ["NAME", "NUMBER", "STRING", "TRUE", "FALSE", "NULL", "RPAR", "RSQB", "RBRACE", "RANGE_END", "TYPE_CLOSE"]
)
OPENERS = {"(": "LPAR", "[": "LSQB", "{": "LBRACE"}
TYPES = {"list": "TYPE_LIST", "range": "TYPE_RANGE", "context": "TYPE_CONTEXT", "function": "TYPE_FUNCTION"}
BINDERS = frozenset({"FOR", "SOME", "EVERY"})
NO_OPERAND = ("", ")", "]", "}", ",", ".", "=", "!", "<", ">", "*", "/", "+")
"""What can follow the end of a range, and cannot begin the condition of a filter."""

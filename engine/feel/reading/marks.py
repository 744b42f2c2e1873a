"""The marks, keywords and patterns that FEEL tokens are cut by. Not the cutting (`tokens`)."""

from __future__ import annotations

import re

from engine.feel.reading.names import PART, WORD

# Quantifiers that never give back (`*+`) keep a hostile text from being read again and again.
_COMMENT = r"//[^\n]*|/\*.*?\*/"
SPACE = re.compile(rf"(?:[\s\u180E\u200B\uFEFF]|{_COMMENT})+", re.DOTALL)
"""Rule 30, and rule 31 beyond what Python counts as white space; comments (DMN 1.5, 10.3.1.3)."""
NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
QUESTION = re.compile(rf"\?[{PART}?]*")
"""`?`, the value that is tested; `?name` is a name of its own (rule 28)."""
STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_DECLARED = rf"([^\s\d\"{{}}()\[\],:](?:{_COMMENT}|[^\"{{}}()\[\],:])*+)"
BEFORE_WORD = re.compile(
    rf"\s+(?!in\b|and\b|or\b|then\b|else\b|return\b|between\b|instance\b)(?:{WORD.pattern}|[\d\"])"
)
KEY = re.compile(rf"{_DECLARED}(?=:)", re.DOTALL)
PARAMETER = re.compile(rf"{_DECLARED}(?=[:,)])", re.DOTALL)
BOUND = re.compile(r"\s*([^\s\d\"{}()\[\],:][^\"{}()\[\],:]*?)(?<!\s)(?=\s+in\b)")
ARGUMENT = re.compile(rf"({WORD.pattern}+(?:\s*(?!//|/\*)[{PART}./\-+*'’])*+)(?=\s*:)")
"""`Debt / Income:`, with the symbols that rule 29 allows in a name; a comment is none of them."""
MARKS = {
    "**": "POWER", "..": "DOTS", "!=": "NE", "<=": "LE", ">=": "GE", "->": "ARROW", "@": "AT", ".": "DOT",
    ",": "COMMA", ":": "COLON", "(": "LPAR", ")": "RPAR", "[": "LSQB", "]": "RSQB", "{": "LBRACE",
    "}": "RBRACE", "=": "EQ", "<": "LT", ">": "GT", "-": "MINUS", "+": "PLUS", "*": "STAR", "/": "SLASH",
    "−": "MINUS", "–": "MINUS", "≤": "LE", "≥": "GE", "≠": "NE",
}  # fmt: skip
HINTS = {
    "<>": "unequal", "=>": "at_least", "=<": "at_most",
    ";": "semicolon", "^": "power",
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

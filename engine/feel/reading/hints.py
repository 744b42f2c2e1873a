"""What people write who come from other languages or from a spreadsheet, and the sentence that answers it.

Only consulted where a text is no FEEL anyway. Not the errors themselves (`parser`, `tokens`).
"""

from __future__ import annotations

import re
from difflib import get_close_matches

WORDS = {
    "und": "and",
    "oder": "or",
    "nicht": "not(…)",
    "dann": "then",
    "sonst": "else",
    "elseif": "else if",
    "elif": "else if",
    "zwischen": "between … and …",
    "ist": "=",
    "is": "=",
    "gleich": "=",
    "equals": "=",
    "like": "matches(…)",
    "mod": "modulo(a, b)",
    "div": "floor(a / b)",
    "when": "if … then … else",
    "where": "satisfies",
    "wobei": "satisfies",
}
"""Words of other languages for what FEEL calls otherwise."""
_FUNCTIONS = {
    "summe": "sum",
    "anzahl": "count",
    "mittelwert": "mean",
    "average": "mean",
    "avg": "mean",
    "runden": "round half up",
    "round": "round half up",
    "betrag": "abs",
    "len": "string length",
    "length": "string length",
    "länge": "string length",
    "laenge": "string length",
    "size": "count",
    "heute": "today",
    "jetzt": "now",
    "datum": "date",
    "zahl": "number",
    "text": "string",
    "wenn": "if … then … else",
    "teil": "substring",
    "gross": "upper case",
    "upper": "upper case",
    "lower": "lower case",
    "concat": "concatenate",
    "join": "string join",
    "isempty": "count(…) = 0",
    "wurzel": "sqrt",
    "rest": "modulo",
    "mod": "modulo",
    "pow": "**",
}
_AMOUNT = re.compile(r"\d\.?\Z")
_COMMA = re.compile(r",\d")
_DAY = re.compile(r"\.\d+|\d+\.\d+")


def hint(source: str, position: int, found: str) -> tuple[str, str] | None:
    """The code of the better sentence and what to write, for text that does not fit at `position`."""
    first = found.split(" ", 1)[0].lower()
    if first in WORDS:
        return "word", WORDS[first]
    if first in ("€", "eur", "euro"):
        return "currency", ""
    if found.startswith("?"):
        return "ternary", ""
    before = source[:position]
    if _COMMA.match(source, position) and _AMOUNT.search(before):
        return "decimal_comma", ""
    if _DAY.match(found) and re.search(r"\b\d{1,2}\.\d{1,2}\Z", before):
        return "day", ""
    return None


def function_like(name: str, known: list[str]) -> str:
    """The built-in function that is probably meant; "" where nobody can tell."""
    meant = _FUNCTIONS.get(name.lower())
    return meant or next(iter(get_close_matches(name.lower(), known, 1, 0.75)), "")

"""Writes random FEEL for the property tests: mostly sensible, sometimes torn. Not a test itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from random import Random

from engine import feel
from engine.feel.kinds.builtin import BUILT_IN

CONTEXT = {
    "betrag": Decimal("45833.33"),
    "art": "kim",
    "frei": None,
    "ja": True,
    "tag": date(2021, 3, 1),
    "um": time(10, 30),
    "jetzt": datetime(2021, 3, 1, 9, 30, tzinfo=UTC),
    "kosten": [{"art": "sach", "betrag": 12}, {"art": "personal", "betrag": None}],
    "netto-betrag": 7,
    "antrag": {"mittel abruf": [1, 2, 3], "frist": "P14D"},
    feel.NOW: datetime(2021, 3, 1, 9, 30, tzinfo=UTC),
}
NAMES = ["betrag", "art", "kosten", "netto-betrag", "antrag", ("antrag", "mittel abruf")]
LEAVES = (
    *("0", "1", "-1", "2.5", "1e30", ".5", "10000", "100000000000000000000000000000000000"),
    *('""', '"a"', '"P1D"', '"(a+)+$"', r'"\u00e4\n"', '"2021-02-29"', '"äöü"', '"[1..3]"'),
    *("true", "false", "null", "betrag", "art", "frei", "ja", "tag", "um", "jetzt", "kosten"),
    *("netto-betrag", "antrag", "antrag.mittel abruf", "item", "partial", "?", "unbekannt", "x", "y"),
    *('@"2021-03-01"', '@"P1Y2M"', '@"-PT36H"', '@"10:00:00@Europe/Berlin"', '@"2021-03-28T01:30:00Z"'),
    *(
        "1e6144",
        "-1e6145",
        "1e-6176",
        "1e99999999999999999999",
        '@"-999999999-01-01T23:00:00Z"',
        '@"00:00:00.000000005"',
    ),
    *("[]", "{}", "[1..3]", "(< 5)", "now()", "today()", "date(999999999, 12, 31)"),
)
INFIX = (
    " + ",
    " - ",
    " * ",
    " / ",
    " ** ",
    " = ",
    " != ",
    " < ",
    " >= ",
    " and ",
    " or ",
    " in ",
    "..",
    ", ",
)
TYPES = ("number", "string", "list<number>", "context<a: Any>", "date", "function<Any> -> Any", "range<date>")
SHREDS = (
    *"()[]{}.,:?@=<>+-*/",
    "..",
    "if ",
    "then ",
    "for ",
    " in ",
    "return ",
    '"',
    "not(",
    "\\",
    "ſ",
    "🐎",
)


def expression(random: Random, depth: int = 4) -> str:
    """A random expression of at most that many levels."""
    if depth <= 0 or random.random() < 0.15:
        return random.choice(LEAVES)
    return random.choice(FORMS)(random, lambda: expression(random, depth - 1))


def torn(random: Random, text: str) -> str:
    """The same with a piece cut out or a shred put in."""
    place = random.randrange(len(text) + 1)
    return text[:place] + random.choice(SHREDS) + text[place + random.randrange(3) :]


Part = Callable[[], str]


def _call(random: Random, part: Part) -> str:
    name = random.choice(sorted(BUILT_IN))
    signature = random.choice(list(BUILT_IN[name].signatures))
    if random.random() < 0.3:
        return f"{name}({', '.join(f'{title}: {part()}' for title in signature.names)})"
    return f"{name}({', '.join(part() for _ in range(random.randrange(4)))})"


def _loop(random: Random, part: Part) -> str:
    span = random.choice((part(), f"{part()}..{part()}", "1..20", "kosten"))
    word, body = random.choice((("for", "return"), ("some", "satisfies"), ("every", "satisfies")))
    return f"{word} x in {span}, y in {part()} {body} {part()}"


FORMS: tuple[Callable[[Random, Part], str], ...] = (
    lambda random, part: f"{part()}{random.choice(INFIX)}{part()}",
    lambda random, part: f"({part()}{random.choice(INFIX)}{part()})",
    lambda random, part: f"{part()}{random.choice(INFIX)}{part()}{random.choice(INFIX)}{part()}",
    _call,
    _call,
    _call,
    _loop,
    lambda random, part: f"if {part()} then {part()} else {part()}",
    lambda random, part: f"{part()}[{part()}]",
    lambda random, part: f"{part()}.{random.choice(('art', 'betrag', 'year', 'start', 'mittel abruf'))}",
    lambda random, part: f"[{part()}, {part()}, {part()}]",
    lambda random, part: f"{{a: {part()}, x: {part()}, netto-betrag: a}}",
    lambda random, part: f"{random.choice('[](')}{part()}..{part()}{random.choice('[])')}",
    lambda random, part: f"(function(x, y: Any) {part()})({part()}, {part()})",
    lambda random, part: f"sort({part()}, function(x, y) {part()})",
    lambda random, part: f"{part()} instance of {random.choice(TYPES)}",
    lambda random, part: f"{part()} between {part()} and {part()}",
    lambda random, part: f"{part()} in ({part()}, {random.choice(('<', '>=', '!='))} {part()})",
    lambda random, part: f"{part()} in ({random.choice(('? > ', 'count(?) = ', '?.year = '))}{part()})",
    lambda random, part: f"{{?a /* b: c */: {part()}, x: ?a + {part()}}}",
    lambda random, part: f"-{part()}",
    lambda random, part: f"({part()})",
)

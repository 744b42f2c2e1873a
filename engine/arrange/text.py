"""How wide words are and where lines break, without any font: good to a few pixels. Places no labels."""

from __future__ import annotations

LINE = 14
"""Height of a line of a label (11 px type)."""
WIDEST = 90
"""Width at which the drawing programs of this field break a label."""

_NARROW = frozenset("iljtfrI.,;:'|!()[]-/ „“")
_CLUSTERS = frozenset({
    "bl", "br", "ch", "ck", "dr", "fl", "fr", "gl", "gr", "kl", "kr", "ph", "pl", "pr", "qu", "sc", "sp",
    "st", "th", "tr",
})  # fmt: skip
_ENDINGS = ("ungs", "heits", "keits", "schafts", "tions", "ings")
"""German compounds are joined here; what follows is a word of its own."""
_VOWELS = frozenset("aeiouäöüy")
_WIDE = frozenset("mwMWÖÜÄOQG@%–…")


def width(text: str, size: int = 11) -> int:
    """Pixels that `text` takes in a sans-serif of `size`."""
    tenths = sum(
        3.2 if one in _NARROW else 8.6 if one in _WIDE else 7.2 if one.isupper() else 5.8 for one in text
    )
    return round(tenths * size / 11)


def lines(text: str, widest: int = WIDEST, size: int = 11) -> list[str]:
    """`text` broken between words, and inside a word (at a hyphen) where it alone is too wide."""
    broken: list[str] = []
    for word in text.split(" "):
        together = f"{broken[-1]} {word}" if broken else word
        if broken and width(together, size) <= widest:
            broken[-1] = together
        else:
            broken.extend(_pieces(word, widest, size))
    return broken


def extent(text: str, widest: int = WIDEST) -> tuple[int, int]:
    """Width and height of the box around a label."""
    broken = lines(text, widest)
    return max((width(line) for line in broken), default=0) + 4, LINE * len(broken)


def _pieces(word: str, widest: int, size: int) -> list[str]:
    pieces: list[str] = []
    while width(word, size) > widest and len(word) > 3:
        fits = max(cut for cut in range(1, len(word)) if cut == 1 or width(word[:cut] + "-", size) <= widest)
        cut = next((cut for cut in range(fits, 2, -1) if _is_joint(word, cut)), fits)
        pieces.append(word[:cut] + ("" if word[cut - 1] in "-/" else "-"))
        word = word[cut:]
    return [*pieces, word]


def _is_joint(word: str, cut: int) -> bool:
    """Between two syllables, roughly: a vowel or consonant before, then a consonant with a vowel after it."""
    before, first, second = word[cut - 1].lower(), word[cut].lower(), word[cut + 1 : cut + 2].lower()
    if before in "-/" or word[:cut].lower().endswith(_ENDINGS):
        return True
    together = before + first in _CLUSTERS or word[cut - 3 : cut].lower() == "sch"
    return (
        len(word) - cut >= 3 and first not in _VOWELS and second in _VOWELS and second != "" and not together
    )

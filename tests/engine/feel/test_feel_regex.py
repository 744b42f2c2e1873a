"""Patterns: what they match, as XPath has it, and that none of them runs away."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from engine import feel
from engine.feel import regex
from engine.feel.kinds.records import Nothing
from tests.engine.feel.feel_timing import in_time


def call(function: str, *arguments: str):
    names = [f"a{place}" for place in range(len(arguments))]
    return feel.evaluate(f"{function}({', '.join(names)})", dict(zip(names, arguments, strict=True)))


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "expected"),
    [
        ("foobar", "^fo*b", "", True),
        ("abracadabra", "^a.*a$", "", True),
        ("abracadabra", "^bra", "", False),
        ("Hallo", "hallo", "i", True),
        ("a\nb", "a.b", "", False),
        ("a\nb", "a.b", "s", True),
        ("a\nb", "^b$", "m", True),
        ("hello world", "hello[ ]world", "x", True),
        ("helloworld", "hello world", "x", True),
        ("a.b", "a.b", "q", True),
        ("axb", "a.b", "q", False),
        ("Ärger", r"^\p{Lu}\p{Ll}+$", "", True),
        ("xyz", "[a-z-[aeiou]]{3}", "", True),
        ("abc", "[^b]bc", "", True),
        ("2021-03-01", r"^\d{4}-\d{2}-\d{2}$", "", True),
        ("abab", r"(ab)\1", "", True),
        ("aba", r"(ab)\1", "", False),
        ("aaa", "^(?:a{2}|b)a$", "", True),
        ("aaa", "(", "", None),
        ("aaa", "a**", "", None),
        ("aaa", "[z-a]", "", None),
        ("aaa", "a", "g", None),
        ("aaa", r"\1", "", None),
        ("aaa", "a{3,2}", "", None),
        ("aaa", "((((a{100}){100}){100}))", "", None),
    ],
)
def test_a_pattern_matches_as_in_xpath(text, pattern, flags, expected):
    """Matches, or not, or null for a pattern or flag that does not exist."""
    assert call("matches", text, pattern, flags) is expected


@pytest.mark.parametrize(
    ("text", "pattern", "replacement", "expected"),
    [
        ("abracadabra", "bra", "*", "a*cada*"),
        ("abracadabra", "a.*?a", "*", "*c*bra"),
        ("abracadabra", "a(.)", "a$1$1", "abbraccaddabbra"),
        ("0123456789", r"(\d{3})(\d{3})(\d{4})", "($1) $2-$3", "(012) 345-6789"),
        ("darted", "^(.*?)d(.*)$", "$1c$2", "carted"),
        ("AAAA", "A+?", "b", "bbbb"),
        ("a", "a", r"\$\\", "$\\"),
        ("a", "a", "$7", ""),
        ("a", "a", "$", None),
        ("abra", ".*?", "$1", None),
    ],
)
def test_a_replacement_is_filled_as_in_xpath(text, pattern, replacement, expected):
    """Groups by number; what would match nothing, or a stray $, is null."""
    assert call("replace", text, pattern, replacement) == expected


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("a" * 60 + "!", "^(a+)+$"),
        ("a" * 60 + "!", "^(a|a)*$"),
        ("a" * 60 + "!", "^(a|aa)+$"),
        ("a" * 60 + "!", "(.*)*(.*)*(.*)*x"),
        ("a" * 100_000, "(x+x+)+y"),
        ("x" * 100_000, "(x+x+)+y"),
        ("x" * 5_000, r"(x*)(x*)(x*)\1\2\3y"),
    ],
)
def test_no_pattern_runs_away(text, pattern):
    """What keeps other matchers busy for years has an answer, or a refusal, at once."""

    def match() -> None:
        try:
            assert call("matches", text, pattern) is False
        except feel.LimitExceeded:
            assert len(text) > 1_000

    assert in_time(match, 0.5)


pieces = some.sampled_from(
    ["a", "b", ".", "[ab]", "[^a]", "(a|b)", "(?:ab)", "a*", "b+?", "a?", "(ab*)+", "c{2}"]
)


@settings(max_examples=400, deadline=None, database=None)
@given(some.lists(pieces, min_size=1, max_size=6).map("".join), some.text("abc", max_size=12))
def test_what_matches_is_what_python_matches(pattern, text):
    """Where the two languages agree, our matcher finds the same match and the same groups."""
    ours = regex.compile(pattern).search(text, lambda steps: None)
    theirs = re.search(pattern, text)

    assert (ours is None) == (theirs is None)
    if ours and theirs:
        spans = [theirs.span(number) for number in range(theirs.re.groups + 1)]
        assert list(zip(ours[::2], ours[1::2], strict=True)) == spans


@settings(max_examples=400, deadline=None, database=None)
@given(some.text("ab()[]{}|*+?.^$\\-,0123pLi", max_size=15))
def test_any_text_is_a_pattern_or_is_refused(pattern):
    """Reading a pattern never fails in another way."""
    try:
        regex.compile(pattern).search("aabb", lambda steps: None)
    except Nothing as refusal:
        assert refusal.code == "pattern"  # noqa: PT017 - both ways are right

"""Writes the words by which cases and documents are found. Not the finding (`queries.search`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sqlalchemy.engine import Connection

from engine.database import put
from engine.schema import search_word

LONGEST = 80


def words_of(*texts: str) -> list[str]:
    """The words of texts in small letters; a file reference counts whole and in its parts."""
    found: dict[str, None] = {}
    for text in texts:
        for token in text.casefold().split():
            for word in (token.strip(".,;:!?()„“\"'"), *re.split(r"[\W_]+", token)):
                if len(word) > 1:
                    found[word[:LONGEST]] = None
    return list(found)


def put_words(
    connection: Connection, kind: str, case_id: str, found: Iterable[tuple[str, list[str]]]
) -> None:
    """`found`: target id and its words. One statement, whatever their number."""
    rows = list(_rows(kind, case_id, found))
    if rows:
        put(connection, search_word, rows, update=())


def _rows(kind: str, case_id: str, found: Iterable[tuple[str, list[str]]]) -> Iterator[dict[str, str]]:
    for target, words in found:
        for word in words:
            yield {"word": word, "kind": kind, "target_id": target, "case_id": case_id}

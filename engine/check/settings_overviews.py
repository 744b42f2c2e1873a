"""Reads overviews and open points of a programme, strictly. Not whether their expressions can be evaluated.

`uebersichten.yaml` and `offene_punkte.yaml`; what is wrong is added to `findings`, nothing is raised.
"""

from __future__ import annotations

from typing import Any

from engine.check.entry import Entry
from engine.check.settings import Column, OpenPoint, Overview
from engine.errors import Finding

KINDS = ("text", "betrag", "zahl", "datum", "ja_nein")
STATUSES = ("bestätigt", "zu bestätigen", "örtlich festzulegen")
_SUMMED = frozenset({"betrag", "zahl"})


def read_overviews(value: Any, file: str, findings: list[Finding]) -> dict[str, Overview]:
    """uebersichten.yaml: `uebersichten` (id → titel, hilfe, prozess, zeile, bedingung, jahr, rollen ...)."""
    entry = Entry.of(value, file, "", findings).only("uebersichten")
    return {id: _overview(id, row) for id, row in entry.entries("uebersichten")}


def _overview(id: str, row: Entry) -> Overview:
    row.only("titel", "hilfe", "prozess", "bedingung", "zeile", "jahr", "rollen", "spalten")
    year = row.table("jahr").only("bezeichnung", "wert") if "jahr" in row.value else None
    roles, columns = row.texts("rollen"), tuple(_columns(row))
    for key, found in (("rollen", roles), ("spalten", columns)):
        if not found:
            row.report("text_missing", key)
    return Overview(
        id=id,
        title=row.text("titel"),
        process=row.name("prozess"),
        roles=roles,
        columns=columns,
        help=row.text("hilfe", required=False),
        condition=_feel(row.text("bedingung", required=False)),
        rows=_feels(row, "zeile"),
        year=_feels(year, "wert") if year else (),
        year_label=year.text("bezeichnung") if year else "",
    )


def _columns(row: Entry) -> list[Column]:
    table = row.table("spalten") if row.value.get("spalten") else Entry(row.file, row.place, {}, row.findings)
    inside = Entry(row.file, row.place, {"spalten": table.value}, row.findings)
    return [_column(id, one, row.place) for id, one in inside.entries("spalten")]


def _column(id: str, row: Entry, overview: str) -> Column:
    row = Entry(row.file, f"{overview} › {row.place}", row.value, row.findings)
    row.only("bezeichnung", "wert", "art", "summe", "namen")
    kind = row.text("art", required=False) or "text"
    if kind not in KINDS:
        row.report("unknown_kind", "art", value=kind, known=", ".join(KINDS))
        kind = "text"
    summed = row.value.get("summe", False)
    if not isinstance(summed, bool) or (summed and kind not in _SUMMED):
        row.report("wrong_kind", "summe", value=str(summed), kind=kind)
    sources = _feels(row, "wert")
    if not sources:
        row.report("text_missing", "wert")
    return Column(
        id=id,
        label=row.text("bezeichnung"),
        expressions=sources,
        kind=kind,
        summed=summed is True and kind in _SUMMED,
        names=_names(row),
    )


def _names(row: Entry) -> dict[str, str]:
    given = row.table("namen") if "namen" in row.value else None
    return {str(key): given.text(key) for key in given.value} if given else {}


def read_open_points(value: Any, file: str, findings: list[Finding]) -> tuple[OpenPoint, ...]:
    """offene_punkte.yaml: `offene_punkte` (nummer, frage, status, parameter, entscheidungen, bemerkung)."""
    entry = Entry.of(value, file, "", findings).only("offene_punkte")
    points = tuple(_point(row) for row in entry.rows("offene_punkte"))
    numbers = [one.number for one in points]
    for number in sorted({one for one in numbers if numbers.count(one) > 1}):
        entry.report("number_twice", "offene_punkte", number=number)
    return points


def _point(row: Entry) -> OpenPoint:
    row.only("nummer", "frage", "status", "parameter", "entscheidungen", "bemerkung")
    number = row.value.get("nummer")
    if not isinstance(number, int) or isinstance(number, bool):
        row.report("wrong_kind", "nummer", value=str(number)[:40], kind="zahl")
        number = 0
    status = row.text("status")
    if status and status not in STATUSES:
        row.report("unknown_kind", "status", value=status, known=", ".join(STATUSES))
    return OpenPoint(
        number=number,
        question=row.text("frage"),
        status=status,
        parameters=row.texts("parameter"),
        decisions=row.texts("entscheidungen"),
        remark=row.text("bemerkung", required=False),
    )


def _feels(row: Entry, key: str) -> tuple[str, ...]:
    """One expression, or several of which the first with a known value counts."""
    return tuple(_feel(source) for source in row.texts(key))


def _feel(text: str) -> str:
    return text[1:].strip() if text.startswith("=") else text

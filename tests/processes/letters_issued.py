"""Which scenario issues which letter, and what no letter may contain. Not what each must say."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import docx

from engine.simulate import Play
from tests.processes.playing import whole

ISSUED = {
    "ablehnung": ("D03a_antwort_nachforderung", "D05_ablehnungsbescheid"),
    "aenderung_kostenplan": ("D13a_aenderungsmitteilung", "D13b_aenderungsbescheid"),
    "baustein1_zuwendung": (
        "D07b_weiterleitungsbescheid", "D08a_stellenausschreibung", "D08b_einstellungsvermerk",
        "S09_rpa_bescheinigung",
    ),
    "jahresfrist": ("D15a_anhoerung",),
    "klage_aenderungsbescheid": ("D13c_ablehnung_aenderung",),
    "mittelabruf": ("D09_mittelabruf", "S06_auszahlungsmitteilung"),
    "nachforderung": ("D03_nachforderung",),
    "quellfall": (
        "D01_foerderantrag", "D02_eingangsbestaetigung", "D04_zuwendungsbescheid", "D06_empfangsbestaetigung",
        "D07_weiterleitungsvertrag", "D10_sachbericht", "D11_verwendungsnachweis", "D12_pruefungsvermerk",
        "D14_mitteilungsvorlage", "D16a_aufruf_interessenbekundung", "D16b_auswahlvermerk",
        "S01_verteilungsvermerk", "S04_berechnungsblatt", "S05_uebergabeprotokoll", "S07_nachweisanforderung",
        "S08_pruefvermerk_letztempfaenger", "S11_schlussmitteilung", "S12_abschlussvermerk",
    ),
    "vn_ueberfaellig": ("S10_mahnung_nachweis",),
    "vorzeitiger_beginn": ("S02_vmb_antrag", "S03_vmb_entscheidung"),
    "widerspruch": ("D15b_rueckforderungsbescheid",),
}  # fmt: skip
"""Scenario → letters it must issue; every template stands once, here or below."""

NOWHERE: dict[str, str] = {}
"""Templates that no scenario issues, and why that may be."""

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FLAWS = {
    "a placeholder": re.compile(r"\{\{|\}\}|\{%|\[\]"),
    "a code": re.compile(r"\b[a-zäöüß]+(?:_[a-zäöüß]+)+\b|\b\d{4}-\d{2}-\d{2}\b|\bP\d+[DMY]\b"),
    "a word of the program": re.compile(r"\b(?:None|True|False|true|false|undefined|Decimal|NaN)\b"),
    "English": re.compile(r"\b(?:the|and|of|for|with|from|not|yes|no)\b"),
    "a hole": re.compile(r"\(\s*\)|„\s*“|\bvom\s*[.,]|\bvom bis\b|:\s*[,;]|\s[,;](?:\s|$)"),
}
_SUM = re.compile(r"Summe|insgesamt|Anlagen?|^\s*$")


def flaws(played: Play) -> list[str]:
    """What is wrong with the letters of a story: file, line, and what it is."""
    return [
        f"{name}: {what}: {text[:120]}"
        for template, name, content in whole(played).papers
        if template
        for what, text in _of_letter(docx.Document(io.BytesIO(content)).element.body)
    ]


def _of_letter(body: Any) -> Iterator[tuple[str, str]]:
    for paragraph in body.iter(f"{_WORD}p"):
        line = _text(paragraph)
        yield from ((what, line) for what, pattern in _FLAWS.items() if pattern.search(line))
    for row in body.iter(f"{_WORD}tr"):
        cells = [_text(cell).strip() for cell in row.iter(f"{_WORD}tc")]
        if "" in cells and not any(_SUM.search(cell) for cell in cells if cell):
            yield "an empty cell", " | ".join(cells)


def _text(part: Any) -> str:
    return "".join(one.text or "" for one in part.iter(f"{_WORD}t"))

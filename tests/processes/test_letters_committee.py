"""D14, the paper for the committee: every fact of the source case, in its order, and each switch."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.processes.letter_values import values, written

SOURCE = "shared/domain/source-paper-0495-2020.txt"

FACTS = {
    "F01": "Stadt Bergisch Gladbach",
    "F02": "Der Bürgermeister",
    "F03": "Soziale Stadtentwicklung",
    "F04": "Mitteilungsvorlage",
    "F05": "Drucksachen-Nr. 0495/2020",
    "F06": "öffentlich",
    "F07": "Ausschuss für Soziales, Wohnungswesen, Demografie und Gleichstellung von Frau und Mann",
    "F08": "02.12.2020",
    "F09": "zur Kenntnis",
    "F10": 'Sachstand zum Förderprogramm des Landes NRW "Kommunales Integrationsmanagements (KIM)"',
    "F11": "„Kommunales Integrationsmanagement“ (KIM)",
    "F12": "Land NRW",
    "F13": "Seit 2020",
    "F14": "alle Kreise und kreisfreie Städte",
    "F15": "25 Millionen Euro",
    "F16": "die Kommunen bei der Integration neu zugewanderter Menschen zusätzlich zu unterstützen",
    "F17": "Federführung liegt beim Integrationsministerium NRW",
    "F18": "über die Mittel entscheidet die Bezirksregierung Arnsberg",
    "F19": "mindestens bis zum Ende der Legislaturperiode, also bis Mitte 2022",
    "F20": "gemeinsames Dach für alles, was in und neben der Verwaltung für Integration getan wird",
    "F21": "Landeshaushalt 2021",
    "F22": "erst im Oktober",
    "F23": "Wegen der Corona-Pandemie",
    "F24": "Bezirksregierung Arnsberg haben vorab erklärt, dass das benötigte Geld im Entwurf fest",
    "F25": "Kommunalen Integrationszentren (KI)",
    "F26": "kreisweit koordinierende Stelle",
    "F27": "gegenüber der Landesregierung für die Darstellung des Gesamtprojekts verantwortlich",
    "F28": "Case-Management-Prinzip",
    "F29": "eine Stelle im Umfang von 1,0",
    "F30": "erste Quartal im Jahr 2021",
    "F31": "Kreisverwaltung, KI und Stadt Bergisch Gladbach",
    "F32": "Personalkosten fallen für die Stadt Bergisch Gladbach nicht an.",
    "F33": "Familien, junge Geflüchtete, geflüchtete Mädchen und Frauen",
    "F34": "Wohnen, Übergang Schule/Beruf, Gesundheit",
    "F35": "„Übergang Schule/Beruf“",
    "F36": "Integrationskonzepts der Stadt Bergisch Gladbach",
    "F37": "Nach den Plänen der federführenden Abteilung",
    "F38": "Trägerschaft eines freien Wohlfahrtsverbands",
    "F39": "in örtlicher Nähe zu einem größeren Schulbetrieb",
    "F40": "Mieten, Verwaltungstätigkeiten und allgemeine Materialkosten",
    "F41": "lässt sich noch nicht einschätzen",
    "F42": "von Stadt oder Träger",
    "F43": "zeitnah",
}
BEGINNINGS = [
    "Seit 2020 gibt es",
    "Über den Landeshaushalt 2021",
    "Das Handlungskonzept",
    "Das Land setzt",
    "In unserem Kreis",
    "Mit dem Geld",
    "Die Stadt Bergisch Gladbach plant",
    "Inhaltlich geht es",
    "Nach den Plänen",
    "Nicht gefördert werden",
    "Wie es weitergeht",
]


def changed(group: str, **fields: Any) -> str:
    """The paper with some values of one group changed."""
    return written("D14", **{group: {**values("D14")[group], **fields}})


def differing(one: str, two: str) -> list[tuple[str, str]]:
    return [(a, b) for a, b in zip(one.split("\n"), two.split("\n"), strict=True) if a != b]


@pytest.mark.parametrize(("fact", "words"), FACTS.items())
def test_every_fact_of_the_source_case_is_in_the_paper(fact: str, words: str) -> None:
    """A06: each of the 43 facts can be read in the paper."""
    assert len(FACTS) == 43
    assert words in written("D14"), fact


def test_head_table_headings_and_eleven_paragraphs_stand_in_order() -> None:
    """A06: the order is that of the town's papers."""
    lines = written("D14").split("\n")
    head = [
        "Stadt Bergisch Gladbach",
        "Der Bürgermeister",
        "Federführender Fachbereich",
        "Soziale Stadtentwicklung",
    ]
    head += ["Mitteilungsvorlage", "Drucksachen-Nr. 0495/2020", "öffentlich"]
    head += ["Gremium", "Sitzungsdatum", "Art der Behandlung", FACTS["F07"], "02.12.2020", "zur Kenntnis"]
    head += ["Tagesordnungspunkt", FACTS["F10"], "Inhalt der Mitteilung"]
    assert lines[: len(head)] == head
    assert len(lines) == len(head) + 11
    assert all(line.startswith(begin) for line, begin in zip(lines[len(head) :], BEGINNINGS, strict=True))


def test_staff_costs_change_exactly_their_sentence() -> None:
    """A05: with 1.066,67 € the one sentence changes and nothing else."""
    ((before, after),) = differing(
        written("D14"), changed("stelle", personalkosten_stadt_eur=Decimal("1066.67"))
    )
    assert "Personalkosten fallen für die Stadt Bergisch Gladbach nicht an." in before
    assert "fallen voraussichtlich Personalkosten von 1.066,67 € an." in after


def test_known_costs_change_exactly_their_sentence() -> None:
    """Once the amount is known, it stands there instead of the unknown."""
    known = changed("nicht_foerderfaehig", hoehe_bekannt=True, hoehe_eur=Decimal("1200"))
    ((_, after),) = differing(written("D14"), known)
    assert "Sie betragen voraussichtlich 1.200,00 €." in after


def test_without_a_handover_the_paper_says_so() -> None:
    """No handover: one paragraph changes."""
    ((_, after),) = differing(written("D14"), changed("traegerschaft", uebergabe_geplant=False))
    assert "eine Übergabe an einen freien Träger ist nicht geplant" in after


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("verabschiedet", "hat den Haushalt 2021 beschlossen"),
        ("entwurf_angekuendigt", "ist angekündigt"),
        ("vorlaeufige_haushaltsfuehrung", "vorläufige Haushaltsführung"),
    ],
)
def test_the_state_of_the_budget_changes_its_paragraph(status: str, words: str) -> None:
    """Each state of the Land's budget has its own sentence."""
    ((_, after),) = differing(written("D14"), changed("haushalt_land", status=status))
    assert words in after


def test_blocks_can_be_left_out_reordered_and_edited() -> None:
    """The author chooses the blocks; edited text replaces the standard one."""
    blocks = [{"name": "block_ausblick", "text": None}, {"name": "block_ki", "text": "Eigener Text."}]
    assert written("D14", bausteine=blocks).split("\n")[-2:] == [
        "Wie es weitergeht, teilt die Verwaltung dem Ausschuss zeitnah mit.",
        "Eigener Text.",
    ]


def test_before_a_number_is_given_the_paper_says_so() -> None:
    """The draft is written before the number is assigned."""
    assert "Drucksachen-Nr. wird vergeben" in changed("vorlage", drucksachen_nr=None)


def test_the_paper_speaks_in_its_own_words() -> None:
    """A06: eight words in a row are shared with the source paper only inside a fact that was entered."""
    paper = next((one / SOURCE for one in ROOT.parents if (one / SOURCE).exists()), None)
    if paper is None:
        pytest.skip("the source paper is not part of the repository")
    entered = [" ".join(words(text)) for text in texts(values("D14"))]
    shared = eights(written("D14").partition("Inhalt der Mitteilung")[2]) & eights(paper.read_text("utf-8"))
    assert [row for row in shared if not any(row in one for one in entered)] == []


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def eights(text: str) -> set[str]:
    """Every eight words that follow each other."""
    row = words(text)
    return {" ".join(row[start : start + 8]) for start in range(len(row) - 7)}


def texts(value: Any) -> list[str]:
    """Every text in the values of a letter."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return [text for one in inner for text in texts(one)]
    return [value] if isinstance(value, str) else []

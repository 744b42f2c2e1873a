"""The acceptance statements of the specification (5.4) that the Fördervorgang itself must keep, played."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import docx
import pytest

from engine import feel
from engine.check import Bundle
from engine.clock import today
from engine.errors import Invalid
from engine.library import Programme
from engine.people import Actor
from engine.queries.whole import Told
from engine.simulate import Play, in_memory
from engine.store import publishing
from tests.processes.playing import finished, open_elements, play, programme, story, value, whole
from tests.processes.test_letters_committee import BEGINNINGS, FACTS

PLAN = "antrag_stellen.finanzierung.finanzierungsplan_erstellen"
POSITION = "bescheid.bescheid_auswerten.stellen[0].stelle_verwirklichen"


def told(played: Play, kind: str, element: str) -> list[Told]:
    """What happened at an element."""
    return [one for one in whole(played).events if (one.kind, one.element) == (kind, element)]


def letter(played: Play, name: str, number: int = -1) -> str:
    """The text of a letter that came out of a story; the last of its kind unless `number` says which."""
    papers = [content for template, _, content in whole(played).papers if template.startswith(name)]
    body = docx.Document(io.BytesIO(papers[number])).element.body
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    lines = ("".join(each.text or "" for each in one.iter(w + "t")) for one in body.iter(w + "p"))
    return "\n".join(line for line in lines if line.strip()).replace("\N{NO-BREAK SPACE}", " ")


def do(played: Play, element: str, by: str, **answers: Any) -> None:
    """Somebody completes the open task at an element, over what its form proposes."""
    (task,) = [one for one in whole(played).open_tasks if one.element == element]
    person = next(one for one in played.engine.queries.directory().persons.values() if one.name == by)
    proposal = played.engine.queries.task(task.id, person, played.clock.now()).proposal
    played.engine.complete(task.id, by=Actor(person), answers={**proposal, **answers})
    played.worker.work_off()


def test_A01_rent_is_not_fundable_and_town_or_carrier_pays_it() -> None:
    """The table says no, the task to allot the costs appears, and it offers exactly Stadt and Träger."""
    source = finished("quellfall")
    assert value(source, f"{PLAN}.kosten[1].kostenart") == "miete"
    assert value(source, f"{PLAN}.kosten[1].foerderfaehigkeit_bestimmen.foerderfaehig") == "nein"
    assert told(source, "TaskCompleted", "kosten_zuordnen_je_position")
    form = programme().contents.forms["forms/kosten_zuordnen/kosten_zuordnen_je_position.json"]
    assert form.field("positionen").column("traegt").options == (("stadt", "Stadt"), ("traeger", "Träger"))


@pytest.mark.parametrize(("row", "rule"), [(1, 1), (2, 2), (3, 3)])
def test_A02_the_stored_decision_names_the_rule(row: int, rule: int) -> None:
    """Rent, administration and general material: rules 1, 2 and 3 of dmn_foerderfaehigkeit."""
    path = f"{PLAN}.kosten[{row}].foerderfaehigkeit_bestimmen"
    made = told(finished("quellfall"), "DecisionMade", "foerderfaehigkeit_bestimmen")
    assert [tuple(one.payload["rules"]) for one in made if one.payload["path"] == path] == [(rule,)]
    assert value(finished("quellfall"), f"{path}.foerderfaehig") == "nein"


def test_A03_an_unknown_amount_is_not_zero() -> None:
    """Three unknown costs are saved, are in no total, and are open points of § 6 of the contract."""
    source = finished("quellfall")
    amounts = [value(source, f"{PLAN}.kosten[{row}].betrag") for row in range(4)]
    assert amounts == [Decimal(55000), None, None, None]
    assert value(source, f"{PLAN}.beantragter_betrag") == 55000
    contract = letter(source, "D07")
    assert contract[contract.index("§ 6") : contract.index("§ 7")].count("noch nicht einschätzbar") == 3


def test_A04_the_town_has_no_staff_costs() -> None:
    """0,00 € in the town's answer, and the paper says so."""
    source = finished("quellfall")
    assert value(source, "bedarf_erfassen.personalkosten_stadt_erwartet", "bedarf_melden") == 0
    assert FACTS["F32"] in letter(source, "D14", 0)


def test_A05_other_staff_costs_change_the_sentence_and_need_the_treasurer() -> None:
    """Drafted again with 1.066,67 €: another sentence, the Kämmerei co-signs, both versions are kept."""
    played = play("quellfall", before="freigabe_fb_leitung")
    reason = "Die Personalkosten der Stadt sind nicht null."
    played.pass_time(played.clock.now() + timedelta(days=1))
    do(played, "freigabe_fb_leitung", "Demo Leitung Soziales", freigabe="zurueck", grund=reason)
    do(
        played,
        "vorlage_entwerfen",
        "Demo Sachbearbeitung Soziales",
        personalkosten_stadt_eur=Decimal("1066.67"),
    )
    assert "vorlage_mitzeichnen" in open_elements(played)
    assert "1.066,67" in letter(played, "D14")
    assert FACTS["F32"] not in letter(played, "D14")
    drafts = told(played, "TaskCompleted", "vorlage_entwerfen")
    costs = [(one.payload["answers"]["personalkosten_stadt_eur"], one.actor) for one in drafts]
    assert costs == [
        (0, "Demo Sachbearbeitung Soziales"),
        (Decimal("1066.67"), "Demo Sachbearbeitung Soziales"),
    ]


def test_A06_the_paper_has_every_fact_in_its_order() -> None:
    """The Mitteilungsvorlage that comes out of the source case: 43 facts, eleven paragraphs in order."""
    paper = letter(finished("quellfall"), "D14", 1)
    facts = {**FACTS, "F20": "einen gemeinsamen Steuerungsrahmen"}  # the summary is a parameter
    assert [fact for fact, words in facts.items() if words not in paper] == []
    places = [paper.index(f"\n{beginning}") for beginning in BEGINNINGS]
    assert places == sorted(places)


def test_A07_without_a_budget_the_case_rests_and_goes_on_by_itself() -> None:
    """Nothing is asked for until the signal; then the treasurer is asked again, without a restart."""
    rested = finished("haushaltsvorbehalt")
    (signal,) = [one for one in whole(rested).events if one.kind == "SignalReceived"]
    first, second = told(rested, "TaskCompleted", "haushaltslage_bestaetigen")
    assert first.at < signal.at < second.at
    assert all(one.at > second.at for one in told(rested, "TaskCompleted", "bedarfsabfrage_versenden"))


def test_A07_a_notice_before_the_budget_needs_the_reservation() -> None:
    """The Bescheid cannot be drafted without the text of the Vorbehalt while the budget is not passed."""
    early = {"mittel_pruefen": {"mittel_verfuegbar": "ja", "haushalt_verabschiedet": False}}
    acts = [
        replace(act, answers={**act.answers, **early.get(act.what, {})}) for act in story("quellfall").acts
    ]
    kept = [act for act in acts if act.what != "sig_haushalt_verabschiedet"]
    del kept[next(place for place, act in enumerate(kept) if act.what == "mittel_pruefen")]
    changed = replace(story("quellfall"), acts=tuple(kept))
    played = Play(*in_memory(programme(), changed), changed)
    played.to_the_end(before="bescheid_entwerfen")
    dates = next(act for act in kept if act.what == "bescheid_entwerfen").answers["auszahlungen"]
    with pytest.raises(Invalid) as refused:
        do(
            played,
            "bescheid_entwerfen",
            "Demo Sachbearbeitung BRA",
            haushaltsvorbehalt=None,
            auszahlungen=dates,
        )
    assert [one.path for one in refused.value.problems] == ["haushaltsvorbehalt"]


def test_A09_a_town_in_a_district_does_not_apply_itself() -> None:
    """Bergisch Gladbach and Baustein 2: the district forwards; the case ends with the rule."""
    refused = finished("nicht_antragsberechtigt")
    hint = value(refused, "antragsberechtigung_bestimmen.hinweis")
    assert hint == "Kreisangehörige Kommune – Weiterleitung durch den Kreis"
    assert told(refused, "TaskCompleted", "bedarfsabfrage_versenden") == []


def test_A11_without_consent_no_position_is_handed_over() -> None:
    """The Bescheid provides for no forwarding: after T4_03 only the Bezirksregierung can go on."""
    waiting = play("weiterleitung_nicht_zugelassen", before="weiterleitung_entscheiden")
    assert "weiterleitung_entscheiden" in open_elements(waiting)
    assert not open_elements(waiting) & {"interessenbekundung_vorbereiten", "stelle_einrichten"}
    assert told(finished("weiterleitung_nicht_zugelassen"), "TaskCompleted", "vertrag_erstellen") == []


def test_A15_a_vacancy_goes_up_on_the_day_after_the_quarter() -> None:
    """Planned for the first quarter, empty on 31.03.2021: on 01.04. the head knows; T3_12 is filled in."""
    empty = finished("stelle_unbesetzt")
    (escalated,) = told(empty, "PeopleNotified", "leerstand_eskalieren")
    assert (today(escalated.at), escalated.payload["role"]) == (date(2021, 4, 1), "ki_leitung")
    since = f"{POSITION}.leerstand.unbesetzte_stelle_melden.unbesetzt_seit"
    assert value(empty, since) == date(2021, 1, 1)
    assert "sitzung_bestimmen" in open_elements(empty)


def test_A19_a_new_version_of_P3_reaches_running_cases_only_by_an_act_on_record() -> None:
    """A post is being filled: it goes on by version 1 until the owner moves the case, and each step tells."""
    played = play("quellfall", before="traeger_auswahl_dokumentieren")
    _publish_second_p3(played)
    played.pass_time(datetime(2021, 2, 15, 9, tzinfo=UTC))
    director, second = "Demo Geschäftsführung Träger", "Demo Zweite Geschäftsführung Träger"
    chosen = {
        "bewerbungen": Decimal(6),
        "ergebnis": "geeignet",
        "kennung": "P-17",
        "begruendung": "Erfahrung",
    }
    do(played, "traeger_auswahl_dokumentieren", second, **chosen)
    assert _titles(played) >= {"Einstellung entscheiden"}

    people = played.engine.queries.directory().persons.values()
    owner = Actor(next(one for one in people if one.name == "Demo Prozessverantwortung"))
    rows = played.engine.migration("stelle_besetzen_traeger", by=owner)
    assert {row.ease for row in rows} == {"clean"}
    played.engine.migrate(played.case, by=owner, reason="Neue Fassung von P3")
    assert _titles(played) >= {"Über die Einstellung entscheiden"}
    dates = {"arbeitsvertrag_am": date(2021, 2, 19), "dienstantritt": date(2021, 3, 1)}
    do(played, "traeger_einstellung_entscheiden", director, gezeichnet=True, **dates)
    assert _titles(played) >= {"Voraussetzungen noch einmal prüfen"}

    steps = played.engine.queries.trace(played.case, played.clock.now())["events"]
    moved = [one["seq"] for one in steps if one["kind"] == "RunMigrated"]
    assert len(moved) == len(rows)
    named = [(one["seq"] >= moved[0], one["version"]) for one in steps if one["version"]]
    assert set(named) == {(False, rows[0].from_version), (True, rows[0].to_version)}


def _publish_second_p3(played: Play) -> None:
    """Version 2 of the Träger's P3: two of its tasks have another name."""
    files = dict(programme().bundle.files)
    drawn = files["stelle_besetzen_traeger.bpmn"].decode()
    drawn = _renamed(drawn, "traeger_einstellung_entscheiden", "Über die Einstellung entscheiden")
    drawn = _renamed(drawn, "traeger_voraussetzungen_pruefen", "Voraussetzungen noch einmal prüfen")
    second = Programme(Bundle({**files, "stelle_besetzen_traeger.bpmn": drawn.encode()}))
    with played.engine.store.transaction() as connection:
        publishing.publish(connection, second, by="A", released_by="B", now=played.clock.now())


def _renamed(drawn: str, task: str, title: str) -> str:
    before, found, rest = drawn.partition(f'<bpmn:userTask id="{task}" name="')
    assert found
    return f'{before}{found}{title}"{rest.partition(chr(34))[2]}'


def _titles(played: Play) -> set[str]:
    return {one.title for one in whole(played).open_tasks}


def test_A20_the_case_stays_open_while_the_committee_waits() -> None:
    """What was promised "zeitnah" is a follow-up; without the second paper the case cannot be closed."""
    acts = story("quellfall").acts
    drafts = [place for place, act in enumerate(acts) if act.what == "vorlage_entwerfen"]
    notes = [place for place, act in enumerate(acts) if act.what == "folgeunterrichtung_vormerken"]
    forgetful = replace(story("quellfall"), acts=acts[: drafts[1]] + acts[notes[1] + 1 :])
    played = Play(*in_memory(programme(), forgetful), forgetful)
    played.to_the_end(before="vorgang_abschliessen")
    assert played.problems == []
    assert open_elements(played) == {"vorlage_entwerfen"}


@pytest.mark.parametrize(
    ("name", "stand"),
    [
        ("quellfall", "abgeschlossen, in Aufbewahrung"),
        ("haushaltsvorbehalt", "Antrag in Bearbeitung"),
        ("stelle_unbesetzt", "in Durchführung"),
        ("ablehnung", "abgelehnt"),
    ],
)
def test_the_state_of_the_grant_is_shown(name: str, stand: str) -> None:
    """`foerdervorgang.status` is the first figure of every case."""
    data = next(tree for process, tree in whole(finished(name)).trees if process == "kim_foerderlebenszyklus")
    figure = programme().sheet.figures[0]
    assert (figure.label, feel.evaluate(figure.expression, data.visible(()))) == ("Stand", stand)

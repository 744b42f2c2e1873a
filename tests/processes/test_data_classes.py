"""A21 on the grant itself: a Sachbericht that counts three persons, and who reads the three."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from engine.library import Version, classes, origins
from engine.people import Person
from engine.simulate import Play, in_memory
from tests.processes.playing import programme, story, whole
from tests.processes.test_acceptance import letter

SMALL = {"beratene_personen": 3, "case_management_faelle": 3, "davon_uebergang_schule_beruf": 3}
ONLY = "(Datenklasse C)"
PLAIN = re.compile(r"[\w.]+\Z")


@cache
def reported() -> Play:
    """The source case up to the check of the proof, in which the Träger reported three persons."""
    told = story("quellfall")
    acts = [
        replace(one, answers={**one.answers, **SMALL}) if one.what == "sachbericht_erfassen" else one
        for one in told.acts
    ]
    end = next(place for place, one in enumerate(acts) if one.what == "pruefung_gegenzeichnen")
    played = Play(*in_memory(programme(), told), replace(told, acts=tuple(acts[:end])))
    played.to_the_end(before="pruefung_gegenzeichnen")
    assert not played.problems, played.problems
    return played


@cache
def version() -> Version:
    return Version.from_files(programme().contents.bundle.files)


def somebody(played: Play, role: str) -> Person:
    """A person who holds this role and no other."""
    people = played.engine.queries.directory().persons.values()
    return next(one for one in people if {held.role for held in one.assignments} == {role})


def told_to(played: Play, role: str | None) -> list[str]:
    """What the trace tells of the numbers: of the answers of the Träger, and of what came to the Kreis."""
    queries, now = played.engine.queries, played.clock.now()
    (number,) = {row.head.number for row in queries.cases(None, now).rows}
    found = queries.trace(number, now, somebody(played, role) if role else None)["events"]
    parts = [one["payload"] for one in found if one["payload"]]
    values = [
        one.get(key, {}).get(name)
        for one in parts
        for key in ("answers", "payload_received")
        for name in SMALL
    ]
    return [str(one) for one in values if one is not None]


def test_A21_three_persons_are_printed_as_fewer_than_five() -> None:
    """The Sachbericht that the Träger signs has no three in it."""
    text = letter(reported(), "D10")
    assert "Beratene Personen\n< 5" in text
    assert "Fälle im Case Management\n< 5" in text


@pytest.mark.parametrize("role", ["ki_sachbearbeitung", "pruefung_lesend"])
def test_A21_who_checks_the_proof_reads_the_number(role: str) -> None:
    """The Sachbearbeitung and the auditor; the trace has it three times asked and once received."""
    assert set(told_to(reported(), role)) == {"3"}


@pytest.mark.parametrize("role", [None, "kreis_kaemmerei", "bra_sachbearbeitung"])
def test_A21_nobody_else_reads_the_number(role: str | None) -> None:
    """The Kämmerei, the Bezirksregierung, and who names no reader: words in its place, never blank."""
    told = told_to(reported(), role)
    assert told
    assert all(one.startswith("nur für ") and one.endswith(ONLY) for one in told)


def test_A21_the_page_of_the_check_is_shut_to_the_treasury() -> None:
    """Everything that the check of the proof asks is of class C: the Kämmerei sees labels and no value."""
    played = reported()
    (task,) = [one for one in whole(played).open_tasks if one.element == "pruefung_gegenzeichnen"]
    queries, now = played.engine.queries, played.clock.now()
    seen = queries.task(task.id, somebody(played, "kreis_kaemmerei"), now)
    assert seen.form is not None
    assert set(seen.withheld) == {one.name for one in seen.form.fields}
    assert (dict(seen.values), dict(seen.proposal)) == ({}, {})


def test_the_roles_that_read_personal_values_are_declared() -> None:
    """roles.yaml says who reads class C; no task gives it to a role in passing."""
    declared = {one.id for one in version().roles.roles.values() if one.data_class >= "C"}
    assert classes.readers(version(), "C") == declared
    assert not declared & {"kreis_kaemmerei", "kreis_leitung", "bra_sachbearbeitung", "administration"}


def copies() -> Iterator[tuple[str, str, str]]:
    """Where a value is taken over as it is: place, class of what is read, class of where it goes."""
    for process in version().processes.values():
        for element in process.elements.values():
            yield from _sent(process.id, element.id)
            form, own = (
                version().form(process.id, element.id),
                classes.of_fields(version(), process.id, element.id),
            )
            for one in form.fields if form else ():
                for rule in (one.default, one.computed):
                    if rule and PLAIN.match(rule.source) and rule.source not in form.sheet.by_name:  # type: ignore[union-attr]
                        read = classes.of_reading(version(), process.id, one.name, rule.source)
                        yield f"{element.id}.{one.name}", read, own[one.name]


def _sent(process: str, element: str) -> Iterator[tuple[str, str, str]]:
    trigger = version().process(process).elements[element].trigger
    message = (
        version().messages.get(trigger.reference or "") if trigger and trigger.kind == "message" else None
    )
    for one in message.payload.values() if message else ():
        if PLAIN.match(one.expression) and version().process(process).participant in message.senders:  # type: ignore[union-attr]
            read = classes.of_reading(version(), process, one.name, one.expression)
            yield f"{message.name}.{one.name}", read, one.data_class  # type: ignore[union-attr]


def test_no_copy_of_a_personal_value_loses_its_class() -> None:
    """A default, a computed field or a message that takes over a value of class C is of class C itself."""
    lost = {place for place, read, goes in copies() if read > max(goes, classes.INTERNAL)}
    assert lost == set()
    assert origins.asked(version(), "nachweis_einholen", ("nachweis_eingegangen", "besetzungen")).at

"""Reads the settings files of a programme, strictly. Not what they mean together with its processes.

Each `read_*` takes the value of a YAML file and adds what is wrong to `findings`; it never raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from string import Formatter
from typing import Any

from engine import feel
from engine.check.entry import Entry, hinted, similar
from engine.check.settings import (
    Demo,
    Figure,
    Message,
    Messages,
    Opening,
    Parameter,
    ParameterValue,
    Participant,
    PayloadField,
    Reference,
    Role,
    Roles,
    Sheet,
)
from engine.errors import Finding
from engine.ids import OrganisationId, PersonId
from engine.people import Assignment, Deputy, Organisation, Person

_WAYS = ("eigene", "auswahl", "einzige", "spaeter")
_OF_ROLE = (
    "name", "beteiligter", "vorgesetzt", "beschreibung", "zeichnet_als", "zeichnet_mit", "auskunft",
    "datenklasse",
)  # fmt: skip


def read_sheet(value: Any, file: str, findings: list[Finding]) -> Sheet:
    """programme.yaml: `programm`, `aktenzeichen`, `vorgangstitel`, `eroeffnende_prozesse`, `kennzahlen`."""
    entry = Entry.of(value, file, "", findings)
    entry.only("programm", "aktenzeichen", "vorgangstitel", "eroeffnende_prozesse", "kennzahlen")
    about = entry.table("programm").only("id", "name", "kurz", "beschreibung")
    openings = tuple(_opening(row) for row in entry.rows("eroeffnende_prozesse"))
    if not openings:
        entry.report("nothing_opens", "eroeffnende_prozesse")
    return Sheet(
        id=about.name("id"),
        name=about.text("name"),
        short=about.text("kurz", required=False),
        description=about.text("beschreibung", required=False),
        reference=_reference(entry.table("aktenzeichen")),
        title=_feel(entry.text("vorgangstitel", required=False)),
        openings=openings,
        figures=tuple(_figure(row) for row in entry.rows("kennzahlen")),
    )


def _reference(row: Entry) -> Reference:
    values = {key: _feel(row.text(key)) for key in row.value if key not in ("muster", "laufende_nummer")}
    counted = row.texts("laufende_nummer")
    pattern = row.text("muster")
    used = _placeholders(row, pattern)
    for name in sorted((used | set(counted)) - values.keys() - {"laufende_nummer", "jahr"}):
        row.report("unknown_value", "muster", value=name, what="muster", meant=similar(name, values))
    if pattern and "laufende_nummer" not in used:
        row.report("pattern_without_number", "muster", value=pattern)
    for name in sorted(set(counted) - used):
        row.report("pattern_counts", "muster", value=pattern, name=name)
    return Reference(pattern, values, counted or tuple(sorted(used - {"laufende_nummer"})))


_DIGITS = re.compile(r"0?\d?d?")
"""How a placeholder may be written out: with up to nine digits, filled with zeros. No more is a number."""
_PATTERN_LENGTH = 60


def _placeholders(row: Entry, pattern: str) -> set[str]:
    """The names in a pattern; what is more than a name and a number of digits is reported."""
    try:
        parts = [(name, form, how) for _, name, form, how in Formatter().parse(pattern) if name is not None]
    except ValueError:
        row.report("pattern_broken", "muster", value=pattern)
        return {"laufende_nummer"}
    for name, form, how in parts:
        if how or not _DIGITS.fullmatch(form or ""):
            row.report("pattern_format", "muster", value=f"{name}:{form}"[:60])
    if len(pattern) > _PATTERN_LENGTH:
        row.report("pattern_long", "muster", limit=_PATTERN_LENGTH)
    return {name for name, _, _ in parts}


def _opening(row: Entry) -> Opening:
    row.only("prozess", "rolle", "beteiligte", "vorlage")
    parties = row.table("beteiligte").value if "beteiligte" in row.value else {}
    for party, way in parties.items():
        if way not in _WAYS:
            meant = similar(str(way), _WAYS)
            row.report("unknown_value", str(party), value=str(way), what="beteiligte", meant=meant)
    template = _feel(row.text("vorlage", required=False))
    return Opening(row.name("prozess"), row.name("rolle", required=False) or None, parties, template)


def _figure(row: Entry) -> Figure:
    row.only("bezeichnung", "wert", "art")
    return Figure(row.text("bezeichnung"), _feel(row.text("wert")), row.text("art", required=False))


def read_roles(value: Any, file: str, findings: list[Finding]) -> Roles:
    """roles.yaml: `beteiligte` (pool → name, art) and `rollen` (lane → name, beteiligter, vorgesetzt ...)."""
    entry = Entry.of(value, file, "", findings).only("beteiligte", "rollen")
    participants: dict[str, Participant] = {}
    for id, row in entry.entries("beteiligte"):
        row.only("name", "art", "beschreibung")
        participants[id] = Participant(id, row.text("name"), row.name("art", required=False) or id)
    roles: dict[str, Role] = {}
    for id, row in entry.entries("rollen"):
        roles[id] = _role(id, row)
    found = Roles(participants, roles)
    findings.extend(_unknown_in_roles(found, file))
    return found


def _role(id: str, row: Entry) -> Role:
    row.only(*_OF_ROLE)
    party, superior = row.name("beteiligter", required=False), row.name("vorgesetzt", required=False)
    signs_as, signs_with = (row.text(key, required=False) for key in ("zeichnet_als", "zeichnet_mit"))
    informs = row.value.get("auskunft") in (True, "ja")
    about = (row.text("name"), party or None, superior or None)
    return Role(id, *about, signs_as, signs_with, informs, row.data_class())


def _unknown_in_roles(roles: Roles, file: str) -> Iterator[Finding]:
    for role in roles.roles.values():
        for given, known, what in (
            (role.participant, roles.participants, "beteiligter"),
            (role.superior, roles.roles, "vorgesetzt"),
        ):
            if given is not None and given not in known:
                facts = {"value": given, "what": what, "meant": similar(given, known)}
                yield Finding(file, "settings.unknown_value", role.id, role.name, facts=hinted(facts))


def read_messages(value: Any, file: str, findings: list[Finding]) -> Messages:
    """messages.yaml: `nachrichten` and `signale`."""
    entry = Entry.of(value, file, "", findings).only("nachrichten", "signale")
    messages = {name: _message(name, row) for name, row in entry.entries("nachrichten")}
    signals: dict[str, str] = {}
    for name, row in entry.entries("signale"):
        row.only("name", "titel", "beschreibung")
        signals[name] = row.text("titel", required=False) or row.text("name", required=False) or name
    return Messages(messages, signals)


def _message(name: str, row: Entry) -> Message:
    row.only("titel", "von", "an", "nutzlast", "schluessel", "dokumente", "beschreibung")
    payload: dict[str, PayloadField] = {}
    for field_name, given in row.entries("nutzlast") if "nutzlast" in row.value else ():
        table = (
            given
            if "name" not in given.value
            else Entry(given.file, given.place, {"wert": given.value["name"]}, given.findings)
        )
        table.only("wert", "art", "titel", "datenklasse")
        kind = table.text("art", required=False)
        payload[field_name] = PayloadField(field_name, _feel(table.text("wert")), kind, table.data_class())
    key = row.name("schluessel", required=False) or None
    if key is not None and key not in payload:
        row.report("unknown_value", "schluessel", value=key, what="schluessel", meant=similar(key, payload))
    return Message(
        name,
        row.text("titel"),
        row.texts("von"),
        row.name("an"),
        payload,
        key,
        row.texts("dokumente"),
    )


def _feel(text: str) -> str:
    return text[1:].strip() if text.startswith("=") else text


def read_parameters(value: Any, file: str, findings: list[Finding]) -> dict[str, Parameter]:
    """parameters.yaml: `parameter` (key → bezeichnung, art, status, werte)."""
    entry = Entry.of(value, file, "", findings).only("parameter")
    return {key: _parameter(key, row) for key, row in entry.entries("parameter")}


def _parameter(key: str, row: Entry) -> Parameter:
    row.only("bezeichnung", "art", "einheit", "status", "werte", "beschreibung")
    kind = row.text("art", required=False)
    values = []
    for one in row.rows("werte"):
        one.only("gueltig_von", "gueltig_bis", "wert", "quelle")
        since, until = one.day("gueltig_von"), one.day("gueltig_bis")
        if since and until and until < since:
            one.report("period_reversed", "gueltig_bis")
        worth = _worth(one, kind)
        values.append(ParameterValue(worth, since, until, one.text("quelle", required=False)))
    values.sort(key=lambda value: value.since or date.min)
    for earlier, later in pairwise(values):
        if earlier.until is None or (later.since or date.min) <= earlier.until:
            row.report("periods_overlap", "werte", day=str(later.since))
    return Parameter(key, row.text("bezeichnung"), kind, row.text("status", required=False), tuple(values))


_KINDS: Mapping[str, Any] = {
    "betrag": (int, Decimal), "zahl": (int, Decimal), "prozent": (int, Decimal),
    "text": str, "iban": str, "datum": date, "ja_nein": bool, "dauer": str, "liste": list, "tabelle": list,
}  # fmt: skip


def _worth(row: Entry, kind: str) -> Any:
    """The value in its kind: money and numbers as Decimal, durations as FEEL durations."""
    given = row.value.get("wert")
    expected = _KINDS.get(kind, object)
    if kind and kind not in _KINDS:
        row.report("unknown_kind", "art", value=kind, known=", ".join(_KINDS))
        return given
    if given is None:
        return None
    wrong = not isinstance(given, expected) or (isinstance(given, bool) and expected is not bool and kind)
    duration = _duration(given) if kind == "dauer" and not wrong else None
    if wrong or (kind == "dauer" and duration is None):
        row.report("wrong_kind", "wert", value=str(given)[:60], kind=kind)
        return None
    return duration if kind == "dauer" else _decimals(given)


def _duration(text: str) -> Any:
    try:
        return feel.evaluate("duration(text)", {"text": text})
    except Exception:  # any failure of the calculation means: this is no duration
        return None


def _decimals(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, list):
        return [_decimals(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _decimals(item) for key, item in value.items()}
    return value


def read_demo(value: Any, file: str, findings: list[Finding]) -> Demo:
    """demo.yaml: `organisationen` (id → name, beteiligter, details), `personen`, `vertretungen`."""
    entry = Entry.of(value, file, "", findings).only("organisationen", "personen", "vertretungen")
    organisations = tuple(_organisation(id, row) for id, row in entry.entries("organisationen"))
    people = tuple(_person(row) for row in entry.rows("personen"))
    places, persons = {one.id for one in organisations}, {one.id for one in people}
    for person in people:
        for held in person.assignments:
            if held.organisation not in places:
                facts = {"value": held.organisation, "what": "organisation"}
                facts["meant"] = similar(held.organisation, places)
                facts = hinted(facts)
                findings.append(Finding(file, "settings.unknown_value", person.id, person.name, facts=facts))
    deputies = tuple(_deputy(row, persons) for row in entry.rows("vertretungen"))
    return Demo(organisations, people, deputies)


def _organisation(id: str, row: Entry) -> Organisation:
    kind = row.name("beteiligter")
    details = {key: str(value) for key, value in row.value.items() if key not in ("name", "beteiligter")}
    return Organisation(OrganisationId(id), row.text("name"), kind, details)


def _person(row: Entry) -> Person:
    row.only("anmeldung", "name", "personal_nr", "rollen", "organisation")
    home = row.name("organisation", required=False)
    held = []
    for role in row.value.get("rollen") or []:
        single = {"rolle": role} if isinstance(role, str) else role
        one = Entry.of(single, row.file, f"{row.place} › rollen", row.findings)
        one.only("rolle", "organisation", "von", "bis")
        where = one.name("organisation", required=not home) or home
        held.append(Assignment(one.name("rolle"), OrganisationId(where), one.day("von"), one.day("bis")))
    login = row.name("anmeldung")
    return Person(PersonId(login), row.text("name"), row.text("personal_nr"), tuple(held))


def _deputy(row: Entry, persons: set[PersonId]) -> Deputy:
    row.only("abwesend", "vertretung", "von", "bis", "grund", "rollen", "prozesse")
    for key in ("abwesend", "vertretung"):
        if row.name(key) not in persons:
            row.report("unknown_value", key, value=row.value.get(key, ""), what=key, meant="")
    return Deputy(
        PersonId(row.name("abwesend")),
        PersonId(row.name("vertretung")),
        row.day("von") or date.min,
        row.day("bis"),
        row.text("grund", required=False),
        frozenset(row.texts("rollen")),
        frozenset(row.texts("prozesse")),
    )

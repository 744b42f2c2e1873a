"""The page on which a case is opened: its form, its parties, and last year's case as a template."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine import rules
from engine.clock import today
from engine.errors import NotFound
from engine.forms import Form
from engine.library import Version
from engine.people import Directory, Person
from engine.permissions import knows
from engine.queries.cases import find_case
from engine.queries.last_year import Lent, from_former
from engine.queries.reading import INCIDENTS, case_head, own_places
from engine.queries.views import CaseHead, Choice, OpeningPage, ProcessRow
from engine.queries.withheld import Eyes, organisations_of
from engine.schema import case, member
from engine.shelf import Shelf
from engine.store.former import Former, former

OFFERED = 12
"""Earlier cases that are offered as templates."""


def opening_page(
    connection: Connection, shelf: Shelf, shown: ProcessRow, who: Person, now: datetime, *, follows: str
) -> OpeningPage:
    """Raises NotFound."""
    version, directory, day = shelf.current(connection, shown.id), shelf.directory(connection), today(now)
    places = rules.default_participants(version, shown.id, directory, who, day)
    before = _former(connection, follows, shown.id, who, day) if follows else None
    head = find_case(connection, before.id, who, now) if before else None
    options = rules.candidates(version, directory, who, day)
    if head is not None:
        places = _still_there(json.loads(head.participants), places, options)
    context = rules.opening_names(version, places, directory, day)
    start = rules.start_event(version.process(shown.id))
    form = version.form(shown.id, start.id)
    proposal = form.defaults(context) if form else {}
    lent, told = ({}, {}) if not form or not before else _lent(form, before, start.id, context)
    eyes = Eyes.of(who, directory, now, organisations_of(head.participants) if head else None)
    hidden = eyes.hidden_answers(version, shown.id, start.id) if form else {}
    lent = {name: value for name, value in lent.items() if name not in hidden}
    told = {name: reason for name, reason in told.items() if name not in hidden}
    return OpeningPage(
        process=shown,
        form=form,
        values=form.raw({**proposal, **lent}) if form else {},
        context=context,
        references=rules.references(directory),
        choices=_choices(version, shown.id, places, options),
        proposal={**proposal, **lent},
        origins=told,
        follows=case_head(head, directory) if head is not None else None,
        withheld=hidden,
        templates=() if before else _templates(connection, version, shown.id, who, directory, now),
    )


def _lent(form: Form, before: Former, start: str, context: Mapping[str, Any]) -> Lent:
    return from_former(form, before.data.at((start,)) or {}, context, before.number)


def _still_there(
    before: Mapping[str, str], places: Mapping[str, str], options: Mapping[str, Any]
) -> dict[str, str]:
    """The parties of last year as far as they can still be chosen; what is no choice stays as it is."""
    known = {one: {place.id for place in found} for one, found in options.items()}
    return {one: place for one, place in before.items() if place in known.get(one, ())} | dict(places)


def _choices(
    version: Version, process: str, places: Mapping[str, str], options: Mapping[str, Any]
) -> tuple[Choice, ...]:
    opening = version.opening(process)
    modes = opening.participants if opening else {}
    return tuple(
        Choice(
            participant=one.id,
            name=one.name,
            options=tuple((place.id, place.name) for place in options[one.id]),
            chosen=places.get(one.id),
        )
        for one in version.roles.participants.values()
        if modes.get(one.id) != "spaeter"
    )


def _former(connection: Connection, case_id: str, process: str, who: Person, day: date) -> Former:
    found = former(connection, case_id)
    if found.process != process or not knows(who, found.members, day):
        raise NotFound("case_unknown", number=case_id)
    return found


def _templates(
    connection: Connection, version: Version, process: str, who: Person, directory: Directory, now: datetime
) -> tuple[CaseHead, ...]:
    """The newest cases of this process that the person may know of and that nobody has followed up yet."""
    opening = version.opening(process)
    if not (opening and opening.template):
        return ()
    later = case.alias("later")
    followed = sa.select(later.c.follows_id).where(later.c.follows_id == case.c.id).exists()
    statement = sa.select(case, INCIDENTS).where(case.c.process_id == process, ~followed)
    places = own_places(who, now)
    if places is not None:
        mine = sa.select(member.c.case_id).where(member.c.organisation_id.in_(places))
        statement = statement.where(case.c.id.in_(mine))
    rows = connection.execute(statement.order_by(case.c.opened_at.desc(), case.c.id).limit(OFFERED))
    return tuple(case_head(row, directory) for row in rows)

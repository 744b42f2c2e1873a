"""Keeps proposals for parameters, within a turn on what belongs to no case. Not the rules."""

from __future__ import annotations

import sqlalchemy as sa

from engine import tree
from engine.check.settings import Parameter
from engine.clock import today
from engine.database import put
from engine.errors import NotFound
from engine.events import Event
from engine.library import Version
from engine.parameters import Proposal
from engine.permissions import ADMINISTRATION
from engine.schema import parameter_proposal, process
from engine.shelf import Shelf, proposal_of
from engine.store.directory import touch
from engine.store.office import Noted, Office


def parameter(desk: Office, shelf: Shelf, programme: str, key: str) -> Parameter:
    """The parameter as the programme's newest versions know it. Raises NotFound."""
    newest = sa.select(process.c.version_id).where(process.c.programme == programme)
    order = (process.c.published_at.desc(), process.c.opens_cases.desc(), process.c.id)
    for version_id in desk.connection.scalars(newest.order_by(*order)):
        version: Version = shelf.version(desk.connection, version_id)
        if key in version.parameters:
            return version.parameters[key]
    raise NotFound("parameter_unknown", parameter=key, programme=programme)


def proposal(desk: Office, identifier: str) -> Proposal:
    """A proposal by its id. Raises NotFound."""
    chosen = sa.select(parameter_proposal).where(parameter_proposal.c.id == identifier)
    row = desk.connection.execute(chosen).one_or_none()
    if row is None:
        raise NotFound("parameter_proposal_unknown")
    return proposal_of(row)


def keep(desk: Office, kept: Proposal, event: Event) -> Noted:
    """Write a new or decided proposal with the event that tells of it."""
    row = {column.name: getattr(kept, column.name) for column in parameter_proposal.c}
    row["value"] = tree.dumps(kept.value)
    put(desk.connection, parameter_proposal, [row], update=("state", "decided_by_name", "decided_at", "note"))
    touch(desk.connection)
    return desk.note(kept.id, event)


def tell_administrators(desk: Office, kept: Proposal) -> None:
    """All administrators but who proposed hear that something waits for them."""
    day = today(desk.now)
    others = [
        str(one.id)
        for one in desk.directory.persons.values()
        if one.active
        and one.personnel_id != kept.proposed_personnel_id
        and any(held.role == ADMINISTRATION for held in one.roles_on(day))
    ]
    if others:
        facts = {"person": kept.proposed_by_name, "label": kept.label, "since": kept.since}
        desk.tell("parameter_proposed", others, f"parameter {kept.id}", **facts)

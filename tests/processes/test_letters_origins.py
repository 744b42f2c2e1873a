"""Where the fields of the source case's letters come from, as the page of a document tells it."""

from __future__ import annotations

import sqlalchemy as sa

from engine import feel
from engine.permissions import AUDIT
from engine.queries.case_views import Origin
from engine.schema import document
from tests.processes.playing import finished

OF_ITSELF = {"vorgang", "dokument", "beteiligte", "auskunft", "parameter", "zeichnung", "heute"}
"""What a case has without anybody being asked; in the pages it keeps its own name."""


def test_each_field_of_every_letter_is_told_in_the_words_of_who_supplies_it() -> None:
    """A form's field, a decision's output, a message's content: none shows only its technical name."""
    told = origins_of("quellfall")
    nameless = {one.source for one in told if not one.label}
    assert len(told) > 1_000
    assert {one for one in nameless if not roots(one) <= OF_ITSELF} == set()


def origins_of(scenario: str) -> list[Origin]:
    """The origins of all fields of all documents, through the auditor's eyes."""
    engine = finished(scenario).engine
    now = engine.clock.now()
    with engine.store.transaction() as connection:
        papers = connection.scalars(sa.select(document.c.id)).all()
        people = engine.store.shelf.directory(connection).persons.values()
    auditor = next(one for one in people if any(role.role == AUDIT for role in one.roles_on(now.date())))
    return [one for paper in papers for one in engine.queries.document_page(paper, auditor, now).origins]


def roots(source: str) -> set[str]:
    """The first names an expression reads."""
    return {path[0] for path in feel.compile(source.removeprefix("=").strip()).reads}

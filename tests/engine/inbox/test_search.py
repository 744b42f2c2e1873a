"""Finding: filters and saved views of lists, and one search over cases, documents and people."""

from __future__ import annotations

from datetime import date

import pytest

from engine.commands import Engine
from engine.errors import NotFound, Rejected
from engine.people import Person
from engine.queries.desk_views import Filters
from tests.engine.inbox.desk import first_task, listed, second_task, staff


def test_a_file_is_found_by_the_beginning_of_its_words(engine: Engine) -> None:
    """By reference, whole or in part, by title; every word must fit."""
    people = staff(engine)
    first_task(engine, people)
    who, now = people["clerk"].person, engine.clock.now()
    for text in ("H-2021-001", "h-20", "2021", "frei", "Frei 2021", "001"):
        assert [head.number for head in engine.queries.search(who, text, now).cases] == ["H-2021-001"], text
    for text in ("reigabe", "frei 2022", "", "%", "_"):
        assert engine.queries.search(who, text, now).cases == (), text


def test_nobody_finds_what_they_may_not_know_of(engine: Engine) -> None:
    """A stranger finds neither the case nor a person."""
    people = staff(engine)
    first_task(engine, people)
    stranger = Person("x", "Demo Fremd", "X")  # type: ignore[arg-type]
    found = engine.queries.search(stranger, "2021", engine.clock.now())
    assert (found.cases, found.documents) == ((), ())
    assert engine.queries.search(stranger, "Demo", engine.clock.now()).people == ()


def test_colleagues_are_found_with_their_roles(engine: Engine) -> None:
    """By the beginning of any word of the name."""
    people = staff(engine)
    (row,) = engine.queries.search(people["clerk"].person, "bote", engine.clock.now()).people
    assert (row.name, row.roles, row.organisation) == ("Demo Botendienst", ("Botendienst",), "Demo Haus")


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        (Filters(), 2),
        (Filters(text="prüf"), 1),
        (Filters(text="h-2021-001"), 1),
        (Filters(text="%"), 0),
        (Filters(role="sachbearbeitung"), 2),
        (Filters(role="leitung"), 0),
        (Filters(process="freigabe"), 2),
        (Filters(process="anderer"), 0),
        (Filters(organisation="nachbar"), 0),
        (Filters(due_from=date(2021, 3, 6), due_until=date(2021, 3, 6)), 1),
        (Filters(due_until=date(2021, 3, 5)), 0),
    ],
)
def test_a_list_is_narrowed(engine: Engine, wanted: Filters, number: int) -> None:
    """By process, role, organisation, text and deadline; wildcards of SQL are letters."""
    people = staff(engine)
    first_task(engine, people)
    second_task(engine, people)
    page = engine.queries.inbox(people["third"].person, "groups", engine.clock.now(), wanted=wanted)
    assert len(page.rows) == number


def test_a_saved_view_has_its_number_and_can_be_shared(engine: Engine) -> None:
    """Shared with a role it appears for its holders; only its owner removes it."""
    people = staff(engine)
    second_task(engine, people)
    wanted = Filters(text="prüf", due_until=date(2021, 3, 6))
    view = engine.save_view(
        "Zu prüfen", by=people["second"], tab="groups", filters=wanted, share_with=("haus", "sachbearbeitung")
    )
    (row,) = engine.queries.views(people["third"].person, engine.clock.now())
    assert (row.id, row.filters, row.count, row.is_mine) == (view, wanted, 1, False)
    assert engine.queries.views(people["messenger"].person, engine.clock.now()) == ()
    with pytest.raises(NotFound):
        engine.delete_view(view, by=people["third"])
    with pytest.raises(Rejected, match="nur mit einer Rolle teilen"):
        engine.save_view("x", by=people["second"], tab="mine", filters=wanted, share_with=("haus", "leitung"))
    engine.delete_view(view, by=people["second"])
    assert engine.queries.views(people["second"].person, engine.clock.now()) == ()


def test_what_others_have_in_my_cases_is_waiting(engine: Engine) -> None:
    """The clerk entered it; now it lies with the group, and the row says why it is shown."""
    people = staff(engine)
    second_task(engine, people)
    (row,) = listed(engine, people["clerk"], "waiting")
    assert (row.title, row.assignee) == ("Antrag prüfen", None)
    assert "Sachbearbeitung" in str(row.why)
    assert engine.queries.counts(people["clerk"].person, engine.clock.now()).waiting == 1
    assert listed(engine, people["third"], "waiting") == ()

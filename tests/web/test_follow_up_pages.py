"""Follow-ups, notices and the calendar in the pages: set, due, done, postponed; told once."""

from __future__ import annotations

import io
from datetime import timedelta

from engine.worker import Worker
from tests.web.reading import get, send
from tests.web.world import World


def set_one(world: World, who: str = "sachbearbeitung", **typed: str) -> str:
    """A follow-up for Wednesday, by way of its form; returns the case."""
    case = world.open_case("Büromöbel")
    client = world.client(who)
    form = get(client, "/follow-ups/new", case=case).form("/follow-ups")
    page = send(client, form, **{"again-day": "2021-03-03", "again-reason": "Nachfrage beim Träger", **typed})
    assert "Wiedervorlage am Mi 03.03." in page.text
    return case


def test_on_its_day_it_stands_on_top_of_the_tasks(world: World) -> None:
    """Before, only on its own page; then on top of the inbox and as one notice."""
    set_one(world)
    client = world.client("sachbearbeitung")
    assert "Nachfrage beim Träger" not in get(client, "/tasks", tab="mine").text
    assert "Später (1)" in get(client, "/follow-ups").text
    world.clock.advance(timedelta(days=2))
    Worker(world.engine).work_off()
    assert "Zur Wiedervorlage (1)" in get(client, "/tasks", tab="mine").text
    assert "Wiedervorlage zu PRO-001: Nachfrage beim Träger" in get(client, "/notices").text


def test_done_it_is_gone_and_a_recurring_one_comes_again(world: World) -> None:
    """Settling this one leaves next month's."""
    set_one(world, **{"again-every": "P1M"})
    world.clock.advance(timedelta(days=2))
    Worker(world.engine).work_off()
    client = world.client("sachbearbeitung")
    page = send(client, get(client, "/follow-ups").tree.xpath("//form[contains(@action, '/completion')]")[0])
    assert "Heute dran" not in page.text
    assert "Sa 03.04." in page.text


def test_postponed_it_is_told_on_the_new_day_and_not_on_the_old(world: World) -> None:
    """By a click, or by a day; a day that has passed is refused and said at its box."""
    set_one(world)
    client = world.client("sachbearbeitung")
    form = get(client, "/follow-ups").form("/postponement")
    box = next(name for name in dict(form.form_values()) if name.startswith("later-"))
    assert send(client, form, **{box: "2021-02-01"}).status == 409
    send(client, form, button=("days", "7"))
    world.clock.advance(timedelta(days=3))
    Worker(world.engine).work_off()
    assert "Wiedervorlage zu PRO-001" not in get(client, "/notices").text
    world.clock.advance(timedelta(days=5))
    Worker(world.engine).work_off()
    assert get(client, "/notices").text.count("ungelesen: Wiedervorlage zu PRO-001") == 1


def test_what_is_missing_is_said_and_what_was_typed_stays(world: World) -> None:
    """No reason, no day, a day that has passed."""
    case = world.open_case()
    client = world.client("sachbearbeitung")
    form = get(client, "/follow-ups/new", case=case).form("/follow-ups")
    page = send(client, form, **{"again-reason": "", "again-day": "2021-04-01"})
    assert (page.status, page.form("/follow-ups").fields["again-day"]) == (422, "2021-04-01")
    assert "Bitte geben Sie einen Grund an." in page.text
    assert send(client, form, **{"again-reason": "Prüfen", "again-day": ""}).status == 422
    assert send(client, form, **{"again-reason": "Prüfen", "again-day": "2020-01-01"}).status == 422


def test_others_neither_see_nor_settle_it(world: World) -> None:
    """A colleague gets 404, a stranger not even the form for the case."""
    case = set_one(world)
    (row,) = world.queries.follow_ups(world.people["sachbearbeitung"], world.clock.now(), due_only=False)
    for who in ("zweite", "leitung", "verein", "pruefung", "verwaltung"):
        sent = {"request-id": world.request_id(), "days": "7"}
        for act in ("completion", "postponement"):
            assert world.client(who).post(f"/follow-ups/{row.id}/{act}", data=sent).status_code == 404
    assert world.queries.follow_ups(world.people["sachbearbeitung"], world.clock.now(), due_only=False) == (
        row,
    )
    assert get(world.client("sachbearbeitung"), "/follow-ups/new", case="x").status == 404
    assert get(world.client("sachbearbeitung"), "/follow-ups/new", case=case, task="x").status == 404


def test_a_notice_is_counted_read_and_laid_back(world: World) -> None:
    """The frame shows the number; opening it goes where it is about and marks it as read."""
    world.open_case()
    task = world.claim("sachbearbeitung")
    to = world.people["zweite"].id
    world.engine.delegate(task, by=world.actor("sachbearbeitung"), to=to, reason="Bitte")
    Worker(world.engine).work_off()
    client = world.client("zweite")
    page = get(client, "/notices")
    assert "Mitteilungen 1 ungelesen" in page.text
    page = send(client, page.form("/opening"))
    assert page.response.request.path == f"/tasks/{task}"
    assert "Nichts Neues." in get(client, "/notices").text
    page = send(client, get(client, "/notices", show="all").form("/unread"))
    assert "Mitteilungen 1 ungelesen" in page.text


def test_nobody_reads_the_notices_of_others(world: World) -> None:
    """A forged POST with another's notice leaves it unread."""
    set_one(world)
    world.clock.advance(timedelta(days=2))
    Worker(world.engine).work_off()
    who, now = world.people["sachbearbeitung"], world.clock.now()
    notice = next(one for one in world.queries.notices(who, now) if one.kind == "follow_up")
    other = world.client("zweite")
    other.post(f"/notices/{notice.id}/opening")
    other.post("/notices/reading", data={"notice": notice.id})
    assert not next(one for one in world.queries.notices(who, now) if one.id == notice.id).read


def test_one_cause_tells_once_however_often_it_is_worked_off(world: World) -> None:
    """Three days before, on the day, after it, again: each reminder is there once."""
    world.open_case()
    for _ in range(8):
        Worker(world.engine).work_off()
        world.clock.advance(timedelta(days=1))
    told = [
        one.sentence() for one in world.queries.notices(world.people["sachbearbeitung"], world.clock.now())
    ]
    assert len(told) == len(set(told)) == 2


def test_the_calendar_has_one_secret_address_at_a_time(world: World) -> None:
    """Shown once; a new one or a revocation ends it; without the secret there is nothing."""
    set_one(world)
    client, stranger = world.client("sachbearbeitung"), world.client()
    page = send(client, get(client, "/calendar").form("/address"))
    (address,) = page.tree.xpath("//input[@id='feed-address']/@value")
    assert address not in get(client, "/calendar").text
    feed = stranger.get(address)
    assert feed.mimetype == "text/calendar"
    assert b"SUMMARY:Wiedervorlage PRO-001" in feed.data
    assert b"Nachfrage" not in feed.data
    send(client, get(client, "/calendar").form("/revocation"))
    assert stranger.get(address).status_code == 404
    assert stranger.get("/calendar/x.ics").status_code == 404


def test_a_document_is_laid_aside_from_where_it_is_read(world: World) -> None:
    """A link beside it, at the task and in the case; the page names it, and leads back."""
    world.open_case()
    task, client = world.claim("sachbearbeitung"), world.client("sachbearbeitung")
    sent = {"added-files": (io.BytesIO(b"%PDF-1.7 ..."), "Quittung.pdf"), "request-id": world.request_id()}
    client.post(f"/tasks/{task}/files", data=sent)
    (aside,) = [one for one in get(client, f"/tasks/{task}").links() if "document=" in one]
    form = get(client, aside)
    assert "Quittung.pdf" in form.text
    typed = {"again-day": "2021-03-03", "again-reason": "Original da?"}
    page = send(client, form.form("/follow-ups"), **typed)
    assert page.response.request.path == f"/tasks/{task}"
    assert "Quittung.pdf" in get(client, "/follow-ups").text

"""One task: its form, its draft, its completion; what happens when somebody was faster."""

from __future__ import annotations

from tests.web.reading import get, send
from tests.web.world import World

TYPED = {
    "belegnummer": "R-17",
    "belegdatum": "2021-02-26",
    "art": "rechnung",
    "positionen[0].bezeichnung": "Tische",
    "positionen[0].menge": "4",
    "positionen[0].preis": "45.833,33",
    "betrag": "45.833,33",
    "vollstaendig": "ja",
}


def test_completing_a_task_leads_to_the_next_one(world: World) -> None:
    """What happened is said, and the next task is one click away."""
    world.open_case()
    world.open_case()
    task = world.claim("sachbearbeitung")
    client = world.client("sachbearbeitung")
    page = send(client, get(client, f"/tasks/{task}").form("/completion"), **TYPED)
    assert page.status == 200
    assert "Erledigt. Der Vorgang ist weitergegangen." in page.text
    assert "Nächste Aufgabe: Beleg erfassen" in page.text


def test_errors_stand_on_top_and_lead_to_their_boxes(world: World) -> None:
    """422, a summary with links, the box marked, everything typed still there."""
    world.open_case()
    task = world.claim("sachbearbeitung")
    client = world.client("sachbearbeitung")
    page = send(
        client,
        get(client, f"/tasks/{task}").form("/completion"),
        **{**TYPED, "betrag": "viel", "belegdatum": ""},
    )
    assert page.status == 422
    links = page.tree.xpath("//*[@id='problems']//a/@href")
    assert links == ["#f-belegdatum", "#f-betrag"]
    (box,) = page.tree.xpath("//*[@id='f-betrag']")
    assert (box.get("value"), box.get("aria-invalid")) == ("viel", "true")
    assert page.tree.xpath("//*[@id='f-belegnummer']/@value") == ["R-17"]


def test_problems_in_a_row_point_into_the_row(world: World) -> None:
    """The second line of a table is blamed by its own box."""
    world.open_case()
    task = world.claim("sachbearbeitung")
    client = world.client("sachbearbeitung")
    typed = {**TYPED, "positionen[1].bezeichnung": "Stühle", "positionen[1].preis": "x"}
    page = send(client, get(client, f"/tasks/{task}").form("/completion"), **typed)
    assert page.tree.xpath("//*[@id='problems']//a/@href") == ["#f-positionen-1-preis"]


def test_a_form_sent_twice_is_done_once(world: World) -> None:
    """A double click carries the same request id; both times the answer is the same."""
    world.open_case()
    task = world.claim("sachbearbeitung")
    client = world.client("sachbearbeitung")
    form = get(client, f"/tasks/{task}").form("/completion")
    first, second = send(client, form, **TYPED), send(client, form, **TYPED)
    assert (first.status, second.status) == (200, 200)
    checks = world.queries.inbox(world.people["zweite"], "groups", world.clock.now()).rows
    assert [row.title for row in checks] == ["Beleg prüfen"]


def test_a_form_without_a_request_id_is_refused(world: World) -> None:
    """Without it, sending twice could not be told from two acts."""
    world.open_case()
    task = world.task("sachbearbeitung")
    assert world.client("sachbearbeitung").post(f"/tasks/{task}/claim").status_code == 400


def test_a_stale_page_says_what_happened_and_keeps_what_was_typed(world: World) -> None:
    """A page from before the run moved: 409, who did what since, the typed values, and a second try."""
    case = world.open_case()
    task = world.claim("sachbearbeitung")
    client = world.client("sachbearbeitung")
    form = get(client, f"/tasks/{task}").form("/completion")
    world.engine.comment(
        case, by=world.actor("leitung"), text="Bitte die Anlage beachten.", request_id=world.request_id()
    )
    page = send(client, form, **{**TYPED, "revision-seen": "0"})
    assert page.status == 409
    assert "Demo Leitung" in page.text
    assert page.tree.xpath("//*[@id='f-belegnummer']/@value") == ["R-17"]
    assert send(client, page.form("/completion")).status == 200


def test_who_comes_too_late_sees_who_was_faster_and_can_copy_the_entries(world: World) -> None:
    """The task is done by somebody else: 409, and nothing typed is lost."""
    world.open_case()
    task = world.claim("sachbearbeitung")
    first, second = world.client("sachbearbeitung"), world.client("sachbearbeitung")
    late = get(second, f"/tasks/{task}").form("/completion")
    send(first, get(first, f"/tasks/{task}").form("/completion"), **TYPED)
    page = send(second, late, **{**TYPED, "belegnummer": "R-18"})
    assert page.status == 409
    assert "Ihre Eingaben wurden nicht übernommen" in page.text
    assert "R-18" in page.text


def test_handing_back_needs_a_reason_and_says_so_at_the_box(world: World) -> None:
    """The reason is for whoever does it again; without one nothing happens."""
    world.to_checking()
    task = world.claim("zweite")
    client = world.client("zweite")
    page = send(client, get(client, f"/tasks/{task}").form("/return"), **{"return-reason": "  "})
    assert page.status == 422
    assert page.tree.xpath("//*[@id='return-reason']/@aria-invalid") == ["true"]


def test_a_task_handed_back_returns_with_its_reason(world: World) -> None:
    """Back to the step before; the reason stands in the history."""
    world.to_checking()
    task = world.claim("zweite")
    client = world.client("zweite")
    sent = send(
        client, get(client, f"/tasks/{task}").form("/return"), **{"return-reason": "Position 2 fehlt"}
    )
    assert "Zurückgegeben." in sent.text
    again = get(world.client("sachbearbeitung"), f"/tasks/{world.task('sachbearbeitung')}")
    assert "Position 2 fehlt" in again.text


def test_a_released_task_is_free_again(world: World) -> None:
    """Not me after all."""
    world.open_case()
    task = world.claim("sachbearbeitung")
    client = world.client("sachbearbeitung")
    page = send(client, get(client, f"/tasks/{task}").form("/release"))
    assert "Die Aufgabe ist wieder frei." in page.text
    assert world.task("zweite") == task


def test_a_task_of_another_person_shows_who_has_it_and_no_way_to_send(world: World) -> None:
    """Reading is possible, acting is not."""
    world.open_case()
    task = world.claim("sachbearbeitung")
    page = get(world.client("zweite"), f"/tasks/{task}")
    assert "Die Aufgabe liegt bei Demo Sachbearbeitung." in page.text
    assert not page.tree.xpath("//form[@id='task-form']//button")

"""Cases: the list, opening one, its page, notes, documents."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from engine.ledger import verify
from tests.web.reading import Page, get, send
from tests.web.test_task import TYPED
from tests.web.world import World


def test_opening_a_case_gives_it_a_number_and_its_first_task(world: World) -> None:
    """From the list in three steps to the page of the new case."""
    client = world.client("sachbearbeitung")
    assert "/cases/new" in get(client, "/cases").links()
    assert "/cases/new/beleg" in get(client, "/cases/new").links()
    page = send(client, get(client, "/cases/new/beleg").form("/cases/new/beleg"), betreff="Tagungsraum")
    assert "Vorgang PRO-001 ist eröffnet." in page.text
    assert "Beleg erfassen" in page.text


def test_an_opening_with_errors_keeps_what_was_typed(world: World) -> None:
    """The condition of the form applies: urgent needs a reason, and the box for it is now to be seen."""
    client = world.client("sachbearbeitung")
    page = send(client, get(client, "/cases/new/beleg").form("/beleg"), betreff="Raum", eilig="ja")
    assert page.status == 422
    assert page.tree.xpath("//*[@id='problems']//a/@href") == ["#f-grund"]
    assert page.tree.xpath("//*[@id='f-betreff']/@value") == ["Raum"]
    assert not page.tree.xpath("//*[@data-conditional='grund']/@hidden")


def test_without_script_the_opening_shows_boxes_that_now_apply(world: World) -> None:
    """The button "Felder aktualisieren" stores nothing."""
    client = world.client("sachbearbeitung")
    page = Page(client.post("/cases/new/beleg/rows", data={"eilig": "ja"}))
    assert not page.tree.xpath("//*[@data-conditional='grund']/@hidden")
    said = client.post(
        "/cases/new/beleg/rows", data={"eilig": "ja"}, headers={"Accept": "application/json"}
    ).json
    assert said["visible"] == ["grund"]
    assert not world.queries.cases(world.people["sachbearbeitung"], world.clock.now()).rows


def test_who_may_not_open_a_case_is_told_why_there_is_no_button(world: World) -> None:
    """An empty page that teaches."""
    client = world.client("verein")
    assert "/cases/new" not in get(client, "/cases").links()
    assert "Sie können hier keinen Vorgang eröffnen." in get(client, "/cases/new").text


def test_the_case_shows_state_parties_tasks_and_history(world: World) -> None:
    """What stands where, with whom, and who did what."""
    world.to_checking()
    case = world.queries.cases(world.people["sachbearbeitung"], world.clock.now()).rows[0].head.id
    client = world.client("sachbearbeitung")
    overview, history = get(client, f"/cases/{case}"), get(client, f"/cases/{case}", tab="history")
    assert "Beleg prüfen" in overview.text
    assert "45.833,33 €" in overview.text
    assert "Demo Sachbearbeitung hat „Beleg erfassen“ erledigt." in history.text


def test_a_note_stands_in_the_history(world: World) -> None:
    """With the name of who wrote it."""
    case = world.open_case()
    client = world.client("leitung")
    page = send(
        client,
        get(client, f"/cases/{case}", tab="notes").form("/comments"),
        **{"note-text": "Rückruf am Montag"},
    )
    assert "Rückruf am Montag" in page.text


def test_a_case_is_found_by_number_title_and_an_empty_search_explains_itself(world: World) -> None:
    """The search says where it looked."""
    world.open_case("Büromöbel")
    client = world.client("sachbearbeitung")
    assert "PRO-001" in get(client, "/cases", text="möbel").text
    assert "Zu „Rakete“ gibt es hier nichts." in get(client, "/cases", text="Rakete").text


def test_deadlines_show_their_calculation(world: World) -> None:
    """By day, with the steps."""
    world.open_case()
    page = get(world.client("sachbearbeitung"), "/deadlines")
    assert "Do 04.03. – in 3 Werktagen" in page.text
    assert page.tree.xpath("//ol[contains(@class, 'steps')]/li")


@pytest.fixture
def letter(world: World) -> str:
    """The id of a Word file that came with a form."""
    paper = docx.Document()
    paper.add_paragraph("Sehr geehrte Damen und Herren & alle anderen <b>")
    content = io.BytesIO()
    paper.save(content)
    case, task = world.open_case(), world.claim("sachbearbeitung")
    client = world.client("sachbearbeitung")
    send(
        client,
        get(client, f"/tasks/{task}").form("/completion"),
        **TYPED,
        anlage=(io.BytesIO(content.getvalue()), "Brief.docx"),
    )
    return world.queries.case(case, world.people["sachbearbeitung"], world.clock.now()).documents[0].id


def test_a_document_is_downloaded_under_its_name(world: World, letter: str) -> None:
    """As an attachment, never opened by the browser itself."""
    answer = world.client("sachbearbeitung").get(f"/documents/{letter}/docx")
    assert answer.headers["Content-Disposition"] == "attachment; filename=Brief.docx"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_preview_shows_the_text_and_may_do_nothing(world: World, letter: str) -> None:
    """Text is text, and the page is locked into a sandbox without scripts."""
    answer = world.client("sachbearbeitung").get(f"/documents/{letter}/preview")
    assert "Herren &amp; alle anderen &lt;b&gt;" in answer.get_data(as_text=True)
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'self'" in policy


def test_documents_of_others_do_not_exist(world: World, letter: str) -> None:
    """404 for whoever may not know of the case, in each form."""
    client = world.client("verein")
    assert {client.get(f"/documents/{letter}/{one}").status_code for one in ("docx", "pdf", "preview")} == {
        404
    }


def test_diagrams_come_as_bpmn_and_as_a_picture(world: World) -> None:
    """For the viewer, and for pages without script."""
    case = world.open_case()
    client = world.client("sachbearbeitung")
    for path in (
        f"/tasks/{world.task('sachbearbeitung')}/diagram",
        f"/cases/{case}/diagrams/0",
        "/processes/beleg/diagram",
    ):
        assert b"bpmn:definitions" in client.get(f"{path}.bpmn").data
        assert client.get(f"{path}.svg").data.lstrip().startswith(b"<")
        assert client.get(f"{path}.png").status_code == 404


def test_an_auditor_takes_the_whole_case_along(world: World, tmp_path: Path) -> None:
    """A18: one link on the page of the case; what it gives proves itself with nothing but Python."""
    case = world.open_case()
    client = world.client("pruefung")
    address = get(client, f"/cases/{case}").tree.xpath("//a[text()='Akte als Paket']/@href")[0]
    answer = client.get(address)
    assert answer.mimetype == "application/zip"
    kept = tmp_path / "akte.zip"
    kept.write_bytes(answer.data)
    assert verify.main(str(kept)) == 0


@pytest.mark.parametrize("who", ["sachbearbeitung", "verwaltung", "verein"])
def test_nobody_else_takes_it_along(world: World, who: str) -> None:
    """Who works on a case has its papers one by one, and no link to all of it."""
    case = world.open_case()
    client = world.client(who)
    assert client.get(f"/cases/{case}/package").status_code == 403
    assert "Akte als Paket" not in client.get(f"/cases/{case}").text

"""What the page of a task tells before, during and beside the decision: ahead, changes, windows, papers."""

from __future__ import annotations

import io
import logging
from datetime import timedelta

import pytest

from tests.web.reading import get, send
from tests.web.test_task import TYPED
from tests.web.world import ANSWERS, World


def test_what_happens_next_is_told_for_each_choice(world: World) -> None:
    """The next task with its role, read from the diagram, before anything is chosen."""
    world.to_checking()
    page = get(world.client("zweite"), f"/tasks/{world.claim('zweite')}")
    told = {
        part.get("data-ahead-value"): " ".join(part.text_content().split())
        for part in page.tree.xpath("//*[@data-ahead='ergebnis']/*[@data-ahead-value]")
    }
    assert told == {
        "richtig": "Sachlich und rechnerisch richtig Aufgabe „Beleg zeichnen“ (Leitung)",
        "falsch": "Nicht richtig Aufgabe „Beleg erfassen“ (Sachbearbeitung)",
    }


def test_what_others_changed_since_the_last_visit_stands_on_top(world: World) -> None:
    """Old and new answers and the acts; nothing on the first visit, and the same again within a sitting."""
    task = world.to_checking()
    client = world.client("zweite")
    assert "Seit Ihrer letzten Sicht" not in get(client, f"/tasks/{task}").text
    world.engine.claim(task, by=world.actor("zweite"))
    world.clock.advance(timedelta(hours=2))
    world.engine.hand_back(task, by=world.actor("zweite"), to="beleg_erfassen", reason="Zu viel")
    again = world.claim("sachbearbeitung")
    answers = {**ANSWERS, "betrag": "40000.00"}
    world.engine.complete(again, by=world.actor("sachbearbeitung"), answers=answers)
    path = f"/tasks/{world.task('zweite')}"
    for _ in range(2):
        (news,) = get(client, path).tree.xpath("//details[contains(@class, 'changes')]")
        assert "vorher: 45.833,33 € → jetzt: 40.000,00 €" in " ".join(news.text_content().split())


def test_two_windows_do_not_overwrite_each_other(world: World) -> None:
    """The second window is told, keeps what was typed in it, and may then save on purpose."""
    world.open_case()
    task = world.claim("sachbearbeitung")
    client = world.client("sachbearbeitung")
    first, second = (get(client, f"/tasks/{task}").form("/completion") for _ in range(2))
    url = f"/tasks/{task}/draft"
    data = dict(first.form_values())
    assert client.post(url, data={**data, "belegnummer": "R-1"}).status_code == 303
    late = {**dict(second.form_values()), "belegnummer": "R-2"}
    told = client.post(url, data=late, headers={"Accept": "application/json"})
    assert (told.status_code, told.json["conflict"]) == (409, True)
    page = client.post(url, data=late)
    assert page.status_code == 409
    assert "in einem anderen Fenster gespeichert" in page.text
    assert 'value="R-2"' in page.text
    assert client.post(url, data={**late, "draft-seen": told.json["mark"]}).status_code == 303


def test_completing_may_lead_straight_to_the_next_task(world: World) -> None:
    """The second button takes the next one and opens it."""
    world.open_case("Erster")
    world.open_case("Zweiter")
    task = world.claim("sachbearbeitung")
    client = world.client("sachbearbeitung")
    form = get(client, f"/tasks/{task}").form("/completion")
    page = send(client, form, button=("and-then", "next"), **TYPED)
    assert "Erledigt." in page.text
    assert page.form("/completion").action != form.action


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("Anlage.exe", b"MZ", "keine Datei, die hier aufbewahrt werden kann"),
        ("Anlage.pdf", b"GIF89a", "ist aber etwas anderes"),
        ("Anlage.pdf", b"", "ist leer"),
        ("Anlage.docx", b"PK\x03\x04", "enthält Makros oder ist beschädigt"),
    ],
)
def test_a_file_that_cannot_be_kept_is_refused_by_name(
    world: World, name: str, content: bytes, said: str
) -> None:
    """422, the cause at the box, and what was typed in the form is still there."""
    world.open_case()
    task = world.claim("sachbearbeitung")
    client = world.client("sachbearbeitung")
    data = {**dict(get(client, f"/tasks/{task}").form("/completion").form_values()), "belegnummer": "R-5"}
    answer = client.post(f"/tasks/{task}/files", data={**data, "added-files": (io.BytesIO(content), name)})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="R-5"' in answer.text


def test_a_file_lies_with_the_papers_and_a_note_in_the_history(world: World) -> None:
    """Both are sent with the form: what was typed is kept as a draft on the way."""
    case = world.open_case()
    task = world.claim("sachbearbeitung")
    client = world.client("sachbearbeitung")
    form = get(client, f"/tasks/{task}").form("/completion")
    data = {**dict(form.form_values()), "belegnummer": "R-6"}
    file = (io.BytesIO(b"%PDF-1.7 ..."), "Quittung.pdf")
    page = client.post(f"/tasks/{task}/files", data={**data, "added-files": file}, follow_redirects=True)
    assert "Die Datei liegt bei den Unterlagen." in page.text
    assert 'value="R-6"' in page.text
    data = dict(get(client, f"/tasks/{task}").form("/completion").form_values())
    client.post(f"/tasks/{task}/comments", data={**data, "note-text": "Bitte eilig"})
    assert "Bitte eilig" in get(client, f"/cases/{case}", tab="notes").text
    assert "Quittung.pdf" in get(client, f"/cases/{case}", tab="documents").text


def test_an_auditor_reads_and_writes_nothing(world: World) -> None:
    """No form for notes or files, and a forged one is refused."""
    case = world.open_case()
    client = world.client("pruefung")
    page = get(client, f"/cases/{case}", tab="notes")
    assert "Sie lesen hier nur" in page.text
    data = {"request-id": world.request_id(), "note-text": "Ich war hier"}
    assert client.post(f"/cases/{case}/comments", data=data).status_code == 403
    data = {"request-id": world.request_id(), "added-files": (io.BytesIO(b"x"), "x.txt")}
    client.post(f"/cases/{case}/files", data=data)
    assert "x.txt" not in get(client, f"/cases/{case}", tab="documents").text


def test_who_checked_cannot_sign_as_a_deputy_either(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """A10: the page says why, a direct POST is refused with 403, and the attempt is in the log."""
    task = world.to_checking()
    world.engine.claim(task, by=world.actor("zweite"))
    world.engine.complete(task, by=world.actor("zweite"), answers={"ergebnis": "richtig"})
    leader, deputy = world.people["leitung"], world.people["zweite"]
    world.engine.arrange_deputy(leader.id, deputy.id, by=world.actor("leitung"), reason="Urlaub")
    signing = world.task("leitung")
    client = world.client("zweite")
    page = get(client, f"/tasks/{signing}", **{"acting-for": leader.id})
    assert "Vier Augen: Demo Zweite Sachbearbeitung hat in diesem Schritt schon gehandelt." in page.text
    assert not page.tree.xpath("//form[@id='task-form']//button")
    for act in ("claim", "completion"):
        data = {"request-id": world.request_id(), "revision-seen": "99", "acting-for": leader.id}
        with caplog.at_level(logging.WARNING, logger="laufmappe.refused"):
            assert client.post(f"/tasks/{signing}/{act}", data=data).status_code == 403
    assert [record.args[3] for record in caplog.records if record.name == "laufmappe.refused"] == [
        "four_eyes",
        "four_eyes",
    ]


def test_the_history_is_read_page_by_page_and_narrowed(world: World) -> None:
    """Earlier entries are one link away; only what people did, only documents, only one person."""
    case = world.open_case()
    for number in range(60):
        world.engine.comment(case, by=world.actor("leitung"), text=f"Notiz {number}")
    client = world.client("sachbearbeitung")
    page = get(client, f"/cases/{case}", tab="history")
    assert ("Notiz 59" in page.text, "Notiz 5 " in page.text) == (True, False)
    (earlier,) = [link for link in page.links() if "before=" in link]
    assert "hat den Vorgang" in get(client, earlier).text
    assert (
        "Dazu steht nichts im Verlauf." in get(client, f"/cases/{case}", tab="history", group="troubles").text
    )
    assert "eröffnet" not in get(client, f"/cases/{case}", tab="history", person="Leitung").text


def test_a_case_is_printed_as_one_document(world: World) -> None:
    """Everything on one page: people, deadlines, papers, notes, history."""
    case = world.queries.task(world.to_checking(), world.people["zweite"], world.clock.now()).case.id
    page = get(world.client("zweite"), f"/cases/{case}/print")
    headings = [one.text_content().strip() for one in page.tree.xpath("//h2")]
    for wanted in ("Was ansteht", "Fristen", "Dokumente", "Beteiligte", "Notizen", "Verlauf"):
        assert wanted in headings


def test_a_deputy_may_be_arranged_for_certain_processes(world: World) -> None:
    """Only tasks of these processes are then theirs."""
    client = world.client("leitung")
    data = {
        "request-id": world.request_id(), "deputy-absent": world.people["leitung"].id, "deputy-until": "",
        "deputy-person": world.people["zweite"].id, "deputy-since": "2021-03-01", "deputy-reason": "Urlaub",
        "deputy-processes": ["beleg"],
    }  # fmt: skip
    assert client.post("/deputies", data=data).status_code == 303
    (row,) = world.queries.deputies(world.people["leitung"], world.clock.now())
    assert row.processes == ("Beleg bearbeiten",)

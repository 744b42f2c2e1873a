"""Files, notes, editions and the page of a document: who gets what, and what is never kept."""

from __future__ import annotations

import io
from dataclasses import dataclass

import docx
import pytest

from tests.web.reading import get, send
from tests.web.test_task import TYPED
from tests.web.world import ROLES, World

HOUSE = ("sachbearbeitung", "zweite", "leitung")
"""Who works at the authority of the case."""
READERS = (*HOUSE, "pruefung", "verwaltung")
"""Who may look into its files."""


@dataclass(frozen=True)
class Place:
    """A case with a letter that came with its first form, and the task that now stands open."""

    case: str
    task: str
    document: str


def letter() -> bytes:
    paper = docx.Document()
    paper.add_paragraph("Sehr geehrte Damen und Herren")
    content = io.BytesIO()
    paper.save(content)
    return content.getvalue()


def sent_with_form(world: World, task: str, name: str, content: bytes, mime: str = "") -> tuple[int, str]:
    client = world.client("sachbearbeitung")
    file = (io.BytesIO(content), name, mime) if mime else (io.BytesIO(content), name)
    page = send(client, get(client, f"/tasks/{task}").form("/completion"), **TYPED, anlage=file)
    return page.status, page.text


@pytest.fixture
def place(world: World) -> Place:
    case, entered = world.open_case(), world.claim("sachbearbeitung")
    sent_with_form(world, entered, "Brief.docx", letter())
    page = world.queries.case(case, world.people["sachbearbeitung"], world.clock.now())
    return Place(case, page.open_tasks[0].task_id, page.documents[0].id)


def posts(place: Place) -> dict[str, str]:
    """What can be added, and where: address → box."""
    return {
        f"/tasks/{place.task}/files": "added-files",
        f"/tasks/{place.task}/comments": "note-text",
        f"/cases/{place.case}/files": "added-files",
        f"/tasks/{place.task}/documents/{place.document}/edition": f"edition-{place.document}",
    }


def ask(world: World, who: str, place: Place) -> list[int]:
    """What each of the posts answers; a 303 leads to a page that says it is done."""
    client, found = world.client(who), []
    for path, box in posts(place).items():
        given = "Bitte eilig" if box == "note-text" else (io.BytesIO(letter()), "Neu.docx")
        found.append(client.post(path, data={"request-id": world.request_id(), box: given}).status_code)
    return found


def kept(world: World, case: str) -> tuple[int, int]:
    """Events and documents of a case."""
    page = world.queries.case(case, world.people["sachbearbeitung"], world.clock.now())
    return page.head.revision, len(page.documents)


ADDED = {
    "sachbearbeitung": [303, 303, 303, 422],  # 422: what came with a form is no draft of a letter
    "zweite": [303, 303, 303, 422],
    "leitung": [422, 303, 303, 422],  # not their task
    "verwaltung": [422, 422, 403, 422],  # administration is not casework
    "pruefung": [422, 422, 403, 422],
    "verein": [404, 404, 303, 404],  # a party of the case: to its own papers, which nobody else sees
}


@pytest.mark.parametrize("who", ROLES)
def test_who_adds_to_a_case(world: World, place: Place, who: str) -> None:
    """Files at a task, notes, files at a case, editions: each role has its row; a refusal leaves no trace."""
    before = kept(world, place.case)
    answers = ask(world, who, place)
    assert answers == ADDED[who]
    files = answers[0::2].count(303) if who in READERS else 0
    assert kept(world, place.case) == (before[0] + answers.count(303), before[1] + files)


@pytest.mark.parametrize("who", ROLES)
def test_nothing_is_added_to_what_is_not_there(world: World, who: str) -> None:
    """None: 404 for everybody, whatever the route."""
    assert ask(world, who, Place("none", "none", "none")) == [404, 404, 404, 404]


@pytest.mark.parametrize("who", ROLES)
def test_who_reads_a_document(world: World, place: Place, who: str) -> None:
    """Its page and each of its shapes; for a foreign house it is not there, like one that never was."""
    client = world.client(who)
    for shape in ("", "/docx", "/preview"):
        own, none = (client.get(f"/documents/{one}{shape}").status_code for one in (place.document, "none"))
        assert (own, none) == (200 if who in READERS else 404, 404), shape


def test_a_letter_of_another_case_is_not_replaced_from_here(world: World, place: Place) -> None:
    """The task is one's own, the document lies in another file: refused, nothing kept in either."""
    other, task = world.open_case("Tagungsraum"), world.claim("sachbearbeitung")
    before = kept(world, place.case), kept(world, other)
    path, box = list(posts(Place("none", task, place.document)).items())[3]
    sent = {"request-id": world.request_id(), box: (io.BytesIO(letter()), "Neu.docx")}
    assert world.client("sachbearbeitung").post(path, data=sent).status_code in (404, 422)
    assert (kept(world, place.case), kept(world, other)) == before


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("Seite.html", b"<script>alert(1)</script>", "keine Datei, die hier aufbewahrt werden kann"),
        ("Beleg.pdf", b"<script>alert(1)</script>", "ist aber etwas anderes"),
        ("Beleg.png", b"", "ist leer"),
    ],
)
def test_a_form_keeps_no_file_that_is_something_else(
    world: World, name: str, content: bytes, said: str
) -> None:
    """Whatever type the browser claims: 422 with the cause at the field, nothing stored, the text stays."""
    case, task = world.open_case(), world.claim("sachbearbeitung")
    status, text = sent_with_form(world, task, name, content, "application/pdf")
    assert status == 422
    assert said in text
    assert kept(world, case)[1] == 0


def test_a_file_of_a_form_has_the_type_of_its_content(world: World) -> None:
    """The browser says HTML, the bytes say PDF: it is kept and given out as PDF."""
    case, task = world.open_case(), world.claim("sachbearbeitung")
    assert sent_with_form(world, task, "Beleg.pdf", b"%PDF-1.7 ...", "text/html")[0] == 200
    page = world.queries.case(case, world.people["sachbearbeitung"], world.clock.now())
    assert [one.mime for one in page.documents] == ["application/pdf"]


def test_a_file_for_no_field_is_not_kept(world: World) -> None:
    """A forged box of a name that the form does not have leaves nothing in the case."""
    case, task = world.open_case(), world.claim("sachbearbeitung")
    client = world.client("sachbearbeitung")
    form = get(client, f"/tasks/{task}").form("/completion")
    send(client, form, **TYPED, geschenk=(io.BytesIO(b"%PDF-1.7"), "Geschenk.pdf"))
    assert kept(world, case)[1] == 0

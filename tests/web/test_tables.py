"""A table of a form by Excel: out with what is typed, back onto the page, nothing stored by reading."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.web.reading import Page, get
from tests.web.world import World

HEADS = ["Bezeichnung", "Menge", "Preis"]


def excel(*lines: list[Any]) -> bytes:
    book, target = Workbook(), io.BytesIO()
    for line in lines:
        book.worksheets[0].append(line)
    book.save(target)
    return target.getvalue()


def read_in(world: World, task: str, content: bytes | None, **typed: str) -> Page:
    files = {"excel-positionen": (io.BytesIO(content), "tabelle.xlsx")} if content is not None else {}
    path = f"/tasks/{task}/tables/positionen/rows"
    return Page(world.client("sachbearbeitung").post(path, data={**typed, **files}))


def box(page: Page, path: str) -> str:
    return str(page.tree.xpath(f"//*[@name='{path}']/@value")[0])


@pytest.fixture
def task(world: World) -> str:
    world.open_case()
    return world.claim("sachbearbeitung")


def test_rows_come_onto_the_page_and_other_entries_stay(world: World, task: str) -> None:
    """As if typed; what was in the table before is replaced."""
    content = excel(HEADS, ["Tische", 4, 45833.33], ["Stühle", None, "10,00"])
    page = read_in(world, task, content, belegnummer="R-17", **{"positionen[0].bezeichnung": "alt"})
    assert (page.status, box(page, "belegnummer")) == (200, "R-17")
    assert [box(page, f"positionen[{row}].preis") for row in (0, 1)] == ["45.833,33", "10,00"]
    assert "2 Zeilen eingelesen." in page.text


def test_nothing_is_stored_by_reading(world: World, task: str) -> None:
    """The draft is as before until the person saves or completes."""
    read_in(world, task, excel(HEADS, ["Tische", 4, 1]))
    assert "Tische" not in get(world.client("sachbearbeitung"), f"/tasks/{task}").response.get_data(
        as_text=True
    )


def test_a_faulty_file_changes_nothing_and_is_reported_cell_by_cell(world: World, task: str) -> None:
    """422 with row and column on top of the page, linked to the table; the typed row is still there."""
    typed = {"positionen[0].bezeichnung": "alt"}
    page = read_in(world, task, excel(HEADS, ["Tische", "vier", 1], [None, 1, None]), **typed)
    told = " ".join(page.tree.xpath("//*[@id='problems']")[0].text_content().split())
    assert page.status == 422
    assert "Eingelesene Zeile 2, Spalte „Menge“" in told
    assert "Eingelesene Zeile 3, Spalte „Preis“: Preis fehlt." in told
    assert set(page.tree.xpath("//*[@id='problems']//a/@href")) == {"#f-positionen"}
    assert box(page, "positionen[0].bezeichnung") == "alt"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, "Wählen Sie zuerst eine Datei aus."),
        (b"no zip", "„tabelle.xlsx“ ist keine Excel- oder CSV-Datei"),
    ],
)
def test_no_file_or_no_workbook_is_one_sentence(
    world: World, task: str, content: bytes | None, expected: str
) -> None:
    """Not a fault of the server."""
    page = read_in(world, task, content)
    assert (page.status, expected in page.text) == (422, True)


def test_the_file_holds_what_is_typed_and_unsaved(world: World, task: str) -> None:
    """POST takes the page as it stands; GET what is saved."""
    client = world.client("sachbearbeitung")
    path = f"/tasks/{task}/tables/positionen"
    answer = client.post(path, data={"positionen[0].bezeichnung": "Tische", "positionen[0].preis": "4,50"})
    made = load_workbook(io.BytesIO(answer.data)).worksheets[0]
    assert [cell.value for cell in made[1]] == ["Bezeichnung *", "Menge", "Preis *"]
    assert [cell.value for cell in made[2]] == ["Tische", None, 4.5]
    saved = load_workbook(io.BytesIO(client.get(path).data)).worksheets[0]
    assert saved["A2"].value is None


def test_only_who_may_write_the_draft_may_read_in(world: World, task: str) -> None:
    """A colleague may look at the table but not fill it; a stranger learns nothing of the task."""
    for who, load, read in (("zweite", 200, 403), ("pruefung", 200, 403), ("verein", 404, 404)):
        client, path = world.client(who), f"/tasks/{task}/tables/positionen"
        assert client.get(path).status_code == load, who
        assert client.post(f"{path}/rows").status_code == read, who


def test_a_field_that_is_no_table_has_no_file(world: World, task: str) -> None:
    """404 for other fields and for names that do not exist."""
    for name in ("betrag", "none"):
        assert world.client("sachbearbeitung").get(f"/tasks/{task}/tables/{name}").status_code == 404


def test_the_form_offers_both_ways_without_a_script(world: World, task: str) -> None:
    """Two buttons of the form itself and a box for the file."""
    page = get(world.client("sachbearbeitung"), f"/tasks/{task}")
    actions = page.tree.xpath("//form[@id='task-form']//button/@formaction")
    assert f"/tasks/{task}/tables/positionen" in actions
    assert f"/tasks/{task}/tables/positionen/rows" in actions
    assert page.tree.xpath("//input[@type='file' and @name='excel-positionen']")


def test_copied_cells_come_onto_the_page(world: World, task: str) -> None:
    """From the box they were pasted into, or below; typed entries stay."""
    path = f"/tasks/{task}/tables/positionen/cells"
    typed = {"belegnummer": "R-17", "positionen[0].bezeichnung": "Tische"}
    cells = {"paste-positionen": "4\t45.833,33\n5\t1,50", "at-positionen": "0:menge"}
    page = Page(world.client("sachbearbeitung").post(path, data={**typed, **cells}))
    assert (page.status, box(page, "belegnummer"), box(page, "positionen[0].bezeichnung")) == (
        422,
        "R-17",
        "Tische",
    )
    assert "Eingelesene Zeile 2, Spalte „Bezeichnung“: Bezeichnung fehlt." in page.text
    page = Page(
        world.client("sachbearbeitung").post(path, data={**typed, "paste-positionen": "Stühle\t2\t3,10"})
    )
    assert (page.status, box(page, "positionen[1].preis")) == (200, "3,10")


def test_what_could_not_be_pasted_is_still_there(world: World, task: str) -> None:
    """The text stays in its box, which stands open."""
    path = f"/tasks/{task}/tables/positionen/cells"
    page = Page(world.client("sachbearbeitung").post(path, data={"paste-positionen": "a\tviel\tmehr"}))
    assert (
        page.tree.xpath("//details[@open]//textarea[@name='paste-positionen']")[0].text.strip()
        == "a\tviel\tmehr"
    )


def test_a_table_is_given_as_csv_too(world: World, task: str) -> None:
    """With decimal commas, for whoever has no Excel."""
    path = f"/tasks/{task}/tables/positionen?as=csv"
    answer = world.client("sachbearbeitung").post(path, data={"positionen[0].preis": "45.833,33"})
    assert answer.get_data().decode("utf-8-sig").splitlines()[1] == ";;45.833,33"
    assert ".csv" in answer.headers["Content-Disposition"]


def test_a_table_of_a_thousand_rows_is_posted_whole(world: World, task: str) -> None:
    """No limit of the server stands below that of the form: what is too much is told by the form."""
    rows = {
        f"positionen[{row}].{name}": "1" for row in range(1000) for name in ("bezeichnung", "menge", "preis")
    }
    answer = world.client("sachbearbeitung").post(
        f"/tasks/{task}/tables/positionen?as=csv", data=rows, content_type="multipart/form-data"
    )
    assert len(answer.get_data().splitlines()) == 1001

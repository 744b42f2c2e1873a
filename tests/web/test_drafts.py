"""Drafts, conditional boxes and rows of tables, with and without script."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.reading import get, send
from tests.web.test_task import TYPED
from tests.web.world import World


@pytest.fixture
def open_form(world: World) -> tuple[Any, str]:
    """A browser without script, and the address of a task it may fill."""
    world.open_case()
    return world.client("sachbearbeitung"), f"/tasks/{world.claim('sachbearbeitung')}"


def test_a_draft_keeps_even_wrong_entries(open_form: tuple[Any, str]) -> None:
    """What is typed comes back as it was, right or wrong."""
    client, path = open_form
    answer = client.post(f"{path}/draft", data={"betrag": "ungefähr 5", "belegnummer": "R-1"})
    assert answer.status_code == 303
    page = get(client, path)
    assert page.tree.xpath("//*[@id='f-betrag']/@value") == ["ungefähr 5"]


def test_a_script_learns_when_it_was_saved_and_what_is_now_to_be_seen(open_form: tuple[Any, str]) -> None:
    """The answer for the script: a line to say, boxes to show, values worked out."""
    client, path = open_form
    sent = {"art": "sonstiges", "positionen[0].bezeichnung": "A", "positionen[0].preis": "10,50"}
    said = client.post(f"{path}/draft", data=sent, headers={"Accept": "application/json"}).json
    assert said["line"] == "Gespeichert 09:30"
    assert "art_sonst" in said["visible"]
    assert said["computed"]["summe"] == "10,50 €"


def test_without_script_a_condition_shows_its_box_after_saving(open_form: tuple[Any, str]) -> None:
    """Choose "Sonstiges", save the draft: now the question behind it is there."""
    client, path = open_form
    assert get(client, path).tree.xpath("//*[@data-conditional='art_sonst']/@hidden")
    client.post(f"{path}/draft", data={"art": "sonstiges"})
    assert not get(client, path).tree.xpath("//*[@data-conditional='art_sonst']/@hidden")


def test_a_row_is_added_and_taken_away_without_script(open_form: tuple[Any, str]) -> None:
    """Buttons of the form; what stands in the other boxes stays."""
    client, path = open_form
    form = get(client, path).form("/completion")
    page = send(client, form, ("row-change", "add:positionen"), **{"positionen[0].bezeichnung": "Tische"})
    boxes = page.tree.xpath("//input[contains(@name, 'bezeichnung')]")
    assert [box.get("value") for box in boxes] == ["Tische", ""]
    page = send(client, page.form("/completion"), ("row-change", "remove:positionen:1"))
    assert page.tree.xpath("//input[contains(@name, 'bezeichnung')]/@value") == ["Tische"]


def test_a_new_row_receives_the_focus(open_form: tuple[Any, str]) -> None:
    """The page that comes back marks the row where the person goes on."""
    client, path = open_form
    page = send(client, get(client, path).form("/completion"), ("row-change", "add:reisen"))
    assert page.tree.xpath("//*[@data-focus]/@id") == ["f-reisen-0"]


@pytest.mark.parametrize(
    "change", ["", "add:nichts", "remove:positionen:x", "add", "grow:positionen", "add:betrag"]
)
def test_a_row_change_that_no_form_has_is_refused(open_form: tuple[Any, str], change: str) -> None:
    """Forged changes are a 400, not a fault."""
    client, path = open_form
    assert client.post(f"{path}/rows", data={"row-change": change}).status_code == 400


def test_every_kind_of_field_is_on_the_page(open_form: tuple[Any, str]) -> None:
    """The probe form asks each kind once; each has a box of the right sort."""
    client, path = open_form
    tree = get(client, path).tree
    kinds = {name: tree.xpath(f"string((//*[@name='{name}'])[1]/@type)") for name in (
        "belegdatum", "art", "monat", "kontakt", "anlage", "merkmale", "vollstaendig")}  # fmt: skip
    assert kinds == {
        "belegdatum": "date", "art": "radio", "monat": "month", "kontakt": "email", "anlage": "file",
        "merkmale": "checkbox", "vollstaendig": "checkbox",
    }  # fmt: skip
    assert [one.tag for one in tree.xpath("//*[@name='lieferant' or @name='kanal']")] == ["select", "select"]
    assert [one.tag for one in tree.xpath("//*[@name='stichworte' or @name='bemerkung']")] == ["textarea"] * 2
    assert tree.xpath("//output[@data-computed='summe']")


def test_an_upload_travels_with_the_answers(world: World, open_form: tuple[Any, str]) -> None:
    """The file is an attachment of the case afterwards."""
    import io

    client, path = open_form
    typed = {**TYPED, "anlage": (io.BytesIO(b"%PDF-1.4 a voucher"), "beleg.pdf")}
    page = send(client, get(client, path).form("/completion"), **typed)
    assert page.status == 200
    case = world.queries.cases(world.people["sachbearbeitung"], world.clock.now()).rows[0].head.id
    papers = world.queries.case(case, world.people["sachbearbeitung"], world.clock.now()).documents
    assert [paper.file_name for paper in papers] == ["beleg.pdf"]


def test_a_row_is_doubled_in_its_place(world: World) -> None:
    """The copy stands right below, and the total counts both."""
    world.open_case()
    path = f"/tasks/{world.claim('sachbearbeitung')}"
    client = world.client("sachbearbeitung")
    typed = {"positionen[0].bezeichnung": "Tische", "positionen[0].preis": "4,50"}
    page = send(client, get(client, path).form("/completion"), ("row-change", "copy:positionen:0"), **typed)
    assert page.tree.xpath("//*[@name='positionen[1].bezeichnung']/@value") == ["Tische"]
    assert page.tree.xpath("//tfoot//output/text()") == ["9,00 €"]


def test_sums_and_comparisons_stand_on_the_page_after_saving(world: World) -> None:
    """Without a script after saving, with one in the answer to each draft; both say the same."""
    world.open_case()
    task = world.claim("sachbearbeitung")
    client = world.client("sachbearbeitung")
    typed = {"positionen[0].bezeichnung": "Tische", "positionen[0].preis": "4,50", "betrag": "4,00"}
    answer = client.post(f"/tasks/{task}/draft", data=typed, headers={"Accept": "application/json"})
    told = answer.get_json()
    assert told["computed"]["positionen[].preis"] == "4,50 €"
    assert told["states"] == {"balance 0": "uneven", "balance 1": "open"}
    page = get(client, f"/tasks/{task}")
    said = page.tree.xpath("//*[@data-computed='balance 0']/text()")
    assert said == [told["computed"]["balance 0"]]
    assert said == ["Positionen 4,50 €, Beleg 4,00 €: Bei Beleg fehlen 0,50 €."]

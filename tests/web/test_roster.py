"""A list of people: shown before it is done, refused as a whole with row and column, done as a whole."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.web.reading import Page, get, send
from tests.web.world import World

HEAD = "Anmeldename;Name;Personalnummer;E-Mail;Rolle;Organisation;Von;Bis"
GOOD = f"""{HEAD}
j.mueller;Demo Jörg Müller;P-100;joerg@haus.example;Sachbearbeitung;rbk;01.03.2021;
j.mueller;Demo Jörg Müller;P-100;joerg@haus.example;leitung;rbk;;31.12.2021
leitung;Demo Leitung mit neuem Namen;leitung;;;;;
"""


def check(world: World, content: bytes, name: str = "leute.csv") -> Page:
    """The administration sends a list to be looked at."""
    client = world.client("verwaltung")
    form = get(client, "/administration/import").form("/check")
    return send(client, form, list=(io.BytesIO(content), name))


def sheet(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_list_is_shown_first_and_taken_over_with_one_confirmation(world: World, encoding: str) -> None:
    """New and known people are told apart by the personnel id; umlauts arrive, whatever Excel wrote."""
    page = check(world, GOOD.encode(encoding))
    assert "1 Person wird angelegt, 1 wird geändert, 0 bleiben, wie sie sind." in page.text
    assert len(world.queries.directory().persons) == 6
    page = send(world.client("verwaltung"), page.form("/administration/import"))
    assert "Die Liste ist übernommen." in page.text
    people = {one.personnel_id: one for one in world.queries.directory().persons.values()}
    assert people["P-100"].name == "Demo Jörg Müller"
    assert {one.role for one in people["P-100"].assignments} == {"sachbearbeitung", "leitung"}
    assert people["leitung"].name == "Demo Leitung mit neuem Namen"
    assert {one.role for one in people["leitung"].assignments} == {"leitung"}


def test_an_excel_file_is_read_with_numbers_and_days_as_they_are(world: World) -> None:
    """A personnel id that Excel keeps as a number, a day that it keeps as a day."""
    import datetime as days

    head = tuple(HEAD.split(";"))
    row = ("a.b", "Demo A", 4711, None, "leitung", "rbk", days.datetime(2021, 3, 1), None)  # noqa: DTZ001
    page = check(world, sheet(head, row), "leute.xlsx")
    send(world.client("verwaltung"), page.form("/administration/import"))
    person = next(one for one in world.queries.directory().persons.values() if one.login == "a.b")
    assert person.personnel_id == "4711"
    assert person.assignments[0].since == days.date(2021, 3, 1)


def test_with_anything_wrong_nothing_is_taken_over(world: World) -> None:
    """Each problem with its row and its column, all at once, and no button to go on."""
    wrong = f"""{HEAD}
ok;Demo Gut;P-1;;;;;
;Demo Ohne;P-2;;;;;
x.y;Demo X;P-3;keine-adresse;unbekannt;nirgendwo;gestern;
leitung;Demo Doppelt;P-4;;;;;
"""
    page = check(world, wrong.encode())
    assert page.status == 422
    for said in (
        "Zeile 3, Spalte „Anmeldename“", "Zeile 4, Spalte „E-Mail“", "Zeile 4, Spalte „Rolle“",
        "Zeile 4, Spalte „Organisation“", "Zeile 4, Spalte „Von“: „gestern“ ist kein Datum.",
        "Zeile 5, Spalte „Anmeldename“: Diesen Anmeldenamen hat schon Demo Leitung.",
    ):  # fmt: skip
        assert said in page.text
    assert not [one for one in page.tree.forms if one.action.endswith("/administration/import")]
    assert len(world.queries.directory().persons) == 6


def test_a_formula_is_no_name(world: World) -> None:
    """In a CSV and in an Excel file; neither reaches the tables."""
    line = '"=HYPERLINK(""http://evil.example"")"'
    page = check(world, f"{HEAD}\nx.y;{line};P-9;;;;;\n".encode())
    assert "Zeile 2, Spalte „Name“: Hier steht eine Formel." in page.text
    book = sheet(tuple(HEAD.split(";")), ("x.y", "=1+1", "P-9"))
    assert "Zeile 2, Spalte „Name“: Hier steht eine Formel." in check(world, book, "a.xlsx").text


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"PK\x03\x04broken", b"nur ein Wort"])
def test_what_is_no_list_gets_a_sentence(world: World, content: bytes) -> None:
    """Whatever comes: 422 and a reason."""
    for name in ("a.csv", "a.xlsx"):
        page = check(world, content, name)
        assert page.status == 422
        assert page.tree.xpath("//*[@id='problems']")


def test_a_list_that_was_tampered_with_on_the_way_is_not_taken(world: World) -> None:
    """What is confirmed is what was shown, by who was shown it."""
    page = check(world, GOOD.encode())
    kept = page.form("/administration/import").fields["kept"]
    sent = {"request-id": world.request_id(), "kept": kept[:-3] + "abc"}
    client = world.client("verwaltung")
    assert client.post("/administration/import", data=sent).location == "/administration/import"
    assert len(world.queries.directory().persons) == 6


def test_a_list_is_judged_again_when_it_is_confirmed(world: World) -> None:
    """Somebody else took the login meanwhile: nothing is taken over, and the page says so."""
    page = check(world, GOOD.encode())
    from engine.commands import PersonEntry

    entry = PersonEntry("j.mueller", "Demo Schneller", "P-5")
    world.engine.add_person(entry, by=world.actor("verwaltung"))
    page = send(world.client("verwaltung"), page.form("/administration/import"))
    assert page.status == 422
    assert "Diesen Anmeldenamen hat schon Demo Schneller." in page.text
    assert world.queries.directory().persons[world.people["leitung"].id].name == "Demo Leitung"

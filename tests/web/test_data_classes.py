"""A21: what is of data class C is read by the roles that read C; everybody else reads for whom it is."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from engine.commands import Upload
from engine.errors import NotAllowed
from engine.ids import OrganisationId
from engine.ledger import verify
from engine.people import Assignment, Organisation
from engine.store import directory
from tests.web.reading import faults, get
from tests.web.world import ANSWERS, PROGRAMMES, World

AMOUNT = "45.833,33"
ONLY = "nur für Sachbearbeitung, Rechnungsprüfung (Datenklasse C)"
READERS, OTHERS = ("sachbearbeitung", "pruefung"), ("leitung",)
PERSONAL = ("betrag", "positionen", "summe", "anlage")


@pytest.fixture
def entered(world: World, tmp_path: Path) -> tuple[World, str, str]:
    """A programme whose amounts are of class C, with a case in which they are entered: world, case, task."""
    folder = tmp_path / "programme" / "probe"
    shutil.copytree(PROGRAMMES / "probe", folder)
    _classify(folder)
    world.engine.publish(folder, by="Demo Prozessverantwortung", released_by="Demo Leitung")
    case = world.open_case()
    task = world.claim("sachbearbeitung")
    world.engine.attach(
        [Upload("Scan.pdf", b"%PDF-1.4 geheim")],
        by=world.actor("sachbearbeitung"), task_id=task, request_id=world.request_id(),
    )  # fmt: skip
    world.engine.complete(
        task, by=world.actor("sachbearbeitung"), answers=ANSWERS, request_id=world.request_id()
    )
    return world, case, task


def _classify(folder: Path) -> None:
    for name, fields in (("beleg_erfassen", PERSONAL), ("beleg_eingegangen", ("grund",))):
        form = folder / "forms" / "beleg" / f"{name}.json"
        asked = json.loads(form.read_text())
        for one in fields:
            asked["properties"][one]["x-datenklasse"] = "C"
        form.write_text(json.dumps(asked, ensure_ascii=False))
    roles = folder / "roles.yaml"
    told = roles.read_text().replace(
        "    vorgesetzt: leitung\n", "    vorgesetzt: leitung\n    datenklasse: C\n"
    )
    roles.write_text(told + "  pruefung_lesend:\n    name: Rechnungsprüfung\n    datenklasse: C\n")
    lists = folder / "uebersichten.yaml"
    lists.write_text(
        lists.read_text().replace("[sachbearbeitung, pruefung", "[sachbearbeitung, leitung, pruefung")
    )


@pytest.mark.parametrize("who", READERS)
def test_A21_who_reads_the_class_reads_the_value(entered: tuple[World, str, str], who: str) -> None:
    """The page of the finished task, the case with its figure, and the overview show the amount."""
    world, case, task = entered
    for address in (f"/tasks/{task}", f"/cases/{case}", "/overviews/probe.belege"):
        page = get(world.client(who), address)
        assert AMOUNT in page.text, address
        assert "Datenklasse" not in page.text, address


@pytest.mark.parametrize("who", OTHERS)
def test_A21_everybody_else_reads_for_whom_it_is(entered: tuple[World, str, str], who: str) -> None:
    """The same addresses by hand: no amount anywhere in the page, and who may read it in its place."""
    world, case, task = entered
    for address in (f"/tasks/{task}", f"/cases/{case}", "/overviews/probe.belege"):
        page = get(world.client(who), address)
        assert ONLY in page.text, address
        assert AMOUNT not in page.text, address
        assert "45833" not in page.response.text, address
        assert not faults(page.response.text), address


def test_A21_a_form_that_waits_hides_its_draft(entered: tuple[World, str, str]) -> None:
    """A colleague who looks at the open task sees the boxes of their own class, and words in the others."""
    world, _, _ = entered
    world.open_case("Zweiter")
    task = world.claim("sachbearbeitung")
    typed = {"betrag": ["77,77"], "belegnummer": ["R-9"], "positionen[0].preis": ["77,77"]}
    world.engine.save_draft(task, by=world.actor("sachbearbeitung"), fields=typed)
    page = get(world.client("leitung"), f"/tasks/{task}")
    assert "R-9" in page.response.text
    assert ONLY in page.text
    assert "77,77" not in page.response.text


@pytest.mark.parametrize("ending", ["", "?as=csv"])
def test_A21_no_table_leaves_by_its_address(entered: tuple[World, str, str], ending: str) -> None:
    """The spreadsheet of a hidden table is refused with the reason; a reader of the class gets it."""
    world, _, task = entered
    refused = get(world.client("leitung"), f"/tasks/{task}/tables/positionen{ending}")
    assert (refused.status, "Positionen“ ist nur für" in refused.text) == (403, True)
    assert get(world.client("sachbearbeitung"), f"/tasks/{task}/tables/positionen{ending}").status == 200


def test_A21_the_overview_as_a_spreadsheet_says_so_too(entered: tuple[World, str, str]) -> None:
    """Every cell of the column has the words, and there is no sum."""
    world, _, _ = entered
    found = world.client("leitung").get("/overviews/probe.belege/excel").data
    cells = [cell.value for row in load_workbook(io.BytesIO(found)).worksheets[0] for cell in row]
    assert ONLY in cells
    assert not [one for one in cells if "45833" in str(one)]


def test_A21_a_paper_of_the_class_is_listed_and_stays_shut(entered: tuple[World, str, str]) -> None:
    """A file added beside the task: named in the list, no link; refused by its address in every form."""
    world, case, _ = entered
    paper = world.queries.case(case, world.people["sachbearbeitung"], world.clock.now()).documents[0]
    listed = get(world.client("leitung"), f"/cases/{case}", tab="documents")
    assert "Scan.pdf" in listed.text
    assert ONLY in listed.text
    assert not [link for link in listed.links() if paper.id in link]
    for ending in ("", "/docx", "/view", "/preview", "/pdf"):
        answer = get(world.client("leitung"), f"/documents/{paper.id}{ending}")
        assert answer.status in (403, 404)
        assert "geheim" not in answer.response.text
    assert "geheim" in world.client("sachbearbeitung").get(f"/documents/{paper.id}/docx").text


def test_A21_what_changed_names_the_field_and_not_its_value(entered: tuple[World, str, str]) -> None:
    """Since the last visit: that the amount was entered, and for whom it is."""
    world, _, _ = entered
    case = world.open_case("Dritter")
    get(world.client("leitung"), f"/cases/{case}")
    world.clock.advance(timedelta(hours=9))
    task = world.claim("sachbearbeitung")
    world.engine.complete(
        task, by=world.actor("sachbearbeitung"), answers=ANSWERS, request_id=world.request_id()
    )
    page = get(world.client("leitung"), f"/cases/{case}")
    assert "Betrag des Belegs" in page.text
    assert ONLY in page.text
    assert AMOUNT not in page.text


def verified(export: Path) -> bool:
    return bool(verify.main(export) == 0)  # type: ignore[no-untyped-call]


def exported(world: World, case: str, who: str | None, target: Path) -> dict[str, str]:
    """The files of an export as text, for a reader or for nobody by name."""
    by = world.people[who] if who else None
    target.write_bytes(world.queries.package(case, world.clock.now(), by))
    with zipfile.ZipFile(target) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


@pytest.mark.parametrize("who", [None, "leitung"])
def test_A21_an_export_without_the_class_still_proves_itself(
    entered: tuple[World, str, str], who: str | None, tmp_path: Path, capsys: Any
) -> None:
    """No amount and no file of the class lies in it, both are named, and `verify.py` finds it unchanged."""
    world, case, _ = entered
    files = exported(world, case, who, tmp_path / "case.zip")
    kept = {name: text for name, text in files.items() if not name.startswith("versions/")}
    assert not [name for name, text in kept.items() if "45833" in text or "geheim" in text]
    assert ONLY in kept["trace.json"]
    assert ONLY in kept["documents.json"]
    assert verified(tmp_path / "case.zip")
    assert "withheld" in capsys.readouterr().out


def test_A21_an_auditor_who_reads_the_class_exports_all_of_it(
    entered: tuple[World, str, str], tmp_path: Path
) -> None:
    """Amounts and files are in it, and it proves itself."""
    world, case, _ = entered
    files = exported(world, case, "pruefung", tmp_path / "case.zip")
    assert "45833.33" in files["trace.json"]
    assert any("geheim" in text for text in files.values())
    assert verified(tmp_path / "case.zip")


def test_A21_nobody_prepares_what_they_may_not_read(entered: tuple[World, str, str]) -> None:
    """A task is not given to be prepared to somebody who does not read its class."""
    world, _, _ = entered
    world.open_case("Vierter")
    task = world.claim("sachbearbeitung")
    with pytest.raises(NotAllowed, match="Datenklasse C"):
        world.engine.delegate(
            task, by=world.actor("sachbearbeitung"), to=world.people["leitung"].id,
            reason="Bitte vorbereiten", returns=True, request_id=world.request_id(),
        )  # fmt: skip


def test_A21_a_deputy_of_a_reader_reads_for_the_time(entered: tuple[World, str, str]) -> None:
    """Who stands in for the Sachbearbeitung today reads what it reads; the day after, no longer."""
    world, _, task = entered
    today = world.clock.now().date()
    world.engine.arrange_deputy(
        world.people["sachbearbeitung"].id, world.people["leitung"].id, since=today, until=today,
        reason="Urlaub", by=world.actor("verwaltung"),
    )  # fmt: skip
    assert AMOUNT in get(world.client("leitung"), f"/tasks/{task}").text
    world.clock.advance(timedelta(days=1))
    assert AMOUNT not in get(world.client("leitung"), f"/tasks/{task}").text


@pytest.mark.parametrize(("processes", "place"), [(["anderer"], "rbk"), ([], "nachbarkreis")])
def test_A21_a_deputy_reads_no_further_than_the_arrangement(
    entered: tuple[World, str, str], processes: list[str], place: str
) -> None:
    """Made for another process, or for somebody of a house that has no part in the case: words, no value."""
    world, case, task = entered
    held = [Assignment("sachbearbeitung", OrganisationId(place))]
    neighbour = Organisation(OrganisationId("nachbarkreis"), "Demo Nachbarkreis", "kreis")
    with world.engine.store.transaction() as connection:
        directory.put_organisation(connection, neighbour)
        directory.put_person(
            connection, login="fern", name="Demo Fern", personnel_id="fern", assignments=held
        )
    people = world.queries.directory().persons.values()
    absent = next(one.id for one in people if one.personnel_id == "fern")
    world.engine.arrange_deputy(
        absent, world.people["leitung"].id, processes=processes,
        reason="Urlaub", by=world.actor("verwaltung"),
    )  # fmt: skip
    for address in (f"/tasks/{task}", f"/cases/{case}", "/overviews/probe.belege"):
        page = get(world.client("leitung"), address)
        assert (ONLY in page.text, AMOUNT in page.text) == (True, False), address
    paper = world.queries.case(case, world.people["sachbearbeitung"], world.clock.now()).documents[0]
    assert get(world.client("leitung"), f"/documents/{paper.id}/docx").status == 403


def test_A21_what_the_start_form_asked_is_withheld_as_well(
    entered: tuple[World, str, str], tmp_path: Path
) -> None:
    """Neither trace nor export tells a reason of class C with which a case was opened; a reader gets it."""
    world, _, _ = entered
    answers = {"betreff": "Fünfter", "eilig": True, "grund": "Diagnose bekannt"}
    made = world.engine.open_case(
        "beleg", by=world.actor("sachbearbeitung"), answers=answers, request_id=world.request_id()
    )
    for who, read in ((None, False), ("leitung", False), ("pruefung", True)):
        files = exported(world, str(made.case), who, tmp_path / "case.zip")
        for name in ("trace.json", "events.jsonl"):
            assert ("Diagnose" in files[name], ONLY in files[name]) == (read, not read), (who, name)
        assert verified(tmp_path / "case.zip")

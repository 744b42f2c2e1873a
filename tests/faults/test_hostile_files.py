"""Files made to harm, at every entrance for files: one German sentence naming the file and what to do.

Nothing is stored, and the server goes on.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from openpyxl import Workbook
from werkzeug.test import TestResponse

from engine.confined import nursery
from engine.documents import WORD
from engine.schema import document
from tests.engine.documents.word_files import letter
from tests.web.reading import Page, get
from tests.web.world import World, build

DOCTYPE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "lol">{}]><a>&l9;</a>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def zipped(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def workbook(name: str = "", content: bytes = b"") -> bytes:
    """A sound workbook, or one with this part in place of its own."""
    target = io.BytesIO()
    Workbook().save(target)
    with zipfile.ZipFile(target) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    return zipped(parts | ({name: content} if name else {}))


def bomb() -> bytes:
    """Five kilobytes that say nothing, thousand times as large when unpacked."""
    return workbook("xl/worksheets/sheet1.xml", b"<a>" + b" " * 30_000_000 + b"</a>")


def lying_bomb() -> bytes:
    """The same, but its list of contents says that it is small."""
    content = workbook("xl/worksheets/sheet1.xml", b"<a>" + b" " * 18_000_000 + b"</a>")
    return content.replace(struct.pack("<I", 18_000_007), struct.pack("<I", 900))


def entities() -> bytes:
    """A billion laughs."""
    return workbook("xl/sharedStrings.xml", DOCTYPE.format(LAUGHS).encode())


def million_rows() -> bytes:
    """A sheet with as many rows as Excel can hold."""
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    rows = b"".join(b'<row r="%d"/>' % row for row in range(1, 1_000_001))
    return workbook("xl/worksheets/sheet1.xml", head + rows + b"</sheetData></worksheet>")


def nested() -> bytes:
    """Brackets in brackets."""
    return workbook("xl/worksheets/sheet1.xml", b"<a>" * 200_000 + b"</a>" * 200_000)


def binary() -> bytes:
    """No table at all."""
    return bytes(range(256)) * 200


def one_line() -> bytes:
    """Two million separators."""
    return b";" * 1_900_000 + b"\n" + b"x;" * 10


def posted(client: FlaskClient, path: str, data: dict[str, Any]) -> TestResponse:
    """Send a form; what the client wrote to disk for it is closed."""
    answer = client.post(path, data={"request-id": f"request-of-a-test-{id(data)}", **data})
    answer.request.environ["wsgi.input"].close()
    return answer


HARMFUL = [bomb, lying_bomb, entities, million_rows, nested, binary, one_line]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return build(tmp_path)


@pytest.fixture
def task(world: World) -> str:
    world.open_case()
    return world.claim("sachbearbeitung")


@pytest.mark.parametrize("made", HARMFUL, ids=lambda made: made.__name__)
def test_a_table_of_a_form_takes_no_harmful_file(world: World, task: str, made: Callable[[], bytes]) -> None:
    """The page comes back with the sentence and what was typed; the next file is read."""
    files = {"excel-positionen": (io.BytesIO(made()), "Kosten März.xlsx")}
    client, path = world.client("sachbearbeitung"), f"/tasks/{task}/tables/positionen/rows"
    page = Page(posted(client, path, {"belegnummer": "R-17", **files}))
    assert page.status == 422
    assert "R-17" in page.response.get_data(as_text=True)
    assert _said(page, "Kosten März.xlsx") or _names_headings(page)
    assert get(client, f"/tasks/{task}").status == 200


@pytest.mark.parametrize("made", HARMFUL, ids=lambda made: made.__name__)
def test_a_list_of_people_takes_no_harmful_file(world: World, made: Callable[[], bytes]) -> None:
    """Nobody is taken over; the sentence names the list."""
    files = {"list": (io.BytesIO(made()), "Personal.xlsx")}
    page = Page(posted(world.client("verwaltung"), "/administration/import/check", files))
    assert page.status == 422
    assert _said(page, "Personal.xlsx") or _names_headings(page)


@pytest.mark.parametrize("ending", ["docx", "xlsx", "odt"])
@pytest.mark.parametrize("content", [b"PK\x03\x04" + b"\x00" * 9_999, b"PK\x03\x04", b"many"], ids=len)
def test_a_torn_or_swarming_attachment_is_not_kept(
    world: World, task: str, ending: str, content: bytes
) -> None:
    """Ten thousand parts, or none that can be found: the file is named, and nothing lies in the case."""
    swarm = zipped({f"{number}.xml": b"" for number in range(10_000)}) if content == b"many" else content
    before = _papers(world)
    files = {"added-files": (io.BytesIO(swarm), f"Anlage.{ending}")}
    page = Page(posted(world.client("sachbearbeitung"), f"/tasks/{task}/files", files))
    assert (page.status, _said(page, f"Anlage.{ending}")) == (422, True)
    assert _papers(world) == before


def test_a_picture_of_billions_of_dots_is_kept_and_never_unpacked(world: World, task: str) -> None:
    """An attachment is kept as it is: to the server a picture is bytes, whatever it says of its size."""
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 6, 0, 0, 0)
    chunk = b"IHDR" + head
    dots = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    born = nursery._NURSERY.born
    files = {"added-files": (io.BytesIO(dots), "Plan.png")}
    answer = posted(world.client("sachbearbeitung"), f"/tasks/{task}/files", files)
    assert (answer.status_code, nursery._NURSERY.born) == (303, born)


def test_an_office_file_that_is_attached_costs_one_child(world: World, task: str) -> None:
    """It is looked into once, before the case is locked."""
    born = nursery._NURSERY.born
    files = {"added-files": (io.BytesIO(workbook()), "Anlage.xlsx")}
    answer = posted(world.client("sachbearbeitung"), f"/tasks/{task}/files", files)
    assert (answer.status_code, nursery._NURSERY.born) == (303, born + 1)


def test_a_letter_is_read_once_however_often_it_is_looked_at(world: World, task: str) -> None:
    """The first look costs a fork, no start of Python; each further one nothing."""
    client, paper = world.client("sachbearbeitung"), letter("Guten Tag", str(task))
    files = {"added-files": (io.BytesIO(paper), "Brief.docx")}
    assert posted(client, f"/tasks/{task}/files", files).status_code == 303
    (identifier,) = (found for found, mime in _papers(world) if mime == WORD)
    born = nursery._NURSERY.born
    pages = [get(client, f"/documents/{identifier}/preview") for _ in range(3)]
    assert ["Guten Tag" in page.text for page in pages] == [True] * 3
    assert nursery._NURSERY.born == born + 1


def test_a_letter_that_is_none_is_one_sentence(world: World, task: str) -> None:
    """It may be kept as an attachment; its preview says what is wrong with it."""
    files = {"added-files": (io.BytesIO(workbook()), "Brief.docx")}
    client = world.client("sachbearbeitung")
    assert posted(client, f"/tasks/{task}/files", files).status_code == 303
    (identifier,) = (found for found, mime in _papers(world) if mime == WORD)
    page = get(client, f"/documents/{identifier}/preview")
    assert (page.status < 500, "Brief.docx" in page.text) == (True, True)


def _said(page: Page, file: str) -> bool:
    """Whether a sentence about the file says what to do, without a word of machines."""
    text = page.text
    remedy = any(word in text for word in ("Speichern Sie", "neue Datei", "höchstens", "Höchstens"))
    return f"„{file}“" in text and remedy and "Error" not in text


def _names_headings(page: Page) -> bool:
    """Whether the box of what is wrong says that a heading is missing or none of ours."""
    (box,) = page.tree.xpath("//*[@id='problems']")
    said = " ".join(box.text_content().split())
    return "fehlen Spalten" in said or "kennt diese Tabelle nicht" in said


def _papers(world: World) -> set[tuple[str, str]]:
    with world.engine.store.engine.connect() as connection:
        chosen = sa.select(document.c.id, document.c.mime)
        return {(row.id, row.mime) for row in connection.execute(chosen)}

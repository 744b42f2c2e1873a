"""The source case in a real browser, from opening to last release: every person, every form, every letter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Page, expect

from engine import simulate
from engine.simulate.outcome import result
from engine.simulate.story import Act, Story
from tests.e2e.authority import ROOT, Authority, at_work
from tests.e2e.clerk import Clerk
from tests.e2e.filling import fill
from tests.e2e.papers import left_over, pages, to_pdf

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.office]

FILE = ROOT / "processes" / "kim" / "scenarios" / "quellfall.yaml"


@pytest.fixture
def story() -> Story:
    return simulate.read(FILE.read_bytes(), FILE.name)


@pytest.fixture
def authority(new_database: Callable[[str], str], tmp_path: Path, story: Story) -> Iterator[Authority]:
    """The program on PostgreSQL at the moment at which the story begins."""
    with at_work(new_database("postgres"), tmp_path, story) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="de-DE", viewport={"width": 1440, "height": 900})
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def open_case(clerk: Clerk, story: Story) -> None:
    """By the page on which a case is opened."""
    clerk.be(story.opened_by)
    clerk.page.goto(f"{clerk.address}/cases/new/{story.process}")
    for participant, organisation in story.participants.items():
        clerk.page.locator(f'[name="participant-{participant}"]').select_option(organisation)
    fill(clerk.page, story.answers)
    clerk.look("opening")
    clerk.page.locator("#task-form button[data-key=e]").click()
    expect(clerk.page.get_by_text("ist eröffnet")).to_be_visible()
    clerk.look("opened")


def play(act: Act, clerk: Clerk, authority: Authority) -> None:
    """One act of the story, at its time."""
    if act.at is not None:
        authority.pass_time(act.at)
    match act.verb:
        case "aufgabe":
            task = authority.task(act)
            clerk.be(act.by)
            clerk.do(task, act.answers, called=act.what)
        case "kommentar":
            clerk.be(act.by)
            clerk.note(act.what)
        case "signal":  # a machine sends it: there is no page
            authority.engine.broadcast(act.what)
        case unknown:
            raise AssertionError(f"no page for {unknown}")
    authority.settle()


def read_letters(clerk: Clerk, story: Story, folder: Path) -> None:
    """An auditor loads every letter; each opens in LibreOffice and has no field without its value."""
    clerk.be("Demo Prüfung")
    clerk.case()
    expect(clerk.page.get_by_text("abgeschlossen", exact=True)).to_be_visible()
    clerk.look("closed")
    letters = clerk.documents(folder)
    clerk.look("documents")
    names = [letter.name[3:] for letter in letters]
    missing = [one for one in story.expected["dokumente"] if not any(name.startswith(one) for name in names)]
    assert missing == []
    assert {letter.name: left_over(letter) for letter in letters if left_over(letter)} == {}
    assert [pdf.name for pdf in to_pdf(letters) if not 1 <= pages(pdf) <= 12] == []


def test_a_field_that_came_out_empty_is_noticed(tmp_path: Path) -> None:
    """The look at the letters can fail: an unfilled name, a bare None, a label without its value."""
    letter = docx.Document()
    letter.add_paragraph("Sehr geehrte {{ anrede }},")
    letter.add_paragraph("bewilligt werden None Euro.")
    table = letter.add_table(1, 2)
    table.cell(0, 0).text = "Aktenzeichen"
    letter.save(str(tmp_path / "letter.docx"))
    assert len(left_over(tmp_path / "letter.docx")) == 3


def see_only_ones_own(clerk: Clerk) -> None:
    """The association sees the contract it was sent, and no draft of another house."""
    clerk.be("Demo Geschäftsführung Träger")
    clerk.case("documents")
    titles = clerk.page.locator(".papers .title").all_inner_texts()
    assert "Weiterleitungsvertrag" in titles
    assert [one for one in titles if "Entwurf" in one and "Sachbericht" not in one] == []


@pytest.mark.timeout(1800)
def test_the_source_case_is_played_to_its_end_by_people_at_their_pages(
    authority: Authority, page: Page, story: Story, tmp_path: Path
) -> None:
    """Every act is done in the browser; the case ends as its owner expects, with all its letters."""
    clerk = Clerk(page, authority.address, tmp_path / "pictures")
    open_case(clerk, story)
    for act in story.acts:
        play(act, clerk, authority)
    outcome = result(story, authority.engine.queries.whole(), [])
    assert outcome.get("problems", []) == []
    read_letters(clerk, story, tmp_path)
    see_only_ones_own(clerk)

"""The source case in a real browser, from the opening to the last release: every person, every form, every letter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from engine import simulate
from engine.simulate.outcome import result
from engine.simulate.story import Act, Story
from tests.e2e.authority import ROOT, Authority, at_work
from tests.e2e.clerk import Clerk
from tests.e2e.filling import fill

pytestmark = [pytest.mark.browser, pytest.mark.postgres]

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
    context.set_default_timeout(10_000)
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


def test_the_source_case_is_played_to_its_end_by_people_at_their_pages(
    authority: Authority, page: Page, story: Story, tmp_path: Path
) -> None:
    """Every act of the scenario is done in the browser; the outcome is the one its owner expects."""
    clerk = Clerk(page, authority.address, tmp_path / "pictures")
    open_case(clerk, story)
    for act in story.acts:
        play(act, clerk, authority)
    outcome = result(story, authority.engine.queries.whole(), [])
    assert outcome.get("problems", []) == []

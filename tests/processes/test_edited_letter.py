"""A draft of the source case is edited outside, comes back, is signed and issued: with the change in it."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest

from engine.commands import Upload
from engine.errors import BrokenProcess, NotAllowed, NotOpen, Rejected, TransientError
from engine.queries import paper
from engine.simulate import Play
from tests.processes.playing import play

OLD = "ergeht der folgende Bescheid"
NEW = "ergeht nach Anhörung der folgende Bescheid"


@pytest.fixture(scope="module")
def signing() -> Play:
    """The source case with the draft of its notice waiting for the second signature."""
    return play("quellfall", before="zweitzeichnung")


def act_of(played: Play) -> Any:
    return next(act for act in played.story.acts if act.what == "zweitzeichnung")


def draft_of(played: Play) -> tuple[str, Any, Any]:
    """The task, who signs it, and the newest draft beside it."""
    task, by = played._task(act_of(played)), played._actor(act_of(played).by)
    page = played.engine.queries.task(task, by.person, played.clock.now())
    return task, by, next(one for one in page.documents if one.state == "draft")


def edited(played: Play, document: str, who: Any) -> bytes:
    found = played.engine.queries.document(document, who, played.clock.now(), form="docx")
    paper = docx.Document(io.BytesIO(found.content))
    (paragraph,) = [one for one in paper.paragraphs if OLD in one.text]
    paragraph.runs[0].text, *rest = paragraph.text.replace(OLD, NEW), *paragraph.runs[1:]
    for run in rest:
        run.text = ""
    changed = io.BytesIO()
    paper.save(changed)
    return changed.getvalue()


def _busy(*_: Any) -> None:
    raise TransientError("reader_down", file="Bescheid.docx")


def test_an_edited_draft_is_a_version_with_its_author_and_is_what_gets_issued(signing: Play) -> None:
    """Refused while unchanged or hostile; then filed, shown, signed, issued, and closed to edits."""
    engine, now = signing.engine, signing.clock.now()
    task, by, draft = draft_of(signing)
    engine.claim(task, by=by)
    same = engine.queries.document(draft.id, by.person, now, form="docx").content
    for content, refusal in ((same, Rejected), (b"PK\x03\x04 no letter", (BrokenProcess, Rejected))):
        with pytest.raises(refusal):
            engine.bring_back(task, draft.id, Upload("Bescheid.docx", content), by=by)
    upload = Upload("Bescheid.docx", edited(signing, draft.id, by.person))
    engine.bring_back(task, draft.id, upload, by=by)
    _, _, newest = draft_of(signing)
    page = engine.queries.document_page(newest.id, by.person, now)
    assert (newest.edited, newest.version_number, newest.by) == (True, 2, by.person.name)
    assert [one.kind for one in page.differences if one.kind != "same"] == ["changed"]
    assert {one.by for one in page.origins} > {""}
    assert page.compared
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paper.letters, "compare", _busy)
        lost = engine.queries.document_page(newest.id, by.person, now)
    assert (lost.compared, lost.differences) == (False, ())
    with pytest.raises(NotOpen):
        engine.bring_back(task, draft.id, upload, by=by)
    signing._do(1, act_of(signing))
    signing.worker.work_off()
    assert signing.problems == []
    issued = next(
        one
        for one in engine.queries.case(signing.case, by.person, now, wish=None).open_tasks
        if one.state == "open"
    )
    papers = engine.queries.task(issued.task_id, by.person, now).documents
    final = next(one for one in papers if one.state == "issued" and one.template == newest.template)
    text = docx.Document(io.BytesIO(engine.queries.document(final.id, by.person, now, form="docx").content))
    assert any(NEW in one.text for one in text.paragraphs)
    with pytest.raises((NotOpen, NotAllowed, Rejected)):
        engine.bring_back(task, final.id, upload, by=by)

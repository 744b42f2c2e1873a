"""What is made of a letter is made once; what fails for a moment is made again."""

from __future__ import annotations

import threading

import pytest

from engine.errors import EngineError, TransientError
from engine.queries import files


class Maker:
    """Fails as told, then succeeds."""

    def __init__(self, *fails: EngineError) -> None:
        self.fails, self.asked = list(fails), 0

    def __call__(self) -> bytes:
        self.asked += 1
        if self.fails:
            raise self.fails.pop(0)
        return b"letter"


def outcome(last: files._Last, make: Maker) -> str:
    try:
        return last.of("a", make).decode()
    except EngineError as error:
        return error.reason.code


def test_a_letter_that_is_refused_costs_one_reading_for_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """However often somebody looks; then it is tried again."""
    last, make = files._Last(), Maker(EngineError("file_too_costly", file="a.docx"))
    assert [outcome(last, make) for _ in range(3)] == ["file_too_costly"] * 3
    assert make.asked == 1
    monkeypatch.setattr(files, "AGAIN", 0.0)
    assert outcome(last, make) == "letter"


def test_what_may_pass_by_itself_is_not_remembered() -> None:
    """The next look finds the letter."""
    last, make = files._Last(), Maker(TransientError("reader_down", file="a.docx"))
    assert [outcome(last, make) for _ in range(3)] == ["reader_down", "letter", "letter"]
    assert make.asked == 2


def test_nobody_waits_for_the_letter_of_somebody_else() -> None:
    """While one is being read, another is read."""
    last, other = files._Last(), threading.Event()

    def slow() -> bytes:
        assert other.wait(20)
        return b"slow"

    first = threading.Thread(target=lambda: last.of("slow", slow))
    first.start()
    assert last.of("quick", Maker()) == b"letter"
    other.set()
    first.join()

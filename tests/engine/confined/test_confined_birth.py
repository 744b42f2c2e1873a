"""Whatever happens to the Python that children are forked from, no file is blamed for it."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from engine.confined import Upload, ask, nursery
from engine.errors import EngineError, TransientError
from tests.engine.confined import barren, works

FILE = "Antrag.xlsx"


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[nursery.Nursery]:
    """A nursery of its own for a test."""
    own = nursery.Nursery()
    monkeypatch.setattr(nursery, "_NURSERY", own)
    yield own
    own._end()


def hello() -> Any:
    return ask(barren.hello, b"x", file=FILE)


def at_once(count: int) -> tuple[list[Any], list[threading.Thread]]:
    """What `count` people get who each bring a harmless file."""
    found: list[Any] = []

    def one() -> None:
        try:
            found.append(ask(works.whose, b"", file=FILE)[1])
        except EngineError as error:
            found.append(error.reason.code)

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    return found, threads


def stopped() -> int:
    """The id of the nursery, which answers no more."""
    program = int(ask(works.whose, b"", file=FILE)[1])
    os.kill(program, signal.SIGSTOP)
    return program


def test_files_that_wait_while_the_nursery_is_killed_are_read_by_the_next(fresh: nursery.Nursery) -> None:
    """Eight wait, all eight are answered, and Python was started once more only."""
    before = stopped()
    found, threads = at_once(8)
    time.sleep(0.2)  # those who have their turn wait for an answer by now
    os.kill(before, signal.SIGKILL)
    for thread in threads:
        thread.join()
    assert ({type(one) for one in found}, len(found), fresh.started) == ({int}, 8, 2)


def test_the_readers_are_loaded_before_the_first_file(fresh: nursery.Nursery) -> None:
    """In the background, each with what it loads late; a module that does not exist harms nobody."""
    nursery.begin("tests.engine.confined.barren", "tests.engine.confined.nowhere")
    (loading,) = (one for one in threading.enumerate() if one.name == "laufmappe-readers")
    loading.join()
    assert (ask(barren.loaded, b"", file=FILE), fresh.started) == (True, 1)


def test_a_nursery_that_hangs_is_replaced(fresh: nursery.Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waited long enough gets a second one."""
    before = stopped()
    monkeypatch.setattr(nursery, "_STARTING", 3.0)
    assert ask(works.whose, b"", file=FILE)[1] != before


def test_a_fork_that_fails_once_is_tried_again(fresh: nursery.Nursery) -> None:
    """No memory for a moment: nobody notices, and Python goes on."""
    assert (hello(), fresh.started, fresh.born) == ("x", 1, 1)


def test_where_no_child_comes_into_being_the_file_is_not_blamed(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be tried again (503, the worker retries), and the sentence says whose fault it is not."""
    monkeypatch.setattr(nursery.Nursery, "child", _refuse)
    with pytest.raises(TransientError, match=r"„Antrag\.xlsx“.*nicht") as told:
        hello()
    assert told.value.reason.code == "reader_down"
    with pytest.raises(TransientError):
        _ = Upload("Anlage.docx", b"PK\x03\x04").parts


def test_who_gets_no_turn_may_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many files are read at once as there are places, and no more."""
    monkeypatch.setattr(nursery, "_PLACES", threading.BoundedSemaphore(1))
    monkeypatch.setattr(nursery, "_STARTING", 0.1)
    with nursery._place(FILE), pytest.raises(TransientError):
        hello()


def test_a_fault_of_our_own_is_not_blamed_on_a_large_file() -> None:
    """However much is still on its way when it is found out."""

    def nowhere(content: bytes) -> None: ...

    nowhere.__name__, nowhere.__module__ = "nowhere", works.__name__
    with pytest.raises(RuntimeError):
        ask(nowhere, b"x" * 5_000_000, file=FILE)


def test_an_answer_that_would_fill_the_server_is_refused() -> None:
    """What a small file says may be large; the server takes sixteen MB of it."""
    with pytest.raises(EngineError) as told:
        ask(works.flood, b"17", file=FILE)
    assert told.value.reason.code == "file_too_costly"


def _refuse(*_: Any) -> Any:
    raise EOFError

"""Files of strangers are read in a child that cannot grow, linger or reach out; the server lives on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine.confined import Bounds, Upload, ask, nursery
from engine.errors import BrokenProcess, EngineError, Invalid, NotOpen
from tests.engine.confined import works

TIGHT = Bounds(seconds=1, clock=2)


def asked(work: Callable[..., Any], content: bytes = b"") -> Any:
    return ask(work, content, file="Antrag.xlsx", bounds=TIGHT)


def test_a_child_answers_with_values() -> None:
    """Amounts stay amounts on the way there and back."""
    answer = ask(works.length, b"four", file="", factor=Decimal("0.5"))
    assert answer == {"length": Decimal("2.0")}


def test_python_is_started_once_and_forked_for_each_file() -> None:
    """A file costs a fork, not a start of Python; nothing of one child is there in the next."""
    asked(works.whose)
    started, born = nursery._NURSERY.started, nursery._NURSERY.born
    seen = [asked(works.whose) for _ in range(20)]
    assert (nursery._NURSERY.started, nursery._NURSERY.born) == (started, born + 20)
    assert len({child for child, *_ in seen}) == 20
    assert {(parent, loaded) for _, parent, loaded, _ in seen} == {(seen[0][1],) * 2}


def test_a_child_sees_no_key_and_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its surroundings are an allow-list."""
    assert not [name for name in asked(works.whose)[3] if name not in nursery._KEPT and name != "LC_CTYPE"]


@pytest.mark.parametrize("work", [works.loop, works.sleep, works.grow, works.end, works.flood])
def test_a_reader_driven_too_far_is_one_sentence(work: Callable[..., Any]) -> None:
    """Time, memory, a crash: the sentence names the file and what to do, and the next file is read."""
    with pytest.raises(EngineError) as refused:
        asked(work)
    assert refused.value.reason.code == "file_too_costly"
    assert "„Antrag.xlsx“" in refused.value.reason.sentence()
    assert "neue Datei" in refused.value.reason.sentence()
    assert ask(works.length, b"x", file="", factor=Decimal(1)) == {"length": Decimal(1)}


@pytest.mark.parametrize("work", [works.recurse, works.reach, works.start])
def test_a_reader_that_breaks_or_reaches_out_is_one_sentence(work: Callable[..., Any]) -> None:
    """No connection, no program, no endless nesting."""
    with pytest.raises(EngineError) as refused:
        asked(work)
    assert refused.value.reason.code == "file_unreadable"
    assert "„Antrag.xlsx“" in refused.value.reason.sentence()


def test_a_child_writes_no_file(tmp_path: Path) -> None:
    """Not one byte."""
    place = tmp_path / "left"
    with pytest.raises(EngineError):
        asked(works.write, str(place).encode())
    assert not place.exists() or place.stat().st_size == 0


@pytest.mark.parametrize(
    "work",
    [
        works.read,
        works.opened,
        works.listed,
        works.remove,
        works.rename,
        works.linked,
        works.make,
        works.hide,
    ],
)
def test_a_child_opens_and_changes_nothing_of_the_server(work: Callable[..., Any], tmp_path: Path) -> None:
    """Not the database, no key: what lies there is neither read nor moved."""
    place = tmp_path / "laufmappe.db"
    place.write_text("secret", "utf-8")
    with pytest.raises(EngineError) as refused:
        asked(work, str(place).encode())
    assert refused.value.reason.code == "file_unreadable"
    assert [(one.name, one.read_text("utf-8")) for one in tmp_path.iterdir()] == [("laufmappe.db", "secret")]


def test_a_child_ends_no_other_process() -> None:
    """The next file is read by the same Python."""
    started = nursery._NURSERY.started
    with pytest.raises(EngineError, match="nicht gelesen"):
        asked(works.kill)
    assert asked(works.whose)
    assert nursery._NURSERY.started == started


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such switch")
def test_no_other_program_looks_into_the_server() -> None:
    """Its surroundings, with the key, belong to the system: prctl(2) says 0, not dumpable."""
    told = "from engine.confined import keep_to_myself as k; import ctypes; k(); "
    told += "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    assert subprocess.run([sys.executable, "-c", told], capture_output=True, text=True).stdout == "0\n"


@pytest.mark.parametrize(
    ("how", "kind"),
    [("plain", EngineError), ("rejected", NotOpen), ("invalid", Invalid), ("broken", BrokenProcess)],
)
def test_a_refusal_reads_as_if_said_here(how: str, kind: type[EngineError]) -> None:
    """Kind, code, facts, findings and problems travel, causes inside them too."""
    with pytest.raises(kind) as there:
        ask(works.refuse, b"", file="", how=how)
    with pytest.raises(kind) as here:
        works.refuse(b"", how)
    assert type(there.value) is kind
    assert there.value.reason == here.value.reason
    for name in ("problems", "findings"):
        assert getattr(there.value, name, None) == getattr(here.value, name, None)


def test_a_mistake_of_our_own_is_not_blamed_on_the_file() -> None:
    """A work that does not exist is a fault, not a refusal."""

    def nowhere(content: bytes) -> None: ...

    nowhere.__name__ = "nowhere"
    with pytest.raises(RuntimeError):
        asked(nowhere)


def test_an_ended_nursery_is_started_again() -> None:
    """The system may end it for memory; the next file is read all the same."""
    first = asked(works.whose)[1]
    os.kill(first, signal.SIGKILL)
    seen = [_try(works.whose) for _ in range(3)]
    assert seen[-1] is not None
    assert seen[-1][1] != first


def test_many_threads_ask_at_once() -> None:
    """Each gets the answer to its own question."""
    found: dict[int, Any] = {}

    def one(number: int) -> None:
        found[number] = ask(works.length, b"x" * number, file="", factor=Decimal(1))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {number: answer["length"] for number, answer in found.items()} == {n: n for n in range(16)}


def test_what_is_packed_in_a_file_is_read_once() -> None:
    """However often it is asked, one child looks; what cannot be unpacked has no parts."""
    upload = Upload("Anlage.docx", b"PK\x03\x04 torn")
    born = nursery._NURSERY.born
    assert (upload.parts, upload.parts, upload.parts) == (None, None, None)
    assert nursery._NURSERY.born == born + 1


def _try(work: Callable[..., Any]) -> Any:
    try:
        return asked(work)
    except EngineError:
        return None

"""One table of a settings file, read strictly: every key known, every value of its kind. Not its meaning."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.errors import Finding, Reason
from engine.forms.words import DATA_CLASSES

NAME = re.compile(r"[A-Za-z_äöüÄÖÜß][\wäöüÄÖÜß.-]{0,199}")


def similar(name: str, known: Any) -> str:
    """The known name that was probably meant, or an empty string."""
    found = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.75)
    return found[0] if found else ""


def hinted(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a finding with `meant` as a question („Meinten Sie …?“), empty where nothing is near."""
    meant = facts.get("meant")
    if not isinstance(meant, str):
        return dict(facts)
    return {**facts, "meant": Reason("check.meant", {"meant": meant}) if meant else ""}


@dataclass
class Entry:
    """A mapping at `place` of `file`; what is wrong is added to `findings`, and an empty value is given."""

    file: str
    place: str
    value: Mapping[str, Any]
    findings: list[Finding]

    @classmethod
    def of(cls, value: Any, file: str, place: str, findings: list[Finding]) -> Entry:
        """`value` as an entry; anything but a mapping is reported and read as empty."""
        entry = cls(file, place, value if isinstance(value, dict) else {}, findings)
        if not isinstance(value, dict):
            entry.report("not_a_table", place)
        return entry

    def report(self, rule: str, key: str, **facts: Any) -> None:
        where = f"{self.place} › {key}" if self.place and key != self.place else (key or self.file)
        self.findings.append(Finding(self.file, f"settings.{rule}", key, where, facts=hinted(facts)))

    def only(self, *keys: str) -> Entry:
        """Report every key that is not one of `keys`."""
        for key in self.value:
            if key not in keys:
                self.report("unknown_key", str(key), meant=similar(str(key), keys), known=", ".join(keys))
        return self

    def text(self, key: str, *, required: bool = True) -> str:
        value = self.value.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if value is not None or required:
            self.report("text_missing", key)
        return ""

    def name(self, key: str, *, required: bool = True) -> str:
        """A text that names something: a role, a process, a message."""
        value = self.text(key, required=required)
        if value and not NAME.fullmatch(value):
            self.report("not_a_name", key, value=value[:60])
            return ""
        return value

    def data_class(self) -> str:
        """`datenklasse`: A, B, C or D; B (internal) where nothing is said."""
        given = self.text("datenklasse", required=False) or "B"
        if given in DATA_CLASSES:
            return given
        self.report("unknown_value", "datenklasse", value=given, what="datenklasse", meant="C")
        return "B"

    def day(self, key: str) -> date | None:
        value = self.value.get(key)
        if value is None or isinstance(value, date):
            return value
        self.report("not_a_day", key, value=str(value)[:40])
        return None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one."""
        value = self.value.get(key)
        listed = [value] if isinstance(value, str) else value or []
        if isinstance(listed, list) and all(isinstance(item, str) for item in listed):
            return tuple(listed)
        self.report("not_a_list", key)
        return ()

    def table(self, key: str) -> Entry:
        """The table at `key`; its absence is reported."""
        return Entry.of(self.value.get(key), self.file, f"{self.place} › {key}".strip(" ›"), self.findings)

    def rows(self, key: str) -> Iterator[Entry]:
        """The tables of a list."""
        value = self.value.get(key) or []
        if not isinstance(value, list):
            self.report("not_a_list", key)
            return
        for number, row in enumerate(value, 1):
            yield Entry.of(row, self.file, f"{self.place} › {key} › {number}".strip(" ›"), self.findings)

    def entries(self, key: str) -> Iterator[tuple[str, Entry]]:
        """The named tables of a table; a name alone (`kreis: Kreis`) counts as `{name: Kreis}`."""
        for name, value in Entry.of(self.value.get(key, {}), self.file, key, self.findings).value.items():
            if not isinstance(name, str) or not NAME.fullmatch(name):
                self.report("not_a_name", key, value=str(name)[:60])
                continue
            table = {"name": value} if isinstance(value, str) else ({} if value is None else value)
            yield name, Entry.of(table, self.file, f"{key} › {name}", self.findings)

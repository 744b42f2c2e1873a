"""What is known under a name: the fields of a form, the outputs of a decision, the payload of a message.

Shapes only, never values. `writers` are the elements that must be done before the name holds anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.decisions import Decidable
from engine.forms import Form

Writer = tuple[str, str]
"""Process and element."""
_WITH_PARTS = frozenset({"date", "month", "reference", "references", "file"})
"""Kinds of fields inside which FEEL can read further (`datum.year`, `traeger.name`)."""


@dataclass(frozen=True)
class Known:
    """A name: what can be read inside it, and whether it is a list of such things."""

    inner: Mapping[str, Known] = field(default_factory=dict)
    open: bool = False
    """Anything may be inside: nothing can be said about names that are not in `inner`."""
    rows: bool = False
    """A list of contexts: each item can hold answers itself."""
    writers: frozenset[Writer] = frozenset()

    def by(self, *writers: Writer) -> Known:
        """The same, written by these elements."""
        return replace(self, writers=self.writers | frozenset(writers))

    def item(self) -> Known:
        """One item of a list."""
        return replace(self, rows=False)


ANYTHING = Known(open=True)
PLAIN = Known()


def context(names: Iterable[str]) -> Known:
    """A context of values that may be anything."""
    return Known(dict.fromkeys(names, ANYTHING))


def merged(one: Known | None, other: Known) -> Known:
    """What may be known where two elements write to the same place."""
    if one is None:
        return other
    inner = {**one.inner, **{name: merged(one.inner.get(name), part) for name, part in other.inner.items()}}
    return Known(inner, one.open or other.open, one.rows or other.rows, one.writers | other.writers)


def of_form(form: Form | None) -> Known:
    """The answers of a form; without a form there are none."""
    return _of_kinds(form.writes if form else {})


def _of_kinds(kinds: Mapping[str, Any]) -> Known:
    inner: dict[str, Known] = {}
    for name, kind in kinds.items():
        if isinstance(kind, Mapping):
            inner[name] = replace(_of_kinds(kind), rows=True)
        else:
            inner[name] = Known(open=kind in _WITH_PARTS)
    return Known(inner)


def of_task(form: Form | None) -> Known:
    """The answers of a user task with what is noted beside them."""
    answers = of_form(form)
    noted = dict.fromkeys(("erledigt_durch", "erledigt_als", "erledigt_zusatz"), PLAIN)
    return replace(answers, inner={**answers.inner, "erledigt_am": ANYTHING, **noted})


def of_decision(decision: Decidable) -> Known:
    """The outputs of a decision; of a literal expression nothing is known."""
    if not decision.outputs:
        return ANYTHING
    return replace(context(decision.outputs), rows=decision.several)


def of_document() -> Known:
    """What is noted when a service task has made a document."""
    return context(("dokument", "titel", "datei", "sha256", "datum"))

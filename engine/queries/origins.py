"""Where each proposed value of a form comes from, as a sentence beside its box. Not the values themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.errors import Reason
from engine.forms import Form, Rule
from engine.library import Version

_SURROUNDINGS = {"parameter": "forms.from_parameters", "vorgang": "forms.from_case_itself"}


def origins(
    form: Form, proposal: Mapping[str, Any], context: Mapping[str, Any], version: Version
) -> dict[str, Reason]:
    """Field → the task, message, table or party that its proposal was taken from; fixed ones have none."""
    found: dict[str, Reason] = {}
    titles = {
        element.id: element.title
        for process in version.processes.values()
        for element in process.elements.values()
    }
    for one in form.fields:
        if one.default and proposal.get(one.name) not in (None, []):
            told = next(_sources(one.default, context, titles), None)
            if told is not None:
                found[one.name] = told
    return found


def _sources(rule: Rule, context: Mapping[str, Any], titles: Mapping[str, str]) -> Iterator[Reason]:
    """What the expression reads and finds, in the order of its names."""
    for path in sorted(rule.expression.reads):
        if path[0] == "beteiligte" and len(path) > 1:
            party = (context.get("beteiligte") or {}).get(path[1])
            if party:
                yield Reason("forms.from_party", {"party": party["name"]})
        elif path[0] in _SURROUNDINGS:
            yield Reason(_SURROUNDINGS[path[0]])
        elif told := _asked(path, context, titles):
            yield told


def _asked(path: tuple[str, ...], context: Mapping[str, Any], titles: Mapping[str, str]) -> Reason | None:
    """The last element on the way whose answers are there, with who gave them and when."""
    here: Any = context
    told: Reason | None = None
    for part in path:
        here = here.get(part) if isinstance(here, Mapping) else None
        if here is None:
            return None if told is None or told.code == "forms.from_element" else told
        title = titles.get(part) if isinstance(here, Mapping) else None
        if title and "erledigt_am" in here:
            day, by = here["erledigt_am"], here.get("erledigt_durch", "")
            told = Reason("forms.from_task", {"task": title, "day": day, "by": by})
        elif title:
            told = Reason("forms.from_element", {"title": title})
    return told

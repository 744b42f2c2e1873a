"""Who signed a letter and whom to ask about it, from what the tasks of a run noted when they were done.

Not whether they were allowed to: that was decided when they acted (`permissions`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.bpmn.model import Element
from engine.check.settings import Role
from engine.library import Version
from engine.tree import Path, format_path


def signatures(
    element: Element, process: str, version: Version, visible: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The signatures of a letter in the order of `gezeichnet_von`, as far as given, and their origins.

    A task of a called process is named with the call before it: `freigabe.zeichnen`. A task that is done for
    each item of a list signs once for each.
    """
    signed: list[dict[str, Any]] = []
    origins: dict[str, str] = {}
    for path in _listed(element.properties.get("gezeichnet_von", "")):
        for place, done in _done(visible, tuple(path.split("."))):
            origins[f"zeichnung[{len(signed)}]"] = format_path(place)
            signed.append(_signature(done, _role(done, path.split(".")[-1], process, version)))
    return signed, origins


def information(
    participant: str | None, version: Version, data: Mapping[str, Any], details: Mapping[str, Any]
) -> tuple[dict[str, Any] | None, str]:
    """Whom the addressee may ask, and where that is noted: the last to act in a role that informs."""
    roles = {one.id for one in version.roles.roles.values() if one.informs and one.participant == participant}
    acted = [found for found in _walk(data, ()) if found[1].get("erledigt_als") in roles]
    if not acted:
        return None, ""
    place, done = max(reversed(acted), key=lambda found: str(found[1].get("erledigt_am", "")))
    contact = {"telefon": details.get("telefon"), "email": details.get("email")}
    return {"name": _acting(done), **contact}, format_path(place)


def _signature(done: Mapping[str, Any], role: Role | None) -> dict[str, Any]:
    """The role stands below the name of whoever holds it; a deputy signs i. V. and holds another."""
    own = done.get("erledigt_zusatz") or ("i. V." if _acting(done) != done["erledigt_durch"] else "")
    title = (role.signs_as or role.name) if role else None
    return {
        "name": _acting(done),
        "funktion": None if own == "i. V." else title,
        "zusatz": own or (role.signs_with if role else ""),
        "datum": done.get("erledigt_am"),
    }


def _acting(done: Mapping[str, Any]) -> str:
    return str(done["erledigt_durch"]).partition(" für ")[0]


def _role(done: Mapping[str, Any], task: str, process: str, version: Version) -> Role | None:
    """The role in which the task was done; of cases begun before that was noted, the lane's."""
    acted = str(done.get("erledigt_als") or version.element(process, task).lane or "")
    return version.roles.roles.get(acted)


def _done(values: Any, path: tuple[str, ...], before: Path = ()) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    if isinstance(values, list):
        for index, item in enumerate(values):
            yield from _done(item, path, (*before, index))
    elif isinstance(values, Mapping) and path:
        yield from _done(values.get(path[0]), path[1:], (*before, path[0]))
    elif isinstance(values, Mapping) and values.get("erledigt_durch"):
        yield before, values


def _walk(values: Any, before: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    if isinstance(values, Mapping):
        if values.get("erledigt_durch"):
            yield before, values
        for name, inside in values.items():
            yield from _walk(inside, (*before, name))
    elif isinstance(values, list):
        for index, inside in enumerate(values):
            yield from _walk(inside, (*before, index))


def _listed(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]

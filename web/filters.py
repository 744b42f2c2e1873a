"""How a list is narrowed, as it stands in the address of its page: shareable, and true after "back"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast, get_args

from flask import request

from engine.queries.desk_views import FILTERS, WORDS, Filters, Tab
from engine.queries.periods import PERIODS

GROUPINGS = ("", "case", "process")


def asked_tab(values: Mapping[str, str] | None = None) -> Tab:
    """Which list an address means."""
    wanted = (request.args if values is None else values).get("tab", "mine")
    return cast(Tab, wanted if wanted in get_args(Tab) else "mine")


def asked_filters(values: Mapping[str, str] | None = None) -> Filters:
    """What an address (or a form) wants to see. What makes no sense in it is left out, never a fault."""
    given = request.args if values is None else values
    kept = {name: given.get(name, "").strip()[:200] for name in FILTERS}
    kept["due"] = kept["due"] if kept["due"] in PERIODS else ""
    kept["by"] = kept["by"] if kept["by"] in GROUPINGS else ""
    try:
        return Filters.from_json(kept)
    except ValueError:
        return Filters.from_json({name: kept[name] for name in WORDS})


def address_of(tab: Tab, filters: Filters, **changes: Any) -> dict[str, Any]:
    """What an address of the inbox carries; `changes` replace, and None takes out."""
    return {"tab": tab, **filters.as_json(), **changes}

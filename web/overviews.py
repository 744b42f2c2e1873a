"""Overviews: the lists that the office owes, to read, sort, choose from and load. Not what stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from engine.queries.overviews import OverviewPage, Wish, shown
from web.access import requires
from web.desk import asker, language, now, queries
from web.documents import download

overviews = Blueprint("overviews", __name__, url_prefix="/overviews")


@overviews.get("")
@requires("signed in")
def listing() -> str:
    """The overviews for the roles of this person."""
    return render_template("overviews.html", heads=queries().overviews(asker(), now()))


@overviews.get("/<overview_id>")
@requires("signed in", about="overview")
def overview(overview_id: str) -> str:
    """One overview: chosen by year and text, sorted by the heading that was followed."""
    page = queries().overview(overview_id, asker(), now(), wish=_wish())
    return render_template("overview.html", page=page, shown=shown, link=_Links(page))


@overviews.get("/<overview_id>/excel")
@requires("signed in", about="overview")
def excel(overview_id: str) -> Response:
    """All rows of what is chosen as an Excel file."""
    return download(queries().overview_file(overview_id, asker(), now(), wish=_wish(), language=language()))


def _wish() -> Wish:
    """What the address asks for; what makes no sense there is left out."""
    given = request.args
    return Wish(
        text=given.get("text", "").strip()[:100],
        year=_number(given.get("year", "")) or None,
        sort=given.get("sort", "")[:200],
        descending=given.get("order") == "down",
        page=_number(given.get("page", "")) or 1,
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


class _Links:
    """The addresses of the same overview, sorted or turned otherwise; everything else chosen stays."""

    def __init__(self, page: OverviewPage) -> None:
        self.page = page
        wish = page.wish
        self.chosen = {"text": wish.text or None, "year": wish.year}
        self.order = {"sort": wish.sort or None, "order": "down" if wish.descending else None}

    def sorted_by(self, column: str) -> str:
        """By this column; the other way round where it is already."""
        down = self.page.wish.sort == column and not self.page.wish.descending
        return self._to({"sort": column, "order": "down" if down else None})

    def sign(self, column: str) -> str:
        """What `aria-sort` says of this column."""
        if self.page.wish.sort != column:
            return "none"
        return "descending" if self.page.wish.descending else "ascending"

    def turned_to(self, page: int) -> str:
        return self._to({**self.order, "page": page if page > 1 else None})

    def file(self) -> str:
        return self._to(self.order, "overviews.excel")

    def _to(self, more: Mapping[str, Any], endpoint: str = "overviews.overview") -> str:
        asked: dict[str, Any] = {**self.chosen, **more}
        return url_for(endpoint, overview_id=self.page.head.id, **asked)

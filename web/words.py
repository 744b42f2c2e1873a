"""Dates, deadlines and figures as people say them. Not the sentences of the engine (`engine.wording`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from babel.dates import format_date
from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from engine.clock import local
from engine.errors import Reason
from engine.queries import timeline
from engine.queries.inbox_views import DueView
from engine.queries.reading import in_language
from web.desk import language, this_day


def teach(app: Flask) -> None:
    """Make the words known to the templates of `app`."""
    for filter_ in (
        day, weekday, full_day, moment, clock_time, due_words, due_when, sentence, by_day, group_title,
        calculation, period_words, signed, as_of,
    ):  # fmt: skip
        app.jinja_env.filters[filter_.__name__] = filter_


def day(value: date | datetime) -> str:
    """`12.03.2021`; in English `12 Mar 2021`."""
    return format_date(_local_day(value), "d MMM yyyy" if language() == "en" else "dd.MM.yyyy", language())


def weekday(value: date | datetime) -> str:
    """The day with its weekday, without the year where it is this one: `Fr 12.03.`."""
    which = _local_day(value)
    if which.year != this_day().year:
        return full_day(value)
    short = format_date(which, "EEE d MMM" if language() == "en" else "EEE dd.MM.", language())
    return short if language() == "en" else short.replace(".", "", 1)


def full_day(value: date | datetime) -> str:
    """The day with its weekday and its year: `Fr 12.03.2021`."""
    if language() == "en":
        return format_date(_local_day(value), "EEE d MMM yyyy", "en")
    return format_date(_local_day(value), "EEE dd.MM.yyyy", "de").replace(".", "", 1)


def clock_time(value: datetime) -> str:
    """`10:42` on the wall clock of the authority."""
    return local(value).strftime("%H:%M")


def moment(value: datetime) -> str:
    """`heute, 10:42`, `gestern, 17:03` or `Fr 12.03., 10:42`."""
    near = {this_day(): _("heute"), this_day() - timedelta(days=1): _("gestern")}
    return f"{near.get(_local_day(value)) or weekday(value)}, {clock_time(value)}"


def due_words(due: DueView) -> str:
    """How far away: `seit 2 Werktagen überfällig`, `heute`, `morgen`, `in 3 Werktagen`."""
    away = (due.day - this_day()).days
    if due.state == "overdue":
        return _late_words(away, -due.working_days)
    if away == 0:
        return str(_("heute"))
    if away == 1:
        return str(_("morgen"))
    count = max(due.working_days, 1)
    return str(ngettext("in %(num)s Werktag", "in %(num)s Werktagen", count))


def _late_words(away: int, working_days: int) -> str:
    if away == -1:
        return str(_("seit gestern überfällig"))
    if working_days < 1:
        return str(_("überfällig"))
    return str(ngettext("seit %(num)s Werktag überfällig", "seit %(num)s Werktagen überfällig", working_days))


def calculation(due: DueView) -> tuple[str, ...]:
    """The steps of the calculation as sentences."""
    return in_language(due, language())


def due_when(due: DueView) -> str:
    """The day itself, as one would write it on the file: `Fr 12.03.`."""
    return weekday(due.day)


def group_title(group: str) -> str:
    """The heading of a group."""
    titles: dict[str, str] = {
        "late": _("Überfällig"),
        "near": _("Heute und morgen"),
        "week": _("Diese Woche"),
        "later": _("Später"),
        "none": _("Ohne Frist"),
    }
    return titles[group]


def period_words(every: str) -> str:
    """How often a follow-up comes again; a period that nobody named is shown as it is."""
    known: dict[str, str] = {
        "P7D": _("jede Woche"),
        "P14D": _("alle zwei Wochen"),
        "P1M": _("jeden Monat"),
        "P3M": _("alle drei Monate"),
        "P6M": _("alle sechs Monate"),
        "P1Y": _("jedes Jahr"),
    }
    return known.get(every, every)


def as_of(value: datetime) -> str:
    """A moment as paper needs it, true on any day: `Fr 12.03.2021, 10:42`."""
    return f"{full_day(value)}, {clock_time(value)}"


def signed(by: str) -> str:
    """Who signed, as it was stored (`B für A (i. V.)`), in the language of the page."""
    found = re.fullmatch(r"(.+) für (.+) \(i\. V\.\)", by)
    return timeline.signed(found[1], found[2], language()) if found else by


def sentence(what: Reason | Any) -> str:
    """A reason or an entry of the history in the language of the page."""
    return str(what.sentence(language()))


def by_day(entries: Iterable[Any]) -> list[tuple[date, Sequence[Any]]]:
    """Entries of a history by local day, in the order given."""
    return [(which, list(group)) for which, group in groupby(entries, lambda one: _local_day(one.at))]


def _local_day(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value

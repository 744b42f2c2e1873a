"""Deadlines as the law counts them, with every step of the calculation. Not reminders: those are jobs.

Sources: §§ 187-193 BGB, § 31 VwVfG NRW; holidays of North Rhine-Westphalia (`holidays`).
"""

from engine.deadlines.calendar import CALENDAR, Calendar, of_house
from engine.deadlines.counting import (
    KINDS,
    Deadline,
    Kind,
    Step,
    compute,
    days_until,
    kind_among,
    working_days,
)
from engine.deadlines.expressions import functions

__all__ = [
    "CALENDAR",
    "KINDS",
    "Calendar",
    "Deadline",
    "Kind",
    "Step",
    "compute",
    "days_until",
    "functions",
    "kind_among",
    "of_house",
    "working_days",
]

"""How long a session lives, and how often a sign-in may fail. Not who may do what (`permissions`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.errors import Reason

IDLE = timedelta(minutes=30)
WHOLE = timedelta(hours=10)
"""Without use a session ends after IDLE, in any case after WHOLE (a working day)."""
REMEMBERED = timedelta(hours=24)
"""So long an ended session is known, so that what was typed into it can be handed to the same person."""
WINDOW = timedelta(minutes=15)
PER_ACCOUNT, PER_ADDRESS = 10, 50
"""So many sign-ins may fail within WINDOW, for one login and from one address."""
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
LINK_LIVES = timedelta(hours=24)
CHALLENGE_LIVES = timedelta(minutes=5)


@dataclass(frozen=True)
class Origin:
    """Where somebody signs in: network address and device, as far as they are known."""

    address: str = ""
    device: str = ""


def lives(begun_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether a session still is one."""
    return now - seen_at < IDLE and now - begun_at < WHOLE


def wait_until(failed: Sequence[datetime], allowed: int, now: datetime) -> datetime | None:
    """When the next sign-in may be tried, or None: now. `failed`: when sign-ins failed, in any order."""
    counted = sorted(at for at in failed if now - WINDOW < at <= now)
    return counted[-allowed] + WINDOW if len(counted) >= allowed else None


def password_problem(password: str, login: str) -> Reason | None:
    """Why this is no password, or None. Length is what counts (BSI, NIST SP 800-63B): no rules for signs."""
    if len(password) < SHORTEST_PASSWORD:
        return Reason("password_short", {"least": SHORTEST_PASSWORD})
    if len(password) > LONGEST_PASSWORD:
        return Reason("password_long", {"most": LONGEST_PASSWORD})
    if login.casefold() in password.casefold() or len(set(password)) < 5:
        return Reason("password_guessable")
    return None

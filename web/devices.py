"""What a browser calls itself, in two words people know: "Firefox, Windows". A hint, never a proof."""

from __future__ import annotations

from flask import request

from engine.commands import Origin

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def origin() -> Origin:
    """Where this request comes from."""
    return Origin(request.remote_addr or "", device(request.user_agent.string))


def device(agent: str) -> str:
    """Browser and system of a User-Agent header; its first word where neither is known."""
    found = [_first(agent, BROWSERS), _first(agent, SYSTEMS)]
    return ", ".join(one for one in found if one) or agent.split("/")[0][:40]


def _first(agent: str, known: tuple[tuple[str, str], ...]) -> str:
    return next((name for sign, name in known if sign in agent), "")

"""Which role stands above which, as roles.yaml says. Not who holds them."""

from __future__ import annotations

from engine.library import Version


def above(version: Version) -> dict[str, str]:
    """Role → the role above it."""
    return {one.id: one.superior for one in version.roles.roles.values() if one.superior}

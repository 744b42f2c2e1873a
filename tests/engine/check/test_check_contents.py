"""Reading a bundle: each file once, however many versions carry it."""

from __future__ import annotations

import pytest

from engine.check import yamlfile
from engine.check.bundles import Bundle
from engine.check.contents import Contents

ROLES = b"""
beteiligte: {haus: Haus}
rollen:
  einmal_gelesen: {name: Einmal gelesen, beteiligter: haus}
"""
BROKEN = b"rollen: [nur einmal falsch"


def test_versions_share_what_their_settings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same settings file in a hundred versions is read once."""
    seen: list[str] = []
    real = yamlfile.read
    monkeypatch.setattr(yamlfile, "read", lambda data, file: seen.append(file) or real(data, file))
    versions = [Contents(Bundle({"roles.yaml": bytes(ROLES)})) for _ in range(100)]
    assert all("einmal_gelesen" in one.roles.roles for one in versions)
    assert len(seen) == 1


def test_every_bundle_tells_what_is_wrong_with_its_settings() -> None:
    """Read once, but each reader hears of the fault."""
    for _ in range(2):
        contents = Contents(Bundle({"roles.yaml": BROKEN}))
        assert not contents.roles.roles
        assert [one.rule for one in contents.findings] == ["yaml.not_well_formed"]

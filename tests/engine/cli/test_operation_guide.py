"""The operators' guides: no setting and no command that they need is left out, and none is invented."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

import web.cli  # noqa: F401 (adds `serve`)
from engine.cli import cli
from tests.conftest import ROOT

GUIDES = "".join(
    (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("betrieb.md", "anmeldung.md")
)
CODE = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "engine").rglob("*.py"))
SETTINGS = sorted(set(re.findall(r"\"(LAUFMAPPE_[A-Z_]*[A-Z])\"", CODE)) - {"LAUFMAPPE_DEMO"})
EVERY_PAGE = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))
COMMANDS = sorted(
    set(
        re.findall(r"^laufmappe ([a-z]+(?: (?:add|upgrade|backup|restore|export|verify))?)", EVERY_PAGE, re.M)
    )
)


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_setting_is_told(setting: str) -> None:
    """What can be set from the environment stands in a guide."""
    assert f"`{setting}" in GUIDES


@pytest.mark.parametrize("told", COMMANDS)
def test_every_command_that_is_told_is_there(told: str) -> None:
    """A line of a guide that begins with `laufmappe` can be typed."""
    assert CliRunner().invoke(cli, [*told.split(), "--help"]).exit_code == 0

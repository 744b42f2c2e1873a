"""Fixtures of the web tests: a small authority with a real engine, and readers of its pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.world import World, build


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An authority with an open demo, one process and nothing done yet."""
    return build(tmp_path)

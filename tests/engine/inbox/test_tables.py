"""The step from the first tables to those of the inbox, on both databases, with rows in them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from engine import database
from engine.schema import NEVER, metadata, search_word, task
from engine.store import migration

DUE = datetime(2021, 3, 5, 22, 59, 59, tzinfo=UTC)

OLD_ROWS = (
    'INSERT INTO "case" (id, number, title, process_id, version_id, state, revision, events, head,'
    " participants, acted, pending, figures, opened_at)"
    " VALUES ('c', 'KIM-7', 'Antrag', 'p', 'v', 'running', 1, 0, '0', '{}', '{}', '[]', '{}', :at)",
    "INSERT INTO run (id, case_id, process_id, version_id, state, tokens, tree, signals, incidents,"
    " started_at, revision) VALUES ('r', 'c', 'p', 'v', 'running', :bytes, '{}', '', '{}', :at, 0)",
    "INSERT INTO task (id, case_id, run_id, key, process_id, element, title, scope, role, state, signature,"
    " deputy_allowed, priority, due_at, opened_at) VALUES ('due', 'c', 'r', '1', 'p', 'e', 't', '[]', 'r',"
    " 'open', 'none', :yes, 50, :at, :at), ('free', 'c', 'r', '2', 'p', 'e', 't', '[]', 'r', 'open', 'none',"
    " :yes, 50, NULL, :at)",
)


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_old_tables_become_new_ones_with_what_is_in_them(
    kind: str, new_database: Callable[[str], str]
) -> None:
    """From 0001 with rows to the present and back: tasks keep their order, tables are those of the schema."""
    engine = database.connect(new_database(kind))
    settings = migration._settings()
    with engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0001")
        at = DUE if kind == "postgres" else DUE.strftime("%Y-%m-%d %H:%M:%S.%f")
        for statement in OLD_ROWS:
            connection.execute(sa.text(statement), {"at": at, "bytes": b"", "yes": True})
        command.upgrade(settings, "head")
        sorted_at = {row.id: row.sort_at for row in connection.execute(sa.select(task.c.id, task.c.sort_at))}
        assert sorted_at == {"due": DUE, "free": NEVER}
        words = set(connection.scalars(sa.select(search_word.c.word)))
        assert words == {"kim-7", "kim", "antrag"}
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
        assert [one for one in differences if "search_path" not in str(one)] == []
        command.downgrade(settings, "0001")
        command.upgrade(settings, "head")
        assert migration.is_current(connection)
    engine.dispose()

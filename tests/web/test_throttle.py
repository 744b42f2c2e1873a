"""Guessing passwords: counted in the database, told in a sentence, and of no use for finding out names."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from engine.schema import person
from engine.store import access
from tests.web.test_sessions import give_password
from tests.web.world import World

SECRET = "correct horse battery"


def attempt(world: World, login: str, password: str, address: str = "10.0.0.1") -> tuple[int, str]:
    answer = world.app.test_client().post(
        "/sign-in", data={"login": login, "password": password}, environ_base={"REMOTE_ADDR": address}
    )
    return answer.status_code, answer.get_data(as_text=True)


@pytest.mark.parametrize("login", ["neu", "niemand"])
def test_after_ten_wrong_passwords_one_waits(world: World, login: str) -> None:
    """Also for a login that nobody has, with the same sentence: the answer tells no names."""
    give_password(world, SECRET)
    assert {attempt(world, login, "falsch")[0] for _ in range(10)} == {422}
    status, text = attempt(world, login, SECRET, address="10.0.0.2")
    assert status == 429
    assert "Es gab zu viele Anmeldeversuche. Bitte versuchen Sie es ab 09:46 Uhr noch einmal." in text


def test_the_wait_ends_by_itself(world: World) -> None:
    """After a quarter of an hour the right password opens again."""
    give_password(world, SECRET)
    for _ in range(11):
        attempt(world, "neu", "falsch")
    world.clock.advance(timedelta(minutes=16))
    assert attempt(world, "neu", SECRET)[0] == 303


def test_one_address_cannot_try_many_names(world: World) -> None:
    """Fifty failures from one place are enough; who comes from elsewhere is not kept out."""
    give_password(world, SECRET)
    with world.engine.store.transaction() as connection:
        for number in range(50):
            origin = access.Origin("10.0.0.66")
            access.try_sign_in(connection, f"name{number}", origin, world.clock.now())
    assert attempt(world, "neu", SECRET, "10.0.0.66")[0] == 429
    assert attempt(world, "neu", SECRET, "10.0.0.67")[0] == 303


def test_signing_in_forgets_the_failures_before(world: World) -> None:
    """Nine slips and a success: tomorrow begins at none."""
    give_password(world, SECRET)
    for _ in range(2):
        for _ in range(9):
            attempt(world, "neu", "falsch")
        assert attempt(world, "neu", SECRET)[0] == 303


def test_an_old_hash_is_made_anew_at_the_next_sign_in(world: World) -> None:
    """argon2id with the parameters of today; the password stays the same."""
    weak = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64),))
    give_password(world, SECRET)
    chosen = sa.select(person).where(person.c.login == "neu")
    with world.engine.store.transaction() as connection:
        who = connection.execute(chosen).one().id
        access.set_password(connection, who, weak.hash(SECRET))
    assert attempt(world, "neu", SECRET)[0] == 303
    with world.engine.store.transaction() as connection:
        kept = connection.execute(chosen).one().password_hash
    assert kept.startswith("$argon2id$")
    assert "m=64," not in kept
    assert attempt(world, "neu", SECRET)[0] == 303

"""The verbs on passkeys: keep one that was proved, name it, remove it, count its use."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from engine.commands.access import plain
from engine.commands.installation import Installation
from engine.errors import NotFound, Rejected
from engine.events import changes
from engine.people import Actor
from engine.store import access
from engine.store.office import office


class PasskeyVerbs(Installation):
    """Verbs on one's own passkeys."""

    def add_passkey(self, name: str, credential: bytes, public_key: bytes, *, uses: int, by: Actor) -> str:
        """Keep the public key of a device. Raises Rejected without a name. Returns how the key is called."""
        said = plain(name, 120)
        if not said:
            raise Rejected("passkey_name")
        key = key_of(credential)
        row: dict[str, Any] = {
            "hash": key,
            "person_id": by.person.id,
            "credential": credential,
            "public_key": public_key,
        }
        with office(self.store, by) as desk:
            row |= {"uses": uses, "name": said, "created_at": desk.now}
            access.put_passkey(desk.connection, row)
            person = desk.actor.person
            desk.change(changes.PasskeyAdded(id=person.id, name=person.name, after={"name": said}))
        return key

    def rename_passkey(self, key: str, name: str, *, by: Actor) -> None:
        """Raises Rejected without a name, NotFound for one that is not one's own."""
        said = plain(name, 120)
        if not said:
            raise Rejected("passkey_name")
        with self.store.transaction() as connection:
            if not access.change_passkey(connection, by.person.id, key, {"name": said}):
                raise NotFound("passkey_unknown")

    def remove_passkey(self, key: str, *, by: Actor) -> None:
        """It proves nothing any more. Raises NotFound for one that is not one's own."""
        with office(self.store, by) as desk:
            if not access.remove_passkey(desk.connection, by.person.id, key):
                raise NotFound("passkey_unknown")
            person = desk.actor.person
            desk.change(changes.PasskeyRemoved(id=person.id, name=person.name))

    def use_passkey(self, key: str, *, of: str, uses: int) -> None:
        """It has proved the person `of`; its counter is now `uses`."""
        with self.store.transaction() as connection:
            values = {"uses": uses, "used_at": self.clock.now()}
            access.change_passkey(connection, of, key, values)


def key_of(credential: bytes) -> str:
    """By what a credential is found: the hash of its id, which may be long."""
    return sha256(credential).hexdigest()

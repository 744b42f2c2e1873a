"""Passkeys (WebAuthn level 3): adding one, signing in with one. Needs script; the password is the other way.

The key must be resident (no name is typed) and the person verified by the device (it is two factors in one).
"""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import webauthn
from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from werkzeug.wrappers import Response

from engine.errors import NotFound, Rejected
from engine.people import Actor
from engine.queries.access import PasskeyRow
from web.access import requires
from web.desk import asker, desk, engine, language, queries
from web.devices import device, origin
from web.requests import request_id
from web.sessions import arrive, sign_in_page

passkeys = Blueprint("passkeys", __name__)
Answer = Response | str | tuple[str, int]
JSON = {"Content-Type": "application/json"}
REQUIRED = UserVerificationRequirement.REQUIRED
ADDING, SIGNING_IN = "passkey new", "passkey"
"""What a challenge was made for: one for adding a key signs nobody in."""


@passkeys.post("/account/passkeys/options")
@requires("signed in")
def adding_options() -> tuple[str, dict[str, str]]:
    """What the browser asks a device for, to add a key for this person."""
    person = asker()
    known = [PublicKeyCredentialDescriptor(id=one.credential) for one in queries().passkeys(person.id)]
    options = webauthn.generate_registration_options(
        rp_id=_party(),
        rp_name="Laufmappe",
        user_id=person.id.encode(),
        user_name=person.login,
        user_display_name=person.name,
        challenge=engine().new_challenge(ADDING, person.id),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=REQUIRED
        ),
        exclude_credentials=known,
    )
    return webauthn.options_to_json(options), JSON


@passkeys.post("/account/passkeys")
@requires("signed in")
def add() -> Response:
    """Keep the key a device has made."""
    said = request.form.get("credential", "")
    name = request.form.get("passkey-name", "") or device(request.user_agent.string)
    try:
        challenge = _challenge(said)
        if not engine().redeem_challenge(ADDING, challenge, asker().id):
            raise Rejected("passkey_wrong")
        proved = webauthn.verify_registration_response(
            credential=said,
            expected_challenge=challenge,
            expected_rp_id=_party(),
            expected_origin=_origin(),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise Rejected("passkey_wrong") from None
    engine().add_passkey(
        name,
        proved.credential_id,
        proved.credential_public_key,
        uses=proved.sign_count,
        by=Actor(asker()),
    )
    flash(_("Der Passkey ist hinzugefügt. Sie können sich damit anmelden."), "success")
    return redirect(url_for("account.settings"), 303)


@passkeys.post("/account/passkeys/<key>/name")
@requires("signed in", about="passkey")
def rename(key: str) -> Response:
    """Call it something else."""
    engine().rename_passkey(key, request.form.get("passkey-name", ""), by=Actor(asker()))
    flash(_("Der Passkey heißt jetzt anders."), "success")
    return redirect(url_for("account.settings"), 303)


@passkeys.post("/account/passkeys/<key>/removal")
@requires("signed in", about="passkey")
def remove(key: str) -> Response:
    """It signs nobody in any more."""
    engine().remove_passkey(key, by=Actor(asker()))
    flash(_("Der Passkey ist entfernt."), "success")
    return redirect(url_for("account.settings"), 303)


@passkeys.post("/administration/people/<person_id>/passkeys/<key>/removal")
@requires("administration", about="person")
def withdraw(person_id: str, key: str) -> Response:
    """A device of somebody is lost."""
    engine().withdraw_passkey(person_id, key, by=Actor(asker()), request_id=request_id())
    flash(_("Der Passkey ist entfernt, alle Sitzungen der Person sind beendet."), "success")
    return redirect(url_for("administration.person", person_id=person_id), 303)


@passkeys.post("/sign-in/passkey/options")
@requires("anyone")
def options() -> tuple[str, dict[str, str]]:
    """What the browser asks any device for, to sign somebody in."""
    asked = webauthn.generate_authentication_options(
        rp_id=_party(), challenge=engine().new_challenge(SIGNING_IN), user_verification=REQUIRED
    )
    return webauthn.options_to_json(asked), JSON


@passkeys.post("/sign-in/passkey")
@requires("anyone")
def enter() -> Answer:
    """Sign in who the device proves; every refusal reads the same."""
    try:
        key, uses = _proved(request.form.get("credential", ""))
        secret = engine().begin_session(key.person_id, way="passkey", origin=origin())
    except (WebAuthnException, Rejected, NotFound, ValueError, KeyError, TypeError):
        return sign_in_page(Rejected("passkey_wrong").reason.sentence(language())), 422
    engine().use_passkey(key.id, of=key.person_id, uses=uses)
    return arrive(secret)


def _proved(said: str) -> tuple[PasskeyRow, int]:
    """The key that signed our challenge, and its counter. Raises one of the errors above."""
    challenge = _challenge(said)
    if not engine().redeem_challenge(SIGNING_IN, challenge):
        raise Rejected("passkey_wrong")
    key = queries().passkey(base64url_to_bytes(json.loads(said)["rawId"]))
    if key is None:
        raise Rejected("passkey_unknown")
    proved = webauthn.verify_authentication_response(
        credential=said,
        expected_challenge=challenge,
        expected_rp_id=_party(),
        expected_origin=_origin(),
        credential_public_key=key.public_key,
        credential_current_sign_count=key.uses,
        require_user_verification=True,
    )
    return key, proved.new_sign_count


def _challenge(said: str) -> bytes:
    """The challenge that an answer claims to sign; whether it was ours is asked next."""
    client = json.loads(base64url_to_bytes(json.loads(said)["response"]["clientDataJSON"]))
    return base64url_to_bytes(client["challenge"])


def _party() -> str:
    """For whom keys are: the host people know, not what a request claims, where there is one."""
    public = urlsplit(desk().config.public_url)
    return str(public.hostname if public.scheme == "https" else request.host.partition(":")[0])


def _origin() -> str:
    public = urlsplit(desk().config.public_url)
    if public.scheme == "https":
        return f"https://{public.netloc}"
    return request.host_url.rstrip("/")

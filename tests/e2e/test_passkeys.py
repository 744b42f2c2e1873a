"""Passkeys in a real browser with a virtual device: added, named, used to sign in, removed; never twice."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site

pytestmark = pytest.mark.browser


def with_device(site: Site, *, verified: bool = True) -> tuple[Page, Any, str]:
    """The head in front of their settings, with a device that has a fingerprint reader."""
    context = site.browser.new_context(locale="de-DE")
    site.contexts.append(context)
    context.set_default_timeout(10_000)
    address = site.address.replace("127.0.0.1", "localhost")  # an address of digits can have no passkeys
    cookie = site.world.client("leitung").get_cookie("laufmappe")
    assert cookie
    context.add_cookies([{"name": "laufmappe", "value": cookie.value, "url": address}])
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options |= {"hasUserVerification": True, "isUserVerified": verified, "automaticPresenceSimulation": True}
    added = device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(f"{address}/account")
    return page, device, added["authenticatorId"]


def add_key(page: Page) -> None:
    page.get_by_label("Name des Geräts").fill("Dienst-Laptop")
    page.get_by_role("button", name="Passkey hinzufügen").click()


def sign_in(page: Page) -> None:
    page.get_by_role("button", name="Abmelden").click()
    page.get_by_role("button", name="Mit Passkey anmelden").click()


def test_one_adds_a_passkey_and_signs_in_with_it_without_typing(earnest_site: Site) -> None:
    """The key lies in the device, the person is verified by it, the server keeps a public key."""
    page, device, authenticator = with_device(earnest_site)
    add_key(page)
    expect(page.get_by_text("Der Passkey ist hinzugefügt.")).to_be_visible()
    kept = device.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]
    assert [one["isResidentCredential"] for one in kept] == [True]
    sign_in(page)
    expect(page.locator(".me")).to_contain_text("Demo Leitung")
    page.goto(page.url.split("/tasks")[0] + "/account/sessions")
    expect(page.get_by_text("mit Passkey")).to_be_visible()


def test_a_device_that_does_not_verify_its_person_adds_no_key(earnest_site: Site) -> None:
    """A key without a finger or a PIN would be half a key."""
    page, _device, _authenticator = with_device(earnest_site, verified=False)
    add_key(page)
    expect(page.get_by_text("Es wurde kein Passkey hinzugefügt")).to_be_visible()
    assert earnest_site.world.queries.passkeys(earnest_site.world.people["leitung"].id) == ()


def test_a_removed_passkey_opens_nothing(earnest_site: Site) -> None:
    """Renamed, removed; the device still offers it, and the answer names no reason."""
    page, _device, _authenticator = with_device(earnest_site)
    add_key(page)
    page.get_by_text("Umbenennen").click()
    page.locator("[id^=name-]").fill("Altes Gerät")
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.get_by_text("Altes Gerät").first).to_be_visible()
    page.get_by_role("button", name="Entfernen – Altes Gerät").click()
    expect(page.get_by_text("Der Passkey ist entfernt.")).to_be_visible()
    sign_in(page)
    expect(page.get_by_role("heading", name="Mit diesem Passkey konnte die Anmeldung")).to_be_visible()


def test_the_answer_of_a_device_counts_once(earnest_site: Site) -> None:
    """Sent again, word for word, it signs nobody in: its challenge is used up."""
    page, _device, _authenticator = with_device(earnest_site)
    add_key(page)
    expect(page.get_by_text("Der Passkey ist hinzugefügt.")).to_be_visible()
    sent: list[str] = []
    page.on(
        "request",
        lambda one: sent.append(one.post_data or "") if one.url.endswith("/sign-in/passkey") else None,
    )
    sign_in(page)
    expect(page.locator(".me")).to_contain_text("Demo Leitung")
    earnest_site.world.app.config["WTF_CSRF_ENABLED"] = False
    body = {"data": sent[0], "content_type": "application/x-www-form-urlencoded"}
    again = earnest_site.world.app.test_client().post("/sign-in/passkey", **body)
    assert again.status_code == 422

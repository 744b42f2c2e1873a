"""A10 of the domain specification in a browser: who certified is not offered the order, nor let through."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Site
from tests.e2e.vouchers import to_sign

pytestmark = pytest.mark.browser


def test_who_checked_is_neither_offered_nor_let_through(site: Site) -> None:
    """As a deputy of the head: not in the lists, not in their numbers; by link the reason and who may."""
    (task,) = to_sign(site.world, 1)
    leader, deputy = site.world.people["leitung"], site.world.people["zweite"]
    site.world.engine.arrange_deputy(leader.id, deputy.id, by=site.world.actor("leitung"), reason="Urlaub")
    page = site.sit_down("zweite", "/tasks?tab=groups")
    expect(page.get_by_role("link", name="Meine Gruppen 0")).to_be_visible()
    page.get_by_role("link", name="In Vertretung 0").click()
    expect(page.get_by_text("In Vertretung ist nichts zu tun.")).to_be_visible()
    expect(page.locator(f'a[href*="/tasks/{task}"]')).to_have_count(0)
    for whose in ("", f"?acting-for={leader.id}"):
        page.goto(f"{site.address}/tasks/{task}{whose}")
        why = "Vier Augen: Demo Zweite Sachbearbeitung hat in diesem Schritt schon gehandelt."
        expect(page.get_by_text(why).first).to_be_visible()
        expect(page.get_by_text("andere Person entscheiden: Demo Leitung.").first).to_be_visible()
        expect(page.get_by_role("button", name="An mich nehmen")).to_have_count(0)
    head = site.sit_down("leitung", "/tasks?tab=groups")
    expect(head.locator(f'a[href="/tasks/{task}"]')).to_have_count(1)


def test_a_forged_post_is_refused_with_403(site: Site) -> None:
    """With the page's own token and from its own origin: the rule is the server's, not the button's."""
    (task,) = to_sign(site.world, 1)
    page = site.sit_down("zweite", f"/tasks/{task}")
    token = page.locator("[name='csrf-token']").first.input_value()
    for act in ("claim", "completion"):
        sent = {"csrf-token": token, "request-id": site.world.request_id(), "revision-seen": "99"}
        answer = page.request.post(
            f"{site.address}/tasks/{task}/{act}", form=sent, headers={"Origin": site.address}
        )
        assert answer.status == 403, act

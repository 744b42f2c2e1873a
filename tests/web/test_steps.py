"""Other ways with a task than doing it: each has a small page, refuses with the reason, and is undone."""

from __future__ import annotations

from tests.web.reading import Page, get, send
from tests.web.test_task import TYPED
from tests.web.world import World


def step(world: World, task: str, name: str, *, who: str = "sachbearbeitung", **typed: object) -> Page:
    """Fill the form of a step and send it."""
    client = world.client(who)
    form = get(client, f"/tasks/{task}/steps/{name}").form(f"/steps/{name}")
    return send(client, form, **{one.replace("_", "-"): value for one, value in typed.items()})


def mine(world: World) -> str:
    world.open_case()
    return world.claim("sachbearbeitung")


def test_a_delegated_task_lies_with_the_colleague_and_can_be_taken_back(world: World) -> None:
    """The owner finds it under what waits for others; one button takes it back."""
    task, zweite = mine(world), world.people["zweite"].id
    page = step(world, task, "delegation", step_person=zweite, step_text="Sie kennen den Fall")
    assert "Die Aufgabe liegt bei Demo Zweite Sachbearbeitung, weil Sie sie delegiert haben." in page.text
    client = world.client("sachbearbeitung")
    assert "Beleg erfassen" in get(client, "/tasks?tab=waiting").text
    assert send(client, page.form("/claim")).form("/completion") is not None


def test_a_task_to_prepare_comes_back_with_its_draft(world: World) -> None:
    """The one who prepares fills the form but cannot complete; what they typed comes along."""
    task, leitung = mine(world), world.people["leitung"].id
    reason = "Bitte die Positionen eintragen"
    step(world, task, "delegation", step_person=leitung, step_text=reason, step_returns="yes")
    page = get(world.client("leitung"), f"/tasks/{task}")
    assert not [form for form in page.tree.forms if form.action.endswith("/completion")]
    back = send(world.client("leitung"), page.form("/preparation"), **TYPED)
    assert "Zurückgegeben. Ihre Angaben sind als Entwurf dabei." in back.text
    own = get(world.client("sachbearbeitung"), f"/tasks/{task}")
    assert own.tree.xpath("//*[@id='f-belegnummer']/@value") == ["R-17"]
    assert own.form("/completion") is not None


def test_a_refused_step_keeps_what_was_typed_and_names_the_box(world: World) -> None:
    """No person, or no reason: the page comes again with both."""
    task, zweite = mine(world), world.people["zweite"].id
    nobody = step(world, task, "delegation", step_text="Weil ich krank bin")
    assert (nobody.status, nobody.tree.xpath("//*[@id='problems']//a/@href")) == (422, ["#step-person"])
    assert nobody.form("/delegation").fields["step-text"].strip() == "Weil ich krank bin"
    silent = step(world, task, "delegation", step_person=zweite)
    assert (silent.status, silent.tree.xpath("//*[@id='problems']//a/@href")) == (409, ["#step-text"])
    assert silent.form("/delegation").fields["step-person"] == zweite


def test_what_was_typed_in_the_form_is_kept_on_the_way_to_a_step(world: World) -> None:
    """The link to a step saves the draft first, also without a script."""
    task = mine(world)
    client = world.client("sachbearbeitung")
    sent = dict(get(client, f"/tasks/{task}").form("/completion").form_values()) | {"belegnummer": "R-8"}
    page = Page(client.post(f"/tasks/{task}/draft?then=question", data=sent, follow_redirects=True))
    assert page.form("/steps/question") is not None
    again = get(client, f"/tasks/{task}")
    assert again.tree.xpath("//*[@id='f-belegnummer']/@value") == ["R-8"]


def test_a_question_is_answered_from_a_list_of_its_own(world: World) -> None:
    """The task stays; the asked person answers without it; the answer stands beside the task."""
    task, leitung = mine(world), world.people["leitung"].id
    asked = step(world, task, "question", step_person=leitung, step_text="Ist das genehmigt?")
    assert "Demo Leitung wartet auf Antwort" in asked.text
    client = world.client("leitung")
    page = get(client, "/requests")
    assert "Anfragen 1" in page.text
    (form,) = [one for one in page.tree.forms if one.action.endswith("/answer")]
    (box,) = [name for name in form.fields if name.startswith("answer-")]
    assert "Ihre Antwort ist angekommen." in send(client, form, **{box: "Ja, am 1. Februar."}).text
    assert "→ Ja, am 1. Februar." in get(world.client("sachbearbeitung"), f"/tasks/{task}").text


def test_a_task_waits_for_its_co_signer_and_says_for_whom(world: World) -> None:
    """Until the signature is there, nobody completes; a refusal needs its reason."""
    task, leitung = mine(world), world.people["leitung"].id
    page = step(world, task, "signatures", step_people=[leitung], step_text="Bitte mitzeichnen")
    assert "Die Mitzeichnung von Demo Leitung steht noch aus." in page.text
    client = world.client("leitung")
    form = get(client, "/requests").form("/signature")
    silent = send(client, form, button=("sign-agrees", "no"))
    assert silent.status == 409
    signed = send(client, get(client, "/requests").form("/signature"), button=("sign-agrees", "yes"))
    assert "Mitgezeichnet." in signed.text
    own = get(world.client("sachbearbeitung"), f"/tasks/{task}")
    assert "Demo Leitung hat mitgezeichnet" in own.text
    assert own.form("/completion") is not None


def test_a_request_can_be_withdrawn(world: World) -> None:
    """Then it stands nowhere any more, and the task can be completed."""
    task, leitung = mine(world), world.people["leitung"].id
    page = step(world, task, "signatures", step_people=[leitung], step_text="Bitte mitzeichnen")
    after = send(world.client("sachbearbeitung"), page.form("/withdrawal"))
    assert "Zurückgezogen." in after.text
    assert after.form("/completion") is not None
    assert "Niemand wartet auf Ihre Antwort." in get(world.client("leitung"), "/requests").text


def test_only_superiors_are_offered_to_reassign(world: World) -> None:
    """The head gives the task to another holder of its role, or back to the group."""
    task = mine(world)
    assert "Umverteilen" not in get(world.client("sachbearbeitung"), f"/tasks/{task}").text
    assert "Umverteilen" in get(world.client("leitung"), f"/tasks/{task}").text
    page = step(world, task, "reassignment", who="leitung", step_person="-", step_text="Langzeiterkrankt")
    assert "Umverteilt." in page.text
    assert "Langzeiterkrankt" in page.text
    assert world.task("zweite") == task


def test_a_step_that_is_not_allowed_shows_the_reason_and_no_form(world: World) -> None:
    """By address, too."""
    page = get(world.client("sachbearbeitung"), f"/tasks/{mine(world)}/steps/reassignment")
    assert "Aufgaben weisen nur Vorgesetzte der zuständigen Rolle und die Administration neu zu." in page.text
    assert not [form for form in page.tree.forms if "/steps/" in form.action]


def test_one_s_own_completion_is_recalled_while_nobody_acted(world: World) -> None:
    """The reason is asked; the answers are a draft again."""
    world.to_checking()
    done = _done(world)
    client = world.client("sachbearbeitung")
    page = get(client, f"/tasks/{done}")
    assert send(client, page.form("/recall")).status == 409
    back = send(client, page.form("/recall"), **{"recall-reason": "Falsche Belegnummer"})
    assert "Zurückgeholt. Ihre Angaben sind wieder ein Entwurf." in back.text
    assert back.tree.xpath("//*[@id='f-belegnummer']/@value") == ["R-2021-17"]


def test_where_it_cannot_be_recalled_the_reason_stands(world: World) -> None:
    """Somebody has the next task already: their name is said."""
    world.to_checking()
    world.claim("zweite")
    page = get(world.client("sachbearbeitung"), f"/tasks/{_done(world)}")
    assert "Demo Zweite Sachbearbeitung hat „Beleg prüfen“ schon in Arbeit." in page.text
    assert not [form for form in page.tree.forms if form.action.endswith("/recall")]


def _done(world: World) -> str:
    rows = world.queries.inbox(world.people["sachbearbeitung"], "done", world.clock.now()).rows
    return rows[0].task_id

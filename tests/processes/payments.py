"""A grant that may be paid out: a short opening in front of P5, and its people. Not the Fördervorgang."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from engine import forms
from engine.check import Bundle
from engine.clock import BERLIN, today
from engine.library import Programme
from engine.people import Actor
from engine.queries.whole import OpenTask, Told
from engine.rules import surroundings
from engine.simulate import Play, Story, in_memory
from engine.tree import parse_path
from tests.conftest import ROOT
from tests.engine.shell.house import flows, process, user

SB, SB_2, LEITUNG = "Demo Sachbearbeitung KI", "Demo Zweite Sachbearbeitung KI", "Demo Leitung KI"
STV = "Demo Stellvertretende Leitung KI"
KAEMMEREI, LANDRAT, KASSE = "Demo Kämmerei Kreis", "Demo Landrat", "Demo Kasse Kreis"
BRA, BRA_ZEICHNUNG = "Demo Sachbearbeitung BRA", "Demo Zweitzeichnung BRA"
TRAEGER, STADT = "Demo Geschäftsführung Träger", "Demo Sachbearbeitung Soziales"

POSITION = {
    "stelle_id": "ST-01", "einsatzort": "Bergisch Gladbach", "anstellungstraeger": "Kreis",
    "stellenart": "koordination", "vzae": "1.0", "besetzung_ab": "2021-01-01", "weiterleitung": False,
    "hoechstbetrag_jahr": "55000", "monate": 12, "betrag": "55000",
}  # fmt: skip


@cache
def programme(login: str = "", role: str = "") -> Programme:
    """The programme with the opening; the demo person `login` gets one more role."""
    files = dict(Bundle.load(ROOT / "processes/kim", ROOT / "templates/kim").files)
    opening = (
        "  - {prozess: vorbereitete_zahlung, rolle: ki_sachbearbeitung, beteiligte:"
        " {kreis: eigene, stadt: auswahl, bezreg: einzige, traeger: auswahl}}\n"
    )
    _insert(files, "programme.yaml", "eroeffnende_prozesse:\n", opening)
    if login:
        lines = files["demo.yaml"].decode().splitlines()
        head = next(line for line in lines if f"anmeldung: {login}," in line)
        more = head.replace("rollen: [", f"rollen: [{role}, ")
        files["demo.yaml"] = files["demo.yaml"].replace(head.encode(), more.encode())
    return Programme(Bundle({**files, **_opening(files)}))


def _insert(files: dict[str, bytes], name: str, after: str, text: str) -> None:
    assert after.encode() in files[name]
    files[name] = files[name].replace(after.encode(), (after + text).encode(), 1)


def _opening(files: Mapping[str, bytes]) -> dict[str, bytes]:
    begin = process(
        '<startEvent id="vorgang_eroeffnet" name="Eröffnet"/>'
        '<businessRuleTask id="rechtsform_bestimmen" name="Rechtsform" camunda:decisionRef="dmn_rechtsform">'
        + _inputs(baustein="vorgang_eroeffnet.baustein", foerderjahr="vorgang_eroeffnet.foerderjahr")
        + "</businessRuleTask>"
        + user("foerdervorgang_anlegen", "Fördervorgang anlegen")
        + '<callActivity id="bescheid" name="Bescheid" calledElement="vorbereiteter_zahlungsbescheid"/>'
        '<callActivity id="mittel" name="Mittel" calledElement="mittel_abrufen"/>'
        '<endEvent id="ende" name="Ende"/>'
        + flows("vorgang_eroeffnet>rechtsform_bestimmen", "rechtsform_bestimmen>foerdervorgang_anlegen",
                "foerdervorgang_anlegen>bescheid", "bescheid>mittel", "mittel>ende"),
        lanes={"ki_sachbearbeitung":
               "vorgang_eroeffnet rechtsform_bestimmen foerdervorgang_anlegen bescheid mittel ende"},
        name="vorbereitete_zahlung",
        pool="kreis",
    )  # fmt: skip
    notice = process(
        '<startEvent id="beginn" name="Da"/>'
        + user("bescheid_auswerten", "Auswerten")
        + '<businessRuleTask id="bestandskraft_feststellen" name="B" camunda:decisionRef="dmn_bestandskraft">'
        + _inputs(
            klagefrist_ende='frist(bescheid_auswerten.bekanntgabe_am, parameter.klagefrist, "gesetzlich")',
            verzicht_am="bescheid_auswerten.verzicht_am",
        )
        + '</businessRuleTask><endEvent id="ende" name="Ende"/>'
        + flows("beginn>bescheid_auswerten", "bescheid_auswerten>bestandskraft_feststellen",
                "bestandskraft_feststellen>ende"),
        lanes={"ki_sachbearbeitung": "beginn bescheid_auswerten bestandskraft_feststellen ende"},
        name="vorbereiteter_zahlungsbescheid",
        pool="kreis",
    )  # fmt: skip
    return {
        "vorbereitete_zahlung.bpmn": begin,
        "vorbereiteter_zahlungsbescheid.bpmn": notice,
        **{
            f"forms/vorbereitete_zahlung/{form}.json": files[f"forms/kim_foerderlebenszyklus/{form}.json"]
            for form in ("vorgang_eroeffnet", "foerdervorgang_anlegen")
        },
        "forms/vorbereiteter_zahlungsbescheid/bescheid_auswerten.json": _notice_form(files),
    }


def _inputs(**parameters: str) -> str:
    inside = "".join(
        f'<camunda:inputParameter name="{name}">{text}</camunda:inputParameter>'
        for name, text in parameters.items()
    )
    return f"<extensionElements><camunda:inputOutput>{inside}</camunda:inputOutput></extensionElements>"


def _notice_form(files: Mapping[str, bytes]) -> bytes:
    """The form of the real task, without what it proposes, and with the waiver of appeal."""
    asked = json.loads(files["forms/bescheid_annehmen/bescheid_auswerten.json"])
    for field in asked["properties"].values():
        field.pop("x-vorgabe", None)
    asked["properties"]["rechtsform"]["x-vorgabe"] = "rechtsform_bestimmen.rechtsform"
    asked["properties"]["verzicht_am"] = {"title": "Verzicht am", "type": "string", "format": "date"}
    del asked["x-abschnitte"]
    return json.dumps(asked).encode()


class Payments:
    """One grant in P5: its tasks are done by name, and time goes on when told to."""

    def __init__(
        self, *, year: int = 2021, module: int = 1, made: Programme | None = None, **notice: Any
    ) -> None:
        begin = _day(notice.get("bescheid_vom", f"{year}-01-04"))
        opened = {
            "foerderjahr": year,
            "baustein": module,
            "empfaengerart": "kreis_oder_kreisfreie_stadt_mit_ki",
        }
        parties = {"kreis": "rbk", "stadt": "bgl", "bezreg": "bra", "traeger": "wohlfahrt"}
        story = Story("zahlung", "Zahlung", "vorbereitete_zahlung", begin, SB, opened, parties, (), {})
        self.made = made or programme()
        self.play = Play(*in_memory(self.made, story), story)
        self.play.to_the_end()
        assert not self.play.problems, self.play.problems
        self.do("foerdervorgang_anlegen", SB, fortsetzung=False, aktenzeichen_eigen="50.1-KIM")
        self.do("bescheid_auswerten", SB, **{**_notice(year), **notice})

    def do(self, element: str, by: str, *, at: str = "", represents: str = "", **answers: Any) -> Payments:
        """Complete the open task at `element` over what its form proposes."""
        if at:
            self.until(at)
        proposal = self.proposal(element)
        self.play.engine.complete(
            self.task(element).id, by=self.actor(by, represents), answers={**proposal, **answers}
        )
        self.play.worker.work_off()
        return self

    def proposal(self, element: str) -> dict[str, Any]:
        """What the form at `element` proposes."""
        task, who, now = self.task(element), self.play.engine.queries.directory(), self.play.clock.now()
        return self._form(element).defaults({**task.visible, **self._names(who, now)})

    def _form(self, element: str) -> forms.Form:
        files = self.made.bundle.files
        path = next(
            one for one in files if one.endswith(f"/{element}.json") and "bescheid_annehmen" not in one
        )
        return forms.load(files[path], path)

    def _names(self, directory: Any, now: datetime) -> dict[str, Any]:
        parties = {"kreis": "rbk", "stadt": "bgl", "bezreg": "bra", "traeger": "wohlfahrt"}
        parameters = self.made.version("vorbereiteter_zahlungsbescheid").parameters_on(today(now))
        return {
            "heute": today(now),
            "parameter": parameters,
            "beteiligte": surroundings.parties(parties, directory),
        }

    def claim(self, element: str, by: str, represents: str = "") -> None:
        """Take the open task at `element`."""
        self.play.engine.claim(self.task(element).id, by=self.actor(by, represents))

    def until(self, day: str) -> Payments:
        """Let the time go to nine in the morning of `day`."""
        self.play.pass_time(_day(day))
        self.play.worker.work_off()
        return self

    def task(self, element: str) -> OpenTask:
        waiting = self.play.engine.queries.open_tasks()
        found = [one for one in waiting if one.element == element]
        assert found, f"{element} is not open, but {sorted(one.element for one in waiting)}"
        return found[0]

    def actor(self, name: str, represents: str = "") -> Actor:
        people = {one.name: one for one in self.play.engine.queries.directory().persons.values()}
        return Actor(people[name], people[represents] if represents else None)

    @property
    def open(self) -> set[str]:
        """The tasks that wait."""
        return {one.element for one in self.play.engine.queries.open_tasks()}

    def roles(self, element: str) -> str:
        """Whose task it is."""
        return self.task(element).role

    def value(self, path: str, process: str = "vorbereitete_zahlung") -> Any:
        """A value in the data of the run of `process`; `{0}` stands for the first payment."""
        path = path.replace("{0}", "mittel.zahlungsplan_aufstellen.zahlungen[0]")
        found = [tree.at(parse_path(path)) for name, tree in self.whole.trees if name == process]
        return next((one for one in found if one is not None), None)

    @property
    def whole(self) -> Any:
        return self.play.engine.queries.whole()

    def told(self, kind: str, element: str = "") -> list[Told]:
        """The events of a kind (at an element)."""
        return [one for one in self.whole.events if one.kind == kind and element in ("", one.element)]

    # -- the usual way ------------------------------------------------------------------------------------

    def plan(self, *payments: Mapping[str, Any], at: str = "", **more: Any) -> Payments:
        """Draw up the plan of payments; without `payments` as the form proposes it."""
        answers: dict[str, Any] = {"letzter_abruf": "2021-11-30", **more}
        if payments:
            answers["zahlungen"] = [dict(one) for one in payments]
        return self.do("zahlungsplan_aufstellen", SB, at=at, **answers)

    def need(self, amount: str, **more: Any) -> Payments:
        """Determine the need of the one position."""
        row = {"stelle_id": "ST-01", "einsatzort": "Bergisch Gladbach", "besetzt": True,
               "personalausgaben_faellig": amount}  # fmt: skip
        period = {"auszahlung_erwartet_am": "2021-04-15", "zeitraum_von": "2021-04-15",
                  "zeitraum_bis": "2021-06-15"}  # fmt: skip
        return self.do("bedarf_ermitteln", SB, **{**period, "stellen": [row], **more})

    def certify(self) -> Payments:
        """Both certificates, by two clerks."""
        self.do("sachlich_richtig_feststellen", SB, sachlich_richtig=True)
        return self.do("rechnerisch_richtig_feststellen", SB_2, rechnerisch_richtig=True)

    def order(self) -> Payments:
        return self.do("mittelabruf_anordnen", LEITUNG, angeordnet=True, haushaltsstelle="05.313.414100")

    def pay_out(self) -> Payments:
        """The authority pays what was asked for."""
        self.do("abruf_bei_bezreg_pruefen", BRA, iban_stimmt=True, pruefung="ok")
        return self.do("auszahlung_anordnen", BRA_ZEICHNUNG, freigabe="ja", wertstellung="2021-04-15")

    def book(self, amount: str, **more: Any) -> Payments:
        """Book what has arrived on 15 April 2021."""
        answers = {"eingang_am": "2021-04-15", "betrag": amount, "konto_stimmt": True, **more}
        return self.do("zahlungseingang_buchen", KASSE, at="2021-04-15", **answers)

    def forward(self, kind: str, amount: str, **more: Any) -> Payments:
        """Say who gets the money."""
        row = {"weiterleitung_id": "Z-01/1", "empfaengerart": kind, "empfaenger": "Empfänger",
               "stelle_id": "ST-01", "betrag": amount, **more}  # fmt: skip
        return self.do("weiterleitung_vorbereiten", SB, empfaenger=[row])

    def release(self, orders: str = LEITUNG) -> Payments:
        """Three signatures of three persons, and the cash office pays."""
        for person in (SB_2, KAEMMEREI, orders):
            self.do("freigabe_erteilen", person, entscheidung="freigeben")
        return self.do("weiterleitung_auszahlen", KASSE)


def paid(amount: str = "9000", **notice: Any) -> Payments:
    """A drawdown of `amount` euros that has been booked on 15 April 2021."""
    ready = Payments(verzicht_am="2021-01-08", **notice).plan(
        {"zahlung_id": "Z-01", "termin": "2021-03-29", "betrag_geplant": amount}, at="2021-01-08"
    )
    ready.until("2021-03-29").need(amount).certify().order().pay_out()
    return ready.book(amount)


def _notice(year: int) -> dict[str, Any]:
    return {
        "bescheid_vom": f"{year}-01-04", "az_bra": "36.KIM-0042", "bekanntgabe_am": f"{year}-01-04",
        "belehrung_richtig": True,
        "betrag": "55000", "betrag_stimmt": True, "bewilligung_von": f"{year}-01-01",
        "bewilligung_bis": f"{year}-12-31", "durchfuehrung_von": f"{year}-01-01",
        "durchfuehrung_bis": f"{year}-12-31", "zeitraeume_stimmen": True, "stellen": [POSITION],
        "auszahlungsmodus": "abruf", "vn_frist": f"{year + 1}-03-31", "vn_frist_stimmt": True,
        "weiterleitung_zugelassen": True, "abweichung_vom_antrag": False,
    }  # fmt: skip


def _day(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T09:00:00").replace(tzinfo=BERLIN)

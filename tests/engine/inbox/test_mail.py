"""Mail: a link and a number, at once or as a digest, once for each notice even when the server is down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from engine.clock import FakeClock
from engine.commands import Engine
from engine.errors import Rejected, TransientError
from engine.people import Actor
from engine.worker import Worker
from tests.engine.inbox.desk import second_task, staff

People = dict[str, Actor]


@pytest.fixture
def mailing(engine: Engine, clock: FakeClock) -> Iterator[Engine]:
    """The same database with a mail server in the settings."""
    made = Engine(
        replace(engine.config, smtp_url="smtp://mail.example", public_url="https://l.example/"), clock
    )
    yield made
    made.database.dispose()


def _delegated(engine: Engine, people: People) -> None:
    to = people["third"].person.id
    engine.delegate(second_task(engine, people), by=people["second"], to=to, reason="Vertraulich")


def test_a_mail_says_nothing_but_that_there_is_something(mailing: Engine) -> None:
    """No name, no reference, no title: a link. Read before it goes out, none goes out."""
    people, sent = staff(mailing), list[EmailMessage]()
    mailing.set_mail(by=people["third"], email="dritte@kreis.example", mode="at_once")
    assert mailing.queries.mail_setting(people["third"].person).mode == "at_once"
    _delegated(mailing, people)
    Worker(mailing, sent.append).work_off()
    (mail,) = sent
    assert mail["To"] == "dritte@kreis.example"
    text = mail.get_content()
    assert "https://l.example/" in text
    for hidden in ("Antrag", "H-2021", "Demo", "Vertraulich"):
        assert hidden not in text + mail["Subject"]


def test_a_digest_goes_out_once_in_the_morning(mailing: Engine, clock: FakeClock) -> None:
    """Three causes on one day, one mail at seven the next."""
    people, sent = staff(mailing), list[EmailMessage]()
    mailing.set_mail(by=people["third"], email="dritte@kreis.example", mode="digest")
    worker = Worker(mailing, sent.append)
    for _ in range(3):
        _delegated(mailing, people)
        worker.work_off()
    assert sent == []
    clock.set(datetime(2021, 3, 2, 6, 0, 1, tzinfo=UTC))
    worker.work_off()
    assert ["(3)" in mail.get_content() for mail in sent] == [True]
    clock.advance(timedelta(days=1))
    worker.work_off()
    assert len(sent) == 1


def test_a_server_that_is_down_delays_and_never_doubles(mailing: Engine, clock: FakeClock) -> None:
    """The first two attempts fail; the third is the only mail, with the Message-ID of the first."""
    people, tried, sent = staff(mailing), list[str](), list[EmailMessage]()

    def post(mail: EmailMessage) -> None:
        tried.append(mail["Message-ID"])
        if len(tried) < 3:
            raise TransientError("mail_down", problem="Test")
        sent.append(mail)

    mailing.set_mail(by=people["third"], email="dritte@kreis.example", mode="at_once")
    _delegated(mailing, people)
    for _ in range(5):
        Worker(mailing, post).work_off()
        clock.advance(timedelta(minutes=2))
    assert (len(sent), len(tried), len(set(tried))) == (1, 3, 1)


@pytest.mark.parametrize("wrong", ["", "a@b\nBcc: c@d", "a@b, c@d", "niemand"])
def test_what_is_no_address_is_refused(mailing: Engine, wrong: str) -> None:
    """No line break and no second receiver comes into a header."""
    people = staff(mailing)
    with pytest.raises(Rejected):
        mailing.set_mail(by=people["third"], email=wrong, mode="at_once")

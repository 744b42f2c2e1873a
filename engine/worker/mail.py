"""Writes to people that there is something new for them: a link and a number, no personal data. By SMTP."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from engine.config import Config
from engine.errors import Rejected, TransientError
from engine.rules.administration import EMAIL
from engine.store.mailing import Letter
from engine.wording import Language, say

Post = Callable[[EmailMessage], None]
SECONDS = 20


def message(letter: Letter, config: Config) -> EmailMessage:
    """The mail. Its Message-ID is the job's: sent again after a fault, it is the same mail."""
    made = EmailMessage()
    made["From"], made["To"] = config.mail_from, letter.to
    made["Subject"] = say("notices", "mail_subject", letter.language)
    made["Message-ID"] = f"<{letter.key}@laufmappe>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(say("notices", "mail_text", letter.language, count=letter.count, link=config.public_url))
    return made


def trial(to: str, language: Language, config: Config) -> EmailMessage:
    """A mail to see whether the server takes it. Raises Rejected for what is no address, or no server."""
    if not config.smtp_url:
        raise Rejected("mail_off")
    if not EMAIL.fullmatch(to):
        raise Rejected("mail_address")
    made = EmailMessage()
    made["From"], made["To"] = config.mail_from, to
    made["Subject"] = say("notices", "mail_try_subject", language)
    made.set_content(say("notices", "mail_try_text", language, link=config.public_url))
    return made


def by_smtp(config: Config) -> Post:
    """Sends by the server of `LAUFMAPPE_SMTP_URL` (`smtp://`, `smtp+starttls://` or `smtps://`)."""

    def post(mail: EmailMessage) -> None:
        address = urlsplit(config.smtp_url)
        server = smtplib.SMTP_SSL if address.scheme == "smtps" else smtplib.SMTP
        try:
            with server(address.hostname or "localhost", address.port or 0, timeout=SECONDS) as connection:
                if address.scheme == "smtp+starttls":
                    connection.starttls()
                if address.username:
                    connection.login(unquote(address.username), unquote(address.password or ""))
                connection.send_message(mail)
        except (OSError, smtplib.SMTPException) as error:
            raise TransientError("mail_down", problem=type(error).__name__) from error

    return post

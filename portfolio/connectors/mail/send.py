"""Hand mail in at an SMTP server, or write it into a folder."""

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path

from portfolio.domain.mail import Carrier, Mail

PATIENCE_SECONDS = 20
FOR_EVER = 500  # from this answer of a server on it will not take the mail later either


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a mail did not go; a final one need not be tried again."""

    words: str
    is_final: bool = False


class Line:
    """An open way to hand mail in."""

    def __init__(self, server: smtplib.SMTP | None, folder: Path | None, sender: str) -> None:
        self._server, self._folder, self._sender = server, folder, sender

    def send(self, mail: Mail) -> Fault | None:
        """Hand a mail in and return None, or what went wrong."""
        try:
            message = self._message(mail)
            if self._folder is not None:
                _write(self._folder, mail, message)
            elif self._server is not None:
                self._server.send_message(message)
        except smtplib.SMTPRecipientsRefused as fault:
            code, words = next(iter(fault.recipients.values()))
            return Fault(f"{code} {_text(words)}", is_final=code >= FOR_EVER)
        except smtplib.SMTPResponseException as fault:
            code = fault.smtp_code
            return Fault(f"{code} {_text(fault.smtp_error)}", is_final=code >= FOR_EVER)
        except (OSError, smtplib.SMTPException, ValueError) as fault:
            return Fault(_said(fault))
        return None

    def _message(self, mail: Mail) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = mail.address
        message["Subject"] = mail.letter.subject
        message["Date"] = format_datetime(mail.created_at)
        message["Message-ID"] = mail.message_id(parseaddr(self._sender)[1].partition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.letter.text)
        if mail.letter.html:
            message.add_alternative(mail.letter.html, subtype="html")
        return message


@contextmanager
def opened(carrier: Carrier, *, sender: str) -> Iterator[Line | Fault]:
    """Yield an open line, or why there is none."""
    if carrier.scheme == "file":
        yield Line(None, Path(carrier.folder), sender)
        return
    try:
        server = _connected(carrier)
    except (OSError, smtplib.SMTPException, ValueError) as fault:
        yield Fault(_said(fault))
        return
    try:
        yield Line(server, None, sender)
    finally:
        _leave(server)


def _connected(carrier: Carrier) -> smtplib.SMTP:
    safe = ssl.create_default_context()
    if carrier.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            carrier.host, carrier.port, timeout=PATIENCE_SECONDS, context=safe
        )
    else:
        server = smtplib.SMTP(carrier.host, carrier.port, timeout=PATIENCE_SECONDS)
    try:
        if carrier.starttls:
            server.starttls(context=safe)
        if carrier.user:
            server.login(carrier.user, carrier.password)
    except BaseException:
        server.close()
        raise
    return server


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _write(folder: Path, mail: Mail, message: EmailMessage) -> None:
    # Written beside and renamed: a reader never sees half a mail, a second try writes it over.
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{mail.created_at:%Y%m%d-%H%M%S}-{mail.id}.eml"
    half = path.with_suffix(".part")
    half.write_bytes(message.as_bytes())
    os.replace(half, path)


def _said(fault: Exception) -> str:
    return str(fault) or type(fault).__name__


def _text(words: object) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else str(words)

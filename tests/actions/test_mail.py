"""Reminders, the outbox and the digest: said once, sent at least once, seen where doubled."""

import email.policy
import signal
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask

from portfolio.actions.check_in import check_in
from portfolio.actions.choose_mail import choose_mail
from portfolio.actions.remind import remind
from portfolio.actions.send_mail import send_mail
from portfolio.actions.try_mail import try_mail
from portfolio.actions.write_digests import write_digests
from portfolio.domain.errors import Misconfigured, NotAllowed
from portfolio.domain.mail import MOST_TRIES, Carrier, DueLine, Letter, Wishes, carrier_from
from portfolio.domain.okr_drafts import CheckInDraft
from portfolio.store import mail, reminders, rows
from portfolio.store.tables.teams import absences, extra_holidays, offices, people
from portfolio.store.unit import Store
from portfolio.web.letters import WebPen
from tests.people import NOW, Cast
from tests.web.okr_pages import Quarter, make_quarter

ROOT = Path(__file__).parents[2]
SENDER = "Portfolio <portfolio@example.org>"
THURSDAY = date(2027, 2, 11)


class PlainPen:
    """A pen that writes what it is told."""

    def reminders(self, locale: str | None, name: str, lines: Sequence[DueLine]) -> Letter:
        said = ", ".join(f"{one.code} {one.stage}" for one in lines)
        return Letter(f"{name}: {said}", said)

    def digest(self, locale: str | None) -> Letter | None:
        return Letter(f"The week, {locale}", "text", "<p>text</p>")


@pytest.fixture
def quarter(store: Store, cast: Cast) -> Quarter:
    return make_quarter(store, cast)


def said(store: Store, day: date) -> list[str]:
    """Remind on a day, twice, and return the subjects that are new."""
    moment = datetime(day.year, day.month, day.day, 8, tzinfo=NOW.tzinfo)
    before = subjects(store)
    told = remind(store, now=moment, today=day, pen=PlainPen())
    assert remind(store, now=moment, today=day, pen=PlainPen()) == 0
    new = [one for one in subjects(store) if one not in before]
    assert len(new) <= told
    return new


def subjects(store: Store) -> list[str]:
    with store.reading() as tx:
        return sorted(one.letter.subject for one in mail.unsent(tx))


def test_each_is_reminded_once_before_on_and_after_the_day(store, cast, quarter) -> None:
    # 1.1 was heard of on 18 January, 2.1 on 1 February: a Friday has passed since for each.
    assert said(store, date(2027, 2, 6)) == []  # a Saturday
    first = said(store, date(2027, 2, 9))
    assert first == [
        "Lead: 1.2 overdue, 1.3 overdue",
        "Member: 1.1 overdue",
        "Other_Lead: 2.1 overdue",
    ]
    assert said(store, date(2027, 2, 10)) == []
    with store.writing() as tx:
        draft = CheckInDraft(date(2027, 2, 10), 97.0)
        check_in(tx, cast.planner, quarter.latency, draft, now=NOW + timedelta(days=1, hours=2))
        assert [
            one.code for one in reminders.waiting(tx, cast.lead.account_id, today=THURSDAY)
        ] == ["1.3"]
        assert reminders.count_waiting(tx, cast.member.account_id, today=THURSDAY) == 1
        assert reminders.count_waiting(tx, cast.member.account_id, today=date(2027, 4, 1)) == 0
    assert said(store, date(2027, 2, 18)) == ["Lead: 1.3 overdue, 1.2 tomorrow"]


def test_nobody_is_reminded_on_a_day_off_or_against_the_wish(store, cast, quarter) -> None:
    with store.writing() as tx:
        office = rows.add(tx, offices, {"name": "Zagreb", "country": "HR", "time_zone": "UTC"})
        rows.add(tx, extra_holidays, {"office_id": office, "on": date(2027, 2, 9)})
        person = {"name": "Ana", "office_id": office, "account_id": cast.member.account_id}
        ana = rows.add(tx, people, person)
        away = {"person_id": ana, "starts_on": date(2027, 2, 10), "ends_on": date(2027, 2, 10)}
        rows.add(tx, absences, {**away, "share": 1.0, "entered_at": NOW})
        choose_mail(tx, cast.lead, Wishes(reminders=False), locale="es")
    assert said(store, date(2027, 2, 9)) == ["Other_Lead: 2.1 overdue"]
    with store.reading() as tx:  # the lead is told in the app alone
        assert reminders.count_waiting(tx, cast.lead.account_id, today=THURSDAY) == 2
    assert said(store, date(2027, 2, 10)) == []
    assert said(store, THURSDAY) == ["Member: 1.1 overdue"]


def test_the_digest_is_written_once_a_week_to_who_wants_it(store, cast, quarter) -> None:
    monday, pen = date(2027, 2, 8), PlainPen()
    with store.writing() as tx:
        choose_mail(tx, cast.member, Wishes(digest=True), locale="es")
        choose_mail(tx, cast.executive, Wishes(digest=False), locale=None)
    assert write_digests(store, now=NOW, today=monday + timedelta(days=3), pen=pen) == 0
    assert write_digests(store, now=NOW, today=monday, pen=pen) == 3
    assert write_digests(store, now=NOW, today=monday + timedelta(days=1), pen=pen) == 0
    assert subjects(store) == ["The week, None", "The week, None", "The week, es"]
    assert write_digests(store, now=NOW, today=monday + timedelta(days=7), pen=pen) == 3


def test_the_letters_are_in_the_readers_language_with_whole_links(
    store: Store, app: Flask, cast: Cast, quarter: Quarter
) -> None:
    pen = WebPen(lambda: app)
    moment = datetime(2027, 2, 9, 8, tzinfo=NOW.tzinfo)
    with store.writing() as tx:
        choose_mail(tx, cast.member, Wishes(), locale="es")
    assert remind(store, now=moment, today=moment.date(), pen=pen) == 3
    letter = pen.digest(None)
    assert letter is not None
    with store.reading() as tx:
        lead, member, _ = sorted(mail.unsent(tx), key=lambda one: one.address)
    assert lead.letter.subject == "2 check-ins are due, 2 are overdue"
    assert "- 1.2 Delivered in 10 s: overdue since " in lead.letter.text
    assert f"http://127.0.0.1:8000/okrs/key-results/{quarter.latency}\n" in lead.letter.text
    assert '<html lang="es">' in member.letter.html
    for one in (lead.letter, letter):
        assert "style" not in one.html and "<script" not in one.html
        assert "http://127.0.0.1:8000/account" in one.text


class Server(socketserver.ThreadingTCPServer):
    """A mail server that takes what it is told to take."""

    allow_reuse_address = True
    daemon_threads = True
    answer = "250 ok"
    after_each: Callable[[int], None] = staticmethod(lambda count: None)

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.taken: list[EmailMessage] = []
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()


class Session(socketserver.StreamRequestHandler):
    """One session in the words of SMTP."""

    server: Server

    def handle(self) -> None:
        self._say("220 here")
        for raw in self.rfile:
            word = raw[:4].upper()
            if word == b"RCPT":
                self._say(self.server.answer)
            elif word == b"DATA":
                self._say("354 go on")
                self._take()
                self.server.after_each(len(self.server.taken))
                self._say("250 taken")
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self) -> None:
        lines = list(iter(self.rfile.readline, b".\r\n"))
        policy = email.policy.default
        self.server.taken.append(email.message_from_bytes(b"".join(lines), policy=policy))

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.shutdown()
    made.server_close()


def send(store: Store, carrier: Carrier, at: datetime) -> int:
    return send_mail(store, carrier, sender=SENDER, clock=lambda: at)


def post(store: Store, cast: Cast, *, now: datetime = NOW) -> None:
    with store.writing() as tx:
        letter = Letter("¿Llega?\n Sí", "text, ñ", "<p>ñ</p>")
        try_mail(tx, cast.administrator, now=now, letter=letter)


def test_mail_goes_to_a_real_server_and_a_doubled_one_is_seen(store, cast, server) -> None:
    carrier = carrier_from(f"smtp://127.0.0.1:{server.server_address[1]}?tls=none")
    post(store, cast)
    with store.writing() as tx:
        assert len(mail.claim(tx, now=NOW)) == 1  # and the process is killed before it says so
        assert mail.claim(tx, now=NOW) == []
    later = NOW + timedelta(minutes=3)
    assert send(store, carrier, NOW) == 0
    assert send(store, carrier, later) == 1
    with store.writing() as tx:  # it was taken, and the process is killed before it marks that
        mail.mark(tx, 1, {"sent_at": None})
    assert send(store, carrier, later + timedelta(hours=1)) == 1
    assert send(store, carrier, later + timedelta(days=1)) == 0
    one, other = server.taken
    assert one["Message-ID"] == other["Message-ID"] == "<mail-1-20270209100000@example.org>"
    assert (one["Subject"], one["To"]) == ("¿Llega? Sí", "administrator@example.org")
    assert one.get_body(("plain",)).get_content().split() == ["text,", "ñ"]
    assert one.get_body(("html",)).get_content().strip() == "<p>ñ</p>"


def killed(work: str, url: str, carrier: str, at: datetime) -> "subprocess.Popen[bytes]":
    """Start the post in a process that is about to be killed."""
    command = [sys.executable, "-m", "tests.actions.killed_post", work, url, carrier]
    return subprocess.Popen([*command, at.isoformat()], cwd=ROOT)


def test_no_letter_is_lost_or_written_twice_where_the_post_is_killed(
    store, cast, quarter, server, database_url
) -> None:
    carrier = f"smtp://127.0.0.1:{server.server_address[1]}?tls=none"
    writer = killed("remind", database_url, carrier, NOW)
    assert writer.wait(30) == -signal.SIGKILL
    first = subjects(store)
    assert len(first) == 1  # the second was not begun: nothing of it is kept, nobody was told
    assert remind(store, now=NOW, today=NOW.date(), pen=PlainPen()) == 2
    assert len(subjects(store)) == 3
    sender = killed("send", database_url, carrier, NOW)

    def kill(count: int) -> None:
        if count == 2 and sender.poll() is None:
            sender.kill()  # the worst moment: taken, and not yet told so
            sender.wait(30)

    server.after_each = kill
    assert sender.wait(30) == -signal.SIGKILL
    with store.reading() as tx:
        assert mail.counts(tx, since=NOW) == {"sent": 1, "waiting": 2, "given_up": 0}
    assert send(store, carrier_from(carrier), NOW) == 0  # they rest until their next try
    assert send(store, carrier_from(carrier), NOW + timedelta(minutes=3)) == 2
    assert send(store, carrier_from(carrier), NOW + timedelta(days=1)) == 0
    names = [one["Message-ID"] for one in server.taken]
    assert len(set(names)) == 3  # each went
    assert [names.count(one) for one in sorted(set(names))] == [1, 2, 1]  # seen as the same one


def test_a_server_that_refuses_is_tried_again_and_one_that_never_takes_it_given_up(
    store, cast, server
) -> None:
    carrier = carrier_from(f"smtp://127.0.0.1:{server.server_address[1]}")
    post(store, cast)
    server.answer = "451 come back later"
    at = NOW
    for _ in range(MOST_TRIES):
        assert send(store, carrier, at) == 0
        at += timedelta(hours=4)
    with store.reading() as tx:
        (one,) = mail.unsent(tx)
        assert mail.counts(tx, since=NOW) == {"sent": 0, "waiting": 0, "given_up": 1}
    assert (one.tries, one.fault, one.given_up_at is None) == (10, "451 come back later", False)
    server.answer = "250 ok"
    assert send(store, carrier, at) == 0
    with pytest.raises(NotAllowed), store.writing() as tx:
        try_mail(tx, cast.planner, now=at, mail_id=one.id)
    with store.writing() as tx:
        try_mail(tx, cast.administrator, now=at, mail_id=one.id)
    assert send(store, carrier, at) == 1
    server.answer = "550 nobody of that name"
    post(store, cast, now=at)
    send(store, carrier, at)
    nowhere = carrier_from("smtp://127.0.0.1:1")
    post(store, cast, now=at + timedelta(seconds=1))
    assert send(store, nowhere, at + timedelta(seconds=1)) == 0
    with store.reading() as tx:
        newest, refused = mail.unsent(tx)
    assert refused.given_up_at == at and "550" in refused.fault
    assert newest.given_up_at is None and "refused" in newest.fault


def test_a_folder_takes_mail_too_and_a_second_try_writes_over_the_first(
    store: Store, cast: Cast, tmp_path: Path
) -> None:
    post(store, cast)
    carrier = carrier_from(f"file:{tmp_path}/out")
    assert send(store, carrier, NOW) == 1
    with store.writing() as tx:
        mail.mark(tx, 1, {"sent_at": None})
    assert send(store, carrier, NOW + timedelta(hours=1)) == 1
    (file,) = (tmp_path / "out").iterdir()
    assert "Auto-Submitted: auto-generated" in file.read_text()


@pytest.mark.parametrize(
    "text",
    [
        "mail.example.org", "smtp://", "smtp://h:0x1", "smtp://h:99999", "file:", "smtp://h?tls=no",
        "smtp://u:p@mail.example.org", "smtp://h?ssl=1", "http://h",
    ],
)  # fmt: skip
def test_a_carrier_that_cannot_be_meant_stops_the_start(text: str) -> None:
    with pytest.raises(Misconfigured, match="PORTFOLIO_MAIL"):
        carrier_from(text)


def test_a_carrier_is_read_and_never_shows_its_password() -> None:
    found = carrier_from("smtp://ann%40x:s%3Acret@mail.example.org:587?tls=starttls")
    assert (found.user, found.password, found.port) == ("ann@x", "s:cret", 587)
    assert found.starttls and "s:cret" not in repr(found) + found.shown
    assert carrier_from("smtps://mail.example.org").port == 465

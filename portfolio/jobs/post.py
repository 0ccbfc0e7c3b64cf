"""The post of a worker: it reminds, writes the week's digest, and sends the mail that waits."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event

from portfolio.actions.remind import remind
from portfolio.actions.send_mail import send_mail, tidy_mail
from portfolio.actions.tell_time import tell_time
from portfolio.actions.write_digests import write_digests
from portfolio.domain.mail import Pen
from portfolio.settings import Settings
from portfolio.store.unit import Store

LOOK_SECONDS = 3.0
WRITE_SECONDS = 60.0
TIDY_SECONDS = 3600.0
FIRST_HOUR = 7  # in the product's time zone: nobody is written to at night

log = logging.getLogger("portfolio.post")


@contextmanager
def beside(store: Store, settings: Settings, stop: Event, pen: Pen) -> Iterator[None]:
    """Do the post in a thread of its own, so that a slow mail server holds no job up."""
    thread = threading.Thread(target=run, args=(store, settings, stop, pen), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(LOOK_SECONDS)


def run(store: Store, settings: Settings, stop: Event, pen: Pen) -> None:
    """Remind, write and send until `stop` is set."""
    post = Post(store, settings, pen)
    while not stop.wait(LOOK_SECONDS):
        try:
            post.pass_by()
        except Exception:  # a locked or lost database now may be back at the next look
            log.exception("the post could not be done")


class Post:
    """What the post does at each look."""

    def __init__(self, store: Store, settings: Settings, pen: Pen) -> None:
        self.store, self.settings, self.pen = store, settings, pen
        self.written_at = self.tidied_at = -TIDY_SECONDS

    def pass_by(self) -> None:
        """Write once a minute, send whenever something waits."""
        if time.monotonic() - self.written_at >= WRITE_SECONDS:
            self.written_at = time.monotonic()
            self._write()
        if self.settings.mail is None:
            return
        send_mail(self.store, self.settings.mail, sender=self.settings.mail_from, clock=self._clock)
        if time.monotonic() - self.tidied_at >= TIDY_SECONDS:
            self.tidied_at = time.monotonic()
            tidy_mail(self.store, now=self._clock())

    def _write(self) -> None:
        now = self._clock()
        local = now.astimezone(self.settings.zone)
        if local.hour < FIRST_HOUR:
            return
        has_mail = self.settings.mail is not None
        remind(self.store, now=now, today=local.date(), pen=self.pen if has_mail else None)
        if has_mail:
            write_digests(self.store, now=now, today=local.date(), pen=self.pen)

    def _clock(self) -> datetime:
        with self.store.reading() as tx:
            return tell_time(tx, datetime.now(UTC))

"""A worker's post in a process of its own, for tests that kill it with -9 in its middle."""

import os
import signal
import sys
from collections.abc import Sequence
from datetime import datetime

from portfolio.actions.remind import remind
from portfolio.actions.send_mail import send_mail
from portfolio.domain.mail import DueLine, Letter, carrier_from
from portfolio.store.unit import open_store

SENDER = "Portfolio <portfolio@example.org>"


class DeadlyPen:
    """A pen whose second letter kills its writer."""

    written = 0

    def reminders(self, locale: str | None, name: str, lines: Sequence[DueLine]) -> Letter:
        """Write the first letter and die over the second."""
        if self.written:
            os.kill(os.getpid(), signal.SIGKILL)
        self.written += 1
        return Letter(name, ", ".join(one.code for one in lines))

    def digest(self, locale: str | None) -> Letter | None:
        """Nothing is written of the week."""
        return None


def main(work: str, url: str, carrier: str, at: str) -> None:
    """Remind until the pen kills, or send until the server does."""
    store, now = open_store(url), datetime.fromisoformat(at)
    if work == "remind":
        remind(store, now=now, today=now.date(), pen=DeadlyPen())
    else:
        send_mail(store, carrier_from(carrier), sender=SENDER, clock=lambda: now)


if __name__ == "__main__":
    main(*sys.argv[1:])

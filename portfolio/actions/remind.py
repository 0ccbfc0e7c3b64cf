"""Remind people of check-ins: once before the day, on it and after it, never on a day off."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from portfolio.domain.cycles import Span
from portfolio.domain.mail import DueLine, Kind, Letter, Pen
from portfolio.domain.okrs import KeyResult, Objective, Tree, due_on
from portfolio.domain.person_days import SATURDAY, Staff
from portfolio.domain.reminders import Due, Reminder, reminders_on
from portfolio.store import cycles, mail, okrs, reminders, staff
from portfolio.store.reminders import Recipient
from portfolio.store.unit import Store, Tx

SCOPE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class _Told:
    """What one person is told today: everything that is due, and which of it is new."""

    to: Recipient
    lines: tuple[DueLine, ...]
    new: tuple[Reminder, ...]


@dataclass(slots=True)
class _Asked:
    """The key results of the running quarters, and who is asked for their check-ins."""

    leads: dict[int, list[int]]
    dues: list[Due] = field(default_factory=list)
    found: dict[int, tuple[KeyResult, Objective]] = field(default_factory=dict)

    def add(self, tree: Tree) -> None:
        """Add what a quarter still waits for."""
        for objective in tree.every_objective():
            for one in objective.key_results:
                self._add(one, objective, tree.on, tree.cycle.span)

    def _add(self, one: KeyResult, objective: Objective, on: date, span: Span) -> None:
        due = due_on(one, on, span)
        if due is None:
            return
        self.found[one.id] = (one, objective)
        team_id = one.team_id or objective.team_id
        leads = self.leads.get(team_id, []) if team_id else []
        people = [one.account_id] if one.account_id else leads
        self.dues += [Due(account_id, one.id, due) for account_id in people]


def remind(store: Store, *, now: datetime, today: date, pen: Pen | None) -> int:
    """Note, and write by mail where there is a pen, what is due; return how many were told.

    Each gets one message that lists all; where nothing is new, none. It may be called as often as
    one likes, and by several workers.
    """
    with store.reading() as tx:
        told = _told_today(tx, today)
    return sum(_tell(store, one, pen, now=now, today=today) for one in told)


def _told_today(tx: Tx, today: date) -> list[_Told]:
    asked = _Asked(reminders.leads(tx))
    for cycle in cycles.all_cycles(tx):
        if cycle.span.has(today) and not cycle.is_closed:
            asked.add(okrs.tree(tx, cycle.id, on=today))
    if not asked.dues:
        return []
    works = _Calendar(staff.staff(tx, since=today - SCOPE, until=today + SCOPE))
    known = reminders.told(tx, asked.found)
    people = reminders.recipients(tx)
    return [
        _Told(people[account_id], _lines(every, asked), new)
        for account_id, every in reminders_on(asked.dues, today, works).items()
        if account_id in people and (new := tuple(one for one in every if one not in known))
    ]


class _Calendar:
    """Whether an account works on a day: by its person's office and absences."""

    def __init__(self, found: Staff) -> None:
        people = {one.id: one for one in found.people if one.account_id is not None}
        self.offices = {one.account_id: one.office_id for one in people.values()}
        self.holidays = found.holidays
        self.away: dict[int | None, list[Span]] = {}
        for absence in found.absences:
            if absence.person_id in people and absence.share >= 1:
                days = Span(absence.starts_on, absence.ends_on)
                self.away.setdefault(people[absence.person_id].account_id, []).append(days)

    def __call__(self, account_id: int, day: date) -> bool:
        """Tell whether the account works on the day."""
        office_id = self.offices.get(account_id)
        if day.weekday() >= SATURDAY:
            return False
        if office_id is not None and day in self.holidays.get(office_id, frozenset()):
            return False
        return not any(span.has(day) for span in self.away.get(account_id, ()))


def _lines(every: Iterable[Reminder], asked: _Asked) -> tuple[DueLine, ...]:
    lines = []
    for reminder in every:
        one, objective = asked.found[reminder.due.key_result_id]
        due, stage = reminder.due.due_on, reminder.stage
        lines.append(DueLine(one.id, one.code, one.title, objective.title, due, stage))
    return tuple(lines)


def _tell(store: Store, told: _Told, pen: Pen | None, *, now: datetime, today: date) -> bool:
    letter = _letter(told.to, told.lines, pen)
    with store.writing() as tx:
        is_new = [reminders.tell(tx, one, now=now, today=today) for one in told.new]
        if letter is not None and any(is_new):  # another worker may have told it all meanwhile
            once = f"reminders:{told.to.account_id}:{today}"
            mail.add(tx, told.to.account_id, Kind.REMINDERS, letter, once=once, now=now)
    return any(is_new)


def _letter(to: Recipient, lines: Sequence[DueLine], pen: Pen | None) -> Letter | None:
    if pen is None or not to.wishes.reminders:
        return None
    return pen.reminders(to.locale, to.name, lines)

"""Import a key result's values from a file with a column of days and one of values."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from time import perf_counter

from portfolio.actions.tell_values import State, Value, faults_of, tell_values
from portfolio.domain.errors import Refused
from portfolio.domain.imports import ImportAnswer, RowProblem
from portfolio.domain.people import Deed, Viewer, require
from portfolio.domain.sources import CsvSettings, Source, SourceKind
from portfolio.store import okr_scopes, okrs, sources, trail
from portfolio.store.unit import Tx

MOST_ROWS = 20_000
MOST_KEPT = 50  # refused rows that the page shows; the answer itself has all


def import_values(
    tx: Tx,
    by: Viewer,
    key_result_id: int,
    rows: Iterable[Value | RowProblem],
    *,
    now: datetime,
    today: date,
) -> ImportAnswer:
    """Keep the values of a file and answer for every row; the same file again changes nothing.

    A day that stands twice in the file is refused from its second row on.
    """
    begun = perf_counter()
    require(by, Deed.CHECK_IN, okr_scopes.of_key_result(tx, key_result_id))
    source = file_source(tx, key_result_id)
    sources.lock(tx, [source.id])
    values, problems = _sorted_out(rows)
    faults = faults_of(tx, key_result_id, values, today=today)
    problems += [
        RowProblem(one.place, one.on.isoformat(), " ".join(faults[one.place].values()))
        for one in values
        if one.place in faults
    ]
    taken = [one for one in values if one.place not in faults]
    told = tell_values(tx, source, taken, now=now, today=today, may_return=True)
    states = Counter(one.state for one in told)
    answer = ImportAnswer(
        read=len(values) + len(problems) - len(faults),
        added=states[State.ADDED],
        changed=states[State.CHANGED],
        unchanged=states[State.UNCHANGED],
        refused=tuple(sorted(problems, key=lambda one: one.line)),
        seconds=perf_counter() - begun,
        facts={"key_result": key_result_id},
    )
    kept = answer.as_json() | {"refused": answer.as_json()["refused"][:MOST_KEPT]}
    sources.note_answer(tx, source.id, kept | {"at": now.isoformat(), "bad": len(problems)})
    counts = {"read": answer.read, "added": answer.added, "changed": answer.changed}
    after = counts | {"refused": len(problems)}
    trail.record(tx, by, "import values", f"kr:{key_result_id}", now=now, after=after)
    return answer


def file_source(tx: Tx, key_result_id: int) -> Source:
    """Return the source of a key result that is measured by files; raise NotFound or Refused."""
    key_result = okrs.one_key_result(tx, key_result_id)
    source = sources.one_source(tx, key_result_id)
    if source is None or source.kind is not SourceKind.CSV:
        raise Refused("This key result is not measured by files.")
    if okrs.cycle_of(tx, key_result.objective_id).is_closed:
        raise Refused("The quarter of this key result is closed.")
    assert isinstance(source.settings, CsvSettings)
    return source


def _sorted_out(rows: Iterable[Value | RowProblem]) -> tuple[list[Value], list[RowProblem]]:
    values: list[Value] = []
    problems: list[RowProblem] = []
    lines: dict[date, int] = {}
    for count, row in enumerate(rows, start=1):
        if count > MOST_ROWS:
            raise Refused(f"The file has more than {MOST_ROWS:,} rows. Leave out the old ones.")
        if isinstance(row, RowProblem):
            problems.append(row)
        elif row.on in lines:
            why = f"The day was already on line {lines[row.on]}."
            problems.append(RowProblem(row.place, row.on.isoformat(), why))
        else:
            lines[row.on] = row.place
            values.append(row)
    return values, problems

"""How often a team checks in, in words."""

from portfolio.domain.rhythm import Every, Rhythm
from portfolio.web.language import gettext as _
from portfolio.web.language import later

EVERY = {
    Every.WEEK: later("every week"),
    Every.FORTNIGHT: later("every two weeks"),
    Every.MONTH: later("every month"),
}
WEEKDAYS = (
    later("Monday"),
    later("Tuesday"),
    later("Wednesday"),
    later("Thursday"),
    later("Friday"),
)


def rhythm_words(rhythm: Rhythm) -> str:
    """Return a rhythm as it stands in a sentence."""
    day = str(WEEKDAYS[rhythm.weekday]) if rhythm.weekday < len(WEEKDAYS) else ""
    if rhythm.every is Every.WEEK:
        return _("every week on %(day)s", day=day)
    if rhythm.every is Every.FORTNIGHT:
        return _("every two weeks on %(day)s", day=day)
    return _("on the first %(day)s of each month", day=day)

"""What the drafts and deeds of objectives refuse, in the page's language.

They speak English, with values in their sentences. Here stands each sentence once, with names for
its values: it is found by its shape, translated, and given its values back.
"""

import re
from functools import cache

from portfolio.web.language import Later, later
from portfolio.web.language import gettext as _

SENTENCES = (
    later("Write a title."),
    later("The title is longer than %(most)s characters."),
    later("The code is longer than 32 characters."),
    later("The weight must be a number from 0 to 1,000."),
    later("This is no number that can be counted with."),
    later("Write the target: a number."),
    later("Write the limit: a number."),
    later("Write the start: a number."),
    later("Write the lower limit: a number."),
    later("The target must be above %(value)s."),
    later("The target must be below %(value)s."),
    later("A day is named twice."),
    later("Each day needs a value that is a number."),
    later("The confidence must be from 0 to 100 %%."),
    later("The note is longer than 2,000 characters."),
    later("Write the value as it is today: a number."),
    later("This day has not come yet."),
    later("This day lies more than a year before the quarter."),
    later("Write how much the epic moves towards the target: 0 or more."),
    later("Choose a day of the quarter, %(first)s to %(last)s."),
    later("There is another %(code)s in this quarter. Choose another code."),
    later("There is another %(code)s in this quarter."),
    later("The objective above must be one of the same quarter."),
    later("An objective cannot stand under itself."),
    later("An objective supports others of the same quarter."),
    later("It is a part of that objective already: it contributes, which is more."),
    later("A key result moves to an objective of the same quarter."),
    later("%(quarter)s is closed. Reopen it before you change anything in it."),
    later("This key result was struck out on %(day)s."),
    later("This key result was struck out: nothing can be attached to it."),
    later("%(key)s is attached to this key result already."),
    later("%(key)s is no epic. Attach the epic above it, or the epics under it."),
    later("There is no item %(key)s."),
    later("Write what it moved, or tick that it cannot be told."),
    later("The last day lies before the first."),
    later("%(key)s is not finished yet: what it moves cannot be seen."),
    later("What %(key)s really moved is told: what was expected of it stays as it was."),
)


def in_words(sentence: str, among: tuple[Later, ...] = SENTENCES) -> str:
    """Return what was refused in the page's language; an unknown sentence as it is."""
    for template, shape in _shapes(among):
        found = shape.fullmatch(sentence)
        if found:
            values = found.groupdict()
            return _(template, **values) if values else _(template).replace("%%", "%")
    return sentence


def is_known(sentence: str, among: tuple[Later, ...] = SENTENCES) -> bool:
    """Whether a sentence has its shape here."""
    return any(shape.fullmatch(sentence) for _template, shape in _shapes(among))


@cache
def _shapes(among: tuple[Later, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((one.message, _shape(one.message)) for one in among)


def _shape(template: str) -> re.Pattern[str]:
    pieces = re.split(r"%\((\w+)\)s", template.replace("%%", "%"))
    shape = "".join(
        f"(?P<{piece}>.+)" if place % 2 else re.escape(piece) for place, piece in enumerate(pieces)
    )
    return re.compile(shape, re.DOTALL)

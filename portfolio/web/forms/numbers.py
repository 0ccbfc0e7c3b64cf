"""Numbers as people type them: with the comma or the point of their language, or with neither."""

import re
from math import isfinite
from typing import Any

from wtforms import Field
from wtforms.widgets import TextInput

from portfolio.web import language

DECIMAL = {"en": ".", "es": ","}
SPACES = re.compile(r"[\s\u00a0\u202f'’]")
DIGITS = re.compile(r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$")
GROUPED = re.compile(r"^[+-]?[1-9]\d{0,2}([.,])\d{3}(\1\d{3})*$")
LARGEST = 1e15


class NumberField(Field):
    """A number in a text field, so that 0,5 and 0.5 are both taken; empty is None."""

    widget = TextInput()

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, **options)
        self.typed = ""

    def _value(self) -> str:
        """Return what stands in the field: what was typed, else the number in the language."""
        if self.raw_data:
            return str(self.raw_data[0])
        return written(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; raise ValueError, in a sentence, where it is no number."""
        self.typed = str(valuelist[0]).strip() if valuelist else ""
        self.data = read_number(self.typed) if self.typed else None


class PercentField(NumberField):
    """A share of one that is typed and shown in per cent, from 0 to 100."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return written(None if self.data is None else self.data * 100)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the per cent, with or without the sign."""
        self.typed = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not self.typed:
            return
        percent = read_number(self.typed.removesuffix("%"))
        if not 0 <= percent <= 100:
            raise ValueError(language.gettext("Write a per cent from 0 to 100."))
        self.data = percent / 100


def read_number(text: str) -> float:
    """Return the number that was typed; raise ValueError with a sentence for the person.

    Where only one sign stands between digits it is the decimal one, unless it groups thousands
    as the page's language writes them: 1,234 in English, 1.234 in Spanish.
    """
    plain = SPACES.sub("", text).replace("\u2212", "-")
    decimal = DECIMAL[language.current()]
    if "." in plain and "," in plain:
        decimal = "." if plain.rindex(".") > plain.rindex(",") else ","
    elif found := GROUPED.match(plain):
        decimal = _opposite(found[1]) if found[2] else decimal
    else:
        decimal = "," if "," in plain else "."
    plain = plain.replace(_opposite(decimal), "").replace(decimal, ".")
    if not DIGITS.match(plain):
        raise ValueError(
            language.gettext("“%(typed)s” is no number. Write digits, such as 12.5.", typed=text)
        )
    value = float(plain)
    if not isfinite(value) or abs(value) > LARGEST:
        raise ValueError(language.gettext("This number is too large to be counted with."))
    return value


def written(value: float | None) -> str:
    """Return a number as it stands in a field: no grouping, the decimal sign of the language."""
    if value is None:
        return ""
    return f"{value:.12g}".replace(".", DECIMAL[language.current()])


def _opposite(sign: str) -> str:
    return "," if sign == "." else "."

"""The catalogues hold every string, with the same placeholders and marks as the source."""

import re

import pytest
from babel.messages.pofile import read_po

from portfolio.web import catalogue, language

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|</?\w+>")


def words_of(name):
    with (language.CATALOGUES / name / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=name)


def marks(text):
    return set(PLACEHOLDER.findall(text))


def is_faithful(message):
    """A singular may leave its number out; every other form keeps what the source has."""
    if not isinstance(message.id, (list, tuple)):
        return not message.string or marks(message.id) == marks(message.string)
    singular, *others = message.string
    if not singular:
        return True
    wanted = marks(message.id[-1])
    return marks(singular) <= wanted and all(marks(one) == wanted for one in others)


def test_strings_of_code_and_templates_are_collected():
    found = {one.id if isinstance(one.id, str) else one.id[0] for one in catalogue.template()}
    assert "Skip to content" in found  # a template
    assert "The plan is worth as much as rank order" in found  # code


@pytest.mark.parametrize("name", language.SUPPORTED[1:])
def test_translations_keep_placeholders_and_marks(name):
    wrong = [message.id for message in words_of(name) if message.id and not is_faithful(message)]
    assert not wrong


@pytest.mark.parametrize("name", language.SUPPORTED[1:])
def test_nothing_in_a_catalogue_is_doubtful(name):
    assert not [message.id for message in words_of(name) if message.fuzzy]


def test_a_catalogue_is_read_without_compiling_it():
    language.catalogue.cache_clear()
    assert language.catalogue("es").gettext("Home") in ("Inicio", "Home")

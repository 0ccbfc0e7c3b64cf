"""Every sentence of an import is known to the translation, and English stays what it was."""

import gzip
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from portfolio.connectors.recognise import _MARKS, _TEXT_MARKS
from portfolio.domain.imports import ImportRefused, RowProblem
from portfolio.web.import_words import KINDS, SENTENCES, in_words, is_known
from tests.connectors import test_jira_parse as jira
from tests.connectors import test_other_parsers as others
from tests.connectors.test_raw_text import refusal as text_refusal
from tests.exports import jira_csv, story, stream, with_columns

LINKED = with_columns(
    "Outward issue link (Blocks)", "Story Points", "Story point estimate", "Due date"
)


def filled(template: str) -> str:
    """Return a template with a value of the right shape in each place."""
    words = {"sentence": "The file is empty.", "remark": SENTENCES[-20].message, "parts": "3 done"}
    words["remark"] = "A link that leads to no issue key was passed over"
    names = re.findall(r"%\((\w+)\)s", template)
    return template % {name: words.get(name, "1,234") for name in names} if names else template


@pytest.mark.parametrize("template", [one.message for one in SENTENCES])
def test_english_stays_what_it_was(app: Flask, template: str) -> None:
    with app.test_request_context():
        assert is_known(filled(template))
        assert in_words(filled(template)) == filled(template)


def test_what_is_not_known_is_shown_as_it_is(app: Flask) -> None:
    with app.test_request_context():
        assert in_words("Nobody wrote this before") == "Nobody wrote this before"


def test_every_kind_of_file_can_be_translated() -> None:
    told = {one.message for one in KINDS}
    assert {name for _, name in (*_MARKS, *_TEXT_MARKS)} <= told


def said() -> Iterator[str]:
    """Yield what the parsers say of many bad files."""
    bad = (
        story("AB-1"), ("", ""), ("Pay", "x", "", "", "", "", ""), ("Pay", "", "", "", "", "", ""),
        ("Pay", "AB-2", "", "", "", "soon", ""), story("AB-1"), tuple("abcdefgh"),
    )  # fmt: skip
    items, problems, warnings = jira.read(jira_csv(*bad))
    yield from (problem.why for problem in problems)
    cells = [("see wiki", "5", "3", ""), ("", "nan", "", ""), ("", "-1", "", ""), ("", "", "", "x")]
    rows = [(*story(f"AB-{n}"), *more) for n, more in enumerate(cells)]
    items, problems, warnings = jira.read(jira_csv(*rows, header=LINKED)[:-2])
    yield from (*warnings, *(problem.why for problem in problems))
    yield from jira.read(
        jira_csv(("Käse", "AB-1"), header=("Summary", "Key")).decode().encode("cp1252")
    )[2]
    for header in (("Project identifier", "Cycle name"), ("a", "b")):
        yield str(jira.refusal(jira_csv(header=header)))
    mixed = [("Pay", "AB-1", "1", "Story", "Open", one, "") for one in ("13/04/2026", "04/13/2026")]
    yield str(jira.refusal(jira_csv(*mixed)))
    odd = ("Pay", "AB-1", "1", "Story", "Open", "04/kolovoz/26", "", "x")
    _, problems, warnings = jira.read(jira_csv(odd, header=(*jira.HEADER, "")))
    yield from (problems[0].why, warnings[0])
    borrowed = ("Pay", "AB-1", "1", "Story", "Open", "13/04/2026", "03/04/2026")
    yield from jira.read(jira_csv(borrowed))[2]
    yield from jira.read(jira_csv(story("AB-1", summary="Käse")).decode("cp1252").encode())[2]
    yield str(jira.refusal(jira_csv(story("AB-1")) + b'"open'))
    yield str(jira.refusal(jira_csv(story("AB-1")) + b'"a"b,'))
    yield str(jira.refusal(jira_csv(story("AB-1"))[:-30]))
    for content in (
        b"",
        b"%PDF-",
        b"a,b\n\0",
        b"a\n\x81\x8d\n",
        b"\xff\xfea\x00\x00\xdc",
        b"\x01" * 99,
    ):
        yield str(text_refusal(content))
    whole = gzip.compress(b"a,b\n" + b"1,2\n" * 500)
    yield str(text_refusal(whole[:20]))
    yield str(text_refusal(gzip.compress(b"\n" * 40_000_000)))
    for reader, header in others.HEADERS.items():
        for body in (
            "a,b\n",
            "," * header.count(",") + "x\n",
            "x" + ",x" * header.count(",") + "\n",
        ):
            yield from others.problems(reader, body)
        try:
            list(reader(stream(b"colour\nred\n")))
        except ImportRefused as refused:
            yield str(refused)
    yield from others.problems(
        others.read_key_results, "2027Q1,G,X,,,,jump,,,,,,\n2027Q1,G,X,,,,,,,,0,,\n"
    )
    yield from others.problems(
        others.read_key_results, "2027Q1,G,X,,,,,,,,,7,\n2027Q1,G,Y,,,,,,,,,,soon\n"
    )
    yield from others.problems(others.read_contributions, "A-1,2027Q1,X,-1,1\nA-1,2027Q1,X,1,2\n")


def test_what_the_parsers_say_is_known() -> None:
    sentences = list(said())
    assert len(sentences) > 40
    assert [sentence for sentence in sentences if not is_known(sentence)] == []
    assert not any(isinstance(sentence, RowProblem) for sentence in sentences)

"""Numbers are read as the page's language writes them, and nonsense is told in a sentence."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.web import language
from portfolio.web.forms.numbers import read_number, written

# A machine that is busy with something else makes no test fail.
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50)


@pytest.mark.parametrize(
    ("text", "english", "spanish"),
    [
        ("61", 61, 61),
        ("61.5", 61.5, 61.5),
        ("61,5", 61.5, 61.5),
        ("0,125", 0.125, 0.125),
        ("0.125", 0.125, 0.125),
        ("1,234", 1234, 1.234),
        ("1.234", 1.234, 1234),
        ("1,234,567", 1234567, 1234567),
        ("1.234.567", 1234567, 1234567),
        ("1,234.5", 1234.5, 1234.5),
        ("1.234,5", 1234.5, 1234.5),
        ("-3", -3, -3),
        ("\u22123,5", -3.5, -3.5),
        ("12 345", 12345, 12345),
        ("1e3", 1000, 1000),
        (".5", 0.5, 0.5),
    ],
)
def test_a_number_is_read_in_the_page_s_language(monkeypatch, text, english, spanish) -> None:
    for name, expected in (("en", english), ("es", spanish)):
        monkeypatch.setattr(language, "current", lambda name=name: name)
        assert read_number(text) == pytest.approx(expected), name


@pytest.mark.parametrize(
    "text",
    ["nan", "inf", "-Infinity", "1e999", "twelve", "1..2", "--1", "5 %", "1,2,3", "0x10", "１２a"],
)
def test_what_is_no_number_is_told_in_a_sentence(text) -> None:
    with pytest.raises(ValueError, match=r"no number|too large"):
        read_number(text)


@CALM
@given(st.floats(-1e9, 1e9), st.sampled_from(["en", "es"]))
def test_what_stands_in_the_field_is_read_back(value, name) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(language, "current", lambda: name)
        if "e" not in written(value):
            assert read_number(written(value)) == pytest.approx(value, rel=1e-9, abs=1e-9)

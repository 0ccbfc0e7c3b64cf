"""Rows with their lines out of delimited text."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.connectors.delimited import LARGEST_CELL, open_delimited
from portfolio.domain.imports import ImportRefused


def rows_of(content: bytes) -> list[tuple[int, list[str]]]:
    return list(open_delimited(io.BytesIO(content)).rows())


def refusal(content: bytes) -> ImportRefused:
    with pytest.raises(ImportRefused) as refused:
        rows_of(content)
    return refused.value


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiter_and_line_end_are_found(delimiter: str, end: str) -> None:
    text = end.join(['"a, b; c"|d', '"x|y"|2', ""]).replace("|", delimiter)
    found = open_delimited(io.BytesIO(text.encode()))
    assert found.header == ("a, b; c", "d")
    assert list(found.rows()) == [(2, [f"x{delimiter}y", "2"])]


def test_excels_word_for_its_delimiter_is_obeyed() -> None:
    found = open_delimited(io.BytesIO(b"sep=;\r\na,b;c\r\n1;2\r\n"))
    assert found.header == ("a,b", "c")
    assert list(found.rows()) == [(3, ["1", "2"])]


def test_a_row_is_numbered_by_the_line_it_begins_on() -> None:
    content = b'a,b\n1,"two\nlines, and ""quotes"""\n\n3,4\n'
    assert rows_of(content) == [(2, ["1", 'two\nlines, and "quotes"']), (5, ["3", "4"])]


def test_blank_rows_and_trailers_are_no_rows() -> None:
    content = b"a,b\n , \n1,2\n,\nGenerated at Mon Nov 23 by Ana Kos\n"
    assert rows_of(content) == [(3, ["1", "2"])]


def test_a_file_cut_off_in_a_row_is_refused_with_the_line() -> None:
    assert refusal(b"a,b,c\n1,2,3\n4,5").line == 3


def test_a_quote_that_is_never_closed_is_refused_with_the_line() -> None:
    refused = refusal(b'a,b\n1,2\n3,"open\n4,5\n')
    assert refused.line == 3
    assert "never closed" in str(refused)


def test_a_stray_quote_is_refused_with_the_line() -> None:
    assert refusal(b'a,b\n"1"x,2\n').line == 2


def test_a_cell_without_end_is_refused() -> None:
    content = b'a,b\n1,"' + b"x" * (LARGEST_CELL + 10) + b'"\n'
    assert "larger than 4 MB" in str(refusal(content))


def test_a_hundred_thousand_columns_are_refused() -> None:
    assert "100,000 columns" in str(refusal(b"," * 99_999 + b"\n"[:0] + b"a\n"))


def test_a_file_of_blank_lines_has_no_columns() -> None:
    assert "no line with column names" in str(refusal(b"\n\n , \n"))


CELL = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs", "Cc"])
    | st.sampled_from('\n\r,;"\t'),
    max_size=12,
)


@given(
    st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=6), st.sampled_from([",", ";", "\t"])
)
def test_whatever_is_quoted_is_read_back(cells: list[list[str]], delimiter: str) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([["a", "b", "c"], *cells])
    read = [row for _, row in rows_of(text.getvalue().encode())]
    assert read == [row for row in cells if any(cell.strip() for cell in row)
                    and not row[0].strip().lower().startswith("generated ")]  # fmt: skip


@given(st.binary(max_size=400))
def test_any_bytes_are_rows_or_refused(content: bytes) -> None:
    try:
        rows_of(b"a,b\n" + content)
    except ImportRefused as refused:
        assert str(refused)

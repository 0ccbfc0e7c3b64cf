"""Opening anybody's bytes as text: encodings, archives, bombs, and what is no text at all."""

import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.connectors.raw_text import MEGABYTE, Limits, open_text
from portfolio.domain.imports import ImportRefused


def text_of(content: bytes) -> str:
    opened = open_text(io.BytesIO(content))
    with opened.lines() as lines:
        return "".join(lines)


def refusal(content: bytes, limits: Limits | None = None) -> ImportRefused:
    with pytest.raises(ImportRefused) as refused:
        open_text(io.BytesIO(content), limits=limits)
    return refused.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_each_encoding_is_read(encoding: str) -> None:
    text = "Summary,Issue key\r\nKäse für Zürich,AB-1\r\n"
    assert text_of(text.encode(encoding)) == text


def test_an_old_encoding_is_told_with_its_line() -> None:
    opened = open_text(io.BytesIO("Summary\nplain\nKäse\n".encode("cp1252")))
    assert "first on line 3" in opened.warnings[0]


def test_a_gzipped_file_is_read_like_a_plain_one() -> None:
    assert text_of(gzip.compress(b"a,b\n1,2\n")) == "a,b\n1,2\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xd8\xff\xe1\x00\x18Exif\x00\x00II", "a photograph (JPEG)"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a picture (PNG)"),
        (b"\x00\x00\x00\x18ftypheic\x00", "a photograph or a film"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "a picture, sound or film"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"PK\x03\x04\x14\x00", "an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel"),
        (b"\n<!DOCTYPE html><html>", "a web page"),
        (b'\xef\xbb\xbf {"issues": []}', "a JSON document"),
        (b'<?xml version="1.0"?>', "an XML document"),
        (gzip.compress(gzip.compress(b"a,b\n", mtime=0), mtime=0), "compressed twice"),
        (gzip.compress(b"\xff\xd8\xff\xe0" + bytes(100), mtime=0), "a photograph (JPEG)"),
        (b"", "empty"),
    ],
)
def test_what_is_no_csv_is_named(content: bytes, said: str) -> None:
    assert said in str(refusal(content))


def test_a_nul_is_refused_with_its_line() -> None:
    assert refusal(b"a,b\n1,2\n3,\x004\n").line == 3


def test_bytes_of_no_encoding_are_refused_with_their_line() -> None:
    assert refusal(b"a,b\n1,\x81\x8d\n").line == 2
    assert refusal(b"\xff\xfea\x00\n\x00\x00\xdc").line == 2


def test_control_characters_are_no_text() -> None:
    assert "does not look like text" in str(refusal(bytes(range(1, 9)) * 50))


def test_a_cut_off_archive_is_refused() -> None:
    whole = gzip.compress(b"a,b\n" + b"1,2\n" * 5000)
    assert "cut off" in str(refusal(whole[: len(whole) // 2]))


def test_a_damaged_archive_is_refused() -> None:
    whole = bytearray(gzip.compress(b"a,b\n" + bytes(range(32, 127)) * 500))
    whole[len(whole) // 2] ^= 0xFF
    assert "damaged" in str(refusal(bytes(whole))) or "text" in str(refusal(bytes(whole)))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = gzip.compress(b"a,b\n" + b"\n" * (64 * MEGABYTE))
    assert "unpacks to more than 200 times" in str(refusal(bomb))
    assert "Export it in parts" in str(refusal(bomb, Limits(bytes=MEGABYTE)))


def test_a_line_without_end_is_refused() -> None:
    assert "longer than 1 MB" in str(refusal(b"x" * (3 * MEGABYTE), Limits(line=MEGABYTE)))


def test_a_missing_last_line_end_is_told() -> None:
    assert not open_text(io.BytesIO(b"a\nb")).ends_with_newline
    assert open_text(io.BytesIO(b"a\rb\r")).ends_with_newline


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(content: bytes) -> None:
    try:
        text_of(content)
    except ImportRefused as refused:
        assert str(refused).endswith((".", "CSV", "gzip", "once", "MP4)"))

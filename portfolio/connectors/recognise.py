"""Tells what a file that is no delimited text looks like, by its first bytes."""

import codecs

GZIP_MARK = b"\x1f\x8b"
ENCODING_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "a photograph (JPEG)"),
    (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "an Excel workbook or a zip archive; save its sheet as CSV"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel or Word file; save its sheet as CSV"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive; unpack it or use gzip"),
    (b"\xfd7zXZ\x00", "an xz archive; unpack it or use gzip"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive; unpack it or use gzip"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"ID3", "a sound file (MP3)"),
    (b"OggS", "a sound file (Ogg)"),
    (b"{\\rtf", "a rich text document"),
    (GZIP_MARK, "compressed twice; unpack it once"),
)
_TEXT_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"<!doctype html", "a web page (perhaps the sign-in page of the tracker)"),
    (b"<html", "a web page (perhaps the sign-in page of the tracker)"),
    (b"<?xml", "an XML document; export as CSV"),
    (b"<rss", "an XML document; export as CSV"),
    (b"{", "a JSON document; export as CSV"),
    (b"[", "a JSON document; export as CSV"),
)


def looks_like(head: bytes) -> str | None:
    """Return what the file seems to be where that is certainly no delimited text, else None."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if head[4:8] == b"ftyp":
        return "a photograph or a film (HEIC or MP4)"
    if head[:4] == b"RIFF" and head[8:12] in (b"WEBP", b"AVI ", b"WAVE"):
        return "a picture, sound or film"
    text = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    return next((name for mark, name in _TEXT_MARKS if text.startswith(mark)), None)

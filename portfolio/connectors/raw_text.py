"""Opens somebody's file as text: unpacked, decoded and counted, or refused in a sentence."""

import codecs
import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, cast

from portfolio.connectors.mended_text import Suspicion
from portfolio.connectors.recognise import ENCODING_MARKS, GZIP_MARK, looks_like
from portfolio.domain.imports import ImportRefused

MEGABYTE = 1024 * 1024
_MENDED = (
    "The file was read in a wrong encoding and saved so before it came here (Ã© for é): its "
    "letters were mended. Look at letters with accents."
)
_CONTROLS = dict.fromkeys([*range(9), 11, *range(14, 32), 127])


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold before it is refused."""

    bytes: int = 2048 * MEGABYTE
    ratio: int = 200  # of unpacked to packed bytes, watched from `ratio_from` bytes on
    ratio_from: int = 32 * MEGABYTE
    line: int = 16 * MEGABYTE


@dataclass(frozen=True, slots=True)
class RawText:
    """A seekable stream of bytes that was read through once and is text to its end."""

    stream: BinaryIO
    encoding: str
    ends_with_newline: bool
    warnings: tuple[str, ...] = ()
    mend: Callable[[str], str] | None = None

    @contextmanager
    def lines(self) -> Iterator[Iterator[str]]:
        """Give the lines from the first on, each with its line end."""
        with _unpacked(self.stream) as content:
            text = io.TextIOWrapper(content, encoding=self.encoding, newline="")
            try:
                yield map(self.mend, text) if self.mend else iter(text)
            finally:
                text.detach()


def open_text(stream: BinaryIO, *, limits: Limits | None = None) -> RawText:
    """Read a stream through, gzipped or plain, and say how; raise ImportRefused."""
    packed = stream.seek(0, io.SEEK_END)
    if not packed:
        raise ImportRefused("The file is empty.")
    with _unpacked(stream) as content:
        head = content.read(4096)
        kind = looks_like(head)
        if kind:
            raise ImportRefused(f"This is no CSV file but {kind}.")
        marked = next((name for mark, name in ENCODING_MARKS if head.startswith(mark)), None)
        through = _Through(limits or Limits(), packed)
        try:
            whole = through.read(content, marked or "utf-8")
            mend = through.suspicion.mending()
            told = (_MENDED,) if mend else ()
            return RawText(stream, marked or "utf-8", whole, told, mend)
        except _Undecodable as fault:
            if marked:
                raise ImportRefused(
                    "this is no text in the encoding that the file claims.", line=fault.line
                ) from None
            return _as_windows_text(stream, content, through, fault.line)


def _as_windows_text(
    stream: BinaryIO, content: BinaryIO, through: "_Through", line: int
) -> RawText:
    """Read it as Windows-1252, the commonest encoding that says nothing about itself."""
    try:
        ends_with_newline = through.read(content, "cp1252")
    except _Undecodable:
        raise ImportRefused(
            "this is not text in UTF-8. Save the file as 'CSV UTF-8' and import it again.",
            line=line,
        ) from None
    warning = (
        f"The file is not UTF-8 (first on line {line}); it was read as Windows-1252. "
        "Look at letters with accents."
    )
    return RawText(stream, "cp1252", ends_with_newline, (warning,))


class _Undecodable(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class _Through:
    """Reads all of a text once, counting what must not grow without bound."""

    def __init__(self, limits: Limits, packed: int) -> None:
        self._limits = limits
        self._packed = packed
        self.suspicion = Suspicion()

    def read(self, content: BinaryIO, encoding: str) -> bool:
        """Return whether the text ends with a line end; raise on what is no text."""
        content.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)("strict")
        line, run, count, last = 1, 0, 0, ""
        while chunk := content.read(MEGABYTE):
            count += len(chunk)
            self._check_size(count)
            text = self._decoded(decoder, chunk, line)
            self._check_controls(text, line)
            run = self._run(text, run, line)
            self.suspicion.see(text)
            line += max(text.count("\n"), text.count("\r"))
            last = text[-1:] or last
        self._decoded(decoder, b"", line, final=True)
        return last in ("\n", "\r")

    def _check_size(self, count: int) -> None:
        limits = self._limits
        if count > limits.bytes:
            raise ImportRefused(
                f"The file holds more than {limits.bytes // MEGABYTE:,} MB. Export it in parts."
            )
        if count > limits.ratio_from and count > limits.ratio * self._packed:
            raise ImportRefused(
                f"The file unpacks to more than {limits.ratio} times its size, which no export "
                "does. Unpack it yourself and look into it."
            )

    @staticmethod
    def _decoded(
        decoder: codecs.IncrementalDecoder, chunk: bytes, line: int, *, final: bool = False
    ) -> str:
        try:
            return decoder.decode(chunk, final)
        except UnicodeDecodeError as fault:
            before = chunk[: fault.start]
            raise _Undecodable(line + max(before.count(b"\n"), before.count(b"\r"))) from None

    @staticmethod
    def _check_controls(text: str, line: int) -> None:
        if "\0" in text:
            before = text[: text.index("\0")]
            raise ImportRefused(
                "there is a NUL character, so this is no text or was damaged. Export it again.",
                line=line + max(before.count("\n"), before.count("\r")),
            )
        strange = len(text) - len(text.translate(_CONTROLS))
        if strange * 50 > len(text):
            raise ImportRefused("this does not look like text.", line=line)

    def _run(self, text: str, run: int, line: int) -> int:
        end = max(text.rfind("\n"), text.rfind("\r"))
        run = run + len(text) if end < 0 else len(text) - end - 1
        if run > self._limits.line:
            raise ImportRefused(
                f"this line is longer than {self._limits.line // MEGABYTE} MB.", line=line
            )
        return run


@contextmanager
def _unpacked(stream: BinaryIO) -> Iterator[BinaryIO]:
    """Give the content from its first byte, through gzip where it is gzipped."""
    stream.seek(0)
    mark = stream.read(2)
    stream.seek(0)
    if mark != GZIP_MARK:
        yield stream
        return
    try:
        with gzip.GzipFile(fileobj=stream, mode="rb") as unpacked:
            yield cast(BinaryIO, unpacked)
    except EOFError:
        raise ImportRefused(
            "The compressed file ends too early, so it was cut off. Fetch it again."
        ) from None
    except (gzip.BadGzipFile, zlib.error):
        raise ImportRefused("The compressed file is damaged. Fetch it again.") from None

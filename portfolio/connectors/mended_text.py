"""Mends text that was UTF-8, was read as another encoding and was saved so ("Ã©" for "é")."""

import re
from collections.abc import Callable

_RUN = re.compile(r"[^\x00-\x7f]+")
# What two bytes of UTF-8 look like in Windows-1252 or Latin-1, but hardly any language writes.
_SURE = re.compile(
    r"[ÃÂÅÄÐÑÎÏ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€|ã[\x80-\xbf€‚ƒ„…†‡ˆ‰]|[äåæçèé][\x80-\xbf“”€‚ƒ„…†‡ˆ‰Š‹ŒŽ•–—˜™š›œžŸ]{2}"
)
_MACINTOSH = re.compile(r"[√¬Œ–—Ä≈ƒ][©†£°≥±§∂¥®•ü∫]|‚Ä")  # the same in Mac Roman
MOST_LOOKED_AT = 20_000


def _bytes_of(*encodings: str) -> dict[str, int]:
    found: dict[str, int] = {chr(byte): byte for byte in range(0x80, 0x100)}
    for encoding in encodings:
        for byte in range(0x80, 0x100):
            try:
                found[bytes([byte]).decode(encoding)] = byte
            except UnicodeDecodeError:
                continue
    return found


_WINDOWS = _bytes_of("cp1252")
_MAC = {bytes([byte]).decode("mac_roman"): byte for byte in range(0x80, 0x100)}


class Suspicion:
    """Looks at a text piece by piece and decides whether all of it was read wrongly once."""

    def __init__(self) -> None:
        self._runs = self._windows = self._mac = 0
        self._sure = self._sure_mac = False

    def see(self, text: str) -> None:
        """Look at a piece of the text."""
        if text.isascii() or self._runs > MOST_LOOKED_AT:
            return
        for found in _RUN.finditer(text):
            run = found[0]
            self._runs += 1
            if _mended(run, _WINDOWS) is not None:
                self._windows += 1
                self._sure = self._sure or bool(_SURE.search(run))
            if _mended(run, _MAC) is not None:
                self._mac += 1
                self._sure_mac = self._sure_mac or bool(_MACINTOSH.search(run))

    def mending(self) -> Callable[[str], str] | None:
        """Return what mends a line of the text, or None where nothing says that it is broken."""
        most = 0.5 * self._runs  # a hand-edited file may have right letters beside broken ones
        if self._sure and self._windows > most and self._windows >= self._mac:
            return lambda line: _line(line, _WINDOWS)
        if self._sure_mac and self._mac > most:
            return lambda line: _line(line, _MAC)
        return None


def _line(line: str, table: dict[str, int]) -> str:
    if line.isascii():
        return line
    return _RUN.sub(lambda found: _mended(found[0], table) or found[0], line)


def _mended(run: str, table: dict[str, int]) -> str | None:
    try:
        return bytes([table[letter] for letter in run]).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return None

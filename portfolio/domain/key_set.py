"""A set of items' keys in a bit a key where a project's numbers lie close together."""

from collections.abc import Iterable

MOST = 8_000_000  # a project's greatest number that a bit is kept for
STEP = 8_192  # how far beyond the last bit a number may lie


class KeySet:
    """Keys such as ABC-12, a million of them in less than a megabyte; any text may be a key."""

    def __init__(self) -> None:
        self._bits: dict[str, bytearray] = {}
        self._others: set[str] = set()
        self._count = 0

    def add(self, key: str) -> None:
        """Put a key in."""
        if key in self:
            return
        self._count += 1
        before, number = _parted(key)
        bits = self._bits.setdefault(before, bytearray(STEP // 8)) if number >= 0 else bytearray()
        if number < 0 or number > 16 * len(bits) + STEP:
            self._others.add(key)
            return
        if number >= 8 * len(bits):
            bits.extend(bytes(number // 4 + 1 - len(bits)))
        bits[number >> 3] |= 1 << (number & 7)

    def update(self, keys: Iterable[str]) -> None:
        """Put many keys in."""
        for key in keys:
            self.add(key)

    def __contains__(self, key: str) -> bool:
        before, number = _parted(key)
        bits = self._bits.get(before)
        if (
            bits is not None
            and 0 <= number < 8 * len(bits)
            and bits[number >> 3] & 1 << (number & 7)
        ):
            return True
        return key in self._others

    def __len__(self) -> int:
        return self._count


def _parted(key: str) -> tuple[str, int]:
    before, _, digits = key.rpartition("-")
    if not digits.isdecimal() or not digits.isascii() or digits[0] == "0" or len(digits) > 7:
        return before, -1
    number = int(digits)
    return before, number if number <= MOST else -1

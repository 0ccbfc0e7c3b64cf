"""Priorities as numbers from 5 to 1, whatever scale a tracker uses."""

from collections.abc import Collection

USUAL = 2.0  # of an item without a priority

_WORDS = {
    "blocker": 5.0,
    "highest": 5.0,
    "immediate": 5.0,
    "urgent": 5.0,
    "high": 4.0,
    "medium": 3.0,
    "normal": 3.0,
    "low": 2.0,
    "minor": 2.0,
    "none": USUAL,
    "lowest": 1.0,
    "trivial": 1.0,
}


def priority_numbers(priorities: Collection[str | None]) -> dict[str | None, float]:
    """Return the number of each priority that is in use, judged within that scale.

    Highest is 5 and lowest 1; numbered scales count down from their first; a word that is not
    known counts as none.
    """
    words = {one: (one or "none").strip().lower() for one in priorities}
    numbered = _numbered(words.values())
    return {one: numbered.get(word, _of_word(word, words.values())) for one, word in words.items()}


def _of_word(word: str, scale: Collection[str]) -> float:
    if word == "critical":
        return 4.0 if "blocker" in scale else 5.0
    if word == "major":
        return 3.0 if "critical" in scale else 4.0
    return _WORDS.get(word, USUAL)


def _numbered(words: Collection[str]) -> dict[str, float]:
    """Read P1, P2 ... or 1, 2 ...: the least number is the most urgent."""
    numbers = {word: int(word.lstrip("p")) for word in words if word.lstrip("p").isdecimal()}
    first = min(numbers.values(), default=0)
    return {word: max(1.0, 5.0 - (number - first)) for word, number in numbers.items()}

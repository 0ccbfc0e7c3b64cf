"""Passwords: hashed with Argon2id, and the plain ones refused."""

from functools import cache

SHORTEST = 12
LONGEST = 256
# The shapes that lists of stolen passwords begin with; the length rule does most of the work.
COMMON_PARTS = (
    "password",
    "passwort",
    "contraseña",
    "qwerty",
    "letmein",
    "welcome",
    "iloveyou",
    "admin",
    "portfolio",
    "123456",
    "abcdef",
    "111111",
)


def hashed(password: str) -> str:
    """Return the Argon2id hash to store."""
    return str(_hasher().hash(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one that was hashed; takes as long for an unknown account."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return bool(_hasher().verify(password_hash or _nobody(), password)) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False


def weakness(password: str, *, email: str) -> str | None:
    """Return why a password cannot be taken, as a sentence, or None."""
    lowered = password.lower()
    if len(password) < SHORTEST:
        return f"Choose at least {SHORTEST} characters; a few words in a row are easy to remember."
    if len(password) > LONGEST:
        return f"Choose at most {LONGEST} characters."
    if len(set(lowered)) < 5:
        return "Choose a password with more than four different characters."
    if email and email.split("@")[0].lower() in lowered:
        return "Choose a password without your own address in it."
    rest = lowered
    for part in COMMON_PARTS:
        rest = rest.replace(part, "")
    if len(rest) < SHORTEST // 2:
        return "Choose a password that is not made of words everybody tries first."
    return None


@cache
def _hasher():  # type: ignore[no-untyped-def]  # argon2 is imported when first needed
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobody() -> str:
    return str(_hasher().hash("nobody's password"))

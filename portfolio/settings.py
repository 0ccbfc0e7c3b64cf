"""Settings: a frozen value read once from the environment and `.env`."""

import os
import re
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from portfolio.domain.errors import Misconfigured
from portfolio.domain.mail import Carrier, carrier_from

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
SHORTEST_KEY = 32
ADDRESS = re.compile(r"https?://[^\s/?#]+")
SENDER = re.compile(r"([^<>\r\n]+<[^@\s<>]+@[^@\s<>]+>|[^@\s<>]+@[^@\s<>]+)")
PUBLISHED_KEYS = frozenset(
    {"dev", "secret", "changeme", "thisisnotapassword", "your-secret-key", "---", "password"}
)


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the README's table of settings."""

    name: str
    default: str
    meaning: str


DOCUMENTED = (
    Setting(
        "DATABASE_URL",
        "SQLite in `instance/`",
        "The database; `postgresql+psycopg://user:password@host/name` for many machines.",
    ),
    Setting("SECRET_KEY", "", "Signs the session cookie: at least 32 random characters."),
    Setting(
        "SECRET_KEY_FILE",
        "`instance/secret-key` (made at the first start)",
        "A file with the key, readable by its owner alone.",
    ),
    Setting("PORTFOLIO_DEMO", "0", "1: the demo company, on the loopback address alone."),
    Setting("PORTFOLIO_HOST", "127.0.0.1", "The address the web server listens on."),
    Setting("PORTFOLIO_PORT", "8000", "The port the web server listens on."),
    Setting("PORTFOLIO_TIME_ZONE", "UTC", "The time zone of days, weeks and imported dates."),
    Setting(
        "PORTFOLIO_MAIL",
        "no mail is sent",
        "Where mail is handed in: `smtp://user:password@host:587?tls=starttls`, `smtps://...`, or "
        "`file:FOLDER`, which writes it down there.",
    ),
    Setting("PORTFOLIO_MAIL_FROM", "", "The sender: `Portfolio <portfolio@example.org>`."),
    Setting(
        "PORTFOLIO_ADDRESS",
        "`http://HOST:PORT`",
        "The address that people reach the product at, for the links in mail.",
    ),
    Setting(
        "PORTFOLIO_REAL_DATA",
        "`../shared/data`",
        "Where the tests look for real exports; they are skipped where there are none.",
    ),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the process runs with. Made by `settings_from`; a wrong value raises Misconfigured."""

    database_url: str
    secret_key: str = field(repr=False)
    demo: bool = False
    host: str = "127.0.0.1"
    port: int = 8000
    time_zone: str = "UTC"
    testing: bool = False
    mail: Carrier | None = None
    mail_from: str = ""
    public_address: str = ""

    @property
    def base_address(self) -> str:
        """What links in mail begin with."""
        return self.public_address or self.address

    @property
    def zone(self) -> ZoneInfo:
        """The product's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the server."""
        return f"http://{self.host}:{self.port}"

    def __post_init__(self) -> None:
        if len(self.secret_key) < SHORTEST_KEY or self.secret_key.lower() in PUBLISHED_KEYS:
            raise Misconfigured(
                f"SECRET_KEY must be at least {SHORTEST_KEY} random characters. Leave it out to "
                "have one made in instance/secret-key."
            )
        if self.demo and self.host not in LOOPBACK:
            raise Misconfigured(
                f"Demo mode listens on the loopback address alone, not on {self.host}. "
                "Set PORTFOLIO_DEMO=0 or PORTFOLIO_HOST=127.0.0.1."
            )
        if not self.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise Misconfigured(
                "DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://. "
                f"Yours begins with {self.database_url.split(':')[0]}:"
            )
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError) as fault:
            raise Misconfigured(
                f"PORTFOLIO_TIME_ZONE {self.time_zone!r} is no time zone. Try Europe/Zagreb."
            ) from fault
        self._refuse_mail()

    def _refuse_mail(self) -> None:
        if self.public_address and not ADDRESS.fullmatch(self.public_address):
            raise Misconfigured(
                f"PORTFOLIO_ADDRESS {self.public_address!r} is no address. Write such as "
                "https://portfolio.example.org."
            )
        if self.mail is None:
            return
        if not SENDER.fullmatch(self.mail_from):
            raise Misconfigured(
                f"PORTFOLIO_MAIL_FROM {self.mail_from!r} is no sender. Write such as "
                "Portfolio <portfolio@example.org>."
            )
        if self.demo and self.mail.scheme != "file":
            raise Misconfigured(
                "Demo mode writes to nobody: its addresses are invented. Set "
                "PORTFOLIO_MAIL=file:FOLDER to look at its mail, or PORTFOLIO_DEMO=0."
            )


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Read the settings, making a secret key on the first start; raise Misconfigured."""
    demo = _switch(environment, "PORTFOLIO_DEMO")
    default_file = INSTANCE / ("demo.sqlite" if demo else "portfolio.sqlite")
    return Settings(
        database_url=environment.get("DATABASE_URL") or f"sqlite:///{default_file}",
        secret_key=_secret_key(environment),
        demo=demo,
        host=environment.get("PORTFOLIO_HOST") or "127.0.0.1",
        port=_port(environment.get("PORTFOLIO_PORT") or "8000"),
        time_zone=environment.get("PORTFOLIO_TIME_ZONE") or "UTC",
        mail=carrier_from(mail) if (mail := environment.get("PORTFOLIO_MAIL")) else None,
        mail_from=environment.get("PORTFOLIO_MAIL_FROM") or "",
        public_address=(environment.get("PORTFOLIO_ADDRESS") or "").rstrip("/"),
    )


def environment_with_file(path: Path = ROOT / ".env") -> dict[str, str]:
    """Return the environment, completed (never overridden) by the `.env` file."""
    from dotenv import dotenv_values

    values = {name: value for name, value in dotenv_values(path).items() if value is not None}
    return {**values, **os.environ}


def _switch(environment: Mapping[str, str], name: str) -> bool:
    text = (environment.get(name) or "0").strip().lower()
    if text in ("1", "true", "yes", "on"):
        return True
    if text in ("0", "false", "no", "off"):
        return False
    raise Misconfigured(f"{name} is {text!r}; write 1 or 0.")


def _port(text: str) -> int:
    if text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise Misconfigured(f"PORTFOLIO_PORT is {text!r}; write a number from 1 to 65535.")


def _secret_key(environment: Mapping[str, str]) -> str:
    if environment.get("SECRET_KEY"):
        return environment["SECRET_KEY"]
    named = environment.get("SECRET_KEY_FILE")
    path = Path(named) if named else INSTANCE / "secret-key"
    if path.exists():
        return _key_in(path)
    if named:
        raise Misconfigured(f"SECRET_KEY_FILE {named} does not exist.")
    path.parent.mkdir(parents=True, exist_ok=True)
    key = secrets.token_hex(32)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    return key


def _key_in(path: Path) -> str:
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise Misconfigured(f"{path} can be read by others. Run: chmod 600 {path}")
    return path.read_text().strip()

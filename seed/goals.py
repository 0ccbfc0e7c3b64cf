"""What the invented company wants this quarter: six objectives, twenty key results."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wish:
    """A key result: what is measured, from where to where, how far it is, and what it is like."""

    title: str
    unit: str
    kind: str
    start: float
    target: float
    path: str = "steady"  # steady, fast, slow, stuck, stale, back
    aspirational: bool = False
    team: str | None = None


OBJECTIVES: tuple[tuple[str, str, float, tuple[Wish, ...]], ...] = (
    (
        "Every channel a customer asks for",
        "Channels",
        1.0,
        (
            Wish("RCS traffic share", "%", "increase", 4, 12, "fast", team="Heron"),
            Wish("WhatsApp templates approved within a day", "%", "increase", 61, 90, team="Kite"),
            Wish("Telegram senders live", "senders", "increase", 20, 140, team="Osprey"),
            Wish("Channels in the one carousel API", "steps", "milestone", 0, 1, team="Swift"),
        ),
    ),
    (
        "Messages arrive, and arrive in time",
        "Routing",
        1.2,
        (
            Wish("Time to fail over to another operator", "s", "decrease", 240, 30, team="Alder"),
            Wish("Delivered within 10 seconds", "%", "increase", 96.4, 99, team="Rowan"),
            Wish("Receipts within 2 seconds", "%", "increase", 71, 95, "fast", team="Cedar"),
            Wish(
                "Duplicates per million messages",
                "per million",
                "decrease",
                84,
                20,
                "slow",
                team="Rowan",
            ),
        ),
    ),
    (
        "Ship small changes, often and safely",
        "Trust",
        1.0,
        (
            Wish(
                "Production deployments a week",
                "deployments",
                "increase",
                190,
                300,
                "fast",
                team="Vega",
            ),
            Wish("Alerts per incident", "alerts", "decrease", 21, 6, team="Vega"),
            Wish(
                "Recovery after a failed deployment, median", "min", "decrease", 74, 30, team="Lyra"
            ),
        ),
    ),
    (
        "Keep fraud and spam off the network",
        "Trust",
        1.2,
        (
            Wish("Consent proofs on file", "%", "increase", 62, 96, "slow", team="Nova"),
            Wish("Fraud blocked before it is sent", "%", "increase", 64, 90, "stuck", team="Comet"),
            Wish(
                "Senders who sign in with passkeys", "%", "increase", 4, 45, "stale", team="Comet"
            ),
        ),
    ),
    (
        "Customers build journeys without us",
        "Journeys",
        1.0,
        (
            Wish("Senders set up without a ticket", "%", "increase", 22, 70, team="Basalt"),
            Wish(
                "Journeys live with no ticket",
                "%",
                "increase",
                24,
                65,
                "slow",
                aspirational=True,
                team="Amber",
            ),
            Wish("Time to a first test message", "min", "decrease", 95, 15, team="Onyx"),
        ),
    ),
    (
        "A million messages cost less to send",
        "Routing",
        0.8,
        (
            Wish("Cost per million messages", "euro", "decrease", 438, 365, team="Orion"),
            Wish("Retries per message", "retries", "decrease", 1.31, 1.05, "back", team="Rowan"),
            Wish(
                "Storage cost a month", "thousand euro", "decrease", 212, 150, "stale", team="Orion"
            ),
        ),
    ),
)

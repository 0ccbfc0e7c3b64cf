"""The invented company: Meridian, which carries other companies' messages to their customers."""

from dataclasses import dataclass

NAME = "Meridian"

# name, country, subdivision, time zone
OFFICES = (
    ("Zagreb", "HR", None, "Europe/Zagreb"),
    ("London", "GB", "ENG", "Europe/London"),
    ("Bengaluru", "IN", "KA", "Asia/Kolkata"),
    ("Madrid", "ES", "MD", "Europe/Madrid"),
    ("Barcelona", "ES", "CT", "Europe/Madrid"),
)

SKILLS = ("backend", "frontend", "ios", "android", "data", "security", "network", "ml")


@dataclass(frozen=True)
class Squad:
    """A team of the company, its skills and how many people it has."""

    name: str
    skills: tuple[str, ...]
    people: int


AREAS: dict[str, tuple[Squad, ...]] = {
    "Channels": (
        Squad("Heron", ("backend", "frontend"), 7),
        Squad("Kite", ("backend", "frontend", "android"), 6),
        Squad("Osprey", ("backend", "network"), 7),
        Squad("Swift", ("backend", "frontend", "ios"), 8),
        Squad("Tern", ("backend", "network"), 6),
    ),
    "Routing": (
        Squad("Alder", ("backend", "network", "data"), 6),
        Squad("Birch", ("backend", "network"), 7),
        Squad("Cedar", ("backend", "data"), 6),
        Squad("Elm", ("backend", "network"), 7),
        Squad("Rowan", ("backend", "data", "network"), 8),
    ),
    "Journeys": (
        Squad("Amber", ("backend", "frontend"), 5),
        Squad("Basalt", ("frontend", "backend"), 7),
        Squad("Flint", ("backend", "data", "frontend"), 6),
        Squad("Jasper", ("frontend", "ml", "backend"), 6),
        Squad("Onyx", ("backend", "frontend"), 6),
    ),
    "Trust": (
        Squad("Comet", ("backend", "security", "ml"), 7),
        Squad("Lyra", ("backend", "network"), 7),
        Squad("Nova", ("backend", "security"), 6),
        Squad("Orion", ("backend", "data"), 6),
        Squad("Vega", ("backend", "data"), 6),
    ),
}

FIRST_NAMES = (
    "Ana", "Marko", "Ivana", "Lejla", "Arjun", "Meera", "Camilo", "Tom", "Lucía", "Pablo",
    "Petra", "Luka", "Nina", "Ivan", "Priya", "Rahul", "Sofía", "Diego", "Emma", "Oliver",
    "Marta", "Josip", "Tea", "Filip", "Kavya", "Rohan", "Elena", "Javier", "Grace", "Harry",
    "Dora", "Karlo", "Sara", "Mate", "Ananya", "Vikram", "Carmen", "Álvaro", "Alice", "George",
)  # fmt: skip
LAST_NAMES = (
    "Kovač", "Perić", "Babić", "Hodžić", "Rao", "Iyer", "Torres", "Wright", "Navarro", "Serrano",
    "Horvat", "Jurić", "Novak", "Marić", "Menon", "Gupta", "Ruiz", "Moreno", "Clarke", "Hughes",
    "Vuković", "Knežević", "Pavić", "Božić", "Nair", "Shetty", "Ortega", "Castro", "Bennett",
    "Foster", "Radić", "Šimić", "Grgić", "Lovrić", "Desai", "Kulkarni", "Vidal", "Prieto",
)  # fmt: skip

# role, name; the first of each role is the demo's button
ACCOUNTS = (
    ("administrator", "Dario Lukić"),
    ("planner", "Mirjana Pavić"),
    ("area_owner", "Stella Okafor"),
    ("lead", "Ana Kovač"),
    ("member", "Arjun Rao"),
    ("executive", "Johanna Nyberg"),
    ("architect", "Teodor Blažević"),
    ("auditor", "Ruth Abelson"),
)
LED_TEAM = "Rowan"
OWNED_AREA = "Routing"

SERVICES = {
    "Heron": ("rcs-gateway", "sms-api"), "Kite": ("whatsapp-gateway", "android-sdk-api"),
    "Osprey": ("viber-gateway", "telegram-gateway"), "Swift": ("carousel-api", "ios-push"),
    "Tern": ("voice-gateway", "media-store"), "Alder": ("router", "operator-links"),
    "Birch": ("canary-control", "latency-probe"), "Cedar": ("receipts", "price-lists"),
    "Elm": ("queue", "region-steering"), "Rowan": ("retry", "dedupe"),
    "Amber": ("journey-editor", "templates"), "Basalt": ("sender-setup", "usage"),
    "Flint": ("segments", "event-intake"), "Jasper": ("experiments", "conversion-report"),
    "Onyx": ("sandbox", "developer-portal"), "Comet": ("traffic-guard", "sender-reputation"),
    "Lyra": ("rollback", "build-farm"), "Nova": ("url-scan", "consent"),
    "Orion": ("storage-tiering", "config"), "Vega": ("deploy-control", "alert-hub"),
}  # fmt: skip

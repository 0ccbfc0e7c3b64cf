"""The look holds its promises: contrast, colours told apart, small sheets, no inline code."""

import itertools
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
THEMES = ("light", "dark")
DATA = ("d1", "d2", "d3", "d4", "d5", "d6")
TEXT_PAIRS = (
    *itertools.product(("text", "muted", "accent", "ok", "warn", "bad"), ("bg", "surface")),
    *(("text", soft) for soft in ("sunken", "accent-soft", "ok-soft", "warn-soft", "bad-soft")),
    ("muted", "sunken"),
    ("accent", "accent-soft"),
    ("on-accent", "accent"),
    ("on-d", "d6"),
)
# Machado, Oliveira, Fernandes 2009, severity 1, on linear RGB.
SIGHTS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
Triple = tuple[float, float, float]


def tokens(theme: str) -> dict[str, str]:
    text = (ROOT / "static" / "css" / "tokens.css").read_text()
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", text)
    return {name: pair[THEMES.index(theme)] for name, *pair in pairs}


def linear(colour: str) -> Triple:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return red, green, blue


def contrast(one: str, other: str) -> float:
    light = [
        0.2126 * red + 0.7152 * green + 0.0722 * blue
        for red, green, blue in map(linear, (one, other))
    ]
    return (max(light) + 0.05) / (min(light) + 0.05)


def seen(colour: Triple, sight: str) -> Triple:
    red, green, blue = (
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, colour, strict=True))))
        for row in SIGHTS[sight]
    )
    return red, green, blue


def oklab(colour: Triple) -> Triple:
    red, green, blue = colour
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def distance(one: str, other: str, sight: str) -> float:
    pair = [oklab(seen(linear(colour), sight)) for colour in (one, other)]
    return 100 * sum((a - b) ** 2 for a, b in zip(*pair, strict=True)) ** 0.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_is_readable_on_its_ground(theme: str, ink: str, ground: str) -> None:
    colours = tokens(theme)
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("mark", [*DATA, "control", "mark", "mark-3", "accent"])
def test_marks_and_borders_of_controls_stand_out(theme: str, mark: str) -> None:
    colours = tokens(theme)
    assert min(contrast(colours[mark], colours[ground]) for ground in ("bg", "surface")) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_objectives_are_told_apart_by_every_kind_of_sight(theme: str, sight: str) -> None:
    colours = tokens(theme)
    pairs = itertools.combinations(DATA, 2)
    assert min(distance(colours[a], colours[b], sight) for a, b in pairs) >= 14


def test_the_whole_style_stays_under_1500_lines() -> None:
    assert sum(len(sheet.read_text().splitlines()) for sheet in SHEETS) < 1500


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_each_sheet_names_the_layers_and_forces_nothing(sheet: Path) -> None:
    text = sheet.read_text()
    assert "@layer tokens, base, layout, components, pages;" in text
    assert "!important" not in text
    assert "@import" not in text


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_each_script_is_short_and_evaluates_no_text(script: Path) -> None:
    text = script.read_text()
    assert len(text.splitlines()) < 150
    assert not re.search(r"\beval\(|new Function|innerHTML|document\.write", text)


@pytest.mark.parametrize(
    "template", TEMPLATES, ids=lambda page: str(page.relative_to(ROOT / "templates"))
)
def test_templates_hold_no_inline_style_script_or_handler(template: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", template.read_text(), flags=re.S)
    assert not re.search(r"<style\b|\sstyle\s*=", text)
    assert not re.search(r"\son(click|change|submit|load|input|key\w+|focus|blur)\s*=", text)
    inline = re.findall(r"<script\b(?![^>]*\bsrc=)[^>]*>", text)
    assert all('type="application/json"' in tag for tag in inline)


def test_every_icon_that_a_template_names_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/icons.svg").read_text()))
    named = {
        name
        for template in TEMPLATES
        for name in re.findall(r'\bicon\("([\w-]+)"', template.read_text())
    }
    assert named <= drawn

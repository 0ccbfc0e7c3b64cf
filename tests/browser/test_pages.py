"""Every page, in both languages, themes and widths: accessible, within its policy, in its width."""

import os
import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import SCREENSHOTS, Opened, Visit
from tests.browser.pages import PAGES, Shown

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
each_page = pytest.mark.parametrize("shown", PAGES, ids=lambda one: one.name)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# The dark theme changes colours and nothing else: there, only what reads colours runs again.
RULES = {
    "light": {"runOnly": TAGS, "resultTypes": ["violations"]},
    "dark": {"runOnly": ["color-contrast", "link-in-text-block"], "resultTypes": ["violations"]},
}
# The dark theme does not move anything and the other language does not change colours: one look
# each at what they change. PORTFOLIO_THOROUGH=1 looks at everything in every way.
EVERY = [(1280, "light"), (1280, "dark"), (375, "light"), (375, "dark")]
LOOKS = {
    "en": [(1280, "light"), (1280, "dark"), (375, "light")],
    "es": [(375, "light")],
}
if os.environ.get("PORTFOLIO_THOROUGH") or os.environ.get("PORTFOLIO_SNAPSHOT"):
    LOOKS = {"en": EVERY, "es": EVERY}
MOST_STOPS = 1500
STRIDE = 10
SPACING = """
const sheet = new CSSStyleSheet();
sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important;"
  + " word-spacing: 0.16em !important } p { margin-bottom: 2em !important }");
document.adoptedStyleSheets = [sheet];
"""
CLIPPED = """
[...document.querySelectorAll("h1, h2, .btn, .seg > *, .nav a span, label, th")]
  .filter((one) => one.checkVisibility() && getComputedStyle(one).overflow !== "visible")
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1)
  .map((one) => one.outerHTML.slice(0, 120))"""
SMALL = """
[...document.querySelectorAll(
  "button, summary, select, input:not([type=hidden]), .btn, .nav a")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  .map((one) => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && Math.min(box.width, box.height) < 23.9)
  .map(([text, box]) => `${text} ${box.width}x${box.height}`)"""
# Each element that takes the focus is looked at when it does; the walk only asks whether it ended.
WATCH = """
window.stops = [];
window.left = false;
document.activeElement?.blur();
document.addEventListener("focusout", (event) => {
  window.left = window.left || event.relatedTarget === null;
});
document.addEventListener("focusin", (event) => {
  if (window.left) return;
  const one = event.target;
  const box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  const top = document.querySelector(".top")?.getBoundingClientRect();
  const covered = top && box.height > 0 && box.bottom <= top.bottom
    && !one.closest(".top, .skip, .demo, dialog");
  window.stops.push({
    text: one.outerHTML.slice(0, 160), covered: Boolean(covered),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
    skip: one.matches(".skip"),
  });
});"""


def enter(opened: Opened, shown: Shown) -> Page:
    page = opened.page
    if shown.then:
        link = page.locator(shown.then).first
        if not link.count():
            pytest.skip(f"{shown.path} has no row to follow")
        link.click()
    page.wait_for_load_state("load")
    page.wait_for_timeout(200)  # the modules start
    return page


def role_of(shown: Shown) -> str | None:
    return None if shown.role == "stranger" else shown.role


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def failures(results: Any) -> list[str]:
    return [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for one in results.response["violations"]
        for node in one["nodes"]
    ]


@each_page
@pytest.mark.parametrize("lang", ["en", "es"])
def test_page_is_accessible_and_keeps_its_policy(shown: Shown, lang: str, look: Visit) -> None:
    found: dict[str, list[str]] = {}
    with look(shown.path, as_=role_of(shown), lang=lang) as opened:
        page = enter(opened, shown)
        assert page.locator("html").get_attribute("lang") == lang
        assert page.locator("h1").count() == 1
        assert plain(page.title()).startswith(plain(page.locator("h1").inner_text()))
        for width, scheme in LOOKS[lang]:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.wait_for_timeout(150)
            found[f"{width} {scheme}"] = failures(Axe().run(page, options=RULES[scheme]))
            if os.environ.get("PORTFOLIO_SNAPSHOT") and lang == "en":
                SCREENSHOTS.mkdir(exist_ok=True)
                file = SCREENSHOTS / f"{shown.name}-{width}-{scheme}.png"
                page.screenshot(path=file, full_page=True)
        unwanted = [one for one in opened.complaints if "status of 404" not in one]
    assert not any(found.values()), found
    assert not unwanted


@each_page
def test_page_fits_320_pixels_with_large_controls_and_spaced_text(
    shown: Shown, look: Visit
) -> None:
    with look(shown.path, as_=role_of(shown), width=320, lang="es") as opened:
        page = enter(opened, shown)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert page.evaluate(SMALL) == []
        page.set_viewport_size({"width": 1280, "height": 900})
        assert page.evaluate(SMALL) == []
        page.evaluate(SPACING)
        assert page.evaluate(CLIPPED) == []


@each_page
def test_keyboard_walks_the_page_without_a_trap(shown: Shown, look: Visit) -> None:
    with look(shown.path, as_=role_of(shown)) as opened:
        page = enter(opened, shown)
        page.evaluate(WATCH)
        for _ in range(MOST_STOPS // STRIDE):
            for _ in range(STRIDE):
                page.keyboard.press("Tab")
            if page.evaluate("window.left"):
                break
        else:
            pytest.fail("the walk never left the page")
        stops = page.evaluate("window.stops")
    assert stops
    assert stops[0]["skip"] or shown.then
    assert not [stop["text"] for stop in stops if not stop["outlined"]]
    assert not [stop["text"] for stop in stops if stop["covered"]]

"""What the scripts add (theme, palette, keys, figures), and that pages work without them."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_theme_changes_at_once_and_is_remembered(visit: Visit) -> None:
    with visit("/account", as_="auditor") as opened:
        page = opened.page
        page.get_by_label("Language and theme").click()
        page.get_by_role("button", name="Dark").click()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        page.wait_for_load_state("networkidle")
        page.reload()
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        page.get_by_label("Language and theme").click()
        page.get_by_role("button", name="As the system").click()
        page.wait_for_load_state("networkidle")
        assert not opened.complaints


def test_without_scripts_the_language_and_quarter_switches_work(visit: Visit) -> None:
    with visit("/account", as_="architect", java_script_enabled=False) as opened:
        page = opened.page
        page.locator("summary[aria-label='Language and theme']").click()
        page.get_by_role("button", name="Español").click()
        expect(page.locator("html")).to_have_attribute("lang", "es")
        page.locator("header details:has(form) summary").first.click()
        page.get_by_role("button", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")


def test_palette_opens_and_goes_somewhere(visit: Visit) -> None:
    with visit("/account") as opened:
        page = opened.page
        page.keyboard.press("Control+k")
        expect(page.get_by_role("dialog", name="Command palette")).to_be_visible()
        page.keyboard.type("teams")
        expect(page.get_by_role("dialog").get_by_role("option").first).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog", name="Command palette")).to_be_hidden()


def test_question_mark_lists_the_keys_and_g_d_goes_to_delivery(visit: Visit) -> None:
    with visit("/account") as opened:
        page = opened.page
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("g")
        page.keyboard.press("d")
        page.wait_for_url("**/delivery*")


def test_single_keys_are_off_when_switched_off(visit: Visit) -> None:
    with visit("/account") as opened:
        page = opened.page
        page.get_by_role("button", name="Off", exact=True).click()
        page.wait_for_load_state("networkidle")
        page.keyboard.press("?")
        expect(page.locator("dialog#shortcuts")).to_be_hidden()


def test_reduced_motion_leaves_no_animation(visit: Visit) -> None:
    with visit("/account", reduced_motion="reduce") as opened:
        running = opened.page.evaluate("document.getAnimations().length")
    assert running == 0


def test_slash_moves_the_focus_to_the_search(visit: Visit) -> None:
    with visit("/account") as opened:
        opened.page.keyboard.press("/")
        expect(opened.page.locator("#find")).to_be_focused()


def test_figures_are_drawn_within_the_policy_in_the_colours_of_the_theme(visit: Visit) -> None:
    with visit("/delivery") as opened:
        page = opened.page
        figures = page.locator("figure[data-figure]")
        if not figures.count():
            pytest.skip("the delivery page has no figure")
        figures.first.scroll_into_view_if_needed()
        expect(figures.first).to_have_attribute("data-drawn", "yes", timeout=15000)
        figures.first.locator(".plot").hover()
        page.emulate_media(color_scheme="dark")
        page.wait_for_timeout(300)
        assert not opened.complaints


def test_a_page_prints_in_light_without_its_frame(visit: Visit) -> None:
    with visit("/progress", as_="executive", scheme="dark") as opened:
        page = opened.page
        page.emulate_media(media="print", color_scheme="dark")
        expect(page.locator(".top")).to_be_hidden()
        expect(page.locator(".nav")).to_be_hidden()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") in (
            "rgb(255, 255, 255)",
            "rgba(0, 0, 0, 0)",
        )
        assert len(page.pdf(format="A4")) > 5000


def test_the_home_is_whole_without_scripts(visit: Visit) -> None:
    with visit("/", java_script_enabled=False) as opened:
        page = opened.page
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.locator("a", has_text="Only differences").click()
        expect(page.locator("a[aria-current='true']", has_text="Only differences")).to_be_visible()


def test_a_choice_swaps_the_list_and_keeps_it_in_the_address(visit: Visit) -> None:
    with visit("/") as opened:
        page = opened.page
        page.locator("#backlog a", has_text="Only differences").click()
        expect(
            page.locator("#backlog a[aria-current]", has_text="Only differences")
        ).to_be_visible()
        assert "show=differences" in page.url
        page.locator("#backlog select[name=objective]").select_option("O1")
        page.wait_for_url("**objective=O1**")
        assert not opened.complaints


def test_j_and_k_walk_the_rows(visit: Visit) -> None:
    with visit("/") as opened:
        page = opened.page
        page.keyboard.press("j")
        first = page.evaluate("document.activeElement.closest('tr')?.rowIndex")
        page.keyboard.press("j")
        second = page.evaluate("document.activeElement.closest('tr')?.rowIndex")
        page.keyboard.press("k")
        assert page.evaluate("document.activeElement.closest('tr')?.rowIndex") == first
        assert second == first + 1

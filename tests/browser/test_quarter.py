"""The quarter by keyboard: rows move and move back, a wish shows its panel, a bar is dragged."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
KEYS = "[...document.querySelectorAll('#backlog tr[data-key]')].map((row) => row.dataset.key)"


def order(page: Page) -> list[str]:
    return list(page.evaluate(KEYS))


def test_a_row_is_moved_and_taken_back_and_wished_for_by_keyboard(visit: Visit) -> None:
    with visit("/backlog?shape=rank", as_="planner") as opened:
        page = opened.page
        page.wait_for_timeout(200)
        before = order(page)
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("Alt+ArrowUp")
        expect(page.locator(".toast [data-undo]")).to_have_count(1)
        assert order(page)[:2] == [before[1], before[0]]
        page.keyboard.press("Control+z")
        expect(page.locator(".toast")).to_have_count(1)
        assert order(page) == before
        page.locator(f"#row-{before[0]} th a").focus()
        page.keyboard.press("d")
        page.wait_for_url("**preview=*")
        expect(page.locator("#drawer")).to_be_focused()
        assert before[0] in page.locator("#drawer h2").inner_text()
        assert not opened.complaints


def test_a_bar_dragged_on_the_board_shows_what_it_would_change(visit: Visit) -> None:
    with visit("/plans", as_="planner") as opened:
        page = opened.page
        page.locator("main table tbody a").first.click()
        lanes = page.locator("td.lanes")
        chip = page.locator("td.lanes .chip[data-epic]").first
        box = lanes.nth(1).locator(".lane").bounding_box()
        assert box
        spot = {"x": box["width"] * 0.9, "y": 8.0}
        lane = lanes.nth(1).locator(".lane")
        chip.drag_to(lane, source_position={"x": 6, "y": 8}, target_position=spot)
        page.wait_for_url("**preview=*")
        expect(page.locator("#drawer")).to_contain_text("pinned")
        assert not opened.complaints

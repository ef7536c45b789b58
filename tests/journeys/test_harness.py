"""The browser's harness: it shows our pages, and axe finds a planted fault."""

from playwright.sync_api import Page

from tests.journeys.axe import accessibility_faults


def test_the_product_answers_in_a_browser(page: Page) -> None:
    answer = page.goto("/comptes/login/")
    assert answer is not None
    assert answer.status == 200
    assert page.locator("html").get_attribute("lang") == "fr"


def test_axe_finds_a_planted_fault(at_desk: Page) -> None:
    at_desk.set_content("<html lang='fr'><title>x</title><main><h1>x</h1><img src='data:,'></main></html>")
    assert [fault.split(" at ")[0] for fault in accessibility_faults(at_desk)] == ["image-alt"]


def test_axe_finds_a_target_too_small_for_a_finger(at_desk: Page) -> None:
    at_desk.set_content(
        "<html lang='fr'><title>x</title><main><h1>x</h1><button>a</button><button>b</button></main>"
    )
    at_desk.add_style_tag(
        content="button { width: 10px; height: 10px; padding: 0; border: 0; font-size: 4px }"
    )
    assert "target-size" in {fault.split(" at ")[0] for fault in accessibility_faults(at_desk)}

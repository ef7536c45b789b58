"""What somebody does who has no mouse."""

from playwright.sync_api import Page


def focus_on(page: Page, name: str) -> None:
    """Tab until the focus is on what bears that name: never more often than a patient person would."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.innerText || document.activeElement.value || ''")
        if name in focused:
            return
    raise AssertionError(f"The keyboard does not reach {name!r}.")

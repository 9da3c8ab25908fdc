"""Waiting for what a page only tells in time: wait_for_function takes a promise for a yes, whatever it promises."""

from playwright.sync_api import Page

PATIENCE = 30
"""Seconds."""
ASKED_AGAIN = """async (told) => {
  const ends = Date.now() + PATIENCE;
  while (!(await (ASKED)(told))) {
    if (Date.now() > ends) throw new Error("it did not become true");
    await new Promise((go) => setTimeout(go, 20));
  }
}"""


def until(page: Page, asked: str, told: object = None) -> None:
    """Wait until an async function of JavaScript, given `told`, answers with something true.

    Raises playwright's Error where it has not within PATIENCE.
    """
    page.evaluate(ASKED_AGAIN.replace("PATIENCE", str(PATIENCE * 1000)).replace("ASKED", asked), told)

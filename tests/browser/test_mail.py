"""The mail in a narrow window: nothing stands out of it, everything runs as its language does, links can be touched."""

import pytest
from playwright.sync_api import Browser

from newsletter import letters
from tests.newsletter.long_issue import NOTES, long_issue

MEASURE = """() => {
  const cells = [...document.querySelectorAll("td")].filter(cell => cell.innerText.trim());
  const sides = new Set(cells.map(cell => getComputedStyle(cell).direction));
  const headings = [...document.querySelectorAll("h2")].map(one => one.getBoundingClientRect());
  return {
    wider: document.documentElement.scrollWidth - innerWidth,
    directions: [...sides],
    atTheSide: headings.map(box => [Math.round(box.left), Math.round(innerWidth - box.right)]),
    low: [...document.querySelectorAll(".tap, .button a")].filter(one => one.offsetHeight < 44).length,
    hidden: getComputedStyle(document.querySelector(".hidden")).display,
  } }"""


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "direction", "side"), [("ar", "rtl", 1), ("en", "ltr", 0)])
def test_on_a_narrow_telephone_the_mail_keeps_to_its_window_and_its_direction(
    browser: Browser, language: str, direction: str, side: int
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.set_content(letters.words_of(long_issue(language), NOTES).html, wait_until="commit")
    found = page.evaluate(MEASURE)
    context.close()
    at_the_side = {place[side] for place in found.pop("atTheSide")}
    assert (found, at_the_side) == ({"wider": 0, "directions": [direction], "low": 0, "hidden": "none"}, {16})

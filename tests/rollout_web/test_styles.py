"""The styles of the rollout: each file dresses what its name says, is short, and a page that it dresses asks for it."""

import re
from pathlib import Path

import pytest

from tracking.rollout import __file__ as room

ROOM = Path(room).parent
STYLES = sorted((ROOM / "static" / "rollout").glob("*.css"))
PAGES = [path.read_text(encoding="utf-8") for path in (ROOM / "templates").rglob("*.html")]
CODE = [path.read_text(encoding="utf-8") for path in ROOM.rglob("*.py")]
MOST_LINES = 400
BUILT = re.compile(
    r"^(at-(row|column)|bar-|evidence__look-|sheet-look-|place-|pips_|tile-|board__warn-|notice-|coverage__)"
)
"""Names that a template or a drawing puts together: a word of its own and the state, the row or the kind."""


def classes(style: Path) -> set[str]:
    text = re.sub(r"/\*.*?\*/", "", style.read_text(encoding="utf-8"), flags=re.DOTALL)
    return set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"\d+\.\d+", "", text)))


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_a_style_is_short_and_a_page_asks_for_it(style: Path) -> None:
    assert len(style.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
    assert any(f"rollout/{style.name}" in page for page in PAGES)


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_every_class_of_a_style_is_on_a_page(style: Path) -> None:
    house = (Path(room).parents[2] / "postal_services" / "web" / "templatetags" / "web.py").read_text(encoding="utf-8")
    said = "\n".join([*PAGES, *CODE, house])
    dead = {name for name in classes(style) if not BUILT.match(name) and name not in said and not _of_house(name)}
    assert dead == set()


def _of_house(name: str) -> bool:
    """Classes of the shared styles that a page of this room sets right for itself."""
    return name.startswith("govuk-") or name in {"icon", "list", "list-frame", "tag", "quiet", "demo", "footer", "wide"}


def test_no_page_asks_for_a_style_twice() -> None:
    for path in (ROOM / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert len(re.findall(r"rollout/[\w-]+\.css", text)) == len(set(re.findall(r"rollout/[\w-]+\.css", text))), path

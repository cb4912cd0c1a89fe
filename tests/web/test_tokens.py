import re
from itertools import product

import pytest

from postal_services.web.assets import WEB


def tokens() -> dict[str, str]:
    source = (WEB / "styles" / "_tokens.scss").read_text(encoding="utf-8")
    return dict(re.findall(r"^\$([a-z-]+): (#[0-9a-f]{6});", source, re.MULTILINE))


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_colours_are_those_of_the_house() -> None:
    found = tokens()
    wanted = {"ink": "#0b1b2b", "navy": "#12305b", "yellow": "#ffc20e", "link": "#1a5fb4", "green": "#1e7b34"}
    wanted |= {"amber": "#b25e00", "red": "#b3261e", "paper": "#ffffff", "quiet": "#f3f5f8"}
    assert {name: found[name] for name in wanted} == wanted


TEXT = [
    *product(("ink", "navy", "link", "green", "red", "grey", "visited"), ("paper", "quiet")),
    *product(("ink",), ("yellow", "green-tint", "amber-tint", "red-tint", "blue-tint", "yellow-tint")),
    *product(("paper",), ("navy", "link", "green", "red", "ink", "amber")),
    ("amber", "paper"),
    ("red", "red-tint"),
]


@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read_on_its_ground(text: str, ground: str) -> None:
    found = tokens()
    assert contrast(found[text], found[ground]) >= 4.5


def test_words_in_tags_can_be_read_on_their_tints() -> None:
    found = tokens()
    source = (WEB / "styles" / "_parts.scss").read_text(encoding="utf-8")
    pairs = re.findall(r"&--\w+ \{\s+color: ([^;]+);\s+background: var\(--([a-z-]+)\);", source)
    assert len(pairs) >= 6
    for colour, ground in pairs:
        named = re.fullmatch(r"var\(--([a-z-]+)\)", colour)
        assert contrast(found[named[1]] if named else colour, found[ground]) >= 4.5, (colour, ground)


@pytest.mark.parametrize("edge", ["field", "navy", "amber", "red", "green"])
def test_edges_that_mean_something_can_be_seen(edge: str) -> None:
    found = tokens()
    assert contrast(found[edge], found["paper"]) >= 3

from enum import Enum

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from delegation.mandates.states import MandateState
from postal_services.web import looks
from postal_services.web.assets import WEB


def written(source: str, **context: object) -> str:
    return Template("{% load web %}" + source).render(Context(context))


def test_a_state_has_icon_word_and_colour_together() -> None:
    html = written("{% state_tag 'out_for_delivery' %}")
    assert "Đang đi phát" in html
    assert "#walk" in html
    assert "tag--blue" in html


def test_a_choice_shows_the_label_of_its_room() -> None:
    assert "Đang hiệu lực" in written("{% state_tag state %}", state=MandateState.IN_FORCE)


def test_a_dossier_state_is_found_by_its_number() -> None:
    assert "Yêu cầu bổ sung giấy tờ" in written("{% state_tag 5 %}")


def test_an_unknown_state_is_said_to_be_unknown() -> None:
    class Odd(Enum):
        ODD = "odd"

    assert looks.look_of(Odd.ODD).word == "Chưa rõ"


def test_every_look_names_an_icon_and_a_colour_that_exist() -> None:
    sprite = (WEB / "static" / "web" / "icons.svg").read_text(encoding="utf-8")
    for look in [looks.UNKNOWN, *looks.LOOKS.values()]:
        assert f'id="{look.icon}"' in sprite
        assert look.colour in looks.COLOURS


def test_a_word_in_a_tag_is_escaped() -> None:
    assert "<b>" not in written("{% tag word %}", word="<b>K'Dang</b>")


def test_an_icon_is_decoration_unless_it_is_named() -> None:
    assert 'aria-hidden="true"' in written("{% icon 'truck' %}")
    assert 'aria-label="Xe"' in written("{% icon 'truck' 'Xe' %}")


def test_a_sort_link_keeps_the_filters_and_turns_round() -> None:
    request = RequestFactory().get("/ho-so/", {"q": "H'Nhung", "sort": "due", "cursor": "abc"})
    html = written("{% sort_header 'Hạn' 'due' %}", request=request)
    assert 'aria-sort="ascending"' in html
    assert "q=H%27Nhung" in html
    assert "sort=-due" in html
    assert "cursor" not in html


@pytest.mark.parametrize(("part", "whole", "text"), [(12, 17, "12/17 (71 %)"), (0, 0, "—"), (17, 17, "17/17 (100 %)")])
def test_a_share_names_both_numbers(part: int, whole: int, text: str) -> None:
    assert written("{% share part whole %}", part=part, whole=whole) == text


def test_a_fold_is_a_section_with_a_heading_and_a_row_that_opens() -> None:
    html = written("{% fold 'so' title note=3 %}<p>trong</p>{% endfold %}", title="<b>Số</b>")
    assert 'aria-labelledby="so-ten"' in html
    assert html.count("&lt;b&gt;Số&lt;/b&gt;") == 2
    assert '<span class="fold__note">3</span>' in html
    assert '<div class="fold__body" id="so"><p>trong</p></div>' in html
    assert " open" not in html.split("<summary")[0]


def test_a_fold_stands_open_where_the_page_asks_for_it() -> None:
    assert '<details class="fold__details" open>' in written(
        "{% fold 'so' 'Số' is_open=why %}x{% endfold %}", why="lui"
    )


def test_numbers_follow_the_language_of_the_page() -> None:
    shown = "{{ many|grouped }} {{ few|tenths }} {{ share|percent }} {{ none|grouped }}"
    numbers = {"many": 12345, "few": 14.55, "share": 76, "none": None}
    assert written(shown, **numbers) == "12.345 14,6 76 % —"
    with translation.override("en"):
        assert written(shown, **numbers) == "12,345 14.6 76% —"

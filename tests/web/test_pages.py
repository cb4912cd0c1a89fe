import re
from typing import Any

import pytest
from django.conf import LazySettings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import include, path
from django.views.decorators.http import require_POST

from postal_services.accounts.actors import Actor, Appointment, Role
from postal_services.errors import NotAllowed, NotThere, Refused
from postal_services.web import navigation
from postal_services.web.desk import Figure, Figures, Panel, Row, desk_of
from postal_services.web.refusals import refusal_page


class DossierOfAnotherDistrict(NotThere):
    """Not yours."""

    vi = "Hồ sơ này của huyện khác."


def refuse(request: HttpRequest, kind: str) -> HttpResponse:
    raise {"not-there": NotThere, "not-yours": DossierOfAnotherDistrict, "not-allowed": NotAllowed}[kind]


@require_POST
def pressed(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


urlpatterns = [
    path("", include("postal_services.urls")),
    path("tu-choi/<str:kind>", refuse),
    path("nut-bam", pressed),
]
handler404 = "postal_services.api.handlers.page_not_found"

LAN = Actor(None, "lan", (Appointment("BC-633", "district_post", "633", Role.CLERK),))


@pytest.fixture
def refusing(settings: LazySettings) -> None:
    settings.ROOT_URLCONF = "tests.web.test_pages"


def test_the_front_door_asks_for_a_code(visitor: Client) -> None:
    page = visitor.get("/")
    assert page.status_code == 200
    text = page.content.decode()
    assert 'action="/tra-cuu"' in text
    assert "/bien-nhan" in text
    assert "Đăng nhập" in text


def test_a_page_has_one_primary_action(visitor: Client) -> None:
    text = visitor.get("/").content.decode()
    buttons = re.findall(r'class="([^"]*\bgovuk-button\b[^"]*)"', text)
    primary = [names for names in buttons if "secondary" not in names and "warning" not in names]
    assert len(primary) == 1


def test_no_page_before_sign_in_reads_the_database(visitor: Client, django_assert_num_queries: Any, db: None) -> None:
    with django_assert_num_queries(0):
        assert visitor.get("/").status_code == 200
        assert visitor.get("/khong-co").status_code == 404


def test_not_yours_and_not_there_are_one_page(visitor: Client, refusing: None) -> None:
    pages = [visitor.get("/tu-choi/not-there"), visitor.get("/tu-choi/not-yours"), visitor.get("/khong-co")]
    assert {page.status_code for page in pages} == {404}
    plain = {re.sub(rb"next=[^\"]*", b"", page.content) for page in pages}
    assert len(plain) == 1
    assert "huyện khác".encode() not in plain.pop()


def test_a_refusal_is_a_page_with_its_status_and_words(visitor: Client, refusing: None) -> None:
    page = visitor.get("/tu-choi/not-allowed")
    assert page.status_code == 403
    assert NotAllowed.vi in page.content.decode()


def test_a_refusal_of_a_partial_update_goes_to_the_notices(visitor: Client, refusing: None) -> None:
    part = visitor.get("/tu-choi/not-allowed", headers={"hx-request": "true"})
    assert part.status_code == 422
    assert part.headers["HX-Retarget"] == "#notices"
    assert "<html" not in part.content.decode()


def test_an_address_that_only_a_button_opens_says_so(visitor: Client, refusing: None) -> None:
    response = visitor.get("/nut-bam")
    page = response.content.decode()
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert "Chỉ mở bằng nút bấm" in page
    assert 'href="/"' in page


def test_too_many_attempts_have_their_own_page() -> None:
    class Slow(Refused):
        status = 429
        vi = "Chờ 30 giây."

    request = RequestFactory().get("/")
    assert "Chờ 30 giây." in refusal_page(request, Slow()).content.decode()


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500"])
def test_an_error_page_needs_nothing_but_itself_and_says_what_to_do(name: str) -> None:
    html = render_to_string(f"{name}.html")
    assert "<h1>" in html
    assert 'lang="vi"' in html
    assert 'href="/"' in html


def test_the_reader_chooses_english_and_keeps_it(visitor: Client) -> None:
    answer = visitor.get("/ngon-ngu/en?next=/")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    text = visitor.get("/").content.decode()
    assert 'lang="en"' in text
    assert "Where is your dossier?" in text


def test_the_language_of_the_browser_is_not_asked_for(visitor: Client) -> None:
    assert 'lang="vi"' in visitor.get("/", headers={"accept-language": "en-US"}).content.decode()


@pytest.mark.parametrize("next_page", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_the_language_switch_leads_nowhere_else(visitor: Client, next_page: str) -> None:
    assert visitor.get("/ngon-ngu/en", {"next": next_page})["Location"] == "/"


def test_an_unknown_language_changes_nothing(visitor: Client) -> None:
    assert not visitor.get("/ngon-ngu/xx").cookies


def test_the_style_page_is_not_there_for_visitors(visitor: Client) -> None:
    assert visitor.get("/kieu-mau").status_code == 404


def test_doors_are_shown_by_role(settings: LazySettings) -> None:
    settings.NAVIGATION = [
        ("Mọi người", "home", (), ""),
        ("Quét", "style", ("clerk",), "q"),
        ("Bảng", "style", ("province",), ""),
    ]
    assert [link.label for link in navigation.links(LAN, "/")] == ["Mọi người", "Quét"]


def test_a_door_without_an_address_yet_is_left_out(settings: LazySettings) -> None:
    settings.NAVIGATION = [("Chưa xây", "nowhere:at-all", (), "")]
    assert navigation.links(LAN, "/") == []


def test_the_door_of_the_page_and_of_a_page_below_are_marked(settings: LazySettings) -> None:
    settings.NAVIGATION = [("Kiểu", "style", (), "")]
    assert navigation.links(LAN, "/kieu-mau")[0].here
    assert navigation.links(LAN, "/kieu-mau/chi-tiet")[0].within


def at_work(*roles: Role) -> Actor:
    return Actor(None, "ai", tuple(Appointment("BC-633", "district_post", "633", role) for role in roles))


def menu_of(actor: Actor, path: str = "/") -> navigation.Menu:
    return navigation.menu(navigation.links(actor, path))


def test_what_a_role_seldom_needs_stands_under_more(settings: LazySettings) -> None:
    settings.NAVIGATION = [
        ("Mọi người", "home", (), "", ("clerk",)),
        ("Quét", "style", ("clerk", "supervisor"), "q", ("supervisor",)),
        ("Tiền", "style", ("clerk", "supervisor"), "m", ("clerk", "supervisor")),
    ]
    seen = {
        roles: [[link.label for link in part] for part in (menu_of(at_work(*roles)).bar, menu_of(at_work(*roles)).more)]
        for roles in ((Role.CLERK,), (Role.SUPERVISOR,), (Role.CLERK, Role.SUPERVISOR))
    }
    assert seen[(Role.CLERK,)] == [["Quét"], ["Mọi người", "Tiền"]]
    assert seen[(Role.SUPERVISOR,)] == [["Mọi người"], ["Quét", "Tiền"]]
    # what one of two posts needs every day is in the bar, and a single entry hides behind no other word
    assert seen[(Role.CLERK, Role.SUPERVISOR)] == [["Mọi người", "Quét", "Tiền"], []]


def test_the_word_more_says_which_of_its_entries_the_reader_is_at(settings: LazySettings) -> None:
    settings.NAVIGATION = [("Kiểu", "style", (), "", ("clerk",)), ("Nhà", "home", (), "", ("clerk",))]
    assert menu_of(at_work(Role.CLERK), "/kieu-mau").within_more == "Kiểu"
    assert menu_of(at_work(Role.CLERK), "/khac").within_more == ""


def numbers(actor: Actor) -> Figures:
    return Figures([Figure(14, "Chờ ký nhận")], action="Lập bàn giao", action_href="/ban-giao/moi")


def waiting(actor: Actor) -> Panel:
    return Panel("Chờ bạn ký nhận", [Row("BG-1", "/ban-giao/BG-1", "proposed")], total=1)


def nothing(actor: Actor) -> None:
    return None


def test_the_desk_is_told_by_the_rooms(settings: LazySettings) -> None:
    settings.DESK_PANELS = [f"tests.web.test_pages.{name}" for name in ("numbers", "waiting", "nothing")]
    desk = desk_of(LAN)
    assert [panel.title for panel in desk.panels] == ["Chờ bạn ký nhận"]
    assert (desk.figures[0].number, desk.action) == (14, "Lập bàn giao")


def test_an_empty_desk_says_what_will_come(settings: LazySettings) -> None:
    settings.DESK_PANELS = []
    request = RequestFactory().get("/")
    html = render_to_string("web/desk.html", {"desk": desk_of(LAN), "actor": LAN}, request=request)
    assert "Không có việc nào đang chờ" in html

"""The pages ``/doi-tac/``: who sees what, and every button."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from delegation.registry.models import Office, OfficeKind, Post, Unit, UnitKind
from integrations import facts
from integrations.models import Attempt, Delivery, Endpoint, Notice, Partner, PartnerKey
from integrations.states import DeliveryState, DisabledReason, NoticeKind, Outcome
from postal_services import clock
from postal_services.accounts.actors import Role
from postal_services.accounts.models import User

from .conftest import listening, owe

pytestmark = pytest.mark.django_db
OLD = date(2010, 1, 1)


@pytest.fixture(autouse=True)
def _offices(db: None) -> None:
    province = Unit.objects.create(code="64", name="Tỉnh Gia Lai", kind=UnitKind.PROVINCE, valid_from=OLD)
    Office.objects.create(code="UB-64", name="UBND tỉnh", kind=OfficeKind.PROVINCE, unit=province, valid_from=OLD)
    district = Unit.objects.create(
        code="633", name="Huyện Chư Sê", kind=UnitKind.DISTRICT, parent=province, valid_from=OLD
    )
    Office.objects.create(code="UB-633", name="Một cửa Chư Sê", kind=OfficeKind.ONE_STOP, unit=district, valid_from=OLD)


def _signed_in(username: str, office: str, role: Role) -> Client:
    user = User.objects.create_user(username, full_name=username.title())
    Post.objects.create(user=user, office_id=office, role=role, valid_from=OLD)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def tinh() -> Client:
    """The province's officer."""
    return _signed_in("tinh", "UB-64", Role.PROVINCE)


@pytest.fixture
def endpoint() -> Endpoint:
    return listening(None, "mot-cua")


def test_the_overview_shows_health_what_is_owed_and_what_must_be_known(tinh: Client, endpoint: Endpoint) -> None:
    owe(endpoint, "G16-190805-0001", 3)
    Notice.objects.create(endpoint=endpoint, kind=NoticeKind.SET_ASIDE, at=clock.now())
    page = tinh.get("/doi-tac/").content.decode()
    for words in ("Đối tác mot-cua", "Bưu gửi đã phát", "G16-190805-0001", "Chưa gửi lần nào", "Để riêng", "Đã xem"):
        assert words in page


def test_the_list_is_filtered_and_continues_on_the_next_page(tinh: Client, endpoint: Endpoint) -> None:
    owe(endpoint, "C-1", 60)
    owe(endpoint, "G16-190805-0002", 1)
    first = tinh.get("/doi-tac/?case=C-1").content.decode()
    assert first.count("/doi-tac/tin/") == 50
    assert "G16-190805-0002" not in first
    following = re.search(r'href="(\?[^"]*cursor=[^"]+)" rel="next"', first)
    assert following is not None
    second = tinh.get("/doi-tac/" + following[1].replace("&amp;", "&")).content.decode()
    assert second.count("/doi-tac/tin/") == 10
    assert "Không có tin nào" in tinh.get("/doi-tac/?endpoint=none&state=owed").content.decode()


def test_a_delivery_shows_every_attempt_and_is_sent_again_by_a_button(tinh: Client, endpoint: Endpoint) -> None:
    (delivery,) = owe(endpoint, "C-1")
    now = clock.now()
    Attempt.objects.create(
        delivery=delivery,
        number=1,
        at=now,
        outcome=Outcome.REJECTED,
        http_status=422,
        duration_ms=12,
        error="http_422",
        excerpt="no such case",
    )
    Delivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.SET_ASIDE, settled_at=now, attempts=4, tries=4, first_try_at=now
    )
    page = tinh.get(f"/doi-tac/tin/{delivery.pk}").content.decode()
    assert "no such case" in page
    assert "Đối tác từ chối" in page
    assert "422" in page
    assert tinh.post(f"/doi-tac/tin/{delivery.pk}/gui-lai").status_code == 302
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries, delivery.first_try_at, delivery.attempts) == ("owed", 0, None, 4)
    delivery.queue.refresh_from_db()
    assert delivery.queue.due_at is not None
    assert tinh.post(f"/doi-tac/tin/{delivery.pk}/gui-lai").status_code == 409


def test_a_partner_and_its_endpoint_are_made_on_the_pages_and_secrets_shown_once(tinh: Client) -> None:
    form = {
        "name": "Một cửa điện tử Chư Sê",
        "code": "mot-cua-chu-se",
        "kind": "agency",
        "offices": "ub-633",
        "contact": "",
    }
    assert tinh.get("/doi-tac/moi").status_code == 200
    assert tinh.post("/doi-tac/moi", {**form, "offices": "UB-999"}).status_code == 422
    assert tinh.post("/doi-tac/moi", form).status_code == 302
    assert tinh.post("/doi-tac/moi", form).status_code == 422
    assert Partner.objects.get().offices == ["UB-633"]

    address = "/doi-tac/ma/mot-cua-chu-se/dia-chi-moi"
    assert tinh.get(address).status_code == 200
    bad = tinh.post(address, {"url": "http://10.0.0.1/", "facts": facts.KNOWN})
    assert bad.status_code == 422
    assert "Địa chỉ phải bắt đầu bằng https://" in bad.content.decode()
    made = tinh.post(address, {"url": "https://motcua.example.vn/hook", "facts": facts.KNOWN}).content.decode()
    endpoint = Endpoint.objects.get()
    secret = endpoint.secrets.get().secret
    assert secret in made
    assert "Cache-Control" in tinh.post(f"/doi-tac/dia-chi/{endpoint.pk}/khoa").headers
    assert secret not in tinh.get(f"/doi-tac/dia-chi/{endpoint.pk}").content.decode()

    key_page = tinh.post("/doi-tac/ma/mot-cua-chu-se/khoa").content.decode()
    assert "psp_" in key_page
    assert "psp_" not in tinh.get("/doi-tac/ma/mot-cua-chu-se").content.decode()
    assert tinh.post("/doi-tac/ma/mot-cua-chu-se/thu-hoi-khoa").status_code == 302
    assert PartnerKey.objects.get().revoked_at is not None


def test_while_a_secret_is_changed_two_are_valid_and_never_three(tinh: Client, endpoint: Endpoint) -> None:
    for _ in range(3):
        assert tinh.post(f"/doi-tac/dia-chi/{endpoint.pk}/khoa").status_code == 200
    now = clock.now()
    assert sum(one.valid_at(now) for one in endpoint.secrets.all()) == 2
    assert sum(one.valid_at(now + timedelta(hours=25)) for one in endpoint.secrets.all()) == 1


def test_an_endpoint_is_switched_off_and_on_pinged_and_replayed(tinh: Client, endpoint: Endpoint) -> None:
    base = f"/doi-tac/dia-chi/{endpoint.pk}"
    set_aside = owe(endpoint, "C-1", 3)
    Delivery.objects.filter(pk__in=[one.pk for one in set_aside]).update(
        state=DeliveryState.SET_ASIDE, settled_at=clock.now()
    )
    assert tinh.post(f"{base}/tat").status_code == 302
    endpoint.refresh_from_db()
    assert (endpoint.active, endpoint.disabled_reason) == (False, DisabledReason.BY_HAND)
    assert "Tắt bằng tay" in tinh.get(base).content.decode()
    assert tinh.post(f"{base}/thu").status_code == 409
    assert tinh.post(f"{base}/gui-lai").status_code == 409
    assert tinh.post(f"{base}/bat").status_code == 302
    assert tinh.post(f"{base}/thu").status_code == 302
    ping = Delivery.objects.get(fact=facts.PING)
    assert (ping.sequence, ping.state) == (1, "owed")
    assert tinh.post(f"{base}/gui-lai").status_code == 302
    assert Delivery.objects.filter(case="C-1", state="owed").count() == 3


def test_a_notice_hangs_until_somebody_has_seen_it(tinh: Client, endpoint: Endpoint) -> None:
    notice = Notice.objects.create(endpoint=endpoint, kind=NoticeKind.GONE, at=clock.now())
    assert tinh.post(f"/doi-tac/thong-bao/{notice.pk}/da-xem").status_code == 302
    notice.refresh_from_db()
    assert notice.seen_at is not None
    assert "Đã xem" not in tinh.get("/doi-tac/").content.decode()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CLERK, Role.POSTMAN, Role.SUPERVISOR, Role.HOTLINE])
def test_partners_are_no_business_of_other_roles(endpoint: Endpoint, role: Role) -> None:
    client = _signed_in("khac", "UB-633", role)
    (delivery,) = owe(endpoint, "C-1")
    for address in ("/doi-tac/", "/doi-tac/moi", f"/doi-tac/dia-chi/{endpoint.pk}", f"/doi-tac/tin/{delivery.pk}"):
        assert client.get(address).status_code == 403
    for address in (f"/doi-tac/dia-chi/{endpoint.pk}/tat", f"/doi-tac/tin/{delivery.pk}/gui-lai"):
        assert client.post(address).status_code == 403
    endpoint.refresh_from_db()
    assert endpoint.active


def test_strangers_are_asked_to_sign_in(endpoint: Endpoint) -> None:
    assert Client().get("/doi-tac/").status_code == 302
    assert Client().post(f"/doi-tac/dia-chi/{endpoint.pk}/tat").status_code == 302


def test_what_does_not_exist_is_not_found(tinh: Client) -> None:
    for address in (f"/doi-tac/tin/{uuid4()}", f"/doi-tac/dia-chi/{uuid4()}", "/doi-tac/ma/khong-co"):
        assert tinh.get(address).status_code == 404


def test_the_pages_speak_english_where_asked(tinh: Client, endpoint: Endpoint) -> None:
    owe(endpoint, "C-1")
    tinh.get("/ngon-ngu/en")
    page = tinh.get("/doi-tac/").content.decode()
    for words in ("Item delivered", "Deliveries to partners, newest first", "Not sent yet"):
        assert words in page

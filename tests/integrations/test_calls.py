"""The API of partners: keys, endpoints, deliveries, replay."""

from datetime import date
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from delegation.registry.models import Office, OfficeKind, Post, Unit, UnitKind
from integrations.models import Delivery, Endpoint
from integrations.states import DeliveryState
from postal_services import clock
from postal_services.accounts.actors import Role
from postal_services.accounts.models import User

from .conftest import FACT, listening, owe

pytestmark = pytest.mark.django_db
OLD = date(2010, 1, 1)
BASE = "/api/v1/partners"


@pytest.fixture(autouse=True)
def _offices(db: None) -> None:
    unit = Unit.objects.create(code="633", name="Huyện Chư Sê", kind=UnitKind.DISTRICT, valid_from=OLD)
    Office.objects.create(code="UB-633", name="Một cửa Chư Sê", kind=OfficeKind.ONE_STOP, unit=unit, valid_from=OLD)


def _as(role: Role) -> APIClient:
    user = User.objects.create_user(f"{role}-{uuid4().hex[:6]}", full_name="Quân")
    Post.objects.create(user=user, office_id="UB-633", role=role, valid_from=OLD)
    client = APIClient()
    client.force_login(user)
    return client


@pytest.fixture
def quan() -> APIClient:
    """The administrator."""
    return _as(Role.ADMIN)


def _partner_client(quan: APIClient, code: str) -> APIClient:
    answer = quan.post(f"{BASE}/{code}/keys", {})
    assert answer.status_code == 201
    return APIClient(headers={"authorization": f"Partner {answer.json()['key']}"})


def test_a_partner_is_taken_in_and_its_endpoint_registered_with_its_secret_shown_once(quan: APIClient) -> None:
    sent = {"code": "mot-cua", "name": "Một cửa điện tử", "offices": ["UB-633"]}
    assert quan.post(BASE, sent).status_code == 201
    again = quan.post(BASE, sent)
    assert (again.status_code, again.json()["code"]) == (409, "partner_code_taken")
    unknown = quan.post(BASE, {**sent, "code": "khac", "offices": ["UB-999"]})
    assert (unknown.status_code, unknown.json()["errors"]["offices"][0]["code"]) == (400, "office_unknown")

    wanted = {"partner": "mot-cua", "url": "https://motcua.example.vn/hook", "facts": [FACT]}
    made = quan.post(f"{BASE}/endpoints", wanted)
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    assert made.json()["endpoint"]["facts"] == [FACT]
    assert quan.post(f"{BASE}/endpoints", wanted).json()["code"] == "endpoint_taken"
    shown = quan.get(f"{BASE}/endpoints/{made.json()['endpoint']['endpoint']}").json()
    assert "secret" not in shown


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://motcua.example.vn/", "https_required"),
        ("https://127.0.0.1/", "address_refused"),
        ("https://a:b@motcua.example.vn/", "url_has_credentials"),
        ("https://motcua.example.vn:22/", "port_refused"),
        ("không phải địa chỉ", "url_malformed"),
    ],
)
def test_a_url_that_may_not_be_called_is_refused_with_a_reason(quan: APIClient, url: str, code: str) -> None:
    quan.post(BASE, {"code": "mot-cua", "name": "Một cửa", "offices": ["UB-633"]})
    answer = quan.post(f"{BASE}/endpoints", {"partner": "mot-cua", "url": url})
    assert (answer.status_code, answer.json()["errors"]["url"][0]["code"]) == (400, code)
    assert not Endpoint.objects.exists()


def test_a_partners_key_sees_and_replays_its_own_and_nothing_else(quan: APIClient) -> None:
    ours, theirs = listening(None, "ours"), listening(None, "theirs")
    (our_delivery,), (their_delivery,) = owe(ours, "C-1"), owe(theirs, "C-2")
    Delivery.objects.update(state=DeliveryState.SET_ASIDE, settled_at=clock.now())
    partner = _partner_client(quan, "ours")

    assert [row["partner"] for row in partner.get(f"{BASE}/endpoints").json()["results"]] == ["ours"]
    assert [row["case"] for row in partner.get(f"{BASE}/deliveries").json()["results"]] == ["C-1"]
    assert [row["code"] for row in partner.get(BASE).json()["results"]] == ["ours"]
    assert partner.post(f"{BASE}/deliveries/{our_delivery.pk}/replay", {}).status_code == 202
    for address in (f"{BASE}/deliveries/{their_delivery.pk}", f"{BASE}/endpoints/{theirs.pk}"):
        assert partner.get(address).status_code == 404
    for address in (
        f"{BASE}/deliveries/{their_delivery.pk}/replay",
        f"{BASE}/endpoints/{theirs.pk}/secrets",
        f"{BASE}/endpoints/{theirs.pk}/disablement",
        f"{BASE}/endpoints/{theirs.pk}/pings",
        f"{BASE}/endpoints/{theirs.pk}/replays",
    ):
        assert partner.post(address, {}).status_code == 404
    assert partner.post(f"{BASE}/endpoints", {"partner": "theirs", "url": "https://x.example.vn/"}).status_code == 404
    assert partner.post(BASE, {"code": "c", "name": "n", "offices": ["UB-633"]}).status_code == 403
    assert partner.post(f"{BASE}/theirs/keys", {}).status_code == 403


def test_a_revoked_or_invented_key_opens_nothing(quan: APIClient) -> None:
    listening(None, "ours")
    partner = _partner_client(quan, "ours")
    assert partner.get(f"{BASE}/endpoints").status_code == 200
    assert quan.delete(f"{BASE}/ours/keys").status_code == 204
    assert partner.get(f"{BASE}/endpoints").status_code == 401
    assert APIClient(headers={"authorization": "Partner psp_x"}).get(f"{BASE}/endpoints").status_code == 401
    assert APIClient().get(f"{BASE}/endpoints").status_code == 401


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CLERK, Role.POSTMAN, Role.SUPERVISOR, Role.HOTLINE])
def test_partners_are_no_business_of_other_roles(role: Role) -> None:
    endpoint = listening(None, "ours")
    client = _as(role)
    for address in (BASE, f"{BASE}/endpoints", f"{BASE}/deliveries"):
        assert client.get(address).status_code == 403
    assert client.get(f"{BASE}/endpoints/{endpoint.pk}").status_code == 404
    assert client.post(f"{BASE}/endpoints/{endpoint.pk}/disablement", {}).status_code == 404


def test_deliveries_are_filtered_and_shown_with_their_attempts(quan: APIClient) -> None:
    endpoint = listening(None, "ours")
    (delivery,) = owe(endpoint, "C-1")
    owe(endpoint, "C-2", 2)
    assert len(quan.get(f"{BASE}/deliveries?case=C-2").json()["results"]) == 2
    assert len(quan.get(f"{BASE}/deliveries?state=settled").json()["results"]) == 0
    assert len(quan.get(f"{BASE}/deliveries?endpoint={endpoint.pk}").json()["results"]) == 3
    assert len(quan.get(f"{BASE}/deliveries?endpoint=x").json()["results"]) == 0
    shown = quan.get(f"{BASE}/deliveries/{delivery.pk}").json()
    assert (shown["case"], shown["sequence"], shown["tried"]) == ("C-1", 1, [])
    still = quan.post(f"{BASE}/deliveries/{delivery.pk}/replay", {})
    assert (still.status_code, still.json()["code"]) == (409, "still_owed")


def test_the_same_write_with_one_key_is_one_act(quan: APIClient) -> None:
    endpoint = listening(None, "ours")
    headers = {"idempotency-key": str(uuid4())}
    first = quan.post(f"{BASE}/endpoints/{endpoint.pk}/pings", {}, headers=headers)
    second = quan.post(f"{BASE}/endpoints/{endpoint.pk}/pings", {}, headers=headers)
    assert first.status_code == second.status_code == 202
    assert first.json()["id"] == second.json()["id"]
    assert Delivery.objects.count() == 1


def test_switching_off_and_on_by_the_api(quan: APIClient) -> None:
    endpoint = listening(None, "ours")
    address = f"{BASE}/endpoints/{endpoint.pk}/disablement"
    assert quan.post(address, {}).json()["active"] is False
    assert quan.post(address, {}).json()["active"] is False
    refused = quan.post(f"{BASE}/endpoints/{endpoint.pk}/pings", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "endpoint_off")
    assert quan.delete(address).json()["active"] is True
    assert quan.post(f"{BASE}/endpoints/{endpoint.pk}/secrets", {}).status_code == 201
    assert quan.post(f"{BASE}/endpoints/{endpoint.pk}/replays", {}).json() == {"replayed": 0}

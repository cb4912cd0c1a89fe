"""Signing in on the pages: password, second factor, recovery codes, and what is closed."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from postal_services.accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "Gỗ hương 2019!"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _fresh(settings: Settings) -> None:
    settings.LOGIN_REDIRECT_URL = "/tai-khoan/bao-mat/"
    settings.LOGOUT_REDIRECT_URL = "/dang-nhap"
    cache.clear()


@pytest.fixture
def lan() -> User:
    return User.objects.create_user("lan", password=PASSWORD, full_name="Siu H'Lan")


def code_now() -> str:
    counters = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(SECRET, counters[len(counters) // 2])))


def sign_in(client: Client, password: str = PASSWORD, username: str = "lan") -> Any:
    return client.post("/dang-nhap", {"login": username, "password": password})


def confirm(client: Client) -> None:
    """Say again who one is, as changes to the second factor ask for."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def test_a_password_signs_in_and_the_page_speaks_vietnamese(client: Client, lan: User) -> None:
    page = client.get("/dang-nhap")
    text = page.content.decode()
    assert page.status_code == 200
    for words in ("Đăng nhập", "Tên đăng nhập", "Mật khẩu"):
        assert words in text
    assert "Sign In" not in text
    assert "sign up" not in text.lower()
    assert "placeholder" not in text
    answer = sign_in(client)
    assert answer.status_code == 302
    assert client.get("/tai-khoan/bao-mat/").status_code == 200


def test_a_wrong_password_says_nothing_about_the_name(client: Client, lan: User) -> None:
    seen = set()
    for username in ("lan", "nobody"):
        page = sign_in(client, "wrong", username).content.decode()
        assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in page
        seen.add(re.sub(r'value="[^"]*"|"x-csrftoken": "[^"]*"', "", page))
    assert len(seen) == 1


def test_ten_wrong_passwords_stop_the_name(client: Client, lan: User) -> None:
    for _ in range(10):
        sign_in(client, "wrong")
    page = sign_in(client)
    assert "Đã thử sai quá nhiều lần" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_second_factor_stands_between_password_and_session(client: Client, lan: User) -> None:
    TOTP.activate(lan, SECRET)
    answer = sign_in(client)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    page = client.get(reverse("mfa_authenticate")).content.decode()
    assert "Nhập mã trong ứng dụng xác thực" in page
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Mã không đúng" in wrong.content.decode()
    assert "_auth_user_id" not in client.session
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert client.session["_auth_user_id"] == str(lan.pk)


def test_an_authenticator_app_is_set_up_with_recovery_codes(client: Client, lan: User) -> None:
    sign_in(client)
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert "xác nhận lại" in client.get(asked["Location"]).content.decode()
    confirm(client)
    page = client.get(reverse("mfa_activate_totp"))
    text = page.content.decode()
    assert "data:image/svg+xml" in text
    secret = page.context["form"].secret
    counters = list(yield_hotp_counters_from_time())
    code = format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))
    client.post(reverse("mfa_activate_totp"), {"code": code})
    kinds = set(Authenticator.objects.filter(user=lan).values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}
    codes = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert "Mã dự phòng" in codes
    assert len(re.findall(r"^\d{8}", codes, re.MULTILINE)) + codes.count("<textarea") >= 9


@pytest.mark.parametrize(
    "name",
    [
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "account_change_password",
        "account_logout",
    ],
)
def test_every_page_of_the_account_is_whole_and_keeps_the_strict_policy(client: Client, lan: User, name: str) -> None:
    sign_in(client)
    confirm(client)
    page = client.get(reverse(name))
    text = page.content.decode()
    assert page.status_code == 200
    assert "unsafe" not in page["Content-Security-Policy"]
    assert not re.findall(r"<script(?![^>]*\b(?:src|type=\"application/json\"))[^>]*>", text)
    assert not re.findall(r"<[^>]+\son\w+=", text)
    assert "<style" not in text
    assert "style=" not in text


def test_pages_of_the_account_need_a_signed_in_person(client: Client) -> None:
    for name in ("mfa_index", "mfa_activate_totp", "account_change_password"):
        answer = client.get(reverse(name))
        assert answer.status_code == 302
        assert answer["Location"].startswith("/dang-nhap")


def test_nobody_signs_up_and_nobody_resets_a_password_by_mail(client: Client) -> None:
    assert "quản trị viên" in client.get("/tai-khoan/dang-ky").content.decode()
    client.post("/tai-khoan/dang-ky", {"username": "new", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.exists()
    for path in ("/accounts/signup/", "/accounts/password/reset/", "/tai-khoan/email"):
        assert client.get(path).status_code == 404


def test_signing_out_takes_a_post(client: Client, lan: User) -> None:
    sign_in(client)
    assert client.get("/dang-xuat").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/dang-xuat")
    assert "_auth_user_id" not in client.session


def test_a_changed_password_keeps_the_session_and_is_checked(client: Client, lan: User) -> None:
    sign_in(client)
    weak = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "12345678", "password2": "12345678"}
    )
    assert weak.status_code == 200
    new = "một mật khẩu dài hơn"
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    lan.refresh_from_db()
    assert lan.check_password(new)
    assert "_auth_user_id" in client.session


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client, lan: User) -> None:
    client.get("/dang-nhap")
    sign_in(client)
    for name in ("sessionid", "csrftoken"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"


def test_the_next_page_stays_on_the_house(client: Client, lan: User) -> None:
    answer = client.post("/dang-nhap?next=https://evil.example/", {"login": "lan", "password": PASSWORD})
    assert "evil.example" not in answer["Location"]

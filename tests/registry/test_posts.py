"""Posts: who acts, in which office, as what, at which moment."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from delegation.registry import commands
from delegation.registry.actors import actor_from, actor_of
from delegation.registry.models import Closure, Office, Post, Unit
from delegation.registry.refusals import AlreadyClosed
from postal_services import clock
from postal_services.accounts.actors import NOBODY, Actor, Role
from postal_services.accounts.models import Device, User
from postal_services.errors import Invalid, NotAllowed, NotThere

pytestmark = pytest.mark.usefixtures("gialai")


@pytest.fixture
def demo(gialai: None, settings: Settings) -> None:
    """The demo sign-ins, hashed quickly in tests only."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.POSTAL_EMBEDDED = True
    call_command("load_demo", verbosity=0)


def person(name: str) -> User:
    return User.objects.get(username=name)


@pytest.mark.usefixtures("demo")
def test_the_cast_has_its_posts() -> None:
    posts = {(p.user.username, p.office_id, p.role) for p in Post.objects.select_related("user")}
    assert posts >= {
        ("hanh", "UB-633", "officer"),
        ("lan", "BC-633", "clerk"),
        ("tien", "BC-633", "postman"),
        ("nga", "BC-633", "supervisor"),
        ("minh", "BC-622", "clerk"),
        ("phuc", "BC-622", "supervisor"),
        ("thuy", "UB-622", "officer"),
        ("tinh", "UB-64", "province"),
        ("yen", "UB-64", "province"),
        ("mai", "BC-64", "hotline"),
        ("quan", "UB-64", "admin"),
    }
    assert person("hanh").check_password("gialai-2019")
    call_command("load_demo", verbosity=0)
    assert User.objects.count() == 11


def test_demo_people_exist_on_the_embedded_database_only(settings: Settings) -> None:
    settings.POSTAL_EMBEDDED = False
    with pytest.raises(CommandError):
        call_command("load_demo", verbosity=0)
    assert not User.objects.exists()


@pytest.mark.usefixtures("demo")
def test_an_actor_is_found_with_one_query() -> None:
    lan = person("lan")
    with CaptureQueriesContext(connection) as queries:
        actor = actor_of(lan)
    assert len(queries) == 1
    assert (actor.username, actor.offices, actor.sees_everything) == ("lan", frozenset({"BC-633"}), False)
    assert actor.appointments[0].unit == "633"
    assert actor_of(person("tinh")).sees_everything
    assert actor_of(person("mai")).sees_everything


@pytest.mark.usefixtures("demo")
def test_only_posts_held_at_the_moment_count() -> None:
    lan = person("lan")
    Post.objects.filter(user=lan).update(valid_to=date(2020, 1, 1))
    Post.objects.create(user=lan, office_id="BC-622", role=Role.CLERK, valid_from=date(2020, 1, 1))
    last_evening = datetime(2019, 12, 31, 16, 59, tzinfo=UTC)
    assert actor_of(lan, last_evening).offices == {"BC-633"}
    assert actor_of(lan, last_evening + timedelta(minutes=1)).offices == {"BC-622"}
    assert actor_of(lan, datetime(2019, 6, 1, tzinfo=UTC)).offices == frozenset()


@pytest.mark.usefixtures("demo")
def test_a_closed_account_holds_no_post() -> None:
    lan = person("lan")
    lan.is_active = False
    assert actor_of(lan).appointments == ()


@pytest.mark.usefixtures("demo")
def test_the_actor_of_a_request_is_found_once() -> None:
    request = RequestFactory().get("/")
    request.user = person("hanh")
    with CaptureQueriesContext(connection) as queries:
        assert actor_from(request) is actor_from(request)
    assert len(queries) == 1
    request.user = person("minh")
    assert actor_from(request).username == "minh"
    request.user = AnonymousUser()
    assert actor_from(request) == NOBODY


@pytest.mark.usefixtures("demo")
def test_a_device_alone_is_a_clerk_of_its_office() -> None:
    device = Device.objects.create(office="BC-633", label="Máy quét 1", digest=b"1" * 32, enrolled_at=clock.now())
    alone = actor_of(None, device=device)
    assert (alone.user_id, alone.device_id, alone.offices_as(Role.CLERK)) == (None, device.pk, frozenset({"BC-633"}))
    with_lan = actor_of(person("lan"), device=device)
    assert (with_lan.username, with_lan.device_id) == ("lan", device.pk)
    device.revoked_at = clock.now()
    assert actor_of(None, device=device).offices == frozenset()


@pytest.mark.usefixtures("demo")
def test_posts_are_seen_by_administrators_the_province_and_their_holder() -> None:
    assert Post.objects.visible_to(actor_of(person("quan"))).count() == 11
    assert Post.objects.visible_to(actor_of(person("tinh"))).count() == 11
    assert [p.office_id for p in Post.objects.visible_to(actor_of(person("mai")))] == ["BC-64"]
    assert not Post.objects.visible_to(NOBODY).exists()
    assert Office.objects.visible_to(NOBODY).count() == 258
    assert Unit.objects.visible_to(NOBODY).exists()


@pytest.mark.usefixtures("demo")
def test_postgresql_refuses_a_post_held_twice_at_once() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(user=person("lan"), office_id="BC-633", role=Role.CLERK, valid_from=date(2024, 1, 1))


STORM = commands.NewClosure(date(2026, 11, 24), date(2026, 11, 25), "Bão", "Công văn 1/UBND", "UB-633")


@pytest.mark.usefixtures("demo")
def test_a_closure_keeps_who_declared_and_who_withdrew_it() -> None:
    tinh, quan = actor_of(person("tinh")), actor_of(person("quan"))
    closure = commands.declare_closure(tinh, STORM)
    with pytest.raises(AlreadyClosed):
        commands.declare_closure(quan, STORM)
    commands.withdraw_closure(quan, closure)
    first = Closure.objects.get(pk=closure)
    commands.withdraw_closure(tinh, closure)
    row = Closure.objects.get(pk=closure)
    assert (row.declared_by_id, row.withdrawn_by_id) == (tinh.user_id, quan.user_id)
    assert row.withdrawn_at == first.withdrawn_at
    assert commands.declare_closure(quan, STORM) != closure


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("name", ["hanh", "lan", "mai", "nga"])
def test_others_may_not_declare_closures(name: str) -> None:
    with pytest.raises(NotAllowed):
        commands.declare_closure(actor_of(person(name)), STORM)
    assert Closure.objects.count() == 1


@pytest.mark.usefixtures("demo")
def test_a_closure_that_makes_no_sense_is_refused() -> None:
    tinh: Actor = actor_of(person("tinh"))
    backwards = commands.NewClosure(date(2026, 2, 2), date(2026, 2, 1), " ")
    with pytest.raises(Invalid) as refusal:
        commands.declare_closure(tinh, backwards)
    assert set(refusal.value.fields) == {"last_day", "reason"}
    with pytest.raises(Invalid):
        commands.declare_closure(tinh, commands.NewClosure(date(2026, 2, 2), date(2026, 2, 2), "Lũ", office="UB-999"))
    with pytest.raises(NotThere):
        commands.withdraw_closure(tinh, Closure().pk)

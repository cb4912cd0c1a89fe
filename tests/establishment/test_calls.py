"""Establishment for programs."""

import base64
import json
from typing import Any

from django.test import Client

from delegation.establishment.api import examples
from delegation.establishment.models import Publication, Training
from postal_services.accounts import commands as accounts
from postal_services.accounts.actors import Actor
from postal_services.accounts.models import User
from postal_services.documents.models import Attachment
from tests.cast import Cast
from tests.establishment.desk import said
from tests.mandates.world import EXTRACT


def call(actor: Actor | None, path: str, body: Any = None, key: str = "") -> Any:
    headers = {"host": "localhost", **({"idempotency-key": key} if key else {})}
    if actor is not None:
        token = accounts._issue_token(User.objects.get(pk=str(actor.user_id))).token
        headers["authorization"] = f"Bearer {token}"
    client = Client(headers=headers)
    if body is None:
        return client.get(f"/api/v1/{path}")
    return client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json")


def test_a_person_is_appointed_and_relieved_by_a_program(cast: Cast) -> None:
    made = call(cast.may, "appointments", examples.APPOINTMENT_SENT)
    assert made.status_code == 201
    assert User.objects.get(username="ksor.hlan").check_password(made.json()["password"])
    again = call(cast.may, "appointments", examples.APPOINTMENT_SENT)
    assert (again.status_code, again.json()["password"]) == (201, None)
    ended = call(cast.may, f"appointments/{made.json()['appointment']}/end", {"until": "2019-08-05"})
    assert (ended.status_code, ended.json()["office"]) == (200, "BC-633")
    assert call(cast.minh, "appointments", examples.APPOINTMENT_SENT).status_code == 404
    assert call(cast.lan, "appointments", examples.APPOINTMENT_SENT).json()["code"] == "not_allowed"
    assert call(None, "appointments", examples.APPOINTMENT_SENT).status_code == 401


def test_the_same_call_again_gives_the_same_answer(cast: Cast) -> None:
    first, second = (call(cast.may, "appointments", examples.APPOINTMENT_SENT, key="once") for _ in range(2))
    assert first.json() == second.json()
    assert said("BC-633", "appointment") == ["appoint"]


def test_procedures_are_announced_and_withdrawn(cast: Cast) -> None:
    made = call(cast.hanh, "publications", {**examples.PUBLICATION_SENT, "document": examples.DOCUMENT})
    assert (made.status_code, made.json()[0]["state"]) == (201, "published")
    assert Publication.objects.get().attachment is not None
    longer = {**examples.PUBLICATION_SENT, "procedures": [{"procedure": EXTRACT, "posted_days": 9}]}
    assert call(cast.hanh, "publications", longer).json()["code"] == "posted_days_exceed"
    assert call(cast.hanh, "publication-withdrawals", examples.WITHDRAWAL_SENT).json()[0]["state"] == "withdrawn"
    assert call(cast.hanh, "publication-withdrawals", examples.WITHDRAWAL_SENT).json()["code"] == "not_published"


def test_a_training_is_recorded_with_its_list_and_withdrawn(cast: Cast) -> None:
    body = {**examples.TRAINING_SENT, "people": [str(cast.hanh.user_id), str(cast.lan.user_id)]}
    made = call(cast.hanh, "trainings", body)
    assert made.status_code == 201
    assert [(each["office"], each["others"]) for each in made.json()] == [("UB-633", 1), ("BC-633", 0)]
    assert "H’Nhung" not in made.content.decode()
    number = made.json()[0]["training"]
    assert call(cast.hanh, f"trainings/{number}/withdrawal", {"reason": "Nhầm"}).json()["state"] == "withdrawn"
    assert call(cast.thuy, f"trainings/{number}/withdrawal", {"reason": "Nhầm"}).status_code == 404


def test_documents_that_are_none_are_refused(cast: Cast) -> None:
    for content, code in (
        ("%%%", "file_not_accepted"),
        (base64.b64encode(b"<svg/>").decode(), "file_not_accepted"),
    ):
        body = {**examples.TRAINING_SENT, "document": {"name": "x.pdf", "content": content}}
        assert call(cast.hanh, "trainings", body).json()["code"] == code
    without = {key: value for key, value in examples.TRAINING_SENT.items() if key != "document"}
    assert call(cast.hanh, "trainings", without).status_code == 400
    assert not Training.objects.exists()


def test_a_file_of_somebody_who_may_not_act_is_neither_looked_at_nor_kept(cast: Cast) -> None:
    nothing = {"name": "x.pdf", "content": base64.b64encode(b"<svg/>").decode()}
    for actor in (cast.thuy, cast.lan, cast.bao):
        for document in (examples.DOCUMENT, nothing):
            sent = {**examples.PUBLICATION_SENT, "document": document}
            assert call(actor, "publications", sent).status_code in {403, 404}
            sent = {**examples.TRAINING_SENT, "people": [str(cast.lan.user_id)], "document": document}
            assert call(actor, "trainings", sent).status_code in {403, 404}
    assert not Attachment.objects.exists()
    longer = {**examples.PUBLICATION_SENT, "procedures": [{"procedure": EXTRACT, "posted_days": 9}]}
    refused = call(cast.hanh, "publications", {**longer, "document": examples.DOCUMENT})
    assert refused.json()["code"] == "posted_days_exceed"
    stranger = {**examples.TRAINING_SENT, "people": [str(cast.thuy.user_id)]}
    assert call(cast.hanh, "trainings", stranger).json()["code"] == "not_staff_that_day"
    assert not Attachment.objects.exists(), "the file of a refused act goes with it"


def test_what_stands_ready_is_told_as_of_a_day(cast: Cast) -> None:
    call(cast.hanh, "publications", examples.PUBLICATION_SENT)
    now = call(cast.hanh, "offices/UB-633/establishment").json()
    assert [each["procedure"] for each in now["procedures"]] == [EXTRACT]
    before = call(cast.tinh, "offices/UB-633/establishment?as_of=2019-08-04").json()
    assert (before["as_of"], before["procedures"]) == ("2019-08-04", [])
    for text in ("gestern", "0001-01-01", "9999-12-31"):
        assert call(cast.hanh, f"offices/UB-633/establishment?as_of={text}").status_code == 400
    for actor in (cast.thuy, cast.bao):
        assert call(actor, "offices/UB-633/establishment").status_code == 404

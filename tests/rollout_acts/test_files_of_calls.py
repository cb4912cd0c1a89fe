"""A file of a call or a page is kept when the act is done, and at no time for somebody who may not act."""

import base64
from pathlib import Path
from typing import Any

import pytest

from postal_services.documents import attachments
from postal_services.documents.models import Attachment
from tests.cast import Cast
from tests.journey.conftest import signed_in
from tests.rollout_acts import world
from tests.rollout_acts.test_api import BASE, FILE, TARGET, Caller
from tests.rollout_acts.test_tasks_api import DONE
from tests.rollout_acts.test_tasks_api import PLACE as TASK
from tracking.rollout.models import Obstacle

REPORT = {"kind": "network", "words": "Mất mạng.", "document": FILE}
ANSWER = {"words": "Đã nối.", "document": FILE}
ACCEPTING = {"number": "12/QĐ", "signed_on": "2019-08-05", "document": FILE}
READY = {"communes": [{"code": "23947"}], "ready_on": "2019-08-01", "document": FILE}
READINESS = f"{BASE}/44-TB-UBND/3/readiness"
NO_FILE = {"name": "x.pdf", "content": base64.b64encode(b"MZ nothing").decode()}


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    """A store of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def nothing_kept(store: Path) -> bool:
    """Neither a row nor a byte."""
    return not Attachment.objects.exists() and not [path for path in store.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("who", "path", "body"),
    [
        ("thuy", f"{TARGET}/obstacles", REPORT),
        ("lan", f"{TARGET}/obstacles", REPORT),
        ("thuy", f"{BASE}/obstacles/VM-633-190805-01/answer", ANSWER),
        ("hanh", f"{BASE}/obstacles/VM-633-190805-01/answer", ANSWER),
        ("thuy", f"{TARGET}/acceptance", ACCEPTING),
        ("hanh", f"{TARGET}/acceptance", ACCEPTING),
        ("thuy", READINESS, READY),
        ("lan", READINESS, READY),
        ("hanh", f"{TASK}/report", DONE),
        ("bao", f"{TASK}/report", DONE),
    ],
)
def test_who_may_not_act_is_told_so_before_the_file_is_looked_at_and_nothing_is_kept(
    asked: Cast, store: Path, who: str, path: str, body: dict[str, object]
) -> None:
    Caller("hanh").post(f"{TARGET}/obstacles", {**REPORT, "document": None})
    for document in (FILE, NO_FILE):
        status, answer = Caller(who).post(path, {**body, "document": document})
        assert status in {403, 404}, answer
    assert nothing_kept(store)


def test_a_sound_file_of_a_refused_act_goes_at_once(asked: Cast, store: Path) -> None:
    status, refused = Caller("tinh").post(f"{TARGET}/acceptance", ACCEPTING)
    assert (status, refused["code"]) == (409, "not_shown_yet")
    later = {**REPORT, "since": "2019-08-06"}
    assert Caller("hanh").post(f"{TARGET}/obstacles", later)[1]["code"] == "in_the_future"
    assert nothing_kept(store)


def test_a_page_keeps_no_file_of_a_refused_act_either(asked: Cast, store: Path) -> None:
    sent = {"number": "12/QĐ", "signed_on": "5/8/2019", "document": world.pdf()}
    refused = signed_in(asked.tinh).post("/trien-khai/44-TB-UBND/2/633/nghiem-thu", sent)
    assert refused.status_code == 422
    assert nothing_kept(store)


def test_a_file_of_an_act_that_is_done_is_kept(asked: Cast, store: Path) -> None:
    assert Caller("hanh").post(f"{TARGET}/obstacles", REPORT)[0] == 201
    document = Obstacle.objects.get().document
    assert document is not None
    assert attachments.content_of(document) == world.PDF


def test_a_file_that_an_act_refers_to_stays_whatever_comes_after(asked: Cast) -> None:
    Caller("hanh").post(f"{TARGET}/obstacles", {**REPORT, "document": None})

    def acted_and_stumbled() -> None:
        with attachments.taken_for(world.pdf()) as document:
            Obstacle.objects.update(document=document)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        acted_and_stumbled()
    kept = Obstacle.objects.get().document
    assert kept is not None
    assert attachments.content_of(kept) == world.pdf().read()

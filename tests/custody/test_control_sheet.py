"""The control sheet: each passing of a case from hand to hand, read back from the paper and from the ledger."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from delegation.dossiers.commands import process_dossier
from delegation.dossiers.models import Dossier
from delegation.registry.models import Office
from postal_services.accounts.models import PersonalDataRead, User
from postal_services.documents.tokens import find_token
from postal_services.ledger.models import Stream
from tests.cast import NOON, Cast, item, lodge, propose, scan, sign
from tests.documents.papers import codes_in, text_of
from tests.dossiers import notice_desk
from tracking.custody.queries.control import CITIZEN, LATE, RECEIVER, way_of

DAY = timedelta(days=1)


def played(cast: Cast) -> Dossier:
    """A case with a request for papers, put off, finished late, handed to the post and delivered."""
    code = lodge(cast)[0]
    dossier = item(code).dossier
    process_dossier(actor=cast.hanh, code=dossier.code)
    notice_desk.reappoint(cast.hanh, dossier, date(2019, 8, 12))
    with time_machine.travel(NOON + 9 * DAY, tick=False):
        listed = propose(cast.hanh, [code], "UB-633", "BC-633")
        sign(cast.lan, listed.code, [code])
        scan(cast.tien, code, "take_out")
        scan(cast.tien, code, "deliver")
    dossier.refresh_from_db()
    return dossier


def browser(who: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=who))
    return client


def test_every_hand_over_is_one_row_with_offices_people_and_moment(cast: Cast) -> None:
    rows = way_of(played(cast)).rows
    names = dict(Office.objects.values_list("code", "name"))
    desk, post = names["UB-633"], names["BC-633"]
    assert [(row.giver, row.taker) for row in rows] == [
        (CITIZEN, desk),
        (desk, "Bộ phận chuyên môn"),
        (desk, CITIZEN),
        ("Bộ phận chuyên môn", desk),
        (desk, post),
        (post, post),
        (post, RECEIVER),
    ]
    over = next(row for row in rows if (row.giver, row.taker) == (desk, post))
    assert (over.giver_person, over.taker_person, over.at) == ("Hanh", "Lan", NOON + 9 * DAY)
    assert "bảng kê" in over.note


def test_a_result_after_its_day_is_marked_late(cast: Cast) -> None:
    assert [row.standing for row in way_of(played(cast)).rows if row.standing] == [LATE]


def test_the_paper_says_so_and_names_the_chain_it_was_printed_from(cast: Cast) -> None:
    dossier = played(cast)
    answer = browser("hanh").get(f"/ho-so/{dossier.code}/phieu-kiem-soat.pdf")
    text = text_of(answer.content)
    chain = bytes(Stream.objects.get(pk=dossier.pk).hash).hex()
    for words in (
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        "Mẫu số 05, Thông tư số 01/2018/TT-VPCP",
        "TÊN CƠ QUAN",
        "THỜI GIAN GIAO, NHẬN HỒ SƠ",
        "Người giao: Hanh",
        "Người nhận: Lan",
        "12 giờ 00 phút, ngày 14/08/2019",
        "Quá hạn",
        chain[:16],
    ):
        assert words in text, words
    assert dossier.token in {find_token(code) for code in codes_in(answer.content)}
    assert dossier.code in codes_in(answer.content)
    assert PersonalDataRead.objects.filter(subject=dossier.pk, purpose="control_sheet").count() == 1


@pytest.mark.parametrize("address", ["/ho-so/{}/phieu-kiem-soat.pdf", "/api/v1/dossiers/{}/control-sheet.pdf"])
def test_the_sheet_of_another_district_is_not_there(cast: Cast, address: str) -> None:
    dossier = played(cast)
    assert browser("hanh").get(address.format(dossier.code)).content.startswith(b"%PDF")
    strange = browser("thuy").get(address.format(dossier.code))
    none = browser("thuy").get(address.format("000.00.33.H21-190805-9999"))
    assert strange.status_code == none.status_code == 404


def test_a_case_that_has_only_been_taken_in_has_one_row(cast: Cast) -> None:
    dossier = item(lodge(cast)[0]).dossier
    assert [(row.giver, row.taker) for row in way_of(dossier).rows] == [(CITIZEN, "Bộ phận một cửa huyện Chư Sê")]


def test_reading_the_way_takes_the_same_few_statements_however_long_it_was(cast: Cast) -> None:
    short, long = item(lodge(cast)[0]).dossier, played(cast)
    counts = []
    for dossier in (short, long):
        with CaptureQueriesContext(connection) as seen:
            way_of(dossier)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 5

"""One question after the result has come: who answers it, when, how often, and who reads what was written."""

import unicodedata
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from delegation.dossiers import commands as agency
from delegation.dossiers.models import Dossier
from delegation.registry.models import Parameter
from postal_services.accounts.actors import Actor
from postal_services.accounts.limits import Limit
from postal_services.accounts.models import PersonalDataRead
from postal_services.documents.tokens import new_token
from postal_services.errors import Invalid, NotThere, Refused
from postal_services.ledger import verification
from postal_services.ledger.models import Line
from postal_services.ledger.projections import all_projections
from postal_services.ledger.words import words_of
from tests import cast as play
from tests.cast import NOON, Cast
from tests.custody.test_batches import at_once
from tests.journey.conftest import mai, signed_in
from tests.journey.test_pages import PHONE_ENDING
from tests.mandates import world
from tracking.journey import limits
from tracking.journey.commands.rating import LONGEST_COMMENT, Answer, rate_case, rate_cases
from tracking.journey.models import Rating
from tracking.journey.projections import RATINGS
from tracking.journey.refusals import RatingClosed, RatingTooEarly
from tracking.journey.states import RATING, RatingVia

COMMENT = "Bưu tá ở làng Kueng Đơn rất tận tình, nhưng giấy hẹn ghi sai tên."
QUESTION = "Bạn hài lòng đến mức nào"


@pytest.fixture(autouse=True)
def seven_days(request: pytest.FixtureRequest) -> None:
    """A rating may be changed for a week."""
    if "people" in request.fixturenames:
        request.getfixturevalue("people")
        values = {"name": "rating", "value": "7", "unit": "ngày"}
        Parameter.objects.get_or_create(key="rating_change_days", valid_from=world.OLD, defaults=values)


@pytest.fixture
def dossier(people: Cast) -> Dossier:
    """A case whose result has been delivered."""
    return delivered(people)


def delivered(people: Cast) -> Dossier:
    code = play.at_post(people)[0]
    play.scan(people.lan, code, "take_out")
    play.scan(people.lan, code, "deliver", proof="đã giao")
    return play.item(code).dossier


def collected(people: Cast) -> Dossier:
    """A case whose result was handed over at the counter of the one-stop desk."""
    case = play.item(play.lodge(people, service="send")[0]).dossier
    for act in (agency.process_dossier, agency.finish_dossier, agency.give_back_result):
        act(actor=people.hanh, code=case.code)
    return case


def lines(case: Dossier) -> list[Line]:
    return list(Line.objects.filter(stream_id=case.pk, machine=RATING).order_by("seq"))


def answers(visitor: Client, case: Dossier, **said: Any) -> Any:
    return visitor.post(f"/t/{case.token}/danh-gia", said)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def page(visitor: Client, case: Dossier) -> str:
    return text(visitor.get(f"/t/{case.token}"))


@pytest.mark.parametrize("way", [delivered, collected])
def test_the_page_asks_one_question_once_the_result_has_come(visitor: Client, people: Cast, way: Any) -> None:
    asked = page(visitor, way(people))
    assert QUESTION in asked
    assert asked.count('type="radio"') == 5
    for word in ("Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng"):
        assert f"<span>{word}</span>" in asked
    assert asked.count('class="face"') == 5
    assert "<script" not in asked


def test_nothing_is_asked_and_nothing_taken_before(visitor: Client, people: Cast) -> None:
    case = play.item(play.at_post(people)[0]).dossier
    assert QUESTION not in page(visitor, case)
    answer = answers(visitor, case, score="5")
    assert answer.status_code == 409
    assert QUESTION not in text(answer)
    assert not Rating.objects.exists()
    with pytest.raises(RatingTooEarly):
        rate_case(answer=Answer(case.pk, 5))


def test_an_answer_is_one_line_with_the_score_and_without_the_comment(visitor: Client, dossier: Dossier) -> None:
    answer = answers(visitor, dossier, score="4", comment=COMMENT)
    assert answer.status_code == 302
    assert answer["Location"] == f"/t/{dossier.token}#danh-gia"
    assert not answer.cookies
    line, rating = lines(dossier)[0], Rating.objects.get()
    assert (line.action, line.from_state, line.to_state, line.data) == (
        "rate",
        "",
        "rated",
        {"score": 4, "via": "journey"},
    )
    assert (line.actor, line.subject) == (None, rating.pk)
    assert (rating.score, rating.comment, rating.via) == (4, COMMENT, RatingVia.JOURNEY)
    shown = words_of(line)
    assert shown is not None
    assert (shown.title, shown.look) == ("Người dân đánh giá: Hài lòng (4/5)", "good")


def test_the_comment_is_sealed_at_rest_and_never_on_the_page(visitor: Client, dossier: Dossier) -> None:
    answers(visitor, dossier, score="2", comment=COMMENT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT comment FROM journey_rating")
        assert COMMENT not in cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(data::text, '') FROM ledger_line")
        assert "Kueng" not in cursor.fetchone()[0]
    shown = page(visitor, dossier)
    assert "Bạn đã đánh giá: Không hài lòng" in shown
    assert "Kueng" not in shown
    assert "Kueng" not in text(visitor.get(f"/api/v1/journeys/{dossier.token}"))


def test_the_same_answer_twice_is_one_line(visitor: Client, dossier: Dossier) -> None:
    for _ in range(2):
        assert answers(visitor, dossier, score="5", comment=COMMENT).status_code == 302
    answers(visitor, dossier, score="5", comment=unicodedata.normalize("NFD", f"  {COMMENT} "))
    answers(visitor, dossier, score="5")
    assert len(lines(dossier)) == 1
    assert Rating.objects.get().comment == COMMENT


def test_an_answer_is_changed_within_a_week_and_stands_afterwards(visitor: Client, dossier: Dossier) -> None:
    answers(visitor, dossier, score="1", comment=COMMENT)
    with time_machine.travel(NOON + timedelta(days=7, hours=11), tick=False):
        assert "đến hết ngày 12/08/2019" in page(visitor, dossier)
        answers(visitor, dossier, score="3")
    with time_machine.travel(NOON + timedelta(days=7, hours=12), tick=False):
        late = answers(visitor, dossier, score="5")
        assert late.status_code == 409
        assert "chốt từ hết ngày 12/08/2019" in text(late)
        assert answers(visitor, dossier, score="3").status_code == 302, "the same again is no change"
        assert 'name="score"' not in page(visitor, dossier)
    assert [line.data["score"] for line in lines(dossier)] == [1, 3]
    assert [line.action for line in lines(dossier)] == ["rate", "change"]
    rating = Rating.objects.get()
    assert (rating.score, rating.comment) == (3, COMMENT)


def test_without_a_rule_an_answer_is_changed_on_its_own_day_only(people: Cast) -> None:
    Parameter.objects.filter(key="rating_change_days").delete()
    case = delivered(people)
    rate_case(answer=Answer(case.pk, 2))
    rate_case(answer=Answer(case.pk, 3), now=NOON + timedelta(hours=11))
    with pytest.raises(RatingClosed):
        rate_case(answer=Answer(case.pk, 4), now=NOON + timedelta(hours=12))


@pytest.mark.parametrize("score", ["", "0", "6", "-1", "5.0", "năm", "٣", "55", "1e0", "<b>"])
def test_what_is_none_of_the_five_is_said_above_the_question(visitor: Client, dossier: Dossier, score: str) -> None:
    answer = answers(visitor, dossier, score=score, comment=COMMENT)
    assert answer.status_code == 422
    assert "Chọn một trong năm mức." in text(answer)
    assert COMMENT in text(answer), "what was typed is not lost"
    assert not lines(dossier)


def test_what_somebody_writes_is_never_markup(visitor: Client, people: Cast, dossier: Dossier) -> None:
    bad = '</textarea><script>alert(1)</script><img src=x onerror="1">[[rate]][[wish]]'
    assert "<script" not in text(answers(visitor, dossier, score="", comment=bad))
    answers(visitor, dossier, score="1", comment=bad)
    listed = text(signed_in(people.hanh).get("/danh-gia"))
    assert "alert(1)" in listed
    assert "<script>alert" not in listed
    assert "<img src=x" not in listed


def test_too_long_is_said_and_counted_in_composed_letters(visitor: Client, dossier: Dossier) -> None:
    answer = answers(visitor, dossier, score="5", comment="ạ" * (LONGEST_COMMENT + 1))
    assert answer.status_code == 422
    assert "tối đa 1000 ký tự" in text(answer)
    fits = unicodedata.normalize("NFD", "ạ" * LONGEST_COMMENT)
    assert answers(visitor, dossier, score="5", comment=fits).status_code == 302
    assert Rating.objects.get().comment == "ạ" * LONGEST_COMMENT


def test_a_link_that_does_not_exist_is_not_there(visitor: Client, people: Cast) -> None:
    for token in (new_token(), "abc", "x" * 200):
        assert visitor.post(f"/t/{token}/danh-gia", {"score": "5"}).status_code == 404
        assert visitor.post(f"/api/v1/journeys/{token}/rating", {"score": 5}, "application/json").status_code == 404
    with pytest.raises(NotThere):
        rate_case(answer=Answer(uuid4(), 5))


def test_who_looked_a_code_up_is_told_to_scan_the_slip(visitor: Client, dossier: Dossier) -> None:
    shown = text(visitor.post("/tra-cuu", {"code": dossier.code, "digits": PHONE_ENDING}))
    assert "Muốn đánh giá: quét mã vuông" in shown
    assert 'name="score"' not in shown
    assert dossier.token not in shown


def test_a_case_and_a_network_answer_so_often_and_no_more(
    visitor: Client, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PER_CASE", Limit("test/rating", 2, 900))
    assert [answers(visitor, dossier, score=str(n)).status_code for n in (1, 2, 3)] == [302, 302, 429]
    assert Rating.objects.get().score == 2
    monkeypatch.setattr(limits, "PER_NETWORK", Limit("test/rating/network", 1, 900))
    tried = [visitor.post(f"/t/{new_token()}/danh-gia", {"score": "5"}).status_code for _ in range(2)]
    assert tried == [404, 404]
    stopped = visitor.post(f"/api/v1/journeys/{dossier.token}/rating", {"score": 5}, "application/json")
    assert stopped.status_code == 429
    assert int(stopped["Retry-After"]) > 0


def test_the_page_with_the_question_is_one_statement_and_light(visitor: Client, dossier: Dossier) -> None:
    for said in (None, "4"):
        if said:
            answers(visitor, dossier, score=said, comment=COMMENT)
        page(visitor, dossier)
        with CaptureQueriesContext(connection) as seen:
            shown = page(visitor, dossier)
        assert len(seen) == 1
        assert len(shown.encode()) < 12 * 1024


def test_the_question_is_asked_in_english_too(visitor: Client, dossier: Dossier) -> None:
    visitor.cookies["ngon_ngu"] = "en"
    shown = page(visitor, dossier)
    assert "How satisfied are you" in shown
    assert "<span>Very satisfied</span>" in shown


def test_a_program_answers_too(visitor: Client, dossier: Dossier) -> None:
    where = f"/api/v1/journeys/{dossier.token.lower()}"
    told = visitor.get(where).json()
    assert (told["score"], told["may_rate"]) == (None, True)
    answer = visitor.post(f"{where}/rating", {"score": 5, "comment": COMMENT}, "application/json")
    assert answer.status_code == 200
    assert answer.json()["score"] == 5
    assert "comment" not in answer.json()
    told = visitor.get(where).json()
    assert (told["score"], told["may_rate"], told["rate_until"]) == (5, True, "2019-08-12")
    for bad in ({"score": 6}, {"score": "five"}, {}, {"score": 5, "name": "x"}):
        assert visitor.post(f"{where}/rating", bad, "application/json").status_code == 400


def test_the_hotline_writes_down_what_a_caller_says(people: Cast, dossier: Dossier) -> None:
    agent = signed_in(mai())
    where = f"/tong-dai/{dossier.pk}"
    assert "Ghi đánh giá của người gọi" in text(agent.get(where))
    wrong = agent.post(f"{where}/danh-gia", {"digits": "9999", "score": "2"})
    assert wrong.status_code == 422
    assert "không khớp" in text(wrong)
    assert agent.post(f"{where}/danh-gia", {"digits": PHONE_ENDING, "score": ""}).status_code == 422
    done = agent.post(f"{where}/danh-gia", {"digits": PHONE_ENDING, "score": "2", "comment": COMMENT})
    assert done.status_code == 302
    line = lines(dossier)[0]
    assert line.data == {"score": 2, "via": "hotline"}
    assert line.actor is not None
    shown = words_of(line)
    assert shown is not None
    assert shown.notes == ("Qua tổng đài",)
    assert COMMENT not in text(agent.get(where)), "the agent hands it on and does not read it again"


def test_nobody_but_the_hotline_speaks_for_a_caller(people: Cast, dossier: Dossier) -> None:
    for actor in (people.hanh, people.lan, people.bao):
        with pytest.raises(NotThere):
            rate_case(answer=Answer(dossier.pk, 5), via=RatingVia.HOTLINE, actor=actor)
    assert not lines(dossier)


def reader(people: Cast, who: str) -> Actor:
    return mai() if who == "mai" else getattr(people, who)


@pytest.mark.parametrize(("who", "reads"), [("hanh", True), ("tinh", True), ("thuy", False)])
def test_the_committee_and_the_province_read_what_was_written_and_it_is_noted(
    visitor: Client, people: Cast, dossier: Dossier, who: str, *, reads: bool
) -> None:
    answers(visitor, dossier, score="2", comment=COMMENT)
    PersonalDataRead.objects.all().delete()
    shown = text(signed_in(reader(people, who)).get("/danh-gia"))
    assert (COMMENT in shown) is reads
    noted = PersonalDataRead.objects.filter(purpose="ratings_list", subject=dossier.pk)
    assert noted.exists() is reads


@pytest.mark.parametrize("who", ["lan", "may", "tien", "bao", "mai"])
def test_nobody_else_knows_of_the_list(people: Cast, dossier: Dossier, who: str) -> None:
    assert signed_in(reader(people, who)).get("/danh-gia").status_code == 404


def test_the_list_is_narrowed_by_office_score_and_day(people: Cast, visitor: Client) -> None:
    first, second = delivered(people), collected(people)
    rate_case(answer=Answer(first.pk, 1))
    rate_case(answer=Answer(second.pk, 5), now=NOON + timedelta(hours=13))
    province = signed_in(people.tinh)

    def found(**asked: str) -> set[str]:
        shown = text(province.get("/danh-gia", asked))
        return {case.code for case in (first, second) if case.code in shown}

    assert found() == {first.code, second.code}
    assert found(muc="5") == {second.code}
    assert found(tu="2019-08-06") == {second.code}, "days are Vietnam's"
    assert found(den="2019-08-05") == {first.code}
    assert found(noi="UB-622") == set()
    assert found(tu="nonsense", muc="9") == {first.code, second.code}


def test_many_answers_are_a_handful_of_statements(people: Cast) -> None:
    cases = [delivered(people).pk for _ in range(4)]
    rate_cases(answers=[Answer(cases[0], 3)])
    with CaptureQueriesContext(connection) as few:
        rate_cases(answers=[Answer(cases[0], 4), Answer(cases[1], 5)])
    with CaptureQueriesContext(connection) as more:
        outcomes = rate_cases(answers=[Answer(case, 2) for case in cases])
    assert len(more) == len(few) < 12
    assert [isinstance(each, Rating) for each in outcomes] == [True] * 4


def test_each_answer_of_many_has_its_own_outcome(people: Cast) -> None:
    early = play.item(play.at_post(people)[0]).dossier
    case = delivered(people)
    outcomes = rate_cases(answers=[Answer(early.pk, 5), Answer(case.pk, 9), Answer(case.pk, 5), Answer(case.pk, 4)])
    assert [type(each) for each in outcomes] == [RatingTooEarly, Invalid, Rating, Rating]
    assert [line.data["score"] for line in lines(case)] == [5, 4]
    assert Rating.objects.get().score == 4


def test_eight_at_once_are_one_answer(committed_cast: Cast) -> None:
    case = delivered(committed_cast)
    got = at_once(8, lambda _: rate_case(answer=Answer(case.pk, 5, COMMENT)))
    assert not [each for each in got if isinstance(each, Exception)]
    assert len({each.pk for each in got}) == 1
    assert len(lines(case)) == 1
    assert verification.verify().broken is None


def test_eight_different_answers_at_once_are_a_chain_of_changes(committed_cast: Cast) -> None:
    case = delivered(committed_cast)
    got = at_once(8, lambda number: rate_case(answer=Answer(case.pk, number % 5 + 1)))
    assert not [each for each in got if isinstance(each, Exception | Refused)]
    told = lines(case)
    assert [line.action for line in told] == ["rate", *["change"] * (len(told) - 1)]
    assert Rating.objects.get().score == told[-1].data["score"]
    assert not list(RATINGS.differences())


def test_the_rows_are_what_the_ledger_says(people: Cast, dossier: Dossier) -> None:
    rate_case(answer=Answer(dossier.pk, 4))
    assert RATINGS.name in {projection.name for projection in all_projections()}
    assert not list(RATINGS.differences())

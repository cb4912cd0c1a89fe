"""The pages of what districts and the province do."""

from datetime import date
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from postal_services.accounts.models import PersonalDataRead, User
from tests import cast as people
from tests.cast import Cast
from tests.rollout_acts import world
from tests.rollout_acts.test_acts import accepting, declare, done, reminding
from tests.rollout_acts.world import CHU_SE, DIRECTIVE, IA_TIEM, PLEIKU, TASK
from tracking.rollout.commands import acceptances, reminders, tasks
from tracking.rollout.commands import obstacles as acts
from tracking.rollout.commands.obstacles import Answer, Report
from tracking.rollout.models import Acceptance, Obstacle, Readiness, Reminder, Statement, TaskReport

MINE = "/trien-khai/cua-toi"
ASK_2 = f"/trien-khai/{DIRECTIVE}/2"


def as_(who: str) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(username=who), "django.contrib.auth.backends.ModelBackend")
    return client


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]  # a response of the test client


def test_a_district_reports_an_obstacle_with_a_file_and_sees_the_answer(asked: Cast) -> None:
    hanh, tinh = as_("hanh"), as_("tinh")
    address = f"{ASK_2}/633/vuong-mac/moi"
    assert "Báo vướng mắc" in text(hanh.get(f"{address}?minh-chung=first_hand_over"))
    sent = {
        "kind": "network",
        "blocks": "",
        "since": "1/8/2019",
        "words": "Mất mạng ở Ia Tiêm.",
        "document": world.pdf(),
    }
    assert hanh.post(address, sent).status_code == 302
    found = Obstacle.objects.get()
    page = text(hanh.get(f"/trien-khai/vuong-mac/{found.code}"))
    assert "Mất mạng ở Ia Tiêm." in page
    assert "vb.pdf" in page
    file = hanh.get(f"/trien-khai/vuong-mac/{found.code}/tep")
    assert (file.status_code, file.content) == (200, world.PDF.replace(b"trailer", b"%\ntrailer"))
    assert "attachment" in file["Content-Disposition"]
    tinh.post(f"/trien-khai/vuong-mac/{found.code}/nhan")
    tinh.post(f"/trien-khai/vuong-mac/{found.code}/giao", {"office": "BC-64", "days": "3"})
    answered = {"words": "Đã đổi đường truyền.", "document": world.pdf("tl.pdf", b"2")}
    assert tinh.post(f"/trien-khai/vuong-mac/{found.code}/tra-loi", answered).status_code == 302
    page = text(hanh.get(f"/trien-khai/vuong-mac/{found.code}"))
    assert "Đã đổi đường truyền." in page
    assert "Mở lại" in page
    assert "Kết thúc" in page
    assert hanh.get(f"/trien-khai/vuong-mac/{found.code}/tep-tra-loi").status_code == 200
    assert hanh.post(f"/trien-khai/vuong-mac/{found.code}/mo-lai", {"reason": "Vẫn mất."}).status_code == 302
    assert tinh.post(f"/trien-khai/vuong-mac/{found.code}/ket-thuc").status_code == 422
    assert world.actions(CHU_SE) == ["report", "take", "assign", "answer", "reopen"]


def test_words_and_files_of_another_district_are_not_there(asked: Cast) -> None:
    report = Report("network", "Mất mạng.", document=world.document())
    code = acts.report_obstacle(actor=asked.hanh, aim=CHU_SE, report=report).code
    acts.answer_obstacle(actor=asked.tinh, code=code, answer=Answer("Xong.", world.document()))
    for who in ("thuy", "minh", "lan", "bao", "mai"):
        if not User.objects.filter(username=who).exists():
            continue
        for rest in ("", "/tep", "/tep-tra-loi", "/mo-lai", "/tra-loi"):
            assert as_(who).get(f"/trien-khai/vuong-mac/{code}{rest}").status_code == 404, (who, rest)
    for rest in ("", "/tep", "/tep-tra-loi"):
        assert Client(headers={"host": "localhost"}).get(f"/trien-khai/vuong-mac/{code}{rest}").status_code == 302
    assert code not in text(as_("thuy").get("/trien-khai/vuong-mac?muc=all"))
    assert code in text(as_("may").get("/trien-khai/vuong-mac?muc=all"))


def test_reading_words_and_files_is_noted(asked: Cast) -> None:
    report = Report("network", "Mất mạng.", document=world.document())
    code = acts.report_obstacle(actor=asked.hanh, aim=CHU_SE, report=report).code
    as_("tinh").get(f"/trien-khai/vuong-mac/{code}")
    as_("tinh").get(f"/trien-khai/vuong-mac/{code}/tep")
    noted = [row.fields for row in PersonalDataRead.objects.filter(purpose="obstacle_page")]
    assert sorted(noted) == [["document"], ["words"]]


def test_the_list_stands_most_in_the_way_first_and_filters_in_the_address(asked: Cast) -> None:
    codes = {}
    for who, aim, kind, day in (
        (asked.hanh, CHU_SE, "staff", 1),
        (asked.hanh, CHU_SE, "network", 2),
        (asked.thuy, PLEIKU, "network", 3),
    ):
        report = Report(kind, "Vướng.")
        found = acts.report_obstacle(actor=who, aim=aim, report=report, now=world.noon(8, day))
        codes[kind, aim.code] = found.code
    tinh = as_("tinh")
    page = text(tinh.get("/trien-khai/vuong-mac"))
    order = [page.index(codes[pair]) for pair in (("network", "633"), ("network", "622"), ("staff", "633"))]
    assert order == sorted(order)
    page = text(tinh.get("/trien-khai/vuong-mac?loai=network&don-vi=622"))
    assert codes["network", "622"] in page
    assert codes["network", "633"] not in page
    assert "Không có vướng mắc nào" in text(tinh.get("/trien-khai/vuong-mac?muc=answered"))


def test_the_list_takes_the_same_queries_however_long_it_is(asked: Cast) -> None:
    tinh, counts = as_("tinh"), []
    for number in range(3):
        acts.report_obstacle(actor=asked.hanh, aim=CHU_SE, report=Report("network", f"Mất mạng {number}."))
        tinh.get("/trien-khai/vuong-mac")
        with CaptureQueriesContext(connection) as seen:
            tinh.get("/trien-khai/vuong-mac")
        counts.append(len(seen))
    assert len(set(counts)) == 1


def test_a_wrong_file_stays_on_the_page_and_nothing_is_written(asked: Cast) -> None:
    wrong = SimpleUploadedFile("x.pdf", b"MZ not a paper", "application/pdf")
    sent = {"kind": "network", "since": "1/8/2019", "words": "Mất mạng.", "document": wrong}
    answer = as_("hanh").post(f"{ASK_2}/633/vuong-mac/moi", sent)
    assert answer.status_code == 422
    assert "chỉ nhận PDF" in text(answer)
    assert not Obstacle.objects.exists()


def test_the_province_accepts_and_withdraws_on_one_page(asked: Cast) -> None:
    tinh, address = as_("tinh"), f"{ASK_2}/633/nghiem-thu"
    page = text(tinh.get(address))
    assert "Còn thiếu 1 minh chứng" in page
    assert "Hồ sơ đầu tiên" in page
    sent = {"number": "12/QĐ", "signed_on": "5/8/2019", "against_words": ""}
    refused = tinh.post(address, {**sent, "document": world.pdf()})
    assert refused.status_code == 422
    assert "Chưa đủ minh chứng" in text(refused)
    words = "Huyện làm từng bước."
    assert tinh.post(address, {**sent, "against_words": words, "document": world.pdf()}).status_code == 302
    found = Acceptance.objects.get()
    page = text(tinh.get(address))
    assert words in page
    assert "Rút nghiệm thu" in page
    for who, status in (("tinh", 200), ("hanh", 200), ("thuy", 404)):
        assert as_(who).get(f"/trien-khai/tep/nghiem-thu/{found.pk}").status_code == status
    assert tinh.post(address, {"reason": "Dừng dùng."}).status_code == 302
    assert world.actions(CHU_SE) == ["accept", "withdraw"]
    assert as_("hanh").get(address).status_code == 403
    assert as_("thuy").get(address).status_code == 404


def test_a_reminder_shows_on_the_desk_until_it_is_acted_on_or_put_away(asked: Cast) -> None:
    tinh = as_("tinh")
    assert tinh.post(f"{ASK_2}/633/nhac", {"about": "first_hand_over"}).status_code == 302
    assert tinh.post(f"{ASK_2}/nhac", {"about": "", "codes": ["633", "622"]}).status_code == 302
    for who in ("hanh", "may"):
        assert "Tỉnh nhắc</h2>" in text(as_(who).get(MINE))
    row = Reminder.objects.get(target__code="622")
    assert as_("hanh").post(f"/trien-khai/loi-nhac/{row.pk}/cat").status_code == 404
    assert as_("thuy").post(f"/trien-khai/loi-nhac/{row.pk}/cat").status_code == 302
    assert "Tỉnh nhắc</h2>" not in text(as_("thuy").get(MINE))
    people.at_post(asked)
    page = text(as_("hanh").get("/trien-khai/loi-nhac"))
    assert "Hồ sơ đầu tiên" not in page
    assert "Tất cả phần còn thiếu" in page
    given = accepting()
    acceptances.accept_target(actor=asked.tinh, aim=CHU_SE, accepting=given)
    assert "Tỉnh nhắc</h2>" not in text(as_("hanh").get(MINE))


def test_a_second_reminder_of_the_week_says_only_that_it_does_not_go_out(asked: Cast) -> None:
    tinh, gone_out = as_("tinh"), "đã nằm trên bàn làm việc"
    address, many = f"{ASK_2}/633/nhac", f"{ASK_2}/nhac"
    first = text(tinh.post(address, {"about": ""}, follow=True))
    assert gone_out in first
    assert "Tuần này đã nhắc" not in first
    second = text(tinh.post(address, {"about": ""}, follow=True))
    assert "Tuần này đã nhắc về việc đó; không gửi thêm lần nữa." in second
    assert gone_out not in second
    again = text(tinh.post(many, {"about": "", "codes": ["633"]}, follow=True))
    assert "1 nơi đã được nhắc trong tuần này, không gửi thêm." in again
    assert gone_out not in again
    both = text(tinh.post(many, {"about": "", "codes": ["633", "622"]}, follow=True))
    assert "1 lời nhắc đã nằm trên bàn làm việc của từng nơi. 1 nơi đã được nhắc" in both
    assert Reminder.objects.count() == 2


def test_after_an_act_the_sheet_shows_the_day_of_the_act(asked: Cast) -> None:
    today = f"{ASK_2}/633?ngay={date(2019, 8, 5):%Y-%m-%d}"
    hanh, tinh = as_("hanh"), as_("tinh")
    assert tinh.post(f"{ASK_2}/633/nhac", {"about": ""})["Location"] == today
    assert f'href="{today}"' in text(hanh.get(MINE))
    assert f'href="{today}"' in text(hanh.get(f"{ASK_2}/633/vuong-mac/moi"))


def test_the_desk_says_what_is_missing_with_the_page_that_does_it(asked: Cast) -> None:
    assert f'hx-get="{MINE}"' in text(as_("hanh").get("/"))
    page = text(as_("hanh").get(MINE, headers={"HX-Request": "true"}))
    assert "<html" not in page
    assert "Còn thiếu gì</h2>" in page
    assert "Hồ sơ đầu tiên" in page
    assert "Còn thiếu gì</h2>" not in text(as_("tinh").get(MINE))
    acts.report_obstacle(actor=asked.hanh, aim=CHU_SE, report=Report("network", "Mất mạng."))
    for who in ("hanh", "tinh", "may"):
        assert "VM-633-190805-01" in text(as_(who).get(MINE))
    assert "VM-633-190805-01" not in text(as_("thuy").get(MINE))


def test_a_commune_is_declared_ready_and_a_list_tells_its_faults(asked: Cast) -> None:
    hanh = as_("hanh")
    address = f"/trien-khai/{DIRECTIVE}/3/23947/san-sang"
    sent = {"ready_on": "1/8/2019", "number": "7/CV", "document": world.pdf()}
    assert hanh.post(address, sent).status_code == 302
    assert "Rút khai sẵn sàng" in text(hanh.get(address))
    assert hanh.post(address, {"reason": "Máy hỏng."}).status_code == 302
    assert world.actions(IA_TIEM) == ["declare", "withdraw"]
    listed = f"/trien-khai/{DIRECTIVE}/3/san-sang"
    bad = SimpleUploadedFile("xa.csv", "Xã\n23947\nKhông Có\n".encode(), "text/csv")
    answer = hanh.post(listed, {**sent, "document": world.pdf(), "communes": bad})
    assert answer.status_code == 422
    assert "Dòng 3:" in text(answer)
    assert Readiness.objects.count() == 1
    good = SimpleUploadedFile("xa.csv", "Xã\nIA TIEM\n".encode(), "text/csv")
    assert hanh.post(listed, {**sent, "document": world.pdf(), "communes": good}).status_code == 302
    assert Readiness.objects.filter(state="ready").count() == 1
    assert "Xã;Huyện" in hanh.get("/trien-khai/mau/xa-san-sang.csv").content.decode("utf-8-sig")


def test_a_task_is_reported_and_confirmed_on_one_page(asked: Cast) -> None:
    tinh = as_("tinh")
    address = f"/trien-khai/{DIRECTIVE}/7/UB-64/nhiem-vu"
    sent = {"done_on": "2/8/2019", "number": "", "words": "Đã họp.", "document": world.pdf()}
    assert tinh.post(address, sent).status_code == 302
    assert "Xác nhận nhiệm vụ" in text(tinh.get(address))
    assert tinh.post(address, {"confirmed": "no", "words": ""}).status_code == 422
    assert tinh.post(address, {"confirmed": "yes", "words": ""}).status_code == 302
    assert "Rút báo cáo" in text(tinh.get(address))
    found = TaskReport.objects.get()
    assert tinh.get(f"/trien-khai/tep/nhiem-vu/{found.pk}").status_code == 200
    assert as_("hanh").get(f"/trien-khai/tep/nhiem-vu/{found.pk}").status_code == 404
    assert world.actions(TASK) == ["report_done", "confirm"]


def test_a_month_is_stated_on_its_page(asked: Cast) -> None:
    hanh, address = as_("hanh"), f"{ASK_2}/633/thong-ke"
    assert "Số liệu tháng 07/2019" in text(hanh.get(address))
    assert hanh.post(f"{address}?thang=2019-06", {"eligible": "10", "price": "4"}).status_code == 302
    found = Statement.objects.get()
    assert (found.month, found.eligible, found.reasons) == ("2019-06", 10, {"price": 4})
    again = hanh.post(f"{address}?thang=2019-06", {"eligible": "3", "price": "4"})
    assert again.status_code == 422
    assert "cộng lại là 4" in text(again)
    assert as_("may").get(address).status_code == 403


@pytest.mark.parametrize("who", ["hanh", "tinh"])
def test_odd_addresses_are_not_there(asked: Cast, who: str) -> None:
    client = as_(who)
    odd = quote("Ề🚲" * 30)
    for address in (
        f"/trien-khai/vuong-mac/{odd}",
        f"/trien-khai/vuong-mac/{odd}/nhan",
        f"{ASK_2}/{odd}/vuong-mac/moi",
        f"{ASK_2}/999/nghiem-thu",
        f"/trien-khai/{odd}/2/633/thong-ke",
        f"/trien-khai/{DIRECTIVE}/{odd}/nhac",
    ):
        assert client.get(address).status_code == 404, address
    assert client.get(f"/trien-khai/vuong-mac?loai={odd}&don-vi={odd}&muc={odd}").status_code == 200


def test_documents_are_for_those_they_concern(asked: Cast) -> None:
    made = declare(asked.hanh, "23947").made[0]
    assert as_("hanh").get(f"/trien-khai/tep/san-sang/{made.pk}").status_code == 200
    assert as_("thuy").get(f"/trien-khai/tep/san-sang/{made.pk}").status_code == 404
    assert as_("tinh").get(f"/trien-khai/tep/gi-do/{made.pk}").status_code == 404
    tasks.report_task_done(actor=asked.tinh, aim=TASK, done=done(date(2019, 8, 2)))
    reminders.send_reminders(actor=asked.tinh, reminding=reminding("633"))
    assert as_("tinh").get("/trien-khai/loi-nhac").status_code == 200

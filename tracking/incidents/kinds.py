"""What can go wrong: the kinds of incident, how urgent each is, how it may be resolved, and what to do next.

The words for the next step differ by kind and, for what cannot be delivered, by the reason: who refused is not who
has moved (see FEATURES: refused, unclaimed, moved, deceased).
"""

from dataclasses import dataclass, field

from django.db.models import IntegerChoices, TextChoices

from postal_services.errors import FieldProblem


class Severity(IntegerChoices):
    """How urgent an incident is; the deadline in working hours follows from it."""

    LOW = 1, "Thấp"
    NORMAL = 2, "Vừa"
    HIGH = 3, "Cao"


class Kind(TextChoices):
    """What is the matter."""

    MISSING = "missing", "Thiếu, đang tìm"
    DISPUTED = "disputed", "Chênh lệch bàn giao"
    DAMAGED = "damaged", "Hư hỏng"
    OPENED_SEAL = "opened_seal", "Mở niêm phong"
    SEAL_DIFFERS = "seal_differs", "Số niêm phong khác"
    WRONG_CONTENT = "wrong_content", "Sai nội dung bên trong"
    MIS_SENT = "mis_sent", "Gửi nhầm nơi"
    NOT_LISTED = "not_listed", "Thừa so với bảng kê"
    BAG_DIFFERENCE = "bag_difference", "Chênh lệch túi"
    UNDELIVERABLE = "undeliverable", "Không phát được"
    NEVER_TAKEN_OUT = "never_taken_out", "Có trong bản kê mà không đi phát"
    WEAK_PROOF = "weak_proof", "Bằng chứng phát yếu"
    FORCED = "forced", "Kết thúc ngoài quy trình"
    AMOUNT_DIFFERS = "amount_differs", "Thu sai số tiền"
    CASH_DIFFERENCE = "cash_difference", "Chênh lệch quỹ trong ngày"
    RECONCILIATION_DIFFERENCE = "reconciliation_difference", "Chênh lệch đối soát"
    INCOMPLETE_INTAKE = "incomplete_intake", "Nhận gửi còn thiếu giấy tờ"
    LEFT_IN_OFFICE = "left_in_office", "Sót lại tại bưu cục"
    LEFT_IN_VEHICLE = "left_in_vehicle", "Sót lại trên xe, trên đường"
    LIMBO = "limbo", "Chờ ký nhận quá một ngày làm việc"
    LATE_LEG = "late_leg", "Quá thời gian của chặng"
    OVERDUE = "overdue", "Cơ quan quá ngày hẹn trả"
    HOLD_EXPIRED = "hold_expired", "Hết hạn lưu, không ai nhận"
    STALE = "stale", "Bỏ quên, lâu không ai đụng đến"
    COMPLAINT = "complaint", "Khiếu nại"
    LOW_CODE_STOCK = "low_code_stock", "Sắp hết dải mã bưu gửi"
    OTHER = "other", "Việc khác"


RESOLUTIONS: dict[str, tuple[str, str]] = {
    "found": ("Đã tìm thấy", "Found"),
    "delivered": ("Đã phát hoặc đã giao đúng nơi", "Delivered or handed over after all"),
    "moved_on": ("Đã chuyển tiếp đúng hướng", "Sent on the right way"),
    "returned": ("Đã chuyển hoàn cơ quan", "Returned to the agency"),
    "resealed": ("Đã kiểm đếm và niêm phong lại", "Counted and sealed again"),
    "content_agreed": ("Hai bên đã thống nhất nội dung", "Both sides agree on the content"),
    "reissued": ("Cơ quan cấp lại giấy tờ", "The agency has issued the papers anew"),
    "compensated": ("Đã bồi thường", "Compensated"),
    "declared_lost": ("Xác nhận mất", "Declared lost"),
    "corrected": ("Đã sửa số liệu", "Corrected in the books"),
    "made_up": ("Đã bù, hoàn đủ tiền", "The money has been made up"),
    "new_date": ("Đã hẹn lại người nhận", "A new day agreed with the addressee"),
    "codes_given": ("Đã cấp dải mã mới", "A new block of codes was given"),
    "answered": ("Đã trả lời người khiếu nại", "The complainant was answered"),
    "no_fault": ("Đã kiểm tra, không có sai sót", "Checked, nothing was wrong"),
    "other": ("Cách khác, ghi rõ bên dưới", "Otherwise, in the words below"),
}
"""How an incident may end, by code."""

_ALWAYS = ("no_fault", "other")


@dataclass(frozen=True, slots=True)
class About:
    """What the house knows of one kind; ``next`` says what to do, ``automatic`` that it goes with its cause."""

    severity: Severity
    next: str
    next_en: str
    resolutions: tuple[str, ...] = ()
    automatic: bool = False
    reported: bool = field(default=False)

    @property
    def codes(self) -> tuple[str, ...]:
        """The resolutions a person may choose from."""
        return (*self.resolutions, *_ALWAYS)


_H, _N, _L = Severity.HIGH, Severity.NORMAL, Severity.LOW

ABOUT: dict[str, About] = {
    Kind.MISSING: About(
        _H,
        "Tìm ở nơi giữ sau cùng và chuyến liền trước. Thấy thì quét “Tìm thấy”; hết hạn tìm mà không thấy thì kiểm "
        "soát viên xác nhận mất và mở hồ sơ bồi thường.",
        "Search at the last holder and on the trip before. Scan “found” when it turns up; once the time to search is "
        "over the supervisor declares it lost and opens a compensation case.",
        ("found", "delivered", "declared_lost"),
        automatic=True,
        reported=True,
    ),
    Kind.DISPUTED: About(
        _H,
        "Hai bên đếm lại theo bảng kê. Bên giao vẫn chịu trách nhiệm cho đến khi ghi cách giải quyết trên bảng kê.",
        "Both sides count again by the list. The giver answers for the item until the list is settled.",
        ("found", "delivered", "corrected"),
        automatic=True,
    ),
    Kind.DAMAGED: About(
        _H,
        "Lập biên bản sự cố, chụp bao gói, giữ nguyên hiện trạng. Báo cơ quan gửi và người dân; giấy tờ hỏng thì đề "
        "nghị cấp lại và mở hồ sơ bồi thường.",
        "Draw up the record, keep the item as it is, tell the agency and the citizen; where papers are spoilt, ask for "
        "new ones and open a compensation case.",
        ("resealed", "reissued", "returned", "compensated"),
        reported=True,
    ),
    Kind.OPENED_SEAL: About(
        _H,
        "Kiểm đếm từng giấy tờ trước mặt hai người, lập biên bản, niêm phong lại với số mới.",
        "Count every paper before two people, draw up the record, seal again under a new number.",
        ("resealed", "content_agreed", "returned", "compensated"),
        reported=True,
    ),
    Kind.SEAL_DIFFERS: About(
        _H,
        "Đối chiếu số niêm phong với phiếu gửi và nơi giao liền trước, kiểm đếm giấy tờ trước mặt hai người.",
        "Compare the seal with the slip and with the giver, count the papers before two people.",
        ("resealed", "content_agreed", "corrected"),
        reported=True,
    ),
    Kind.WRONG_CONTENT: About(
        _H,
        "Không phát. Báo cơ quan gửi, đối chiếu danh mục giấy tờ, đổi đúng hồ sơ rồi mới đi tiếp.",
        "Do not deliver. Tell the agency, compare with the list of papers, exchange them before going on.",
        ("content_agreed", "returned", "reissued"),
        reported=True,
    ),
    Kind.MIS_SENT: About(
        _N,
        "Gửi ngay về đúng nơi đến bằng chuyến gần nhất.",
        "Send it to its right destination by the next trip.",
        ("moved_on", "delivered"),
        automatic=True,
    ),
    Kind.NOT_LISTED: About(
        _L,
        "Hỏi bên giao vì sao bưu gửi không có trong bảng kê, sửa bảng kê nếu cần.",
        "Ask the giver why the item was not on the list.",
        ("corrected", "moved_on"),
    ),
    Kind.BAG_DIFFERENCE: About(
        _H,
        "Đếm lại túi trước mặt hai người, đối chiếu với nơi đóng túi, ghi rõ thừa thiếu.",
        "Count the bag again before two people and compare with where it was closed.",
        ("found", "corrected", "moved_on"),
    ),
    Kind.UNDELIVERABLE: About(
        _N,
        "Chọn bước tiếp theo đúng với lý do không phát được.",
        "Take the next step that fits the reason.",
        ("new_date", "moved_on", "returned", "delivered"),
        automatic=True,
    ),
    Kind.NEVER_TAKEN_OUT: About(
        _L,
        "Đưa vào bản kê đi phát của ngày làm việc tới, hoặc ghi vì sao chưa phát.",
        "Put it on the next round, or say why not.",
        ("delivered", "new_date", "moved_on"),
        automatic=True,
    ),
    Kind.WEAK_PROOF: About(
        _N,
        "Gọi người nhận xác nhận, bổ sung chữ ký hoặc giấy báo phát.",
        "Call the receiver to confirm, add a signature or an advice of delivery.",
        ("delivered", "corrected"),
    ),
    Kind.FORCED: About(
        _N,
        "Kiểm tra vì sao bưu gửi kết thúc khi quy trình không cho phép, bổ sung lượt quét còn thiếu.",
        "Find out why the item ended where the rules did not foresee it.",
        ("delivered", "corrected"),
    ),
    Kind.AMOUNT_DIFFERS: About(
        _N,
        "Đối chiếu biên lai với số phải thu, thu thêm hoặc hoàn lại phần chênh.",
        "Compare the receipt with what was due, collect or give back the difference.",
        ("made_up", "corrected"),
    ),
    Kind.CASH_DIFFERENCE: About(
        _H,
        "Đếm lại quỹ với kiểm soát viên, lập biên bản thừa thiếu, nộp đủ hoặc giải trình.",
        "Count the cash again with the supervisor, record what is short or over.",
        ("made_up", "corrected"),
    ),
    Kind.RECONCILIATION_DIFFERENCE: About(
        _N,
        "Bưu điện, cơ quan và kho bạc đối chiếu từng biên lai của khoản lệch, ký xác nhận lại.",
        "Compare the receipts of the difference with the agency and the treasury, sign again.",
        ("made_up", "corrected"),
    ),
    Kind.INCOMPLETE_INTAKE: About(
        _N,
        "Gọi người nộp bổ sung giấy tờ còn thiếu, hẹn ngày lấy.",
        "Call the applicant for the papers that are missing.",
        ("new_date", "moved_on", "returned"),
    ),
    Kind.LEFT_IN_OFFICE: About(
        _L,
        "Xếp vào chuyến hoặc bản kê đầu tiên của ngày làm việc tới.",
        "Put it on the first trip or round of the next working day.",
        ("moved_on", "delivered"),
        automatic=True,
    ),
    Kind.LEFT_IN_VEHICLE: About(
        _N,
        "Kiểm tra xe và túi của bưu tá, quét “Đến bưu cục” khi mang về.",
        "Search the vehicle and the postman's bag, scan the arrival once it is home.",
        ("found", "moved_on", "delivered"),
        automatic=True,
    ),
    Kind.LIMBO: About(
        _N,
        "Bên nhận đếm và ký nhận bảng kê, hoặc bên giao rút bảng kê.",
        "The receiver counts and signs, or the giver withdraws the list.",
        ("found", "corrected"),
        automatic=True,
    ),
    Kind.LATE_LEG: About(
        _N,
        "Tìm bưu gửi tại nơi giữ, cho đi chuyến gần nhất, ghi lý do chậm.",
        "Find the item where it is held, send it by the next trip, note why it was late.",
        ("moved_on", "delivered"),
        automatic=True,
    ),
    Kind.OVERDUE: About(
        _N,
        "Trả kết quả cho bưu điện, hoặc gửi người dân văn bản xin lỗi và hẹn lại ngày trả.",
        "Hand the result to the post, or send an apology with a new date.",
        ("new_date", "delivered"),
        automatic=True,
    ),
    Kind.HOLD_EXPIRED: About(
        _N,
        "Gọi người nhận lần cuối; không nhận thì chuyển hoàn cơ quan gửi, không hủy.",
        "Call the addressee once more; otherwise send it back to the agency, never to the bin.",
        ("delivered", "returned", "new_date"),
        automatic=True,
    ),
    Kind.STALE: About(
        _H,
        "Tìm bưu gửi và quét nơi đang giữ. Không thấy thì báo thiếu để có hạn tìm; mọi bưu gửi phải có kết thúc rõ.",
        "Find the item and scan where it is. If it cannot be found, report it missing: every item must come to an end.",
        ("found", "delivered", "returned"),
        automatic=True,
    ),
    Kind.COMPLAINT: About(
        _N,
        "Xác minh theo hành trình, trả lời người khiếu nại trước hạn; có thiệt hại thì mở hồ sơ bồi thường.",
        "Check against the journey and answer before the deadline; open a compensation case where there was a loss.",
        (),
    ),
    Kind.LOW_CODE_STOCK: About(
        _N,
        "Xin Bưu điện tỉnh cấp dải mã mới cho cơ quan trước khi hết.",
        "Ask the provincial post office for a new block of codes.",
        ("codes_given",),
        automatic=True,
    ),
    Kind.OTHER: About(
        _N, "Làm rõ việc đã xảy ra và ghi cách giải quyết.", "Find out and note how it was settled.", (), reported=True
    ),
}
"""What the house knows of every kind."""

REPORTED: tuple[str, ...] = tuple(kind for kind in Kind.values if ABOUT[kind].reported and kind != Kind.MISSING)
"""Kinds a person may report by hand; a missing item is reported by a scan, which stops its way as well."""

NEXT_BY_REASON: dict[str, tuple[str, str]] = {
    "refused": (
        "Người nhận từ chối: ghi lý do, chuyển hoàn cơ quan gửi và báo người nộp hồ sơ.",
        "Refused: note why, send it back to the agency and tell the applicant.",
    ),
    "moved": (
        "Người nhận đã chuyển đi: hỏi địa chỉ mới để chuyển tiếp; không có thì chuyển hoàn.",
        "Moved away: ask for the new address and forward; otherwise send it back.",
    ),
    "deceased": (
        "Người nhận đã chết: không phát cho người khác. Báo cơ quan gửi và chờ ý kiến, hoặc chuyển hoàn.",
        "Deceased: deliver to nobody else. Ask the agency, or send it back.",
    ),
    "address_wrong": (
        "Sai địa chỉ: gọi người nhận hoặc cơ quan gửi lấy địa chỉ đúng rồi chuyển tiếp.",
        "Wrong address: get the right one from the addressee or the agency and forward.",
    ),
    "address_incomplete": (
        "Địa chỉ không rõ: gọi người nhận hoặc cơ quan gửi để bổ sung, rồi phát lại.",
        "Address incomplete: ask the addressee or the agency, then deliver again.",
    ),
    "damaged": (
        "Bưu gửi hư hỏng: không phát, lập biên bản và báo cơ quan gửi.",
        "Damaged: do not deliver, draw up the record and tell the agency.",
    ),
    "attempts_used": (
        "Đã hết số lần phát: lưu tại bưu cục, mời người nhận đến lấy, hết hạn lưu thì chuyển hoàn.",
        "All attempts used: hold it at the office, invite the addressee, send it back when the hold ends.",
    ),
}
"""What to do when delivery failed, by reason."""

UNDELIVERABLE_REASONS = frozenset(NEXT_BY_REASON) - {"attempts_used"}
"""Reasons after which another try alone does not help."""


def next_step(kind: str, reason: str = "", language: str = "vi") -> str:
    """What to do next about an incident, in one or two sentences."""
    if kind == Kind.UNDELIVERABLE and reason in NEXT_BY_REASON:
        vi, en = NEXT_BY_REASON[reason]
    else:
        vi, en = ABOUT[kind].next, ABOUT[kind].next_en
    return en if language == "en" else vi


def unknown_kind() -> FieldProblem:
    """What is said of a kind that cannot be reported by hand."""
    return FieldProblem("unknown_kind", "Chọn loại sự cố trong danh sách.", "Choose the kind from the list.")

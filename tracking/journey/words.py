"""What citizens and the hotline read: one table of sentences, Vietnamese and English side by side.

The words are those of the national portal for the administrative case and of the post for the way of an item.
"""

from typing import Final

from delegation.dossiers.states import DossierState
from tracking.custody.states import Action, ItemState

from .states import Score

Words = tuple[str, str]
"""A sentence in Vietnamese and in English; facts stand in braces."""

LANGUAGES: Final = {"vi": 0, "en": 1}

_D, _A, _S = DossierState, Action, ItemState

WHAT: Final[dict[str, Words]] = {
    "A": ("hồ sơ", "papers"),
    "B": ("kết quả", "result"),
    "C": ("giấy tờ thu hồi", "withdrawn papers"),
    "home": ("giấy tờ trả lại", "papers going back to you"),
}
"""What is inside an item, by leg; ``home`` for the citizen's own papers after a refusal or a withdrawal."""

DOSSIER_STEPS: Final[dict[str, Words]] = {
    "register": ("Bưu điện đã đăng ký hồ sơ", "Papers registered by the post"),
    "lodge": ("Tiếp nhận hồ sơ", "Papers received by the agency"),
    "receive": ("Tiếp nhận hồ sơ", "Papers received by the agency"),
    "refuse": ("Không được tiếp nhận", "Not accepted"),
    "process": ("Đang xử lý", "In process"),
    "ask_supplement": ("Yêu cầu bổ sung giấy tờ", "More papers asked for"),
    "financial_duty": ("Yêu cầu thực hiện nghĩa vụ tài chính", "A payment to the State is due"),
    "resume": ("Tiếp tục xử lý", "Processing goes on"),
    "reappoint": ("Hẹn lại ngày trả kết quả", "A new day was set for the result"),
    "stop": ("Dừng xử lý", "Processing stopped"),
    "withdraw": ("Đã rút hồ sơ theo yêu cầu", "Withdrawn as asked"),
    "finish": ("Đã có kết quả", "The result is ready"),
    "give_back": ("Đã trả kết quả", "The result has been given"),
}
"""Steps of the administrative case, by action."""

ITEM_STEPS: Final[dict[str, Words]] = {
    _A.ACCEPT: ("Bưu điện đã nhận {what}", "The post has taken over the {what}"),
    _A.DISPATCH: ("Đang vận chuyển", "On the way"),
    _A.ARRIVE: ("Đã đến bưu cục", "Arrived at the post office"),
    _A.TAKE_OUT: ("Đang đi phát", "Out for delivery"),
    _A.DELIVER: ("Phát thành công", "Delivered"),
    _A.FAIL: ("Phát chưa thành công", "Not delivered yet"),
    _A.HOLD: ("Chờ nhận tại bưu cục", "Kept at the post office"),
    _A.FORWARD: ("Chuyển tiếp đến địa chỉ mới", "Sent on to the new address"),
    _A.SEND_BACK: ("Đang chuyển hoàn", "Being sent back"),
    _A.HAND_IN: ("Đã nộp {what} cho bộ phận một cửa", "The {what} handed in at the one-stop desk"),
    _A.HAND_BACK: ("Đã chuyển hoàn về cơ quan", "Back at the agency"),
    _A.REPORT_MISSING: ("Chưa thấy {what}, đang tìm", "The {what} cannot be found; we are looking"),
    _A.FIND: ("Đã tìm thấy {what}", "The {what} found again"),
    _A.DECLARE_LOST: ("Xác nhận {what} bị thất lạc", "The {what} declared lost"),
    _A.CANCEL: ("Đã hủy gửi qua bưu điện", "Sending by post cancelled"),
}
"""Steps of an item, by action. Acts that are not here (offers, notes, marks, corrections) are not the citizen's."""

REMARKS: Final[dict[str, Words]] = {
    "hold_reminder": ("Nhắc: sắp hết hạn giữ tại bưu cục", "Reminder: the post office will soon stop keeping it"),
    "hold_expired": ("Đã hết hạn giữ tại bưu cục", "The time for fetching it at the post office is over"),
}
"""Remarks about an item that its addressee should know, by their code."""

OTHER_LEG_STEPS: Final[dict[str, Words]] = {
    _A.DISPATCH: ("Đang vận chuyển {what}", "The {what} on the way"),
    _A.ARRIVE: ("Đã đến bưu cục: {what}", "Arrived at the post office: {what}"),
    _A.TAKE_OUT: ("Đang mang {what} đến cơ quan", "The {what} on the way to the agency"),
    _A.DELIVER: ("Đã giao {what}", "The {what} delivered"),
    _A.FAIL: ("Chưa giao được {what}", "The {what} not handed over yet"),
    _A.HOLD: ("Tạm giữ {what} tại bưu cục", "The {what} kept at the post office"),
}
"""Where papers travel to the agency, the words of delivery would mislead."""

PUBLIC_REASONS: Final = frozenset(
    {"absent", "nobody_there", "unreachable", "rescheduled", "force_majeure", "address_incomplete", "address_wrong"}
)
"""Reasons of a failed delivery that anybody with the link may read; the others say something about a person."""

DOSSIER: Final[dict[int, tuple[str, Words]]] = {
    _D.REGISTERED: ("registered", ("Mới đăng ký", "Newly registered")),
    _D.RECEIVED: ("received", ("Được tiếp nhận", "Received by the agency")),
    _D.NOT_ACCEPTED: ("not_accepted", ("Không được tiếp nhận", "Not accepted")),
    _D.IN_PROCESS: ("in_process", ("Đang xử lý", "In process")),
    _D.SUPPLEMENT_ASKED: ("supplement_asked", ("Yêu cầu bổ sung giấy tờ", "More papers asked for")),
    _D.FINANCIAL_DUTY: (
        "financial_duty",
        ("Yêu cầu thực hiện nghĩa vụ tài chính", "A payment to the State is due"),
    ),
    _D.WITHDRAWN: ("withdrawn", ("Đã rút hồ sơ theo yêu cầu", "Withdrawn as asked")),
    _D.STOPPED: ("stopped", ("Dừng xử lý", "Processing stopped")),
    _D.FINISHED: ("finished", ("Đã có kết quả", "The result is ready")),
    _D.GIVEN_BACK: ("given_back", ("Đã trả kết quả", "The result has been given")),
}
"""Milestones of the administrative case."""

ITEM: Final[dict[str, Words]] = {
    _S.REGISTERED: ("Chờ bưu điện nhận {what}", "Waiting for the post to take the {what}"),
    _S.ACCEPTED: ("Bưu điện đã nhận {what}", "The post has the {what}"),
    _S.IN_TRANSIT: ("Đang vận chuyển", "On the way"),
    _S.ARRIVED: ("Đã đến bưu cục", "At the post office"),
    _S.OUT_FOR_DELIVERY: ("Đang đi phát", "Out for delivery"),
    _S.ATTEMPTED: ("Phát chưa thành công", "Not delivered yet"),
    _S.HELD: ("Chờ nhận tại bưu cục", "Waiting at the post office"),
    _S.RETURNING: ("Đang chuyển hoàn", "Being sent back"),
    _S.MISSING: ("Đang tìm {what}", "The {what} cannot be found; we are looking"),
    _S.DELIVERED: ("Phát thành công", "Delivered"),
    _S.RETURNED: ("Đã chuyển hoàn về cơ quan", "Back at the agency"),
    _S.HANDED_IN: ("Đã nộp cho bộ phận một cửa", "Handed in at the one-stop desk"),
    _S.LOST: ("Đã thất lạc {what}", "The {what} has been lost"),
    _S.CANCELLED: ("Đã hủy gửi qua bưu điện", "Sending by post cancelled"),
}
"""Milestones of an item on its way."""

TO_AGENCY: Final[dict[str, Words]] = {
    _S.IN_TRANSIT: ("Đang vận chuyển hồ sơ đến cơ quan", "The papers are on the way to the agency"),
    _S.ARRIVED: ("Hồ sơ đã đến bưu cục", "The papers are at the post office"),
    _S.OUT_FOR_DELIVERY: ("Đang mang hồ sơ đến cơ quan", "The papers are being taken to the agency"),
    _S.ATTEMPTED: ("Chưa nộp được hồ sơ", "The papers could not be handed in yet"),
    _S.HELD: ("Hồ sơ tạm giữ tại bưu cục", "The papers are kept at the post office"),
    _S.DELIVERED: ("Đã giao hồ sơ", "The papers have been delivered"),
}
"""Milestones that read differently while the citizen's papers travel to the agency."""

AWAITING: Final[Words] = ("Đang chờ {to} ký nhận", "Waiting for {to} to sign for it")

CLOCKS: Final[dict[str, Words]] = {
    "agency": ("Cơ quan giải quyết", "The agency"),
    "post": ("Bưu điện", "The post"),
    "citizen": ("Bạn", "You"),
    "nobody": ("Không còn chờ ai", "Nobody any more"),
    "stopped": ("Tạm dừng, không tính thời gian", "Nobody: time is not counted"),
}
"""Whose turn it is."""

STAGES: Final[dict[str, Words]] = {
    "send": ("Gửi hồ sơ", "Send"),
    "receive": ("Tiếp nhận", "Receive"),
    "process": ("Xử lý", "Process"),
    "carry": ("Vận chuyển", "Carry"),
    "deliver": ("Phát", "Deliver"),
    "collect": ("Trả kết quả", "Collect"),
}
"""The few stages of the whole way."""

NEXT: Final[dict[str, Words]] = {
    "registered": (
        "Chưa cần làm gì. Bưu điện chuyển hồ sơ đến cơ quan, rồi cơ quan hẹn ngày trả kết quả.",
        "Nothing yet. The post takes your papers to the agency, which then sets the day of the result.",
    ),
    "to_agency": (
        "Chưa cần làm gì. Khi cơ quan tiếp nhận, ngày hẹn trả kết quả sẽ hiện ở đây.",
        "Nothing yet. Once the agency has your papers, the day of the result is shown here.",
    ),
    "received": ("Chưa cần làm gì. Giữ giấy hẹn và mã tra cứu.", "Nothing. Keep your slip and this link."),
    "in_process": ("Chưa cần làm gì. Giữ giấy hẹn và mã tra cứu.", "Nothing. Keep your slip and this link."),
    "not_accepted": (
        "Đọc lý do trên phiếu từ chối. Cần hỏi thêm, đến {committee}.",
        "Read the reason on the refusal slip. To ask more, go to {committee}.",
    ),
    "supplement_asked": (
        "Bổ sung giấy tờ theo phiếu yêu cầu, tại {committee} hoặc qua bưu điện. Hạn trả tạm dừng đến khi nhận đủ.",
        "Hand in the papers named on the request, at {committee} or by post. The clock stands still until then.",
    ),
    "financial_duty": (
        "Nộp khoản tiền ghi trên thông báo, rồi báo cho {committee}. Thời gian xử lý tạm dừng đến lúc đó.",
        "Pay the amount on the notice and tell {committee}. The clock stands still until then.",
    ),
    "withdrawn": (
        "Hồ sơ đã dừng theo yêu cầu của bạn. Nhận lại giấy tờ tại {committee}.",
        "Stopped at your request. Take your papers back at {committee}.",
    ),
    "stopped": ("Hỏi lý do và cách tiếp tục tại {committee}.", "Ask {committee} why, and how it can go on."),
    "finished": (
        "Chưa cần làm gì. Bưu điện nhận kết quả từ cơ quan rồi mang đến cho bạn.",
        "Nothing. The post takes the result over from the agency and brings it to you.",
    ),
    "collect": ("Mang giấy hẹn đến {committee} để nhận kết quả.", "Take your slip to {committee} to get the result."),
    "given_back": ("Không còn việc gì. Cảm ơn bạn.", "Nothing more to do. Thank you."),
    "on_the_way": (
        "Chưa cần làm gì. Để điện thoại liên lạc được khi bưu tá đến.",
        "Nothing. Please keep your phone within reach when the postman comes.",
    ),
    "out_for_delivery": (
        "Chuẩn bị giấy tờ tùy thân, giấy hẹn và khoản phải nộp (nếu có).",
        "Have your identity paper, your slip and any fee ready.",
    ),
    "attempted": (
        "Bưu điện sẽ phát lại. Muốn hẹn giờ, gọi {office}.",
        "The post will try again. To agree on a time, call {office}.",
    ),
    "held": (
        "Mang giấy tờ tùy thân và giấy hẹn đến {office} để nhận.",
        "Take your identity paper and your slip to {office} to get it.",
    ),
    "returning": (
        "Kết quả đang quay về {committee}. Muốn nhận lại qua bưu điện, gọi tổng đài.",
        "The result is going back to {committee}. To have it sent again, call the hotline.",
    ),
    "returned": ("Đến {committee} để nhận kết quả.", "Go to {committee} to get the result."),
    "papers_returned": (
        "Hồ sơ đã về lại cơ quan. Liên hệ {committee} để biết cách nộp lại.",
        "Your papers are at the agency. Ask {committee} how to hand them in.",
    ),
    "home_registered": (
        "Chưa cần làm gì. {committee} giao giấy tờ của bạn cho bưu điện mang về.",
        "Nothing. {committee} gives your papers to the post, which brings them home.",
    ),
    "home_returning": (
        "Giấy tờ đang quay về {committee}. Muốn nhận lại qua bưu điện, gọi tổng đài.",
        "Your papers are going back to {committee}. To have them sent again, call the hotline.",
    ),
    "home_returned": (
        "Đến {committee} để nhận lại giấy tờ.",
        "Go to {committee} to take your papers back.",
    ),
    "missing": (
        "Bưu điện đang tìm và chịu trách nhiệm trả lời bạn. Cần gấp, gọi tổng đài.",
        "The post is looking for it and owes you an answer. If it is urgent, call the hotline.",
    ),
    "lost": (
        "Gọi tổng đài hoặc đến {committee} để được cấp lại và bồi thường theo quy định.",
        "Call the hotline or go to {committee} for a new copy and the compensation you are due.",
    ),
    "delivered": (
        "Kiểm tra lại giấy tờ đã nhận. Có sai sót, báo ngay {committee}.",
        "Check what you received. If anything is wrong, tell {committee} at once.",
    ),
    "cancelled": (
        "Việc gửi qua bưu điện đã hủy. Liên hệ {committee} để biết cách nhận, nộp.",
        "Sending by post was cancelled. Ask {committee} what to do.",
    ),
}
"""What the citizen does next."""

PAPERS_MISSING: Final[Words] = (
    "Hồ sơ còn thiếu giấy tờ. Mang đến {office} trước ngày {day}.",
    "Papers are still missing. Please bring them to {office} by {day}.",
)
"""What is told while the post waits for papers; never which papers."""

SUPPLEMENT_COUNT: Final[Words] = (
    "Cần bổ sung {papers} giấy tờ ghi trên phiếu.",
    "Papers asked for on the slip: {papers}.",
)
SUPPLEMENT_UNTIL: Final[Words] = ("Bổ sung trước ngày {day}.", "Please hand them in by {day}.")
SUPPLEMENT_BY_POST: Final[Words] = (
    "Bưu điện mang phiếu đến nhà và lấy giấy tờ; chuẩn bị sẵn.",
    "The post brings the slip and fetches the papers at your home; please have them ready.",
)
SUPPLEMENT_AT_DESK: Final[Words] = (
    "Mang đến {committee} hoặc gửi qua bưu điện.",
    "Take them to {committee} or send them by post.",
)
SUPPLEMENT_CLOCK: Final[Words] = (
    "Hạn trả tạm dừng đến khi nhận đủ.",
    "The clock stands still until all of them are there.",
)
"""What is told of a request for papers: never which papers."""

EXPECTED_UNVERIFIED: Final[Words] = (
    "dự kiến, thời gian bưu điện {days} ngày làm việc chưa kiểm chứng",
    "estimate; the post's {days} working days are not verified",
)
EXPECTED_BY_POST: Final[Words] = (
    "dự kiến, gồm {days} ngày làm việc của bưu điện",
    "estimate, with {days} working days of the post",
)
APPOINTED: Final[Words] = ("ngày hẹn trả của cơ quan", "the agency's appointment")


ATTEMPTS: Final[Words] = ("{n} lần chưa phát được", "{n} without success")
ATTEMPTS_OF: Final[Words] = (
    "{n} lần chưa phát được, thường phát {most} lần{note}",
    "{n} without success; the post usually tries {most} times{note}",
)
UNVERIFIED: Final[Words] = (" (chưa kiểm chứng)", " (not verified)")
HELD_UNTIL: Final[Words] = (
    "tại {office}. Sau ngày này {what} được chuyển về {committee}.",
    "at {office}. After that day it goes back to {committee}.",
)
WISHES: Final[dict[str, Words]] = {
    "deliver_on": ("Phát vào ngày {on}.", "Deliver on {on}."),
    "hold_at": ("Giữ tại {office} để tự đến nhận.", "Keep it at {office}, you will fetch it."),
    "forward_to": ("Chuyển đến địa chỉ mới, do {office} phát.", "Send it to the new address, delivered by {office}."),
}
"""What a citizen asked for, without the address."""
WISH_ANSWERS: Final[dict[str, Words]] = {
    "": ("Bưu cục đã nhận yêu cầu, đang sắp xếp.", "The post office has your request and is arranging it."),
    "done": ("Bưu cục đã làm theo.", "Done as you asked."),
    "declined": (
        "Bưu cục không làm được theo yêu cầu này; gọi bưu cục để biết lý do.",
        "The post office cannot do this; call it to learn why.",
    ),
}
"""What became of it; a wish that was replaced or overtaken is not told."""


SCORES: Final[dict[int, Words]] = {
    Score.VERY_GOOD: ("Rất hài lòng", "Very satisfied"),
    Score.GOOD: ("Hài lòng", "Satisfied"),
    Score.FAIR: ("Bình thường", "Neither"),
    Score.BAD: ("Không hài lòng", "Not satisfied"),
    Score.VERY_BAD: ("Rất không hài lòng", "Not satisfied at all"),
}
"""What a citizen can answer."""


def say(words: Words, language: str, **facts: str) -> str:
    """The sentence in ``vi`` or ``en`` (anything else reads Vietnamese) with its facts filled in."""
    text = words[LANGUAGES.get(language, 0)]
    return text.format(**facts) if "{" in text else text

"""Why a pickup failed and what is done next; what is short of a list of papers and who was told.

Own codes: the post's list of pickup reasons is not published (unverified); ``upu`` stays empty until it is.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason for not collecting, on whose side it lies, and the next steps that make sense after it."""

    vi: str
    en: str
    side: str
    next_steps: tuple[str, ...]
    upu: str = ""


NEXT_STEPS: dict[str, tuple[str, str]] = {
    "new_window": ("Hẹn khung giờ khác", "Come again in another window"),
    "ask_citizen": ("Hỏi người gửi, chờ trả lời", "Ask the sender and wait"),
    "cancel": ("Hủy hẹn", "Call it off"),
}

REASONS: dict[str, Reason] = {
    "absent": Reason("Người gửi không có nhà", "Sender not at home", "sender", ("new_window", "ask_citizen")),
    "refused": Reason("Người gửi không gửi nữa", "Sender changed their mind", "sender", ("cancel", "ask_citizen")),
    "papers_wrong": Reason(
        "Giấy tờ không đúng thủ tục", "The papers are of another procedure", "sender", ("new_window", "ask_citizen")
    ),
    "papers_short": Reason(
        "Thiếu giấy tờ, người gửi muốn đủ mới gửi",
        "Papers missing, the sender wants to send them all together",
        "sender",
        ("new_window", "ask_citizen"),
    ),
    "fee_unpaid": Reason("Chưa nộp được phí, cước", "Fees not paid", "sender", ("new_window", "ask_citizen")),
    "address_not_found": Reason("Không tìm thấy địa chỉ", "Address not found", "sender", ("ask_citizen", "cancel")),
    "unreachable": Reason("Không liên lạc được", "Cannot be reached", "sender", ("new_window", "ask_citizen")),
    "out_of_time": Reason("Bưu tá không kịp giờ hẹn", "The postman could not make it", "post", ("new_window",)),
    "force_majeure": Reason("Thiên tai, đường tắc", "Disaster, road blocked", "nobody", ("new_window",)),
}

SHORT: dict[str, tuple[str, str]] = {
    "missing": ("Chưa có", "Not there"),
    "fewer": ("Thiếu số lượng", "Fewer than asked for"),
    "not_certified": ("Chưa chứng thực", "Not certified"),
    "not_original": ("Không phải bản chính", "Not the original"),
    "expired": ("Hết hạn", "Expired"),
    "unsigned": ("Chưa ký, chưa ghi đủ", "Not signed or filled in"),
    "not_needed": ("Trường hợp này không cần", "Not needed in this case"),
}
"""What is wrong with a paper that is short of the announced list."""

TOLD: dict[str, tuple[str, str]] = {
    "sender": ("Người gửi, tại chỗ", "The sender, in person"),
    "family": ("Người nhà người gửi", "The sender's family"),
    "representative": ("Người được ủy quyền", "A representative"),
    "by_phone": ("Người gửi, qua điện thoại", "The sender, by telephone"),
}
"""Who was told what is short."""


def words(table: dict[str, tuple[str, str]], language: str = "vi") -> list[tuple[str, str]]:
    """Codes with their words, for choices on a form."""
    return [(code, said[language == "en"]) for code, said in table.items()]


def reason_words(language: str = "vi") -> list[tuple[str, str]]:
    """Reasons for a failed pickup with their words."""
    return [(code, each.en if language == "en" else each.vi) for code, each in REASONS.items()]

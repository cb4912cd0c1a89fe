"""Why money differs from what was owed, went back, or is off at the count: codes for the ledger, words for people."""

from django.db.models import TextChoices


class DifferReason(TextChoices):
    """Why something else was taken than what is outstanding."""

    SHORT_PAID = "short_paid", "Người nộp chưa trả đủ"
    OVER_PAID = "over_paid", "Người nộp trả dư, không có tiền lẻ trả lại"
    FEE_CHANGED = "fee_changed", "Cơ quan báo mức phí khác"
    PAID_ELSEWHERE = "paid_elsewhere", "Một phần đã nộp ở nơi khác"
    PAID_AHEAD = "paid_ahead", "Nộp trước khi có mức thu"
    UNEXPLAINED = "unexplained", "Chưa có giải thích"


SAID = tuple(reason for reason in DifferReason if reason != DifferReason.UNEXPLAINED)
"""Reasons a person may choose; the last is written only for what already happened."""


class ReverseReason(TextChoices):
    """Why a taking is reversed."""

    WRONG_AMOUNT = "wrong_amount", "Ghi sai số tiền"
    WRONG_DOSSIER = "wrong_dossier", "Ghi nhầm hồ sơ"
    WRONG_METHOD = "wrong_method", "Ghi sai hình thức nộp"
    NOT_PAID = "not_paid", "Thực tế chưa thu được tiền"
    ENTERED_TWICE = "entered_twice", "Ghi hai lần"


class RefundReason(TextChoices):
    """Why money goes back to the citizen."""

    FEE_CORRECTED = "fee_corrected", "Mức thu đã được điều chỉnh"
    WITHDRAWN = "withdrawn", "Công dân rút hồ sơ"
    NOT_ACCEPTED = "not_accepted", "Hồ sơ không được tiếp nhận"
    PAID_TOO_MUCH = "paid_too_much", "Đã nộp dư"


class CorrectReason(TextChoices):
    """Why a dossier owes something else than was computed when it was lodged."""

    WRONG_FEE = "wrong_fee", "Nhập sai phí, lệ phí"
    EXEMPTED = "exempted", "Được miễn, giảm, có giấy tờ chứng minh"
    NOT_EXEMPTED = "not_exempted", "Không thuộc đối tượng được miễn, giảm"
    WEIGHT = "weight", "Khối lượng cân lại khác"
    AGENCY_DECIDED = "agency_decided", "Theo văn bản của cơ quan"


class VarianceReason(TextChoices):
    """Why the counted cash is not what the takings say."""

    CHANGE_GIVEN = "change_given", "Trả nhầm tiền thối"
    NOT_HANDED = "not_handed", "Chưa nộp lại đủ tiền"
    NOT_RECORDED = "not_recorded", "Có khoản thu chưa ghi"
    FALSE_NOTE = "false_note", "Có tiền nghi giả"
    LOST = "lost", "Mất tiền"
    UNKNOWN = "unknown", "Chưa rõ nguyên nhân"


WORDS = {
    member.value: str(member.label)
    for each in (DifferReason, ReverseReason, RefundReason, CorrectReason, VarianceReason)
    for member in each
}
"""Every reason by its code; no two lists use one code for two things."""

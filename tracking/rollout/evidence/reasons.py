"""Why a piece of evidence is not met: a stable code, what is missing, and what to do, in two languages."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; the sentences may name whole numbers in braces."""

    code: str
    vi: str
    en: str

    def words(self, facts: Mapping[str, int], language: str = "vi") -> str:
        """The sentence with its numbers."""
        return (self.en if language == "en" else self.vi).format_map(_Known(facts))


class _Known(dict[str, int]):
    def __missing__(self, key: str) -> str:
        return "…"


NOT_SIGNED = "not_signed"
NOT_RULED = "no_rule"

REASONS: Mapping[str, Reason] = {
    reason.code: reason
    for reason in (
        Reason(
            NOT_SIGNED,
            "Chưa có văn bản chuyển giao được ký. Lập và ký văn bản với bưu điện.",
            "No mandate is signed. Draft one and sign it with the post office.",
        ),
        Reason(
            "signed",
            "Văn bản đã ký nhưng chưa có hiệu lực. Cho văn bản có hiệu lực khi đến ngày.",
            "A mandate is signed but not in force. Put it in force when its day comes.",
        ),
        Reason(
            "suspended",
            "Văn bản đang tạm dừng. Cho tiếp tục khi hết lý do tạm dừng.",
            "The mandate is suspended. Resume it once the cause is gone.",
        ),
        Reason(
            "ended",
            "Văn bản đã hết hiệu lực. Ký văn bản thay thế.",
            "The mandate has ended. Sign the one that replaces it.",
        ),
        Reason(
            "none_published",
            "Chưa công khai thủ tục nào, cần {need}. Công khai danh mục thủ tục tại bộ phận một cửa.",
            "No procedure is published, {need} are needed. Publish the list at the one-stop desk.",
        ),
        Reason(
            "too_few_published",
            "Mới công khai {have} thủ tục, cần {need}. Công khai thêm thủ tục.",
            "{have} procedures are published, {need} are needed. Publish more.",
        ),
        Reason(
            "one_stop_not_staffed",
            "Bộ phận một cửa có {have} người đúng vị trí, cần {need}. Phân công thêm người.",
            "The one-stop desk has {have} people in the right role, {need} are needed. Appoint more.",
        ),
        Reason(
            "post_not_staffed",
            "Bưu điện có {have} người đúng vị trí, cần {need}. Phân công thêm người.",
            "The post office has {have} people in the right role, {need} are needed. Appoint more.",
        ),
        Reason(
            "too_few_devices",
            "Có {have} thiết bị đang dùng, cần {need}. Ghi danh thêm thiết bị.",
            "{have} devices are in use, {need} are needed. Enrol more.",
        ),
        Reason(
            "nobody_appointed",
            "Chưa phân công ai nên chưa tính được tỷ lệ tập huấn. Phân công người trước.",
            "Nobody is appointed, so no share can be trained. Appoint people first.",
        ),
        Reason(
            "too_few_trained",
            "{have} trong {of} người được phân công đã qua tập huấn, cần {percent} %. Tập huấn số còn lại.",
            "{have} of {of} people appointed are trained, {percent} % are needed. Train the others and record it.",
        ),
        Reason(
            "none_yet",
            "Chưa có hồ sơ nào được bàn giao và ký nhận. Bàn giao hồ sơ đầu tiên cho bưu điện.",
            "No dossier has been handed over and countersigned. Hand the first one over.",
        ),
        Reason(
            "too_few_dossiers",
            "{have} hồ sơ bàn giao trong {days} ngày gần nhất, cần {need}. Chuyển thêm hồ sơ qua bưu điện.",
            "{have} dossiers handed over in the last {days} days, {need} are needed. Send more by post.",
        ),
        Reason(
            "none_finished",
            "Chưa hồ sơ nào giải quyết xong trong {days} ngày gần nhất nên chưa tính được đúng hạn. Giải quyết hồ sơ.",
            "No dossier was finished in the last {days} days, so no share on time is known. Finish those at hand.",
        ),
        Reason(
            "too_few_on_time",
            "{have} % hồ sơ xong đúng hạn trong {days} ngày gần nhất, cần {need} %. Gỡ những hồ sơ đang trễ.",
            "{have} % finished on time in the last {days} days, {need} % are needed. Clear what is late.",
        ),
        Reason(
            "not_accepted",
            "Tỉnh chưa nghiệm thu. Đủ các mục khác thì đề nghị tỉnh nghiệm thu.",
            "The province has not accepted it. Ask for it once everything else is shown.",
        ),
        Reason(
            "acceptance_withdrawn",
            "Tỉnh đã rút nghiệm thu. Khắc phục rồi đề nghị nghiệm thu lại.",
            "The province withdrew its acceptance. Put things right and ask again.",
        ),
        Reason(
            "not_declared",
            "Chưa khai sẵn sàng. Khai kèm văn bản.",
            "Readiness is not declared. Declare it with a document.",
        ),
        Reason(
            "readiness_withdrawn",
            "Đã rút lời khai sẵn sàng. Khai lại khi sẵn sàng.",
            "The declaration was withdrawn. Declare again when ready.",
        ),
        Reason(
            "not_all_ready",
            "{have} trong {of} đơn vị hợp thành đã sẵn sàng. Đơn vị mới khai sẵn sàng kèm văn bản.",
            "{have} of the {of} units it was made from were ready. The new unit declares readiness with a document.",
        ),
        Reason(
            "not_reported",
            "Chưa báo cáo hoàn thành. Báo cáo kèm minh chứng.",
            "It is not reported done. Report it with proof.",
        ),
        Reason(
            "not_confirmed",
            "Đã báo cáo, chờ xác nhận. Tỉnh xem và xác nhận.",
            "It is reported and waits for confirmation. The province looks and confirms.",
        ),
        Reason(
            "task_rejected",
            "Báo cáo chưa được chấp nhận. Bổ sung rồi báo cáo lại.",
            "The report was not accepted. Complete it and report again.",
        ),
        Reason(
            "task_withdrawn",
            "Đã rút báo cáo. Báo cáo lại khi hoàn thành.",
            "The report was withdrawn. Report again when it is done.",
        ),
    )
}

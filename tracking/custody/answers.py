"""What the person who scanned is told, besides refusals."""

WORDS: dict[str, tuple[str, str]] = {
    "recorded": ("Đã ghi: {action}.", "Recorded: {action}."),
    "one_sided": ("Đã ghi; bên giao chưa lập bảng kê.", "Recorded; the giver has not listed it."),
    "awaiting_countersignature": (
        "Đã ghi phần giao. Bưu gửi vẫn do bạn giữ đến khi một cửa ký nhận.",
        "Your half is recorded. You answer for the item until the one-stop desk countersigns.",
    ),
    "forced": (
        "Đã ghi việc đã xảy ra, dù trước đó còn thiếu bước. Kiểm soát viên sẽ xem lại.",
        "Recorded as it happened, though steps before it are missing. A supervisor will look at it.",
    ),
    "late": (
        "Đã bổ sung vào lịch sử; trạng thái hiện tại không đổi.",
        "Added to the history; the present state does not change.",
    ),
    "out_of_order": (
        "Đã ghi vào lịch sử nhưng không khớp thứ tự. Kiểm soát viên sẽ xem lại.",
        "Recorded in the history, but out of order. A supervisor will look at it.",
    ),
    "disputed": (
        "Hai nơi cùng nhận bưu gửi này. Giữ lại và báo kiểm soát viên.",
        "Two offices claim this item. Keep it and tell your supervisor.",
    ),
    "uncovered": (
        "Đã ghi, nhưng lúc đó văn bản chuyển giao không còn hiệu lực. Báo kiểm soát viên.",
        "Recorded, but no mandate was in force at that moment. Tell your supervisor.",
    ),
    "proof_missing": (
        "Đã ghi phát thành công nhưng thiếu người nhận và quan hệ. Bổ sung báo phát.",
        "Delivery recorded without the receiver's name and relation. Add the proof.",
    ),
    "proof_wrong": (
        "Mã xác nhận không khớp với bưu gửi. Lượt phát được giữ để kiểm soát viên hỏi lại người nhận.",
        "What was given to check the delivery does not fit. It is kept, and a supervisor will ask the receiver.",
    ),
    "not_an_image": (
        "Chữ ký không đọc được nên không được giữ. Xin người nhận ký lại, hoặc ghi người làm chứng.",
        "The signature could not be read and is not kept. Ask the receiver to sign again, or name a witness.",
    ),
    "relation_unknown": (
        "Quan hệ người nhận ngoài danh mục. Lượt phát được giữ để kiểm soát viên xem lại.",
        "The receiver's relation is not on the list. The delivery is kept for a supervisor to look at.",
    ),
    "method_unknown": (
        "Cách kiểm tra người nhận không có trong danh mục. Lượt phát được giữ để kiểm soát viên xem lại.",
        "There is no such way of checking. The delivery is kept for a supervisor to look at.",
    ),
    "basis_missing": (
        "Đã ghi phát cho người được ủy quyền nhưng thiếu căn cứ. Bổ sung loại giấy ủy quyền.",
        "Delivery to an authorised person recorded without its ground. Add the kind of authorisation.",
    ),
    "mis_sent": (
        "Đến nhầm nơi. Đã ghi; gửi tiếp đến {next}.",
        "It came to the wrong office. Recorded; send it on to {next}.",
    ),
    "left_bag": (
        "Đã ghi, và tách bưu gửi khỏi túi. Kiểm tra túi có còn nguyên niêm phong.",
        "Recorded, and taken out of its bag. Check that the bag's seal is whole.",
    ),
    "seal_differs": (
        "Đã ghi đến, nhưng số niêm phong khác bảng kê. Giữ nguyên túi, mở có người chứng kiến và đếm.",
        "Arrival recorded, but the seal's number differs. Keep the bag as it is; open and count with a witness.",
    ),
    "seal_opened": (
        "Đã ghi đến, nhưng túi không còn niêm phong. Mở có người chứng kiến và đếm.",
        "Arrival recorded, but the seal is gone. Open and count with a witness.",
    ),
    "reason_missing": ("Đã ghi nhưng thiếu lý do. Bổ sung lý do.", "Recorded without a reason. Add it."),
    "reason_unknown": (
        "Đã ghi với lý do chưa có trong danh mục. Kiểm soát viên sẽ xem lại.",
        "Recorded with a reason that is not on the list. A supervisor will look at it.",
    ),
}


_SOMEWHERE = ("trạm đúng theo bảng tuyến", "the right station of the route table")


def words(code: str, language: str, **facts: str) -> str:
    """The sentence for an outcome code; an unknown code shows itself."""
    vi, en = WORDS.get(code, (code, code))
    return (en if language == "en" else vi).format_map({"action": "", "next": _SOMEWHERE[language == "en"], **facts})

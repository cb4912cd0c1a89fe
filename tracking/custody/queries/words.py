"""Flags and outcome codes of scans in the words of the desk: what is the matter, and what to do."""

from dataclasses import dataclass

FLAGS: dict[str, str] = {
    "damaged": "Hư hỏng",
    "seal_opened": "Niêm phong bị mở",
    "disputed": "Đang tranh chấp",
    "forced": "Ghi dù thiếu bước trước",
    "one_sided": "Bên giao chưa lập bảng kê",
    "uncovered": "Ngoài văn bản chuyển giao",
    "late": "Bổ sung muộn",
    "out_of_order": "Không khớp thứ tự",
    "not_listed": "Ngoài bảng kê",
    "mis_sent": "Đến nhầm nơi",
    "left_bag": "Tách khỏi túi",
    "not_in_bag": "Không có trong túi",
    "other_way": "Khác tuyến của túi",
    "seal_differs": "Số niêm phong khác",
    "resealed": "Đã thay niêm phong",
    "short": "Thiếu so với bảng kê",
    "over": "Thừa so với bảng kê",
    "proof_missing": "Thiếu người nhận",
    "proof_weak": "Báo phát chưa đủ",
    "proof_wrong": "Mã xác nhận không khớp",
    "not_an_image": "Chữ ký không đọc được",
    "relation_unknown": "Quan hệ ngoài danh mục",
    "basis_missing": "Ủy quyền chưa có căn cứ",
    "method_unknown": "Cách kiểm tra không có",
    "papers_missing": "Chưa thu giấy tờ cũ",
    "never_taken_out": "Phát khi chưa ghi đi phát",
    "reason_missing": "Thiếu lý do",
    "reason_unknown": "Lý do ngoài danh mục",
    "papers_short": "Nhận thiếu giấy tờ",
    "papers_completed": "Đã bổ sung đủ giấy tờ",
    "papers_differ": "Giấy tờ lệch so với phiếu gửi",
    "sent_incomplete": "Gửi đi còn thiếu giấy tờ",
    "papers_home": "Giấy tờ trả lại người nộp",
}
"""Flags of ledger lines and marks of items; an unknown one shows itself."""


REMARKS: dict[str, str] = {
    "brought_home": "Bưu tá đã mang về, bưu cục giữ",
    "hold_begun": "Bắt đầu tính hạn lưu",
    "held_longer": "Gia hạn lưu",
    "hold_reminder": "Đã nhắc người nhận: sắp hết hạn lưu",
    "hold_expired": "Hết hạn lưu, chờ bưu cục chuyển hoàn",
    "wish": "Người nhận có yêu cầu mới",
    "wish_declined": "Bưu cục không làm được yêu cầu của người nhận",
    "case_ended": "Hồ sơ đã kết thúc, không có kết quả để gửi",
    "papers_home": "Gửi trả giấy tờ đã nộp qua bưu điện",
    "delivery_code": "Đã cấp mã một lần cho người nhận",
}
"""What a remark on an item says; an unknown one shows itself."""


@dataclass(frozen=True, slots=True)
class Matter:
    """Why a scan is in the tray, in a few words, and what a person does about it."""

    what: str
    todo: str


_LOOK = "Đối chiếu tờ giấy với lịch sử bưu gửi."
_MANDATE = "Kiểm tra văn bản chuyển giao của huyện vào thời điểm đó; báo cán bộ một cửa."

MATTERS: dict[str, Matter] = {
    "unknown_code": Matter("Mã không thuộc bưu gửi của nơi này", "Quét lại tem; nếu đúng tem, báo nơi gửi."),
    "not_a_code": Matter("Không đọc được mã", "Quét lại, hoặc gõ 13 ký tự dưới mã vạch."),
    "wrong_check_digit": Matter("Sai số kiểm tra", "Đối chiếu từng ký tự với tem rồi quét lại."),
    "unknown_action": Matter("Việc không có trong danh mục", "Cập nhật ứng dụng quét của thiết bị."),
    "not_your_office": Matter("Người quét không có vị trí ở nơi đã chọn", "Chọn đúng nơi làm việc, quét lại."),
    "office_needed": Matter("Chưa chọn nơi quét", "Chọn nơi làm việc rồi quét lại."),
    "not_your_act": Matter("Vị trí không làm việc này", "Nhờ người có vị trí phù hợp quét lại."),
    "illegal_move": Matter("Không làm được ở trạng thái hiện tại", "Xem lịch sử bưu gửi, quét bước còn thiếu."),
    "held_elsewhere": Matter("Bưu gửi đang do nơi khác giữ", "Nhận bàn giao trước, rồi quét lại."),
    "unknown_office": Matter("Mã nơi đến không có", "Chọn nơi đến trong danh sách, quét lại."),
    "reason_needed": Matter("Chưa chọn lý do phát không được", "Chọn lý do rồi quét lại."),
    "nothing_to_correct": Matter("Không còn gì để sửa", "Chỉ sửa được việc gần nhất trong 15 phút."),
    "scan_id_reused": Matter("Thiết bị dùng lại mã lượt quét", "Cập nhật ứng dụng quét; so hai lượt quét."),
    "scan_unreadable": Matter("Thiết bị gửi thiếu thông tin", "Cập nhật ứng dụng quét; quét lại bưu gửi."),
    "not_mandated": Matter("Không có văn bản chuyển giao", _MANDATE),
    "mandate_ended": Matter("Văn bản chuyển giao đã hết hiệu lực", _MANDATE),
    "mandate_not_yet": Matter("Văn bản chuyển giao chưa có hiệu lực", _MANDATE),
    "mandate_suspended": Matter("Văn bản chuyển giao đang tạm dừng", _MANDATE),
    "uncovered": Matter("Ngoài văn bản chuyển giao", _MANDATE),
    "forced": Matter("Ghi việc đã xảy ra dù thiếu bước", _LOOK),
    "late": Matter("Bổ sung muộn vào lịch sử", _LOOK),
    "out_of_order": Matter("Không khớp thứ tự", _LOOK),
    "disputed": Matter("Hai nơi cùng nhận bưu gửi", "Hỏi nơi kia đang có bưu gửi không; nơi không có thì sửa."),
    "proof_missing": Matter("Phát không ghi người nhận", "Hỏi bưu tá, ghi người nhận và quan hệ."),
    "slip_wrong": Matter("Biên nhận đã quét thuộc hồ sơ khác", "Hỏi bưu tá đã giao cho ai; gọi lại người nhận."),
    "proof_wrong": Matter("Mã xác nhận không khớp với bưu gửi", "Hỏi bưu tá đã giao cho ai; gọi lại người nhận."),
    "proof_locked": Matter("Nhập sai mã xác nhận nhiều lần", "Gọi người nhận; phát bằng biên nhận hoặc mã mới."),
    "code_expired": Matter("Mã một lần hết hạn hoặc chưa cấp", "Nhờ người nhận lấy mã mới ở trang tra cứu."),
    "not_an_image": Matter("Chữ ký gửi lên không phải nét ký", "Xin người nhận ký lại, hoặc ghi người làm chứng."),
    "relation_unknown": Matter("Quan hệ ngoài danh mục", "Chọn quan hệ gần nhất trong danh mục."),
    "basis_needed": Matter("Người được ủy quyền chưa có căn cứ", "Ghi loại giấy ủy quyền rồi phát lại."),
    "basis_missing": Matter("Đã giao người được ủy quyền, thiếu căn cứ", "Hỏi bưu tá, bổ sung giấy ủy quyền."),
    "method_unknown": Matter("Cách kiểm tra không có trong danh mục", "Cập nhật ứng dụng quét."),
    "reason_missing": Matter("Phát không được, thiếu lý do", "Hỏi bưu tá, ghi lý do."),
    "reason_unknown": Matter("Lý do ngoài danh mục", "Chọn lý do gần nhất trong danh mục."),
    "awaiting_countersignature": Matter("Chờ một cửa ký nhận", "Đề nghị một cửa ký nhận; bưu gửi vẫn do bạn giữ."),
    "already_done": Matter("Đã ghi trước đó", "Không cần quét lại."),
    "one_sided": Matter("Bên giao chưa lập bảng kê", "Đề nghị bên giao lập bảng kê."),
    "mis_sent": Matter("Đến nhầm nơi", "Gửi tiếp đến trạm ghi ở trang bưu gửi hoặc trang túi."),
    "left_bag": Matter("Bưu gửi tách khỏi túi", "Kiểm tra túi có còn nguyên niêm phong; đếm lại khi mở."),
    "seal_differs": Matter("Số niêm phong khác bảng kê", "Mở túi có người chứng kiến, đếm, báo nơi đóng túi."),
    "seal_opened": Matter("Niêm phong bị mở", "Mở có người chứng kiến, đếm, báo nơi gửi."),
    "in_bag": Matter("Bưu gửi đang ở trong túi", "Lấy ra khỏi túi trước, rồi quét lại."),
    "unknown_bag": Matter("Mã túi không thuộc nơi này", "Quét lại nhãn túi; nếu đúng nhãn, báo nơi đóng túi."),
    "bag_open": Matter("Túi chưa niêm phong", "Báo nơi đóng túi niêm phong và ghi gửi đi."),
    "bag_elsewhere": Matter("Túi đang ở nơi khác theo sổ", "Hỏi nơi đó; nếu túi ở đây, đề nghị họ ghi gửi đi."),
    "bag_arrived": Matter("Túi đã đến trước đó", "Không cần quét lại; mở túi và đếm."),
    "bag_opened": Matter("Túi đã mở", "Quét từng bưu gửi."),
    "bag_cancelled": Matter("Túi đã hủy", "Dùng nhãn của túi khác."),
    "bag_state": Matter("Túi không làm được việc này lúc này", "Xem trang của túi."),
    "bag_at_goal": Matter("Túi đã đến nơi mở", "Mở túi, hoặc chọn trạm tiếp theo."),
    "bag_act": Matter("Việc này không làm với cả túi", "Chỉ quét gửi đi hoặc đến; mở túi trên trang túi."),
    "recorded": Matter("Đã ghi", ""),
}


def matter(code: str) -> Matter:
    """The words for an outcome code; an unknown code shows itself."""
    return MATTERS.get(code, Matter(code, _LOOK))


def flag(name: str) -> str:
    """The words for a flag or mark."""
    return FLAGS.get(name, name)


def remark(code: str) -> str:
    """The words for a remark."""
    return REMARKS.get(code, code)

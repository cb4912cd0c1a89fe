"""The acts of the story by their names in ``story.toml``; each calls the command that a person would."""

from collections.abc import Callable, Mapping

from tracking.simulation.stage import Stage
from tracking.simulation.story import Act

from . import groundwork, oversight

Chapter = Callable[[Stage, Act], None]

BEFORE_ALL: Mapping[str, tuple[str, Chapter]] = {
    "appoint_posts": ("bố trí người ở các bưu điện", groundwork.appoint_posts),
    "appoint": ("phân công cán bộ một cửa", groundwork.appoint),
    "sign": ("ký văn bản chuyển giao", groundwork.sign),
    "put_in_force": ("văn bản chuyển giao có hiệu lực", groundwork.put_in_force),
    "suspend": ("tạm dừng văn bản chuyển giao", groundwork.suspend),
}
"""Acts that say on which days a district may send dossiers at all; they are played before the first wave."""

BETWEEN: Mapping[str, tuple[str, Chapter]] = {
    "newcomers": ("phân công thêm người", groundwork.newcomers),
    "relieve": ("thôi phân công", groundwork.relieve),
    "publish": ("niêm yết thủ tục", groundwork.publish),
    "enrol": ("ghi danh máy quét", groundwork.enrol),
    "revoke_device": ("thu hồi máy quét", groundwork.revoke_device),
    "train": ("tập huấn", groundwork.train),
    "withdraw_training": ("rút bản ghi tập huấn", groundwork.withdraw_training),
    "open": ("mở quầy bưu chính", groundwork.open_counter),
    "report": ("báo vướng mắc", oversight.report),
    "take_obstacle": ("tỉnh nhận xử lý vướng mắc", oversight.take_obstacle),
    "answer_obstacle": ("tỉnh trả lời vướng mắc", oversight.answer_obstacle),
    "reopen_obstacle": ("mở lại vướng mắc", oversight.reopen_obstacle),
    "close_obstacle": ("kết thúc vướng mắc", oversight.close_obstacle),
    "escalate": ("báo cấp trên vướng mắc quá hạn", oversight.escalate),
    "accept": ("tỉnh nghiệm thu", oversight.accept),
    "withdraw_acceptance": ("tỉnh rút nghiệm thu", oversight.withdraw_acceptance),
    "remind": ("tỉnh nhắc các huyện còn thiếu", oversight.remind),
    "declare_ready": ("xã sẵn sàng một cửa điện tử", oversight.declare_ready),
    "report_done": ("báo hoàn thành nhiệm vụ", oversight.report_done),
    "confirm_done": ("tỉnh xác nhận nhiệm vụ", oversight.confirm_done),
    "state": ("khai hồ sơ đủ điều kiện", oversight.state),
}
"""Acts that come between the waves, on their day."""

ALL: Mapping[str, tuple[str, Chapter]] = {**BEFORE_ALL, **BETWEEN}
"""Every act: what the operator reads of it, and the function that does it."""

"""Why items come home untried, and why old papers were not collected; own codes (unverified)."""

UNTRIED: dict[str, tuple[str, str]] = {
    "no_time": ("Hết giờ, chưa đến nơi", "No time left to get there"),
    "road_blocked": ("Đường tắc, thiên tai", "Road blocked, disaster"),
    "vehicle": ("Hỏng phương tiện", "Vehicle broke down"),
    "called_back": ("Bưu cục gọi về", "Called back by the office"),
    "rescheduled": ("Người nhận hẹn ngày khác", "Addressee asked for another day"),
}
"""Why a postman brings an item home without having been at its door."""

NOT_COLLECTED: dict[str, tuple[str, str]] = {
    "none_held": ("Người nhận không có giấy tờ cũ", "The addressee has no old papers"),
    "lost": ("Giấy tờ cũ đã mất, người nhận cam kết", "The old papers are lost, the addressee so declares"),
    "given_before": ("Đã nộp lại cơ quan trước đó", "Given back to the agency before"),
}
"""Why papers that the procedure takes back were not collected."""

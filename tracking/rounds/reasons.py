"""Why old papers were not collected at the door; own codes (unverified)."""

NOT_COLLECTED: dict[str, tuple[str, str]] = {
    "none_held": ("Người nhận không có giấy tờ cũ", "The addressee has no old papers"),
    "lost": ("Giấy tờ cũ đã mất, người nhận cam kết", "The old papers are lost, the addressee so declares"),
    "given_before": ("Đã nộp lại cơ quan trước đó", "Given back to the agency before"),
}
"""Why papers that the procedure takes back were not collected."""

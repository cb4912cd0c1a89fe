"""Answers as the served document shows them."""

from typing import Any

LINE: dict[str, Any] = {
    "stream": "UB-633/01-VBCG",
    "seq": 3,
    "action": "put_in_force",
    "occurred_at": "2019-08-01T00:00:00+07:00",
    "recorded_at": "2019-07-30T09:12:00+07:00",
    "hash": "9f0e6a54d8a3b1c2",
    "flags": [],
}
MET: dict[str, Any] = {
    "key": "mandate_signed",
    "name": "Văn bản chuyển giao",
    "met": True,
    "on": "2019-08-01",
    "reason": "",
    "why": "",
    "numbers": {},
    "lost_on": None,
    "inherited": False,
    "simulated": False,
    "lines": [LINE],
}
MISSING: dict[str, Any] = {
    **MET,
    "key": "staff_trained",
    "name": "Tập huấn",
    "met": False,
    "on": None,
    "reason": "too_few_trained",
    "why": "1 trong 2 người được phân công đã qua tập huấn, cần 80 %. Tập huấn số còn lại.",
    "numbers": {"have": 1, "of": 2, "percent": 80},
    "lines": [],
}
TARGET: dict[str, Any] = {
    "unit": "633",
    "name": "Huyện Chư Sê",
    "above": "64",
    "complete": False,
    "complete_since": None,
    "regressed_on": None,
    "deadline": "2019-12-31",
    "named": False,
    "inherited": False,
    "simulated": False,
    "ended_on": "2025-07-01",
    "successors": [{"code": "23941", "name": "Xã Chư Sê"}],
    "takes_over": [],
    "evidence": [MET, MISSING],
}
FORECAST: dict[str, Any] = {
    "p10": "2019-11-15",
    "p50": "2019-12-13",
    "p90": "2020-01-24",
    "chance": 0.71,
    "horizon": "2020-09-28",
    "weeks": 8,
    "runs": 200,
    "reason": "",
}
PROGRESS: dict[str, Any] = {
    "directive": "44-TB-UBND",
    "ask": "2",
    "title": "Chuyển giao một số nhiệm vụ hành chính công sang Bưu điện",
    "measure": "evidence",
    "as_of": "2019-09-30",
    "before_issue": False,
    "basis": "occurred",
    "counted_to": "2019-10-01T08:00:00+07:00",
    "units": 17,
    "complete": 0,
    "share": 0.0,
    "pieces": 41,
    "all_pieces": 136,
    "deadline": "2019-12-31",
    "deadline_words": "12/2019",
    "simulated": False,
    "forecast": FORECAST,
    "burn_up": "/api/v1/rollout/44-TB-UBND/2/burn-up?as_of=2019-09-30",
    "missing": [
        {
            "key": "staff_trained",
            "name": "Tập huấn",
            "count": 1,
            "longest": 83,
            "lacking": [
                {
                    "unit": "633",
                    "name": "Huyện Chư Sê",
                    "days": 83,
                    "reason": "too_few_trained",
                    "why": MISSING["why"],
                }
            ],
        }
    ],
    "regressions": [],
    "targets": [TARGET],
}
BURN_UP: dict[str, Any] = {
    "as_of": "2019-09-30",
    "deadline": "2019-12-31",
    "units": 17,
    "all_pieces": 136,
    "forecast": FORECAST,
    "days": [
        {"day": "2019-09-30", "complete": 0, "pieces": 41, "low": None, "middle": None, "high": None},
        {"day": "2019-12-31", "complete": None, "pieces": None, "low": 12, "middle": 16, "high": 17},
    ],
}
COMPARISON: dict[str, Any] = {
    "first": "2019-07-09",
    "last": "2019-09-30",
    "complete_first": 0,
    "complete_last": 0,
    "gained": [
        {
            "unit": "633",
            "name": "Huyện Chư Sê",
            "key": "mandate_signed",
            "on": "2019-08-01",
            "reason": "",
            "why": "",
        }
    ],
    "lost": [],
    "became_complete": [],
    "no_longer": [],
    "joined": [],
    "left": [],
}
RULE: dict[str, Any] = {
    "kind": "staff_trained",
    "parameters": {"share_percent": 80},
    "basis": "Đề xuất nội bộ (chưa kiểm chứng)",
    "verified": False,
    "valid_from": "2019-07-09",
    "valid_to": None,
}
DIRECTIVE: dict[str, Any] = {
    "code": "44-TB-UBND",
    "number": "44/TB-UBND",
    "title": "Thông báo kết luận tại hội nghị trực tuyến ngày 03/7/2019",
    "issuer": "Ủy ban nhân dân tỉnh Gia Lai",
    "signed_by": "TL. Chủ tịch, Chánh Văn phòng Ngô Ngọc Sinh",
    "issued_on": "2019-07-09",
    "legal_basis": "",
    "asks": [
        {
            "number": "2",
            "title": "Chuyển giao một số nhiệm vụ hành chính công sang Bưu điện",
            "summary": "100 % UBND cấp huyện hoàn thành chuyển giao trong tháng 12/2019.",
            "words": "chuyển giao một số nhiệm vụ, dịch vụ hành chính công sang Bưu điện",
            "owner_words": "UBND thành phố Pleiku và UBND các huyện, thị xã, phối hợp với Bưu điện tỉnh",
            "owners": ["BC-64"],
            "deadline": "2019-12-31",
            "deadline_words": "12/2019",
            "measure": "evidence",
            "units": 17,
            "rules": [RULE],
            "progress": "/api/v1/rollout/44-TB-UBND/2",
        }
    ],
}
SHARES: dict[str, Any] = {
    "as_of": "2019-10-05",
    "by_post": 31,
    "eligible": 412,
    "reasons": {"citizen_declined": 240, "not_offered": 141},
    "simulated": False,
    "rows": [
        {
            "unit": "633",
            "name": "Huyện Chư Sê",
            "month": "2019-09",
            "by_post": 31,
            "handed_over": 29,
            "eligible": 412,
            "per_mille": 75,
            "flag": "",
            "reasons": {"citizen_declined": 240, "not_offered": 141},
            "simulated": False,
        }
    ],
}

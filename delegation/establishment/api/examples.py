"""Examples of the calls about establishment, shown in the served document and sent by its contract tests."""

import base64

_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
DOCUMENT = {"name": "Danh sách tập huấn.pdf", "content": base64.b64encode(_PDF).decode()}
_ID = "01987a1c-2f63-7c54-9f0e-6a54d8a3b1c2"
_USER = "01987a1c-2f63-7c54-9f0e-6a54d8a3b1c3"

APPOINTMENT_SENT = {
    "office": "BC-633",
    "role": "clerk",
    "username": "ksor.hlan",
    "full_name": "Ksor H’Lan",
    "valid_from": "2019-08-05",
}
APPOINTMENT = {
    "appointment": _ID,
    "user": _USER,
    "office": "BC-633",
    "role": "clerk",
    "valid_from": "2019-08-05",
    "valid_to": None,
    "password": "BCGH-0123-KMNP",
}
PUBLICATION_SENT = {
    "committee": "UB-633",
    "procedures": [{"procedure": "2.000635", "posted_days": 3}],
    "document_number": "12/TB-UBND",
    "on": "2019-08-05",
}
PUBLICATION = {
    "publication": _ID,
    "committee": "UB-633",
    "procedure": "2.000635",
    "state": "published",
    "posted_days": 3,
    "regulated_days": 3,
    "document_number": "12/TB-UBND",
}
WITHDRAWAL_SENT = {"committee": "UB-633", "procedures": ["2.000635"], "reason": "Sửa quy trình nội bộ"}
TRAINING_SENT = {
    "offices": ["UB-633", "BC-633"],
    "on": "2019-08-05",
    "topic": "hand_over",
    "people": [_USER],
    "others": ["Rơ Châm H’Nhung"],
    "document": DOCUMENT,
}
TRAINING = {
    "training": _ID,
    "session": _ID,
    "office": "UB-633",
    "on": "2019-08-05",
    "topic": "hand_over",
    "people": [_USER],
    "others": 1,
    "document": "9f2c5a0e7d1b4c3f8a6e0d9b2c5f7a1e3d4b6c8f0a2e4d6b8c0f1a3e5d7b9c1f",
    "state": "recorded",
}
ESTABLISHMENT = {
    "office": "UB-633",
    "as_of": "2019-08-05",
    "is_open": True,
    "people": [
        {
            "appointment": _ID,
            "user": _USER,
            "name": "Nguyễn Thị Hạnh",
            "role": "officer",
            "since": "2019-07-01",
            "until": None,
            "flags": ["loaded"],
        }
    ],
    "devices": [{"device": _ID, "label": "Máy quét quầy 1", "since": "2019-08-02", "flags": []}],
    "procedures": [
        {
            "publication": _ID,
            "procedure": "2.000635",
            "posted_days": 3,
            "regulated_days": 3,
            "since": "2019-08-01",
            "flags": [],
        }
    ],
    "trainings": [
        {"training": _ID, "topic": "hand_over", "on": "2019-08-05", "people": [_USER], "others": 1, "flags": []}
    ],
}

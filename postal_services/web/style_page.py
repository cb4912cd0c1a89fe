"""Content of the page that shows every component, with names, codes and amounts like those of a real day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest

from postal_services.web import looks
from postal_services.web.desk import Figure, Panel, Row
from postal_services.web.fields import SignatureField, VNDateField, VNDField, VNPhoneField
from postal_services.web.forms import HouseForm

NOON = datetime(2019, 8, 5, 5, 0, tzinfo=UTC)


class SampleForm(HouseForm):
    """One field of each kind."""

    name = forms.CharField(label="Họ và tên", max_length=120, help_text="Như trên giấy tờ, ví dụ Rơ Châm H'Nhung")
    phone = VNPhoneField(label="Số điện thoại")
    born_on = VNDateField(label="Ngày sinh", help_text="Ngày/tháng/năm, ví dụ 27/3/1985", required=False)
    fee = VNDField(label="Lệ phí hồ sơ", required=False)
    procedure = forms.ChoiceField(
        label="Thủ tục",
        choices=[
            ("", "Chọn thủ tục"),
            ("2.000635", "Cấp bản sao trích lục hộ tịch"),
            ("1.001193", "Đăng ký khai sinh"),
            ("1.004873", "Cấp giấy xác nhận tình trạng hôn nhân"),
        ],
    )
    service = forms.ChoiceField(
        label="Dịch vụ",
        widget=forms.RadioSelect,
        choices=[
            ("send", "Gửi hồ sơ"),
            ("return", "Nhận kết quả"),
            ("both", "Gửi hồ sơ và nhận kết quả"),
        ],
    )
    categories = forms.MultipleChoiceField(
        label="Đối tượng ưu tiên",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("poor_household", "Hộ nghèo"), ("merit", "Người có công"), ("ethnic", "Xã đặc biệt khó khăn")],
    )
    papers = forms.FileField(label="Danh sách trong ngày", required=False, help_text="Tệp CSV hoặc XLSX, tối đa 5 MB")
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    signature = SignatureField(label="Người nhận ký", required=False)
    sealed = forms.BooleanField(label="Đã niêm phong trước mặt người gửi")


class SampleFilter(HouseForm):
    """A filter bar like that of the dossier list."""

    q = forms.CharField(label="Mã, tên hoặc số điện thoại", required=False)
    state = forms.ChoiceField(
        label="Trạng thái", required=False, choices=[("", "Tất cả"), ("4", "Đang xử lý"), ("late", "Quá hạn")]
    )
    since = VNDateField(label="Nhận từ ngày", required=False)


ITEMS: list[dict[str, Any]] = [
    {
        "code": "HC473124829VN",
        "name": "Rơ Châm H'Nhung",
        "place": "Xã Ia Blang, huyện Chư Sê",
        "state": "out_for_delivery",
        "holder": "Siu Tiến, Bưu điện huyện Chư Sê",
        "since": timedelta(hours=3),
        "charge": 26000,
        "due": 2,
    },
    {
        "code": "HC473124832VN",
        "name": "Nguyễn Thị Ngọc Diễm",
        "place": "Thị trấn Chư Sê, huyện Chư Sê",
        "state": "limbo",
        "holder": "Bộ phận một cửa huyện Chư Sê",
        "since": timedelta(hours=29),
        "charge": 30500,
        "due": 0,
    },
    {
        "code": "HC473124846VN",
        "name": "Đinh Văn Ưởng",
        "place": "Xã Đăk Rong, huyện Kbang",
        "state": "attempted",
        "holder": "Bưu điện - VHX Đăk Rong",
        "since": timedelta(days=4),
        "charge": 0,
        "due": -3,
    },
    {
        "code": "HC473124850VN",
        "name": "Ksor H'Bưởi",
        "place": "Xã Chư HDrông, thành phố Pleiku",
        "state": "delivered",
        "holder": "Người nhận",
        "since": timedelta(days=6),
        "charge": 1250000,
        "due": 5,
    },
]

STEPS: list[dict[str, Any]] = [
    {
        "title": "Bưu điện huyện Chư Sê chưa ký nhận",
        "look": "limbo",
        "at": NOON,
        "who": "Bộ phận một cửa huyện Chư Sê vẫn chịu trách nhiệm",
        "held": timedelta(hours=5),
        "note": "Bảng kê BG-633-000412, 14 bưu gửi",
    },
    {
        "title": "Có kết quả, chờ bàn giao cho bưu điện",
        "look": "now",
        "at": NOON - timedelta(hours=22),
        "who": "Bộ phận một cửa huyện Chư Sê, Phạm Thị Hạnh",
        "held": timedelta(hours=17),
        "href": "#dong-so",
    },
    {
        "title": "Đang xử lý",
        "at": NOON - timedelta(days=3),
        "who": "Phòng Tư pháp huyện Chư Sê",
        "held": timedelta(days=2),
    },
    {
        "title": "Phát chưa được: không có người nhận ở nhà",
        "look": "bad",
        "at": NOON - timedelta(days=4),
        "who": "Siu Tiến, Bưu điện huyện Chư Sê",
        "held": timedelta(minutes=40),
        "note": "Đã để lại giấy mời",
    },
    {
        "title": "Đã nộp một cửa",
        "look": "good",
        "at": NOON - timedelta(days=5),
        "who": "Bưu điện huyện Chư Sê, Trần Thị Lan",
        "held": timedelta(hours=2),
    },
]

COLOURS = [
    ("ink", "Chữ"),
    ("navy", "Khung trang"),
    ("yellow", "Một việc tiếp theo"),
    ("link", "Liên kết"),
    ("green", "Tốt"),
    ("amber", "Cần để ý"),
    ("red", "Cần sửa"),
    ("grey", "Chữ phụ"),
    ("quiet", "Nền phụ"),
]


def style_context(request: HttpRequest) -> dict[str, Any]:
    """Everything the style page shows; a post shows the same form with its errors."""
    sent = request.POST if request.method == "POST" else {"name": "", "phone": "12", "born_on": "31/02/2019"}
    return {
        "form": SampleForm(initial={"fee": 8000, "born_on": date(1985, 3, 27), "service": "both"}),
        "wrong": SampleForm(sent, auto_id="wrong_%s"),
        "filter": SampleFilter(auto_id="filter_%s"),
        "items": ITEMS,
        "steps": STEPS,
        "states": list(looks.LOOKS),
        "colours": COLOURS,
        "figures": [
            Figure(14, "Chờ ký nhận", "#", "lâu nhất 29 giờ", "amber", icon="ring"),
            Figure(3, "Quá hạn", "#", "trong 126 hồ sơ đang giữ", "red", icon="alert"),
            Figure("1.284", "Đã phát tháng này", "#", "97 % trong hạn", "green", icon="check"),
            Figure("26.000", "Cước đã thu hôm nay", "#", unit="₫"),
        ],
        "panel": Panel(
            "Chờ bạn ký nhận",
            [
                Row("BG-633-000412", "#", "proposed", "14 bưu gửi từ Bộ phận một cửa huyện Chư Sê", "29 giờ"),
                Row("BG-633-000415", "#", "disputed", "thiếu 1, hư hỏng 1", ""),
            ],
            total=9,
            href="#",
            icon="handover",
        ),
        "empty_panel": Panel("Bưu gửi đang giữ", [], total=0, none="Không giữ bưu gửi nào.", icon="parcel"),
        "rows": [
            {"key": "Mã hồ sơ", "value": "000.00.18.H21-190805-0001"},
            {"key": "Người nộp", "value": "Rơ Châm H'Nhung", "href": "#"},
            {"key": "Thủ tục", "value": "Cấp bản sao trích lục hộ tịch"},
            {"key": "Nơi ở", "value": "Làng Ring, xã H'Bông, huyện Chư Sê", "href": "#"},
            {"key": "Ghi chú", "value": ""},
        ],
        "tabs": [
            {"label": "Đang giữ", "href": "#", "current": True, "count": 126},
            {"label": "Chờ ký nhận", "href": "#", "current": False, "count": 14},
            {"label": "Đã xong", "href": "#", "current": False, "count": None},
        ],
        "crumbs": [("Hồ sơ", "#"), ("000.00.18.H21-190805-0001", "")],
    }

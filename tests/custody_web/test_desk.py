"""What custody puts on the desk."""

from tests.cast import Cast
from tests.custody_web.conftest import signed_in
from tests.custody_web.test_hand_over_pages import text
from tracking.custody.models import ItemCodeRange


def test_an_officer_is_warned_when_item_codes_run_low(people: Cast) -> None:
    hanh = signed_in(people.hanh)
    assert "Mã bưu gửi còn lại" not in text(hanh.get("/"))
    block = ItemCodeRange.objects.get(agency="UB-633")
    ItemCodeRange.objects.filter(pk=block.pk).update(next=block.last - 9)
    desk = text(hanh.get("/"))
    assert "Mã bưu gửi còn lại" in desk
    assert "UB-633: xin Bưu điện tỉnh cấp thêm" in desk
    assert "Mã bưu gửi còn lại" not in text(signed_in(people.lan).get("/"))

"""Manifest and label of a bag as they leave the printer, read back by eye and by scanner."""

from io import BytesIO

from postal_services.documents import s10
from postal_services.ledger import checkpoints
from tests.cast import Cast, at_post
from tests.custody import bag_desk
from tests.documents.papers import codes_in, text_of
from tests.integrations.conftest import wait_for_the_horizon
from tracking.custody import bag_papers
from tracking.custody.bagging import codes as bag_codes
from tracking.custody.models import Bag
from tracking.custody.queries import bags as reads


def manifest(cast: Cast, bag: Bag) -> bytes:
    """The manifest as the clerk prints it."""
    out, found = BytesIO(), reads.find(cast.lan, bag.code)
    assert found is not None
    bag_papers.manifest_pdf(found, reads.lines_of(found), out)
    return out.getvalue()


def test_the_manifest_names_seal_ends_and_every_item_and_its_codes_read_back(committed_cast: Cast) -> None:
    codes = at_post(committed_cast, 30)
    wait_for_the_horizon()
    sealed_root = checkpoints.seal()
    assert sealed_root is not None
    bag = bag_desk.sealed(committed_cast.lan, codes)
    paper = manifest(committed_cast, bag)
    text = " ".join(text_of(paper).split())
    for words in ("BẢNG KÊ TÚI", bag.code, bag.seal, "30 bưu gửi", "Bưu điện tỉnh Gia Lai", "NGƯỜI ĐÓNG TÚI", "Lan"):
        assert words in text
    assert bytes(sealed_root.root).hex()[:16] in text
    assert all(s10.printed(code) in text.replace("\N{NO-BREAK SPACE}", " ") for code in codes)
    read = codes_in(paper)
    assert bag.code in read
    assert bag.token in {bag_codes.token_in(each) for each in read}
    assert set(codes) <= set(read)


def test_an_open_bag_s_manifest_says_that_it_is_not_closed_and_an_opened_one_s_what_was_found(cast: Cast) -> None:
    codes = at_post(cast, 3)
    bag = bag_desk.begin(cast.lan)
    assert "CHƯA NIÊM PHONG" in text_of(manifest(cast, bag))
    bag = bag_desk.arrived(cast, codes)
    bag_desk.opened(cast.nga, bag, codes[:1], extra=["phong bì"], damaged=codes[1:2])
    text = " ".join(text_of(manifest(cast, bag)).split())
    for words in ("Đã mở lúc", "Thiếu", "Hư hỏng", "phong bì", "Nga"):
        assert words in text


def test_the_label_reads_back_as_its_bag(cast: Cast) -> None:
    bag, out = bag_desk.sealed(cast.lan, at_post(cast, 2)), BytesIO()
    found = reads.find(cast.nga, bag_codes.url_for(bag.token, "hoso.gialai.vn"))
    assert found is not None
    bag_papers.label_pdf(found, reads.lines_of(found), out)
    read = codes_in(out.getvalue())
    assert bag.code in read
    assert bag.token in {bag_codes.token_in(each) for each in read}
    text = text_of(out.getvalue())
    assert bag.seal in text
    assert "2 bưu gửi" in text

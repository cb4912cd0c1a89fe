"""Bags by call: every act, its answer as documented, and what is refused."""

from tests.cast import Cast, at_post, item
from tests.custody import bag_desk
from tests.custody.conftest import Call


def test_a_bag_goes_all_its_way_by_calls(cast: Cast, call: Call) -> None:
    codes = at_post(cast, 3)
    made = call(cast.lan, "post", "bags", {"from": "BC-633", "goal": "BC-622"})
    assert (made.status_code, made.json()["to"], made.json()["state"]) == (201, "BC-64", "open")
    bag = f"bags/{made.json()['code']}"
    told = call(cast.lan, "post", f"{bag}/items", {"items": [*codes, "rác"], "confirmed": True}).json()
    assert (sorted(told["done"]), [each["code"] for each in told["refused"]]) == (sorted(codes), ["not_an_item_code"])
    assert call(cast.lan, "post", f"{bag}/removals", {"items": codes[2:]}).json()["done"] == codes[2:]
    assert call(cast.lan, "post", f"{bag}/sealing", {"seal": "gl-1"}).json()["seal"] == "GL-1"
    assert call(cast.lan, "post", f"{bag}/resealing", {"seal": "GL-2", "reason": "broken"}).json()["seal"] == "GL-2"
    assert call(cast.lan, "post", f"{bag}/unsealing", {"reason": "add_items"}).json()["state"] == "open"
    assert call(cast.lan, "post", f"{bag}/sealing", {"seal": "GL-2"}).json()["code"] == "seal_used"
    call(cast.lan, "post", f"{bag}/sealing", {"seal": "GL-3"})
    assert call(cast.lan, "post", f"{bag}/dispatch", {"to": "UB-633"}).json()["code"] == "unknown_office"
    assert call(cast.lan, "post", f"{bag}/dispatch", {}).json()["state"] == "in_transit"
    came = call(cast.nga, "post", f"{bag}/arrival", {"office": "BC-64", "seal": "GL-9"}).json()
    assert (came["outcome"], came["reason"], came["marks"]) == (
        "flagged",
        "seal_differs",
        ["resealed", "seal_differs"],
    )
    count = {"lines": [{"item": codes[0], "verdict": "received"}], "extra": ["phong bì"], "note": "Rách"}
    done = call(cast.nga, "post", f"{bag}/opening", count).json()
    assert (done["state"], done["extra"], done["note"]) == ("opened", ["phong bì"], "Rách")
    assert {line["item"]: line["found"] for line in done["lines"]} == {codes[0]: "received", codes[1]: "missing"}
    assert item(codes[1]).holder_office_id == "BC-633"
    assert (
        call(cast.lan, "post", f"{bag}/resolution", {"resolution": "Đã gửi bù."}).json()["resolution"] == "Đã gửi bù."
    )
    assert call(cast.nga, "get", f"{bag}/manifest.pdf").content.startswith(b"%PDF")
    assert call(cast.nga, "get", f"{bag}/label.pdf").content.startswith(b"%PDF")
    assert [each["code"] for each in call(cast.nga, "get", "bags").json()["results"]] == [done["code"]]
    assert call(cast.minh, "get", bag).status_code == 200, "its goal sees it"
    assert call(cast.hanh, "get", bag).status_code == 404


def test_the_way_between_offices_is_told(cast: Cast, call: Call) -> None:
    told = call(cast.lan, "get", "routes/VX-23947/BC-622").json()
    assert told == {
        "from": "VX-23947",
        "goal": "BC-622",
        "next_office": "BC-633",
        "path": ["VX-23947", "BC-633", "BC-64", "BC-622"],
    }
    assert call(cast.lan, "get", "routes/VX-23947/BC-999").json()["code"] == "unknown_office"


def test_wrong_calls_are_told_what_is_wrong(cast: Cast, call: Call) -> None:
    bag = bag_desk.sealed(cast.lan, codes := at_post(cast, 1))
    for path, body, code in (
        ("items", {"items": codes}, "bag_state"),
        ("opening", {"lines": []}, "bag_state"),
        ("sealing", {"seal": ""}, "invalid"),
        ("resealing", {"seal": "A", "reason": "vì thích"}, "invalid"),
        ("arrival", {"office": "BC-633"}, "bag_state"),
        ("arrival", {"office": "BC-622"}, "not_allowed"),
    ):
        assert call(cast.lan, "post", f"bags/{bag.code}/{path}", body).json()["code"] == code, path
    assert call(cast.lan, "delete", f"bags/{bag.code}").json()["code"] == "bag_state"
    wrong = {"lines": [{"item": "rác", "verdict": "received"}]}
    assert "lines[0].item" in call(cast.lan, "post", f"bags/{bag.code}/opening", wrong).json()["errors"]

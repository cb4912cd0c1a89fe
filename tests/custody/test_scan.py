from tests.cast import Cast, at_post, item, scan


def test_smoke(cast: Cast) -> None:
    code = at_post(cast)[0]
    assert scan(cast.lan, code, "take_out").outcome == "recorded"
    assert item(code).state == "out_for_delivery"

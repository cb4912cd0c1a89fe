import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_services.documents import s10
from postal_services.documents.refusals import NotAnItemCode, SerialOutOfRange, WrongCheckDigit, WrongPrefix


@pytest.mark.parametrize(("serial", "digit"), [(47312482, 9), (12345678, 5), (1, 4), ("00000001", 4)])
def test_check_digits_agree_with_the_standard(serial: int | str, digit: int) -> None:
    assert s10.check_digit(serial) == digit


def test_a_remainder_of_ten_is_zero_and_of_eleven_is_five() -> None:
    assert s10.check_digit("00000005") == 9
    assert s10.check_digit("00000000") == 5
    assert {s10.check_digit(serial) for serial in range(200)} == set(range(10))


@pytest.mark.parametrize(
    "text",
    [
        "HC473124829VN",
        "hc473124829vn",
        " HC 473 124 829 VN ",
        "hc-473-124-829-vn",
        "]C1HC473124829VN",
        "\uff28\uff23473124829VN",
    ],
)
def test_a_code_is_read_however_it_was_typed(text: str) -> None:
    assert s10.parse(text) == "HC473124829VN"


@given(st.integers(0, s10.MAX_SERIAL), st.from_regex(r"\A[A-Z]{2}\Z"))
def test_composed_codes_are_read_back_from_print(serial: int, prefix: str) -> None:
    code = s10.compose(prefix, serial)
    assert s10.is_code(code)
    assert s10.parse(s10.printed(code).lower()) == code
    assert s10.serial_of(code) == serial


@given(st.integers(0, s10.MAX_SERIAL), st.integers(0, 7), st.integers(1, 9))
def test_a_wrong_digit_is_refused_as_such(serial: int, place: int, shift: int) -> None:
    code = s10.compose("HC", serial)
    at = 2 + place
    wrong = code[:at] + str((int(code[at]) + shift) % 10) + code[at + 1 :]
    # The digits 0 and 5 each stand for two remainders, so the standard itself lets one rare case through.
    if s10.check_digit(wrong[2:10]) == int(code[10]):
        assert code[10] in "05"
        return
    with pytest.raises(WrongCheckDigit) as refusal:
        s10.parse(wrong)
    assert refusal.value.code == "wrong_check_digit"
    assert s10.printed(wrong) in refusal.value.detail()


@pytest.mark.parametrize(
    "text", ["", "HC47312482VN", "HC4731248299VN", "H1473124829VN", "HC473124829V", "hồ sơ", "٤" * 9]
)
def test_what_is_no_code_is_refused_as_such(text: str) -> None:
    with pytest.raises(NotAnItemCode):
        s10.parse(text)
    assert not s10.is_code(text)


def test_a_serial_or_prefix_that_does_not_fit_is_refused() -> None:
    with pytest.raises(SerialOutOfRange):
        s10.compose("HC", s10.MAX_SERIAL + 1)
    with pytest.raises(SerialOutOfRange):
        s10.compose("HC", -1)
    for prefix in ("hc", "H", "HCC", "H1", "ĐC"):
        with pytest.raises(WrongPrefix):
            s10.compose(prefix, 1)


def test_the_printed_form_has_groups_of_two_three_three_three_two() -> None:
    assert s10.printed("HC473124829VN") == "HC 473 124 829 VN"

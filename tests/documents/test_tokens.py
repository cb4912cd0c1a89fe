import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postal_services.documents import tokens
from postal_services.documents.tokens import ALPHABET, check_symbol, find_token, is_token, new_token, url_for

fifteen = st.text(alphabet=ALPHABET, min_size=15, max_size=15)
whole = fifteen.map(lambda symbols: symbols + check_symbol(symbols))


def test_a_new_token_is_a_token_and_new() -> None:
    made = {new_token() for _ in range(2_000)}
    assert len(made) == 2_000
    assert all(is_token(token) for token in made)


@given(whole, st.integers(0, 15), st.integers(1, 20))
def test_every_single_wrong_symbol_is_detected(token: str, place: int, shift: int) -> None:
    wrong = ALPHABET[(ALPHABET.index(token[place]) + shift) % 21]
    assert not is_token(token[:place] + wrong + token[place + 1 :])


@given(whole, st.integers(0, 14))
def test_every_exchange_of_neighbours_is_detected(token: str, place: int) -> None:
    swapped = token[:place] + token[place + 1] + token[place] + token[place + 2 :]
    assert swapped == token or not is_token(swapped)


def passed(distance: int, *, twins: bool = False) -> float:
    """The share of pairs of different symbols whose exchange (or twin change) the check symbol lets through."""
    slipped = 0
    for first in ALPHABET:
        for second in ALPHABET.replace(first, ""):
            before, after = (first * 2, second * 2) if twins else (first, second)
            gap = "0" * (distance - 1)
            one = "0000" + (before if twins else before + gap + after)
            other = "0000" + (after if twins else after + gap + before)
            slipped += check_symbol(one.ljust(15, "0")) == check_symbol(other.ljust(15, "0"))
    return slipped / (21 * 20)


def test_what_the_module_promises_about_other_errors_is_exact() -> None:
    assert passed(1) == 0
    assert passed(2) == pytest.approx(0.1)
    assert passed(1, twins=True) == pytest.approx(0.1)
    assert passed(3) == pytest.approx(0.3)
    assert passed(5) == 0
    assert passed(6) == 1


@pytest.mark.parametrize(
    "shape",
    [
        "{t}",
        "{l}",
        "  {t}\r\n",
        "HTTPS://GIALAI.EXAMPLE/T/{t}",
        "https://another-host.example:8443/t/{l}",
        "http://xn--host.example/t/{t}/?utm_source=zalo&b=1#top",
        "https://host.example/tra-cuu?ma={l}",
        "{g}",
        "{h}",
        "Mã tra cứu: {g}",
        "mã hồ sơ {h}",
        "]Q3https://host.example/t/{t}",
        "]Q1{t}",
        "\ufeff{t}\u200b",
        "HTTPS:--HOST-T-{t}",
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_token_is_found_in_what_people_and_scanners_send(shape: str, form: str) -> None:
    token = new_token()
    groups = [token[start : start + 4] for start in range(0, 16, 4)]
    text = shape.format(t=token, l=token.lower(), g=" ".join(groups), h=" - ".join(groups))
    assert find_token(unicodedata.normalize(form, text)) == token  # type: ignore[arg-type]


def test_full_width_digits_are_read() -> None:
    token = new_token()
    wide = "".join(chr(ord(symbol) + 0xFEE0) for symbol in token)
    assert find_token(wide) == token


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "HC473124829VN",
        "000.00.14.H56-200203-0118",
        "H21.65-220914-0011",
        "https://host.example/t/",
        "Nguyễn Thị Ngọc Ánh Tuyết Mai",
        "9" * 5_000,
    ],
)
def test_other_texts_hold_no_token(text: str) -> None:
    assert find_token(text) is None


@given(st.from_regex(r"\A[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.H21-[0-9]{6}-[0-9]{4,5}\Z"))
def test_no_dossier_code_is_taken_for_a_token(code: str) -> None:
    assert find_token(code) is None


@given(whole, st.integers(0, 15), st.sampled_from("ADEFIJLORSUWXYZ"))
def test_a_foreign_letter_inside_a_token_is_never_skipped(token: str, place: int, letter: str) -> None:
    assert find_token(f"https://host.example/t/{token[:place]}{letter}{token[place + 1 :]}") is None


@given(whole, st.integers(0, 15))
def test_a_lost_or_doubled_symbol_is_never_made_good(token: str, place: int) -> None:
    assert find_token(f"HTTPS://HOST/T/{token[:place]}{token[place + 1 :]}") is None
    assert find_token(f"HTTPS://HOST/T/{token[:place]}{token[place]}{token[place:]}") is None


@given(st.text(max_size=60))
def test_whatever_is_found_is_a_token(text: str) -> None:
    found = find_token(text)
    assert found is None or is_token(found)


def test_the_address_stays_in_the_alphanumeric_mode_of_qr() -> None:
    address = url_for(new_token(), "tra-cuu.gialai.example:8000")
    assert address.startswith("HTTPS://TRA-CUU.GIALAI.EXAMPLE:8000/T/")
    assert set(address) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def test_people_read_a_token_in_four_groups() -> None:
    assert tokens.grouped("0123456789BCGHKM") == "0123 4567 89BC GHKM"

"""Sums of money in Vietnamese words, as they stand on receipts."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_THOUSANDS = ("", "nghìn", "triệu")
_BILLION = 10**9
_TEN = 10
_FOUR, _FIVE = 4, 5


def in_words(amount: int) -> str:
    """``42.000`` as ``Bốn mươi hai nghìn đồng``; sums below zero begin with ``Âm``."""
    text = " ".join(_spoken(abs(amount))) or _DIGITS[0]
    whole = f"âm {text}" if amount < 0 else text
    return f"{whole[:1].upper()}{whole[1:]} đồng"


def _spoken(number: int) -> list[str]:
    """The words of a whole number, in groups of a billion."""
    if number >= _BILLION:
        head, rest = divmod(number, _BILLION)
        return [*_spoken(head), "tỷ", *_below_a_billion(rest, full=True)]
    return _below_a_billion(number, full=False)


def _below_a_billion(number: int, *, full: bool) -> list[str]:
    words: list[str] = []
    for power in (2, 1, 0):
        group = number // 1000**power % 1000
        if group:
            words += [*_group(group, full=full or bool(words)), *filter(None, [_THOUSANDS[power]])]
    return words


def _group(group: int, *, full: bool) -> list[str]:
    """Three digits; ``full`` says the hundreds even where there are none (``không trăm linh năm``)."""
    hundreds, rest = divmod(group, 100)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or full else []
    return [*words, *_below_a_hundred(rest, after=bool(words))]


def _below_a_hundred(rest: int, *, after: bool) -> list[str]:
    tens, ones = divmod(rest, _TEN)
    if not tens:
        said = [_DIGITS[ones]] if ones else []
        return ["linh", *said] if after and ones else said
    words = ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if not ones:
        return words
    return [*words, _last(ones, tens)]


def _last(ones: int, tens: int) -> str:
    if ones == _FIVE:
        return "lăm"
    if tens > 1 and ones in {1, _FOUR}:
        return "mốt" if ones == 1 else "tư"
    return _DIGITS[ones]

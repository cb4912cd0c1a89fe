"""Figures and words as people type them, checked once for pages and calls alike."""

import re
from collections.abc import Mapping, Sequence

from postal_services.errors import FieldProblem, Invalid

from .amounts import COLUMNS, Amounts, dong
from .refusals import SumDiffers

LARGEST = 1_000_000_000
"""VND in one column; more is a slip of the finger."""
LONGEST_WORDS = 1_000
NOTES = (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200)
"""Notes in circulation, in VND."""
MOST_NOTES = 100_000
_DOCUMENT = re.compile(r"(?=.*\d)[0-9A-Za-zĐđ./_ -]{1,40}")

Problems = dict[str, list[FieldProblem]]


def check_amounts(amounts: Amounts, *, total: int | None = None) -> Problems:
    """What is wrong with three columns. Raises SumDiffers when a total is given that they do not add up to."""
    problems: Problems = {name: [out_of_range()] for name in COLUMNS if not 0 <= getattr(amounts, name) <= LARGEST}
    if not problems and total is not None and total != amounts.total:
        raise SumDiffers(total=dong(total), sum=dong(amounts.total))
    return problems


def check_sum(name: str, amount: int, *, least: int = 0) -> Problems:
    """What is wrong with one sum of money."""
    return {} if min(least, 0) <= amount <= LARGEST * 100 else {name: [out_of_range()]}


def check_choice(name: str, value: str, choices: Sequence[str], *, needed: bool = True) -> Problems:
    """What is wrong with a code that must be one of ``choices``."""
    if value in choices or (not value and not needed):
        return {}
    if not value:
        return {name: [FieldProblem("required", "Chọn một mục.", "Choose one.")]}
    return {
        name: [FieldProblem("invalid_choice", "Không có mục này. Chọn trong danh sách.", "There is no such choice.")]
    }


def check_document(name: str, value: str, *, needed: bool = False) -> Problems:
    """What is wrong with the number of a paper: letters and figures, at least one figure, at most 40."""
    if not value:
        need = FieldProblem("required", "Ghi số chứng từ.", "Give the number of the document.")
        return {name: [need]} if needed else {}
    if _DOCUMENT.fullmatch(value):
        return {}
    vi = "Số chứng từ gồm chữ không dấu, chữ số và . / - (tối đa 40 ký tự, có ít nhất một chữ số)."
    en = "A document number has letters, figures and . / - (at most 40, with at least one figure)."
    return {name: [FieldProblem("invalid_number", vi, en)]}


def check_words(name: str, value: str, *, needed: bool = False) -> Problems:
    """What is wrong with free words."""
    if needed and not value.strip():
        return {name: [FieldProblem("required", "Ghi rõ bằng lời.", "Say it in words.")]}
    if len(value) > LONGEST_WORDS:
        vi, en = f"Tối đa {LONGEST_WORDS} ký tự.", f"At most {LONGEST_WORDS} characters."
        return {name: [FieldProblem("too_long", vi, en)]}
    return {}


def check_notes(notes: Mapping[int, int]) -> Problems:
    """What is wrong with a count by denomination."""
    bad = [each for each, count in notes.items() if each not in NOTES or not 0 <= count <= MOST_NOTES]
    vi, en = "Mệnh giá hoặc số tờ không đúng.", "No such denomination, or an impossible number of notes."
    return {"notes": [FieldProblem("invalid_notes", vi, en)]} if bad else {}


def require(*found: Problems) -> None:
    """Raise Invalid with every problem there is."""
    problems: Problems = {}
    for each in found:
        problems |= each
    if problems:
        raise Invalid(problems)


def out_of_range() -> FieldProblem:
    """The words for a sum that cannot be."""
    vi = f"Số tiền phải từ 0 đến {LARGEST:,} đồng.".replace(",", ".")
    return FieldProblem("out_of_range", vi, f"The sum must be from 0 to {LARGEST:,} VND.")

import unicodedata
from datetime import date

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.utils import translation

from postal_services.errors import FieldProblem, Invalid, NotAllowed
from postal_services.web.fields import VNDateField, VNDField, VNPhoneField
from postal_services.web.forms import HouseForm
from postal_services.web.style_page import SampleForm


class Short(HouseForm):
    name = forms.CharField(label="Họ và tên")
    on = VNDateField(label="Ngày ký", required=False, earliest=date(2019, 7, 1), latest=date(2019, 12, 31))
    fee = VNDField(label="Lệ phí", required=False)
    phone = VNPhoneField(label="Số điện thoại", required=False)
    service = forms.ChoiceField(label="Dịch vụ", required=False, widget=forms.RadioSelect, choices=[("send", "Gửi")])


@pytest.mark.parametrize(
    "text", ["05/08/2019", "5/8/2019", "05-08-2019", "05.08.2019", "2019-08-05", " 05 / 08 / 2019", "05082019"]
)
def test_days_are_read_day_first_in_every_common_spelling(text: str) -> None:
    form = Short({"name": "Lan", "on": text})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["on"] == date(2019, 8, 5)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("31/02/2019", "ngày/tháng/năm"),
        ("01/01/1900", "01/07/2019"),
        ("01/01/2100", "31/12/2019"),
        ("hôm qua", "ngày/tháng/năm"),
    ],
)
def test_impossible_and_far_days_are_refused_with_the_limit(text: str, words: str) -> None:
    assert words in Short({"name": "Lan", "on": text}).errors["on"][0]


@pytest.mark.parametrize(
    ("text", "amount"), [("26000", 26000), ("26.000", 26000), ("26,000 ₫", 26000), ("1.234.567đ", 1234567), ("0", 0)]
)
def test_amounts_are_read_with_points_and_signs(text: str, amount: int) -> None:
    form = Short({"name": "Lan", "fee": text})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["fee"] == amount


@pytest.mark.parametrize("text", ["-5000", "26.5", "hai mươi", "1e9", "99999999999999", "١٢٣"])
def test_amounts_that_are_negative_broken_or_huge_are_refused(text: str) -> None:
    assert "fee" in Short({"name": "Lan", "fee": text}).errors


class Count(HouseForm):
    days = forms.IntegerField(label="Số ngày, 100 %", min_value=1, max_value=1500)
    number = forms.CharField(label="Số văn bản", max_length=5)
    file = forms.FileField(label="Tệp")


@pytest.mark.parametrize(
    ("days", "vi", "en"),
    [
        ("ba", "Số ngày, 100 %: nhập số nguyên, ví dụ 3.", "Số ngày, 100 %: enter a whole number, for example 3."),
        ("1.5", "Số ngày, 100 %: nhập số nguyên, ví dụ 3.", "Số ngày, 100 %: enter a whole number, for example 3."),
        ("0", "Số ngày, 100 %: nhập từ 1 trở lên.", "Số ngày, 100 %: enter at least 1."),
        ("1501", "Số ngày, 100 %: nhập nhiều nhất 1.500.", "Số ngày, 100 %: enter at most 1.500."),
    ],
)
def test_a_wrong_number_names_its_field_and_its_limit(days: str, vi: str, en: str) -> None:
    assert Count({"days": days}).errors["days"] == [vi]
    with translation.override("en"):
        assert Count({"days": days}).errors["days"] == [en]


def test_a_field_that_a_form_adds_to_itself_speaks_as_the_others_do() -> None:
    class Grown(Short):
        def __init__(self, sent: dict[str, str]) -> None:
            super().__init__(sent)
            self.fields["days"] = forms.IntegerField(label="Số ngày", min_value=1)

    assert Grown({"name": "Lan", "days": "0"}).errors == {"days": ["Số ngày: nhập từ 1 trở lên."]}
    assert Grown({"name": "Lan", "days": ""}).errors == {"days": ["Nhập số ngày."]}


def test_a_long_text_and_an_empty_file_are_told_in_the_words_of_the_house() -> None:
    form = Count({"days": "3", "number": "123456"}, {"file": SimpleUploadedFile("a.pdf", b"")})
    assert form.errors["number"] == ["Số văn bản: nhiều nhất 5 ký tự."]
    assert form.errors["file"] == ["Tệp không có nội dung. Mở tệp xem lại, rồi chọn và gửi lại."]


@pytest.mark.parametrize("text", ["0905000001", "+84905000001", "0905 000 001", "84 905 000 001", "0905.000.001"])
def test_one_phone_number_is_one_number(text: str) -> None:
    form = Short({"name": "Lan", "phone": text})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["phone"] == "0905000001"


@pytest.mark.parametrize("text", ["12", "không có", "09050000010000000"])
def test_what_is_no_phone_number_is_refused(text: str) -> None:
    assert "phone" in Short({"name": "Lan", "phone": text}).errors


def test_text_written_with_combining_marks_is_composed() -> None:
    form = Short({"name": unicodedata.normalize("NFD", "Nguyễn Thị Ngọc Diễm")})
    assert form.is_valid()
    assert form.cleaned_data["name"] == unicodedata.normalize("NFC", "Nguyễn Thị Ngọc Diễm")


def test_an_empty_field_is_named_in_what_to_do() -> None:
    assert Short({}).errors["name"] == ["Nhập họ và tên."]


def test_errors_are_linked_to_their_fields_both_ways() -> None:
    html = SampleForm({"phone": "12"}).render()
    assert 'href="#id_phone"' in html
    assert 'id="id_phone_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'href="#id_service_0"' in html
    assert 'id="id_service_0"' in html


def test_hints_and_errors_describe_the_input() -> None:
    html = SampleForm({"born_on": "31/02/2019"})["born_on"].as_field_group()
    assert 'aria-describedby="id_born_on_helptext id_born_on_error"' in html


def test_the_browser_leaves_judging_to_the_server() -> None:
    html = SampleForm().render()
    assert " required" not in html
    assert "style=" not in html


def test_optional_fields_say_so() -> None:
    assert "không bắt buộc" in Short()["fee"].as_field_group()
    assert "không bắt buộc" not in Short()["name"].as_field_group()


def test_an_amount_comes_back_with_points() -> None:
    assert 'value="26.000"' in Short(initial={"fee": 26000})["fee"].as_field_group()
    assert 'value="05/08/2019"' in Short(initial={"on": date(2019, 8, 5)})["on"].as_field_group()


def test_a_refusal_stands_beside_the_field_it_names() -> None:
    form = Short({"name": "Lan"})
    assert form.is_valid()
    form.add_refusal(Invalid({"name": [FieldProblem("too_short", "Tên quá ngắn.", "The name is too short.")]}))
    assert form.errors["name"] == ["Tên quá ngắn."]


def test_a_refusal_of_the_whole_act_stands_above_in_the_readers_language() -> None:
    form = Short({"name": "Lan"})
    assert form.is_valid()
    with translation.override("en"):
        form.add_refusal(NotAllowed())
    assert form.non_field_errors() == [NotAllowed.en]


def test_the_error_summary_lists_every_error_once() -> None:
    html = render_to_string("web/_error_summary.html", {"form": Short({"on": "x", "fee": "y"})})
    assert html.count("<li>") == 3

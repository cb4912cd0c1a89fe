"""Plain Django forms in the markup of the house: rooms write fields, never HTML.

``HouseForm`` gives every field a label, hint, linked error and the right classes; ``{{ form }}`` writes the error
summary and all fields, ``{{ form.name.as_field_group }}`` writes one.
"""

import unicodedata
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from postal_services.errors import Refused
from postal_services.web.fields import PhoneInput, SignatureInput, VNDateInput, VNDInput
from postal_services.web.formats import grouped

KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (VNDateInput, "date"),
    (VNDInput, "money"),
    (PhoneInput, "phone"),
    (SignatureInput, "signature"),
)
"""Which pattern draws which widget; the first that fits, everything else is a plain input."""

CLASSES = {
    "checkboxes": "govuk-checkboxes__input",
    "checkbox": "govuk-checkboxes__input",
    "radios": "govuk-radios__input",
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "file": "govuk-file-upload",
    "date": "govuk-input govuk-input--width-10 tabular",
    "money": "govuk-input govuk-input--width-10 tabular",
    "phone": "govuk-input govuk-input--width-20 tabular",
    "signature": "signature__drawn",
    "input": "govuk-input",
}


PLAIN = frozenset({forms.IntegerField, forms.CharField, forms.FileField})
"""Fields of Django that say what is wrong in the words of the house; fields of our own have words of their own."""


class HouseBoundField(BoundField):
    """A field bound to a form, knowing how the house draws it."""

    @property
    def kind(self) -> str:
        """The pattern that draws the field; see ``KINDS``."""
        if self.is_hidden:
            return "hidden"
        return next((kind for widget, kind in KINDS if isinstance(self.field.widget, widget)), "input")

    @property
    def data(self) -> Any:
        """What was sent; text in composed form (NFC), however the keyboard or the file wrote its diacritics."""
        sent = super().data
        return unicodedata.normalize("NFC", sent) if isinstance(sent, str) else sent

    @property
    def jump(self) -> str:
        """The id an error summary leads to: the input itself, the first choice of a group, or the words of a glass."""
        if self.kind == "signature":
            return f"{self.auto_id}_label"
        return f"{self.auto_id}_0" if self.kind in {"radios", "checkboxes"} else str(self.auto_id)

    @property
    def described_by(self) -> str:
        """The ids of hint and error, for groups of choices."""
        ids = [f"{self.auto_id}_helptext"] if self.help_text else []
        return " ".join([*ids, f"{self.auto_id}_error"] if self.errors else ids)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        built = super().build_widget_attrs(attrs, widget)
        kind = self.kind
        if kind == "hidden":
            return built
        own = str((widget or self.field.widget).attrs.get("class", ""))
        names = [CLASSES[kind], own]
        if self.errors and kind not in {"radios", "checkboxes", "checkbox"}:
            names.append(f"{CLASSES[kind].split(' ', 1)[0]}--error")
        built["class"] = " ".join(filter(None, names))
        return built


class HouseRenderer(DjangoTemplates):
    """Draws forms with the templates of the house and widgets with Django's own."""

    form_template_name = "web/form.html"
    field_template_name = "web/field.html"
    bound_field_class = HouseBoundField


class HouseFormMixin(forms.BaseForm):
    """Words and behaviour that forms of the house share; mix it before ``forms.Form`` or ``forms.ModelForm``."""

    default_renderer = HouseRenderer
    use_required_attribute = False

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)

    def full_clean(self) -> None:
        """Check what was sent; fields that a form added to itself speak in the words of the house as well."""
        for name, field in self.fields.items():
            label = field.label if field.label is not None else name.replace("_", " ")
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _required(field, str(label))
            if type(field) in PLAIN:
                field.error_messages |= _plain(field, str(label))
        super().full_clean()

    def add_refusal(self, refusal: Refused) -> None:
        """Show why a command refused: beside the fields it names, else above the form."""
        language = (get_language() or "vi")[:2]
        placed = False
        for name, problems in refusal.fields.items():
            for problem in problems:
                self.add_error(name if name in self.fields else None, problem.message(language))
                placed = True
        if not placed:
            self.add_error(None, refusal.detail(language))


class HouseForm(HouseFormMixin, forms.Form):
    """A form of the house."""


def _plain(field: forms.Field, label: str) -> dict[str, str]:
    """What is wrong with a number, a text or a file, naming the field, where Django's own words are not ours."""
    name = label.replace("%", "%%")  # Django puts its own numbers into words that have a limit
    if isinstance(field, forms.FileField):
        return {"empty": _("Tệp không có nội dung. Mở tệp xem lại, rồi chọn và gửi lại.")}
    words = {}
    if isinstance(field, forms.IntegerField):
        words["invalid"] = _("%(label)s: nhập số nguyên, ví dụ 3.") % {"label": label}
        if field.min_value is not None:
            words["min_value"] = _("%(label)s: nhập từ %(limit)s trở lên.") % _limit(name, field.min_value)
        if field.max_value is not None:
            words["max_value"] = _("%(label)s: nhập nhiều nhất %(limit)s.") % _limit(name, field.max_value)
    if isinstance(field, forms.CharField) and field.max_length is not None:
        words["max_length"] = _("%(label)s: nhiều nhất %(limit)s ký tự.") % _limit(name, field.max_length)
    return words


def _limit(label: str, limit: Any) -> dict[str, str]:
    return {"label": label, "limit": grouped(int(limit))}


def _required(field: forms.Field, label: str) -> str:
    """What to do about an empty field, naming it: ``Nhập họ và tên.``, ``Chọn thủ tục.``."""
    small = label[:1].lower() + label[1:] if label[1:2].islower() or label[1:2] == " " else label
    if isinstance(field.widget, forms.Select | forms.RadioSelect | forms.CheckboxSelectMultiple | forms.FileInput):
        return _("Chọn %(label)s.") % {"label": small}
    if isinstance(field.widget, forms.CheckboxInput):
        return _("Đánh dấu ô “%(label)s” để tiếp tục.") % {"label": label}
    return _("Nhập %(label)s.") % {"label": small}

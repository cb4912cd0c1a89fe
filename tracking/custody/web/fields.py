"""Fields of custody's forms: codes as scanners type them."""

from typing import Any

from django import forms

_PLAIN = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class CodeText(forms.CharField):
    """Codes in a field of several lines; nothing is corrected, capitalised or remembered."""

    def __init__(self, *, rows: int, **options: Any) -> None:
        widget = forms.Textarea({**_PLAIN, "rows": rows, "class": "tabular codes"})
        super().__init__(widget=widget, **options)


class CodeField(forms.CharField):
    """One code; the field that a scanner types into."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput({**_PLAIN, "class": "tabular"}), **options)

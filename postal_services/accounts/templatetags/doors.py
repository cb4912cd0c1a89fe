"""Drawing the library's form fields in the house's look."""

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether the field is drawn as one box to tick."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def drawn(field: BoundField, css: str) -> SafeString:
    """The field's input with the house's class, tied to its hint and its error, without a placeholder."""
    widget = field.field.widget
    widget.attrs.pop("placeholder", None)
    ids = [f"{field.auto_id}_helptext"] if field.help_text else []
    names = css
    if field.errors:
        ids.append(f"{field.auto_id}_error")
        names += "" if is_checkbox(field) else " govuk-input--error"
    attrs: dict[str, str | bool] = {"class": names}
    if ids:
        attrs["aria-describedby"] = " ".join(ids)
    if widget.attrs.get("autocomplete") == "one-time-code":
        attrs.update({"class": f"{names} govuk-input--width-10 tabular", "inputmode": "numeric"})
    return field.as_widget(attrs=attrs)

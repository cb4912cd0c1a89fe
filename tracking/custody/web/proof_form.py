"""The part of a page on which somebody takes an item: who, on what ground, what was checked, and a signature."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from postal_services.web.fields import SignatureField
from postal_services.web.forms import HouseForm
from tracking.custody.proof_reading import LONGEST_DOCUMENT, LONGEST_NAME
from tracking.custody.relations import BASES, METHODS, NO_METHOD, RELATIONS

_METHOD_ORDER = ("code", "receipt", "last4", NO_METHOD)


def _choices(known: dict[str, tuple[str, str]]) -> list[tuple[str, str]]:
    return [(code, vi) for code, (vi, _en) in known.items()]


class ProofForm(HouseForm):
    """Proof of delivery as the postman fills it in; ``sent`` is what commands take.

    There is no field for a picture but the signature: a photograph of a card cannot be attached.
    """

    receiver = forms.CharField(label=_("Họ tên người nhận"), max_length=LONGEST_NAME)
    relation = forms.ChoiceField(label=_("Quan hệ với người đứng tên"), choices=_choices(RELATIONS))
    basis = forms.ChoiceField(
        label=_("Căn cứ ủy quyền"),
        required=False,
        choices=[("", _("Không phải người được ủy quyền")), *_choices(BASES)],
    )
    document = forms.CharField(label=_("Số giấy ủy quyền"), required=False, max_length=LONGEST_DOCUMENT)
    method = forms.ChoiceField(
        label=_("Kiểm tra bằng"), choices=[(code, METHODS[code][0]) for code in _METHOD_ORDER], initial="code"
    )
    value = forms.CharField(
        label=_("Mã hoặc bốn số"),
        required=False,
        max_length=400,
        help_text=_("Mã một lần 6 số, mã quét trên biên nhận, hoặc 4 số cuối điện thoại"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    identity_seen = forms.BooleanField(
        label=_("Đã xem giấy tờ tùy thân của người nhận (chỉ xem; không chụp, không ghi số)"), required=False
    )
    signature = SignatureField(label=_("Người nhận ký"), required=False)
    witness = forms.CharField(
        label=_("Người nhận không ký được: người làm chứng"), required=False, max_length=LONGEST_NAME
    )

    def clean(self) -> dict[str, Any]:
        """What belongs together: a ground for an authorised person, a value for a way of checking."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("relation") == "authorised" and not said.get("basis"):
            self.add_error("basis", forms.ValidationError(_("Chọn căn cứ ủy quyền."), code="basis_needed"))
        if said.get("method") not in (None, NO_METHOD) and not said.get("value"):
            self.add_error("value", forms.ValidationError(_("Nhập mã, hoặc chọn “Không kiểm tra”."), code="required"))
        if not said.get("signature") and not said.get("witness") and "signature" not in self.errors:
            problem = forms.ValidationError(_("Xin ký vào khung, hoặc ghi người làm chứng."), code="required")
            self.add_error("signature", problem)
        return said

    def sent(self) -> dict[str, Any]:
        """The proof as ``proofs.read_proof`` takes it; the form must be valid."""
        said = self.cleaned_data
        return {
            **{name: said[name] for name in ("receiver", "relation", "signature", "witness", "method", "value")},
            "authorised": said["relation"] == "authorised",
            "basis": said["basis"],
            "identity_seen": said["identity_seen"],
            "document": said["document"],
        }

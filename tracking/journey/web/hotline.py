"""The hotline desk: one box that finds a case, the words to read out, and the call written down."""

from hmac import compare_digest
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from delegation.dossiers.applicants import last4_key
from delegation.dossiers.models import Dossier
from delegation.registry.actors import actor_from
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.accounts.reads import note_read
from postal_services.errors import NotThere, Refused
from postal_services.web.forms import HouseForm
from postal_services.web.htmx import UNPROCESSABLE, render_part
from tracking.journey import choices, lookup, policies, queries
from tracking.journey import desk as reads
from tracking.journey.commands import calls as commands
from tracking.journey.commands.rating import LONGEST_COMMENT, Answer, rate_case
from tracking.journey.models import Call, CallOutcome, Topic
from tracking.journey.states import RatingVia, Score
from tracking.journey.web.forms import WishForm
from tracking.rounds.commands.wishes import wish_for_item
from tracking.rounds.states import WishVia

_READ = ["applicant_name", "applicant_phone", "applicant_address"]
_CALLS_SHOWN = 5


class CallForm(HouseForm):
    """A call, as the agent writes it down while speaking."""

    topic = forms.ChoiceField(label=gettext_lazy("Người gọi hỏi về"), choices=Topic.choices, initial=Topic.WHERE)
    outcome = forms.ChoiceField(label=gettext_lazy("Kết quả"), choices=CallOutcome.choices)
    note = forms.CharField(
        label=gettext_lazy("Ghi chú"),
        required=False,
        max_length=commands.LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _digits() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Bốn số cuối điện thoại, do người gọi đọc"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-5"}),
    )


def _require_ending(dossier: Dossier, text: str) -> str:
    """The digits that only the citizen knows; raises ValidationError when they are not those of the case."""
    ending, known = lookup.ending_of(text), dossier.phone_last4_key
    if ending is None or not known or not compare_digest(last4_key(dossier.code, ending), known):
        raise forms.ValidationError(gettext_lazy("Bốn số này không khớp. Hỏi lại người gọi."), code="wrong")
    return ending


class CallerWishForm(WishForm):
    """A wish as a caller says it, with the digits that only the citizen knows."""

    digits = _digits()
    field_order = ("digits", "kind", "on", "office", "unit", "address")

    def __init__(self, *args: Any, dossier: Dossier, **options: Any) -> None:
        self.dossier = dossier
        super().__init__(*args, auto_id="wish_%s", **options)

    def clean_digits(self) -> str:
        return _require_ending(self.dossier, self.cleaned_data["digits"])


class CallerRatingForm(HouseForm):
    """How satisfied a caller is, with the digits that only the citizen knows."""

    digits = _digits()
    score = forms.TypedChoiceField(
        label=gettext_lazy("Người gọi hài lòng đến mức nào"),
        coerce=int,
        choices=[("", gettext_lazy("Chọn mức")), *reversed(Score.choices)],
        error_messages={"required": gettext_lazy("Chọn một trong năm mức.")},
    )
    comment = forms.CharField(
        label=gettext_lazy("Lời người gọi"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, dossier: Dossier, **options: Any) -> None:
        self.dossier = dossier
        super().__init__(*args, auto_id="rating_%s", **options)

    def clean_digits(self) -> str:
        return _require_ending(self.dossier, self.cleaned_data["digits"])


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """The search box with what it finds; a call about no case is written down here too."""
    actor, now = actor_from(request), clock.now()
    policies.require_may_answer(actor)
    form = CallForm(request.POST if request.method == "POST" else None, initial={"outcome": CallOutcome.NOT_FOUND})
    if request.method == "POST" and _log(actor, form, None):
        messages.success(request, _("Đã ghi cuộc gọi."))
        return redirect("journey:hotline")
    text = request.GET.get("q", "").strip().lstrip("/")[:120]
    context = {
        "q": text,
        "hits": reads.find(actor, text),
        "short": 0 < len(text) < reads.SHORTEST,
        "day": reads.day_of(actor, now),
        "form": form,
        "now": now,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render_part(request, "journey/hotline.html", "hits", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """One case for the one who speaks with the citizen: the citizen's own words, who holds it, and the script."""
    actor = actor_from(request)
    policies.require_may_answer(actor)
    row = _visible(actor, dossier)
    form = CallForm(request.POST if request.method == "POST" else None, initial={"outcome": CallOutcome.ANSWERED})
    if request.method == "POST" and _log(actor, form, row.pk):
        messages.success(request, _("Đã ghi cuộc gọi."))
        return redirect("journey:hotline")
    return _case(request, actor, row, form)


@never_cache
@login_required
@require_POST
def wish(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Write down how the caller wants the result; the caller names the last four digits, the agent does not read them.

    What was asked stands on the citizen's own page as well.
    """
    actor = actor_from(request)
    policies.require_may_answer(actor)
    row = _visible(actor, dossier)
    result = choices.result_of(dossier=row.pk)
    if result is None:
        messages.error(request, _("Lúc này không hẹn lại hay đổi nơi nhận được. Đọc trạng thái bên dưới."))
        return redirect("journey:hotline-case", row.pk)
    form = CallerWishForm(request.POST, result=result, dossier=row)
    if form.is_valid():
        try:
            wish_for_item(item=result.item, asked=form.asked(), via=WishVia.HOTLINE, actor=actor)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("Đã ghi yêu cầu của người gọi. Bưu cục phát thấy ngay."))
            return redirect("journey:hotline-case", row.pk)
    return _case(request, actor, row, CallForm(initial={"outcome": CallOutcome.ANSWERED}), wished=form)


@never_cache
@login_required
@require_POST
def rate(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Write down how satisfied the caller is; the caller names the last four digits, the agent does not read them."""
    actor = actor_from(request)
    policies.require_may_answer(actor)
    row = _visible(actor, dossier)
    form = CallerRatingForm(request.POST, dossier=row)
    if form.is_valid():
        said = form.cleaned_data
        try:
            rate_case(answer=Answer(row.pk, said["score"], said["comment"]), via=RatingVia.HOTLINE, actor=actor)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            messages.success(request, _("Đã ghi đánh giá của người gọi."))
            return redirect("journey:hotline-case", row.pk)
    return _case(request, actor, row, CallForm(initial={"outcome": CallOutcome.ANSWERED}), rated=form)


def _visible(actor: Actor, dossier: UUID) -> Dossier:
    found = Dossier.objects.visible_to(actor).filter(pk=dossier)
    row = found.select_related("procedure", "committee", "post_office", "unit").first()
    if row is None:
        raise NotThere
    return row


def _case(
    request: HttpRequest,
    actor: Actor,
    row: Dossier,
    form: CallForm,
    *,
    wished: CallerWishForm | None = None,
    rated: CallerRatingForm | None = None,
) -> HttpResponse:
    """The case with its forms; reading who the citizen is gets noted."""
    now = clock.now()
    note_read(actor, "hotline_case", row.pk, _READ)
    told = queries.journey_of(row.pk, "vi", now)
    result = choices.result_of(dossier=row.pk) if told and told.may_wish and wished is None else None
    context = {
        "wish_form": wished or (CallerWishForm(result=result, dossier=row) if result else None),
        "rating_form": rated or (CallerRatingForm(dossier=row) if told and told.may_rate else None),
        "answered": Score(told.score) if told and told.score else None,
        "dossier": row,
        "journey": told,
        "script": reads.script(told) if told else [],
        "hands": reads.hands(row, now),
        "calls": Call.objects.visible_to(actor)
        .filter(dossier=row)
        .select_related("agent")
        .order_by("-at")[:_CALLS_SHOWN],
        "form": form,
        "now": now,
    }
    status = UNPROCESSABLE if form.errors or (wished and wished.errors) or (rated and rated.errors) else 200
    return render_part(request, "journey/hotline_case.html", "call", context, status=status)


def _log(actor: Actor, form: CallForm, dossier: UUID | None) -> bool:
    """Write the call down; what is wrong with it stands on the form."""
    if not form.is_valid():
        return False
    asked = form.cleaned_data
    call = commands.TakenCall(asked["topic"], asked["outcome"], asked["note"], dossier)
    try:
        commands.log_call(actor=actor, call=call)
    except Refused as refused:
        form.add_refusal(refused)
        return False
    return True

"""Pages on which trainings are recorded, looked at and withdrawn."""

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from delegation.establishment import policies
from delegation.establishment.commands.training import NewTraining, record_training, withdraw_training
from delegation.establishment.models import Topic, Training
from delegation.establishment.states import TrainingState
from delegation.establishment.web.doors import act, address, files, office_for, sent
from delegation.establishment.web.forms import TrainForm, WithdrawForm, today_first
from delegation.registry.models import Office, Post
from postal_services import clock
from postal_services.accounts.actors import Actor, Role
from postal_services.accounts.models import User
from postal_services.accounts.reads import note_read
from postal_services.documents import attachments
from postal_services.errors import NotThere
from postal_services.web.formats import vn_date

LOOK_BACK = timedelta(days=60)
"""People who left so recently may still stand on the list of a training."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, office: str) -> HttpResponse:
    """The form for a training of the office and of the others of its district."""
    actor, place = office_for(request, office)
    policies.require_may_train(actor, place)
    posts = _staff(actor, place)
    people = {
        str(post.user_id): f"{post.user} · {Role(post.role).label} · {post.office.name}" for post in reversed(posts)
    }
    form = TrainForm(
        sent(request),
        files(request),
        people=sorted(people.items(), key=lambda entry: entry[1]),
        initial=today_first(clock.today()),
    )

    def do(_given: object) -> None:
        chosen = set(form.cleaned_data["people"])
        theirs = {post.office_id for post in posts if post.user_id in chosen}
        others = tuple(form.cleaned_data["others"].splitlines())
        here = [place.pk] if others or place.pk in theirs or not theirs else []
        with attachments.taken_for(form.cleaned_data["attachment"]) as document:
            training = NewTraining(
                offices=(*here, *sorted(theirs - {place.pk})),
                on=form.cleaned_data["on"],
                topic=form.cleaned_data["topic"],
                people=tuple(chosen),
                others=others,
                attachment=document.pk if document else None,
            )
            record_training(actor, training)

    page = {"question": _("Ghi nhận tập huấn"), "act": _("Ghi nhận"), "done": _("Đã ghi nhận tập huấn.")}
    return act(request, place, form, do, page=page)


def _staff(actor: Actor, place: Office) -> list[Post]:
    """Who works, or lately worked, in the offices of the district for which the actor may record trainings."""
    district = place.unit.district
    near = Office.objects.select_related("unit__parent").valid_on(clock.today())
    units = {"unit": district} if district else {"unit": place.unit}
    codes = [office.pk for office in near.filter(**units) if policies.may_train(actor, office)]
    if district:
        below = near.filter(unit__parent=district, posts__isnull=False).distinct()
        codes += [office.pk for office in below if policies.may_train(actor, office)]
    posts = Post.objects.filter(office__in={*codes, place.pk}, valid_from__lte=clock.today())
    lately = posts.exclude(valid_to__lt=clock.today() - LOOK_BACK)
    return list(lately.select_related("user", "office").order_by("office", "valid_from"))


@login_required
@require_safe
def detail(request: HttpRequest, office: str, training: UUID) -> HttpResponse:
    """One training with the names of who took part; reading names of people without a sign-in is noted."""
    actor, place = office_for(request, office)
    row = _training(actor, place, training)
    names = row.other_names
    if names:
        note_read(actor, "training", row.pk, ["others"])
    people = User.objects.filter(pk__in=row.people).order_by("full_name")
    rows = [
        {"key": _("Ngày"), "value": vn_date(row.held_on)},
        {"key": _("Nội dung"), "value": Topic(row.topic).label},
        {"key": _("Ghi vào sổ"), "value": vn_date(clock.day_of(row.recorded_at))},
    ]
    if row.reason:
        rows.append({"key": _("Lý do rút"), "value": row.reason})
    context = {
        "office": place,
        "training": row,
        "rows": rows,
        "people": people,
        "names": names,
        "may_withdraw": row.state == TrainingState.RECORDED and policies.may_train(actor, place),
        "cancel_href": address(place),
    }
    return render(request, "establishment/training.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, office: str, training: UUID) -> HttpResponse:
    """A page of its own before the record of a training is taken back."""
    actor, place = office_for(request, office)
    row = _training(actor, place, training)
    policies.require_may_train(actor, place)
    form = WithdrawForm(sent(request), initial=today_first(clock.today()))
    page = {
        "question": _("Rút ghi nhận tập huấn này?"), "act": _("Rút ghi nhận"), "danger": True,
        "text": _("Lớp này vẫn được tính đến trước ngày rút."),
        "rows": [
            {"key": _("Ngày"), "value": vn_date(row.held_on)},
            {"key": _("Nội dung"), "value": Topic(row.topic).label},
        ],
        "done": _("Đã rút ghi nhận tập huấn."),
        "cancel_href": reverse("establishment:training", kwargs={"office": place.pk, "training": row.pk}),
    }  # fmt: skip
    do = lambda given: withdraw_training(actor, row.pk, **given)  # noqa: E731  # one call behind the button
    return act(request, place, form, do, page=page, template="web/confirm.html")


@login_required
@require_safe
def document(request: HttpRequest, training: UUID) -> HttpResponse:
    """The signed list of a training, for those who may see the office; reading it is noted."""
    row = Training.objects.select_related("attachment").filter(pk=training).first()
    if row is None:
        raise NotThere
    actor, place = office_for(request, row.office_id)
    _training(actor, place, training)
    note_read(actor, "training_document", row.pk, ["attachment"])
    return attachments.respond(row.attachment)


def _training(actor: Actor, place: Office, training: UUID) -> Training:
    """The training, for those who answer for the office or its district, or took part in it."""
    row = Training.objects.filter(pk=training, office=place).first()
    if row is None or not (policies.may_train(actor, place) or actor.user_id in row.people):
        raise NotThere
    return row

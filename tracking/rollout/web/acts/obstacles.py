"""Obstacles on the screen: the list ranked by what is most in the way, one with its history, and the acts on it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from delegation.registry.actors import actor_from
from delegation.registry.models import Office, OfficeKind
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.accounts.reads import note_read
from postal_services.documents import attachments
from postal_services.errors import NotThere
from postal_services.ledger.models import Line
from postal_services.ledger.words import LineWords, words_of
from postal_services.web.forms import HouseForm
from tracking.custody.web.doors import page_of, signed_in
from tracking.rollout import policies, steps
from tracking.rollout.commands import obstacles as commands
from tracking.rollout.evidence.kinds import KINDS
from tracking.rollout.models import Obstacle, ObstacleKind
from tracking.rollout.queries import obstacles as reads
from tracking.rollout.states import SETTLED, ObstacleState
from tracking.rollout.web.acts import forms
from tracking.rollout.web.acts.doing import Doing, Sent, answered, form_of, sheet_of, target_of

_LONGEST = 40
PURPOSE = "obstacle_page"
LOOKS = {
    ObstacleState.REPORTED: ("amber", "bell"),
    ObstacleState.TAKEN: ("blue", "user"),
    ObstacleState.REOPENED: ("amber", "return"),
    ObstacleState.ANSWERED: ("green", "check"),
    ObstacleState.CLOSED: ("quiet", "check"),
}
"""Colour and icon of each state."""
LEVELS = {1: "Đã báo Văn phòng UBND tỉnh", 2: "Đã báo lãnh đạo tỉnh"}
_STATES = (("standing", "Chờ trả lời"), ("overdue", "Quá hạn"), ("answered", "Đã trả lời"), ("all", "Tất cả"))


@signed_in
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The obstacles one may see; the filters stand in the address. The same few queries always."""
    actor, now = actor_from(request), clock.now()
    if not policies.may_see_obstacles(actor):
        raise NotThere
    asked = {name: request.GET.get(name, "").strip()[:_LONGEST] for name in ("loai", "muc", "don-vi", "noi")}
    state = asked["muc"] if asked["muc"] in dict(_STATES) else "standing"
    sought = reads.Sought(asked["loai"], state, asked["don-vi"], asked["noi"])
    counted = reads.counts(actor, now)
    page = page_of(request, reads.sought(actor, sought, now))
    page["rows"] = [row_of(each) for each in page["rows"]]
    numbers = {
        "standing": counted.standing,
        "overdue": counted.overdue,
        "answered": counted.answered,
        "all": counted.all,
    }
    rest = "".join(f"&{name}={value}" for name, value in asked.items() if value and name != "muc")
    context = {
        **page,
        "counts": counted,
        "state": state,
        "tabs": [
            {"label": label, "href": f"?muc={value}{rest}", "current": value == state, "count": numbers[value]}
            for value, label in _STATES
        ],
        "kind": asked["loai"],
        "kinds": ObstacleKind.choices,
        "unit": asked["don-vi"],
        "units": _units(actor),
        "filtered": bool(rest),
        "province": policies.is_province(actor),
    }
    return render(request, "rollout/acts/obstacles.html", context)


def _units(actor: Actor) -> list[tuple[str, str]]:
    """The units whose obstacles one may see, for the filter."""
    rows = Obstacle.objects.visible_to(actor).order_by("target__code")
    names = rows.values_list("target__code", "target__unit__name", "target__office__name").distinct()
    return sorted({code: unit or office or code for code, unit, office in names}.items(), key=lambda pair: pair[1])


@dataclass(frozen=True, slots=True)
class Row:
    """One obstacle in the list, ready to show."""

    obstacle: Obstacle
    state: str
    colour: str
    icon: str
    late: bool
    days: int
    level: str
    blocks: str


def row_of(obstacle: Obstacle) -> Row:
    """How an obstacle is shown."""
    now = clock.now()
    state = ObstacleState(obstacle.state)
    end = obstacle.answered_at if obstacle.state in SETTLED and obstacle.answered_at else now
    return Row(
        obstacle,
        str(state.label),
        *LOOKS[state],
        late=obstacle.is_standing and obstacle.due_at < now,
        days=(clock.day_of(end) - clock.day_of(obstacle.reported_at)).days,
        level=LEVELS.get(obstacle.level, "") if obstacle.is_standing else "",
        blocks=KINDS[obstacle.blocks].vi if obstacle.blocks in KINDS else "",
    )


def visible(actor: Actor, code: str) -> Obstacle:
    """The obstacle for those it concerns; not there for everybody else."""
    found = reads.find(actor, code)
    if found is None:
        raise NotThere
    return found


@signed_in
@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One obstacle: what it is, who owes the answer until when, the answer, and its history from the ledger."""
    actor = actor_from(request)
    found = visible(actor, code)
    note_read(actor, PURPOSE, found.pk, [name for name in ("words", "answer", "reason") if getattr(found, name)])
    lines = reads.lines_of(found)
    offices = dict(Office.objects.filter(code__in={line.office for line in lines}).values_list("code", "name"))
    context = {
        "obstacle": found,
        "row": row_of(found),
        "steps": [(line, *_said(line, found), offices.get(line.office or "", "")) for line in reversed(lines)],
        "acts": _acts(actor, found),
        "sheet": sheet_of(found.target),
    }
    return render(request, "rollout/acts/obstacle.html", context)


def _said(line: Line, found: Obstacle) -> tuple[LineWords | None, list[str]]:
    """The words of a line, and its notes without what stands above the timeline already."""
    told = words_of(line)
    above = (str(found.get_kind_display()), f"Số {found.code}")
    return told, [note for note in (told.notes if told else ()) if note not in above]


def _acts(actor: Actor, found: Obstacle) -> list[tuple[str, str]]:
    """The acts that are possible here and now; the first is the one next step."""
    acts: list[tuple[str, str]] = []
    if found.is_standing and policies.may_answer(actor, found):
        if found.owner_id != actor.user_id:
            acts.append(("nhan", "Nhận xử lý"))
        acts.append(("tra-loi", "Trả lời"))
        if policies.is_province(actor):
            acts.append(("giao", "Giao nơi trả lời"))
    if found.state == ObstacleState.ANSWERED and policies.may_close(actor, found):
        acts.append(("ket-thuc", "Kết thúc"))
    if found.state in SETTLED and policies.speaks_for(actor, found.target) and found.answered_at is not None:
        last, _ = commands.reopen_until(found.answered_at, clock.now())
        if clock.now() <= last:
            acts.append(("mo-lai", "Mở lại"))
    return acts


@signed_in
@require_safe
def file(request: HttpRequest, code: str, which: str) -> HttpResponse:
    """The file of the report or of the answer, for those who may see the obstacle; reading it is noted."""
    actor = actor_from(request)
    found = visible(actor, code)
    document = found.document if which == "tep" else found.answer_document
    if document is None:
        raise NotThere
    note_read(actor, PURPOSE, found.pk, ["document" if which == "tep" else "answer_document"])
    return attachments.respond(document)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, directive: str, ask: str, unit: str) -> HttpResponseBase:
    """Report an obstacle of a unit."""
    actor, target = actor_from(request), target_of(directive, ask, unit)
    policies.require_may_speak(actor, target)
    kinds = list(target.ask.rules.order_by("position").values_list("kind", flat=True).distinct())
    choices = [
        ("", "Không riêng minh chứng nào"),
        *((key, KINDS[key].vi) for key in dict.fromkeys(kinds) if key in KINDS),
    ]
    blocks = request.GET.get("minh-chung", "")
    first = {**forms.today(), "blocks": blocks if blocks in kinds else ""}
    form = form_of(request, forms.ReportForm, first, choices=choices)

    def call(sent: Sent) -> None:
        given = commands.Report(sent["kind"], sent["words"], sent["blocks"], sent["since"], sent["document"])
        commands.report_obstacle(actor=actor, aim=steps.aim_of(target), report=given)

    doing = Doing(
        question="Báo vướng mắc",
        act="Báo vướng mắc",
        done="Đã báo vướng mắc. Tỉnh thấy ngay trên bàn làm việc.",
        back=sheet_of(target),
        back_words=target.name,
        to=reverse("rollout:obstacles"),
        call=call,
        text=f"{target.name} · mục {target.ask.number}: {target.ask.title}",
    )
    return answered(request, doing, form)


@dataclass(frozen=True, slots=True)
class Act:
    """One act on an obstacle: its question, its button, what is said afterwards, and its form."""

    question: str
    act: str
    done: str
    form: type[HouseForm]
    require: Callable[[Actor, Obstacle], None]
    call: Callable[[Actor, str, Sent], object]
    text: str = ""


def _require_assign(actor: Actor, found: Obstacle) -> None:
    policies.require_province(actor, found.target)


def _require_speak(actor: Actor, found: Obstacle) -> None:
    policies.require_may_speak(actor, found.target)


ACTS: dict[str, Act] = {
    "nhan": Act(
        "Nhận xử lý vướng mắc này?",
        "Nhận xử lý",
        "Bạn là người xử lý vướng mắc này.",
        forms.NothingForm,
        policies.require_may_answer,
        lambda actor, code, _sent: commands.take_obstacle(actor=actor, code=code),
    ),
    "giao": Act(
        "Giao nơi nào trả lời?",
        "Giao",
        "Đã giao nơi trả lời, có hạn mới.",
        forms.AssignForm,
        _require_assign,
        lambda actor, code, sent: commands.assign_obstacle(
            actor=actor, code=code, assignment=commands.Assignment(sent["office"], sent["days"])
        ),
    ),
    "tra-loi": Act(
        "Trả lời vướng mắc",
        "Gửi câu trả lời",
        "Đã trả lời. Huyện thấy ngay, và được mở lại trong thời hạn quy định.",
        forms.AnswerForm,
        policies.require_may_answer,
        lambda actor, code, sent: commands.answer_obstacle(
            actor=actor, code=code, answer=commands.Answer(sent["words"], sent["document"])
        ),
    ),
    "ket-thuc": Act(
        "Kết thúc vướng mắc này?",
        "Kết thúc",
        "Vướng mắc đã kết thúc.",
        forms.NothingForm,
        policies.require_may_close,
        lambda actor, code, _sent: commands.close_obstacle(actor=actor, code=code),
    ),
    "mo-lai": Act(
        "Mở lại vướng mắc này?",
        "Mở lại",
        "Đã mở lại, tỉnh có hạn trả lời mới.",
        forms.ReasonForm,
        _require_speak,
        lambda actor, code, sent: commands.reopen_obstacle(actor=actor, code=code, reason=sent["reason"]),
        text="Ghi rõ câu trả lời chưa giải quyết được điều gì.",
    ),
}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, code: str, act: str) -> HttpResponseBase:
    """One act on an obstacle: its page, then the command; a refusal stays on the page, 422."""
    actor = actor_from(request)
    found = visible(actor, code)
    chosen = ACTS.get(act)
    if chosen is None:
        raise NotThere
    chosen.require(actor, found)
    options: dict[str, Any] = {"choices": _answering(found)} if chosen.form is forms.AssignForm else {}
    first = {"office": found.office_id, "days": steps.ANSWER_DAYS}
    doing = Doing(
        question=chosen.question,
        act=chosen.act,
        done=chosen.done,
        back=reverse("rollout:obstacle", args=[found.code]),
        back_words=found.code,
        call=lambda sent: chosen.call(actor, found.code, sent),
        text=chosen.text,
        rows=[
            {"key": "Vướng mắc", "value": f"{found.code} · {found.get_kind_display()}"},
            {"key": "Đơn vị", "value": found.target.name},
        ],
    )
    return answered(request, doing, form_of(request, chosen.form, first, **options))


_ANSWERING = (OfficeKind.PROVINCE, OfficeKind.PROVINCIAL_POST, OfficeKind.DEPARTMENT, OfficeKind.ONE_STOP)


def _answering(found: Obstacle) -> list[tuple[str, str]]:
    """Offices that may be asked to answer: the province's first, then the departments and committees."""
    rows = Office.objects.valid_on(clock.today()).filter(kind__in=_ANSWERING).values_list("code", "name", "kind")
    ordered = sorted(rows, key=lambda row: (_ANSWERING.index(OfficeKind(row[2])), row[1]))
    return [(code, name) for code, name, _ in ordered]

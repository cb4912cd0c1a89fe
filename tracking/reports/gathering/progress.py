"""How far the targets are: from one look at the evidence."""

from collections.abc import Mapping

from tracking.reports import figures as tree
from tracking.rollout.evidence import KINDS, Look
from tracking.rollout.evidence import Change as Changed
from tracking.rollout.evidence import Forecast as Foreseen
from tracking.rollout.evidence import Progress as Seen

from .measured import Counted
from .period import Period

_OUTLOOK: Mapping[str, str] = {
    "done": "Mọi đơn vị đã hoàn thành.",
    "too_early": "Chưa đủ số liệu để dự báo ngày hoàn thành.",
    "no_gain": "Các tuần gần đây không có thêm minh chứng, nên chưa dự báo được ngày hoàn thành.",
}
_UNKNOWN = "Chưa dự báo được ngày hoàn thành."


def progress(look: Look, seen: Seen, period: Period) -> tree.Progress:
    """The ask as of the period's end, beside the end of the period before."""
    before = look.progress(period.compared) if period.compared else None
    burn_up = look.burn_up(period.as_of)
    units = len(seen.targets)
    return tree.Progress(
        ask=seen.head.ask,
        title=seen.head.title,
        units=units,
        complete=seen.complete,
        complete_before=before.complete if before else 0,
        pieces=seen.pieces,
        pieces_before=before.pieces if before else 0,
        pieces_all=seen.all_pieces,
        share=tree.share(seen.complete, units),
        share_before=tree.share(before.complete, len(before.targets)) if before else 0,
        kinds=_kinds(seen, before),
        changes=_changes(look, seen, period),
        points=tuple(
            tree.Point(point.day, point.complete, point.pieces or 0)
            for point in burn_up.days
            if point.complete is not None and point.day <= period.as_of
        ),
        forecast=_forecast(burn_up.forecast, burn_up.reason),
    )


def _kinds(seen: Seen, before: Seen | None) -> tuple[tree.Kind, ...]:
    met = _met(before) if before else {}
    return tuple(
        tree.Kind(
            key=rule.kind,
            name=KINDS[rule.kind].vi,
            needs=_needs(rule.kind, rule.parameters),
            verified=rule.verified,
            met=sum(each.met for each in shown),
            met_before=met.get(rule.kind, 0),
            missing=tuple(target.place.name for target, each in zip(seen.targets, shown, strict=True) if not each.met),
        )
        for place, rule in enumerate(seen.rules)
        for shown in ([target.evidence[place] for target in seen.targets],)
    )


def _met(seen: Seen) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for target in seen.targets:
        for each in target.evidence:
            found[each.key] = found.get(each.key, 0) + each.met
    return found


def _needs(kind: str, parameters: Mapping[str, object]) -> str:
    """What the kind shows, and the numbers of its rule."""
    named = KINDS[kind].parameters
    told = [f"{named[name].vi}: {_said(value)}" for name, value in parameters.items() if name in named]
    return f"{KINDS[kind].what_vi} {_sentence('; '.join(told))}".strip() if told else KINDS[kind].what_vi


def _said(value: object) -> str:
    return str(sum(value.values())) if isinstance(value, Mapping) else str(value)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _changes(look: Look, seen: Seen, period: Period) -> tuple[tree.Change, ...]:
    if period.compared is None:
        return tuple(
            tree.Change(target.place.code, target.place.name, each.key, KINDS[each.key].vi, gained=True)
            for target in seen.targets
            for each in target.evidence
            if each.met
        )
    found = look.compare(period.compared, period.as_of)
    won = (_change(each, gained=True) for each in found.gained)
    return (*won, *(_change(each, gained=False) for each in found.lost))


def _change(each: Changed, *, gained: bool) -> tree.Change:
    return tree.Change(each.place.code, each.place.name, each.key, KINDS[each.key].vi, gained=gained)


def _forecast(found: Foreseen | None, reason: str) -> tree.Forecast:
    if found is None:
        return tree.Forecast(reason or "unknown", _OUTLOOK.get(reason, _UNKNOWN), None, None, None)
    if found.p50 is None:
        words = f"Với nhịp {found.weeks} tuần gần đây, chưa thể hoàn thành trước ngày {found.horizon:%d/%m/%Y}."
        return tree.Forecast("beyond", words, None, None, None)
    words = f"Với nhịp {found.weeks} tuần gần đây, nhiều khả năng hoàn thành khoảng ngày {found.p50:%d/%m/%Y}"
    if found.p10 and found.p90:
        words += f" (từ {found.p10:%d/%m/%Y} đến {found.p90:%d/%m/%Y})"
    return tree.Forecast("foreseen", f"{words}.", found.p10, found.p50, found.p90)


def rows(
    look: Look, seen: Seen, period: Period, counted: Counted, obstacles: Mapping[str, int]
) -> tuple[tree.Row, ...]:
    """One row a target."""
    before = look.progress(period.compared) if period.compared else None
    was = {target.id: target for target in before.targets} if before else {}
    return tuple(
        tree.Row(
            unit=target.place.code,
            name=target.place.name,
            complete=target.complete,
            complete_before=target.id in was and was[target.id].complete,
            pieces=target.pieces,
            pieces_before=was[target.id].pieces if target.id in was else 0,
            met=tuple(each.met for each in target.evidence),
            values=counted.of(target.place.committee),
            obstacles_open=obstacles.get(target.place.code, 0),
        )
        for target in seen.targets
    )

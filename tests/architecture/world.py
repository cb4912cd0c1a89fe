"""Everybody of the cast at every kind of door, and one of each thing that belongs to Chư Sê."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

from django.db import connection, transaction
from django.test import Client

from delegation.dossiers.commands import store_list
from delegation.dossiers.lists import COLUMNS
from delegation.establishment.commands.publishing import publish_procedures
from delegation.establishment.commands.training import record_training
from delegation.registry.models import OfficeKind, Parameter, Post
from integrations.commands.partners import (
    NewEndpoint,
    NewPartner,
    issue_partner_key,
    register_endpoint,
    register_partner,
)
from integrations.models import Notice
from integrations.states import NoticeKind
from postal_services import clock
from postal_services.accounts import commands as accounts
from postal_services.accounts.actors import Actor, Role
from postal_services.accounts.models import ApiToken, User
from postal_services.documents import s10
from postal_services.ledger import writer
from tests import cast as people
from tests.cash import till
from tests.custody import bag_desk
from tests.dossiers import notice_desk
from tests.establishment import desk
from tests.integrations.conftest import owe
from tests.mandates import world as districts
from tests.pickups import world as visits
from tests.reports.conftest import shown as shown_report
from tests.rollout.world import load_notice
from tests.rollout_acts import things as rollout_things
from tests.rounds import desk as walks
from tracking.cash.commands.reconcile import draft_reconciliation
from tracking.custody.commands.bags import pack_items
from tracking.custody.commands.lodge import lodge_dossiers
from tracking.custody.commands.printing import request_print
from tracking.custody.models import HandOver, Paper, Receipt, RouteStep
from tracking.incidents.commands.compensate import propose_compensation
from tracking.incidents.commands.complain import Complaining, lodge_complaint
from tracking.incidents.commands.report import Report, report_incident
from tracking.pickups.commands.intake import take_in
from tracking.pickups.commands.slots import Weekly, open_series
from tracking.pickups.steps import ShortLine
from tracking.reports.commands.making import request_draft
from tracking.rollout.evidence import DIRECTIVE
from tracking.rollout.figures import BY_SLUG
from tracking.rollout.models import Directive
from tracking.rounds.commands.keeping import hold_items
from tracking.rounds.commands.wishes import Asked, wish_for_item

STAFF = ("hanh", "lan", "tien", "may", "minh", "thuy", "nga", "tinh", "mai", "quan", "bao")
PROGRAMS = ("device", "revoked", "partner")
EVERYBODY = ("anonymous", *STAFF, *PROGRAMS)
"""Mai answers the hotline, Quân administers; a device of Chư Sê, one that was taken out of use, a partner's program."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What an address names: parts of the address for one that is there, and for one that nobody has."""

    there: dict[str, str]
    absent: dict[str, str]


@dataclass
class World:
    """The people's ways in, and the things by name."""

    cast: people.Cast
    things: dict[str, Thing]
    keys: dict[str, str]
    sessions: dict[str, str] = field(default_factory=dict)

    def client(self, who: str, *, page: bool, careful: bool = False) -> Client:
        """Somebody's browser or program; a ``careful`` one is held to the page's own secret."""
        client = Client(enforce_csrf_checks=careful, raise_request_exception=False, headers={"host": "localhost"})
        if page and who in STAFF:
            if who not in self.sessions:
                client.force_login(User.objects.get(username=who), "django.contrib.auth.backends.ModelBackend")
                self.sessions[who] = client.cookies["sessionid"].value
            client.cookies["sessionid"] = self.sessions[who]
        elif who != "anonymous":
            client.defaults["HTTP_AUTHORIZATION"] = self.keys[who]
        return client

    def path(self, pattern: str, thing: str = "", *, absent: bool = False) -> str:
        """An address with the parts of a thing put in."""
        parts = {} if not thing else self.things[thing].absent if absent else self.things[thing].there
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: parts[match[1]], pattern)


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is taken back; commands that insist on a transaction of their own still run."""
    inner = transaction.atomic()
    inner._from_testcase = True  # type: ignore[attr-defined]  # as the cast's own transaction
    with inner:
        yield
        transaction.set_rollback(True)


def build(cast: people.Cast) -> World:
    """The world at noon of 5 August 2019."""
    Parameter.objects.create(
        key="transit_days_in_province", name="Ngày đường", value="2", unit="ngày", valid_from=districts.OLD
    )
    districts.person("mai", "BC-64", OfficeKind.PROVINCIAL_POST, "64", Role.HOTLINE)
    districts.person("quan", "UB-64", OfficeKind.PROVINCE, "64", Role.ADMIN)
    load_notice()
    keys = {name: f"Bearer {_token(name)}" for name in STAFF}
    keys |= _devices(cast.may)
    things = _papers(cast) | _partners(cast.tinh, keys)
    things |= _pickups(cast)
    things |= _rounds(cast)
    things |= _bags(cast)
    things |= _incidents(cast)
    things |= _establishment(cast, keys["device_id"])
    things |= {"device": _one(device=keys.pop("device_id"))}
    things |= _money(cast)
    things |= {name: Thing(*pair) for name, pair in rollout_things.build(cast).items()}
    things |= _reports(cast)
    world = World(cast, things, keys)
    for name in STAFF:
        world.client(name, page=True)
    return world


def _bags(cast: people.Cast) -> dict[str, Thing]:
    """An open bag of Chư Sê with an item in it, on its way to be sent to the province."""
    bag = bag_desk.begin(cast.lan)
    code = people.at_post(cast)[0]
    packed = pack_items(actor=cast.lan, code=bag.code, items=[code], confirmed=True)
    assert packed.done == [code]
    return {
        "bag": Thing({"code": bag.code}, {"code": _next(bag.code)}),
        "bag-token": Thing({"token": bag.token}, {"token": "0C7M2P9K4T1Q8B3G"}),
        "route": Thing({"origin": "BC-633", "goal": "BC-622"}, {"origin": "BC-999", "goal": "BC-622"}),
    }


def _incidents(cast: people.Cast) -> dict[str, Thing]:
    """A broken seal at Chư Sê with its compensation case, and a complaint about the same case."""
    item = people.item(people.at_post(cast)[0])
    report = Report("opened_seal", item.code, "BC-633", "Niêm phong rách.")
    incident = report_incident(actor=cast.lan, report=report)
    case = propose_compensation(actor=cast.lan, incident=incident.code)
    told = Complaining("late", "Chậm quá.")
    complaint = lodge_complaint(actor=cast.lan, dossier=item.dossier.code, complaining=told)
    return {
        "incident": Thing(
            {"code": incident.code, "act": "giai-quyet"}, {"code": _next(incident.code), "act": "giai-quyet"}
        ),
        "compensation": Thing({"code": case.code, "act": "chi-tra"}, {"code": _next(case.code), "act": "chi-tra"}),
        "complaint": Thing({"code": complaint.code}, {"code": _next(complaint.code)}),
    }


def _establishment(cast: people.Cast, device: str) -> dict[str, Thing]:
    """The desk of Chư Sê with an announcement and a training, and people, a device and a place of its post office."""
    file = desk.attachment().pk
    (row, _) = publish_procedures(cast.hanh, desk.publishing(attachment=file))
    (held,) = record_training(cast.hanh, desk.training((cast.hanh.user_id,), attachment=file))
    post = Post.objects.get(user=cast.lan.user_id)
    at_desk = {"office": "UB-633", "code": "UB-633"}
    nowhere = {"office": "UB-999", "code": "UB-999"}
    return {
        "desk": Thing(at_desk, nowhere),
        "staff": Thing({"office": "BC-633", "post": str(post.pk)}, {"office": "BC-633", "post": str(uuid4())}),
        "office-device": Thing({"office": "BC-633", "device": device}, {"office": "BC-633", "device": str(uuid4())}),
        "published": Thing(
            {**at_desk, "procedure": row.procedure_id, "publication": str(row.pk)},
            {**nowhere, "procedure": districts.OFFLINE, "publication": str(uuid4())},
        ),
        "training": Thing({**at_desk, "training": str(held.pk)}, {**at_desk, "training": str(uuid4())}),
        "place": Thing({"office": "VX-23947"}, {"office": "VX-99999"}),
    }


def _route_step() -> object:
    """A row of the route table that begins at Chư Sê."""
    return RouteStep.objects.create(
        origin_id="BC-633", goal_id="BC-622", next_office_id="BC-64", valid_from=districts.OLD
    ).pk


def _one(**there: object) -> Thing:
    """A thing named by identifiers; the absent one is a new identifier."""
    return Thing({key: str(value) for key, value in there.items()}, {key: str(uuid4()) for key in there})


def _token(name: str) -> str:
    user = User.objects.get(username=name)
    issued = accounts._issue_token(user)
    assert ApiToken.objects.filter(user=user).exists()
    return issued.token


def _devices(supervisor: Actor) -> dict[str, str]:
    made = []
    for label in ("Máy quét 1", "Máy quét 2"):
        code = accounts.issue_enrolment_code(supervisor, "BC-633", label)
        made.append(accounts.enrol_device(code.code, "127.0.0.1"))
    accounts.revoke_device(supervisor, made[1].device)
    return {
        "device": f"Device {made[0].key}",
        "revoked": f"Device {made[1].key}",
        "device_id": str(made[0].device),
    }


def _papers(cast: people.Cast) -> dict[str, Thing]:
    slip = people.taken(lodge_dossiers(actor=cast.hanh, lodgings=[people.lodging()])[0])
    code = people.at_post(cast)[0]
    settled = HandOver.objects.get()
    offered = people.propose(cast.hanh, people.lodge(cast), "UB-633", "BC-633")
    dossier = slip.dossier
    refused = people.scan(cast.lan, slip.items[0].code, "take_out")
    assert (refused.outcome, people.item(code).state) == ("refused", "accepted")
    assert Receipt.objects.filter(hand_over=settled).exists()
    table = ";".join(column.heading for column in COLUMNS) + "\n" + ";".join("x" for _ in COLUMNS)
    job = store_list(actor=cast.hanh, office="UB-633", filename="ngay.csv", content=table.encode())
    slug = next(iter(BY_SLUG))
    delivered = people.at_post(cast)[0]
    for act in ("take_out", "deliver"):
        people.scan(cast.lan, delivered, act, proof={"receiver": "Siu H'Bia", "relation": "self"})
    asked = people.taken(lodge_dossiers(actor=cast.hanh, lodgings=[people.lodging()])[0]).dossier
    notice = notice_desk.ask(cast.hanh, asked)
    job_print = request_print(actor=cast.hanh, paper=Paper.values[0], items=[code])
    return {
        "item": Thing({"code": code}, {"code": _other_s10(code)}),
        "delivered": Thing({"code": delivered}, {"code": _other_s10(code)}),
        "dossier": Thing({"code": dossier.code, "act": "xu-ly"}, {"code": _next(dossier.code), "act": "xu-ly"}),
        "asked": Thing(
            {"code": asked.code, "notice": str(notice.pk)}, {"code": _next(asked.code), "notice": str(uuid4())}
        ),
        "hand-over": Thing({"code": offered.code}, {"code": _next(offered.code)}),
        "settled": Thing({"code": settled.code}, {"code": _next(settled.code)}),
        "case": _one(dossier=dossier.pk),
        "journey": Thing({"token": dossier.token}, {"token": HandOver.objects.get(pk=offered.pk).token}),
        "mandate": Thing(
            {"mandate": str(cast.mandate), "act": "tam-dung"}, {"mandate": str(uuid4()), "act": "tam-dung"}
        ),
        "job": _one(job=job.pk),
        "print": _one(job=job_print.pk),
        "scan": _one(scan=refused.id),
        "procedure": Thing({"code": districts.EXTRACT}, {"code": "9.999999"}),
        "problem": Thing({"code": "not_found"}, {"code": "no_such_code"}),
        "language": Thing({"code": "en"}, {"code": "xx"}),
        "figure": Thing({"unit": "633", "figure": slug}, {"unit": "999", "figure": slug}),
        "unit": Thing({"unit": "633", "figure": "finished"}, {"unit": "999", "figure": "finished"}),
        "directive": Thing({"directive": DIRECTIVE}, {"directive": "45-TB-UBND"}),
        "ask": Thing({"directive": DIRECTIVE, "ask": "2"}, {"directive": "45-TB-UBND", "ask": "2"}),
        "asked-unit": Thing(
            {"directive": DIRECTIVE, "ask": "2", "unit": "633", "key": "lodged"},
            {"directive": DIRECTIVE, "ask": "2", "unit": "999", "key": "lodged"},
        ),
        "target": Thing(
            {"directive": DIRECTIVE, "ask": "2", "code": "633"}, {"directive": DIRECTIVE, "ask": "2", "code": "999"}
        ),
    }


def _reports(cast: people.Cast) -> dict[str, Thing]:
    """A draft that somebody else than Tinh drew up, and a request for another."""
    asked = request_draft(actor=cast.tinh, directive=DIRECTIVE, quarter="2019-Q3")
    report = shown_report(Directive.objects.get(pk=DIRECTIVE), cast.bao)
    report.stream_id = writer.open_stream("directive", DIRECTIVE, at=clock.now())
    report.save(force_insert=True)
    return {
        "report": Thing({"code": report.code}, {"code": "BC-2019-Q1-44-TB-UBND"}),
        "report-figure": Thing(
            {"code": report.code, "figure": "vuong-mac"}, {"code": "BC-2019-Q1-44-TB-UBND", "figure": "vuong-mac"}
        ),
        "making": _one(making=asked.pk),
    }


def _rounds(cast: people.Cast) -> dict[str, Thing]:
    """A round being drawn up, one on its way with its stop, and an item that waits with a wish."""
    on_list, on_road, kept = people.at_post(cast, 3)
    draft = walks.built(cast, [on_list])
    out = walks.taken_out(cast, walks.built(cast, [on_road])).round
    hold_items(actor=cast.lan, office="BC-633", items=[kept])
    wish_for_item(item=kept, asked=Asked("hold_at", office="BC-633"))
    return {
        "round": Thing({"code": draft.code}, {"code": f"{draft.code[:-2]}99"}),
        "stop": Thing({"code": out.code, "item": on_road}, {"code": f"{out.code[:-2]}99", "item": _other_s10(on_road)}),
        "kept": Thing({"item": kept}, {"item": _other_s10(kept)}),
    }


def _pickups(cast: people.Cast) -> dict[str, Thing]:
    rule = visits.windows(capacity=9)[0]
    sent, own = visits.given(cast.lan, cast.tien), visits.book(phone="0905000002")
    weekly = Weekly(
        office="BC-633",
        procedure=districts.EXTRACT,
        unit="23947",
        weekday=2,
        opens=rule.opens,
        name="UBND xã Ia Tiêm",
        phone="0905000003",
        address="Trụ sở xã",
    )
    series = open_series(actor=cast.lan, weekly=weekly)
    short = [ShortLine(1, "Tờ khai", "original", 1, 0, "missing")]
    taken = take_in(actor=cast.lan, wanted=people.lodging(service="send"), short=short, told="sender")
    assert taken.intake is not None
    outward = take_in(actor=cast.lan, wanted=people.lodging(service="send")).items[0].code
    listed = people.propose(cast.lan, [outward], "BC-633", "UB-633")
    people.sign(cast.hanh, listed.code, [outward])
    return {
        "slot": _one(rule=rule.pk),
        "route_step": _one(step=_route_step()),
        "pickup": Thing({"code": sent.code}, {"code": _next(sent.code)}),
        "own-pickup": Thing({"token": own.token}, {"token": listed.token}),
        "series": _one(series=series.pk),
        "intake": _one(intake=taken.intake.pk),
        "outward": Thing({"item": outward}, {"item": _other_s10(outward)}),
    }


def _money(cast: people.Cast) -> dict[str, Thing]:
    """A taking of Lan's, her open day, and the sheet on which its fee is reconciled."""
    taking = till.pay(cast.lan, till.dossiers(cast)[0])
    sheet = draft_reconciliation(actor=cast.hanh, post_office="BC-633", committee="UB-633", on=taking.on)
    day = taking.cash_day.code
    return {
        "taking": Thing({"number": taking.number}, {"number": _next(taking.number)}),
        "cash-day": Thing({"code": day}, {"code": f"{day[:-2]}99"}),
        "sheet": Thing({"code": sheet.code}, {"code": f"{sheet.code[:-1]}9"}),
    }


def _partners(keeper: Actor, keys: dict[str, str]) -> dict[str, Thing]:
    now = clock.now()
    register_partner(keeper, NewPartner("so-tttt", "Sở Thông tin và Truyền thông", offices=("UB-633",)), now=now)
    register_partner(keeper, NewPartner("vnpost", "Bưu điện Việt Nam", offices=("UB-622",)), now=now)
    endpoint = register_endpoint(keeper, NewEndpoint("so-tttt", "https://nhan.example.vn/tin"), now=now).row
    keys["partner"] = f"Partner {issue_partner_key(keeper, 'vnpost', now=now).secret}"
    delivery = owe(endpoint, "G16-190805-0001")[0]
    notice = Notice.objects.create(endpoint=endpoint, kind=NoticeKind.SET_ASIDE, at=now - timedelta(hours=1))
    return {
        "partner": Thing({"code": "so-tttt"}, {"code": "khong-co"}),
        "endpoint": _one(endpoint=endpoint.pk),
        "delivery": _one(delivery=delivery.pk),
        "notice": _one(notice=notice.pk),
    }


def _next(code: str) -> str:
    """A code of the same form that nothing has."""
    return code[:-4] + f"{int(code[-4:]) + 7000:04}"


def _other_s10(code: str) -> str:
    return s10.compose(code[:2], int(code[2:10]) + 5_000)


def lines() -> int:
    """How many lines the ledger has, and so whether anything was written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_line")
        return int(cursor.fetchone()[0])

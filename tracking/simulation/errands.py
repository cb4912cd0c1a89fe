"""What the postmen of the demonstration carry: pickups, the round with its doors, the bag to the provincial office."""

import base64
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Sum
from PIL import Image, ImageDraw

from delegation.dossiers.models import Channel
from delegation.registry.models import Office, Procedure
from postal_services import clock
from postal_services.documents.pictures import signature_png
from tracking.cash.amounts import Amounts
from tracking.custody.commands import bag_journeys, bag_openings, bag_seals, bags
from tracking.custody.commands.bag_openings import BagCount
from tracking.custody.states import Verdict
from tracking.pickups.commands import assignment, booking, collection
from tracking.pickups.commands.booking import Booking
from tracking.pickups.commands.collection import Collection, Found
from tracking.pickups.models import Pickup
from tracking.pickups.queries import fees, windows
from tracking.pickups.steps import Slot
from tracking.rounds.at_door import CollectedPaper, Delivery
from tracking.rounds.commands import closing, delivering, failing, going_out, planning
from tracking.rounds.commands.closing import Homecoming
from tracking.rounds.commands.failing import Failure
from tracking.rounds.models import Round, Stop

from . import people
from .demo_day import Day, Taken
from .morning import CHU_SE, DESK, POST, PROVINCIAL, Told

_SEAL = "NP"
_SIZE = (360, 120)
WEIGHT_G = 120


def ask_for_pickups(day: Day) -> Told:
    """Citizens of the villages ask that their papers be fetched; Lan gives the pickups to Tiến."""
    now = day.hours.at(7, 12)
    procedure = day.dice.choice([each for each in day.procedures if not each.withdraws_papers])
    codes = [pickup.code for pickup in (_booked(day, procedure, now) for _ in range(3)) if pickup is not None]
    if codes:
        day.do(assignment.assign_pickups, actor=day.who("lan"), codes=codes, postman="tien", now=day.hours.at(7, 18))
    day.pickups = codes
    return {"count": len(codes)}


def _booked(day: Day, procedure: Procedure, now: datetime) -> Pickup | None:
    """One pickup in the next free window; None where the calendar has none in the coming days."""
    citizen = people.citizen(day.dice, day.dice.choice(day.places.communes[CHU_SE]))
    office = Office.objects.get(pk=POST)
    free = [each for each in windows.windows(DESK, procedure.code, [office], now) if each.free]
    if not free:
        return None
    asked = Booking(
        slot=Slot(POST, free[0].day, free[0].opens),
        procedure=procedure.code,
        unit=citizen.unit,
        name=citizen.name,
        phone=citizen.phone or "0905001234",
        address=citizen.address,
    )
    return day.do(booking.book_pickup, actor=day.who("lan"), booking=asked, now=now)


def fetch_one(day: Day) -> Told:
    """Tiến counts the papers at the first door, takes the fees, seals the pack; both sign on his phone."""
    if not day.pickups:
        return {"item": "—", "receipts": 0}
    pickup = Pickup.objects.get(code=day.pickups[0])
    found = {paper.position: Found(paper.expected) for paper in pickup.papers.all()}
    fetched = day.do(
        collection.collect_pickup,
        actor=day.who("tien"),
        code=pickup.code,
        collection=Collection(
            found=found,
            weight_g=WEIGHT_G,
            seal=f"{_SEAL}{day.dice.randrange(10**8):08}",
            sender_signature=signature(day),
            postman_signature=signature(day),
            amounts=_owed(pickup),
            confirm_duplicate=True,
            channel=Channel.SIMULATION,
        ),
        now=day.hours.at(7, 55),
    )
    return {"item": fetched.items[0].code, "receipts": len(fetched.receipts)}


def to_the_province(day: Day) -> Told:
    """Items of citizens in Pleiku ride to the provincial post in a sealed bag; a scan of it is a scan of them."""
    items = [taken.home for taken in day.plan.away]
    lan, nga = day.who("lan"), day.who("bc64")
    bag = day.do(bags.open_bag, actor=lan, origin=POST, destination=PROVINCIAL, now=day.hours.at(9, 58))
    day.do(bags.pack_items, actor=lan, code=bag.code, items=items, now=day.hours.at(10, 0))
    seal = f"{_SEAL}{day.dice.randrange(10**8):08}"
    day.do(bag_seals.seal_bag, actor=lan, code=bag.code, seal=seal, now=day.hours.at(10, 3))
    day.do(bag_journeys.dispatch_bags, actor=lan, codes=[bag.code], now=day.hours.at(10, 5))
    day.do(bag_journeys.arrive_bag, actor=nga, code=bag.code, office=PROVINCIAL, seal=seal, now=day.hours.at(11, 25))
    count = BagCount(dict.fromkeys(items, Verdict.RECEIVED), seal=seal)
    day.do(bag_openings.open_bag_at, actor=nga, code=bag.code, count=count, now=day.hours.at(11, 30))
    day.scan("bc64", PROVINCIAL, [(item, "dispatch", {"to": "BC-622"}) for item in items], day.hours.at(11, 40))
    day.lists["bag"] = bag.code
    return {"code": bag.code, "count": len(items), "seal": seal}


def round_begins(day: Day) -> Told:
    """Lan draws up the list of the morning, and Tiến leaves with it."""
    group = [*day.plan.normal, *day.plan.damaged, *day.plan.fails]
    listed = _take_out(day, group, day.hours.at(10, 7), day.hours.at(10, 10))
    day.lists["round"] = listed.code
    return {"code": listed.code, "count": len(group)}


def at_the_doors(day: Day) -> Told:
    """Door by door, each at once: the road to the villages has signal here."""
    group = [*day.plan.normal, *day.plan.damaged]
    begin, end = day.hours.at(10, 20), day.hours.at(11, 20)
    receipts = 0
    for place, taken in enumerate(group):
        receipts += _deliver(day, day.lists["round"], taken, begin + (end - begin) * place / len(group))
    day.delivered += group
    return {"count": len(group), "receipts": receipts}


def nobody_home(day: Day) -> Told:
    """Three that could not be delivered: away, refused, cannot be reached."""
    whys = (("absent", "retry"), ("refused", "send_back"), ("unreachable", "hold"))
    for taken, (reason, measure) in zip(day.plan.fails, whys, strict=True):
        day.do(
            failing.fail_at_door,
            actor=day.who("tien"),
            round_code=day.lists["round"],
            item=taken.home,
            failure=Failure(reason, measure),
            now=day.hours.at(11, 22),
        )
    return {"count": len(whys)}


def comes_home(day: Day) -> Told:
    """Lan takes the round back: one waits at the counter, one goes home, one is tried again; the money is counted."""
    told = _come_home(day, day.lists["round"], day.hours.at(13, 35))
    _, refused, unreachable = day.plan.fails
    return {**told, "held": unreachable.home, "back": refused.home}


def second_try(day: Day) -> Told:
    """Tiến goes again to who was away in the morning."""
    taken = day.plan.fails[0]
    listed = _take_out(day, [taken], day.hours.at(14, 8), day.hours.at(14, 10))
    _deliver(day, listed.code, taken, day.hours.at(14, 50))
    _come_home(day, listed.code, day.hours.at(15, 30))
    day.delivered.append(taken)
    return {"item": taken.home}


def _take_out(day: Day, group: Sequence[Taken], drawn_up: datetime, out: datetime) -> Round:
    listed = day.do(
        planning.build_round,
        actor=day.who("lan"),
        office=POST,
        postman="tien",
        items=[taken.home for taken in group],
        now=drawn_up,
    )
    day.do(going_out.take_out_round, actor=day.who("tien"), code=listed.code, now=out)
    return listed


def _deliver(day: Day, listed: str, taken: Taken, when: datetime) -> int:
    """One door: who took it, how it was checked, the money, the old papers; gives how many receipts were written."""
    delivered = day.do(
        delivering.deliver_at_door,
        actor=day.who("tien"),
        round_code=listed,
        item=taken.home,
        delivery=Delivery(proof=proof(day, taken), collected=_old_papers(day, taken)),
        now=when,
    )
    return len(delivered.receipts)


def _come_home(day: Day, listed: str, when: datetime) -> dict[str, object]:
    """The round is over, and the cash that Tiến lays on the table is what he took."""
    cash = Stop.objects.filter(round__code=listed).aggregate(sum=Sum("taken"))["sum"] or 0
    day.do(closing.close_round, actor=day.who("lan"), code=listed, homecoming=Homecoming(cash_counted=cash), now=when)
    return {"code": listed, "cash": f"{cash:,}".replace(",", ".")}


def proof(day: Day, taken: Taken) -> dict[str, Any]:
    """Who received, with a signature on glass and the code of the citizen's slip."""
    strokes = base64.b64encode(signature(day)).decode()
    return {
        **people.taker(day.dice, taken.applicant),
        "signature": f"data:image/png;base64,{strokes}",
        "method": "receipt",
        "value": taken.token,
    }


def signature(day: Day) -> bytes:
    """A few strokes that nobody ever signed with."""
    picture = Image.new("L", _SIZE, 255)
    pen = ImageDraw.Draw(picture)
    places = [(20 + 320 * step / 9, day.dice.uniform(25, 95)) for step in range(10)]
    pen.line(places, fill=0, width=4, joint="curve")
    pen.line([(30, 105), (day.dice.uniform(250, 330), day.dice.uniform(96, 110))], fill=0, width=3)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return signature_png(file.getvalue())


def _owed(pickup: Pickup) -> Amounts:
    """What the sender pays at the door, in three columns."""
    place = windows.place_of(pickup.unit.code, pickup.procedure_id, pickup.asked_at)
    on = clock.day_of(pickup.asked_at)
    offered = fees.of_services(place, pickup.procedure, pickup.categories, on, WEIGHT_G)
    fee = next(each for each in offered if each.service == pickup.service)
    return Amounts(fee.state_fee, fee.postal, fee.transfer)


def _old_papers(day: Day, taken: Taken) -> tuple[CollectedPaper, ...]:
    """What the citizen gives back where the procedure takes old papers in."""
    return (CollectedPaper("Giấy tờ cũ phải thu hồi"),) if taken.procedure in day.taking_back else ()

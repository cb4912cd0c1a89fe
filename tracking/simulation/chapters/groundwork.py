"""What a district makes ready: people, mandate, announced procedures, devices, training, places."""

from delegation.establishment.commands import devices, opening, publishing, staffing, training
from delegation.establishment.commands.devices import MadeUp
from delegation.establishment.commands.opening import Opening
from delegation.establishment.commands.publishing import Publishing
from delegation.establishment.commands.training import NewTraining
from delegation.establishment.models import Topic, Training
from delegation.establishment.states import TrainingState
from delegation.mandates import commands as mandates
from delegation.mandates.models import Mandate
from delegation.mandates.states import MandateState
from delegation.registry.models import OfficeKind
from postal_services.accounts.actors import Role
from postal_services.accounts.models import Device
from postal_services.errors import NotThere
from tracking.simulation.agreements import Agreement, drafted, procedures_on
from tracking.simulation.dice import dice
from tracking.simulation.stage import Stage
from tracking.simulation.story import Act

_OTHER_PEOPLE = (
    "Rơ Châm Hiếu",
    "Siu H'Blêk",
    "Đinh Văn Prưn",
    "Nguyễn Thị Sáu",
    "Nay Phiơr",
    "Kpă Thoan",
    "Lê Văn Lợi",
)


def appoint_posts(stage: Stage, act: Act) -> None:
    """The province writes down who works in the post offices of all districts."""
    roles = [Role(role) for role in stage.story.post]
    offices = [tale.post_office for tale in stage.story.tales.values()]
    wanted = [(office, role) for office in (*offices, "BC-64") for role in roles]
    stage.world.staff.appoint(wanted, act.on)


def appoint(stage: Stage, act: Act) -> None:
    """The people of a one-stop desk are appointed."""
    roles = [Role(role) for role in stage.story.one_stop]
    stage.world.staff.appoint([(stage.tale(act).committee, role) for role in roles], act.on)


def newcomers(stage: Stage, act: Act) -> None:
    """More people are appointed, who have not been trained yet."""
    tale = stage.tale(act)
    wanted = [(tale.committee if role == Role.OFFICER else tale.post_office, Role(role)) for role in act.facts["roles"]]
    stage.world.staff.appoint(wanted, act.on, beside=True)


def relieve(stage: Stage, act: Act) -> None:
    """Somebody gives a post up."""
    role = Role(act.facts["role"])
    tale = stage.tale(act)
    office = tale.committee if role == Role.OFFICER else tale.post_office
    post = stage.world.staff.post(office, role, act.on)
    if post is None:
        raise NotThere
    staffing.relieve(stage.province, post, until=act.on, simulated=True)
    stage.world.staff.forget()


def sign(stage: Stage, act: Act) -> None:
    """Both sides sign the mandate, unless the district has one of its own."""
    tale = stage.tale(act)
    if _has_its_own(stage, act):
        return
    starts = act.facts["from"]
    agreement = Agreement(tale.committee, tale.post_office, starts, ends=stage.story.mandates_end)
    mandate = drafted(agreement, procedures_on(starts), stage.officer(act), at=stage.moment(act))
    if mandate.state == MandateState.DRAFT:
        mandates.sign_mandate(actor=stage.officer(act), mandate=mandate.pk, signed_on=act.on, at=stage.moment(act))


def put_in_force(stage: Stage, act: Act) -> None:
    """The mandate takes effect."""
    if _has_its_own(stage, act):
        return
    signed = _mandate(stage, act, MandateState.SIGNED)
    mandates.put_in_force(actor=stage.officer(act), mandate=signed.pk)


def suspend(stage: Stage, act: Act) -> None:
    """The mandate is stopped for a while."""
    held = _mandate(stage, act, MandateState.IN_FORCE)
    mandates.suspend_mandate(actor=stage.officer(act), mandate=held.pk, at=stage.moment(act))


def _has_its_own(stage: Stage, act: Act) -> bool:
    """Whether a district that stood before the story has a mandate in force already."""
    tale = stage.tale(act)
    return tale.standing and Mandate.objects.in_force().filter(committee=tale.committee).exists()


def _mandate(stage: Stage, act: Act, state: str) -> Mandate:
    """The district's mandate that stands so; NotThere where the story has not come to it."""
    rows = Mandate.objects.filter(committee=stage.tale(act).committee, state=state)
    found = rows.order_by("effective_from").last()
    if found is None:
        raise NotThere
    return found


def publish(stage: Stage, act: Act) -> None:
    """The list of procedures is posted, most within the regulated days, some in fewer."""
    throws = dice(stage.world.seed, "posted", act.unit, act.on)
    known = stage.procedures(act.on)
    posted = {code: max(1, days - throws.randint(0, max(1, days // 3))) for code, days in known.items()}
    publishing.publish_procedures(
        stage.officer(act),
        Publishing(
            committee=stage.tale(act).committee,
            posted_days=posted,
            document_number=f"{throws.randint(20, 180)}/TB-UBND (mô phỏng)",
            attachment=stage.document("Danh mục thủ tục niêm yết").pk,
        ),
        on=act.on,
        simulated=True,
    )


def enrol(stage: Stage, act: Act) -> None:
    """A phone becomes a device of the post office."""
    office = stage.tale(act).post_office
    label = f"Máy quét mô phỏng {act.on:%d/%m} {act.facts.get('about', '1')}"
    devices.enrol_many(stage.supervisor(act), [MadeUp(office, label)])


def revoke_device(stage: Stage, act: Act) -> None:
    """Every phone of the post office is taken out of use: one was lost, and nobody knows which."""
    office = stage.tale(act).post_office
    lost = Device.objects.filter(office=office, revoked_at=None).order_by("enrolled_at", "pk")
    devices.revoke_many(stage.supervisor(act), list(lost))


def train(stage: Stage, act: Act) -> None:
    """The people of desk and post are trained together; ``held`` is the day, where it is written down later."""
    tale = stage.tale(act)
    held = act.facts.get("held", act.on)
    staff = stage.world.staff.people((tale.committee, tale.post_office), held)
    people = tuple(sorted({person for each in staff.values() for person in each}))
    training.record_training(
        stage.officer(act),
        NewTraining(
            offices=(tale.committee, tale.post_office),
            on=held,
            topic=Topic.HAND_OVER.value,
            people=people,
            attachment=stage.document("Danh sách ký tên lớp tập huấn").pk,
            others=_OTHER_PEOPLE[: act.facts.get("others", 3)],
        ),
        simulated=True,
    )


def withdraw_training(stage: Stage, act: Act) -> None:
    """What was said of a training turns out to be wrong."""
    tale = stage.tale(act)
    wrong = Training.objects.filter(
        office__in=[tale.committee, tale.post_office], state=TrainingState.RECORDED
    ).order_by("office")
    for row in list(wrong):
        training.withdraw_training(stage.officer(act), row.pk, reason=act.facts["words"], simulated=True)


def open_counter(stage: Stage, act: Act) -> None:
    """The post gets a counter of its own near the desk."""
    communes = stage.communes(act)
    if not communes:
        raise NotThere
    name = f"Quầy bưu chính tại bộ phận một cửa (mô phỏng) · {communes[0].name}"[:160]
    opening.open_office(
        stage.officer(act),
        Opening(unit=communes[0].code, kind=OfficeKind.COUNTER, name=name, on=act.on),
        simulated=True,
    )

"""Another province by data alone: its lists and its directive are loaded as the operator does, and it goes to work."""

import re
import shutil
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from delegation.establishment.commands.publishing import publish_procedures
from delegation.establishment.commands.training import record_training
from delegation.mandates import commands as mandates
from delegation.registry.actors import actor_of
from postal_services.accounts import commands as accounts
from postal_services.accounts.actors import Actor
from postal_services.accounts.models import User
from postal_services.clock import VN
from tests.cast import lodging, taken
from tests.dossiers import desk
from tests.establishment.desk import publishing, training
from tests.mandates import world
from tracking.custody.commands import hand_over as hand_overs
from tracking.custody.commands.lodge import lodge_dossiers
from tracking.custody.states import Verdict
from tracking.rollout import evidence
from tracking.rollout.commands.load_directive import load_directive

DOCS = Path(settings.BASE_DIR) / "docs"
CODE = "01-CT-MAU"
TODAY = date(2019, 8, 5)
REFORM = date(2025, 7, 1)


def loaded(folder: Path) -> str:
    """Lists and directive as the operator loads them; the directive's text, issued in 2019."""
    call_command("load_province", str(folder), verbosity=0, stdout=StringIO())
    text = (DOCS / "directive-template.toml").read_text(encoding="utf-8")
    text = text.replace("issued_on = 2030-01-15", "issued_on = 2019-07-15").replace("2030", "2019")
    # the communes' deadline is older than the day of 2019
    text = text.replace('deadline = "tháng 3/2019"', 'deadline = "tháng 9/2019"')
    load_directive(text)
    return text


def person(username: str) -> Actor:
    """Somebody of the lists."""
    return actor_of(User.objects.get(username=username))


@pytest.mark.usefixtures("cast")
def test_a_district_goes_from_lists_to_its_first_hand_over() -> None:
    loaded(DOCS / "province-template")
    call_command("give_item_codes", "UB-981", "100", verbosity=0, stdout=StringIO())
    officer, supervisor, clerk = person("mau.canbo"), person("mau.kiemsoat"), person("mau.giaodich")
    drafting = world.drafting(
        "1/VBCG-MAU", committee="UB-981", post_office="BC-981", effective_from=TODAY, effective_to=None
    )
    mandate = mandates.draft_mandate(actor=officer, drafting=drafting)
    mandates.sign_mandate(actor=officer, mandate=mandate.id, signed_on=TODAY)
    mandates.put_in_force(actor=officer, mandate=mandate.id)
    publish_procedures(officer, publishing(committee="UB-981"))
    accounts.enrol_device(accounts.issue_enrolment_code(supervisor, "BC-981", "Máy quét").code, "127.0.0.1")
    pupils = tuple(each.user_id for each in (officer, supervisor, clerk) if each.user_id)
    record_training(officer, training(pupils, offices=("UB-981", "BC-981"), on=TODAY))
    with time_machine.travel(datetime(2019, 8, 6, 8, tzinfo=VN), tick=False):
        outcomes = lodge_dossiers(actor=officer, lodgings=[lodging("981", applicant=desk.applicant(unit="98101"))])
        codes = [each.code for outcome in outcomes for each in taken(outcome).items]
        listed = hand_overs.draft_hand_over(actor=officer, giver="UB-981", receiver="BC-981", items=codes)
        hand_overs.propose_hand_over(actor=officer, code=listed.code)
        found = hand_overs.CounterSignature(dict.fromkeys(codes, Verdict.RECEIVED))
        hand_overs.countersign_hand_over(actor=clerk, code=listed.code, signature=found)
        targets = evidence.progress(None, CODE, "1").targets
        met = {target.place.code: {each.key for each in target.evidence if each.met} for target in targets}
        assert {"mandate_signed", "devices_enrolled", "staff_trained", "first_hand_over", "offices_staffed"} <= met[
            "981"
        ]
        assert met["982"] == set()
        text = Client().get(f"/trien-khai/{CODE}/1").content.decode()
        assert re.findall(r'<tr data-unit="(\w+)"', text) == ["981", "982"]
        told = Client().get(f"/api/v1/rollout/{CODE}/1").json()
        assert [(each["unit"], each["name"]) for each in told["targets"]] == [
            ("981", "Huyện Mẫu Đông"),
            ("982", "Thị xã Mẫu Tây"),
        ]


@pytest.mark.django_db
def test_a_reform_is_the_same_lists_with_more_lines_and_history_stays(tmp_path: Path) -> None:
    folder = tmp_path / "98"
    shutil.copytree(DOCS / "province-template", folder)
    with time_machine.travel(datetime(2019, 8, 5, 12, tzinfo=VN), tick=False):
        text = loaded(folder)
    units = (folder / "units.csv").read_text(encoding="utf-8")
    for start in ("98101,Xã Mẫu Một,Mẫu Một,commune,981", "98102,Thị trấn Mẫu Hai,Mẫu Hai,township,981"):
        units = units.replace(f"{start},,,,2019-01-01,,no,no,", f"{start},,,,2019-01-01,2025-07-01,no,yes,")
    units += "98101,Xã Mẫu Chung,Mẫu Chung,commune,98,,,,2025-07-01,,yes,no,Nghị quyết mẫu\n"
    (folder / "units.csv").write_text(units, encoding="utf-8")
    with (folder / "successions.csv").open("a", encoding="utf-8") as out:
        out.write("98101,98101,2025-07-01,Nghị quyết mẫu\n98102,98101,2025-07-01,Nghị quyết mẫu\n")
    with time_machine.travel(datetime(2025, 8, 1, 12, tzinfo=VN), tick=False):
        call_command("load_province", str(folder), verbosity=0, stdout=StringIO())
        assert [str(change) for change in load_directive(text)] == ["Target: 1 added, 2 changed, 0 removed"]
        before = evidence.progress(REFORM - timedelta(days=1), CODE, "2").targets
        after = evidence.progress(REFORM, CODE, "2").targets
        assert [target.place.name for target in before] == ["Xã Mẫu Một", "Thị trấn Mẫu Hai", "Phường Mẫu Ba"]
        assert [(target.place.name, target.named, sorted(target.takes_over)) for target in after] == [
            ("Xã Mẫu Chung", True, ["98101", "98102"]),
            ("Phường Mẫu Ba", False, []),
        ]
        assert len(evidence.progress(REFORM, CODE, "1").targets) == 2, "the districts are kept"
        assert load_directive(text) == []

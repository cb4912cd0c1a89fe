"""Lists of communes that are ready: all faults by row, all or nothing."""

import io
from datetime import date

import pytest
import xlsxwriter

from delegation.dossiers.refusals import BadHeadings, NotAList
from postal_services.accounts.actors import Actor
from tests.cast import Cast
from tests.rollout_acts import world
from tests.rollout_acts.world import CHU_HDRONG, DIRECTIVE, IA_TIEM
from tracking.rollout.commands.readiness import Declared, Declaring
from tracking.rollout.commands.readiness_lists import declare_list
from tracking.rollout.models import Readiness
from tracking.rollout.refusals import NoCommunes, RowsNotRight


def bring(who: Actor, content: bytes) -> Declared:
    given = Declaring(world.document(), date(2019, 8, 1))
    return declare_list(actor=who, directive=DIRECTIVE, ask="3", content=content, declaring=given)


def test_communes_are_found_by_code_and_by_folded_name(asked: Cast) -> None:
    rows = "Xã;Huyện;Sẵn sàng từ ngày\n23947;;\nCHU HDRONG;THANH PHO PLEIKU;2/8/2019\n"
    made = bring(asked.tinh, rows.encode("utf-8-sig")).made
    assert sorted((row.target.code, row.ready_on) for row in made) == [
        ("23587", date(2019, 8, 2)),
        ("23947", date(2019, 8, 1)),
    ]
    assert world.actions(IA_TIEM) == world.actions(CHU_HDRONG) == ["declare"]


def test_a_workbook_is_read_as_well(asked: Cast) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["STT", "Tên xã"])
        sheet.write_row(1, 0, [1, "Xã Ia Tiêm"])
    assert [row.target.code for row in bring(asked.hanh, out.getvalue()).made] == ["23947"]


def test_every_fault_is_told_by_its_row_and_nothing_is_written(asked: Cast) -> None:
    rows = [
        "Xã;Sẵn sàng từ ngày",
        "23947;",
        "Ia Tiêm;",
        "Xã Không Có;",
        "29999;",
        "23587;",
        ";",
        "23947;hôm qua",
        "23947;6/8/2019",
        ";1/8/2019",
    ]
    with pytest.raises(RowsNotRight) as told:
        bring(asked.hanh, "\n".join(rows).encode())
    faults = {fault.row: fault for fault in told.value.faults}
    assert sorted(faults) == [3, 4, 5, 6, 8, 9, 10]
    assert "dòng 2" in faults[3].vi
    assert faults[5].code == "unit_not_then"
    assert "không thuộc địa bàn của bạn" in faults[6].message()
    assert "not in your district" in faults[6].message("en")
    assert faults[9].code == "in_the_future"
    assert told.value.facts["count"] == 7
    assert not Readiness.objects.exists()
    assert not world.lines(IA_TIEM)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [(b"", NoCommunes), (b"Xa\n", NoCommunes), (b"Ten;Ma so\na;b\n", BadHeadings), (b"%PDF-1.4 x", NotAList)],
)
def test_what_is_no_list_of_communes_is_refused(asked: Cast, content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        bring(asked.tinh, content)

"""Labels of a long list are printed in the background, for who asked and nobody else."""

from typing import BinaryIO

import pytest

from tests import cast as acts
from tests.cast import Cast
from tests.custody_web.conftest import signed_in
from tests.custody_web.test_hand_over_pages import text
from tests.documents.papers import pages
from tracking.custody.commands import printing
from tracking.custody.models import PrintJob


def test_a_long_list_is_printed_in_the_background_with_progress(people: Cast) -> None:
    codes = acts.lodge(people, 45)
    listed = acts.propose(people.hanh, codes, "UB-633", "BC-633")
    hanh = signed_in(people.hanh)
    assert "In 45 tem" in text(hanh.get(f"/ban-giao/{listed.code}"))
    watched = hanh.post(f"/ban-giao/{listed.code}/in-tem", {"kho": "a4"}).headers["Location"]
    assert "0/45" in text(hanh.get(watched))
    assert hanh.get(f"{watched}/tem.pdf").status_code == 404
    assert printing.make_next_print() == PrintJob.objects.get().pk
    finished = text(hanh.get(watched, headers={"HX-Request": "true"}))
    assert "45/45" in finished
    assert "labels" not in finished
    printed = b"".join(hanh.get(f"{watched}/tem.pdf").streaming_content)  # type: ignore[attr-defined]
    assert len(pages(printed)) == 6
    for stranger in (people.lan, people.thuy, people.tinh):
        assert signed_in(stranger).get(watched).status_code == 404
        assert signed_in(stranger).get(f"{watched}/tem.pdf").status_code == 404


def test_only_the_giver_prints_and_old_prints_are_forgotten(people: Cast) -> None:
    codes = acts.lodge(people, 3)
    listed = acts.propose(people.hanh, codes, "UB-633", "BC-633")
    assert signed_in(people.lan).post(f"/ban-giao/{listed.code}/in-tem").status_code == 403
    assert signed_in(people.minh).post(f"/ban-giao/{listed.code}/in-tem").status_code == 404
    assert not PrintJob.objects.exists()
    signed_in(people.hanh).post(f"/ban-giao/{listed.code}/in-tem")
    printing.make_next_print()
    job = PrintJob.objects.get()
    kept = printing.folder() / job.file
    assert kept.is_file()
    assert printing.forget_old_prints(job.requested_at + printing.KEPT_FOR) == 0
    assert printing.forget_old_prints(job.requested_at + printing.KEPT_FOR * 1.01) == 1
    assert not kept.exists()


def test_a_print_whose_worker_died_is_taken_up_again_and_given_up_after_three_tries(people: Cast) -> None:
    codes = acts.lodge(people, 2)
    job = printing.request_print(actor=people.hanh, paper="labels", items=codes)
    for _ in range(printing.MOST_TRIES):
        PrintJob.objects.filter(pk=job.pk).update(leased_until=job.requested_at - printing.LEASE)
        assert printing._claim() is not None
    PrintJob.objects.filter(pk=job.pk).update(leased_until=job.requested_at - printing.LEASE)
    assert printing.make_next_print() is None
    job.refresh_from_db()
    assert job.state == "failed"


def test_a_worker_that_slept_past_its_lease_does_not_spoil_the_print_another_has_made(
    people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = printing.request_print(actor=people.hanh, paper="labels", items=acts.lodge(people, 3))
    draw, drawn = printing._draw, list[int]()

    def slowly(claimed: PrintJob, out: BinaryIO) -> None:
        drawn.append(claimed.tries)
        if claimed.tries == 1:
            out.write(b"%PDF-")
            PrintJob.objects.filter(pk=claimed.pk).update(leased_until=job.requested_at - printing.LEASE)
            assert printing.make_next_print() == claimed.pk
            out.seek(0)
        draw(claimed, out)

    monkeypatch.setattr(printing, "_draw", slowly)
    assert printing.make_next_print() == job.pk
    assert drawn == [1, 2]
    job.refresh_from_db()
    assert len(pages((printing.folder() / job.file).read_bytes())) == 3
    assert list(printing.folder().glob(f"{job.pk}*.part")) == []


def test_what_a_dead_worker_had_drawn_is_forgotten_with_its_print(
    people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = printing.request_print(actor=people.hanh, paper="labels", items=acts.lodge(people))

    def dies(_job: PrintJob, out: BinaryIO) -> None:
        out.write(b"Ro Cham H'Nhung")
        raise MemoryError

    monkeypatch.setattr(printing, "_draw", dies)
    with pytest.raises(MemoryError):
        printing.make_next_print()
    assert list(printing.folder().glob(f"{job.pk}*"))
    printing.forget_old_prints(job.requested_at + printing.KEPT_FOR * 1.01)
    assert list(printing.folder().glob(f"{job.pk}*")) == []

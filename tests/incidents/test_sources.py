"""An incident about no item leads to what it came from, for those who may see it."""

from tests.cash.till import close, dossiers, pay
from tests.cast import Cast
from tests.incidents.conftest import read, signed_in
from tracking.incidents.models import Incident


def test_a_short_day_is_one_step_from_its_incident(people: Cast) -> None:
    taken = pay(people.lan, dossiers(people, 1)[0])
    day = close(people.lan, taken.total - 1_000, reason="change_given", words="Thối nhầm tờ 1.000 đồng")
    read()
    incident = Incident.objects.get(kind="cash_difference")
    href = f"/tien/ngay/{day.code}"
    for who in (people.lan, people.may):
        client = signed_in(who)
        assert f'href="{href}"' in client.get(f"/viec/{incident.code}").content.decode()
        assert client.get(href).status_code == 200
    colleague = signed_in(people.tien).get(f"/viec/{incident.code}")
    assert href not in colleague.content.decode()

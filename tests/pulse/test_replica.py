from postal_services import replica
from postal_services.pulse.models import Heartbeat

router = replica.Router()


def test_reads_go_to_the_replica_only_where_asked() -> None:
    assert router.db_for_read(Heartbeat) is None
    with replica.reads():
        assert router.db_for_read(Heartbeat) == "replica"
        assert router.db_for_write(Heartbeat) == "default"
    assert router.db_for_read(Heartbeat) is None


def test_the_replica_is_never_migrated() -> None:
    assert router.allow_migrate("default", "pulse")
    assert not router.allow_migrate("replica", "pulse")

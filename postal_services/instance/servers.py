"""The embedded servers of an instance, started under a supervisor where no address was given."""

from dataclasses import dataclass

from postal_services.instance import places
from postal_services.instance.postgres import START_SECONDS as POSTGRES_SECONDS
from postal_services.instance.postgres import Postgres
from postal_services.instance.supervisor import Supervisor
from postal_services.instance.valkey import START_SECONDS as VALKEY_SECONDS
from postal_services.instance.valkey import Valkey


@dataclass(frozen=True)
class Addresses:
    """Where database and broker are, and whether the database is the embedded one."""

    database: str
    broker: str
    embedded: bool
    superuser: str = ""

    def environment(self) -> dict[str, str]:
        """What the processes of the instance are told."""
        return {
            "DATABASE_URL": self.database,
            "BROKER_URL": self.broker,
            "POSTAL_EMBEDDED": "true" if self.embedded else "false",
        }


def start(
    supervisor: Supervisor, home: places.Places, *, database: str = "", broker: str = "", careless: bool = False
) -> Addresses:
    """Start what was not given; wait until it answers."""
    superuser = ""
    embedded = not database
    if embedded:
        postgres = Postgres(home, careless=careless)
        postgres.make_data()
        child = supervisor.add(postgres.recipe())
        supervisor.wait_for(child, postgres.answers, POSTGRES_SECONDS)
        postgres.make_database(may_create_databases=careless)
        database, superuser = postgres.url(), postgres.url("postgres", "postgres")
    if not broker:
        valkey = Valkey(home)
        child = supervisor.add(valkey.recipe())
        supervisor.wait_for(child, valkey.answers, VALKEY_SECONDS)
        broker = valkey.url()
    return Addresses(database, broker, embedded, superuser)

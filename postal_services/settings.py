"""Settings of the house, read from the environment once."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

BASE_DIR = Path(__file__).resolve().parent.parent


class Environment(BaseSettings):
    """What an operator may set; everything has a default that suits a single machine."""

    model_config = SettingsConfigDict(extra="ignore")

    database_url: str = Field(default="", description="PostgreSQL 15 or newer; empty means the embedded server")
    broker_url: str = Field(default="", description="Redis, Valkey or RabbitMQ; empty means the embedded Valkey")
    var_dir: Path = BASE_DIR / "var"
    secret_key: SecretStr = SecretStr("")
    debug: bool = False
    allowed_hosts: str = "127.0.0.1,localhost,[::1]"
    public_host: str = Field(default="127.0.0.1:8000", description="host printed in QR codes")
    postal_embedded: bool = Field(default=False, description="set by the supervisor when it runs the embedded servers")


ENV = Environment()


def _database(url: str) -> dict[str, Any]:
    """Django's database settings from a PostgreSQL URL (user, password, host or ``?host=/socket``, port, name)."""
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": {**query, "pool": False},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }


SECRET_KEY = ENV.secret_key.get_secret_value() or "development-only"
DEBUG = ENV.debug
ALLOWED_HOSTS = ENV.allowed_hosts.split(",")
VAR_DIR = ENV.var_dir
PUBLIC_HOST = ENV.public_host

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "template_partials",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "django_filters",
    "postal_services.accounts",
    "postal_services.ledger",
    "postal_services.documents",
    "postal_services.api",
    "postal_services.web",
    "delegation.registry",
    "delegation.mandates",
    "delegation.dossiers",
    "tracking.custody",
    "tracking.journey",
    "tracking.rollout",
    "integrations",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
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
            ],
        },
    }
]

DATABASES = (
    {"default": _database(ENV.database_url)} if ENV.database_url else {"default": _database("postgresql:///postal")}
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"

CELERY_BROKER_URL = ENV.broker_url or "redis://127.0.0.1:6379/0"

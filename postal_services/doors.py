"""Settings of the doors: signing in, the API, limits, headers, cookies, logs. ``settings`` takes them from here."""

from typing import Any

import structlog
from csp.constants import NONE, SELF

from postal_services.scrubbing import scrub

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "postal_services.api.authentication.BearerAuthentication",
        "postal_services.api.authentication.DeviceAuthentication",
        "postal_services.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": [
        "postal_services.api.throttles.AnonymousThrottle",
        "postal_services.api.throttles.KeyThrottle",
    ],
    "DEFAULT_PARSER_CLASSES": ["postal_services.api.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["postal_services.api.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "postal_services.api.pagination.HousePagination",
    "DEFAULT_SCHEMA_CLASS": "postal_services.api.schema.HouseSchema",
    "EXCEPTION_HANDLER": "postal_services.api.problems.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "URL_FORMAT_OVERRIDE": None,
    "UPLOADED_FILES_USE_URL": True,
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Bàn giao và theo dõi hồ sơ hành chính qua bưu chính",
    "DESCRIPTION": (
        "Hands administrative papers to the post and proves where every paper is.\n\n"
        "Every error is `application/problem+json` with a stable `code` (listed at `/api/problems`). Every write takes "
        "`Idempotency-Key`. Lists are cursor-paginated. Instants are ISO 8601 with offset, money is whole VND, "
        "weight is grams."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_NO_READ_ONLY_REQUIRED": False,
    # states and kinds of several rooms share their field's name; written out in place they need no invented names
    "POSTPROCESSING_HOOKS": [],
    "LICENSE": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
}

CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
"""In PostgreSQL, so that all processes share it and a dead broker does not take the sign-in limits with it."""

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ALLAUTH: dict[str, Any] = {
    "ACCOUNT_ADAPTER": "postal_services.accounts.adapters.AccountAdapter",
    "ACCOUNT_LOGIN_METHODS": {"username"},
    "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*", "password2*"],
    "ACCOUNT_EMAIL_VERIFICATION": "none",
    "ACCOUNT_PREVENT_ENUMERATION": True,
    "ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE": False,
    "ACCOUNT_SESSION_REMEMBER": False,
    "ACCOUNT_USER_DISPLAY": "postal_services.accounts.adapters.display_name",
    "ACCOUNT_EMAIL_NOTIFICATIONS": False,
    "ACCOUNT_REAUTHENTICATION_TIMEOUT": 15 * 60,
    "ACCOUNT_RATE_LIMITS": {
        "login": "60/m/ip",
        "login_failed": "100/15m/ip,10/15m/key",
        "change_password": "5/m/user",
        "reauthenticate": "10/m/user",
    },
    "MFA_ADAPTER": "postal_services.accounts.adapters.SecondFactorAdapter",
    "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
    "MFA_PASSKEY_LOGIN_ENABLED": True,
    "MFA_TOTP_ISSUER": "Bưu chính - Một cửa",
}

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "media-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": ["self"],
    "geolocation": ["self"],
    "publickey-credentials-get": ["self"],
    "publickey-credentials-create": ["self"],
    "screen-wake-lock": ["self"],
    "accelerometer": [],
    "browsing-topics": [],
    "display-capture": [],
    "gyroscope": [],
    "magnetometer": [],
    "microphone": [],
    "midi": [],
    "payment": [],
    "usb": [],
}

PAGE_COSTS: dict[str, int] = {
    "rollout:directives": 5,
    "rollout:directive": 5,
    "rollout:ask": 10,
    "rollout:wall": 10,
    "rollout:sheet": 10,
    "rollout:lines": 5,
    "rollout:figure": 5,
    "rollout:coverage": 10,
    "rollout:coverage-csv": 10,
    "measures:service-level": 10,
    "measures:service-level-csv": 10,
    "reports:opened": 10,
    "reports:pdf": 10,
    "reports:xlsx": 10,
    "establishment:publication-document": 5,
}
"""Permits that a page takes of its visitor's network (``LIMIT_PAGES``), by name; others take one, some 5 ms of work."""


def secured(*, https: bool) -> dict[str, Any]:
    """Cookie and transport settings; ``https`` is whether people reach the house by TLS."""
    return {
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_AGE": 12 * 3600,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SECURE": https,
        "SECURE_SSL_REDIRECT": https,
        "SECURE_HSTS_SECONDS": 365 * 24 * 3600 if https else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": https,
        "SECURE_HSTS_PRELOAD": https,
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if https else None,
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
    }


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": [*_SHARED, structlog.stdlib.PositionalArgumentsFormatter()],
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                scrub,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},
        # anybody can send a wrong host; the answer is 400 and no news
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django.server": {"handlers": [], "propagate": True},
    },
}
"""JSON lines on the error output. Answers below 500 are not logged: they are the callers' business, and their addresses
would carry tokens."""


def start_logging() -> None:
    """Send ``structlog``'s events the way of the standard library, so that both come out alike."""
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )

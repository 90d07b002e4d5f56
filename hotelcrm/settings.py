"""All settings, driven by the environment; `.env.example` documents every one of them.

Development needs nothing: `script/server` starts PostgreSQL and Redis and passes their addresses in.
Production sets DEBUG=0 and must then give every secret itself; a missing one stops the start.
"""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import environ
import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from hotelcrm.log_secrets import hide_tokens

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env", overwrite=False)

DEBUG = env.bool("DEBUG", default=False)
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))


def secret(name: str, development: str) -> str:
    """A secret from the environment; only a development machine may go without."""
    value = env.str(name, default="")
    if value:
        return value
    if not DEBUG:
        raise ImproperlyConfigured(f"{name} is not set. Production needs it: see .env.example.")
    return development


# --- Secrets -----------------------------------------------------------------------------------------
SECRET_KEY = secret("SECRET_KEY", "development-only-key-that-production-refuses-to-use-0123456789")
# Fernet keys for document numbers, newest first; older ones still decrypt (rotation).
FIELD_ENCRYPTION_KEYS = secret("FIELD_ENCRYPTION_KEYS", "ZGV2ZWxvcG1lbnQtb25seS1maWVsZC1rZXktMzJieXQ=").split(
    ","
)
# Key of the hash by which a document number is found again. Changing it means re-hashing all documents.
DOCUMENT_HASH_KEY = secret("DOCUMENT_HASH_KEY", "development-only-document-hash-key")

# --- Where we are reached ------------------------------------------------------------------------------
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Where a proxy ends TLS, requests reach us as plain HTTP with X-Forwarded-Proto.
BEHIND_TLS_PROXY = env.bool("BEHIND_TLS_PROXY", default=False)
PUBLIC_URL = env.str("PUBLIC_URL", default="http://localhost:8000")
# A hotel on a machine of one's own has no TLS: cookies and redirects must then allow plain HTTP.
PLAIN_HTTP = env.bool("PLAIN_HTTP", default=DEBUG)

# --- Apps, in the order of the one-way imports ---------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",  # its widget templates, for FORM_RENDERER
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "django_countries",
    "csp",
    "pgtrigger",
    "pghistory",
    "common",
    "guests",
    "reservations",
    "feedback",
    "loyalty",
    "loyalty.own",
    "analytics.value",
    "analytics.life_cycle",
    "analytics.quality",
    "analytics.words",
    "analytics.satisfaction",
    "analytics.segments",
    "departments",
    "hotelcrm",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Below WhiteNoise, whose files are compressed at set-up.
    "hotelcrm.compression.CompressPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "departments.access.SessionAgeMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "departments.access.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hotelcrm.request_log.PathOnlyRequestMiddleware",
    "common.audit.AuditMiddleware",
    "common.machines.middleware.MachineMiddleware",
]

ROOT_URLCONF = "hotelcrm.urls"
WSGI_APPLICATION = "hotelcrm.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "departments.context.shell",
            ],
            "builtins": ["common.templatetags.hotel"],
        },
    }
]

# --- PostgreSQL ----------------------------------------------------------------------------------------
# A clerk's page gives up after seconds; the night and imports may run for minutes.
PROCESS_ROLE = env.str("PROCESS_ROLE", default="command")  # web, worker, beat, command
_limits = {"statement_timeout": "10s", "lock_timeout": "2s"} if PROCESS_ROLE == "web" else {}
_session = {
    "idle_in_transaction_session_timeout": "30s" if PROCESS_ROLE == "web" else "15min",
    "client_connection_check_interval": "1s",
    "jit": "off",
    **_limits,
}
DATABASE_URL = env.str("DATABASE_URL", default="postgres://hotelcrm@127.0.0.1:5432/hotelcrm")
DATABASES = {
    "default": {
        **env.db_url_config(DATABASE_URL),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": " ".join(f"-c {name}={value}" for name, value in _session.items())},
        "TEST": {"NAME": env.str("TEST_DATABASE_NAME", default="test_hotelcrm")},
    }
}
if "postgresql" not in DATABASES["default"]["ENGINE"]:
    raise ImproperlyConfigured(
        "DATABASE_URL must point at PostgreSQL (postgres://…): nothing else is supported."
    )

# --- Redis ---------------------------------------------------------------------------------------------
# A hint, never the truth: every state that counts is in PostgreSQL. Short timeouts, so that a frozen
# Redis costs a page seconds, not for ever.
REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "common.caching.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "hotelcrm",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "visibility_timeout": 3600,
    "global_keyprefix": "hotelcrm:",
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_TASK_TIME_LIMIT = 30 * 60
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# --- The hotel -----------------------------------------------------------------------------------------
HOTEL_NAME = env.str("HOTEL_NAME", default="三湘明珠大酒店")
HOTEL_CURRENCY = env.str("HOTEL_CURRENCY", default="CNY")
# Hour at which the business date turns: who arrives at 02:00 belongs to the night before.
BUSINESS_DAY_STARTS_AT = env.int("BUSINESS_DAY_STARTS_AT", default=4)
# A combined query that takes longer is stopped, and whoever asks is told to narrow it.
QUERY_SECONDS = env.float("QUERY_SECONDS", default=2.0)
# Whether guests who left are asked by e-mail how it was (EMAIL_URL must lead to a mail server), and how long
# the link in the message opens the survey.
SURVEY_INVITATIONS = env.bool("SURVEY_INVITATIONS", default=False)
SURVEY_LINK_DAYS = env.int("SURVEY_LINK_DAYS", default=30)
# Whether guests are written to before they arrive and after they left, and members once a month (EMAIL_URL must
# lead to a mail server), and how long the link in a message opens the guest's own page.
GUEST_MESSAGES = env.bool("GUEST_MESSAGES", default=False)
OWN_LINK_DAYS = env.int("OWN_LINK_DAYS", default=30)
# How to find the hotel, as it stands in messages; without words the line is left out.
HOTEL_DIRECTIONS_ZH = env.str("HOTEL_DIRECTIONS_ZH", default="")
HOTEL_DIRECTIONS_EN = env.str("HOTEL_DIRECTIONS_EN", default="")
# Classes of the hotel's own (dotted names) that send text messages and know the weather; '' for none.
SMS_GATEWAY = env.str("SMS_GATEWAY", default="")
WEATHER_PROVIDER = env.str("WEATHER_PROVIDER", default="")
# Months in which the favourite room of every member who is expected is held, not of VIP members alone.
LOW_SEASON_MONTHS = env.list("LOW_SEASON_MONTHS", cast=int, default=[1, 2, 12])
# Whom a clerk calls when a blacklisted guest stands before him.
DUTY_MANAGER_PHONE = env.str("DUTY_MANAGER_PHONE", default="8800")
# From so many visits to outlets within a year on, a guest is marked as a regular.
REGULAR_FROM_VISITS = env.int("REGULAR_FROM_VISITS", default=3)
# Where the diagnosis of satisfaction draws its crosshair: at the "mean" or at the "median".
DIAGNOSIS_CROSSHAIR = env.str("DIAGNOSIS_CROSSHAIR", default="mean")
# So many days before and after it was done an improvement is judged by.
IMPROVEMENT_DAYS = env.int("IMPROVEMENT_DAYS", default=90)
# So many workers at most are asked to help with the night's work over all guests.
NIGHT_HELPERS = env.int("NIGHT_HELPERS", default=3)
# Who no longer earns his membership tier keeps it for so many days, and is told when they begin.
TIER_GRACE_DAYS = env.int("TIER_GRACE_DAYS", default=90)
# Whether a person looks at every change of tier before it comes into force.
TIER_REVIEW = env.bool("TIER_REVIEW", default=False)
# Points expire after so many months; members are told so many days before.
POINTS_MONTHS = env.int("POINTS_MONTHS", default=24)
POINTS_NOTICE_DAYS = env.int("POINTS_NOTICE_DAYS", default=60)
# Up to so many points may be entered by hand without a second person.
POINTS_MANUAL_LIMIT = env.int("POINTS_MANUAL_LIMIT", default=1000)
# What a point in circulation stands for in the books, in the hotel's currency.
POINT_VALUE = Decimal(env.str("POINT_VALUE", default="0.0125"))
# Country assumed for a phone number written without one.
PHONE_REGION = env.str("PHONE_REGION", default="CN")
# Addresses that travel agencies make up for one booking: they identify nobody and reach nobody for long.
MASKED_EMAIL_DOMAINS = env.list(
    "MASKED_EMAIL_DOMAINS",
    default=[
        "guest.booking.com",
        "guest.airbnb.com",
        "m.expediapartnercentral.com",
        "agoda-messaging.com",
        "guest.trip.com",
    ],
)
# Whether the search for duplicates merges two files that show the same document, or only proposes it.
JOIN_EXACT_DUPLICATES = env.bool("JOIN_EXACT_DUPLICATES", default=False)

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("HOTEL_TIME_ZONE", default="Asia/Shanghai")
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True

# --- Static files --------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
# The manifest costs 38 s of compressing; plain files do on a development machine and in tests.
STATIC_MANIFEST = env.bool("STATIC_MANIFEST", default=not DEBUG)
WHITENOISE_USE_FINDERS = not STATIC_MANIFEST
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Uploaded import files: private, never served, deleted when the import's retention ends.
MEDIA_ROOT = VAR_DIR / "media"
# Who was erased, by number alone: read after a restore, so it must not lie with the backups of the database.
ERASURE_JOURNAL = Path(env.str("ERASURE_JOURNAL", default=str(VAR_DIR / "erasures.jsonl")))
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- Who may come in -----------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["departments.access.StaffBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "departments.access.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/m/ip,5/300s/key"}
MFA_ADAPTER = "departments.access.StaffMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# Departments whose people must have a second factor; superusers too as soon as one is named.
MFA_REQUIRED_GROUPS = env.list(
    "MFA_REQUIRED_GROUPS", default=[] if PLAIN_HTTP else ["management", "crm_centre"]
)
MFA_TOTP_ISSUER = "Hotel CRM"

SESSION_COOKIE_AGE = 30 * 60  # idle; renewed by use (departments.access.SessionAgeMiddleware)
SESSION_ABSOLUTE_AGE = timedelta(hours=12)
SESSION_COOKIE_SECURE = not PLAIN_HTTP
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = not PLAIN_HTTP
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if not PLAIN_HTTP:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
if BEHIND_TLS_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- API -----------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["common.machines.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["common.machines.permissions.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["common.machines.parsers.MachineJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "common.machines.problems.problem_handler",
    "DEFAULT_FILTER_BACKENDS": [],
    "UNAUTHENTICATED_USER": None,
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Hotel CRM",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["common.machines.openapi.add_components"],
    "DESCRIPTION": "Bookings, stays, charges and guests for the hotel's other systems.",
}
API_MAX_BODY_BYTES = env.int("API_MAX_BODY_BYTES", default=5 * 1024 * 1024)

# --- Log -----------------------------------------------------------------------------------------------
# One JSON line an event, with the request id; paths without query strings, because people are searched by name.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.format_exc_info,
        hide_tokens,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(ensure_ascii=False),
            "foreign_pre_chain": [
                structlog.contextvars.merge_contextvars,
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                hide_tokens,
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}

# --- E-mail ---------------------------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://" if DEBUG else "smtp://localhost:25")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="crm@localhost")

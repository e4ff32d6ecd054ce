"""Every setting of Guildhall, read from the environment and from a `.env` file.

The defaults are safe for production: a deployment has to name its secret key and its hosts, and
gets a clear error at start-up when it does not. `.env.example` documents each variable.
"""

from __future__ import annotations

import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django_countries
from corsheaders.defaults import default_headers
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

from config.environment import REDIS, Environment
from config.mail_settings import mail_settings
from foundation.web_addresses import is_within
from operations.logs import configure_structlog, logging_config

BASE_DIR = Path(__file__).resolve().parent.parent

env = Environment()
TESTING = "pytest" in sys.modules
ENV_FILE = Path(env.path("ENV_FILE", default=BASE_DIR / ".env"))
if not TESTING:
    env.read_env(ENV_FILE)

DEBUG = env.flag("DEBUG", default=False)
# Neither needs secrets or HTTPS. Nothing else may depend on it: tests run what production runs.
_IS_LOCAL = DEBUG or TESTING


def _required(name: str, *, why: str) -> str:
    """The value of a variable that has no safe default; raises ImproperlyConfigured without it."""
    value = env.str(name, default="")
    if not value and not _IS_LOCAL:
        raise ImproperlyConfigured(f"Set {name}: {why} See .env.example.")
    return value


# --- Secrets, hosts and proxies ---------------------------------------------------------------

SECRET_KEY = (
    _required("SECRET_KEY", why="it signs sessions and links; 50 random characters.")
    or "insecure-key-for-development-only-insecure-key-for-development-only"
)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SITE_NAME = env.given("SITE_NAME") or "Guildhall"
# Links in e-mails start with it, so that a forged Host header can never aim one elsewhere.
SITE_URL = env.web_address("SITE_URL", default="http://localhost:8000").rstrip("/")
# How pages and mails look (foundation.looks): files of pictures, colours, and addresses of pages.
SITE_LOGO = env.picture("SITE_LOGO")
SITE_ICON = env.picture("SITE_ICON")
SITE_COLOUR = env.colour("SITE_COLOUR")
SITE_COLOUR_DARK = env.colour("SITE_COLOUR_DARK")
IMPRINT_URL = env.page_address("IMPRINT_URL")
TERMS_URL = env.page_address("TERMS_URL")
PRIVACY_URL = env.page_address("PRIVACY_URL")
SUPPORT_URL = env.contact_address("SUPPORT_URL")
# How many reverse proxies of yours add to X-Forwarded-For. 0: the header is not believed at all.
TRUSTED_PROXY_COUNT = env.count("TRUSTED_PROXY_COUNT", default=0)
# Off only for a server that is reached over plain HTTP on purpose, such as the demo.
HTTPS = env.flag("HTTPS", default=not _IS_LOCAL)
# Where links in mails and text messages lead instead of to our own pages, by kind
# (foundation.site_links).
FRONTEND_URLS = env.link_patterns("FRONTEND_URLS", needs_https=HTTPS)

# --- Applications -----------------------------------------------------------------------------

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "operations.apps.OperationsConfig",
    "foundation.apps.FoundationConfig",
    "accounts.apps.AccountsConfig",
    "otp.apps.OtpConfig",
    "profiles.apps.ProfilesConfig",
    "projects.apps.ProjectsConfig",
    "reviews.apps.ReviewsConfig",
    "conversations.apps.ConversationsConfig",
    "moderation.apps.ModerationConfig",
    "notifications.apps.NotificationsConfig",
    "config.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "corsheaders",
    "csp",
    "django_filters",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "django_tasks",
    "procrastinate.contrib.django",
    "pghistory",
    "pgtrigger",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "rest_framework",
]

# Those named config.middleware.* are Django's own, skipped for API requests that bring no cookie:
# a token request needs no browser session, messages or CSP.
MIDDLEWARE = [
    "config.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "config.middleware.ContentSecurityPolicyMiddleware",
    "config.middleware.SessionMiddleware",
    "config.middleware.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.middleware.BodyLimitMiddleware",
    "config.middleware.NulMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.middleware.AuthenticationMiddleware",
    "config.middleware.PreferenceMiddleware",
    "config.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.HtmxMiddleware",
    "config.middleware.DomainErrorMiddleware",
    "config.middleware.EnrolmentMiddleware",
    "config.ended_sessions.EndedSessionMiddleware",
    "config.middleware.HistoryMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
                "config.context.unread_notifications",
            ],
        },
    }
]
# Forms find our own templates of widgets, and Django's.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database and caches ----------------------------------------------------------------------

# A pooler that gives each transaction another connection keeps nothing of a session: no prepared
# statements, no settings, no cursors.
DATABASE_POOLER = env.given("DATABASE_POOLER")
if DATABASE_POOLER not in ("", "transaction"):
    raise ImproperlyConfigured("DATABASE_POOLER must be transaction, or empty.")
# Binding on the server with prepared statements saves PostgreSQL the planning of each repeated
# query.
_SERVER_SIDE_BINDING = env.flag("DATABASE_PREPARED_STATEMENTS", default=not DATABASE_POOLER)
# Requests are many and small: compiling or dividing one among processes takes from the others.
_DATABASE_SESSION = env.str(
    "DATABASE_SESSION_OPTIONS",
    default="" if DATABASE_POOLER else "-c jit=off -c max_parallel_workers_per_gather=0",
)
_DATABASE_OPTIONS = {
    "connect_timeout": 5,
    "server_side_binding": _SERVER_SIDE_BINDING,
    "prepare_threshold": 2 if _SERVER_SIDE_BINDING else None,
} | ({"options": _DATABASE_SESSION} if _DATABASE_SESSION else {})
_DATABASE_CONNECTION = {
    "CONN_MAX_AGE": env.count("DATABASE_CONN_MAX_AGE", default=600),
    # Off: a check costs every request a round trip. After PostgreSQL was restarted, the first
    # request of each worker is a 503 with Retry-After instead, and the next one connects anew.
    "CONN_HEALTH_CHECKS": env.flag("DATABASE_HEALTH_CHECKS", default=False),
    "DISABLE_SERVER_SIDE_CURSORS": bool(DATABASE_POOLER),
}
if _DATABASE := env.database("DATABASE_URL"):
    DATABASES = {"default": _DATABASE}
else:
    DATABASES = {
        "default": {
            "ENGINE": "operations.embedded_postgres",
            "NAME": "guildhall",
            "EMBEDDED_DATA_DIR": env.str("EMBEDDED_DATABASE_DIR", default="")
            or str(BASE_DIR / ".data" / "postgres"),
        }
    }
DATABASES["default"] |= _DATABASE_CONNECTION | {
    "OPTIONS": _DATABASE_OPTIONS | DATABASES["default"].get("OPTIONS", {}),
    # Of its own for each database, so that checkouts on one server do not meet.
    "TEST": {"NAME": f"test_{DATABASES['default']['NAME']}"},
}
# A streaming replica for reads (operations.replica). Nothing is asked of it that is older.
REPLICA_MAX_LAG_SECONDS = env.number("REPLICA_MAX_LAG_SECONDS", default=5.0)
if _REPLICA := env.database("DATABASE_REPLICA_URL", engine="operations.replica"):
    # One that hangs must cost a request little: the primary answers in its place.
    _REPLICA_OPTIONS = {"connect_timeout": 2, "tcp_user_timeout": 3000}
    DATABASES["replica"] = (
        _REPLICA
        | _DATABASE_CONNECTION
        | {
            "OPTIONS": _DATABASE_OPTIONS | _REPLICA_OPTIONS | _REPLICA.get("OPTIONS", {}),
            "TEST": {"MIRROR": "default"},
        }
    )
    DATABASE_ROUTERS = ["operations.replica.routing.Router"]
    MIDDLEWARE.append("operations.replica.routing.ReplicaMiddleware")
# The history of rows: when each statement ran, not when its transaction began.
PGHISTORY_CREATED_AT_FUNCTION = "clock_timestamp()"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.server("REDIS_URL", schemes=REDIS)
_DATABASE_CACHE = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "shared_cache",
    "OPTIONS": {"MAX_ENTRIES": 100_000},
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        # Redis that hangs must cost a request little: the database answers in its place.
        "OPTIONS": {"socket_connect_timeout": 0.25, "socket_timeout": 0.25},
    }
    if REDIS_URL
    else _DATABASE_CACHE,
    "database": _DATABASE_CACHE,
}

# --- Accounts, tokens and passwords -----------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.LimitedPasswordBackend"]
# The username is unique: by a constraint on its lower case, which the check does not look for.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
# Whether an account becomes active only by its first proof of an e-mail address or a phone.
ACCOUNT_PROOF_REQUIRED = env.flag("ACCOUNT_PROOF_REQUIRED", default=True)
# How many new accounts an hour may come from one network (an IPv4 address, an IPv6 /64), and from
# one site (a /24, a /48), before the next ones have to show work or a code. 0 never asks.
BUSY_NETWORK_ACCOUNTS = env.count("BUSY_NETWORK_ACCOUNTS", default=20)
BUSY_SITE_ACCOUNTS = env.count("BUSY_SITE_ACCOUNTS", default=60)
BCRYPT_ROUNDS = env.count("BCRYPT_ROUNDS", default=4 if TESTING else 12, minimum=4, maximum=31)
PASSWORD_MIN_LENGTH = env.count("PASSWORD_MIN_LENGTH", default=12, minimum=8, maximum=64)
PASSWORD_HASHERS = ["accounts.hashing.BCryptHasher"]
# A range service such as Have I Been Pwned's, and a folder or file of ranges; empty asks none.
PASSWORD_BREACH_CHECK_URL = env.web_address("PASSWORD_BREACH_CHECK_URL")
PASSWORD_BREACH_FILES = env.str("PASSWORD_BREACH_FILES", default="")
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_MIN_LENGTH},
    },
    {"NAME": "accounts.passwords.MaximumLengthValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {
            "user_attributes": ("username", "first_name", "last_name", "email", "phone_number")
        },
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.GuessablePasswordValidator"},
    {"NAME": "accounts.breached_passwords.BreachedPasswordValidator"},
]
# Whether the admin opens only to staff with a second factor. Who has one is always asked for it.
STAFF_TOTP_REQUIRED = env.flag("STAFF_TOTP_REQUIRED", default=not _IS_LOCAL)
# Days for which a device on which the second factor was shown is not asked again; 0 asks always.
SECOND_FACTOR_REMEMBERED = env.duration(
    "SECOND_FACTOR_REMEMBERED_DAYS", unit="days", default=30, minimum=0
)
# Roles (freelancer, client, admin) that may do nothing before they have set a second factor up.
SECOND_FACTOR_ROLES = env.list("SECOND_FACTOR_ROLES", default=[])
if not set(SECOND_FACTOR_ROLES) <= {"freelancer", "client", "admin"}:
    raise ImproperlyConfigured("SECOND_FACTOR_ROLES: any of freelancer, client and admin.")
# Hours between staff's request to remove a lost second factor and its removal, in which its owner,
# who is told, can undo it.
SECOND_FACTOR_REMOVAL_WAIT = env.duration("SECOND_FACTOR_REMOVAL_HOURS", unit="hours", default=72)
# Days without a log-in or a use, after which a code by SMS does not open an account alone: its
# number may be somebody else's by now. 0 never asks for more.
UNUSED_ACCOUNT_AFTER = env.duration("UNUSED_ACCOUNT_DAYS", unit="days", default=90, minimum=0)
OTP_TOTP_ISSUER = SITE_NAME
# foundation.limits counts the wrong codes; django-otp's own waits would be a second mechanism.
OTP_TOTP_THROTTLE_FACTOR = 0
# Passkeys belong to this domain for good: with another one, none works any more. Browsers make none
# for an IP address; those of this machine are localhost's.
_SITE = urlsplit(SITE_URL.lower().replace("://127.0.0.1", "://localhost"))
PASSKEY_RP_ID = env.domain("PASSKEY_RP_ID", default=_SITE.hostname or "")
# The pages on which they may be used: scheme, host and port, as browsers write an origin.
PASSKEY_ORIGINS = env.passkey_origins("PASSKEY_ORIGINS") or [f"{_SITE.scheme}://{_SITE.netloc}"]
if not any(is_within(one, PASSKEY_RP_ID) for one in PASSKEY_ORIGINS if "://" in one):
    raise ImproperlyConfigured(
        "PASSKEY_ORIGINS (without it: SITE_URL) must have an origin on the host PASSKEY_RP_ID, or "
        f"below it, which is “{PASSKEY_RP_ID}”. See .env.example."
    )
EMAIL_VERIFICATION_LIFETIME = timedelta(days=3)
PASSWORD_RESET_LIFETIME = timedelta(hours=1)
# How long a new e-mail address or phone number can be undone after it took effect.
IDENTIFIER_UNDO_LIFETIME = timedelta(hours=72)

_JWT_ALGORITHM = env.given("JWT_ALGORITHM") or "HS256"
SIMPLE_JWT: dict[str, Any] = {
    "ALGORITHM": _JWT_ALGORITHM,
    # HS256: one secret of at least 32 bytes. RS256 and EdDSA: a PEM key pair.
    "SIGNING_KEY": env.str("JWT_SIGNING_KEY", multiline=True, default="")
    or (SECRET_KEY if _JWT_ALGORITHM == "HS256" else ""),
    "VERIFYING_KEY": env.str("JWT_VERIFYING_KEY", multiline=True, default=""),
    "ISSUER": env.given("JWT_ISSUER") or "guildhall",
    "AUDIENCE": env.given("JWT_AUDIENCE") or "guildhall",
    "ACCESS_TOKEN_LIFETIME": env.duration("ACCESS_TOKEN_MINUTES", unit="minutes", default=30),
    # How long a session lives that is not used.
    "REFRESH_TOKEN_LIFETIME": env.duration("REFRESH_TOKEN_DAYS", unit="days", default=7),
    "USER_ID_CLAIM": "sub",
    "TOKEN_TYPE_CLAIM": "typ",
}
SESSION_LIFETIME = env.duration("SESSION_DAYS", unit="days", default=30)
# How long after its exchange a refresh token still gets the same answer, which its client lost.
REFRESH_GRACE = env.duration("REFRESH_GRACE_SECONDS", unit="seconds", default=60, minimum=0)

# --- One-time codes ---------------------------------------------------------------------------

SMS_URL = env.provider("SMS_URL", default="memory://" if TESTING else "console://")
# The first signs, all are accepted: put a new one in front to rotate.
OTP_KEYS = env.list("OTP_KEYS", default=[]) or [
    f"otp {key}" for key in (SECRET_KEY, *SECRET_KEY_FALLBACKS)
]
# Where codes are sent: ISO 3166-1. Each country more is one more that pumping can earn in.
OTP_COUNTRIES = env.countries(
    "OTP_COUNTRIES",
    default=[
        "AE",
        "AT",
        "AU",
        "BE",
        "CA",
        "CH",
        "DE",
        "ES",
        "FR",
        "GB",
        "IE",
        "IN",
        "IT",
        "LK",
        "NL",
        "NZ",
        "PT",
        "SG",
        "US",
    ],
)
# Whether a number that a code cannot help is told so (no account; an account already).
OTP_TELL_WHY = env.flag("OTP_TELL_WHY", default=True)
OTP_LIFETIME = env.duration("OTP_LIFETIME_SECONDS", unit="seconds", default=300)
# Of a code by mail, which may wait in queues and filters: NIST SP 800-63B-4 allows 10 minutes.
OTP_MAIL_LIFETIME = env.duration("OTP_MAIL_LIFETIME_SECONDS", unit="seconds", default=600)
OTP_COOLDOWN = env.duration("OTP_COOLDOWN_SECONDS", unit="seconds", default=60, minimum=0)
OTP_LONGEST_COOLDOWN = env.duration(
    "OTP_LONGEST_COOLDOWN_SECONDS", unit="seconds", default=600, minimum=0
)
OTP_PER_PHONE_HOUR = env.count("OTP_PER_PHONE_HOUR", default=5, minimum=1)
OTP_PER_PHONE_DAY = env.count("OTP_PER_PHONE_DAY", default=10, minimum=1)
OTP_PER_ADDRESS_HOUR = env.count("OTP_PER_ADDRESS_HOUR", default=20, minimum=1)
OTP_PER_RANGE_HOUR = env.count("OTP_PER_RANGE_HOUR", default=10, minimum=1)
# Codes to a calling code, and to all, that nobody used (otp.tally): so many of a day at least, or
# that share of what was sent on an average day of the last week.
OTP_UNUSED_PER_DIAL_CODE_DAY = env.count("OTP_UNUSED_PER_DIAL_CODE_DAY", default=50, minimum=1)
OTP_UNUSED_PER_DAY = env.count("OTP_UNUSED_PER_DAY", default=1000, minimum=1)
OTP_UNUSED_SHARE = env.number("OTP_UNUSED_SHARE", default=0.5, maximum=1)
OTP_FAILURES_PER_PHONE_DAY = env.count("OTP_FAILURES_PER_PHONE_DAY", default=15, minimum=1)
OTP_TRIES_PER_ADDRESS_MINUTE = env.count("OTP_TRIES_PER_ADDRESS_MINUTE", default=60, minimum=1)
OTP_RETRY_WAITS = env.waits("OTP_RETRY_WAITS", default=[1.0, 4.0])

# --- People -----------------------------------------------------------------------------------

# How many people one account may block in 24 hours.
BLOCKS_PER_DAY = env.count("BLOCKS_PER_DAY", default=100, minimum=1)

# --- Projects ---------------------------------------------------------------------------------

# What one account may do in 24 hours.
PROJECTS_PER_DAY = env.count("PROJECTS_PER_DAY", default=50, minimum=1)
INVITATIONS_PER_DAY = env.count("INVITATIONS_PER_DAY", default=50, minimum=1)
PROPOSALS_PER_DAY = env.count("PROPOSALS_PER_DAY", default=50, minimum=1)

# Say to both sides when a text between them holds contact data before work is agreed.
CONTACT_DATA_HINT = env.flag("CONTACT_DATA_HINT", default=True)

# --- Conversations ----------------------------------------------------------------------------

MESSAGES_PER_DAY = env.count("MESSAGES_PER_DAY", default=500, minimum=1)  # of one account
ATTACHMENTS_PER_MESSAGE = env.count("ATTACHMENTS_PER_MESSAGE", default=5, minimum=1, maximum=20)
ATTACHMENTS_PER_DAY = env.count("ATTACHMENTS_PER_DAY", default=50, minimum=1)  # of one account
ATTACHMENT_MEGABYTES_PER_DAY = env.count(
    "ATTACHMENT_MEGABYTES_PER_DAY", default=100, minimum=10, maximum=1_000_000
)

# --- Reviews ----------------------------------------------------------------------------------

# An Ed25519 key, PEM or the seed in base64. By default it is made from SECRET_KEY, and changes with
# it: what was exported before is then verified by the public keys of that time.
REPUTATION_SIGNING_KEY = env.str("REPUTATION_SIGNING_KEY", multiline=True, default="")

# --- Cookies and headers of the pages ---------------------------------------------------------

SESSION_COOKIE_AGE = int(SIMPLE_JWT["REFRESH_TOKEN_LIFETIME"].total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = env.wild_origins("CSRF_TRUSTED_ORIGINS")
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
_HSTS_SECONDS = env.count("HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_SECONDS = _HSTS_SECONDS if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# Front ends of other origins (docs/browsers.md). Cookies are none of their business: they send
# tokens.
CORS_ALLOWED_ORIGINS = env.origins("CORS_ALLOWED_ORIGINS")
# Each begins with ^, where the next one begins: a comma may well be part of one.
_ORIGIN_PATTERNS = env.str("CORS_ALLOWED_ORIGIN_REGEXES", default="").strip()
CORS_ALLOWED_ORIGIN_REGEXES = [
    pattern for pattern in re.split(r"[\s,]+(?=\^)", _ORIGIN_PATTERNS) if pattern
]
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_HEADERS = [
    *default_headers,
    "If-None-Match",
    "X-Request-ID",
    "Idempotency-Key",
    "Admission",
]
CORS_EXPOSE_HEADERS = [
    *("Retry-After", "X-Request-ID", "WWW-Authenticate", "ETag", "Link", "Content-Disposition"),
    "Idempotent-Replayed",
]
LOGIN_URL = "log-in"
LOGIN_REDIRECT_URL = "dashboard"

# --- The API ----------------------------------------------------------------------------------

MAX_BODY_BYTES = 1024 * 1024
# The largest upload is a picture of 10 MB (profiles.images).
MAX_PAGE_BYTES = 12 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES
# Uploads are decoded in memory: none is written to the temporary folder, whose disk may be full.
FILE_UPLOAD_MAX_MEMORY_SIZE = MAX_PAGE_BYTES
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": [
        "config.json.OrjsonRenderer",
        "rest_framework.renderers.BrowsableAPIRenderer",
    ],
    "DEFAULT_PARSER_CLASSES": [
        "config.json.OrjsonParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "config.negotiation.ContentNegotiation",
    "DEFAULT_PAGINATION_CLASS": "foundation.pagination.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["foundation.filters.FilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "config.schema.AutoSchema",
    "DEFAULT_METADATA_CLASS": "config.metadata.NoMetadata",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    # A coarse guard against load alone: the limits that protect accounts are foundation.limits.
    "DEFAULT_THROTTLE_CLASSES": ["config.throttling.LoadThrottle"],
    "DEFAULT_THROTTLE_RATES": {"public": env.rate("PUBLIC_THROTTLE_RATE", default="600/min")},
    "NUM_PROXIES": TRUSTED_PROXY_COUNT,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "config.errors.ExceptionHandler",
    "ENABLE_IN_DEBUG_FOR_UNHANDLED_EXCEPTIONS": False,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Guildhall",
    "DESCRIPTION": "The open-source trust layer of a talent marketplace: who is this person, "
    "what can they do, and did they do it well.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.schema_hooks.without_defaults_to_send",
        "config.schema_hooks.with_examples_of_answers",
    ],
    "ENUM_NAME_OVERRIDES": {
        "RoleEnum": "accounts.models.Role",
        "SelfServiceRoleEnum": "accounts.serializers.SELF_SERVICE_CHOICES",
        "UserStatusEnum": "accounts.models.Status",
        "SkillKindEnum": "profiles.models.SkillKind",
        "SkillStatusEnum": "profiles.models.SkillStatus",
        "SuggestionKindEnum": "profiles.models.SuggestionKind",
        "LinkKindEnum": "profiles.models.LinkKind",
        "OrganisationKindEnum": "profiles.models.OrganisationKind",
        "SideEnum": "reviews.models.Side",
        "ReviewStateEnum": "reviews.models.ReviewState",
        "WriterEnum": "conversations.models.Side",
        "MessageStateEnum": "conversations.serializers.conversations.MessageState",
        "ReportableKindEnum": "moderation.models.ObjectKind",
        "ModerationStateEnum": "foundation.moderated.ModerationState",
        "CodePurposeEnum": "otp.models.Purpose",
        "CvFormatEnum": "profiles.models.CvFormat",
        "EvidenceEnum": "profiles.models.Evidence",
        "SkillLevelEnum": "profiles.models.SkillLevel",
        "ExperienceLevelEnum": "profiles.models.ExperienceLevel",
        "ReportReasonEnum": "moderation.models.Reason",
        "GroundBasisEnum": "moderation.models.Basis",
        "DecisionActionEnum": "moderation.models.Action",
        "ChangeKindEnum": "projects.models.ChangeKind",
        "ChangeStatusEnum": "projects.models.ChangeStatus",
        "ProjectActionEnum": "projects.serializers.projects.PEOPLES_ACTIONS",
        "ErrorTypeEnum": "config.schema.ERROR_TYPES",
        "CredentialTypeEnum": "accounts.passkey_serializers.TYPES",
        "EmailTroubleEnum": "accounts.models.EmailTrouble",
        "SkillReasonCodeEnum": "profiles.serializers.skills.REASON_CODES",
    },
}

# --- Mail and background tasks ----------------------------------------------------------------

_MAIL = mail_settings(env)
vars().update(_MAIL)
# Who reports bounces and complaints; empty: nobody.
MAIL_WEBHOOK_PROVIDER: str = _MAIL["MAIL_WEBHOOK_PROVIDER"]
# Seconds after which a mail that the server did not take is tried again.
MAIL_RETRY_WAITS = env.waits("MAIL_RETRY_WAITS", default=[10.0, 60.0, 600.0, 3600.0])
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.sender("DEFAULT_FROM_EMAIL", default="guildhall@localhost")
# Where people can write to whom no door lets in.
CONTACT_EMAIL = env.sender("CONTACT_EMAIL", default=DEFAULT_FROM_EMAIL)
# Where answers go; empty: to the sender.
REPLY_TO_EMAIL = env.sender("REPLY_TO_EMAIL", default="")

_TASKS_BACKENDS = {
    "immediate": "operations.tasks.BackgroundThreadBackend",
    "database": "operations.task_queue.QueueBackend",
}
TASKS_BACKEND = env.choice("TASKS_BACKEND", default="immediate", choices=_TASKS_BACKENDS)
TASKS = {"default": {"BACKEND": _TASKS_BACKENDS[TASKS_BACKEND]}}
PROCRASTINATE_IMPORT_PATHS = ["operations.task_queue"]
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": 2,
    "fetch_job_polling_interval": 1.0,
    # A pooler that gives each transaction another connection passes no notification on.
    "listen_notify": not DATABASE_POOLER,
}

# --- Search -------------------------------------------------------------------------------------

SEARCH_FOLDER = env.str("SEARCH_FOLDER", default="") or str(BASE_DIR / ".data" / "search")
# Who writes the index: `thread` (of one of this machine's web processes), `command`
# (`manage.py index_search`), or `at_once` (each question, in memory: for tests).
SEARCH_INDEXER = env.choice(
    "SEARCH_INDEXER", default="thread", choices=("thread", "command", "at_once")
)
# How many build an index, the one that writes it included. 0: as many as processors, at most three.
SEARCH_PROCESSES = env.count("SEARCH_PROCESSES", default=0)
# Whether staff see what at least five accounts or networks asked for.
LEARN_FROM_SEARCHES = env.flag("LEARN_FROM_SEARCHES", default=False)

# --- Language, time, static files -------------------------------------------------------------

# Of mails to whoever has chosen none, of the API, and of pages for browsers that ask for neither.
LANGUAGE_CODE = env.choice("LANGUAGE_CODE", default="en", choices=("en", "de"))
# Each in its own words: whoever looks for a language reads that one.
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
# Those of django-countries come without the rest of it, which is pictures of flags.
LOCALE_PATHS = [BASE_DIR / "locale", Path(django_countries.__file__).parent / "locale"]
LANGUAGE_COOKIE_AGE = 31_536_000
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "UTC"
USE_I18N = USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Files are found where they lie in development and tests, and collected first in production.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = _IS_LOCAL
# Source maps, which nobody but a developer's browser asks for, took most of the time.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
# Pictures. Their addresses begin with MEDIA_URL: our own, or that of a bucket or CDN.
MEDIA_URL = env.folder_address("MEDIA_URL", default="/media/")
MEDIA_ROOT = env.str("MEDIA_ROOT", default="") or str(BASE_DIR / ".data" / "media")
_FOLDER = "django.core.files.storage.FileSystemStorage"
_PRIVATE_FOLDER = {
    "location": env.str("PRIVATE_ROOT", default="") or str(BASE_DIR / ".data" / "private"),
    "file_permissions_mode": 0o600,
    "directory_permissions_mode": 0o700,
}
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": env.class_path("MEDIA_STORAGE", default=_FOLDER),
        "OPTIONS": env.options("MEDIA_STORAGE_OPTIONS"),
    },
    # CVs, and pictures out of sight. Nothing serves it: a bucket must not be public, a folder not
    # below a web server's.
    "private": {
        "BACKEND": env.class_path("PRIVATE_STORAGE", default=_FOLDER),
        "OPTIONS": env.options("PRIVATE_STORAGE_OPTIONS") or _PRIVATE_FOLDER,
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if _IS_LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Days after which an uploaded CV is deleted; 0 keeps it until its owner or the account goes.
CV_RETENTION_DAYS = env.count("CV_RETENTION_DAYS", default=365, maximum=36_500)

# --- Events -----------------------------------------------------------------------------------

# Days for which what happened is kept, once everybody was told; at least one.
EVENTS_KEPT_DAYS = env.count("EVENTS_KEPT_DAYS", default=30, minimum=1, maximum=36_500)

# Days for which people find what they were told; at least one.
NOTIFICATIONS_KEPT_DAYS = env.count(
    "NOTIFICATIONS_KEPT_DAYS", default=365, minimum=1, maximum=36_500
)
# How many text messages about what others did one person gets in 24 hours; 0: none.
TEXTS_PER_DAY = env.count("TEXTS_PER_DAY", default=5)

# --- Erased accounts --------------------------------------------------------------------------

# Days for which agreed projects of clients who erased their account still say what was agreed, for
# whoever worked on them; three years, in which most claims end.
ERASED_AGREEMENTS_KEPT_DAYS = env.count(
    "ERASED_AGREEMENTS_KEPT_DAYS", default=1_096, minimum=1, maximum=36_500
)

# --- Texts that many accounts write alike ---------------------------------------------------------

# How many accounts make a case of it, within how many days; 0 accounts looks for none.
COPIED_TEXT_ACCOUNTS = env.count("COPIED_TEXT_ACCOUNTS", default=5)
COPIED_TEXT_DAYS = env.count("COPIED_TEXT_DAYS", default=7, minimum=1, maximum=365)
# Shorter texts count for nothing: many people write the same few words.
COPIED_TEXT_WORDS = env.count("COPIED_TEXT_WORDS", default=20, minimum=3)
# Whether new copies of a text on which a moderator has decided get that decision at once.
COPIED_TEXTS_HELD = env.flag("COPIED_TEXTS_HELD", default=False)

# --- Metrics ----------------------------------------------------------------------------------

# Whoever reads /metrics has to send it. Without one there are no metrics, and nothing is counted.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
METRICS_DIR = env.str("METRICS_DIR", default="") or str(BASE_DIR / ".data" / "metrics")

# --- Logs -------------------------------------------------------------------------------------

LOG_FORMAT = env.choice(
    "LOG_FORMAT", default="console" if DEBUG else "json", choices=("json", "console")
)
_LEVELS = ("CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG")
LOG_LEVEL = env.choice("LOG_LEVEL", default="INFO", choices=_LEVELS)
configure_structlog()
LOGGING = logging_config(log_format=LOG_FORMAT, level=LOG_LEVEL)

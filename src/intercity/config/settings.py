"""Django settings. What an operator may change comes from `config/env.py`."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.utils.translation import gettext_lazy as _

from intercity.config import sign_in
from intercity.config.env import read_environment
from intercity.config.mail import mail_settings
from intercity.config.rooms import *  # noqa: F403
from intercity.config.rooms import INTERCITY_KINDS, INTERCITY_PERSONAL, ROOMS

ENV = read_environment()
PACKAGE = Path(__file__).resolve().parent.parent
DATA = ENV.data
DEMO = ENV.demo
DEBUG = ENV.debug
SECRET_KEY = ENV.secret_key
PUBLIC_URL = ENV.public_url
ALLOWED_HOSTS = ENV.allowed_hosts
TRUSTED_PROXIES = ENV.trusted_proxies

# The front (DESIGN.md section 3)
WEB_THREADS = ENV.web_threads
BODY_LIMIT = 2 * 1024 * 1024
UPLOAD_LIMIT = 30 * 1024 * 1024
STREAM_LIMIT = ENV.stream_limit
# Pages for readers without an account, kept in each web process (docs/adr/0016-page-cache.md).
PAGE_CACHE_BYTES = 64 * 1024 * 1024
# What such a page says of the clock ("in the last 24 hours") may be this old.
PAGE_CACHE_SECONDS = 60.0
PORT = ENV.port
SECURITY_CONTACT = ENV.security_contact
ATTACHMENT_LIMIT = 25 * 1024 * 1024
# An hour of a workshop as a film of 720 lines, or eight hours of sound; 0: no recordings are taken.
RECORDING_LIMIT = ENV.recording_mb * 1024 * 1024

if DEMO:
    INTERCITY_PERSONAL = [*INTERCITY_PERSONAL, "intercity.demo.personal.FIELDS"]
# For how many days what is kept (`core.personal`); the worker removes it afterwards.
INTERCITY_RETENTION: dict[str, int] = {
    "digests": 30,
    "deliveries": 180,
    "mails": 180,
    "doubtful_mails": 7,
    "invitations": 180,
    "drafts": 365,
    "sessions": 60,
    "notes": 30,
    "notes_alone": 180,
}
# Where forms carry files: composers of every kind, edits, comments, lists of invitations.
COMPOSERS = [f"*/post/{path.split('.')[2]}" for path in INTERCITY_KINDS]
UPLOAD_FORMS = ["*/edit", "*/comment", "*/answers/upload", "/spaces/templates"]
UPLOAD_PATHS = ["/coordination/", "/mail-in", *UPLOAD_FORMS, *COMPOSERS]
# Where a recording may come along (forms that say `takes_recordings`), so that a body may be far larger.
RECORDING_PATHS = ["*/post/report", "*/edit"]

INSTALLED_APPS = [
    *ROOMS,
    *(["intercity.demo"] if DEMO else []),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "intercity.core.headers.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "intercity.organisations.middleware.attach_viewer",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "intercity.organisations.suspended.RefuseSuspended",
    "intercity.organisations.too_often.SayWhen",
]

ROOT_URLCONF = "intercity.config.urls"
WSGI_APPLICATION = "intercity.config.wsgi.application"

TEMPLATE_LOADERS = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "OPTIONS": {
            "loaders": [("intercity.core.folding.Loader", TEMPLATE_LOADERS)],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "intercity.pages.context.page_context",
                *(["intercity.demo.context.demo_context"] if DEMO else []),
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "intercity.core.templatetags.intercity",
            ],
        },
    }
]

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;",
}
DATABASES = {"default": dj_database_url.parse(ENV.database_url, conn_max_age=None, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits of the sign-in live in the cache, so it must be one that all processes share.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        # Above so many, counts that still run would be thrown away with the old ones.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
# How many in how many seconds, for each person, organisation and address (`organisations.limits`). Whole city halls
# come from one address. The operator may multiply all of them; 0 is without limits.
INTERCITY_LIMITS: dict[str, dict[str, tuple[int, int]]] = {
    "code": {"mail": (10, 3600), "address": (120, 3600)},
    "post": {"person": (60, 3600), "organisation": (300, 3600), "address": (600, 3600)},
    "flag": {"person": (20, 3600), "organisation": (100, 3600), "address": (200, 3600)},
    "upload": {"person": (100, 3600), "organisation": (500, 3600), "address": (1000, 3600)},
    "search": {"person": (1200, 3600), "organisation": (6000, 3600), "address": (6000, 3600)},
    # What is saved while it is typed; a long text counts several times (`kinds.document`).
    "write": {"person": (1500, 3600), "organisation": (9000, 3600), "address": (18000, 3600)},
    "invite": {"person": (3000, 86400), "organisation": (3000, 86400), "address": (6000, 86400)},
}
INTERCITY_LIMITS_TIMES = ENV.limits_times
INTERCITY_QUICK_EXIT = ENV.quick_exit

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [PACKAGE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "intercity.core.staticfiles.HashedStorage"},
}
MEDIA_ROOT = DATA / "files"
FILE_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "intercity.core.spooling.UnnamedFileUploadHandler",
]
# /tmp is memory on many systems.
FILE_UPLOAD_TEMP_DIR = DATA
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("bg", _("Bulgarian"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Brussels"

AUTH_USER_MODEL = "organisations.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "intercity.organisations.sign_in.SignInAdapter"
ACCOUNT_FORMS = {"request_login_code": "intercity.organisations.sign_in.SignInForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# How long a proof of identity is fresh enough to change how one signs in.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
MFA_ADAPTER = "intercity.organisations.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# Browsers know passkeys without TLS under this name only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = urlsplit(PUBLIC_URL).hostname == "localhost"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_DIGITS = 10
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = sign_in.FACTOR_FORMS

# Who must show a second factor before any act: "coordinators", "writing" (docs/sign-in.md).
SECOND_FACTOR = sign_in.second_factor_of(ENV.second_factor)
OIDC_APPS = sign_in.read_providers(ENV.oidc_providers)
OIDC_PRIVATE_HOSTS = sign_in.private_hosts_of(OIDC_APPS)
OIDC_WITH_SECOND_FACTOR = sign_in.trusted_with_factor(OIDC_APPS)
SOCIALACCOUNT_ADAPTER = "intercity.organisations.oidc.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": OIDC_APPS, "OAUTH_PKCE_ENABLED": True}}
SOCIALACCOUNT_STORE_TOKENS = False
# A form that leads to another server would need that server in our Content-Security-Policy; a link does not.
SOCIALACCOUNT_LOGIN_ON_GET = True

DEFAULT_FROM_EMAIL = ENV.mail_from or f"Intercity <no-reply@{urlsplit(PUBLIC_URL).hostname}>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
PRIVACY_CONTACT = ENV.privacy_contact or f"privacy@{DEFAULT_FROM_EMAIL.rpartition('@')[2].strip('> ')}"
vars().update(mail_settings(ENV.email_url, demo=DEMO))

# Mail that comes in (docs/mail.md); the demo hears only what its own pages send.
MAIL_IN_DOMAIN = ENV.mail_in.domain or ("demo.invalid" if DEMO else "")
MAIL_IN_HOST, MAIL_IN_PORT, MAIL_IN_LMTP = ENV.mail_in.host, ENV.mail_in.port, ENV.mail_in.lmtp
MAIL_IN_SECRET, MAIL_IN_AUTHSERV = ENV.mail_in.secret, ENV.mail_in.authserv
MAIL_IN_LIMIT = UPLOAD_LIMIT

# Web push: whose services may be called. Those without TLS are for tests.
PUSH_HOSTS = ENV.push_hosts
PUSH_HOSTS_WITHOUT_TLS: list[str] = []

SESSION_ENGINE = "intercity.organisations.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * INTERCITY_RETENTION["sessions"]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
IS_HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
# Browsers that have come once over TLS never come without again (RFC 6797). Only for this host: what stands below it
# may be somebody else's.
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
# Hosts below this one, the list that browsers ship, and sending visitors from http to https, which the proxy does.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021", "security.W008"]
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The front decides what the scheme is (only trusted proxies may say) and hands it on as wsgi.url_scheme.
FORM_RENDERER = "intercity.core.rendering.FormRenderer"
TEST_RUNNER = "django.test.runner.DiscoverRunner"

STDERR = {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "line", "filters": ["without tokens"]}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"without tokens": {"()": "intercity.core.logs.WithoutTokens"}},
    "handlers": {"stderr": STDERR},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # The receiver of mail would log every address, and reply addresses are secrets.
    "loggers": {"django.request": {"level": "ERROR"}, "mail.log": {"level": "WARNING"}},
}

"""Settings of the test site. Nothing of the product but the record and the front."""

import os
from pathlib import Path

import dj_database_url

DATA = Path(os.environ["INTERCITY_DATA"])
SECRET_KEY = "for-tests-only"
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
INSTALLED_APPS = ["intercity.activity"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "tests.front_site.urls"
LIVE_EVENTS = "tests.front_site.live"
DATABASES = {"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=None)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
MEDIA_ROOT = DATA / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = None
WEB_THREADS = 2
BODY_LIMIT = 2 * 1024 * 1024
UPLOAD_LIMIT = 30 * 1024 * 1024
UPLOAD_PATHS = ["/upload/"]
RECORDING_LIMIT = 0
RECORDING_PATHS: list[str] = []
MAIL_IN_PORT = 0
PAGE_CACHE_BYTES = 1024 * 1024
PAGE_CACHE_SECONDS = 60.0
STREAM_LIMIT = int(os.environ.get("STREAM_LIMIT", 200))
TRUSTED_PROXIES = os.environ.get("TRUSTED_PROXIES", "").split()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}

# A web process that fails twice before it starts, for the test of the supervisor.
MUST_FAIL_BELOW = os.environ.get("WEB_MUST_FAIL_BELOW")

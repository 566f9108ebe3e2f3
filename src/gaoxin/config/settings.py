"""Settings of one installation. Everything that differs between machines comes from the environment.

GAOXIN_DATABASE_URL  postgres://… or sqlite:///path (default var/gaoxin.sqlite3)
GAOXIN_ZONE          code of the zone this installation serves (default: the demo zone)
GAOXIN_DEBUG         1 only on a developer's machine
GAOXIN_SECRET_KEY    required when DEBUG is off and no key file can be written
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import dj_database_url

from gaoxin.config.paths import catalogue_dir, var_dir

DEBUG = os.environ.get("GAOXIN_DEBUG", "0") == "1"
VAR = var_dir()
CATALOGUE = catalogue_dir()
ZONE = os.environ.get("GAOXIN_ZONE", "demo-qingyuan")


def _secret_key() -> str:
    named = os.environ.get("GAOXIN_SECRET_KEY")
    if named:
        return named
    path = VAR / "secret.key"
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        VAR.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii")
        key = secrets.token_urlsafe(50)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(key)
        return key


def _database(url: str) -> dict[str, object]:
    """One database from its URL, with the measured settings (docs/explanation/runtime.md)."""
    config: dict[str, object] = dict(dj_database_url.parse(url))
    if config["ENGINE"] == "django.db.backends.sqlite3":
        Path(str(config["NAME"])).parent.mkdir(parents=True, exist_ok=True)
        config |= {
            "ENGINE": "gaoxin.runtime.sqlite_gate",
            "TEST": {"NAME": ":memory:"},
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; "
                "PRAGMA cache_size=-32768; PRAGMA journal_size_limit=67108864",
            },
        }
    else:
        config["DISABLE_SERVER_SIDE_CURSORS"] = True  # pgbouncer in transaction mode
        config["CONN_HEALTH_CHECKS"] = True  # a connection that a failover has cut is replaced, not reported
    return config | {"CONN_MAX_AGE": None}


SECRET_KEY = _secret_key()
DATABASES = {"default": _database(os.environ.get("GAOXIN_DATABASE_URL") or f"sqlite:///{VAR / 'gaoxin.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "gaoxin.runtime",
    "gaoxin.audit",
    "gaoxin.ui",
    "gaoxin.accounts",
    "gaoxin.parties",
    "gaoxin.trust",
    "gaoxin.approvals",
    "gaoxin.portal",
    "gaoxin.demo",
    "gaoxin.config",
]
# Base registries: code -> {"kind": "local"} (the default) or {"kind": "http", "url": …, "timeout_seconds": …}.
REGISTRIES: dict[str, dict[str, object]] = {}
UPLOAD_MAX_BYTES = 100 * 1024 * 1024  # of one file
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
    "gaoxin.gateway",
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
TASKS = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "long"]},
}

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "gaoxin.config.doors.ActorMiddleware",
    "gaoxin.config.doors.AccessMiddleware",
    "gaoxin.ui.web.problems.ProblemMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "gaoxin.config.urls"
WSGI_APPLICATION = "gaoxin.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gaoxin.config.face.face",
            ]
        },
    }
]
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
ALLOWED_HOSTS = os.environ.get("GAOXIN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [VAR / "locale"]  # compiled from src/gaoxin/ui/locale by gaoxin.ui.translation
# A login is unique within its zone (every unique key carries the zone); the zone is part of the login itself.
SILENCED_SYSTEM_CHECKS = ["auth.E003"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "gaoxin": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "django_tasks": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django_tasks_db": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
    },
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True

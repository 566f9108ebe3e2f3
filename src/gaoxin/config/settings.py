"""Settings of one installation. Everything that differs between machines comes from the environment.

GAOXIN_DATABASE_URL  postgres://… or sqlite:///path (default var/gaoxin.sqlite3)
GAOXIN_ZONE          code of the zone this installation serves (default: the demo zone)
GAOXIN_DEBUG         1 only on a developer's machine
GAOXIN_SECRET_KEY    required when DEBUG is off and no key file can be written
GAOXIN_HTTPS         1 or 0: whether browsers reach it by https (default: 1 where GAOXIN_HOSTS names more than this machine)
GAOXIN_PROXIES       how many reverse proxies of our own stand in front (default: 1 with https, else 0)
GAOXIN_DEMO_ENTRY    1: the demo zone lets a visitor in as any of its people; `./gaoxin demo` sets it on loopback
GAOXIN_SMTP          mail server, smtp://USER:PASSWORD@HOST:PORT (default: none, and no mail is sent)
GAOXIN_MAIL_FROM     whom mail comes from (default: gaoxin@ and the first host name)
GAOXIN_MAIL_DOMAINS  domains to which the cockpit may be mailed, comma separated (default: any)
GAOXIN_OIDC          YAML file that names the zone's identity provider (docs/reference/settings.md)
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import dj_database_url

from gaoxin.config.identity import identity_providers
from gaoxin.config.mail import read_mail
from gaoxin.config.paths import catalogue_dir, var_dir

DEBUG = os.environ.get("GAOXIN_DEBUG", "0") == "1"
VAR = var_dir()
CATALOGUE = catalogue_dir()
ZONE = os.environ.get("GAOXIN_ZONE", "demo-qingyuan")
ALLOWED_HOSTS = os.environ.get("GAOXIN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}
HTTPS = os.environ.get("GAOXIN_HTTPS", "1" if not DEBUG and set(ALLOWED_HOSTS) - LOOPBACK else "0") == "1"
PROXIES = int(os.environ.get("GAOXIN_PROXIES", "1" if HTTPS else "0"))
DEMO_ZONE = ZONE.startswith("demo-")
DEMO_ENTRY = DEMO_ZONE and (DEBUG or os.environ.get("GAOXIN_DEMO_ENTRY", "0") == "1")


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
    "gaoxin.accounts",  # before allauth: its templates take the place of allauth's
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "gaoxin.runtime",
    "gaoxin.audit",
    "gaoxin.ui",
    "gaoxin.parties",
    "gaoxin.trust",
    "gaoxin.approvals",
    "gaoxin.investment",
    "gaoxin.projects",
    "gaoxin.innovation",
    "gaoxin.talent",
    "gaoxin.labour",
    "gaoxin.economy",
    "gaoxin.cockpit",
    "gaoxin.portal",
    "gaoxin.demo",
    "gaoxin.gateway",
    "gaoxin.config",
]
# Base registries: code -> {"kind": "local"} (the default) or {"kind": "http", "url": …, "timeout_seconds": …}.
REGISTRIES: dict[str, dict[str, object]] = {}
UPLOAD_MAX_BYTES = 100 * 1024 * 1024  # of one file
AUTH_USER_MODEL = "accounts.User"
# Agreements of leads are judged by the records of projects, which lie above them.
PROMISE_RECORDS = "gaoxin.projects.selectors.promised.recorded"
ENTERPRISE_FILE_MODULES = (
    "gaoxin.innovation.web.enterprise_file.MODULE",
    "gaoxin.innovation.web.enterprise_file.BENEFITS",
    "gaoxin.talent.selectors.enterprise_file.MODULE",
    "gaoxin.labour.web.enterprise_file.MODULE",
)
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "name")},
    },
    {"NAME": "gaoxin.accounts.web.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
ACCOUNT_ADAPTER = "gaoxin.accounts.web.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "gaoxin.accounts.web.forms.LoginForm",
    "signup": "gaoxin.accounts.web.forms.SignupForm",
    "change_password": "gaoxin.accounts.web.forms.ChangePasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_PASSWORD_MIN_LENGTH = None  # AUTH_PASSWORD_VALIDATORS say it
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE, not longer
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# Guessing one account's password is counted by axes, which can say until when; these count one address over all accounts.
# One account's second factor is counted by login_failed's key.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip", "login_failed": "20/m/ip,5/300s/key", "signup": "10/h/ip", "reauthenticate": "10/m/user",
}  # fmt: skip
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:me"
OIDC = identity_providers(os.environ.get("GAOXIN_OIDC", ""))
SOCIALACCOUNT_ADAPTER = "gaoxin.accounts.web.adapters.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"APPS": [provider.app() for provider in OIDC], "OAUTH_PKCE_ENABLED": True}
}
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "gaoxin.accounts.web.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = ZONE
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS and set(ALLOWED_HOSTS) <= LOOPBACK
# Sessions: officers are signed out when idle, everybody after SESSION_COOKIE_AGE.
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 30 * 60
# One place for all processes: rate limits and used codes must not be forgotten by asking another worker.
# More entries than Django's 300, or whoever comes from many addresses would push the counts of others out.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "accounts_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}  # fmt: skip
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
    "gaoxin.accounts.web.guards.SessionGuard",
    "gaoxin.config.doors.AccessMiddleware",
    "gaoxin.accounts.web.guards.UploadGuard",
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
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},  # a page takes less than 300 KB
}
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [VAR / "locale"]  # compiled from src/gaoxin/ui/locale by gaoxin.ui.translation
# A login is unique within its zone (every unique key carries the zone); the zone is part of the login itself.
SILENCED_SYSTEM_CHECKS = ["auth.E003", "auth.W004"]
MAIL = read_mail(os.environ.get("GAOXIN_SMTP", ""))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL.host else 'dummy'}.EmailBackend"
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.host, MAIL.port, MAIL.user, MAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS, EMAIL_TIMEOUT = MAIL.tls, MAIL.starttls, 30
DEFAULT_FROM_EMAIL = os.environ.get("GAOXIN_MAIL_FROM", f"gaoxin@{ALLOWED_HOSTS[0]}")
MAIL_DOMAINS = frozenset(filter(None, os.environ.get("GAOXIN_MAIL_DOMAINS", "").lower().split(",")))
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
        "form-action": ["'self'", *(provider.origin for provider in OIDC)],  # browsers check where a form ends up
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "gaoxin.ui.web.problems.form_out_of_date"
X_FRAME_OPTIONS = "DENY"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # or the moment that the page names would not be true
AXES_USERNAME_FORM_FIELD = "username"  # as allauth names it to the backends
AXES_CLIENT_IP_CALLABLE = "gaoxin.accounts.web.rates.client_ip"
AXES_LOCKOUT_CALLABLE = "gaoxin.accounts.web.lockout.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

"""One settings file for every installation, driven by the environment and safe by default.

README.md, section "Settings", has the table of the variables read here.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import structlog
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from config.payments import stripe_settings

BASE_DIR = Path(__file__).resolve().parent.parent


def flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def required(name: str) -> str:
    try:
        return os.environ[name]
    except KeyError:
        raise ImproperlyConfigured(f"Set the environment variable {name}: see README.md, Settings.") from None


def database(url: str) -> dict[str, object]:
    """postgresql://user:password@host:port/name, or ?host=/socket/folder for a unix socket."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or query.get("port", "")),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # Who finds no free connection waits in order; after `timeout`, as after lock_timeout, he is answered 503.
            "pool": {"min_size": 1, "max_size": int(os.environ.get("DATABASE_POOL", "8")), "timeout": 15}
            if flag("DATABASE_POOLED", default=True)
            else False,
            "options": "-c statement_timeout=30s -c lock_timeout=10s"
            f" -c idle_in_transaction_session_timeout={os.environ.get('DATABASE_IDLE_TIMEOUT', '60s')}",
        },
    }


# --- what kind of installation -------------------------------------------------------------------

DEMO = flag("DEMO")
DEBUG = flag("DEBUG")
SECRET_KEY = required("SECRET_KEY")
HTTPS = flag("HTTPS", default=not DEMO)
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "").split()
BASE_URL = os.environ.get("BASE_URL", "http://localhost:8000").rstrip("/")
# Name, address and telephone of who hosts the service: the law asks for it.
HOSTING = os.environ.get("HOSTING", "")
if DEMO and HTTPS:
    raise ImproperlyConfigured("The demo never runs as a production site: unset DEMO or HTTPS.")

# --- the house -----------------------------------------------------------------------------------

INSTALLED_APPS = [
    "reporting",
    "billing",
    "reservations",
    "espaces",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "espaces.middleware.name_request",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "espaces.middleware.pack_text",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "espaces.middleware.choose_network",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "espaces.middleware.know_roles",
    "espaces.middleware.speak_language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "espaces.middleware.note_device",
    "espaces.middleware.ask_terms",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "espaces.context.site",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- data ----------------------------------------------------------------------------------------

DATABASES = {"default": database(required("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
}
# Seconds for which a public page is kept for visitors without a login (reservations/views/kept_pages.py); 0: never.
PUBLIC_PAGES_KEPT = float(os.environ.get("PUBLIC_PAGES_KEPT", "3"))
SESSION_ENGINE = "django.contrib.sessions.backends.db"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Invoices and archives: never under MEDIA_URL, served to those who may see them.
    "documents": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": os.environ.get("DOCUMENTS_ROOT", str(BASE_DIR / "var" / "documents"))},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", BASE_DIR / "var" / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", BASE_DIR / "var" / "media"))

# --- accounts ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "espaces.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "reservations:home"
ACCOUNT_ADAPTER = "espaces.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "espaces.forms.accounts.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "reservations:home"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
# Rate limits count by the visitor's address: the one that our own proxy wrote, never one that a visitor wrote.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if flag("BEHIND_PROXY") else 0
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
USERSESSIONS_TRACK_ACTIVITY = True

# --- language and time ---------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

# --- the books -----------------------------------------------------------------------------------

# The secrets that sign invoices and payments, apart from SECRET_KEY: id:secret[,id:secret], the newest first.
BOOKS_KEYS = os.environ.get("BOOKS_KEYS", "")
if not DEMO and "demo-only" in BOOKS_KEYS:
    raise ImproperlyConfigured("BOOKS_KEYS is the demo's: real books need a secret of their own.")
# A folder outside the database and its backups, where the head of each structure's books is kept every night.
BOOKS_HEADS = Path(os.environ["BOOKS_HEADS"]) if os.environ.get("BOOKS_HEADS") else None

# --- mail and work that leaves -------------------------------------------------------------------

DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "Espaces <bonjour@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
DEMO_MAILBOX = Path(os.environ.get("DEMO_MAILBOX", BASE_DIR / ".demo" / "mail"))
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": DEMO_MAILBOX},
    }
    if DEMO
    else {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": os.environ.get("SMTP_HOST", "localhost"),
            "port": int(os.environ.get("SMTP_PORT", "587")),
            "username": os.environ.get("SMTP_USER", ""),
            "password": os.environ.get("SMTP_PASSWORD", ""),
            "use_tls": flag("SMTP_TLS", default=True),
            "timeout": 10,
        },
    },
}

OUTGOING_HANDLERS = {
    "account": "espaces.mails.send_account_message",
    "invitation": "espaces.mails.send_invitation",
    "confirmation": "reservations.mails.send_confirmation",
    "reminder": "reservations.mails.send_reminder",
    "change": "reservations.mails.send_change",
    "cancellation": "reservations.mails.send_cancellation",
    "kept": "reservations.mails.send_kept",
    "plan_price": "billing.mails.send_plan_price",
    "document": "billing.services.documents.store_document",
    "invoice": "billing.mails.send_invoice",
    "stripe_event": "billing.services.online.events.handle_message",
    "online_payment": "billing.services.online.letters.send",
    "paid_day": "billing.services.online.cancellations.settle_paid_day",
    "advance": "billing.services.online.cancellations.settle_advance",
    "billing_run": "billing.services.billing_runs.work_on_run",
    "billing_proposal": "billing.mails.send_billing_proposal",
    "book_head": "billing.mails.send_book_head",
    "payment_reminder": "billing.mails.send_payment_reminder",
    "book_archive": "billing.services.archives.write_archive",
    "book_check": "billing.services.book_checks.run_check",
    "report_figures": "reporting.services.reports.compute_figures",
    "report_freezing": "reporting.services.freezing.freeze_when_asked",
    "report_recomputing": "reporting.services.recomputing.recompute_when_asked",
}
# What leaves by thousands on a billing day, or takes long: only when nothing else waits.
OUTGOING_IN_BULK = [
    "document",
    "invoice",
    "billing_run",
    "payment_reminder",
    "book_archive",
    "book_check",
    "report_figures",
    "report_freezing",
    "report_recomputing",
]

CELERY_BROKER_URL = os.environ.get("REDIS_URL", "redis://localhost:6379/0")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 5,
    "socket_connect_timeout": 0.5,
    "max_retries": 0,
    "visibility_timeout": 3600,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    "deliver-outgoing": {"task": "espaces.tasks.deliver_outgoing", "schedule": 60.0},
    "release-unclaimed": {"task": "reservations.tasks.release_unclaimed", "schedule": crontab(minute="*/5")},
    "expire-reservations": {
        "task": "reservations.tasks.expire_reservations",
        "schedule": crontab(minute="2-59/5"),
    },
    "close-presences": {"task": "reservations.tasks.close_presences", "schedule": crontab(minute="*/15")},
    "open-allotments": {
        "task": "reservations.tasks.open_allotments",
        "schedule": crontab(minute="*/10"),
    },
    "open-due-periods": {
        "task": "reservations.tasks.open_due_periods",
        "schedule": crontab(minute="20"),
    },
    "settle-prices": {"task": "billing.tasks.settle_prices", "schedule": crontab(minute="7-59/10")},
    "write-charges": {"task": "billing.tasks.write_charges", "schedule": crontab(minute="35")},
    "write-all-charges": {
        "task": "billing.tasks.write_all_charges",
        "schedule": crontab(hour="3", minute="45"),
    },
    "close-books": {"task": "billing.tasks.close_books", "schedule": crontab(minute="25")},
    "keep-heads": {"task": "billing.tasks.keep_heads", "schedule": crontab(hour="4", minute="40")},
    "continue-billing-runs": {
        "task": "billing.tasks.continue_billing_runs",
        "schedule": crontab(minute="*/3"),
    },
    "propose-billing-runs": {
        "task": "billing.tasks.propose_billing_runs",
        "schedule": crontab(hour="6", minute="15"),
    },
    "follow-online-payments": {
        "task": "billing.tasks.follow_online_payments",
        "schedule": crontab(minute="3-59/5"),
    },
    "look-for-missed-events": {
        "task": "billing.tasks.look_for_missed_events",
        "schedule": crontab(minute="17"),
    },
    "announce-debits": {"task": "billing.tasks.announce_debits", "schedule": crontab(hour="7", minute="10")},
    "send-payment-reminders": {
        "task": "billing.tasks.send_payment_reminders",
        "schedule": crontab(hour="9", minute="20"),
    },
    "collect-debits": {"task": "billing.tasks.collect_debits", "schedule": crontab(minute="40")},
    "fill-facts": {"task": "reporting.tasks.fill_facts", "schedule": crontab(minute="20")},
    "publish-open-data": {
        "task": "reporting.tasks.publish_open_data",
        "schedule": crontab(hour="5", minute="10"),
    },
    "clear-sessions": {"task": "espaces.tasks.clear_sessions", "schedule": crontab(hour="4", minute="10")},
}

# --- cards and debits: without a key, none is offered ---------------------------------------------

_stripe = stripe_settings(os.environ, demo=DEMO)
STRIPE_API_KEY = _stripe.key
STRIPE_WEBHOOK_SECRET = _stripe.webhook_secret
# Address of a sandbox; empty: Stripe itself.
STRIPE_BASE = _stripe.base

# --- logs: one JSON object a line, each with the id of its request --------------------------------

LOG_CHAIN = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": LOG_CHAIN,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {"django.server": {"handlers": ["console"], "propagate": False}},
}

# --- safety --------------------------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    # A browser holds the redirection after a form to this list too.
    "form-action": [CSP.SELF, *_stripe.pages],
    "frame-ancestors": [CSP.NONE],
}
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_PROXY") else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
CSRF_COOKIE_SECURE = HTTPS
CSRF_TRUSTED_ORIGINS = os.environ.get("TRUSTED_ORIGINS", "").split()
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

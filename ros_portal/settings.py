"""One settings file for every place the portal runs; what differs comes from `env.py`."""

from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
import structlog
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from ros_portal.env import BASE_DIR, read_environment

django_stubs_ext.monkeypatch()  # lets `ModelAdmin[User]` and the like be written at run time

ENV = read_environment()

DEBUG = ENV.debug
DEMO = ENV.demo
SECRET_KEY = ENV.secret_key
ALLOWED_HOSTS = ENV.hosts
SITE_URL = ENV.site_url
CSRF_TRUSTED_ORIGINS = [SITE_URL]
VAR_DIR: Path = ENV.var

INSTALLED_APPS = [
    "ros_portal",
    "ros_portal.audit",
    "ros_portal.jobs",
    "stakeholders",
    "strategy",
    "milestones",
    "council",
    "programme",
    "letters",
    "ros_portal.weekly",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "guardian",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ros_portal.lib.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ros_portal.lib.privacy.PrivatePagesMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ros_portal.audit.middleware.RequestOriginMiddleware",
]

ROOT_URLCONF = "ros_portal.urls"
WSGI_APPLICATION = "ros_portal.wsgi.application"
ASGI_APPLICATION = "ros_portal.asgi.application"

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
                "ros_portal.context_processors.portal",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data -------------------------------------------------------------------------------------
DATABASES = {"default": ENV.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Beside the shared cache, every process keeps by itself what is asked for with every page.
IN_PROCESS = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
if ENV.redis_url:
    CACHES = {
        "default": {
            "BACKEND": "ros_portal.lib.cache.OneClientRedisCache",
            "LOCATION": ENV.redis_url,
        },
        "process": {**IN_PROCESS, "LOCATION": "process"},
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
else:
    CACHES = {"default": IN_PROCESS, "process": {**IN_PROCESS, "LOCATION": "process"}}
    SESSION_ENGINE = "django.contrib.sessions.backends.db"

# How the processes in which people write together wake each other; never the way of the words.
if ENV.redis_url:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [ENV.redis_url]},
        }
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

# --- People -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "stakeholders.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None  # guardian: nobody's rights are kept as a user row
GUARDIAN_MONKEY_PATCH_USER = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "overview"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "stakeholders.passwords.LongEnough",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

ACCOUNT_ADAPTER = "stakeholders.accounts.InvitationOnlyAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # the invitation proved the address
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "stakeholders.forms.SignInForm",
    "reset_password": "stakeholders.forms.PasswordResetForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO
MFA_TOTP_ISSUER = "ROS-portaal"

# --- Language and time ------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "ros_portal" / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
USE_TZ = True

# --- Files ------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = ENV.static_root
STATICFILES_DIRS = [BASE_DIR / "static" / "dist"]
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "ros_portal.lib.storage.StaticFiles"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- Mail -------------------------------------------------------------------------------------
vars().update(ENV.email)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.from_address
EMAIL_SUBJECT_PREFIX = ""

# --- Background work --------------------------------------------------------------------------
# The database row is the truth and Celery only the wake-up call (ros_portal.jobs), so the
# embedded set-up may use a broker made of files.
CELERY_FOLDERS = VAR_DIR / "celery"
if ENV.redis_url:
    CELERY_BROKER_URL = ENV.redis_url
else:
    CELERY_BROKER_URL = "filesystem://localhost//"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(CELERY_FOLDERS / "queue"),
        "data_folder_out": str(CELERY_FOLDERS / "queue"),
        "processed_folder": str(CELERY_FOLDERS / "processed"),
        "control_folder": str(CELERY_FOLDERS / "control"),
        "store_processed": False,
        "polling_interval": 0.2,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False  # the sweeper is the retry; a page must not wait for Redis
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(CELERY_FOLDERS / "beat")
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "ros_portal.jobs.tasks.sweep_jobs", "schedule": 15.0},
    "fold-what-was-left": {"task": "strategy.clock.fold_what_was_left", "schedule": 60.0},
    "throw-away-old-updates": {
        "task": "strategy.clock.throw_away_old_updates",
        "schedule": 86_400.0,
    },
    "throw-away-old-exports": {
        "task": "strategy.clock.throw_away_old_exports",
        "schedule": 86_400.0,
    },
    "remind-the-silent": {"task": "strategy.clock.remind_the_silent", "schedule": 3600.0},
    "throw-away-old-documents": {
        "task": "strategy.clock.throw_away_old_documents",
        "schedule": 3600.0,
    },
    "notice-changed-facts": {
        "task": "letters.clock.notice_changed_facts",
        "schedule": 1800.0,
    },
    "tell-openings": {"task": "council.clock.tell_openings", "schedule": 60.0},
    "feed-next-boss": {"task": "council.clock.feed_next_boss", "schedule": 600.0},
    # At seven, and later that day when the clock stood still then.
    "send-digests": {
        "task": "stakeholders.clock.send_digests",
        "schedule": crontab(minute="*/5"),
    },
    # On the first working morning of a week; the other times find that it was not, or was told.
    "tell-the-week": {
        "task": "ros_portal.weekly.clock.tell_the_week",
        "schedule": crontab(minute="*/15", hour="7-18"),
    },
    "throw-away-old-notifications": {
        "task": "stakeholders.clock.throw_away_old_notifications",
        "schedule": 86_400.0,
    },
    "settle-grants": {"task": "stakeholders.tasks.settle_lapsed_grants", "schedule": 3600.0},
}

# --- Security ---------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = ENV.secure
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = ENV.secure
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if ENV.secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENV.secure
if ENV.trusted_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Or all visitors would be one, and one who guesses passwords would lock out everybody.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
SECURITY_CONTACT = ENV.security_contact or f"mailto:security@{urlsplit(SITE_URL).hostname}"
ACCESSIBILITY_STATEMENT = ENV.accessibility_statement
SOURCE_CODE_URL = ENV.source_code_url
CSRF_FAILURE_VIEW = "ros_portal.views.csrf_failure"

# --- Logging: one JSON line per event in production, readable lines on a desk -----------------
_shared_processors: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso"),
]
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_shared_processors,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _shared_processors,
            "processor": (
                structlog.dev.ConsoleRenderer(colors=False)
                if DEBUG or DEMO
                else structlog.processors.JSONRenderer()
            ),
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "ros_portal": {"level": "INFO"},
    },
}

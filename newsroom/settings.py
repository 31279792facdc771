"""All settings, in one file: places differ only by the environment variables read here (`.env.example`).

Without any variable the project runs on one machine with no other server: SQLite, a folder as the
message broker, a folder as the outbox. Everything it writes lies under `var/`.
"""

from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext

from newsroom import env
from newsroom.embeds import EMBED_HOSTS
from newsroom.theme import theme_script_hash

# Generic bases such as `ModelForm["Article"]` are understood by the checker only; this makes them run.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"
VAR.mkdir(exist_ok=True)

env.load(BASE_DIR / ".env")

# --- Where and how it runs ---------------------------------------------------------------------------------

DEBUG = env.flag("DEBUG")
DEMO = env.flag("DEMO")  # one-button log-ins for the people of the demo newsroom
SECRET_KEY = env.secret("SECRET_KEY", VAR / "secret-key")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
MAIL_KEY = env.secret("MAIL_KEY", VAR / "mail-key")  # addresses as hashes, ids of mails: never changed

SITE_URL = env.site_url("SITE_URL", "http://127.0.0.1:8000")
HTTPS = SITE_URL.startswith("https://")
ALLOWED_HOSTS = [
    str(urlsplit(SITE_URL).hostname),
    "127.0.0.1",
    "localhost",
    "[::1]",
    *env.words("ALLOWED_HOSTS"),
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "newsroom.User"
DESK_PATH = "admin/"  # the desk's part of the address, as in newsroom/urls.py
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "modeltranslation",
    "newsroom.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_ckeditor_5",
    "newsroom.apps.NewsroomConfig",
    "articles.apps.ArticlesConfig",
    "newsletter.apps.NewsletterConfig",
]

MIDDLEWARE = [
    "newsroom.pagecache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads each answer at random: its length tells nothing (BREACH)
    "csp.middleware.CSPMiddleware",
    "newsroom.middleware.HeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "newsroom.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "newsroom.middleware.DeskSessionMiddleware",
    "newsroom.middleware.DeskLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

if env.flag("COUNT_QUERIES"):  # how many a page asked, in the header X-DB-Queries
    MIDDLEWARE.insert(0, "newsroom.middleware.CountingMiddleware")

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
                "articles.context_processors.site",
            ],
        },
    },
]

# --- What is kept, and where -------------------------------------------------------------------------------

DATABASES = {"default": env.database("DATABASE_URL", VAR / "newsroom.sqlite3")}
CACHES = {"default": env.cache("CACHE_URL")}
# Megabytes of finished public pages in each process (newsroom/pagecache.py); 0 renders each page each time.
PAGE_CACHE_MB = 0 if DEBUG else env.number("PAGE_CACHE_MB", 64, lowest=0, highest=4096)

STORAGES = {
    "default": env.media("MEDIA_STORAGE", VAR / "media"),
    "staticfiles": {"BACKEND": "newsroom.static_storage.StaticStorage"},
}
MEDIA_ROOT = VAR / "media"
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_SOURCES = VAR / "static-src"  # made at set-up: the fonts' subsets
STATIC_SOURCES.mkdir(exist_ok=True)
STATICFILES_DIRS = [STATIC_SOURCES]
WHITENOISE_MAX_AGE = 0  # names with a hash are kept for ever all the same

# --- Languages and time ------------------------------------------------------------------------------------

LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", "العربية"), ("en", "English")]
LOCALE_PATHS = [VAR / "locale"]  # compiled at set-up from newsroom/locale (newsroom/catalogues.py)
USE_I18N = True
USE_TZ = True
TIME_ZONE = NEWSROOM_TIME_ZONE = env.time_zone("NEWSROOM_TIME_ZONE", "Asia/Damascus")
NEWSROOM_OTHER_TIME_ZONE = env.time_zone("NEWSROOM_OTHER_TIME_ZONE", "Europe/London")

MODELTRANSLATION_DEFAULT_LANGUAGE = "ar"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("ar", "en")  # labels of the desk; no public page reads through them
MODELTRANSLATION_CUSTOM_FIELDS = ("CKEditor5Field",)

# --- Mail and background work ------------------------------------------------------------------------------

EMAIL_FILE_PATH = ""  # the folder that mails go to, where they go to no server
for _name, _value in env.email("EMAIL_URL", VAR / "outbox").items():
    globals()[_name] = _value
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"newsroom@{urlsplit(SITE_URL).hostname}")

# Where bounces come to, as `name+id@domain` for each mail; without it they come to DEFAULT_FROM_EMAIL, without the id.
BOUNCE_ADDRESS = env.bounce_address("BOUNCE_ADDRESS")
BOUNCE_IMAP = env.imap("BOUNCE_IMAP_URL")  # the mailbox that holds them, where no mail server pipes them to us

# How many mails may go in a minute: in all, and to one provider of mailboxes; 0 is as many as the mail server takes.
MAILS_PER_MINUTE = env.number("MAILS_PER_MINUTE", 0, lowest=0, highest=1_000_000)
MAILS_PER_MINUTE_AND_PROVIDER = env.number("MAILS_PER_MINUTE_AND_PROVIDER", 0, lowest=0, highest=1_000_000)
MAIL_CONNECTIONS = env.number("MAIL_CONNECTIONS", 2, lowest=1, highest=64)  # of one worker process to the mail server

BROKER_FOLDER = VAR / "broker"
CELERY_BROKER_URL = env.broker("CELERY_BROKER_URL", "folder://")
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "data_folder_in": str(BROKER_FOLDER / "messages"),
        "data_folder_out": str(BROKER_FOLDER / "messages"),
        "control_folder": str(BROKER_FOLDER / "exchanges"),
        "polling_interval": 0.2,  # seconds; the transport's own second means one task a second
    }
    if CELERY_BROKER_URL == "folder://"
    else {
        # Redis gives back what a killed worker held: after two minutes instead of an hour.
        "visibility_timeout": 120,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
    }
)
CELERY_BROKER_CONNECTION_TIMEOUT = 2  # seconds
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False  # a bell that does not ring is let be: the clock finds the work
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "clock" / "beat")
# Ticks only: which work is due is asked of the database. Each tick is one line here, and running it twice is
# harmless. Stories are not among them: a scheduled one appears by its date, without any worker.
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "sizes of pictures": {"task": "articles.tasks.make_renditions_due", "schedule": 60.0},
    "related reads": {"task": "articles.tasks.suggest_due", "schedule": 60.0},
    "words for the search": {"task": "articles.tasks.index_due", "schedule": 60.0},
    "notices by mail": {"task": "articles.tasks.mail_notices", "schedule": 60.0},
    "newsletter": {"task": "newsletter.tasks.tick", "schedule": 30.0},
    "incoming mail": {"task": "newsletter.tasks.fetch_incoming", "schedule": 60.0},
    "old drafts": {"task": "articles.tasks.tidy", "schedule": 3600.0},
    "old personal data": {"task": "newsletter.tasks.tidy", "schedule": 3600.0},
}

# --- Safety ------------------------------------------------------------------------------------------------

PASSWORD_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{PASSWORD_VALIDATORS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{PASSWORD_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{PASSWORD_VALIDATORS}.CommonPasswordValidator"},
    {"NAME": f"{PASSWORD_VALIDATORS}.NumericPasswordValidator"},
]

SESSION_COOKIE_AGE = 14 * 24 * 60 * 60  # seconds
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# Only on https: on plain http at an address that is not loopback, Chromium would request no stylesheet.
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

# What a public page may load; `upgrade-insecure-requests` belongs to https for the reason above.
PUBLIC_CSP: dict[str, object] = {
    "default-src": ["'none'"],
    "script-src": ["'self'", theme_script_hash()],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "media-src": ["'self'"],
    "manifest-src": ["'self'"],
    "frame-src": [
        "https://www.youtube-nocookie.com",
        "https://player.vimeo.com",
        "https://w.soundcloud.com",
        "https://t.me",
    ],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "upgrade-insecure-requests": HTTPS,
}
# The desk frames nothing, and its editor writes inline style attributes; never inline scripts, never eval.
DESK_CSP: dict[str, object] = PUBLIC_CSP | {
    "style-src-attr": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "frame-src": ["'self'"],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": PUBLIC_CSP}

# --- The editor --------------------------------------------------------------------------------------------

CK_EDITOR_5_UPLOAD_FILE_VIEW_NAME = "admin:articles_image_editor_upload"
CKEDITOR_5_IMAGE_CLEANUP = False  # it would delete pictures that other stories still show
CKEDITOR_5_UPLOAD_FILE_TYPES = ["jpeg", "png", "gif", "webp", "avif"]
_EMBEDDED = "|".join(host.replace(".", r"\.") for host in EMBED_HOSTS)
_EDITOR: dict[str, object] = {
    "toolbar": {
        "items": [
            *("heading", "|", "bold", "italic", "link", "storyLink", "|", "bulletedList", "numberedList"),
            *("blockQuote", "speaker", "factBox", "|", "library", "gallery", "imageUpload"),
            *("insertTable", "mediaEmbed", "relatedRead", "todaysDate", "|"),
            *("direction", "findAndReplace", "undo", "redo"),
        ],
        "shouldNotGroupWhenFull": True,
    },
    "heading": {
        "options": [
            {"model": "paragraph", "title": "Paragraph", "class": "ck-heading_paragraph"},
            {"model": "heading2", "view": "h2", "title": "Heading 2", "class": "ck-heading_heading2"},
            {"model": "heading3", "view": "h3", "title": "Heading 3", "class": "ck-heading_heading3"},
            {"model": "heading4", "view": "h4", "title": "Heading 4", "class": "ck-heading_heading4"},
        ]
    },
    "image": {"toolbar": ["imageTextAlternative", "toggleImageCaption"]},
    "table": {"contentToolbar": ["tableColumn", "tableRow", "mergeTableCells", "toggleTableCaption"]},
    "link": {"addTargetToExternalLinks": False},
    "extraPlugins": [
        "callback:RelatedRead",
        "callback:NewsBlocks",
        "callback:GalleryBlock",
        "callback:Pickers",
        "callback:TodaysDate",
    ],
    # Without a preview: nothing is asked of another host, neither from the desk nor from a reader's page.
    "mediaEmbed": {
        "providers": [{"name": "known", "url": f"/^https:\\/\\/(?:{_EMBEDDED})\\/\\S+/"}],
    },
    # Markdown and FullPage cancel each other out; with one of them alone the saved text changes its nature.
    # The others would write what the cleaner takes out again; our own count stands under the text.
    "removePlugins": [
        *("Markdown", "FullPage", "CKFinderUploadAdapter", "SourceEditing", "HtmlEmbed", "Style", "TodoList"),
        *("Font", "FontFamily", "FontSize", "FontColor", "FontBackgroundColor", "Highlight", "Alignment"),
        *("PageBreak", "ImageResize", "TableProperties", "TableCellProperties", "CodeBlock", "Autosave", "WordCount"),
        "Underline",  # in Arabic it cuts through the dots, and everywhere it looks like a link
    ],
    # Language and direction of a foreign phrase survive; nothing else that our own plugins do not write.
    "htmlSupport": {
        "allow": [
            {
                "name": "/^(li|blockquote|td|th|span|bdi|q)$/",
                "attributes": {"dir": "/^(rtl|ltr|auto)$/", "lang": "/^(ar|en)$/"},
            },
            # The direction of these is our own plugin's.
            {"name": "/^(p|h2|h3|h4)$/", "attributes": {"lang": "/^(ar|en)$/"}},
        ],
    },
    "mention": {
        "feeds": [
            {
                "marker": "@",
                "feed": "callback:relatedReadFeed",
                "itemRenderer": "callback:relatedReadItem",
                "minimumCharacters": 0,
            }
        ],
        "dropdownLimit": 8,
    },
}
# One per language of a text; the language of the buttons is the user's and is set by `articles.widgets`.
CKEDITOR_5_CONFIGS = {language: _EDITOR | {"language": {"ui": "ar", "content": language}} for language, _ in LANGUAGES}

# --- What is written down ----------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "newsroom": {"level": "INFO"},
        "articles": {"level": "INFO"},
        "newsletter": {"level": "INFO"},
    },
}

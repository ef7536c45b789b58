"""The product as gunicorn runs it, but for the static files, which nobody collected for a test."""

from django.conf import settings

settings.STORAGES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

from config.wsgi import application  # noqa: E402

__all__ = ["application"]

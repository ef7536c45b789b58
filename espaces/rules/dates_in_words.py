"""Times, days and durations as people say them, in the reader's language: "jeudi 3 décembre, 9 h 30".

Everything local: callers convert instants to the venue's zone first.
"""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import ngettext, pgettext


def time_in_words(at: time) -> str:
    """9 h, 9 h 30; in English 9:00, 9:30."""
    if at.minute == 0:
        return pgettext("time of day, whole hour", "%(hour)d:00") % {"hour": at.hour}
    return pgettext("time of day", "%(hour)d:%(minute)02d") % {"hour": at.hour, "minute": at.minute}


def day_in_words(day: date) -> str:
    """Jeudi 3 décembre, without capital where the language has none; no year."""
    words = {"weekday": WEEKDAYS[day.weekday()], "day": day.day, "month": MONTHS[day.month]}
    if day.day == 1:
        return pgettext("first day of a month", "%(weekday)s %(day)d %(month)s") % words
    return pgettext("day of a month", "%(weekday)s %(day)d %(month)s") % words


def date_in_words(day: date) -> str:
    """16 juin 2026, 1er juillet 2026: with its year, for what may be far away."""
    if day.day == 1:
        words = {"month": MONTHS[day.month], "year": day.year}
        return pgettext("first day of a month, with its year", "%(month)s 1, %(year)d") % words
    return str(date_format(day, "DATE_FORMAT"))


def moment_in_words(local: datetime) -> str:
    words = {"day": day_in_words(local.date()), "time": time_in_words(local.time())}
    return pgettext("day and time", "%(day)s, %(time)s") % words


def duration_in_words(minutes: int) -> str:
    """1 h 30, 45 min, 3 jours: whole days are said in days."""
    hours, rest = divmod(minutes, 60)
    if rest == 0 and hours and hours % 24 == 0:
        days = hours // 24
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    if hours == 0:
        return pgettext("duration", "%(minutes)d min") % {"minutes": rest}
    if rest == 0:
        return pgettext("duration", "%(hours)d h") % {"hours": hours}
    return pgettext("duration", "%(hours)d h %(minutes)02d") % {"hours": hours, "minutes": rest}

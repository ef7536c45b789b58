"""Who was a member, in the shape that figures read."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from reporting.models import MemberSpan
from reporting.queries.members import spans_kept, spans_wanted
from reporting.rules.member_spans import left_on, with_followers


def write_member_spans(now: datetime) -> None:
    """Only what differs from the memberships. Whoever left a team was a member until the day it is noticed.

    Inside the transaction of the pass.
    """
    kept, present = spans_kept(), spans_wanted()
    today, known = timezone.localdate(now), {span.key for span in present}
    gone = (left_on(span, today) for span in kept if span.key not in known)
    wanted = dict.fromkeys(with_followers([*present, *(span for span in gone if span)]))
    differing = [pk for span, pk in kept.items() if span not in wanted]
    MemberSpan.objects.filter(pk__in=differing).delete()
    new = (MemberSpan(**vars(span)) for span in wanted if span not in kept)
    MemberSpan.objects.bulk_create(new, batch_size=2000)

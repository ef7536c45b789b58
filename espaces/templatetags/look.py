"""What the components of templates/components/ cannot work out by themselves."""

from __future__ import annotations

from django import template

register = template.Library()

SHADES = 6  # .venue-photo.shade-1 to .shade-5 in public.css, and the plain one


@register.filter
def shade(pk: int) -> int:
    """The gradient shown where a venue has no photo: always the same one for the same venue."""
    return pk % SHADES


@register.simple_tag
def segments(taken: int, capacity: int, late: int = 0) -> list[str]:
    """One class per place for the occupancy bar: taken, late (taken and not there yet), free."""
    return ["taken"] * (taken - late) + ["late"] * late + ["free"] * (capacity - taken)


ICONS = {
    "fibre": "cable",
    "wifi": "wifi",
    "printer": "printer",
    "screens": "monitor",
    "projector": "projector",
    "video_calls": "video",
    "phone_booth": "phone",
    "coffee": "coffee",
    "kitchen": "cooking-pot",
    "meals": "utensils",
    "garden": "tree-pine",
    "parking": "square-parking",
    "bicycles": "bike",
    "charging": "plug-zap",
    "lockers": "lock",
    "post_box": "mailbox",
    "digital_help": "hand-helping",
    "workshop": "hammer",
    "wheelchair": "accessibility",
}


@register.filter
def icon_of(service: str) -> str:
    """The icon beside the word of a service (Venue.Service), or a plain tick."""
    return ICONS.get(service, "check")

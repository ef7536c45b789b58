"""Charts drawn from plain numbers inside a template: {% draw_bars points unit="%" as chart %}."""

from __future__ import annotations

from django import template

from reporting.rules import charts

register = template.Library()
register.simple_tag(charts.draw_bars)

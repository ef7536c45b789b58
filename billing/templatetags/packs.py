"""Packs and units as pages write them."""

from __future__ import annotations

from django import template

from billing.rules.packs_in_words import months_in_words, pack_price, validity_of_pack
from reservations.rules.unit_rates_in_words import taken_by_stay

register = template.Library()
register.filter("validity_of_pack", validity_of_pack)
register.filter("months_in_words", months_in_words)
register.filter("pack_price", pack_price)
register.filter("taken_by_stay", taken_by_stay)

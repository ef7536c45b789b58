"""What search engines read of a venue: schema.org's words, and nothing that could leave its <script>."""

from __future__ import annotations

import json
from datetime import date, time
from decimal import Decimal

from hypothesis import given, strategies as st

from espaces.models import Structure, Venue
from espaces.rules.opening import WeeklyPeriod
from espaces.rules.osm_hours import Dates
from espaces.rules.structured_data import Offer, Shown, as_script, local_business
from tests.factories.territories import municipality

PAGE = "https://example.org/espaces/ici/"


def venue(**fields: object) -> Venue:
    return Venue(structure=Structure(name="Association"), name="Ici", kind="library", **fields)


ADDRESS = {
    "@type": "PostalAddress",
    "streetAddress": "4 rue de la Gare",
    "postalCode": "48400",
    "addressLocality": "Florac",
    "addressCountry": "FR",
}


def all_that_is_known() -> Shown:
    return Shown(
        address=PAGE,
        images=["https://example.org/1.webp"],
        periods=[
            WeeklyPeriod(0, time(9), time(12), valid_to=date(2027, 1, 1)),
            WeeklyPeriod(6, time(0), time(0), extended=True),
        ],
        other_days=[
            Dates(date(2026, 12, 24), date(2026, 12, 31), ()),
            Dates(date(2026, 12, 3), date(2026, 12, 3), ((540, 720), (840, 1440))),
        ],
        services=["fibre"],
        price="à partir de 6 €",
    )


def test_all_that_is_known() -> None:
    found = venue(
        summary="Au calme.",
        phone="04 66 00 00 00",
        email="ici@example.org",
        website="https://ici.example.org/",
        address="4 rue de la Gare",
        postcode="48400",
        municipality=municipality("48061", "Florac", "48400"),
        latitude=44.3,
        longitude=3.5,
    )
    assert local_business(found, all_that_is_known()) == {
        "@context": "https://schema.org",
        "@type": "LocalBusiness",
        "additionalType": "https://schema.org/Library",
        "@id": PAGE,
        "name": "Ici",
        "url": PAGE,
        "sameAs": "https://ici.example.org/",
        "description": "Au calme.",
        "telephone": "04 66 00 00 00",
        "email": "ici@example.org",
        "image": ["https://example.org/1.webp"],
        "address": ADDRESS,
        "geo": {"@type": "GeoCoordinates", "latitude": 44.3, "longitude": 3.5},
        "openingHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": "Monday",
                "opens": "09:00",
                "closes": "12:00",
                "validThrough": "2026-12-31",
            }
        ],
        "specialOpeningHoursSpecification": [
            special("00:00", "00:00", "2026-12-24", "2026-12-31"),
            special("09:00", "12:00", "2026-12-03", "2026-12-03"),
            special("14:00", "23:59", "2026-12-03", "2026-12-03"),
        ],
        "amenityFeature": [{"@type": "LocationFeatureSpecification", "name": "fibre", "value": True}],
        "priceRange": "à partir de 6 €",
        "parentOrganization": {"@type": "Organization", "name": "Association"},
        "potentialAction": {"@type": "ReserveAction", "target": PAGE},
    }


def special(opens: str, closes: str, first: str, last: str) -> dict[str, str]:
    return {
        "@type": "OpeningHoursSpecification",
        "opens": opens,
        "closes": closes,
        "validFrom": first,
        "validThrough": last,
    }


def test_what_is_not_known_is_left_out() -> None:
    found = local_business(venue(), Shown(address=PAGE))
    unknown = {"geo", "address", "email", "openingHoursSpecification", "priceRange", "makesOffer"}
    assert not unknown & set(found)


def test_prices_are_numbers_of_a_unit() -> None:
    offers = [
        Offer("espace ouvert", Decimal("5.0000"), "half_day", "la demi-journée"),
        Offer("salle", Decimal("0.0825"), "hour", "l’heure", includes_tax=False, terms=["le soir", "en été"]),
    ]
    assert local_business(venue(), Shown(address=PAGE, offers=offers))["makesOffer"] == [
        {
            "@type": "Offer",
            "itemOffered": {"@type": "Service", "name": "espace ouvert"},
            "priceSpecification": {
                "@type": "UnitPriceSpecification",
                "price": "5.00",
                "priceCurrency": "EUR",
                "valueAddedTaxIncluded": True,
                "unitText": "la demi-journée",
            },
        },
        {
            "@type": "Offer",
            "itemOffered": {"@type": "Service", "name": "salle"},
            "priceSpecification": {
                "@type": "UnitPriceSpecification",
                "price": "0.0825",
                "priceCurrency": "EUR",
                "valueAddedTaxIncluded": False,
                "unitText": "l’heure",
                "unitCode": "HUR",
            },
            "description": "le soir, en été",
        },
    ]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_nothing_leaves_its_script_and_nothing_is_lost(text: str) -> None:
    written = as_script({"name": f"</script>{text}<!--"})
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written) == {"name": f"</script>{text}<!--"}

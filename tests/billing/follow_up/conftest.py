import datetime as dt

import pytest

from tests.factories.invoicing import make_biller
from tests.factories.people import PersonFactory
from tests.factories.prices import payer

NOW = dt.datetime(2026, 6, 1, 8, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def first_of_june(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def structure():
    return make_biller(payment_days=10, lock_date=None)


@pytest.fixture
def customer():
    return payer(PersonFactory(email="zoe@example.org", first_name="Zoé", last_name="Aubry"))


@pytest.fixture
def later(time_machine):
    """Days after the first of June."""

    def move(days: int) -> dt.datetime:
        at = NOW + dt.timedelta(days=days)
        time_machine.move_to(at, tick=False)
        return at

    return move

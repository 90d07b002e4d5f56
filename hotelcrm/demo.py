"""What the invented hotel has beside guests and bookings: costs, surveys, complaints, the programme."""

from datetime import date

from analytics.value.demo import enter_demo_costs
from feedback.care_demo import fill_care
from feedback.demo import fill_answers
from loyalty.demo import fill_programme
from loyalty.giving_demo import fill_giving


def fill_beside_bookings(*, on: date, since: date, seed: int) -> None:
    """As of business date `on`, for a hotel whose bookings begin on `since`; the same seed gives the same."""
    enter_demo_costs(on=on, since=since, seed=seed)
    fill_answers(on=on, seed=seed)
    fill_care(on=on, seed=seed)
    fill_programme(on=on)
    fill_giving(on=on)

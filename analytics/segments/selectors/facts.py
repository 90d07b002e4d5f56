"""What the night's statements are asked with."""

from datetime import date

from analytics.segments.models import BandVersion
from analytics.value.choices import PERIODS_PER_YEAR, Period
from analytics.value.formulas import habit_since
from common.dates import years_before
from guests.selectors.contactable import OF_AGE_FOR_CONSENT


def parameters(on: date, bands: BandVersion) -> dict:
    """Parameters of statements.facts, without the range."""
    return {
        "as_of": on,
        "since": habit_since(on),
        "of_age": years_before(on, OF_AGE_FOR_CONSENT),  # children are not described (PIPL)
        "per_year": PERIODS_PER_YEAR[Period(bands.frequency_period)],
    }

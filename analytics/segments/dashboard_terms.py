"""What the numbers of a dashboard count, as conditions of the combined query: each leads to its guests. Pure."""

from datetime import date, timedelta

from guests.query.document import Term

#: Days of a year, for what guests did lately.
YEAR = timedelta(days=365)
#: Who has a score of satisfaction.
SCORED = Term("satisfaction.score", "between", ["0", "100"])


def spent_in(category: str, on: date) -> Term:
    """In outlets of `category` within the last year."""
    since = (on - YEAR + timedelta(days=1)).isoformat()
    return Term("charges.category", "any_of", [category], {"arrived": [since, None]})


def arrived_lately(on: date) -> Term:
    """Completed stays of the last year."""
    return _stayed(on - YEAR + timedelta(days=1), None)


def arrived_before(on: date) -> Term:
    """Completed stays of the year before the last."""
    return _stayed(on - 2 * YEAR + timedelta(days=1), on - YEAR)


def wishing(category: str, text: str) -> Term:
    """Who has this preference in his file; it stands in no address, for it may name somebody."""
    return Term("preference.text", "is", text, {"about": [category]})


def _stayed(first: date, last: date | None) -> Term:
    arrived = [first.isoformat(), last and last.isoformat()]
    return Term("stays.count", "between", ["1", None], {"arrived": arrived})

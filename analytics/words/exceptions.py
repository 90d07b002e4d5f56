"""What is refused; each message says why and what to do."""

from common.errors import HotelError


class UnknownLabel(HotelError):
    """A text or theme that does not exist."""

    code = "unknown-label"


class TooFewLabels(HotelError):
    code = "too-few-labels"

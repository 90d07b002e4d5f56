"""What is refused; each message says why and what to do."""

from common.errors import HotelError


class NothingToLearnFrom(HotelError):
    """Too few guests, labels or kinds of answers."""

    code = "nothing-to-learn-from"


class UnknownSegment(HotelError):
    code = "unknown-segment"


class LabelledMeanwhile(HotelError):
    """A colleague was faster."""

    code = "labelled-meanwhile"


class NotOfTheScheme(HotelError):
    """Only a tree of the scheme makes segments."""

    code = "not-of-the-scheme"

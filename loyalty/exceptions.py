"""Why points are refused."""

from django.utils.translation import gettext_lazy as _

from common.errors import HotelError


class TooFewPoints(HotelError):
    code = "too-few-points"
    default_message = _("There are not enough points.")


class OutOfStock(HotelError):
    code = "out-of-stock"
    default_message = _("There are not so many left.")


class ForHimself(HotelError):
    """Somebody of the staff would give himself something."""

    code = "for-himself"
    default_message = _("This guest is you: ask a colleague. Nobody gives points to himself.")

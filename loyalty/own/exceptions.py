"""What the own page refuses, in words."""

from django.utils.translation import gettext_lazy as _

from common.errors import HotelError


class TooManyCodes(HotelError):
    code = "too-many-codes"
    default_message = _("Too many codes were asked for just now. Please try again in an hour, or ask us.")


class WrongCode(HotelError):
    code = "wrong-code"
    default_message = _("This code is not right, or not valid any more.")

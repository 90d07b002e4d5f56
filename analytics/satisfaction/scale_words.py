"""The slider of a comparison: its left end speaks for the first, its right end for the second."""

from django.utils.translation import gettext as _

from analytics.satisfaction.ahp import STRONGEST
from analytics.satisfaction.choices import SAATY
from analytics.satisfaction.paired import POINTS
from common.errors import HotelError


def steps_of_slider(method: str, text: str) -> int:
    """The kept answer of a slider's position: steps of AHP, or points of the first; HotelError for no position."""
    try:
        position = int(text)
    except ValueError:
        raise HotelError(_("“%(text)s” is no place on the scale.") % {"text": text[:20]}) from None
    return -position if method in SAATY else POINTS - position


def slider_of_steps(method: str, answer: int | None) -> int:
    """Where the slider stands for a kept answer; in the middle without one."""
    if method in SAATY:
        return -(answer or 0)
    return POINTS // 2 if answer is None else POINTS - answer


def words_of_slider(method: str, first: str, second: str) -> dict[int, str]:
    """{position: what it says}, from left to right."""
    if method not in SAATY:
        shares = _("%(first)s %(a)s : %(b)s %(second)s")
        return {
            at: shares % {"first": first, "a": POINTS - at, "b": at, "second": second}
            for at in range(POINTS + 1)
        }
    return {at: comparison(first, second, -at) for at in range(-STRONGEST, STRONGEST + 1)}


def comparison(first: str, second: str, steps: int) -> str:
    """'A is 3 times as important as B' for steps on Saaty's scale."""
    if steps == 0:
        return _("%(first)s and %(second)s are equally important") % {"first": first, "second": second}
    more, less = (first, second) if steps > 0 else (second, first)
    words = _("%(more)s is %(times)s times as important as %(less)s")
    return words % {"more": more, "times": abs(steps) + 1, "less": less}

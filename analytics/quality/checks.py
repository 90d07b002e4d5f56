"""What a good guest file has, as data: one row a check. Night, page and lists all read it here.

`of` says whose files a check looks at, `bad` which of these fail it; both are conditions over Guest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from common.dates import business_day_start, years_before
from guests.models import Document, GuestEmail, GuestPhone, MatchReview

#: A number as parse_phone writes what it understands.
WHOLE_PHONE = r"^\+[1-9][0-9]{7,14}$"
#: No name has these; a name of a single sign is none either.
NO_NAME = r"[0-9*?？@#_]|^.$"
#: Nobody was born longer ago.
OLDEST = 110


class Dimension(TextChoices):
    COMPLETE = "complete", _("completeness")
    VALID = "valid", _("validity")
    FRESH = "fresh", _("freshness")
    SINGLE = "single", _("duplicates")


@dataclass(frozen=True)
class Terms:
    """What the checks depend on besides the file: the day, and the hotel's own term in months."""

    on: date
    fresh_months: int

    @property
    def fresh_since(self) -> date:
        years, months = divmod(self.fresh_months, 12)
        start = years_before(self.on, years)
        month = start.month - months
        return date(start.year - (month < 1), month + 12 * (month < 1), min(start.day, 28))


@dataclass(frozen=True)
class Check:
    """`problem` says what is wrong with the guests behind its figure; `weight` is its part of the whole mark."""

    key: str
    dimension: Dimension
    label: Any
    problem: Any
    weight: int
    bad: Callable[[Terms], Q]
    of: Q = Q()  # noqa: RUF009 an empty condition: every file


def _exists(rows: QuerySet, key: str = "guest") -> Q:
    return Q(Exists(rows.filter(**{key: OuterRef("pk")})))


def _among(rows: QuerySet, key: str = "guest") -> Q:
    return Q(pk__in=rows.values(key))


@cache
def checks(*, hashed: bool = False) -> tuple[Check, ...]:
    """Every check, in the order in which they are shown.

    `hashed` asks for what belongs to a guest as sets that are read once: quicker for all files at night, with
    memory for them; without it they are looked up, as a list needs that shows fifty.
    """
    has = _among if hashed else _exists
    phone, email, document = (has(model.objects.all()) for model in (GuestPhone, GuestEmail, Document))
    whole_phone = has(GuestPhone.objects.filter(number__regex=WHOLE_PHONE))
    own_email = has(GuestEmail.objects.filter(is_masked=False))
    named = ~Q(name="", latin_name="")
    pairs = MatchReview.objects.filter(
        status=MatchReview.Status.OPEN,
        guest__merged_into=None,
        candidate__merged_into=None,
        guest__erased_at=None,
        candidate__erased_at=None,
    )
    doubled = has(pairs) | has(pairs, "candidate")
    complete, valid = Dimension.COMPLETE, Dimension.VALID
    return (
        Check("name", complete, _("full name"), _("no name"), 3, lambda terms: ~named),
        Check(
            "document",
            complete,
            _("document"),
            _("no document"),
            2,
            lambda terms: ~document,
        ),
        Check("phone", complete, _("phone"), _("no phone"), 3, lambda terms: ~phone),
        Check("email", complete, _("e-mail"), _("no e-mail"), 2, lambda terms: ~email),
        Check("birthday", complete, _("birthday"), _("no birthday"), 2, lambda terms: Q(birthday=None)),
        Check(
            "nationality", complete, _("nationality"), _("no nationality"), 1, lambda terms: Q(nationality="")
        ),
        Check("language", complete, _("language"), _("no language"), 2, lambda terms: Q(language="")),
        Check("gender", complete, _("gender"), _("no gender"), 1, lambda terms: Q(gender="")),
        Check(
            "odd_name",
            valid,
            _("full name"),
            _("a name with signs that no name has"),
            2,
            lambda terms: ~(Q(name="") | ~Q(name__regex=NO_NAME)),
            of=named,
        ),
        Check(
            "odd_phone",
            valid,
            _("phone"),
            _("no phone number that can be dialled"),
            3,
            lambda terms: ~whole_phone,
            of=phone,
        ),
        Check(
            "masked_email",
            valid,
            _("e-mail"),
            _("only e-mail addresses made up by an agency"),
            2,
            lambda terms: ~own_email,
            of=email,
        ),
        Check(
            "odd_birthday",
            valid,
            _("birthday"),
            _("a birthday in the future or more than 110 years ago"),
            1,
            lambda terms: Q(birthday__gt=terms.on) | Q(birthday__lt=years_before(terms.on, OLDEST)),
            of=Q(birthday__isnull=False),
        ),
        Check(
            "stale",
            Dimension.FRESH,
            _("guest file"),
            _("a file that nobody has touched for too long"),
            2,
            lambda terms: Q(updated_at__lt=business_day_start(terms.fresh_since)),
        ),
        Check(
            "double",
            Dimension.SINGLE,
            _("guest file"),
            _("a file that may be somebody's second one"),
            3,
            lambda terms: doubled,
        ),
    )

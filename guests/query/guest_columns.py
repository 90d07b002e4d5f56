"""The guest file's own columns of result lists."""

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from common.list_parts import Column
from common.masking import mask_email, mask_phone
from guests.choices import Education, Gender, IncomeBand, Industry
from guests.models import GuestEmail, GuestPhone
from guests.query.columns import QueryColumn, register


def _first(model, value: str):
    mine = model.objects.filter(guest=OuterRef("pk")).order_by("-is_primary", "pk")
    return Subquery(mine.values(value)[:1])


def _label(choices, name: str):
    def value(guest):
        key = getattr(guest, name)
        return choices(key).label if key not in ("", None) else ""

    return value


def register_all() -> None:
    register(
        QueryColumn(Column("display_name", _("Guest"))),
        QueryColumn(Column("number", _("Number"), sort=("pk",))),
        QueryColumn(Column("gender", _("Gender"), value=_label(Gender, "gender"))),
        QueryColumn(
            Column("nationality", _("Nationality"), value=lambda guest: guest.nationality.name, shown=False)
        ),
        QueryColumn(Column("region", _("Region"))),
        QueryColumn(Column("language", _("Language"), shown=False)),
        QueryColumn(Column("birthday", _("Birthday"), sort=("birthday",), shown=False)),
        QueryColumn(
            Column("account", _("Account"), value=lambda guest: guest.account.name if guest.account else "")
        ),
        QueryColumn(Column("position", _("Position"), shown=False)),
        QueryColumn(Column("industry", _("Industry"), value=_label(Industry, "industry"), shown=False)),
        QueryColumn(Column("education", _("Education"), value=_label(Education, "education"), shown=False)),
        QueryColumn(
            Column("income", _("monthly income (CNY)"), value=_label(IncomeBand, "income_band"), shown=False)
        ),
        QueryColumn(
            Column("phone", _("Phone"), value=lambda guest: guest.first_phone, shown=False),
            annotations={"first_phone": _first(GuestPhone, "number")},
            masked=mask_phone,
        ),
        QueryColumn(
            Column("email", _("E-mail"), value=lambda guest: guest.first_email, shown=False),
            annotations={"first_email": _first(GuestEmail, "address")},
            masked=mask_email,
        ),
        QueryColumn(Column("membership_number", _("Membership number"), shown=False)),
        QueryColumn(Column("source", _("Source"), shown=False)),
        QueryColumn(Column("created_at", _("Entered"), sort=("created_at",), shown=False)),
    )

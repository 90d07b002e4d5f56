"""What the guest file itself can be asked for. Registered by `GuestsConfig.ready()`."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Reverse
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from common.dates import business_day_start, years_before
from guests.choices import (
    LANGUAGES_SPOKEN,
    AccountKind,
    AlertKind,
    ConsentPurpose,
    ContactChannel,
    Credit,
    Education,
    Gender,
    IncomeBand,
    Industry,
    PreferenceCategory,
)
from guests.models import Account, Consent, GuestEmail, GuestPhone, NameToken, Note, Preference
from guests.names import search_key
from guests.query.registry import Asked, Kind, Narrowing, Operator, register_in
from guests.query.sets import ids
from guests.selectors.alerts import alerts_in_force

MONTHS = tuple((str(month), str(month)) for month in range(1, 13))
LOOKUPS = {Operator.CONTAINS: "icontains", Operator.STARTS: "istartswith", Operator.IS: "iexact"}


def register_all() -> None:
    _who()
    _where_from()
    _work()
    _marks()
    _wishes()
    _consents()


# --- Shapes that many conditions share --------------------------------------------------------------------
def text_in(field: str):
    """`build` of a text column."""
    return lambda asked: Q(**{f"{field}__{LOOKUPS[asked.operator]}": asked.value})


def one_of(field: str, of: type = str):
    """`build` of a column with a fixed list."""
    return lambda asked: Q(**{f"{field}__in": [of(key) for key in asked.value]})


def keys_of(choices):
    """The choices with their keys as text, as documents hold them."""
    return lambda: [(str(key), label) for key, label in choices]


# --- Who he is ------------------------------------------------------------------------------------------
def _who() -> None:
    add = register_in(_("Person"))
    add("guest.number", _("Guest number"), Kind.TEXT, text_in("number"), operators=(Operator.IS,))
    add("guest.name", _("Name"), Kind.TEXT, _named, personal=True)
    add("guest.gender", _("Gender"), Kind.CHOICE, one_of("gender"), choices=keys_of(Gender.choices))
    add("guest.age", _("Age"), Kind.NUMBER, _aged, unit=_("years"))
    add(
        "guest.birthday_month",
        _("Birthday in month"),
        Kind.CHOICE,
        one_of("birthday__month", int),
        choices=lambda: MONTHS,
    )
    add("guest.birthday_known", _("Birthday known"), Kind.FLAG, lambda asked: Q(birthday__isnull=False))
    add("guest.phone", _("Phone"), Kind.TEXT, _with_phone, personal=True)
    add("guest.has_phone", _("Phone known"), Kind.FLAG, lambda asked: ids(GuestPhone.objects.all()))
    add("guest.email", _("E-mail"), Kind.TEXT, _with_email, personal=True)
    add("guest.has_email", _("E-mail known"), Kind.FLAG, _reachable_by_email)
    add(
        "guest.is_member",
        _("Has a membership number"),
        Kind.FLAG,
        lambda asked: Q(membership_number__isnull=False),
    )


def _named(asked: Asked) -> Q | QuerySet:
    """A beginning is looked for in every spelling of the name, the rest in the name as it is written."""
    if asked.operator == Operator.STARTS:
        return ids(NameToken.objects.filter(token__startswith=search_key(asked.value)))
    lookup = LOOKUPS[asked.operator]
    return Q(**{f"name__{lookup}": asked.value}) | Q(**{f"latin_name__{lookup}": asked.value})


def _aged(asked: Asked) -> Q:
    youngest, oldest = asked.value
    found = Q(birthday__isnull=False)
    if youngest is not None:
        found &= Q(birthday__lte=years_before(asked.on, int(youngest)))
    if oldest is not None:
        found &= Q(birthday__gt=years_before(asked.on, int(oldest) + 1))
    return found


def _with_phone(asked: Asked) -> QuerySet:
    digits = "".join(character for character in asked.value if character.isdigit())
    if asked.operator == Operator.IS:
        endings = GuestPhone.objects.alias(backwards=Reverse("digits"))
        return ids(endings.filter(backwards__startswith=digits[::-1]))
    beginning = asked.operator == Operator.STARTS
    return ids(
        GuestPhone.objects.filter(**{"digits__startswith" if beginning else "digits__contains": digits})
    )


def _with_email(asked: Asked) -> QuerySet:
    lookup = {Operator.CONTAINS: "contains", Operator.STARTS: "startswith", Operator.IS: "exact"}
    return ids(GuestEmail.objects.filter(**{f"address__{lookup[asked.operator]}": asked.value.lower()}))


def _reachable_by_email(asked: Asked) -> QuerySet:
    return ids(GuestEmail.objects.filter(is_masked=False))


# --- Where he comes from ----------------------------------------------------------------------------------
def _countries():
    return [(code, str(name)) for code, name in countries]


def _where_from() -> None:
    add = register_in(_("Origin and language"))
    add("guest.nationality", _("Nationality"), Kind.CHOICE, one_of("nationality"), choices=_countries)
    add("guest.region", _("Region"), Kind.TEXT, text_in("region"))
    add("guest.language", _("Language"), Kind.CHOICE, one_of("language"), choices=keys_of(LANGUAGES_SPOKEN))
    add("guest.source", _("Source of the file"), Kind.TEXT, text_in("source"))
    add("guest.created", _("File opened"), Kind.DATE, _opened)


def _opened(asked: Asked) -> Q:
    first, last = asked.value
    found = Q(created_at__isnull=False)
    if first is not None:
        found &= Q(created_at__gte=business_day_start(first))
    if last is not None:
        found &= Q(created_at__lt=business_day_start(last + timedelta(days=1)))
    return found


# --- His work ------------------------------------------------------------------------------------------
def _accounts():
    return Account.objects.order_by("code").values_list("code", "name")


def _work() -> None:
    add = register_in(_("Work and means"))
    add(
        "guest.account",
        _("Employer or account, by code"),
        Kind.LOOKUP,
        lambda asked: Q(account__in=Account.objects.filter(code__in=asked.value)),
        choices=_accounts,
        permission="guests.view_account",
    )
    add(
        "guest.account_name",
        _("Employer or account, by name"),
        Kind.TEXT,
        lambda asked: Q(
            account__in=Account.objects.filter(**{f"name__{LOOKUPS[asked.operator]}": asked.value})
        ),
    )
    add(
        "guest.account_kind",
        _("Kind of account"),
        Kind.CHOICE,
        lambda asked: Q(account__in=Account.objects.filter(kind__in=asked.value)),
        choices=keys_of(AccountKind.choices),
    )
    add("guest.position", _("Position"), Kind.TEXT, text_in("position"))
    add("guest.industry", _("Industry"), Kind.CHOICE, one_of("industry"), choices=keys_of(Industry.choices))
    add(
        "guest.education",
        _("Education"),
        Kind.CHOICE,
        one_of("education"),
        choices=keys_of(Education.choices),
    )
    add(
        "guest.income",
        _("monthly income (CNY)"),
        Kind.CHOICE,
        one_of("income_band", int),
        choices=keys_of(IncomeBand.choices),
    )
    add("guest.credit", _("Credit"), Kind.CHOICE, one_of("credit", int), choices=keys_of(Credit.choices))


# --- What staff must see ------------------------------------------------------------------------------------
def _marks() -> None:
    add = register_in(_("VIP, alerts, notes"))
    add("guest.vip", _("VIP"), Kind.FLAG, _vip)
    add(
        "alert.kind",
        _("Alert or blacklist in force"),
        Kind.CHOICE,
        lambda asked: ids(alerts_in_force(asked.on).filter(kind__in=asked.value)),
        choices=keys_of(AlertKind.choices),
        permission="guests.view_alert",
    )
    add(
        "note.text",
        _("Note (not confidential)"),
        Kind.TEXT,
        lambda asked: ids(Note.objects.filter(text__icontains=asked.value, is_confidential=False)),
        operators=(Operator.CONTAINS,),
        permission="guests.view_note",
        personal=True,
    )


def _vip(asked: Asked) -> Q:
    return Q(is_vip=True) & (Q(vip_until__isnull=True) | Q(vip_until__gte=asked.on))


# --- What he likes --------------------------------------------------------------------------------------
def _wishes() -> None:
    add = register_in(_("Preferences"), "guests.view_preference")
    about = Narrowing("about", _("about"), Kind.CHOICE, keys_of(PreferenceCategory.choices))
    add("preference.category", _("Has a preference about"), Kind.CHOICE, _prefers, choices=about.choices)
    add(
        "preference.text",
        _("Preference"),
        Kind.TEXT,
        _prefers_text,
        narrowings=(about,),
        personal=True,
    )
    add("preference.must", _("Has a must (allergy, health)"), Kind.FLAG, _must)


def _prefers(asked: Asked) -> QuerySet:
    return ids(Preference.objects.filter(category__in=asked.value))


def _prefers_text(asked: Asked) -> QuerySet:
    found = Preference.objects.filter(**{f"text__{LOOKUPS[asked.operator]}": asked.value})
    if "about" in asked.narrowed:
        found = found.filter(category__in=asked.narrowed["about"])
    return ids(found)


def _must(asked: Asked) -> QuerySet:
    return ids(Preference.objects.filter(is_must=True))


# --- What he agreed to ------------------------------------------------------------------------------------
def _consents() -> None:
    add = register_in(_("Consents"), "guests.view_consent")
    by = Narrowing("channel", _("channel"), Kind.CHOICE, keys_of(ContactChannel.choices))
    for key, label, is_given in [
        ("consent.given", _("Agreed to"), True),
        ("consent.refused", _("Refused"), False),
    ]:
        add(
            key,
            label,
            Kind.CHOICE,
            _answered(is_given),
            choices=keys_of(ConsentPurpose.choices),
            narrowings=(by,),
        )


def _answered(is_given: bool):
    def build(asked: Asked) -> QuerySet:
        """By the newest line of each purpose and channel."""
        lines = Consent.objects.filter(purpose__in=asked.value)
        if "channel" in asked.narrowed:
            lines = lines.filter(channel__in=asked.narrowed["channel"])
        newest = lines.order_by("guest", "purpose", "channel", "-at", "-pk").distinct(
            "guest", "purpose", "channel"
        )
        return ids(Consent.objects.filter(pk__in=newest.values("pk"), is_given=is_given))

    return build

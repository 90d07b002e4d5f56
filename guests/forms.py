"""Forms of the guest file. They check what was typed; whether it may be done is the services' to say."""

from datetime import timedelta

from django import forms
from django.core import signing
from django.db import models
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from guests.choices import (
    LANGUAGES_SPOKEN,
    AlertKind,
    ConsentPurpose,
    ContactChannel,
    Department,
    DocumentType,
    Place,
    RelationshipKind,
)
from guests.edits import as_text
from guests.form_fields import GuestField
from guests.models import Account, Alert, Guest, Note
from guests.models.alert import LONGEST_DAYS

SEEN_SALT = "guests.edit"


def value_of_text(name: str, text: str) -> object:
    """What `guests.edits.as_text` wrote of a guest's field, for showing it; None where its record is gone."""
    field = Guest._meta.get_field(name)
    if field.is_relation:
        return field.related_model._default_manager.filter(pk=text or None).first()
    return text == "1" if isinstance(field, models.BooleanField) else text


class DateInput(forms.DateInput):
    """The browser's own calendar; it speaks ISO whatever the page's language."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class GuestForm(forms.ModelForm):
    """What staff correct. `seen` carries, signed, what the file held when it was opened."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    referred_by = GuestField(
        label=_("recommended by"),
        required=False,
        help_text=_("Another guest: his number, name, phone or membership number."),
    )

    class Meta:
        model = Guest
        fields = (
            "name", "latin_name", "salutation", "gender", "birthday", "birthday_calendar", "nationality", "region",
            "language", "account", "position", "industry", "education", "income_band", "household_size", "credit",
            "membership_number", "referred_by", "is_vip", "vip_reason", "vip_until",
        )  # fmt: skip
        widgets = {
            "birthday": DateInput,
            "vip_until": DateInput,
            "account": forms.Select(attrs={"data-picker": ""}),
        }
        help_texts = {
            "birthday": _("As the identity card has it, also where it is kept by the lunar calendar."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=self.fields["language"].label, choices=[("", "—"), *LANGUAGES_SPOKEN], required=False
        )
        self.fields["account"].queryset = Account.objects.filter(
            Q(is_active=True) | Q(pk=self.instance.account_id)
        ).only("name")
        self.fields["referred_by"].widget.attrs |= {
            "autocomplete": "off",
            "hx-post": reverse_lazy("guests:pick"),
            "hx-trigger": "input changed delay:200ms",
            "hx-target": "#referred-by-finds",
            "hx-sync": "this:replace",
        }
        known = {code for code, _label in LANGUAGES_SPOKEN}
        if self.instance.language and self.instance.language not in known:
            self.fields["language"].choices += [(self.instance.language,) * 2]
        if self.instance.pk and not self.is_bound:
            self.initial["seen"] = self.opened_with(self.instance)

    @classmethod
    def opened_with(cls, guest: Guest) -> str:
        """Signed: each field as the reader has it before him."""
        return cls.signed({name: cls.text_of(guest, name) for name in cls.Meta.fields})

    @staticmethod
    def text_of(guest: Guest, name: str) -> str:
        return as_text(getattr(guest, name))

    @staticmethod
    def signed(seen: dict[str, str]) -> str:
        return signing.dumps(seen, salt=SEEN_SALT)

    def clean_seen(self) -> dict[str, str]:
        if not self.instance.pk:
            return {}
        try:
            return signing.loads(self.cleaned_data["seen"], salt=SEEN_SALT)
        except signing.BadSignature as error:
            message = _("This page is out of date. Open the guest again and repeat your changes.")
            raise forms.ValidationError(message) from error

    def clean_membership_number(self) -> str | None:
        return self.cleaned_data["membership_number"] or None

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("name") and not cleaned.get("latin_name"):
            self.add_error("name", _("Enter a name, in characters or in latin letters."))
        if self.instance.pk and cleaned.get("referred_by") == self.instance:
            words = _("%(number)s is this guest himself. Name somebody else.")
            self.add_error("referred_by", words % {"number": self.instance.number})
        if cleaned.get("is_vip") and not cleaned.get("vip_reason"):
            self.add_error("vip_reason", _("Say why he is a VIP: colleagues will ask."))
        return cleaned

    def wanted(self) -> dict[str, object]:
        """Every field of the guest as the form has it."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class NewGuestForm(GuestForm):
    """A new file with the first contact and document; the rest is added on the guest's page."""

    phone = forms.CharField(label=_("phone"), max_length=40, required=False)
    email = forms.EmailField(label=_("e-mail"), required=False)
    document_type = forms.ChoiceField(label=_("document"), choices=DocumentType, required=False)
    document_number = forms.CharField(label=_("document number"), max_length=30, required=False)
    document_country = forms.ChoiceField(label=_("issued by"), required=False, initial="CN")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document_country"].choices = list(countries)


class AlertForm(forms.ModelForm):
    """An alert or, for those who may, an entry on the blacklist."""

    places = forms.MultipleChoiceField(
        label=_("shown"), choices=Place, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Alert
        fields = ("reason", "places", "stops_screen", "starts_on", "ends_on")
        widgets = {"starts_on": DateInput, "ends_on": DateInput, "reason": forms.Textarea(attrs={"rows": 2})}

    def _post_clean(self):
        """The service makes the row; this form only reads what was typed."""


class BlacklistForm(forms.Form):
    kind = AlertKind.BLACKLIST
    reason = forms.CharField(label=_("reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    ends_on = forms.DateField(label=_("until"), widget=DateInput)

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        latest = on + timedelta(days=LONGEST_DAYS)
        self.fields["ends_on"].help_text = _("Within 12 months: %(latest)s at the latest.") % {
            "latest": latest.isoformat()
        }
        self.fields["ends_on"].widget.attrs["max"] = latest.isoformat()


class NoteForm(forms.ModelForm):
    department = forms.ChoiceField(label=_("department"), choices=Department)

    class Meta:
        model = Note
        fields = ("text", "department", "is_confidential")
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def _post_clean(self):
        """The service makes the row."""


class ConsentForm(forms.Form):
    purpose = forms.ChoiceField(label=_("purpose"), choices=ConsentPurpose)
    channel = forms.ChoiceField(label=_("channel"), choices=ContactChannel, initial=ContactChannel.ANY)
    is_given = forms.TypedChoiceField(
        label=_("his answer"),
        choices=[("yes", _("agreed")), ("no", _("refused"))],
        coerce=lambda answer: answer == "yes",
    )


class ContactForm(forms.Form):
    text = forms.CharField(label=_("phone or e-mail"), max_length=254)


class DocumentForm(forms.Form):
    type = forms.ChoiceField(label=_("document"), choices=DocumentType)
    number = forms.CharField(label=_("number"), max_length=30)
    country = forms.ChoiceField(label=_("issued by"), initial="CN")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = list(countries)


class RelationshipForm(forms.Form):
    kind = forms.ChoiceField(label=_("relationship"), choices=RelationshipKind)
    other_number = forms.CharField(label=_("guest number of the other"), max_length=12)


class RestoreForm(forms.Form):
    """Why a value is put back; `seen` is, signed, what stood there when the page was opened."""

    seen = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why?"), max_length=200, required=False)

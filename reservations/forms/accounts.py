"""What is asked about an account. Parsing only; the services write."""

from django import forms
from django.utils.translation import gettext_lazy as _

from guests.contacts import parse_phone
from guests.models import Account
from guests.services.accounts import FIELDS
from reservations.forms.booking import DayInput


class AccountForm(forms.ModelForm):
    """An account; `version` is what the clerk saw when he opened it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Account
        fields = FIELDS
        widgets = {"valid_until": DayInput}
        help_texts = {
            "code": _("Short and never used again, as it stands in the contract: LYDL-2026."),
            "discount_percent": _("Off the room type's rate, for every booking under this account."),
            "is_active": _("Only active accounts can be chosen for new bookings."),
        }

    def __init__(self, *args, instance=None, **kwargs):
        kwargs["initial"] = {"version": instance.lock_version if instance else 0} | (
            kwargs.get("initial") or {}
        )
        super().__init__(*args, instance=instance, **kwargs)

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        taken = Account.objects.filter(code__iexact=code).exclude(pk=self.instance.pk).first()
        if taken:
            words = _("The code %(code)s belongs to %(name)s. Choose another one.")
            raise forms.ValidationError(words % {"code": code, "name": taken.name})
        return code

    def clean_contact_phone(self) -> str:
        phone = self.cleaned_data["contact_phone"].strip()
        if phone and parse_phone(phone) is None:
            words = _("%(value)s is no phone number. Write digits, with + and country code if foreign.")
            raise forms.ValidationError(words % {"value": phone})
        return phone

    def clean_discount_percent(self):
        discount = self.cleaned_data["discount_percent"]
        if not 0 <= discount <= 100:
            words = _("%(value)s is no discount. Write a percentage from 0 to 100.")
            raise forms.ValidationError(words % {"value": discount})
        return discount

    def said(self) -> dict:
        return {name: self.cleaned_data[name] for name in FIELDS}

    def _post_clean(self):
        """The instance stays as it was opened: the service writes, under its lock."""

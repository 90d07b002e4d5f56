"""What the CRM centre fills in, and the notes of a shift."""

from django import forms
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from common.errors import HotelError
from common.machines.clients import known_scopes, written_networks
from common.machines.scopes import SCOPES
from common.models import ApiClient
from departments.models import HandOverNote
from guests.models import Account
from reservations.choices import CodeKind
from reservations.models import Channel, Outlet, Room, RoomType


class ApiClientForm(forms.ModelForm):
    """One machine's rights; `source` is fixed once it has written under it."""

    scopes = forms.MultipleChoiceField(
        label=_("scopes"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None ticked, nothing allowed."),
    )
    networks = forms.CharField(
        label=_("allowed networks"),
        required=False,
        help_text=_("Such as 10.0.0.0/8, several separated by commas; empty means any."),
    )
    expires_on = forms.DateField(
        label=_("works until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The last day on which the token works; empty means for ever."),
    )

    class Meta:
        model = ApiClient
        fields = ["name", "source", "rate_limit"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(scope, f"{scope} – {SCOPES[scope]}") for scope in SCOPES]
        self.fields["source"].help_text = gettext_lazy(
            "The short name under which it writes, such as pms; it cannot be changed later."
        )
        if self.instance.pk:
            self.fields["source"].disabled = True
            self.initial["scopes"] = self.instance.scopes
            self.initial["networks"] = ", ".join(self.instance.networks)

    def clean_rate_limit(self):
        if self.cleaned_data["rate_limit"] == 0:
            raise forms.ValidationError(_("At least one request per minute; to stop a client, revoke it."))
        return self.cleaned_data["rate_limit"]

    def clean_scopes(self):
        return _checked(known_scopes, self.cleaned_data["scopes"])

    def clean_networks(self):
        given = self.cleaned_data["networks"].split(",")
        return _checked(written_networks, [network for network in given if network.strip()])


def _checked(rule, value):
    try:
        return rule(value)
    except HotelError as refused:
        raise forms.ValidationError(refused.message) from None


class MappingForm(forms.Form):
    """Which of our codes another system's code stands for."""

    code = forms.ChoiceField(label=_("our code"))

    def __init__(self, *args, kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [("", "—"), *our_codes(kind)]


def our_codes(kind: str) -> list[tuple[str, str]]:
    """(code, name) of everything in use that a foreign code of `kind` may stand for."""
    if kind == CodeKind.ROOM:
        return [
            (number, number)
            for number in Room.objects.filter(is_active=True).values_list("number", flat=True)
        ]
    if kind == CodeKind.ACCOUNT:
        return [
            (account.code, f"{account.code} {account.name}") for account in Account.objects.order_by("code")
        ]
    model = {CodeKind.ROOM_TYPE: RoomType, CodeKind.CHANNEL: Channel, CodeKind.OUTLET: Outlet}[CodeKind(kind)]
    return [(row.code, f"{row.code} {row.name}") for row in model.objects.filter(is_active=True)]


class HandOverForm(forms.ModelForm):
    class Meta:
        model = HandOverNote
        fields = ["department", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

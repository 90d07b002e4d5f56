"""What people enter about services, campaigns, coupons and care."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.wording import listed
from guests.models import Account, Guest
from loyalty.caring import PLACES, unknown_places
from loyalty.giving_choices import Entitlement, OfferKind, Standard
from loyalty.models import Campaign, CareRule, Coupon, Service
from reservations.choices import RoomClass
from reservations.forms.booking import DayInput, RoomTypeField, check_dates, room_types


class ServiceForm(forms.ModelForm):
    """A service with its row of the matrix."""

    class Meta:
        model = Service
        fields = ("code", "name_zh", "name_en", "cost", "price", "category", "order", "is_active")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        how = {}
        if self.instance.pk:
            how = dict(self.instance.cells.values_list("standard", "entitlement"))
        for standard in Standard:
            self.fields[f"for_{standard}"] = forms.ChoiceField(
                label=standard.label,
                choices=Entitlement.choices,
                initial=how.get(standard, Entitlement.NONE),
            )

    def cells(self) -> dict[str, str]:
        """Standard → how it comes by the service."""
        return {standard.value: self.cleaned_data[f"for_{standard}"] for standard in Standard}


class CampaignForm(forms.ModelForm):
    room_classes = forms.MultipleChoiceField(
        label=_("Room classes"),
        choices=RoomClass.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every class."),
    )

    class Meta:
        model = Campaign
        fields = (
            "code", "name_zh", "name_en", "percent", "amount", "valid_from", "valid_until", "room_classes",
            "minimum_nights", "tier", "needs_coupon", "stock", "is_active",
        )  # fmt: skip
        widgets = {"valid_from": DayInput, "valid_until": DayInput}
        help_texts = {"stock": _("Empty: for as many as come.")}


class CouponForm(forms.ModelForm):
    guest_number = forms.CharField(
        label=_("Guest number"), max_length=9, required=False, help_text=_("Empty: for whoever has the code.")
    )

    class Meta:
        model = Coupon
        fields = ("campaign", "code", "uses", "valid_until", "is_active")
        widgets = {"valid_until": DayInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["campaign"].queryset = Campaign.objects.filter(needs_coupon=True)
        if self.instance.guest_id:
            self.initial["guest_number"] = self.instance.guest.number

    def clean_code(self):
        return self.cleaned_data["code"].strip().upper()

    def clean_guest_number(self):
        number = self.cleaned_data["guest_number"].strip().upper()
        if not number:
            self.instance.guest = None
            return ""
        guest = Guest.objects.filter(number=number).first()
        if guest is None:
            raise forms.ValidationError(_("There is no guest %(number)s.") % {"number": number})
        self.instance.guest = guest.merged_into or guest
        return number

    def clean_uses(self):
        uses = self.cleaned_data["uses"]
        if uses < self.instance.used:
            message = _("%(n)s bookings have taken it already: enter at least as many.")
            raise forms.ValidationError(message % {"n": self.instance.used})
        return uses


class PairForm(forms.Form):
    """Two kinds of reduction that are never given together."""

    first = forms.ChoiceField(label=_("One"), choices=OfferKind.choices)
    second = forms.ChoiceField(label=_("The other"), choices=OfferKind.choices)

    def clean(self):
        said = super().clean()
        if said.get("first") and said.get("first") == said.get("second"):
            raise forms.ValidationError(
                _("Two of one kind are never given together anyway: choose two kinds.")
            )
        return said

    def pair(self) -> tuple[str, str]:
        """In the order in which it is stored."""
        first, second = sorted((self.cleaned_data["first"], self.cleaned_data["second"]))
        return first, second


class CareRuleForm(forms.ModelForm):
    class Meta:
        model = CareRule
        fields = (
            "is_active", "task_for", "in_house_too", "greets", "department", "days_ahead", "gift_zh", "gift_en",
            "gift_cost", "subject_zh", "text_zh", "subject_en", "text_en",
        )  # fmt: skip
        widgets = {name: forms.Textarea(attrs={"rows": 6}) for name in ("text_zh", "text_en")}

    def clean(self):
        said = super().clean()
        for name in ("subject_zh", "text_zh", "subject_en", "text_en"):
            wrong = unknown_places(said.get(name, ""))
            if wrong:
                message = _("{%(wrong)s} is not known. Use only: %(places)s.")
                places = listed(f"{{{place}}}" for place in PLACES)
                self.add_error(name, message % {"wrong": wrong[0], "places": places})
        return said


class OfferQuery(forms.Form):
    """For which dates and room a guest asks for offers."""

    arrival = forms.DateField(label=_("Arrival"), widget=DayInput)
    departure = forms.DateField(label=_("Departure"), widget=DayInput)
    room_type = RoomTypeField(label=_("Room type"), queryset=None)
    account = forms.ModelChoiceField(
        Account.objects.filter(is_active=True), label=_("Account"), required=False
    )
    coupon = forms.CharField(label=_("Code of a coupon"), max_length=40, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["room_type"].queryset = room_types()

    def clean(self):
        check_dates(self)
        return self.cleaned_data


class SettleForm(forms.Form):
    """What was done about an occasion."""

    gift = forms.CharField(label=_("Gift"), max_length=200, required=False)
    gift_cost = forms.DecimalField(
        label=_("Cost of the gift"), min_value=0, max_digits=10, decimal_places=2, required=False
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

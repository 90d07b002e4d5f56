"""What people enter about tiers and points."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.choices import Combine, GuestClass, Ladder, Metric
from loyalty.ladder import Condition, Rule, Uncounted
from loyalty.models import EarningRate, Reward, StaffGuest, Tier
from reservations.models import Channel

#: Conditions of one rule on the page.
SLOTS = 4


class RuleForm(forms.Form):
    """One rule: what it leads to, and its conditions; without a target it is left out."""

    combine = forms.ChoiceField(label=_("needs"), choices=Combine.choices, required=False)

    def __init__(self, *args, targets, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["target"] = forms.ChoiceField(
            label=_("Leads to"), choices=[("", _("no rule")), *targets], required=False
        )
        for slot in range(SLOTS):
            self.fields[f"metric_{slot}"] = forms.ChoiceField(
                label=_("figure"), choices=[("", "—"), *Metric.choices], required=False
            )
            self.fields[f"at_least_{slot}"] = forms.DecimalField(label=_("at least"), required=False)
            self.fields[f"window_{slot}"] = forms.IntegerField(label=_("within days"), required=False)

    def slots(self):
        """The fields of each condition together."""
        return [
            [self[f"{name}_{slot}"] for name in ("metric", "at_least", "window")] for slot in range(SLOTS)
        ]

    def document(self) -> dict[str, Any] | None:
        """As `loyalty.ladder.rules_of` reads it; None for a rule that is left out."""
        said = self.cleaned_data
        if not said.get("target"):
            return None
        conditions = [
            {
                "metric": said[f"metric_{slot}"],
                "at_least": str(said[f"at_least_{slot}"]),
                "window": said[f"window_{slot}"],
            }
            for slot in range(SLOTS)
            if said.get(f"metric_{slot}")
        ]
        return {"target": said["target"], "combine": said["combine"], "conditions": conditions}


class BaseRules(forms.BaseFormSet):
    def document(self) -> list[dict[str, Any]]:
        return [made for form in self.forms if (made := form.document()) is not None]


RuleFormSet = forms.formset_factory(RuleForm, formset=BaseRules, extra=1, max_num=20)


def initial_of(rule: Rule) -> dict[str, Any]:
    """`rule` as RuleForm shows it."""
    shown: dict[str, Any] = {"target": rule.target, "combine": rule.combine}
    for slot, condition in enumerate(rule.conditions[:SLOTS]):
        shown |= _slot(slot, condition)
    return shown


def _slot(slot: int, condition: Condition) -> dict[str, Any]:
    return {
        f"metric_{slot}": condition.metric,
        f"at_least_{slot}": condition.at_least,
        f"window_{slot}": condition.window,
    }


def target_choices(ladder: str, tiers: list[Tier]) -> list[tuple[str, str]]:
    """What a rule of `ladder` can lead to; the lowest needs no rule."""
    if ladder == Ladder.GUEST_CLASS:
        return [(each.value, str(each.label)) for each in list(GuestClass)[1:]]
    return [(tier.code, tier.name) for tier in tiers[1:]]


class UncountedForm(forms.Form):
    """Which stays earn no tier; only tiers ask for it."""

    channels = forms.MultipleChoiceField(
        label=_("Channels whose stays earn no tier"), required=False, widget=forms.CheckboxSelectMultiple
    )
    rate_plans = forms.CharField(
        label=_("Rates whose stays earn no tier"),
        max_length=1000,
        required=False,
        help_text=_("Codes as the booking systems send them, with commas between: comp, house_use."),
    )

    def __init__(self, *args, uncounted: Uncounted, **kwargs):
        shown = {"channels": list(uncounted.channels), "rate_plans": ", ".join(uncounted.rate_plans)}
        super().__init__(*args, initial=shown, **kwargs)
        self.fields["channels"].choices = [(each.code, each.name) for each in Channel.objects.all()]

    def document(self) -> dict[str, Any]:
        """As `loyalty.ladder.uncounted_of` reads it."""
        rates = re.split(r"[,，、;；\n]", self.cleaned_data["rate_plans"])
        return {"channels": self.cleaned_data["channels"], "rate_plans": rates}


class NoteForm(forms.Form):
    note = forms.CharField(label=_("Why"), max_length=200, required=False)


class EnrolForm(forms.Form):
    number = forms.CharField(
        label=_("Number of the card"),
        max_length=32,
        required=False,
        help_text=_("Empty: the hotel makes one."),
    )


class PointsForm(forms.Form):
    points = forms.IntegerField(label=_("Points"), help_text=_("Negative takes points away."))
    reason = forms.CharField(label=_("Reason"), max_length=300)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why not"), max_length=200)


class LockForm(forms.Form):
    floor = forms.ModelChoiceField(Tier.objects.order_by("order"), label=_("Never below"), required=False)
    ceiling = forms.ModelChoiceField(Tier.objects.order_by("order"), label=_("Never above"), required=False)
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: until it is lifted."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Why"), max_length=200)


class RedeemForm(forms.Form):
    """`key` makes sure that a form sent twice is redeemed once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    reward = forms.ModelChoiceField(Reward.objects.none(), label=_("Reward"))
    quantity = forms.IntegerField(label=_("Pieces"), min_value=1, initial=1)

    def __init__(self, *args, rewards, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reward"].queryset = rewards
        self.fields["reward"].label_from_instance = lambda reward: f"{reward.name} · {reward.points}"


class RewardForm(forms.ModelForm):
    class Meta:
        model = Reward
        fields = (
            "code", "name_zh", "name_en", "kind", "points", "value", "stock", "tier", "valid_until", "is_active",
        )  # fmt: skip
        widgets = {"valid_until": forms.DateInput(attrs={"type": "date"})}


class TierForm(forms.ModelForm):
    class Meta:
        model = Tier
        fields = ("name_zh", "name_en", "multiplier", "discount_percent")


class RateForm(forms.ModelForm):
    class Meta:
        model = EarningRate
        fields = ("per_unit",)


class StaffGuestForm(forms.ModelForm):
    """By which a colleague is known among the guests; of a document only the hash is kept."""

    guest_number = forms.CharField(label=_("Guest number"), max_length=9, required=False)
    document = forms.CharField(
        label=_("Document number"), max_length=40, required=False, help_text=_("Only its hash is kept.")
    )

    class Meta:
        model = StaffGuest
        fields = ("user", "phone", "email")

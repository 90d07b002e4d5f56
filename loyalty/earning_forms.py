"""What people enter about the reasons for which points are earned."""

from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from loyalty.models import EarningRule
from reservations.choices import OutletCategory


class EarningRuleForm(forms.ModelForm):
    """A rule with its points per CNY in each kind of outlet; a kind left empty earns nothing by it."""

    class Meta:
        model = EarningRule
        fields = ("code", "name_zh", "name_en", "valid_from", "valid_until", "is_multiplied", "is_active")
        widgets = {
            "valid_from": forms.DateInput(attrs={"type": "date"}),
            "valid_until": forms.DateInput(attrs={"type": "date"}),
        }

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        had = {rate.category: rate.per_unit for rate in self.instance.rates.all()} if self.instance.pk else {}
        for category in OutletCategory:
            self.fields[category.value] = forms.DecimalField(
                label=_("Points per CNY: %(outlet)s") % {"outlet": category.label},
                required=False,
                initial=had.get(category),
                min_value=0,
                max_digits=6,
                decimal_places=3,
            )
        if self.instance.pk:
            del self.fields["code"], self.fields["valid_from"]

    def clean_valid_from(self):
        """Stays that have their points are not looked at again, so that no rule reaches back."""
        begins = self.cleaned_data["valid_from"]
        if begins < self.on:
            raise forms.ValidationError(
                _("A new rule begins on %(day)s or later.") % {"day": self.on.isoformat()}
            )
        return begins

    def clean(self):
        said = super().clean()
        first, last = said.get("valid_from") or self.instance.valid_from, said.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("Lies before the day from which the rule is in force."))
        if not self.errors and not self.rates():
            raise forms.ValidationError(_("Enter the points of at least one kind of outlet."))
        return said

    def rates(self) -> dict[str, Decimal]:
        """Points per CNY by kind of outlet, of those that earn."""
        return {each.value: self.cleaned_data[each] for each in OutletCategory if self.cleaned_data.get(each)}

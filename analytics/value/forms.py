"""Parameters and recommended actions as people change them."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from analytics.value.choices import Indicator
from analytics.value.models import ClassAdvice, ValueParameters
from common.dates import business_date


class ParametersForm(forms.ModelForm):
    """The next version. Weights have a field each; income bands are changed in the same way."""

    what_if_cost = forms.DecimalField(
        label=_("cost per guest (C), for the preview only"),
        required=False,
        min_value=0,
        max_value=10_000_000,
        decimal_places=2,
        help_text=_("Empty: C of the run that is shown. It follows from the costs that finance enters."),
    )

    class Meta:
        model = ValueParameters
        fields = (
            "periods",
            "period",
            "discount_rate",
            "estimator",
            "is_falling",
            "ccv_threshold",
            "ccv_threshold_at",
            "cpv_threshold",
            "cpv_threshold_at",
            "valid_from",
            "note",
        )
        widgets = {"valid_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "discount_rate": _("As a share: 0.08 is 8 % per period."),
            "estimator": _(
                "The page Forecast of stays shows how well each did on the hotel's own last year."
            ),
            "is_falling": _(
                "Only with a model. A constant p promises too much: over 3 periods about a third."
            ),
        }

    def __init__(self, *args, instance: ValueParameters, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        self.fields["valid_from"].initial = business_date()
        self.initial["valid_from"] = business_date()
        self.initial["note"] = ""
        for key, label in Indicator.choices:
            self.fields[f"weight_{key}"] = forms.DecimalField(
                label=_("weight: %(indicator)s") % {"indicator": label},
                min_value=0,
                max_value=1000,
                decimal_places=4,
                initial=instance.weight_of[key],
            )
        for row in instance.income_bands:
            band = row["band"]
            self.fields[f"midpoint_{band}"] = forms.DecimalField(
                label=_("income band %(band)s: middle, CNY a month") % {"band": band},
                min_value=1,
                max_value=10_000_000,
                decimal_places=2,
                initial=Decimal(row["midpoint"]),
            )
            self.fields[f"score_{band}"] = forms.DecimalField(
                label=_("income band %(band)s: score") % {"band": band},
                min_value=0,
                max_value=100,
                decimal_places=2,
                initial=Decimal(row["score"]),
            )

    def clean_valid_from(self):
        """Older nights keep the parameters they were computed with."""
        valid_from = self.cleaned_data["valid_from"]
        if valid_from < business_date():
            raise forms.ValidationError(_("Give today or a later day: nights already computed keep theirs."))
        return valid_from

    @property
    def settings(self) -> dict:
        """What services.parameters.change_parameters takes."""
        given = self.cleaned_data
        bands = [row["band"] for row in self.instance.income_bands]
        plain = {name: given[name] for name in self.Meta.fields if name not in {"valid_from", "note"}}
        return plain | {
            "weights": {key: _plain(given[f"weight_{key}"]) for key in Indicator.values},
            "income_bands": [
                {
                    "band": band,
                    "midpoint": _plain(given[f"midpoint_{band}"]),
                    "score": _plain(given[f"score_{band}"]),
                }
                for band in bands
            ],
        }

    def _post_clean(self):
        """The instance is the version in force and must not be touched; the service checks the new one."""


def _plain(figure: Decimal) -> str:
    """Without trailing zeros, so that equal weights are equal text."""
    return f"{figure.normalize():f}"


class AdviceForm(forms.ModelForm):
    class Meta:
        model = ClassAdvice
        fields = ("text_zh", "text_en")
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in fields}

"""Forms of the bands and of segments by filter. They check what was typed; what may be is the services' to say."""

from django import forms
from django.utils.translation import gettext_lazy as _

from analytics.segments.attributes import Attribute
from analytics.segments.bands import BANDINGS
from analytics.value.choices import Period
from guests.choices import PreferenceCategory


class BandsForm(forms.Form):
    """The limits of one banded attribute, as fields `limit_0` …; of the frequency its period as well."""

    def __init__(self, attribute: Attribute, *args, **kwargs):
        super().__init__(*args, **kwargs)
        banding = BANDINGS[attribute.key]
        for at in range(len(banding.delivered)):
            title = attribute.values[banding.lead + at + 1].title
            self.fields[f"limit_{at}"] = forms.DecimalField(
                label=_("“%(title)s” from (%(unit)s)") % {"title": title, "unit": banding.unit},
                max_digits=12,
                decimal_places=2,
            )
        if attribute.key == "frequency":
            self.fields["frequency_period"] = forms.ChoiceField(label=_("counted per"), choices=Period)
        self.fields["note"] = forms.CharField(label=_("why"), max_length=200, required=False)

    @property
    def limits(self) -> list[str]:
        return [str(self.cleaned_data[name]) for name in self.fields if name.startswith("limit_")]


class FilterSegmentForm(forms.Form):
    """A saved query becomes a segment; `query` is the key of one of those that the person may see."""

    name = forms.CharField(label=_("name"), max_length=120)
    note = forms.CharField(label=_("what it is for"), max_length=300, required=False)
    query = forms.ChoiceField(label=_("saved query"))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, queries, *args, keeps: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(str(query.pk), query.name) for query in queries]
        field = self.fields["query"]
        field.required = not keeps
        field.choices = [("", _("as it is") if keeps else "—"), *choices]


class WishForm(forms.Form):
    """A preference of a segment's guests, as its dashboard counts them."""

    segment = forms.CharField(max_length=80)
    category = forms.ChoiceField(choices=PreferenceCategory.choices)
    text = forms.CharField(max_length=500, strip=False)

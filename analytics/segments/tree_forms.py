"""Forms of questions, samples and labels. They check what was typed; what may be done is the services' to say."""

from django import forms
from django.utils.translation import gettext_lazy as _

from analytics.segments.attributes import ATTRIBUTES, FAMILIES
from analytics.segments.choices import Pruning
from analytics.segments.default_scheme import SEGMENTS
from analytics.segments.models import Question
from analytics.segments.models.treatments import LEAST_SHARE, MOST_SHARE
from analytics.segments.selectors.trees import targets
from analytics.segments.services.sampling import USUAL_SIZE

#: What a new question begins with: all that is neither money nor a consequence of it.
USUAL_FAMILIES = ("population", "behaviour")


def attribute_choices():
    return [
        (title, [(each.key, each.title) for each in ATTRIBUTES if each.family == family])
        for family, title in FAMILIES.items()
    ]


class SampleForm(forms.Form):
    size = forms.IntegerField(
        label=_("guests to be labelled"), min_value=100, max_value=5000, initial=USUAL_SIZE
    )


class LabelForm(forms.Form):
    """`seen` is the standing label that was shown; `after` the guest who is on the screen already."""

    sampled = forms.IntegerField(min_value=1, max_value=2**62)
    segment = forms.ChoiceField(choices=[(each.key, each.name) for each in SEGMENTS])
    seen = forms.IntegerField(min_value=1, max_value=2**62, required=False)
    after = forms.IntegerField(min_value=1, max_value=2**62, required=False)


class WhichGuest(forms.Form):
    guest = forms.IntegerField(min_value=1, max_value=2**62)


class WhichNode(forms.Form):
    at = forms.IntegerField(min_value=0, max_value=1_000_000)


class TreatmentForm(forms.Form):
    """`segments` are [(title of the family, [(address, title)])] of those the person may ask."""

    segment = forms.ChoiceField(label=_("segment"))
    name = forms.CharField(label=_("name"), max_length=120)
    what = forms.CharField(
        label=_("what is done"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What every treated guest gets, and how."),
    )
    share = forms.IntegerField(
        label=_("share treated, %"),
        min_value=LEAST_SHARE,
        max_value=MOST_SHARE,
        initial=80,
        help_text=_("Drawn by chance. The others are left alone, or nobody could tell what it came to."),
    )
    days = forms.IntegerField(label=_("days compared"), min_value=7, max_value=730, initial=90)

    def __init__(self, segments, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["segment"].choices = [("", "—"), *segments]


class PublishForm(forms.Form):
    note = forms.CharField(label=_("why"), required=False, max_length=200)


class QuestionForm(forms.Form):
    """`wanted` holds 'attribute:value' of one attribute; nothing for the hotel's segments."""

    name = forms.CharField(label=_("name"), max_length=120)
    wanted = forms.MultipleChoiceField(
        label=_("target: who …"),
        required=False,
        help_text=_("One or more values of one attribute; none of them: the hotel’s segments."),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    max_depth = forms.IntegerField(label=_("questions at most"), min_value=1, max_value=10, initial=6)
    min_leaf = forms.IntegerField(
        label=_("guests of a rule at least"), min_value=5, max_value=100_000, initial=5
    )
    pruning = forms.ChoiceField(label=_("pruning"), choices=Pruning, initial=Pruning.AUTOMATIC)
    attributes = forms.MultipleChoiceField(
        label=_("attributes that may explain it"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, question: Question | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["wanted"].choices = targets()
        self.fields["attributes"].choices = attribute_choices()
        if question is None:
            self.initial["attributes"] = [each.key for each in ATTRIBUTES if each.family in USUAL_FAMILIES]
            return
        for name in ("name", "attributes", "max_depth", "min_leaf", "pruning"):
            self.initial[name] = getattr(question, name)
        self.initial["wanted"] = [f"{question.target}:{value}" for value in question.target_values]

    def clean_wanted(self) -> list[list[str]]:
        wanted = [each.split(":", 1) for each in self.cleaned_data["wanted"]]
        if len({target for target, _value in wanted}) > 1:
            raise forms.ValidationError(_("Choose values of one attribute only."))
        return wanted

    @property
    def asked(self) -> dict:
        """Arguments of `save_question`; what is asked for explains nothing, though the form begins with it ticked."""
        given = {name: self.cleaned_data[name] for name in self.fields if name != "wanted"}
        wanted = self.cleaned_data["wanted"]
        target = wanted[0][0] if wanted else ""
        return given | {
            "attributes": [key for key in given["attributes"] if key != target],
            "target": target,
            "target_values": [value for _target, value in wanted],
        }

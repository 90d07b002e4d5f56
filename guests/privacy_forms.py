"""Forms of the privacy pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from guests.choices import ConsentPurpose, ContactChannel, ErasureBasis
from guests.models import RetentionRule
from guests.privacy.retention import effects_of, kind_of, kinds


class AnswerForm(forms.Form):
    """An answer of his with the text he was shown."""

    purpose = forms.ChoiceField(label=_("purpose"), choices=ConsentPurpose)
    channel = forms.ChoiceField(label=_("channel"), choices=ContactChannel, initial=ContactChannel.ANY)
    is_given = forms.TypedChoiceField(
        label=_("his answer"),
        choices=[("yes", _("agreed")), ("no", _("refused"))],
        coerce=lambda answer: answer == "yes",
    )
    source = forms.CharField(label=_("where he said so"), max_length=40, initial="desk")
    wording = forms.CharField(label=_("version of the text he was shown"), max_length=40, required=False)


class ErasureForm(forms.Form):
    basis = forms.ChoiceField(
        label=_("basis"),
        choices=[choice for choice in ErasureBasis.choices if choice[0] != ErasureBasis.TERM],
    )
    confirmed = forms.CharField(
        label=_("guest number, to confirm"), max_length=12, help_text=_("Erasing cannot be taken back.")
    )


class RetentionRuleForm(forms.ModelForm):
    """A term; which effects make sense depends on the kind of data."""

    kind = forms.ChoiceField(label=_("kind of data"), choices=())

    class Meta:
        model = RetentionRule
        fields = ("kind", "effect", "months", "basis", "is_active")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.key, kind.label) for kind in kinds()]

    def clean(self):
        cleaned = super().clean()
        kind, effect = kind_of(cleaned.get("kind", "")), cleaned.get("effect")
        if kind and effect and effect not in effects_of(kind):
            self.add_error("effect", _("This kind of data cannot have this effect. Choose the other one."))
        return cleaned

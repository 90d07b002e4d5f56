"""What a guest types on his own page. Nothing here can name a field that is not his to correct."""

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.care_choices import Cause
from feedback.care_forms import words
from feedback.models.complaint import LONGEST_TEXT
from guests.choices import LANGUAGES_SPOKEN, PreferenceCategory
from guests.forms import DateInput
from guests.models import Guest
from guests.services.preferences import LONGEST
from loyalty.own.services.corrections import AT_ONCE, IDENTITY


class EntryForm(forms.Form):
    target = forms.CharField(
        label=_("E-mail or phone"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "email", "autocapitalize": "off", "spellcheck": "false"}
        ),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code of six digits"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        return "".join(filter(str.isdigit, self.cleaned_data["code"]))


class ProfileForm(forms.ModelForm):
    """His details; those of `IDENTITY` wait for the desk."""

    class Meta:
        model = Guest
        fields = (*IDENTITY, *AT_ONCE)
        widgets = {"birthday": DateInput}
        help_texts = {
            "birthday": _("As your identity card has it, also where you keep it by the lunar calendar.")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = {code for code, _label in LANGUAGES_SPOKEN}
        language = self.instance.language
        other = [(language, language)] if language and language not in known else []
        self.fields["language"] = forms.ChoiceField(
            label=self.fields["language"].label,
            choices=[("", "—"), *LANGUAGES_SPOKEN, *other],
            required=False,
        )
        self.fields["salutation"].label = _("How you like to be addressed")

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("name") and not cleaned.get("latin_name"):
            self.add_error("name", _("Enter a name, in characters or in latin letters."))
        return cleaned

    def said(self) -> dict[str, object]:
        """What he changed: field → value."""
        return {name: self.cleaned_data[name] for name in self.changed_data}

    def _post_clean(self):
        """The service writes; the file that the page shows stays as it is."""


class OwnContactForm(forms.Form):
    text = forms.CharField(label=_("Phone or e-mail"), max_length=254)


class WishForm(forms.Form):
    category = forms.ChoiceField(label=_("about"), choices=PreferenceCategory)
    text = forms.CharField(label=_("What you like or need"), max_length=LONGEST)
    is_must = forms.BooleanField(label=_("I must have it (allergy, health)"), required=False)


class TellUsForm(forms.Form):
    cause = forms.ChoiceField(label=_("about"), choices=Cause)
    text = words(_("what happened"), LONGEST_TEXT)


class EnrolAtDeskForm(forms.Form):
    """The dialog at the desk: he agrees, gets a number, and his card in the way he wants it."""

    agrees = forms.BooleanField(
        label=_("He joins, and agrees that we keep his stays and points for it."),
        error_messages={"required": _("Without his consent nobody becomes a member.")},
    )
    wants_statement = forms.BooleanField(
        label=_("He wants his points statement by e-mail."), required=False, initial=True
    )
    number = forms.CharField(
        label=_("Number of a card handed out"),
        max_length=32,
        required=False,
        help_text=_("Empty: the hotel makes a number."),
    )
    mails_card = forms.BooleanField(label=_("Send the card by e-mail"), required=False)

"""What a clerk is asked at check-in and for a walk-in. Parsing only; the services decide."""

from collections.abc import Callable
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from guests.choices import LANGUAGES_SPOKEN, DocumentType, Gender
from guests.contacts import parse_email, parse_phone
from guests.models import Account
from guests.services.files import DocumentDraft, GuestDraft
from reservations.choices import Motive
from reservations.exceptions import RoomUnavailable
from reservations.forms.booking import (
    LONGEST_STAY_NIGHTS,
    AnswersForItMixin,
    DayInput,
    PersonsMixin,
    blank,
)

LANGUAGES = [("", "—"), *LANGUAGES_SPOKEN]


#: Only free rooms are choices: another clerk gave it away after the page was opened.
TAKEN = {"invalid_choice": RoomUnavailable.default_message}


class PhoneField(forms.CharField):
    def __init__(self, **kwargs):
        super().__init__(
            max_length=32, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}), **kwargs
        )

    def clean(self, value):
        value = super().clean(value)
        if value and parse_phone(value) is None:
            raise forms.ValidationError(
                _("This is no phone number. Write digits, with + and country code if foreign.")
            )
        return value


class MailField(forms.CharField):
    def __init__(self, **kwargs):
        super().__init__(max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}), **kwargs)

    def clean(self, value):
        value = super().clean(value)
        if value and parse_email(value) is None:
            raise forms.ValidationError(_("This is no e-mail address. Write it like name@example.com."))
        return value


def country_field(**kwargs):
    return CountryField(blank=True, blank_label="—").formfield(**kwargs)


class NewGuestForm(forms.Form):
    """The least that makes a guest file at the desk; the rest is asked later."""

    name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    phone = PhoneField(label=_("Phone"), required=False)
    document_type = forms.ChoiceField(label=_("Document"), choices=DocumentType.choices, required=False)
    document_number = forms.CharField(
        label=_("Document number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    gender = forms.ChoiceField(label=_("Gender"), choices=blank(Gender), required=False)
    nationality = country_field(label=_("Nationality"), required=False)
    email = MailField(label=_("E-mail"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)

    def draft(self) -> GuestDraft:
        said = self.cleaned_data
        document = DocumentDraft(
            type=said["document_type"],
            number=said["document_number"],
            country=str(said["nationality"] or "CN"),
        )
        return GuestDraft(
            name=said["name"],
            gender=said["gender"],
            nationality=str(said["nationality"] or ""),
            language=said["language"],
            phones=tuple(filter(None, [said["phone"]])),
            emails=tuple(filter(None, [said["email"]])),
            documents=(document,) if said["document_number"] else (),
        )


class WalkInForm(AnswersForItMixin, PersonsMixin):
    """Nights, room, price; the guest comes from NewGuestForm or was found."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    nights = forms.IntegerField(label=_("Nights"), min_value=0, max_value=LONGEST_STAY_NIGHTS, initial=1)
    room = forms.ChoiceField(label=_("Room"), choices=(), error_messages=TAKEN)
    rate = forms.DecimalField(
        label=_("Rate per night"),
        max_digits=9,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text=_("Empty: the rate of the type."),
    )
    motive = forms.ChoiceField(label=_("Motive of stay"), choices=blank(Motive), required=False)

    def __init__(self, *args, rooms, **kwargs):
        kwargs["initial"] = {"token": uuid4().hex} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["room"].choices = [(str(room_id), label) for room_id, label in rooms]


#: Before the name of a question: the box that declines it.
DECLINED = "declined_"


class CheckInForm(AnswersForItMixin):
    """Room, who is there, what was asked; `questions` are names of reservations.check_in_questions."""

    room = forms.ChoiceField(label=_("Room"), choices=(), error_messages=TAKEN)
    present = forms.MultipleChoiceField(
        label=_("Here now"), choices=(), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args, rooms, stays, questions=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["room"].choices = [(str(room_id), label) for room_id, label in rooms]
        self.fields["present"].choices = [(str(stay.pk), stay.guest.display_name) for stay in stays]
        self.fields["present"].initial = [str(stay.pk) for stay in stays]
        if len(stays) < 2:
            del self.fields["present"]
        for name in questions:
            self.fields.update(QUESTION_FIELDS[name]())
        self.questions = tuple(questions)
        self.question_names = [field for name in questions for field in QUESTION_FIELDS[name]()]
        for name in questions:
            self.fields[f"{DECLINED}{name}"] = forms.BooleanField(
                label=_("does not want to say"), required=False
            )

    def question_fields(self):
        """The bound fields of the questions in order, each question's own box to decline it behind them."""
        return [
            self[field]
            for name in self.questions
            for field in (*QUESTION_FIELDS[name](), f"{DECLINED}{name}")
        ]

    def declined(self) -> list[str]:
        """The questions that he did not want to answer; one that was answered after all is not among them."""
        return [
            name
            for name in self.questions
            if self.cleaned_data.get(f"{DECLINED}{name}")
            and not any(self.cleaned_data.get(field) for field in self._asked(name))
        ]

    @staticmethod
    def _asked(name: str) -> list[str]:
        return [field for field in QUESTION_FIELDS[name]() if field != "document_type"]

    def answers(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.question_names if self.cleaned_data.get(name)}

    def absent(self, stays) -> list[int]:
        if "present" not in self.fields:
            return []
        return [stay.pk for stay in stays if str(stay.pk) not in self.cleaned_data["present"]]


QUESTION_FIELDS: dict[str, Callable[[], dict[str, forms.Field]]] = {
    "document": lambda: {
        "document_type": forms.ChoiceField(label=_("Document"), choices=DocumentType.choices, required=False),
        "document_number": forms.CharField(label=_("Document number"), max_length=40, required=False),
    },
    "phone": lambda: {"phone": PhoneField(label=_("Phone"), required=False)},
    "email": lambda: {"email": MailField(label=_("His own e-mail"), required=False)},
    "nationality": lambda: {"nationality": country_field(label=_("Nationality"), required=False)},
    "birthday": lambda: {"birthday": forms.DateField(label=_("Birthday"), widget=DayInput, required=False)},
    "account": lambda: {
        "account": forms.ModelChoiceField(
            Account.objects.filter(is_active=True).only("name"),
            label=_("Employer or account"),
            widget=forms.Select(attrs={"data-picker": ""}),
            required=False,
        )
    },
    "language": lambda: {
        "language": forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)
    },
    "diet": lambda: {
        "diet": forms.CharField(label=_("Diet: what he does not eat"), max_length=200, required=False)
    },
}

"""What the guest file itself lets one do with a whole list: preferences, alerts, notes, VIP."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from guests.choices import Department, PreferenceCategory
from guests.query.actions import Action, register
from guests.services import many


class PreferenceAction(forms.Form):
    category = forms.ChoiceField(label=_("about"), choices=PreferenceCategory)
    text = forms.CharField(label=_("preference"), max_length=200)
    is_must = forms.BooleanField(label=_("must have (allergy, health)"), required=False)


class _Dated(forms.Form):
    """An entry with an optional last day, kept as text."""

    until = forms.DateField(
        label=_("until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_until(self) -> str:
        until = self.cleaned_data["until"]
        return until.isoformat() if until else ""


class AlertAction(_Dated):
    reason = forms.CharField(label=_("reason"), max_length=300)
    starts_on = forms.DateField(
        label=_("from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    field_order = ("reason", "starts_on", "until")

    def clean_starts_on(self) -> str:
        return self.cleaned_data["starts_on"].isoformat()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("until") and cleaned["until"] < cleaned.get("starts_on", ""):
            self.add_error("until", _("The end is before the beginning. Choose a later day."))
        return cleaned


class NoteAction(forms.Form):
    department = forms.ChoiceField(label=_("department"), choices=Department)
    text = forms.CharField(label=_("note"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class VipAction(_Dated):
    reason = forms.CharField(label=_("why VIP"), max_length=200)
    field_order = ("reason", "until")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _prefer(guests, data, by) -> int:
    return many.note_preference_for(guests=guests, noted_by=by.get_username() if by else "", **data)


def _warn(guests, data, by) -> int:
    return many.raise_alert_for(
        guests=guests,
        reason=data["reason"],
        starts_on=date.fromisoformat(data["starts_on"]),
        ends_on=_day(data["until"]),
    )


def _note(guests, data, by) -> int:
    return many.add_note_for(guests=guests, author=by, **data)


def _vip(guests, data, by) -> int:
    return many.make_vip(guests=guests, reason=data["reason"], until=_day(data["until"]), by=by)


def _no_vip(guests, data, by) -> int:
    return many.end_vip(guests=guests)


def register_all() -> None:
    for key, label, permission, form, do in [
        ("preference", _("Note a preference"), "guests.add_preference", PreferenceAction, _prefer),
        ("alert", _("Raise an alert"), "guests.add_alert", AlertAction, _warn),
        ("note", _("Add a note"), "guests.add_note", NoteAction, _note),
        ("vip", _("Make VIP"), "guests.change_guest", VipAction, _vip),
        ("no_vip", _("End VIP"), "guests.change_guest", forms.Form, _no_vip),
    ]:
        register(Action(key, label, permission, form, do))

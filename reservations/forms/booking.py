"""What a clerk is asked when he takes or changes a booking. Parsing only; the services decide."""

from datetime import timedelta
from uuid import uuid4

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from guests.models import Account
from reservations.choices import EXPECTED, Board, Motive, Origin, Status, WhyThisHotel
from reservations.models import Channel, Reservation, RoomType

#: Nobody books a room for longer by a slip of the finger.
LONGEST_STAY_NIGHTS = 180
MOST_ROOMS = 40


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class RoomTypeField(forms.ModelChoiceField):
    """Types in the reader's language with their rate."""

    def label_from_instance(self, room_type: RoomType) -> str:
        return f"{room_type.name} · {room_type.base_rate:,.0f}"


def room_types():
    return RoomType.objects.filter(is_active=True)


NOT_SAID = _("not said")


def blank(choices):
    """The choices of a field that may stay empty."""
    return [("", NOT_SAID), *choices.choices]


class PersonsMixin(forms.Form):
    adults = forms.IntegerField(label=_("Adults"), min_value=1, max_value=20, initial=1)
    children = forms.IntegerField(label=_("Children"), min_value=0, max_value=20, initial=0, required=False)
    babies = forms.IntegerField(label=_("Babies"), min_value=0, max_value=10, initial=0, required=False)

    def clean_children(self):
        return self.cleaned_data["children"] or 0

    def clean_babies(self):
        return self.cleaned_data["babies"] or 0


class AnswersForItMixin(forms.Form):
    """Fields that only appear for people with the permission: overbooking, and serving a blacklisted guest."""

    accept_overbooking = forms.BooleanField(
        label=_("Book although the type is full"), required=False, widget=forms.HiddenInput
    )
    blacklist_reason = forms.CharField(
        label=_("Why is this guest served although he is on the blacklist?"),
        max_length=500,
        required=False,
        widget=forms.HiddenInput,
    )

    def offer_overbooking(self) -> None:
        self.fields["accept_overbooking"].widget = forms.CheckboxInput()

    def demand_blacklist_reason(self) -> None:
        self.fields["blacklist_reason"].widget = forms.Textarea(attrs={"rows": 2})
        self.fields["blacklist_reason"].required = True


class BookingForm(AnswersForItMixin, PersonsMixin):
    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    arrival = forms.DateField(label=_("Arrival"), widget=DayInput)
    departure = forms.DateField(label=_("Departure"), widget=DayInput)
    room_type = RoomTypeField(label=_("Room type"), queryset=None)
    rooms = forms.IntegerField(label=_("Rooms"), min_value=1, max_value=MOST_ROOMS, initial=1)
    rate = forms.DecimalField(
        label=_("Rate per night"),
        max_digits=9,
        decimal_places=2,
        min_value=0,
        required=False,
        help_text=_("Empty: the type's rate, less the account's discount."),
    )
    account = forms.ModelChoiceField(
        label=_("Account"), queryset=None, required=False, widget=forms.Select(attrs={"data-picker": ""})
    )
    channel = forms.ModelChoiceField(label=_("Channel"), queryset=None, required=False)
    status = forms.ChoiceField(label=_("Status"), choices=[(s, Status(s).label) for s in EXPECTED])
    motive = forms.ChoiceField(label=_("Motive of stay"), choices=blank(Motive), required=False)
    why_this_hotel = forms.ChoiceField(label=_("Why this hotel"), choices=blank(WhyThisHotel), required=False)
    board = forms.ChoiceField(label=_("Board"), choices=blank(Board), required=False)
    group = forms.CharField(label=_("Group"), max_length=120, required=False)
    coupon = forms.CharField(label=_("Code of a coupon"), max_length=40, required=False)
    takes_offer = forms.BooleanField(required=False)
    special_requests = forms.CharField(
        label=_("Special requests"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line."),
    )
    remarks = forms.CharField(
        label=_("Remarks"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, today, account=None, **kwargs):
        kwargs["initial"] = {
            "token": uuid4().hex,
            "arrival": today,
            "departure": today + timedelta(days=1),
            "status": Status.CONFIRMED,
            "account": account,
        } | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["room_type"].queryset = room_types()
        self.fields["account"].queryset = Account.objects.filter(is_active=True).only(
            "name", "discount_percent"
        )
        self.fields["channel"].queryset = Channel.objects.filter(is_active=True)

    def clean_arrival(self):
        arrival = self.cleaned_data["arrival"]
        if arrival < self.today:
            raise forms.ValidationError(
                _("%(arrival)s lies in the past; today is %(day)s. Choose today or later.")
                % {"arrival": arrival, "day": self.today}
            )
        return arrival

    def clean_special_requests(self) -> tuple[str, ...]:
        return lines_of(self.cleaned_data["special_requests"])

    def clean(self):
        check_dates(self)
        return self.cleaned_data

    def clean_takes_offer(self) -> bool:
        takes = self.cleaned_data["takes_offer"]
        if takes and self.cleaned_data.get("rate") is not None:
            raise forms.ValidationError(
                _("With an offer the rate stays empty: the offer says what a night costs.")
            )
        return takes

    def offer(self) -> str | None:
        """The coupon with which he takes the best offer, '' without one; None: he takes none."""
        return self.cleaned_data["coupon"] if self.cleaned_data["takes_offer"] else None

    def origin(self) -> str:
        if self.cleaned_data["group"]:
            return Origin.GROUP
        return Origin.CONTRACT if self.cleaned_data["account"] else Origin.TRANSIENT


def lines_of(text: str) -> tuple[str, ...]:
    """The lines that say something, each as long as the column allows."""
    return tuple(line.strip()[:300] for line in text.splitlines() if line.strip())


def check_dates(form: forms.Form) -> None:
    arrival, departure = form.cleaned_data.get("arrival"), form.cleaned_data.get("departure")
    if not arrival or not departure:
        return
    nights = (departure - arrival).days
    if nights < 0:
        words = _("%(departure)s lies before the arrival (%(day)s). Choose a later departure.")
        form.add_error("departure", words % {"departure": departure, "day": arrival})
    elif nights > LONGEST_STAY_NIGHTS:
        words = _("%(asked)s nights are too many: at most %(n)s. Choose an earlier departure.")
        form.add_error("departure", words % {"asked": nights, "n": LONGEST_STAY_NIGHTS})


class ReservationForm(forms.ModelForm):
    """The booking's own facts; `version` is what the clerk saw when he opened it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    special_requests = forms.CharField(
        label=_("Special requests"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line."),
    )

    class Meta:
        model = Reservation
        fields = [
            "origin",
            "channel",
            "account",
            "group",
            "motive",
            "why_this_hotel",
            "special_requests",
            "remarks",
        ]
        widgets = {
            "account": forms.Select(attrs={"data-picker": ""}),
            "remarks": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, instance, **kwargs):
        kwargs["initial"] = {
            "version": instance.lock_version,
            "special_requests": "\n".join(instance.special_requests),
        } | (kwargs.get("initial") or {})
        super().__init__(*args, instance=instance, **kwargs)
        if instance.status in EXPECTED:
            self.fields["status"] = forms.ChoiceField(
                label=_("Status"),
                choices=[(status, Status(status).label) for status in EXPECTED],
                initial=instance.status,
            )

    def clean_special_requests(self) -> list[str]:
        return list(lines_of(self.cleaned_data["special_requests"]))

    def changes(self) -> dict:
        """What was entered, by the names of the service; nothing is compared here."""
        entered = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        for name in ("account", "channel"):
            chosen = entered.pop(name)
            entered[f"{name}_id"] = chosen.pk if chosen else None
        return entered

    def _post_clean(self):
        """The instance stays as it was opened: the service writes, under its locks."""


class LineForm(AnswersForItMixin, PersonsMixin):
    """Dates, type, price and persons of one room."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    arrival = forms.DateField(label=_("Arrival"), widget=DayInput)
    departure = forms.DateField(label=_("Departure"), widget=DayInput)
    room_type = RoomTypeField(label=_("Room type"), queryset=None)
    rate = forms.DecimalField(
        label=_("Rate per night from now on"),
        max_digits=9,
        decimal_places=2,
        required=False,
        validators=[MinValueValidator(0), MaxValueValidator(999_999)],
        help_text=_("Empty: nights keep their price, new ones cost what the nearest night costs."),
    )

    def __init__(self, *args, line, **kwargs):
        kwargs["initial"] = {
            "version": line.lock_version,
            "arrival": line.arrival,
            "departure": line.departure,
            "room_type": line.room_type_id,
            "adults": line.adults,
            "children": line.children,
            "babies": line.babies,
        } | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["room_type"].queryset = room_types()
        if line.status == Status.IN_HOUSE:
            for name in ("arrival", "room_type"):
                self.fields[name].disabled = True

    def clean(self):
        check_dates(self)
        return self.cleaned_data


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Why?"), max_length=300, required=False)


class DatesForm(forms.Form):
    arrival = forms.DateField()
    departure = forms.DateField()

    def clean(self):
        check_dates(self)
        return self.cleaned_data

"""The fixed lists of complaints, recovery, calls, visits and requests; the keys are stored and are those of the API."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Cause(TextChoices):
    """What the complaint is about."""

    ROOM = "room", _("room and its equipment")
    CLEANLINESS = "cleanliness", _("cleanliness")
    NOISE = "noise", _("noise")
    STAFF = "staff", _("staff")
    WAITING = "waiting", _("having to wait")
    FOOD = "food", _("food and restaurant")
    BILL = "bill", _("bill and price")
    BOOKING = "booking", _("booking and arrival")
    LAUNDRY = "laundry", _("laundry and lost things")
    SAFETY = "safety", _("safety and health")
    OTHER = "other", _("something else")


class Severity(TextChoices):
    MINOR = "minor", _("minor")
    SERIOUS = "serious", _("serious")
    CRITICAL = "critical", _("critical")


class ClockSubject(TextChoices):
    """What a service clock runs for: each severity of a complaint, and a request."""

    MINOR = Severity.MINOR.value, _("minor complaint")
    SERIOUS = Severity.SERIOUS.value, _("serious complaint")
    CRITICAL = Severity.CRITICAL.value, _("critical complaint")
    REQUEST = "request", _("request of a guest")


class ComplaintStatus(TextChoices):
    OPEN = "open", _("open")
    IN_HAND = "in_hand", _("in hand")
    RECOVERED = "recovered", _("recovered")
    CLOSED = "closed", _("closed")
    REOPENED = "reopened", _("reopened")


#: Nobody has taken it (again); somebody must still do something; the guest must not be advertised to.
UNTAKEN = (ComplaintStatus.OPEN, ComplaintStatus.REOPENED)
UNSETTLED = (*UNTAKEN, ComplaintStatus.IN_HAND)
NOT_CLOSED = (*UNSETTLED, ComplaintStatus.RECOVERED)


class ComplaintSource(TextChoices):
    STAFF = "staff", _("told to staff")
    SURVEY = "survey", _("answer in a survey")
    CALL = "call", _("call after departure")
    GUEST_PAGE = "guest_page", _("the guest's own page")
    API = "api", _("another system")
    OTA = "ota", _("review at a travel agency")


class EventKind(TextChoices):
    """One step of a complaint; they are only added."""

    OPENED = "opened", _("complaint opened")
    TAKEN = "taken", _("taken in hand")
    PASSED = "passed", _("passed on")
    GRADED = "graded", _("severity changed")
    ESCALATED = "escalated", _("escalated")
    PROPOSED = "proposed", _("recovery waits for approval")
    PROMISED = "promised", _("recovery promised")
    APPROVED = "approved", _("recovery approved")
    REFUSED = "refused", _("recovery refused")
    GIVEN = "given", _("recovery given")
    ASKED = "asked", _("guest asked whether it is well again")
    ANSWERED = "answered", _("guest answered")
    CLOSED = "closed", _("closed")
    REOPENED = "reopened", _("reopened")
    NOTED = "noted", _("note")


class RecoveryTool(TextChoices):
    """The toolkit."""

    APOLOGY = "apology", _("apology")
    DISCOUNT = "discount", _("discount")
    UPGRADE = "upgrade", _("upgrade")
    AMENITY = "amenity", _("amenity")
    POINTS = "points", _("loyalty points")
    FREE_NIGHT = "free_night", _("free night")


class RecoveryStatus(TextChoices):
    WAITING = "waiting", _("waits for approval")
    PROMISED = "promised", _("promised")
    GIVEN = "given", _("given")
    REFUSED = "refused", _("not approved")


class Verdict(TextChoices):
    """What the guest says when he is asked whether it is well again."""

    SATISFIED = "satisfied", _("satisfied now")
    UNSATISFIED = "unsatisfied", _("still not satisfied")
    NOT_REACHED = "not_reached", _("not reached")


class CallStatus(TextChoices):
    DUE = "due", _("to call")
    DONE = "done", _("done")
    GIVEN_UP = "given_up", _("given up")
    NOT_CALLED = "not_called", _("is not called")


class CallResult(TextChoices):
    """How a call went."""

    PLEASED = "pleased", _("was pleased")
    NEUTRAL = "neutral", _("nothing special")
    COMPLAINED = "complained", _("complained")
    NOT_REACHED = "not_reached", _("not reached")
    CALL_AGAIN = "call_again", _("asks to be called another day")
    WRONG_NUMBER = "wrong_number", _("wrong number")
    REFUSED = "refused", _("does not want calls")


class NotCalled(TextChoices):
    """Why nobody calls after a departure."""

    NO_PHONE = "no_phone", _("no phone number")
    NO_WISH = "no_wish", _("has refused messages about his stay, or may not be called")


class VisitKind(TextChoices):
    VISIT = "visit", _("visit in person")
    CALL = "call", _("call to the room")


class RequestStatus(TextChoices):
    OPEN = "open", _("open")
    IN_HAND = "in_hand", _("in hand")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("cancelled")


REQUEST_NOT_DONE = (RequestStatus.OPEN, RequestStatus.IN_HAND)

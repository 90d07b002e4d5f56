"""What of complaints, calls, visits and requests hangs on a guest; see `guests.ties`."""

from feedback.models import (
    CallAttempt,
    CallBack,
    Complaint,
    ComplaintEvent,
    FollowUp,
    GuestRequest,
    Recovery,
    RecoveryLimit,
    ServiceClock,
    Visit,
)
from guests.privacy.places import register_impersonal, register_sweep
from guests.ties import Erase, Merge, Tie, register

WITH_ITS_COMPLAINT = "goes with its complaint"
WITH_ITS_STAY = "goes with its stay"


def register_all() -> None:
    register(
        Tie(
            Complaint,
            erase=Erase.BLANK,
            blank=("text", "close_reason", "external_id"),
            export=("number", "business_date", "cause", "severity", "status", "text", "closed_at"),
        ),
        Tie(
            Complaint,
            "stay__guest",
            merge=Merge.KEEP,
            erase=Erase.BLANK,
            blank=("text", "close_reason", "external_id"),
            why=WITH_ITS_STAY,
        ),
        *(
            Tie(model, "complaint__guest", merge=Merge.KEEP, erase=Erase.BLANK, blank=blank, export=export,
                why=WITH_ITS_COMPLAINT)
            for model, blank, export in (
                (ComplaintEvent, ("text",), None),
                (Recovery, ("detail", "refusal"), ("tool", "detail", "status", "given_at")),
                (FollowUp, ("question", "answer"), ("due_on", "question", "verdict", "answer")),
            )
        ),
        Tie(CallBack, erase=Erase.BLANK, blank=("note",), export=("departed_on", "status", "result", "note")),
        Tie(CallBack, "stay__guest", merge=Merge.KEEP, erase=Erase.BLANK, blank=("note",), why=WITH_ITS_STAY),
        Tie(
            CallAttempt,
            "call_back__guest",
            merge=Merge.KEEP,
            erase=Erase.BLANK,
            blank=("note",),
            export=("at", "result", "note"),
            why="goes with its call-back",
        ),
        Tie(Visit, erase=Erase.BLANK, blank=("note",), export=("business_date", "kind", "result", "note")),
        Tie(Visit, "stay__guest", merge=Merge.KEEP, erase=Erase.BLANK, blank=("note",), why=WITH_ITS_STAY),
        Tie(
            GuestRequest,
            erase=Erase.BLANK,
            blank=("text", "outcome"),
            export=("opened_at", "room_text", "text", "status", "done_at"),
        ),
        Tie(
            GuestRequest,
            "stay__guest",
            merge=Merge.KEEP,
            erase=Erase.BLANK,
            blank=("text", "outcome"),
            why=WITH_ITS_STAY,
        ),
    )  # fmt: skip
    # A complaint or request of nobody known may name him all the same, and so may a colleague's words on another's.
    register_sweep(Complaint, "text", "close_reason", "room_text")
    register_sweep(ComplaintEvent, "text")
    register_sweep(Recovery, "detail", "refusal")
    register_sweep(FollowUp, "question", "answer")
    register_sweep(GuestRequest, "text", "outcome", "room_text")
    register_sweep(CallBack, "note")
    register_sweep(CallAttempt, "note")
    register_sweep(Visit, "note")
    register_impersonal("the hotel's own clocks and limits", ServiceClock, RecoveryLimit)

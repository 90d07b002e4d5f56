"""What of the surveys hangs on a guest; see `guests.ties`."""

from feedback import care_ties
from feedback.models import (
    Answer,
    AnswerImport,
    AnswerSet,
    Criterion,
    ImportMapping,
    Indicator,
    IndicatorSystem,
    Instrument,
    RoomSurveyCode,
    SurveyInvitation,
    SurveyLink,
    SurveyTablet,
)
from guests.privacy.places import register_impersonal, register_sweep
from guests.ties import Erase, Merge, Tie, register

WITH_ITS_SET = "goes with its set"


def register_all() -> None:
    register(
        Tie(
            AnswerSet,
            erase=Erase.BLANK,
            blank=("comment", "external_id"),
            export=("business_date", "channel", "language", "answered_at", "comment"),
        ),
        Tie(
            Answer,
            "answer_set__guest",
            merge=Merge.KEEP,
            erase=Erase.KEEP,
            export=("indicator", "points", "not_used"),
            why=WITH_ITS_SET,
        ),
        Tie(
            AnswerSet,
            "stay__guest",
            merge=Merge.KEEP,
            erase=Erase.BLANK,
            blank=("comment", "external_id"),
            why="goes with its stay",
        ),
        Tie(SurveyLink, "stay__guest", merge=Merge.KEEP, why="goes with its stay"),
        Tie(SurveyInvitation, "stay__guest", merge=Merge.KEEP, why="goes with its stay"),
        Tie(
            SurveyTablet, "link__stay__guest", merge=Merge.KEEP, erase=Erase.KEEP, why="a device of the hotel"
        ),
    )
    # A set of nobody known may name him all the same.
    register_sweep(AnswerSet, "comment")
    register_impersonal("the hotel's questions", IndicatorSystem, Criterion, Indicator, Instrument)
    register_impersonal("codes on cards in the rooms", RoomSurveyCode)
    register_impersonal("names of files and of their columns", AnswerImport, ImportMapping)
    care_ties.register_all()

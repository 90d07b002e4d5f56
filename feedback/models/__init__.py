from feedback.models.answers import Answer, AnswerSet
from feedback.models.asking import RoomSurveyCode, SurveyInvitation, SurveyLink, SurveyTablet
from feedback.models.complaint import Complaint, ComplaintEvent, FollowUp
from feedback.models.contact import CallAttempt, CallBack, GuestRequest, Visit
from feedback.models.imported import AnswerImport, ImportMapping
from feedback.models.recovery import Recovery, RecoveryLimit, ServiceClock
from feedback.models.system import Criterion, Indicator, IndicatorSystem, Instrument, InstrumentChannel

__all__ = [
    "Answer",
    "AnswerImport",
    "AnswerSet",
    "CallAttempt",
    "CallBack",
    "Complaint",
    "ComplaintEvent",
    "Criterion",
    "FollowUp",
    "GuestRequest",
    "ImportMapping",
    "Indicator",
    "IndicatorSystem",
    "Instrument",
    "InstrumentChannel",
    "Recovery",
    "RecoveryLimit",
    "RoomSurveyCode",
    "ServiceClock",
    "SurveyInvitation",
    "SurveyLink",
    "SurveyTablet",
    "Visit",
]

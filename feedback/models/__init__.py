from feedback.models.answers import Answer, AnswerSet
from feedback.models.asking import RoomSurveyCode, SurveyInvitation, SurveyLink, SurveyTablet
from feedback.models.imported import AnswerImport, ImportMapping
from feedback.models.system import Criterion, Indicator, IndicatorSystem, Instrument, InstrumentChannel

__all__ = [
    "Answer",
    "AnswerImport",
    "AnswerSet",
    "Criterion",
    "ImportMapping",
    "Indicator",
    "IndicatorSystem",
    "Instrument",
    "InstrumentChannel",
    "RoomSurveyCode",
    "SurveyInvitation",
    "SurveyLink",
    "SurveyTablet",
]

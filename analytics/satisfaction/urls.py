from django.urls import path

from analytics.satisfaction.views import diagnosis, improvements, replies, weightings

app_name = "satisfaction"
urlpatterns = [
    path("", diagnosis.diagnosis, name="diagnosis"),
    path("indicators/<int:pk>/", diagnosis.indicator, name="indicator"),
    path("improvements/", improvements.ImprovementList.as_view(), name="improvements"),
    path("improvements/new/<int:indicator>/", improvements.new, name="improvement_new"),
    path("improvements/<int:pk>/", improvements.improvement, name="improvement"),
    path("improvements/<int:pk>/edit/", improvements.edit, name="improvement_edit"),
    path("improvements/<int:pk>/done/", improvements.done, name="improvement_done"),
    path("improvements/<int:pk>/close/", improvements.close, name="improvement_close"),
    path("weights/", weightings.weightings, name="weightings"),
    path("weights/start/", weightings.start, name="start"),
    path("weights/compare/", weightings.compare, name="compare"),
    path("weights/<int:pk>/", weightings.weighting, name="weighting"),
    path("weights/<int:pk>/invite/", weightings.invite, name="invite"),
    path("weights/<int:pk>/renew-link/", weightings.renew_link, name="renew_link"),
    path("weights/<int:pk>/uninvite/", weightings.uninvite, name="uninvite"),
    path("weights/<int:pk>/close-round/", weightings.close_round, name="close_round"),
    path("weights/<int:pk>/open-round/", weightings.open_round, name="open_round"),
    path("weights/<int:pk>/agree/", weightings.agree, name="agree"),
    path("weights/<int:pk>/discard/", weightings.discard, name="discard"),
    path("weights/<int:pk>/put-in-force/", weightings.put_in_force, name="put_in_force"),
    path("weights/<int:pk>/roll-back/", weightings.roll_back, name="roll_back"),
    path("weights/<int:pk>/opinion/", replies.opinion, name="opinion"),
    path("weights/<int:pk>/opinion/hand-in/", replies.opinion_hand_in, name="opinion_hand_in"),
    path("weights/<int:pk>/opinion/<slug:slug>/", replies.opinion_group, name="opinion_group"),
    path("asked/<str:token>/", replies.asked, name="asked"),
    path("asked/<str:token>/hand-in/", replies.asked_hand_in, name="asked_hand_in"),
    path("asked/<str:token>/<slug:slug>/", replies.asked_group, name="asked_group"),
]

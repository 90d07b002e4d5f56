from django.urls import path

from feedback.views import complaints, contacts, report, rules

app_name = "care"
urlpatterns = [
    path("complaints/", complaints.ComplaintList.as_view(), name="complaints"),
    path("complaints/new/", complaints.new_complaint, name="new_complaint"),
    path("complaints/report/", report.complaint_report, name="report"),
    path("complaints/rules/", rules.rules, name="rules"),
    path("complaints/<str:number>/", complaints.complaint, name="complaint"),
    path("complaints/<str:number>/<slug:deed>/", complaints.act, name="complaint_act"),
    path("recoveries/<int:pk>/<slug:deed>/", complaints.decide, name="recovery_act"),
    path("follow-ups/<int:pk>/", complaints.answer, name="follow_up"),
    path("calls/", contacts.calls, name="calls"),
    path("calls/<int:pk>/", contacts.call, name="call"),
    path("visits/", contacts.visits, name="visits"),
    path("visits/<int:stay>/", contacts.visit, name="visit"),
    path("requests/", contacts.requests, name="requests"),
    path("requests/<int:pk>/<slug:deed>/", contacts.request_act, name="request_act"),
]

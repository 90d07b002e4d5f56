from django.urls import path

from feedback.views import answers, imports, invitations, surveys, tablet

app_name = "feedback"
urlpatterns = [
    path("", answers.AnswerList.as_view(), name="answers"),
    path("answers/<int:pk>/", answers.answer_set, name="answer_set"),
    path("enter/", answers.enter, name="enter_anybody"),
    path("stays/<int:stay>/enter/", answers.enter, name="enter"),
    path("stays/<int:stay>/tablet/", tablet.start, name="start_on_tablet"),
    path("surveys/", surveys.surveys, name="surveys"),
    path("surveys/new/", surveys.new_instrument, name="new_instrument"),
    path("surveys/<slug:channel>/stop/", surveys.stop_channel, name="stop_channel"),
    path("invitations/", invitations.InvitationList.as_view(), name="invitations"),
    path("invitations/<int:pk>/again/", invitations.invitation_again, name="invitation_again"),
    path("surveys/cards/", surveys.cards, name="cards"),
    path("surveys/tablets/", tablet.tablets, name="tablets"),
    path("surveys/tablets/<int:pk>/remove/", tablet.remove_tablet, name="remove_tablet"),
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.import_new, name="import_new"),
    path("imports/<uuid:pk>/", imports.import_detail, name="import"),
    path("imports/<uuid:pk>/columns/", imports.import_columns, name="import_columns"),
    path("imports/<uuid:pk>/start/", imports.import_start, name="import_start"),
    path("imports/<uuid:pk>/undo/", imports.import_undo, name="import_undo"),
    path("imports/<uuid:pk>/problems/", imports.import_problems, name="import_problems"),
    path("systems/draft/", surveys.new_draft, name="new_draft"),
    path("systems/<int:version>/", surveys.system, name="system"),
    path("systems/<int:version>/edit/", surveys.edit_system, name="edit_system"),
    path("systems/<int:version>/drop/", surveys.drop_system, name="drop_system"),
]

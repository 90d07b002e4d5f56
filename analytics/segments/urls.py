from django.urls import path

from analytics.segments import attribute_urls
from analytics.segments.views import labelling, treatments, trees

app_name = "segments"
urlpatterns = [
    *attribute_urls.urlpatterns,
    path("scheme/", trees.scheme, name="scheme"),
    path("moves/", trees.MoveList.as_view(), name="moves"),
    path("sample/", labelling.sample, name="sample"),
    path("sample/take-over/", labelling.take_over, name="take_over"),
    path("label/", labelling.label, name="label"),
    path("label/save/", labelling.save_label, name="save_label"),
    path("label/withdraw/", labelling.withdraw_label, name="withdraw_label"),
    path("questions/", trees.questions, name="questions"),
    path("questions/new/", trees.new_question, name="new_question"),
    path("questions/<int:pk>/", trees.question, name="question"),
    path("questions/<int:pk>/grow/", trees.grow, name="grow"),
    path("questions/<int:pk>/delete/", trees.delete_question, name="delete_question"),
    path("questions/<int:pk>/audience/", trees.keep_audience, name="keep_audience"),
    path("done/", treatments.treatments, name="treatments"),
    path("done/new/", treatments.new_treatment, name="new_treatment"),
    path("done/<int:pk>/", treatments.treatment, name="treatment"),
    path("done/<int:pk>/delete/", treatments.delete_treatment, name="delete_treatment"),
    path("trees/<int:pk>/", trees.tree, name="tree"),
    path("trees/<int:pk>/publish/", trees.publish, name="publish"),
]

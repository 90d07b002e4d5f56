"""Addresses of the combined query, below guests/query/."""

from django.urls import path

from guests.views import query, query_frozen, query_saved

urlpatterns = [
    path("", query.QueryPage.as_view(), name="query"),
    path("count/", query.query_count, name="query_count"),
    path("saved/", query_saved.SavedQueries.as_view(), name="saved_queries"),
    path("saved/<int:pk>/", query_saved.saved_query, name="saved_query"),
    path("saved/<int:pk>/copy/", query_saved.copy, name="saved_query_copy"),
    path("saved/<int:pk>/delete/", query_saved.delete, name="saved_query_delete"),
    path("exports/", query_saved.ExportLog.as_view(), name="query_exports"),
    path("lists/", query_frozen.FrozenLists.as_view(), name="frozen_lists"),
    path("lists/<uuid:pk>/", query_frozen.FrozenListPage.as_view(), name="frozen_list"),
    path("lists/<uuid:pk>/leave-out/", query_frozen.leave_out_guests, name="frozen_list_leave_out"),
    path("lists/<uuid:pk>/<slug:action>/", query_frozen.list_action, name="frozen_list_action"),
]

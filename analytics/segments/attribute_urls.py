"""Addresses of attributes, segments by filter and dashboards, below segments/."""

from django.urls import path

from analytics.segments.views import attributes, dashboards, filters

urlpatterns = [
    path("", dashboards.overview, name="overview"),
    path("board/", dashboards.board, name="board"),
    path("board/wish/", dashboards.wish, name="wish"),
    path("attributes/", attributes.attributes, name="attributes"),
    path("attributes/<slug:key>/", attributes.attribute, name="attribute"),
    path("filters/", filters.filter_segments, name="filters"),
    path("filters/new/", filters.new_filter, name="new_filter"),
    path("filters/<int:pk>/", filters.filter_segment, name="filter"),
    path("filters/<int:pk>/delete/", filters.delete_filter, name="delete_filter"),
    path("filters/<int:pk>/moves/", filters.FilterMoveList.as_view(), name="filter_moves"),
]

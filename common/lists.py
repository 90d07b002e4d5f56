"""List pages: filters as removable chips, chosen columns, sorting, keyset paging, export as shown.

Everything is in the address, so a list can be sent to a colleague; what identifies a person (a name typed
into a search) must therefore never be a filter here, the search box is for that.

    class RoomList(PermissionRequiredMixin, ListPage):
        permission_required = "reservations.view_room"
        columns = (Column("number", _("Room"), sort=("number",)), Column("floor", _("Floor")))
        default_sort = "number"
        def get_queryset(self): return Room.objects.all()
"""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import structlog
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import slugify
from django.views.generic import TemplateView

from common.csv_export import csv_lines
from common.list_parts import Cell, Chip, Column, ColumnChoice, Heading, ListState, Row, Total
from common.pagination import BadCursor, Page, estimated_rows, order_keys, paginate

log = structlog.get_logger(__name__)
#: Parameters of the list itself; every other parameter belongs to the filter.
CURSOR, SORT, COLUMNS, EXPORT = "cursor", "sort", "col", "export"
EXPORT_CHUNK = 2000


class ListPage(TemplateView):
    """A page that is one list. Give columns, default_sort and get_queryset; the rest has defaults."""

    template_name = "list_page.html"
    page_title: ClassVar[str | Promise] = ""
    empty_title: ClassVar[str | Promise] = ""
    empty_text: ClassVar[str | Promise] = ""
    columns: ClassVar[Sequence[Column]] = ()
    default_sort: ClassVar[str] = ""
    #: A django_filters.FilterSet; shared with the API where both filter alike.
    filterset_class: ClassVar[Any] = None
    page_size: ClassVar[int] = 50
    #: Beyond so many rows a list of the whole table shows the planner's estimate with its time; None: never.
    counted_exactly: ClassVar[int | None] = None
    #: Who may take the rows away; '' = nobody.
    export_permission: ClassVar[str] = ""

    def get_queryset(self) -> QuerySet:
        """All rows this person may see, unfiltered and unordered."""
        raise NotImplementedError

    def row_url(self, row: Any) -> str:
        """Where the row leads, or ''."""
        return ""

    def row_urgent(self, row: Any) -> bool:
        """Whether the row is marked at its edge."""
        return False

    def get_total(self, queryset: QuerySet) -> Total:
        """Exactly counted, but for a whole table of more than `counted_exactly` rows."""
        if self.counted_exactly is not None and not self.request.GET:
            estimate = estimated_rows(queryset.model)
            if estimate > self.counted_exactly:
                return Total(estimate, as_of=timezone.now())
        return Total(queryset.count())

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.GET.get(EXPORT) == "csv":
            return self.export(request)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs) -> dict:
        context = {
            "page_title": self.page_title,
            "empty_title": self.empty_title,
            "empty_text": self.empty_text,
            "list": self.list_state(),
        }
        return super().get_context_data(**(context | kwargs))

    def list_state(self) -> ListState:
        """The page asked for; a cursor that does not fit leads to the first page."""
        filterset = self.filterset()
        queryset = self.filtered(filterset)
        shown = self.shown_columns()
        try:
            page = self.page_of(queryset, self.request.GET.get(CURSOR, ""))
        except BadCursor:
            page = self.page_of(queryset, "")
        return ListState(
            rows=[
                Row(row, [Cell(c, c.of(row)) for c in shown], self.row_url(row), self.row_urgent(row))
                for row in page.rows
            ],
            headings=[self.heading(column) for column in shown],
            chips=self.chips(filterset),
            column_choices=[ColumnChoice(column, column in shown) for column in self.columns],
            page=page,
            total=self.get_total(queryset),
            previous_url=self.address(**{CURSOR: page.previous}) if page.previous else "",
            next_url=self.address(**{CURSOR: page.next}) if page.next else "",
            clear_url=self.clear_url(),
            export_url=self.address(**{CURSOR: "", EXPORT: "csv"}) if self.may_export() else "",
            filter_form=filterset.form if filterset else None,
            kept_for_filter=self.kept({SORT, COLUMNS}),
            kept_for_columns=self.kept(set(self.request.GET) - {COLUMNS, CURSOR, EXPORT}),
        )

    # --- Which rows, in which order ------------------------------------------------------------------
    def filterset(self):
        """The bound filter, or None."""
        if self.filterset_class is None:
            return None
        return self.filterset_class(self.request.GET, queryset=self.get_queryset(), request=self.request)

    def filtered(self, filterset) -> QuerySet:
        """The rows the filter leaves; a filter that makes no sense leaves none and says so in its form."""
        if filterset is None:
            return self.get_queryset()
        return filterset.qs if filterset.is_valid() else filterset.queryset.none()

    def page_of(self, queryset: QuerySet, cursor: str) -> Page:
        return paginate(queryset, order=self.order(), cursor=cursor, size=self.page_size)

    def sort(self) -> tuple[str, bool]:
        """(column key, descending) as asked for, or as the page opens."""
        asked = self.request.GET.get(SORT, "")
        sortable = {column.key for column in self.columns if column.sort}
        name = asked if asked.removeprefix("-") in sortable else self.default_sort
        return name.removeprefix("-"), name.startswith("-")

    def order(self) -> list[str]:
        """Field names for the sort in force."""
        key, descending = self.sort()
        column = next((column for column in self.columns if column.key == key), None)
        fields = column.sort if column and column.sort else ((key,) if key else ())
        return [self.turned(name) if descending else name for name in fields]

    @staticmethod
    def turned(name: str) -> str:
        """The same field in the other direction."""
        return name.removeprefix("-") if name.startswith("-") else f"-{name}"

    def shown_columns(self) -> list[Column]:
        """The columns picked in the address, in the list's own order; without a choice the usual ones."""
        picked = set(self.request.GET.getlist(COLUMNS))
        chosen = [column for column in self.columns if column.key in picked]
        return chosen or [column for column in self.columns if column.shown]

    # --- Addresses -------------------------------------------------------------------------------------
    def address(self, **changes: str) -> str:
        """This page's address with some parameters set ('' removes one)."""
        parameters = self.request.GET.copy()
        for name, value in changes.items():
            parameters.pop(name, None)
            if value:
                parameters[name] = value
        return self.written(parameters)

    def written(self, parameters: QueryDict) -> str:
        return f"{self.request.path}?{parameters.urlencode()}" if parameters else self.request.path

    def clear_url(self) -> str:
        """The same list without filters, sort and columns kept."""
        parameters = QueryDict(mutable=True)
        for name, value in self.kept({SORT, COLUMNS}):
            parameters.appendlist(name, value)
        return self.written(parameters)

    def kept(self, names: set[str]) -> list[tuple[str, str]]:
        return [
            (name, value)
            for name in self.request.GET
            if name in names
            for value in self.request.GET.getlist(name)
        ]

    def heading(self, column: Column) -> Heading:
        if not column.sort:
            return Heading(column)
        key, descending = self.sort()
        if key != column.key:
            return Heading(column, sort_url=self.address(**{SORT: column.key, CURSOR: ""}))
        turned = column.key if descending else f"-{column.key}"
        direction = "descending" if descending else "ascending"
        return Heading(column, direction, self.address(**{SORT: turned, CURSOR: ""}))

    def chips(self, filterset) -> list[Chip]:
        """One chip for every value of every filter in force, in words."""
        if filterset is None:
            return []
        return [
            Chip(str(bound.label), self.filter_words(bound, value), self.without(name, value))
            for bound in filterset.form.visible_fields()
            for name, value in self.given(bound)
        ]

    def given(self, bound) -> list[tuple[str, str]]:
        """(parameter, value) pairs that set this filter; a range has a parameter for each end."""
        suffixes = getattr(bound.field.widget, "suffixes", None) or [""]
        names = [f"{bound.html_name}_{suffix}" if suffix else bound.html_name for suffix in suffixes]
        return [(name, value) for name in names for value in self.request.GET.getlist(name) if value]

    @staticmethod
    def filter_words(bound, value: str) -> str:
        choices = getattr(bound.field, "choices", None) or getattr(bound.field.widget, "choices", None)
        words = {str(key): str(label) for key, label in choices or ()}
        return words.get(value, value)

    def without(self, name: str, value: str) -> str:
        parameters = self.request.GET.copy()
        parameters.pop(CURSOR, None)
        parameters.setlist(name, [other for other in parameters.getlist(name) if other != value])
        return self.written(parameters)

    # --- Export ------------------------------------------------------------------------------------------
    def may_export(self) -> bool:
        return bool(self.export_permission) and self.request.user.has_perm(self.export_permission)

    def export(self, request: HttpRequest) -> StreamingHttpResponse:
        """All filtered rows in the order and columns shown, as CSV; who took what is logged."""
        if not self.may_export():
            raise PermissionDenied
        columns = self.shown_columns()
        filterset = self.filterset()
        keys = order_keys(self.order(), self.get_queryset().model)
        queryset = self.filtered(filterset).order_by(*(key.ordering(backwards=False) for key in keys))
        log.info(
            "list_exported",
            user=request.user.pk,
            list=type(self).__name__,
            columns=[column.key for column in columns],
            filters=sorted(set(request.GET) - {SORT, COLUMNS, CURSOR, EXPORT}),
        )
        lines = csv_lines([str(column.label) for column in columns], self.export_rows(queryset, columns))
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        name = slugify(type(self).__name__)
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response

    def export_rows(self, queryset: QuerySet, columns: Sequence[Column]) -> Iterator[list]:
        for row in queryset.iterator(chunk_size=EXPORT_CHUNK):
            yield [column.of(row) for column in columns]

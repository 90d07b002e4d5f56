"""What result lists of queries share: columns by permission, sorting, export with its log."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.csv_export import csv_lines
from common.list_parts import Column
from common.lists import COLUMNS, CURSOR, EXPORT, EXPORT_CHUNK, ListPage
from common.pagination import order_keys
from guests.models import Guest, QueryExport
from guests.query.columns import QueryColumn, columns_for
from guests.query.document import Document
from guests.query.export import XLSX, cells, workbook
from guests.query.values import is_finished
from guests.query.words import in_words

CONTACT_PERMISSION = "guests.export_contact"


class GuestResults(ListPage):
    """A list of guests with the columns that every app offers for them. Give `document` and `guests()`."""

    export_permission = "guests.export_guest"
    default_sort = "number"
    empty_title = _("Nobody fits")
    empty_text = _("Take a condition away or widen it.")
    document = Document()

    def guests(self) -> QuerySet[Guest]:
        """Whom the list shows, without order or annotations."""
        raise NotImplementedError

    @cached_property
    def offered(self) -> list[QueryColumn]:
        return columns_for(self.request.user)

    @cached_property
    def columns(self) -> Sequence[Column]:  # type: ignore[override]  # the reader's own, not the class's
        return [self.masked(one) for one in self.offered]

    @staticmethod
    def masked(one: QueryColumn) -> Column:
        """On a page phones and addresses are masked for everybody."""
        column = one.column
        if one.masked is None:
            return column
        return Column(
            column.key, column.label, lambda guest: one.value(guest, whole=False), shown=column.shown
        )

    def get_queryset(self) -> QuerySet[Guest]:
        """With what the shown columns, and the one sorted by, read."""
        needed = {column.key for column in self.shown_columns()} | {self.sort()[0]}
        annotations: dict[str, Any] = {}
        for one in self.offered:
            if one.column.key in needed:
                annotations |= one.annotations or {}
        return self.guests().select_related("account").annotate(**annotations)

    def get_total(self, queryset):
        return super().get_total(self.guests())

    def row_url(self, row) -> str:
        return row.get_absolute_url()

    # --- Export ------------------------------------------------------------------------------------------
    def get(self, request: HttpRequest, *args, **kwargs):
        if request.GET.get(EXPORT) == "xlsx":
            return self.export(request)
        return super().get(request, *args, **kwargs)

    def xlsx_url(self) -> str:
        return self.address(**{CURSOR: "", EXPORT: "xlsx"}) if self.may_export() else ""

    def export(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:  # type: ignore[override]
        """All guests of the list in the order and columns shown; who took what by which query is kept."""
        if not self.may_export():
            raise PermissionDenied
        shown = {column.key for column in self.shown_columns()}
        columns = [one for one in self.offered if one.column.key in shown]
        whole = request.user.has_perm(CONTACT_PERMISSION)
        keys = order_keys(self.order(), Guest)
        guests = self.get_queryset().order_by(*(key.ordering(backwards=False) for key in keys))
        count, kind = self.guests().count(), "xlsx" if request.GET.get(EXPORT) == "xlsx" else "csv"
        header = [str(one.column.label) for one in columns]
        rows: Iterator[list] = cells(guests.iterator(chunk_size=EXPORT_CHUNK), columns, whole=whole)
        response: HttpResponse | StreamingHttpResponse
        if kind == "xlsx":
            response = FileResponse(workbook(header, rows, count=count), content_type=XLSX)
        else:
            response = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="guests.{kind}"'
        asked = self.document.only(is_finished)
        QueryExport.objects.create(
            by_id=request.user.pk,
            document=asked.as_json(),
            words=in_words(asked),
            columns=[one.column.key for one in columns],
            format=kind,
            count=count,
            with_contacts=whole and any(one.masked for one in columns),
        )
        return response

    def kept_for_builder(self) -> list[tuple[str, str]]:
        """Columns and order, as the builder's form carries them on."""
        return self.kept({COLUMNS, "sort"})

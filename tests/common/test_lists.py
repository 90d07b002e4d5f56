"""A list page keeps its whole state in the address and exports what it shows."""

import csv
import io

import django_filters
import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import RequestFactory

from common.list_parts import Column
from common.lists import ListPage


class GroupFilter(django_filters.FilterSet):
    name = django_filters.MultipleChoiceFilter(label="组名", choices=[("甲0", "甲零"), ("乙1", "乙一")])
    id = django_filters.RangeFilter(label="编号")
    empty = django_filters.BooleanFilter(label="空的", field_name="user", lookup_expr="isnull")

    class Meta:
        model = Group
        fields = ["name", "id", "empty"]


class GroupList(ListPage):
    page_title = "组"
    columns = (
        Column("name", "名称", sort=("name",)),
        Column("size", "人数", value=lambda group: 1234, numeric=True),
        Column("secret", "备注", value=lambda group: "=1+1", shown=False),
    )
    default_sort = "-name"
    filterset_class = GroupFilter
    page_size = 3
    export_permission = "auth.view_group"

    def get_queryset(self):
        return Group.objects.filter(name__regex="^[甲乙]")

    def row_url(self, row):
        return f"/groups/{row.pk}"


@pytest.fixture
def groups(db):
    return Group.objects.bulk_create(Group(name=f"{'甲乙'[n % 2]}{n}") for n in range(8))


@pytest.fixture
def show(user_of):
    """`show("sort=name")` answers the list's state for that address."""

    def state(query="", permissions=("view_group",)):
        user = user_of()
        user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        view = GroupList()
        view.setup(RequestFactory().get(f"/groups?{query}"))
        view.request.user = user
        return view

    return state


def names(state):
    return [row.object.name for row in state.rows]


def test_the_list_opens_in_its_own_order_with_its_usual_columns(groups, show):
    state = show().list_state()
    assert names(state) == ["甲6", "甲4", "甲2"]
    assert [heading.column.key for heading in state.headings] == ["name", "size"]
    assert state.headings[0].direction == "descending"
    assert [cell.text for cell in state.rows[0].cells] == ["甲6", "1,234"]
    assert state.total.count == 8


def test_a_very_long_list_shows_an_estimate_with_its_time_until_something_is_filtered(groups, show):
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE auth_group")
    whole, filtered = show(), show("sort=name")
    whole.counted_exactly = filtered.counted_exactly = 7
    assert whole.list_state().total.as_of is not None
    assert whole.list_state().total.count >= 8
    assert (filtered.list_state().total.count, filtered.list_state().total.as_of) == (8, None)
    whole.counted_exactly = 1_000_000
    assert whole.list_state().total.as_of is None


def test_further_and_back_lead_to_the_neighbouring_pages_and_keep_the_rest_of_the_address(groups, show):
    first = show("col=name&sort=name").list_state()
    second = show(first.next_url.partition("?")[2]).list_state()
    assert not set(names(first)) & set(names(second))
    assert [heading.column.key for heading in second.headings] == ["name"]
    assert names(show(second.previous_url.partition("?")[2]).list_state()) == names(first)


def test_a_foreign_cursor_leads_to_the_first_page(groups, show):
    assert names(show("cursor=nonsense").list_state()) == ["甲6", "甲4", "甲2"]


def test_a_sort_the_list_does_not_offer_is_ignored(groups, show):
    assert names(show("sort=password").list_state()) == ["甲6", "甲4", "甲2"]


def test_every_filter_value_is_a_chip_in_words_and_can_be_removed_by_itself(groups, show):
    state = show("name=甲0&name=乙1&id_min=1&empty=true&sort=name").list_state()
    assert [(chip.label, chip.value) for chip in state.chips] == [
        ("组名", "甲零"),
        ("组名", "乙一"),
        ("编号", "1"),
        ("空的", "是"),
    ]
    without = show(state.chips[0].remove_url.partition("?")[2]).list_state()
    assert names(without) == ["乙1"]
    assert [chip.value for chip in without.chips] == ["乙一", "1", "是"]
    assert state.clear_url == "/groups?sort=name"


def test_a_filter_that_makes_no_sense_shows_no_rows_rather_than_all(groups, show):
    assert names(show("name=没有").list_state()) == []


def test_the_export_holds_all_filtered_rows_in_the_shown_columns_and_no_formula(groups, show):
    view = show("export=csv&col=name&col=secret&sort=name")
    text = b"".join(view.get(view.request).streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["名称", "备注"]
    assert [row[0] for row in rows[1:]] == sorted(group.name for group in groups)
    assert {row[1] for row in rows[1:]} == {"'=1+1"}


def test_without_the_permission_there_is_no_export_and_no_link_to_it(groups, show):
    view = show("export=csv", permissions=())
    assert view.list_state().export_url == ""
    with pytest.raises(PermissionDenied):
        view.get(view.request)


def test_a_list_page_costs_two_queries_whatever_the_number_of_rows(groups, show, django_assert_num_queries):
    view = show(permissions=("view_group",))
    view.request.user.has_perm("auth.view_group")
    with django_assert_num_queries(2):
        view.list_state()

"""Keyset paging reads every row once, forwards and back, whatever is empty or equal."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone

from common.pagination import BadCursor, Key, Position, decode_cursor, encode_cursor, order_keys, paginate

KEYS = order_keys(["-last_login", "first_name"])


def test_a_cursor_survives_the_address_and_hides_the_name_in_it():
    cursor = encode_cursor(KEYS, Position((None, "王晓明", 7), backwards=True))
    assert "王" not in cursor
    assert "u738b" not in cursor
    assert decode_cursor(KEYS, cursor) == Position((None, "王晓明", 7), backwards=True)


def test_a_damaged_cursor_and_one_of_another_order_are_refused():
    cursor = encode_cursor(KEYS, Position((None, "a", 7)))
    with pytest.raises(BadCursor):
        decode_cursor(KEYS, cursor[:-4] + "AAAA")
    with pytest.raises(BadCursor):
        decode_cursor(KEYS, "用户")
    with pytest.raises(BadCursor):
        decode_cursor(order_keys(["first_name"]), cursor)


def test_a_column_that_is_never_empty_is_ordered_as_a_plain_index_is():
    user = get_user_model()
    assert not Key.parse("-date_joined", user).nullable
    assert Key.parse("last_login", user).nullable
    assert Key.parse("some_annotation", user).nullable
    assert Key.parse("-date_joined", user).ordering(backwards=False).nulls_last is None


@pytest.fixture
def people(db):
    """23 users: equal names, equal sign-in moments, some never signed in."""
    user = get_user_model()
    now = timezone.now().replace(microsecond=123457)
    return user.objects.bulk_create(
        user(
            username=f"u{n}",
            first_name="甲乙丙"[n % 3],
            last_login=None if n % 4 == 0 else now - timedelta(microseconds=n // 5),
        )
        for n in range(23)
    )


def walk(order, size):
    """Every page forwards, then back to the first."""
    queryset = get_user_model().objects.filter(username__startswith="u")
    pages = [paginate(queryset, order=order, size=size)]
    while pages[-1].next:
        assert len(pages) <= queryset.count(), "the pages go round in a circle"
        pages.append(paginate(queryset, order=order, cursor=pages[-1].next, size=size))
    back = [pages[-1]]
    while back[0].previous:
        assert len(back) <= queryset.count(), "the pages go round in a circle"
        back.insert(0, paginate(queryset, order=order, cursor=back[0].previous, size=size))
    return pages, back


@pytest.mark.parametrize(
    "order",
    [["last_login"], ["-last_login"], ["first_name", "-last_login"], ["-first_name", "last_login"], ["-pk"]],
)
@pytest.mark.parametrize("size", [1, 4, 23, 50])
def test_pages_forwards_and_back_show_every_row_once_in_order(people, order, size):
    pages, back = walk(order, size)
    keys = order_keys(order, get_user_model())
    everyone = list(
        get_user_model()
        .objects.filter(username__startswith="u")
        .order_by(*(key.ordering(backwards=False) for key in keys))
    )
    assert [row for page in pages for row in page.rows] == everyone
    assert [page.rows for page in back] == [page.rows for page in pages]
    assert back[0].previous == "" or back[0].rows == pages[0].rows


def test_a_row_added_meanwhile_moves_nobody_to_another_page(people):
    queryset = get_user_model().objects.filter(username__startswith="u")
    first = paginate(queryset, order=["first_name"], size=5)
    get_user_model().objects.create(username="u-new", first_name="")
    second = paginate(queryset, order=["first_name"], cursor=first.next, size=5)
    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}


def test_a_page_costs_one_query(people, django_assert_num_queries):
    with django_assert_num_queries(1):
        paginate(get_user_model().objects.all(), order=["-date_joined"], size=5)


@pytest.mark.django_db
def test_an_empty_list_has_one_page_without_neighbours():
    page = paginate(Group.objects.none(), order=["name"])
    assert (page.rows, page.previous, page.next) == ([], "", "")

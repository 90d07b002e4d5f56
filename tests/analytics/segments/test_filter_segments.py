"""Live filters as segments: pinned from queries, counted live, told night by night who came in and why."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils.html import escape

from analytics.segments.models import AttributeRun, FilterMember, FilterMove, FilterNight, FilterSegment
from analytics.segments.selectors.filters import reason_words
from analytics.segments.services.filters import change, pin
from common.errors import EditConflict, HotelError
from guests.models import Guest, Preference, SavedQuery
from guests.query.building import guests_of
from guests.query.document import Document, Term, decode
from tests.analytics.value.night import AS_OF, guest, monthly_cost, run_night, stay
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
ROOMY = Document(parts=(Term("attr.household", "any_of", ["medium", "large"]),))


@pytest.fixture
def boss():
    return UserFactory(is_superuser=True)


def asked_by(url: str):
    """The guests to whom a number leads."""
    [written] = parse_qs(urlsplit(url).query)["doc"]
    return guests_of(decode(written), on=AS_OF)


def moves(day) -> dict[int, tuple]:
    return {m.guest_id: (m.entered, m.because, m.is_new) for m in FilterMove.objects.filter(day=day)}


def test_each_night_tells_who_came_in_who_dropped_out_and_because_of_which_attribute(boss):
    grows, shrinks, stays_in = guest(household_size=1), guest(household_size=4), guest(household_size=5)
    segment = pin(name="大家庭", document=ROOMY, by=boss)
    run_night()
    assert FilterNight.objects.get().guests == 2
    assert not FilterMove.objects.exists(), "the first night has nothing to compare with"
    Guest.objects.filter(pk=grows.pk).update(household_size=3)
    Guest.objects.filter(pk=shrinks.pk).update(household_size=2)
    newcomer = guest(household_size=6)
    night = AS_OF + timedelta(days=1)
    for _again in range(2):  # a night that is repeated tells the same
        run_night(night)
        assert moves(night) == {
            grows.pk: (True, [["household", 0, 1]], False),
            shrinks.pk: (False, [["household", 1, 0]], False),
            newcomer.pk: (True, [], True),
        }
    counted = FilterNight.objects.get(segment=segment, business_date=night)
    assert (counted.guests, counted.entered, counted.left) == (3, 2, 1)
    members = set(FilterMember.objects.values_list("guest_id", flat=True))
    assert members == {grows.pk, stays_in.pk, newcomer.pk}
    assert "→" in reason_words(FilterMove.objects.get(guest=grows))


def test_a_segment_that_asks_something_else_is_not_compared_with_what_it_was(boss):
    guest(household_size=4)
    segment = pin(name="S", document=ROOMY, by=boss)
    run_night()
    small = Document(parts=(Term("attr.household", "any_of", ["small"]),))
    with pytest.raises(EditConflict):
        change(segment=segment, by=boss, seen=7, name="S", note="", document=small)
    change(segment=segment, by=boss, seen=0, name="S", note="", document=small)
    run_night(AS_OF + timedelta(days=1))
    assert not FilterMove.objects.exists()
    assert FilterNight.objects.latest("business_date").guests == 0


def test_what_cannot_be_asked_any_more_says_so_and_the_others_are_compared(boss):
    pin(name="good", document=ROOMY, by=boss)
    FilterSegment.objects.create(name="gone", document={"parts": [{"if": "no.such", "is": "holds"}]})
    run_night()
    assert FilterNight.objects.get(segment__name="gone").problem
    assert not FilterNight.objects.get(segment__name="good").problem


@pytest.mark.parametrize(
    "document",
    [
        Document(),
        Document(parts=(Term("attr.age", "any_of"),)),
        Document(parts=(Term("guest.name", "contains", "王"),)),
    ],
)
def test_an_empty_an_unfinished_and_a_personal_query_are_no_segments(boss, document):
    with pytest.raises(HotelError):
        pin(name="x", document=document, by=boss)


def test_unknown_is_asked_for_by_itself_and_is_not_none():
    run_for = [guest(), guest(household_size=2)]
    run_night()
    unknown = Document(parts=(Term("attr.household", "any_of", ["unknown"]),))
    assert [*guests_of(unknown, on=AS_OF)] == [run_for[0]]


def test_the_pages_pin_count_compare_and_draw_two_segments_side_by_side(
    signed_in, django_assert_max_num_queries
):
    client = signed_in("crm_centre")
    for n in range(6):
        person = guest(household_size=n + 1)
        stay(person, AS_OF - timedelta(days=30 * n + 2), 300 * (n + 1))
        if n > 3:
            stay(person, AS_OF - timedelta(days=400), 100)
    Preference.objects.create(guest=person, category="room", text="安静")
    monthly_cost(100)
    owner = UserFactory._meta.model.objects.get(pk=client.session["_auth_user_id"])
    query = SavedQuery.objects.create(name="大家庭", document=ROOMY.as_json(), owner=owner)
    answer = client.post(
        reverse("segments:new_filter"), {"name": "大家庭", "note": "", "query": query.pk}, follow=True
    )
    segment = FilterSegment.objects.get()
    assert answer.redirect_chain == [(segment.get_absolute_url(), 302)]
    run_night()
    shown = client.get(segment.get_absolute_url())
    assert (shown.context["live"].guests, shown.context["newest"].guests) == (4, 4)
    with django_assert_max_num_queries(80):
        board = client.get(reverse("segments:board"), {"a": f"filter:{segment.pk}", "b": "value:high"})
    (_segment, mine, charts, _key), (_other, _theirs, *_rest) = board.context["shown"]
    assert (mine.guests, mine.money.valued, mine.came_before, mine.came_again) == (4, 4, 2, 2)
    asked = {"segment": f"filter:{segment.pk}", "category": "room", "text": "安静"}
    assert [(each.text, each.guests) for each in mine.wishes] == [("安静", 1)]
    found = client.post(reverse("segments:wish"), asked, follow=True)
    assert (found.status_code, found.context["list"].total.count) == (200, 1), "wishes lead to their guests"
    for figure, url in ((mine.came_before, mine.came_before_url), (mine.came_again, mine.came_again_url)):
        assert asked_by(url).count() == figure, "the number leads to as many guests"
        assert escape(url) in board.content.decode()
    assert {"outlets", "apart", "classes"} <= set(charts)
    assert "vendor/echarts" in board.content.decode()
    moved = client.get(reverse("segments:filter_moves", args=[segment.pk])).content.decode()
    assert f"<h1>{segment.name} · " in moved, "the list says of which segment it tells"
    for name in ("attributes", "filters"):
        assert client.get(reverse(f"segments:{name}")).status_code == 200
    overview = client.get(reverse("segments:overview")).content.decode()
    assert escape(mine.url) in overview, "a size leads to its guests"
    preview = client.post(reverse("segments:attribute", args=["household"]), {"limit_0": "2", "limit_1": "5"})
    assert preview.context["preview"]["moving"] == 1
    assert AttributeRun.objects.get().counts["household"] == [2, 2, 2]
    card = client.get(reverse("guests:panel", args=[Guest.objects.first().number, "attributes"]))
    assert card.context["families"]


def test_a_segment_whose_query_one_may_not_ask_is_not_shown(signed_in, boss):
    money = Document(parts=(Term("value.class", "any_of", ["high"]),))
    segment = pin(name="S", document=money, by=boss)
    client = signed_in("front_desk")
    assert client.get(segment.get_absolute_url()).status_code == 403

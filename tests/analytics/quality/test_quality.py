"""What the night says of the files, and the guests behind each figure."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from analytics.quality.checks import Dimension, Terms, checks
from analytics.quality.models import QualityNight
from analytics.quality.selectors import MACHINES, figures_of, groups_of, mark, whole
from analytics.quality.services import change_term, judge
from common.dates import business_date
from common.errors import HotelError
from guests.models import Guest, MatchReview
from guests.query.building import guests_of
from guests.query.document import Document, Term
from tests.factories import GuestFactory, UserFactory

pytestmark = pytest.mark.django_db


def night() -> QualityNight:
    return judge(on=business_date(), now=timezone.now())


def failed(found: QualityNight) -> dict[str, int]:
    return {key: bad for key, (_looked, bad) in whole(found)["checks"].items() if bad}


def behind(*keys: str, **also: str) -> set[int]:
    terms = [Term("quality.problem", "any_of", list(keys))]
    terms += [Term(key.replace("__", "."), "any_of", [value]) for key, value in also.items()]
    found = guests_of(Document(parts=tuple(terms)), on=business_date())
    return set(found.values_list("pk", flat=True))


@pytest.fixture
def good(db):
    return GuestFactory(
        name="王晓明",
        phones=("13800001234",),
        emails=("wang@example.cn",),
        birthday=date(1980, 5, 1),
        nationality="CN",
        language="zh-hans",
        gender="male",
    )


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"name": "?? 2"}, "odd_name"),
        ({"birthday": date(1890, 1, 1)}, "odd_birthday"),
        ({"birthday": date(2990, 1, 1)}, "odd_birthday"),
        ({"emails": ("x@guest.booking.com",)}, "masked_email"),
        ({"phones": ("12345",)}, "odd_phone"),
    ],
)
def test_a_doubtful_field_is_found_and_leads_to_its_guest(good, facts, problem):
    assert problem not in failed(night())
    doubtful = GuestFactory(**{"name": "李华", **facts})
    assert failed(night())[problem] == 1
    assert behind(problem) == {doubtful.pk}


def test_every_figure_leads_to_as_many_guests(good):
    GuestFactory(name="A1", emails=("x@guest.booking.com",))
    GuestFactory(name="李华", phones=("12",))
    pair = [GuestFactory(name="张伟"), GuestFactory(name="张韦")]
    MatchReview.objects.create(guest=pair[0], candidate=pair[1], score=70)
    Guest.objects.filter(pk=good.pk).update(updated_at=timezone.now() - timedelta(days=1200))
    bad = failed(night())
    assert bad["double"] == 2
    assert bad["stale"] == 1
    for check in checks():
        assert len(behind(check.key)) == bad.get(check.key, 0), check.key


def test_files_count_by_source_and_by_who_entered_them(good):
    clerk = UserFactory()
    clerk.groups.add(Group.objects.get_or_create(name="front_desk")[0])
    Guest.objects.filter(pk=GuestFactory(name="李华").pk).update(created_by=clerk.username)
    pushed = GuestFactory(name="Pushed", source="pms")
    found = night()
    assert {group.key: group.guests for group in groups_of(found, "source")} == {"desk": 2, "pms": 1}
    assert {group.key: group.guests for group in groups_of(found, "department")} == {
        MACHINES: 2,
        "front_desk": 1,
    }
    assert behind("phone", quality__entered_by=MACHINES) == {pushed.pk}


def test_a_night_that_is_repeated_stays_one(good):
    first = night().figures
    assert night().figures == first
    assert QualityNight.objects.count() == 1


def test_merged_and_erased_files_are_nobodys_problem(good):
    other = GuestFactory(name="99")
    Guest.objects.filter(pk=other.pk).update(merged_into=good)
    assert "odd_name" not in failed(night())


def test_the_mark_weighs_the_checks():
    half = {check.key: (10, 5 if check.dimension == Dimension.FRESH else 0) for check in checks()}
    weights = {check.key: check.weight for check in checks()}
    assert mark(half) == pytest.approx(1 - 0.5 * weights["stale"] / sum(weights.values()))
    assert mark(half, Dimension.FRESH) == 0.5
    assert mark({}) is None


def test_freshness_is_counted_in_months():
    assert Terms(date(2026, 3, 31), 25).fresh_since == date(2024, 2, 28)
    assert Terms(date(2026, 3, 31), 3).fresh_since == date(2025, 12, 28)


def test_a_term_out_of_bounds_is_refused(db):
    with pytest.raises(HotelError):
        change_term(fresh_months=0, by="")


def test_the_page_shows_the_stored_figures_to_the_crm_centre(good, signed_in):
    night()
    answer = signed_in("crm_centre").get(reverse("quality:overview"))
    assert answer.status_code == 200
    assert len(answer.context["figures"]) == len(figures_of(night()))

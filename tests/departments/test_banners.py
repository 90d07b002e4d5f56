import pytest
from django.urls import reverse

from departments.banners import banners_for, holds_synthetic_guests
from tests.factories import GuestFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_synthetic", [True, False])
def test_invented_guests_are_marked_on_every_page(signed_in, is_synthetic):
    GuestFactory(is_synthetic=is_synthetic)
    banners = signed_in("rooms").get(reverse("departments:rooms")).context["banners"]
    assert ("info" in [banner["level"] for banner in banners]) is is_synthetic


def test_the_mark_costs_no_query_while_it_is_remembered(django_assert_num_queries):
    GuestFactory(is_synthetic=True)
    assert holds_synthetic_guests()
    with django_assert_num_queries(0):
        assert holds_synthetic_guests()


def test_a_night_found_fine_costs_no_query_for_a_moment(django_assert_num_queries):
    user = UserFactory()
    assert banners_for(user) == []
    with django_assert_num_queries(0):
        assert banners_for(user) == []

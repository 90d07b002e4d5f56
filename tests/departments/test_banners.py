import pytest
from django.core.cache import cache
from django.urls import reverse

from departments.banners import holds_synthetic_guests, synthetic_key
from tests.factories import GuestFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered():
    cache.delete(synthetic_key())
    yield
    cache.delete(synthetic_key())


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

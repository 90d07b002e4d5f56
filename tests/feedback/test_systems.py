"""A manager works on the next version; what guests answered before stays what it was."""

import pytest
from django.urls import reverse

from feedback.choices import SurveyChannel
from feedback.models import Indicator, IndicatorSystem, Instrument
from feedback.selectors.questions import instrument_of

pytestmark = pytest.mark.django_db


def form_of(client, version: int) -> dict:
    """What the browser would send back unchanged."""
    page = client.get(reverse("feedback:edit_system", args=[version]))
    data = {"note": ""}
    for forms in (page.context["criterion_forms"], page.context["indicator_forms"]):
        for bound in forms.management_form:
            data[bound.html_name] = bound.value()
        for form in forms:
            for bound in form:
                data[bound.html_name] = bound.value() or ""
    return data


def test_a_new_version_is_written_from_the_present_one_and_published(signed_in):
    client = signed_in("management")
    old = instrument_of(SurveyChannel.ROOM)
    client.post(reverse("feedback:new_draft"))
    data = form_of(client, 2)
    row = next(name for name, value in data.items() if value == "car_park" and name.endswith("-key"))
    prefix = row.removesuffix("-key")
    data |= {f"{prefix}-name_en": "Parking", f"{prefix}-department": "rooms", "note": "clearer"}
    last = int(data["indicators-TOTAL_FORMS"]) - 1
    data |= {
        f"indicators-{last}-name_zh": "游泳池",
        f"indicators-{last}-name_en": "Swimming pool",
        f"indicators-{last}-criterion": "facilities",
        f"indicators-{last}-department": "rooms",
        f"indicators-{last}-position": 9,
    }
    gone = next(name for name, value in data.items() if value == "greenery" and name.endswith("-key"))
    data[gone.replace("-key", "-DELETE")] = "on"
    saved = client.post(reverse("feedback:edit_system", args=[2]), data)
    assert saved.status_code == 302
    assert instrument_of(SurveyChannel.ROOM) == old, "a draft asks nobody"
    published = client.post(
        reverse("feedback:edit_system", args=[2]), form_of(client, 2) | {"note": "clearer", "publish": "1"}
    )
    assert published.url == reverse("feedback:system", args=[2])
    new = IndicatorSystem.objects.get(status="published")
    assert (new.version, new.note, new.published_by) == (2, "clearer", client.user)
    keys = set(new.indicators.values_list("key", flat=True))
    assert "swimming_pool" in keys
    assert "greenery" not in keys
    assert new.indicators.get(key="car_park").name_en == "Parking"
    assert Indicator.objects.get(key="car_park", system__version=1).name_en == "Car park"
    assert instrument_of(SurveyChannel.ROOM).system == new
    assert Instrument.objects.get(pk=old.pk).system.status == "retired"
    assert "Car park" in client.get(reverse("feedback:system", args=[1])).content.decode()
    assert client.get(reverse("feedback:edit_system", args=[1])).status_code == 302, "the past is read only"


def test_a_criterion_without_indicators_is_not_published(signed_in):
    client = signed_in("management")
    client.post(reverse("feedback:new_draft"))
    data = form_of(client, 2) | {
        "criteria-5-name_zh": "空",
        "criteria-5-name_en": "Empty",
        "criteria-5-position": 6,
        "publish": "1",
    }
    refused = client.post(reverse("feedback:edit_system", args=[2]), data)
    assert refused.status_code == 400
    assert IndicatorSystem.objects.get(version=2).is_draft
    client.post(reverse("feedback:drop_system", args=[2]))
    assert not IndicatorSystem.objects.filter(version=2).exists()


def test_some_channels_ask_by_another_scale_from_now_on_and_one_stops_asking(signed_in):
    client = signed_in("management")
    said = {
        "channels": ["desk", "room"],
        "scale": "keywords",
        "title_zh": "感受",
        "title_en": "Feelings",
        "complaint_below": "40",
    }
    assert client.post(reverse("feedback:new_instrument"), said).status_code == 302
    assert instrument_of("desk").scale == instrument_of("room").scale == "keywords"
    assert instrument_of("online").scale == "ladder10"
    client.post(reverse("feedback:stop_channel", args=["room"]))
    assert "feedback/surveys.html" in [t.name for t in client.get(reverse("feedback:surveys")).templates]
    assert not Instrument.objects.get(version=2).channels.filter(channel="room").exists()

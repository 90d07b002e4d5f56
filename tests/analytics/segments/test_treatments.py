"""What was done for a segment: drawn by chance, compared with who was left alone, and learnt from."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from analytics.segments.families import Segment
from analytics.segments.models import FilterSegment, TreatedGuest, Treatment
from analytics.segments.selectors.treatments import Verdict, group_key, lines
from analytics.segments.selectors.trees import look_alikes
from analytics.segments.services import treating
from analytics.segments.services.fitting import fit
from analytics.segments.services.questions import save_question
from common.errors import HotelError
from guests.query.building import guests_of
from guests.query.document import Document, Term
from guests.services.merging import merge_guests
from tests.analytics.segments.described import NIGHT, STAYED, describe
from tests.analytics.value.night import stay
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
DINERS = Document(parts=(Term("attr.use_restaurant", "any_of", ["never"]),))
LATER = NIGHT + timedelta(days=40)


@pytest.fixture
def boss():
    return UserFactory(is_superuser=True, username="boss")


def begin(boss, *, document=DINERS, **facts) -> Treatment:
    segment = Segment("filter", "1", "不用餐的宾客", document, list)
    given = {"name": "餐券", "what": "送一张早餐券", "days": 60, "share": 50} | facts
    return treating.begin(segment=segment, on=NIGHT, now=timezone.now(), by=boss, **given)


def drawn(treatment: Treatment, is_treated: bool) -> list[int]:
    members = treatment.members.filter(is_treated=is_treated).order_by("guest")
    return list(members.values_list("guest", flat=True))


def come(guests: list[int], day, spend) -> None:
    for pk in guests:
        stay(TreatedGuest.objects.get(guest=pk).guest, day, spend)


def test_the_share_is_drawn_by_chance_and_the_rest_is_left_alone(boss):
    guests = describe(*[STAYED | {"gender": "male"}] * 200, {"use_restaurant": "often"})
    treatment = begin(boss, share=75)
    assert (treatment.treated, treatment.left_alone) == (150, 50)
    everybody = [guest.pk for guest in guests[:200]]
    treated = drawn(treatment, True)
    assert sorted(treated + drawn(treatment, False)) == everybody
    assert 20 < sum(pk in treated for pk in everybody[:50]) < 48, "not by their numbers"
    assert treatment.members.first().codes["gender"] == 0
    found = {}
    for is_treated in (True, False):
        term = Term("segments.treated_in", "any_of", [group_key(treatment, is_treated=is_treated)])
        found[is_treated] = set(guests_of(Document(parts=(term,)), on=NIGHT).values_list("pk", flat=True))
    assert found == {True: set(treated), False: set(everybody) - set(treated)}


def test_what_came_of_it_is_told_against_those_left_alone_and_only_after_it_began(boss):
    describe(*[STAYED] * 120)
    treatment = begin(boss)
    treated, alone = drawn(treatment, True), drawn(treatment, False)
    come(treated[:30], NIGHT + timedelta(days=5), 800)
    come(alone[:5], NIGHT + timedelta(days=5), 800)
    come(alone[5:40], NIGHT, 900)  # on the day itself nobody has come because of it
    come(alone[40:50], NIGHT + timedelta(days=61), 900)  # and after its days nobody either
    assert treating.measure(treatment, on=NIGHT).results == {}
    assert treating.measure_all(on=LATER) == 1
    came, spend, score = lines(Treatment.objects.get())
    assert (came.treated, came.left_alone) == ((60, 0.5), (60, pytest.approx(5 / 60)))
    assert came.verdict == Verdict.MORE
    assert 0 < came.low < 0.5 - 5 / 60 < came.high
    assert (spend.treated[1], spend.verdict) == (400, Verdict.MORE)
    assert (score.treated, score.verdict) == ((0, None), Verdict.TOO_FEW)
    assert treating.measure_all(on=treatment.last_day + timedelta(days=31)) == 0


def test_the_stays_of_a_merged_file_count_for_what_was_done(boss):
    guests = describe(*[STAYED] * 40)
    treatment = begin(boss)
    kept, absorbed = drawn(treatment, True)[:2]
    by_pk = {guest.pk: guest for guest in guests}
    come([absorbed], NIGHT + timedelta(days=2), 100)
    merge_guests(survivor=by_pk[kept], absorbed=by_pk[absorbed])
    treating.measure(treatment, on=LATER)
    assert lines(treatment)[0].treated == (20, pytest.approx(1 / 20))


def test_whom_it_did_good_is_a_question_and_others_like_them_an_audience(boss):
    asked_for = Document(parts=(Term("attr.requests", "any_of", ["yes"]),))
    business, private = STAYED | {"motive": "business"}, STAYED | {"motive": "other"}
    guests = describe(
        *[business | {"requests": "yes"}] * 100, *[private | {"requests": "yes"}] * 100, *[business] * 3
    )
    treatment = begin(boss, document=asked_for, share=80)
    on_business = {guest.pk for guest in guests[:100]}
    come([pk for pk in drawn(treatment, True) if pk in on_business], NIGHT + timedelta(days=3), 100)
    question = save_question(
        name="谁会因此再来",
        target="treatment",
        target_values=[str(treatment.pk)],
        attributes=["motive", "complaints"],
        max_depth=2,
        min_leaf=5,
        pruning="automatic",
        by="boss",
    )
    version = fit(None, question=question, now=timezone.now())
    assert version.data["guests"] == treatment.treated == 160
    assert (version.document["root"]["asks"], version.scores["accuracy"]) == ("motive", 1.0)
    assert set(look_alikes(question).values_list("guest_id", flat=True)) == {each.pk for each in guests[200:]}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"share": 100}, "share"),
        ({"days": 3}, "days"),
        ({"what": " "}, "what"),
        ({"document": Document(parts=(Term("guest.name", "is", "王"),))}, "segment"),
        ({"document": Document(parts=(Term("attr.gender", "any_of", ["female"]),))}, "segment"),
    ],
)
def test_what_could_not_be_compared_is_refused(boss, facts, field):
    describe(*[STAYED] * 30)
    with pytest.raises(HotelError) as refused:
        begin(boss, **facts)
    assert refused.value.field == field
    assert not Treatment.objects.exists()


def test_it_is_begun_for_a_segment_and_seen_through_on_pages(signed_in):
    describe(*[STAYED] * 60)
    client = signed_in("management")
    client.cookies["django_language"] = "en"
    segment = FilterSegment.objects.create(name="不用餐", document=DINERS.as_json())
    form = client.get(reverse("segments:new_treatment") + f"?segment=filter:{segment.pk}").content.decode()
    assert f'value="filter:{segment.pk}" selected' in form
    sent = {"segment": "life:prospect", "name": "问候", "what": "a letter", "share": 50, "days": 30}
    assert "has 0 guests" in client.post(reverse("segments:new_treatment"), sent).content.decode()
    made = client.post(reverse("segments:new_treatment"), sent | {"segment": f"filter:{segment.pk}"})
    treatment = Treatment.objects.get()
    assert made.url == treatment.get_absolute_url()
    assert "Nothing is measured yet" in client.get(made.url).content.decode()
    come(drawn(treatment, True), treatment.begun_on + timedelta(days=2), 100)
    treating.measure(treatment, on=treatment.last_day)
    page = client.get(made.url).content.decode()
    assert "more than without it" in page
    assert "The days are over" in page
    assert "more than without it" in client.get(reverse("segments:treatments")).content.decode()
    asking = client.get(
        reverse("segments:new_question") + f"?wanted=treatment:{treatment.pk}"
    ).content.decode()
    assert f'value="treatment:{treatment.pk}" selected' in asking

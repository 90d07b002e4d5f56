"""The thirteen segments: labels, fitting, publishing, the night that puts guests into them, questions."""

from datetime import timedelta
from random import Random
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from analytics.segments.attributes import ATTRIBUTES
from analytics.segments.clusters import spread, weights
from analytics.segments.datasets import frame
from analytics.segments.default_scheme import ASKED, BY_SEGMENT, RULES, SEGMENTS, propose
from analytics.segments.exceptions import LabelledMeanwhile, NothingToLearnFrom, NotOfTheScheme
from analytics.segments.models import (
    Question,
    SampledGuest,
    SegmentLabel,
    SegmentMembership,
    SegmentMove,
    SegmentNight,
    TrainingSample,
)
from analytics.segments.selectors.labelling import next_member, standing
from analytics.segments.selectors.trees import look_alikes, published
from analytics.segments.services import labelling
from analytics.segments.services.classifying import classify
from analytics.segments.services.fitting import fit
from analytics.segments.services.questions import delete_question, publish, save_question
from analytics.segments.services.sampling import draw_sample
from analytics.segments.stored_trees import read
from common.errors import HotelError
from guests.models import Guest, SavedQuery
from guests.query.building import guests_of
from guests.query.document import decode
from tests.analytics.segments.described import DOCUMENT, NIGHT, STAYED, describe, tree_version
from tests.night_job import NightJob

pytestmark = pytest.mark.django_db
DINER = STAYED | {"use_restaurant": "often", "spend_food": "very_high"}
ROOM = STAYED | {"complaints": "many"}


def night(on=NIGHT) -> SegmentNight | None:
    return classify(NightJob(), on=on, now=timezone.now())


def published_version(**facts):
    version = tree_version(**facts)
    publish(version=version, by="manager", now=timezone.now())
    return version


def segments() -> dict[int, str]:
    return dict(SegmentMembership.objects.values_list("guest_id", "segment"))


# --- The night ------------------------------------------------------------------------------------------
def test_the_nights_sql_puts_everybody_where_the_stored_tree_does():
    chance = np.random.default_rng(2)
    rows = []
    for _guest in range(60):
        row = {}
        for attribute in ATTRIBUTES:
            code = int(chance.integers(-1, len(attribute.values)))
            if code >= 0:
                row[attribute.key] = attribute.values[code].key
        rows.append(row)
    guests, version = describe(*rows), published_version()
    night()
    tree = read(version.document)
    expected = {
        guest.pk: tree.land(row).answer
        for guest, row in zip(guests, rows, strict=True)
        if "length_of_stay" in row
    }
    assert segments() == expected
    leaves = {row.guest_id: row.leaf for row in SegmentMembership.objects.all()}
    assert all(tree.nodes[leaf].answer == expected[guest] for guest, leaf in leaves.items())


def test_nobody_is_put_anywhere_before_a_tree_is_published_or_without_a_completed_stay():
    describe(STAYED, {"stays": "prospect"}, {"stays": "first"})
    assert night() is None
    published_version()
    assert night().counts == {"means": 1}


def test_a_move_is_told_once_and_a_repeated_night_changes_nothing():
    published_version()
    (guest,) = describe(STAYED)
    night()
    later = NIGHT + timedelta(days=1)
    describe(DINER, on=later, of=[guest])
    for _again in range(2):
        assert night(later).moves == [["means", "diner", 1]]
    member = SegmentMembership.objects.get()
    assert (member.segment, member.previous, member.since) == ("diner", "means", later)
    # The night is done again after a correction: he never left.
    describe(STAYED, on=later, of=[guest])
    assert night(later).moves == []
    member.refresh_from_db()
    assert (member.segment, member.previous, member.since) == ("means", "", NIGHT)
    assert not SegmentMove.objects.exists()
    assert night(NIGHT) is None, "a past night leaves the present one alone"


def test_another_version_takes_over_with_the_next_night_and_can_be_taken_back():
    first = published_version()
    (guest,) = describe(ROOM)
    night()
    swapped = DOCUMENT | {"classes": ["diner", "means", "personal"]}
    second = published_version(document=swapped)
    assert segments() == {guest.pk: "room"}, "nothing moves before the night"
    night(NIGHT + timedelta(days=1))
    assert segments() == {guest.pk: "personal"}
    publish(version=first, by="manager", now=timezone.now(), note="zurück")
    night(NIGHT + timedelta(days=2))
    assert segments() == {guest.pk: "room"}
    assert published().version == first
    assert [move.version for move in SegmentMove.objects.order_by("day")] == [second, first]


def test_whoever_left_the_hotels_files_leaves_his_segment():
    published_version()
    stays, merged = describe(STAYED, STAYED)
    night()
    Guest.objects.filter(pk=merged.pk).update(merged_into=stays)
    assert night().guests == 1
    assert segments() == {stays.pk: "means"}


# --- Rules, sample, labels ------------------------------------------------------------------------------
def test_the_rules_propose_every_segment_and_the_first_that_holds_wins():
    assert {rule.segment for rule in RULES} == BY_SEGMENT.keys()
    assert [segment.number for segment in SEGMENTS] == list(range(1, 14))
    guests = describe(STAYED, DINER, ROOM, DINER | {"use_conference": "first"}, {"stays": "prospect"})
    proposed = propose(frame(ASKED))
    said = [RULES[proposed[guest.pk]].segment if proposed[guest.pk] >= 0 else "" for guest in guests]
    assert said == ["uninterested", "diner", "room", "conference", ""]


def test_a_sample_meets_rare_kinds_and_is_the_same_again():
    kinds = np.array([0] * 1000 + [1] * 10 + [2] * 5)
    picked = spread(kinds, 60, seed=4)
    assert [int((kinds[picked] == kind).sum()) for kind in range(3)] == [45, 10, 5]
    assert set(kinds[picked[:3]]) == {0, 1, 2}
    assert spread(kinds, 60, seed=4).tolist() == picked.tolist()
    counts = weights(kinds, picked)
    assert [counts[kinds[picked] == kind].sum() / 60 for kind in range(3)] == pytest.approx(
        [1000 / 1015, 10 / 1015, 5 / 1015]
    )


def test_drawing_clusters_everybody_and_proposes():
    describe(*([STAYED, DINER, ROOM] * 40))
    drawn = [draw_sample(None, size=30, seed=3, now=timezone.now(), by="crm") for _again in range(2)]
    sample = drawn[0]
    assert (sample.guests, sample.size) == (120, 30)
    assert sample.proposed == {"uninterested": 40, "diner": 40, "room": 40}
    assert [k for k, _score in sample.silhouettes] == [3]
    assert sample.sizes == [40, 40, 40]
    one, other = (list(each.members.order_by("position").values_list("guest", "values")) for each in drawn)
    assert one == other
    assert (
        SampledGuest.objects.filter(sample=sample, proposed="diner").first().values["use_restaurant"]
        == "often"
    )


@pytest.fixture
def sampled():
    """Six guests of a sample who wait."""
    sample = TrainingSample.objects.create(
        made_at=timezone.now(), business_date=NIGHT, guests=6, size=6, seed=1, sizes=[6], profiles=[[]]
    )
    return [
        SampledGuest.objects.create(
            sample=sample, guest=guest, position=at, cluster=0, values=STAYED, proposed="means", rule=16
        )
        for at, guest in enumerate(describe(*[STAYED] * 6), start=1)
    ]


def test_guests_who_are_all_alike_show_no_kinds():
    describe(*[STAYED] * 100)
    with pytest.raises(NothingToLearnFrom):
        draw_sample(None, size=30, seed=3, now=timezone.now())


def test_a_label_is_kept_with_who_gave_it_and_so_is_the_one_before(sampled):
    for segment in ("means", "time"):
        labelling.label(sampled=sampled[0].pk, segment=segment, by="crm", now=timezone.now())
    assert SegmentLabel.objects.get(withdrawn_at__isnull=True).segment == "time"
    assert SegmentLabel.objects.get(withdrawn_by="crm").segment == "means"
    assert labelling.take_back(sampled=sampled[0].pk, by="crm", now=timezone.now())
    assert not labelling.take_back(sampled=sampled[0].pk, by="crm", now=timezone.now())
    assert not SegmentLabel.objects.filter(withdrawn_at__isnull=True).exists()
    assert SegmentLabel.objects.count() == 2


def test_nobody_overwrites_a_colleagues_label_unseen(sampled):
    theirs = labelling.label(sampled=sampled[0].pk, segment="means", by="crm", now=timezone.now())
    with pytest.raises(LabelledMeanwhile, match="crm"):
        labelling.label(sampled=sampled[0].pk, segment="time", by="sales", now=timezone.now())
    labelling.label(sampled=sampled[0].pk, segment="time", by="sales", now=timezone.now(), seen=theirs.pk)
    with pytest.raises(HotelError, match=r"no segment|不是细分"):
        labelling.label(sampled=sampled[0].pk, segment="14", by="crm", now=timezone.now())


def test_labels_taken_over_from_the_rules_say_so_and_people_correct_them(sampled):
    labelling.label(sampled=sampled[0].pk, segment="time", by="crm", now=timezone.now())
    assert labelling.take_over_proposals(sample=sampled[0].sample, now=timezone.now()) == 5
    told = standing(today=timezone.localdate())
    assert (told.labelled, told.by_rule, told.by_people, told.agreed) == (6, 5, [("crm", 1, 1)], 0.0)
    assert next_member(but_not=[], chance=Random(1)) is None


def test_the_next_guest_comes_with_the_answer_and_the_last_one_can_be_undone(sampled, signed_in):
    client = signed_in("crm_centre")
    page = client.get(reverse("segments:label"))
    now, following = page.context["card"].member, page.context["following"].member
    assert now != following
    sent = {"sampled": now.pk, "segment": "means", "seen": "", "after": following.pk}
    answer = client.post(reverse("segments:save_label"), sent, headers={"X-Label-Queue": "1"})
    assert answer.context["card"].member not in {now, following}
    assert SegmentLabel.objects.get().labelled_by == client.user.get_username()
    with override("en"):
        again = client.post(
            reverse("segments:save_label"), {"sampled": now.pk}, headers={"X-Label-Queue": "1"}
        )
    assert again.status_code == 409
    back = client.post(reverse("segments:withdraw_label"), {"guest": now.pk}, follow=True)
    assert back.context["card"].member == now
    assert SegmentLabel.objects.get().withdrawn_at is not None


# --- Trees of questions -----------------------------------------------------------------------------------
def question(
    name="分类", target="", values=(), attributes=("use_restaurant", "complaints"), **facts
) -> Question:
    settings = {"max_depth": 3, "min_leaf": 5, "pruning": "automatic"} | facts
    return save_question(
        name=name, target=target, target_values=values, attributes=attributes, by="crm", **settings
    )


def labelled_guests(*rows):
    """Everybody labelled with what the rules say of him."""
    guests = describe(*rows)
    sample = TrainingSample.objects.create(
        made_at=timezone.now(), business_date=NIGHT, guests=len(rows), size=len(rows), seed=1
    )
    proposed = propose(frame(ASKED))
    for at, (guest, row) in enumerate(zip(guests, rows, strict=True)):
        member = SampledGuest.objects.create(sample=sample, guest=guest, position=at, cluster=0, values=row)
        SegmentLabel.objects.create(
            sampled=member, segment=RULES[proposed[guest.pk]].segment, labelled_by="crm"
        )


def test_a_tree_of_labels_is_tested_on_guests_it_has_not_seen_and_comes_to_the_same_again():
    labelled_guests(*[STAYED] * 40, *[DINER] * 30, *[ROOM] * 20, DINER | {"use_conference": "first"})
    asked = question()
    first, second = (fit(None, question=asked, now=timezone.now(), by="crm") for _again in range(2))
    assert first.document == second.document
    assert (first.number, second.number) == (1, 2)
    scores = first.scores
    assert scores["held_out"] + scores["grown_on"] == 90
    assert scores["accuracy"] == 1.0
    assert scores["baseline"] < 0.5
    assert {each["key"] for each in scores["classes"]} == {"uninterested", "diner", "room"}
    assert len(scores["folds"]) == 5
    assert first.data["left_out"] == {"conference": 1}
    assert first.data["by_people"] == {"crm": 91}


def test_too_few_labels_or_one_answer_alone_are_refused():
    labelled_guests(*[STAYED] * 70)
    with pytest.raises(NothingToLearnFrom, match="Label more guests"), override("en"):
        fit(None, question=question(), now=timezone.now())


def test_look_alikes_are_known_not_to_have_the_target_and_stand_where_it_is_frequent(signed_in):
    telecom, none = {"use_telecom": "often", "motive": "business"}, {"motive": "sightseeing"}
    rows = [STAYED | telecom] * 40 + [STAYED | {"motive": "business"}] * 20 + [STAYED | none] * 60
    guests = describe(*rows, {key: STAYED[key] for key in ("length_of_stay",)} | {"motive": "business"})
    asked = question("谁用电信", "use_telecom", ["often"], ["motive", "complaints"])
    assert not look_alikes(asked).exists()
    version = fit(None, question=asked, now=timezone.now())
    assert version.data["with_target"] == 40
    assert set(look_alikes(asked).values_list("guest_id", flat=True)) == {each.pk for each in guests[40:60]}
    client = signed_in("marketing")
    page = client.get(asked.get_absolute_url())
    assert page.context["look_alikes"] == 20
    form = {"name": "谁用电信", "wanted": "use_telecom:often", "attributes": ["motive", "use_telecom"]}
    client = signed_in("management")
    client.post(page.request["PATH_INFO"], {"max_depth": 3, "min_leaf": 5, "pruning": "automatic"} | form)
    asked.refresh_from_db()
    assert (asked.attributes, asked.max_depth) == (["motive"], 3), "the target does not explain itself"
    client = signed_in("marketing")
    kept = client.post(reverse("segments:keep_audience", args=[asked.pk]))
    assert kept.url == SavedQuery.objects.get().get_absolute_url()
    page = client.get(kept.url)
    assert page.status_code == 200


def test_a_question_about_a_segment_is_asked_of_the_nights_members():
    published_version()
    describe(*[DINER | {"motive": "business"}] * 30, *[STAYED | {"motive": "other"}] * 40)
    night()
    asked = question("谁是用餐客", "segment", ["diner"], ["motive"])
    assert fit(None, question=asked, now=timezone.now()).data["with_target"] == 30


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"attributes": ["shoes"]}, "attributes"),
        ({"target": "use_restaurant", "values": ["often"]}, "attributes"),
        ({"target": "gender", "values": ["often"]}, "target"),
        ({"target": "gender", "values": []}, "__all__"),
        ({"name": " "}, "name"),
        ({"max_depth": 0}, "max_depth"),
    ],
)
def test_what_makes_no_question_is_refused_with_its_field(wrong, field):
    with pytest.raises(HotelError) as refused:
        question(**wrong)
    assert refused.value.field == field


def test_only_the_schemes_tree_is_published_and_a_published_one_is_not_deleted():
    other = tree_version("谁", target="use_telecom", target_values=["often"])
    with pytest.raises(NotOfTheScheme):
        publish(version=other, by="manager", now=timezone.now())
    version = published_version()
    with pytest.raises(HotelError, match=r"already|已经"):
        publish(version=version, by="manager", now=timezone.now())
    with pytest.raises(HotelError):
        delete_question(question=version.question)
    delete_question(question=other.question)
    assert Question.objects.get() == version.question


def test_the_pages_show_the_tree_its_card_and_the_guests_segment(signed_in):
    version = published_version()
    (guest,) = describe(DINER)
    night()
    client = signed_in("management")
    client.cookies["django_language"] = "en"
    found = {}
    for at in range(3):
        answer = client.get(version.get_absolute_url() + f"?at={at}")
        [written] = parse_qs(urlsplit(answer.context["guests_url"]).query)["doc"]
        found[at] = (answer.context["guests_now"], guests_of(decode(written), on=NIGHT).count())
    assert found[0] == (1, 1)
    assert all(told == led_to for told, led_to in found.values()), "the number at a node leads to its guests"
    page = answer.content.decode()
    assert 'data-drawing-png="tree-drawing"' in page, "a drawing is kept as a picture"
    assert "IF use of restaurants is first time, seldom or often THEN Demanding diner" in page
    assert 'aria-current="step"' in page
    assert client.get(version.get_absolute_url() + "?at=99").status_code == 404
    scheme = client.get(reverse("segments:scheme"))
    assert [row.guests for row, _url in scheme.context["rows"] if row.segment.key == "diner"] == [1]
    place = reverse("guests:panel", args=[guest.number, "segment"])
    assert place in client.get(guest.get_absolute_url()).content.decode()
    card = client.get(place).content.decode()
    assert "IF use of restaurants is first time, seldom or often THEN Demanding diner" in card
    with override("zh-hans"):
        assert client.get(reverse("segments:questions")).status_code == 200

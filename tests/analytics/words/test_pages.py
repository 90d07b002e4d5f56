"""Labelling, training and the figures, through the pages and the night."""

from datetime import date
from random import Random

import numpy as np
import pytest
from django.urls import reverse
from django.utils import timezone, translation

from analytics.words.choices import TRAIN_JOB, Source
from analytics.words.demo import COLLEAGUES, fill_labels
from analytics.words.exceptions import TooFewLabels, UnknownLabel
from analytics.words.models import TextLabel, TextReading, WordsModel
from analytics.words.selectors import FEWEST_LABELS, figures, marks, next_text, standing
from analytics.words.services import label, read_new, train
from common.jobs import run_now
from feedback.demo_words import Writer
from feedback.models import AnswerSet
from guests.privacy.family import Family
from guests.privacy.places import sweeps
from guests.privacy.words import Words
from hotelcrm.nightly import STEPS
from tests.analytics.satisfaction.answers import ON, answered, instrument
from tests.analytics.words.test_estimator import separable

pytestmark = pytest.mark.django_db


def written(examples) -> list[AnswerSet]:
    asked = instrument()
    return [answered({}, comment=each.text, instrument=asked) for each in examples]


def labelled(examples, by="li") -> list[AnswerSet]:
    sets = written(examples)
    TextLabel.objects.bulk_create(
        TextLabel(answer_set=each, polarity=said.polarity, themes=list(said.themes), labelled_by=by)
        for each, said in zip(sets, examples, strict=True)
    )
    return sets


def say(row, polarity="positive", by="li", about=()):
    return label(source=Source.ANSWERS, pk=row.pk, polarity=polarity, about=about, by=by, now=timezone.now())


def test_before_enough_labels_there_is_no_figure_but_how_many_are_missing(signed_in):
    labelled(separable(20))
    with pytest.raises(TooFewLabels, match="80"):
        train(now=timezone.now())
    client = signed_in("crm_centre")
    with translation.override("en"):
        page = client.get(reverse("words:overview"), headers={"accept-language": "en"})
    assert page.context["figures"] is None
    assert page.context["standing"].missing == FEWEST_LABELS - 20
    assert client.post(reverse("words:train")).url == reverse("words:overview")


def test_trained_as_a_job_every_figure_stands_with_its_accuracy(signed_in):
    labelled(separable(FEWEST_LABELS))
    new = written([separable(1)[0]])[0]
    done = run_now(TRAIN_JOB)
    assert done.result == {"version": 1, "labels": FEWEST_LABELS, "texts": FEWEST_LABELS + 1}
    page = signed_in("guest_service").get(reverse("words:overview"))
    found = page.context["figures"]
    assert sum(n for _polarity, _kind, n in found.counts) == FEWEST_LABELS + 1
    assert found.quality.accuracy > found.quality.baseline
    shown = f"{found.quality.accuracy * 100:.1f}"
    # Beside the counts, beside the words, beside the newest model.
    assert page.content.decode().count('<p class="label">') >= 3
    assert page.content.decode().count(shown) >= 3
    assert marks([new.pk]).quality == found.quality
    assert new.pk in marks([new.pk]).by_set


def test_a_model_no_better_than_the_majority_shows_nothing_and_hides_the_one_before():
    sets = labelled(separable(FEWEST_LABELS))
    train(now=timezone.now())
    read_new()
    assert figures() is not None
    random = Random(3)
    for each in sets:
        TextLabel.objects.filter(answer_set=each).update(polarity=random.choice(["positive", "negative"]))
    train(now=timezone.now())
    assert (figures(), marks([sets[0].pk]), read_new()) == (None, None, 0)
    assert WordsModel.objects.count() == 2


def test_the_night_reads_new_texts_once_and_a_new_version_reads_all_again(django_assert_max_num_queries):
    labelled(separable(FEWEST_LABELS))
    train(now=timezone.now())
    assert read_new() == FEWEST_LABELS
    written(separable(3))
    with django_assert_max_num_queries(12):
        assert read_new() == 3
    assert read_new() == 0
    train(now=timezone.now())
    assert read_new() == FEWEST_LABELS + 3
    assert TextReading.objects.count() == FEWEST_LABELS + 3
    assert "words" in [step.key for step in STEPS]


def test_a_second_colleague_gets_one_text_in_five_without_the_first_label(signed_in):
    sets = labelled(separable(15), by="li")
    assert next_text(by="li", chance=Random(1)) is None
    waiting = {next_text(by="zhao", chance=Random(seed)).pk for seed in range(60)}
    assert waiting == {each.pk for each in sets if each.pk % 5 == 0}
    for pk in waiting:
        first = TextLabel.objects.get(answer_set=pk).polarity
        say(AnswerSet.objects.get(pk=pk), first if pk == min(waiting) else "neutral", by="zhao")
    found = standing()
    assert (found.labels, found.twice) == (15, len(waiting))
    assert found.agreed == pytest.approx(1 / len(waiting))
    assert next_text(by="zhao", chance=Random(1)) is None


def test_words_said_twice_are_labelled_once():
    first, _second = [answered({}, comment="很好", on=ON) for _ in range(2)]
    say(first)
    others = AnswerSet.objects.exclude(pk=first.pk)
    assert standing().labels == 1
    text = next_text(by="li", chance=Random(1))
    assert text is None or text.pk not in others.values_list("pk", flat=True)


def test_one_text_a_screen_labelled_by_keys_and_corrected(signed_in):
    one = written(separable(1))[0]
    client = signed_in("guest_service")
    page = client.get(reverse("words:label"))
    assert page.context["text"].pk == one.pk
    assert 'data-press="1"' in page.content.decode()
    given = {"source": "answers", "pk": one.pk, "polarity": "negative", "themes": ["staff"]}
    after = client.post(reverse("words:label"), given, follow=True)
    assert after.context["text"] is None
    again = client.get(after.context["last"])
    assert again.context["text"].pk == one.pk
    client.post(reverse("words:label"), given | {"polarity": "neutral", "themes": []})
    assert list(TextLabel.objects.values_list("polarity", "themes")) == [("neutral", [])]
    refused = client.post(reverse("words:label"), given | {"polarity": ""})
    assert refused.context["text"].pk == one.pk


def test_a_theme_or_text_that_does_not_exist_is_refused():
    one = written(separable(1))[0]
    with pytest.raises(UnknownLabel, match="weather"):
        say(one, about=["weather"])
    AnswerSet.objects.filter(pk=one.pk).update(comment="")
    with pytest.raises(UnknownLabel, match=str(one.pk)):
        say(one)


def test_the_drill_down_marks_words_beside_the_accuracy(signed_in):
    labelled(separable(FEWEST_LABELS))
    train(now=timezone.now())
    said = answered({"room_facilities": 2}, comment="浴室漏水 again")
    read_new()
    indicator = said.answers.get().indicator_id
    page = signed_in("management").get(
        reverse("satisfaction:indicator", args=[indicator]) + "?since=2026-01&until=2026-12"
    )
    assert page.context["read"].by_set[said.pk][0] == "negative"
    assert 'class="mark bad"' in page.content.decode()


def test_an_erased_name_leaves_the_vocabulary_and_the_rest_reads_on():
    labelled(separable(FEWEST_LABELS))
    model = train(now=timezone.now())
    words = Words.of(["lovely"], [])
    sweep = next(each for each in sweeps() if each.model is WordsModel)
    assert "lovely" in model.terms
    assert sweep.forget(Family, words) == 1
    model.refresh_from_db()
    assert not [term for term in model.terms if "lovely" in term]
    assert model.estimator().read(["浴室漏水"])[0].polarity == "negative"


def test_figures_of_one_month_stand_beside_the_same_accuracy(signed_in):
    labelled(separable(FEWEST_LABELS))
    AnswerSet.objects.filter(pk__in=AnswerSet.objects.values("pk")[:7]).update(business_date=date(2026, 3, 9))
    run_now(TRAIN_JOB)
    page = signed_in("crm_centre").get(reverse("words:overview"), {"month": "2026-03"})
    assert sum(n for _polarity, _kind, n in page.context["figures"].counts) == 7
    assert page.context["figures"].quality == figures().quality


def test_the_demo_hotels_sentences_train_a_model_that_shows_its_accuracy():
    writer, rng, asked = Writer("zh-hans"), np.random.default_rng(1), instrument()
    for turn in range(160):
        words = writer.write(rng, (1.0, -0.3, -2.0)[turn % 3])
        answered({}, comment=words, instrument=asked, language="zh-hans", is_synthetic=True)
    model = fill_labels(now=timezone.now(), seed=1)
    assert model.is_usable
    assert 0.6 < model.quality.accuracy < 1
    assert set(TextLabel.objects.values_list("labelled_by", flat=True)) == set(COLLEAGUES)

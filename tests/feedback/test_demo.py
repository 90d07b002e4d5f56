"""The demo hotel's guests answer as guests do."""

import numpy as np
import pytest
from django.db.models import Avg

from common.dates import business_date
from feedback.demo import fill_answers
from feedback.demo_words import SAID, Writer, judged
from feedback.models import Answer, AnswerSet
from reservations.demo.hotel import build_demo_hotel

pytestmark = pytest.mark.django_db


def test_some_of_those_who_stayed_answer_plausibly_and_once():
    build_demo_hotel(on=business_date(), guests=400, years=1, seed=7)
    count = fill_answers(on=business_date(), seed=7)
    sets = AnswerSet.objects.all()
    assert 20 < count == sets.count()
    assert not sets.filter(finished_at=None).exists()
    assert not sets.exclude(is_synthetic=True).exists()
    assert 50 < Answer.objects.aggregate(mean=Avg("score"))["mean"] < 85
    assert Answer.objects.filter(not_used=True).exists()
    assert fill_answers(on=business_date(), seed=7) == 0


def test_its_sentences_are_many_and_say_what_they_were_written_to_say():
    rng = np.random.default_rng(7)
    for language in SAID:
        writer = Writer(language)
        happy = {writer.write(rng, 1.0) for _turn in range(200)}
        assert len(happy) > 100
        assert {judged(words, language)[0] for words in happy} == {"positive"}
        assert judged(writer.write(rng, -2.0), language)[0] == "negative"

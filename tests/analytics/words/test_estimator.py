"""What is learnt from labelled texts, and how good it is said to be."""

from random import Random

import pytest

from analytics.words.estimator import POLARITY, Example, chance_of, learn
from analytics.words.models import WordsModel
from analytics.words.speech import plain, terms_of

PRAISE = ("服务很好", "前台热情", "房间干净", "lovely staff", "very clean room")
BLAME = ("空调太吵", "浴室漏水", "等了很久", "noisy air conditioning", "rude staff")
FILLERS = ("上周", "昨天", "我们", "一家人", "last week", "with friends", "出差", "周末", "again", "此次")


def separable(numbers: int = 60) -> list[Example]:
    """Invented texts whose polarity and theme stand in their words."""
    random, made = Random(1), {}
    while len(made) < numbers:
        words, polarity = random.choice([(PRAISE, "positive"), (BLAME, "negative")])
        said = random.choice(words)
        text = f"{said} {random.choice(FILLERS)} {random.choice(FILLERS)} {random.choice(FILLERS)}"
        theme = {"staff"} if "staff" in said or "前台" in said else set()
        made[plain(text)] = Example(text, polarity, frozenset(theme))
    return list(made.values())


def test_chinese_is_cut_into_words_and_numbers_and_unknown_names_are_not_terms():
    found = terms_of("服务员王晓明很好,1208房,Call +86 13800001234 again")
    assert {"服务员", "很", "好", "很 好", "call", "again"} <= set(found)
    assert not [term for term in found if any(sign.isdigit() for sign in term)]
    assert "王晓明" not in found


def test_a_separable_set_is_learnt():
    learnt = learn(separable(), seed=1)
    head = learnt.heads[0]
    assert head.name == POLARITY
    assert head.quality.accuracy > 0.95
    assert head.quality.baseline < 0.7
    assert head.quality.is_better
    assert [each.name for each in head.quality.classes] == ["negative", "positive"]
    assert all(each.precision > 0.9 and each.recall > 0.9 for each in head.quality.classes)
    read = learnt.read(["前台热情,明年再来", "浴室漏水,没人管"])
    assert [each.polarity for each in read] == ["positive", "negative"]
    assert read[0].themes == ("staff",)
    assert read[1].themes == ()


def test_labels_by_chance_are_no_better_than_the_majority():
    random = Random(2)
    by_chance = [Example(each.text, random.choice(["positive", "negative"])) for each in separable(100)]
    quality = learn(by_chance, seed=1).heads[0].quality
    assert quality.accuracy < 0.7
    assert not quality.is_better


def test_one_polarity_alone_or_texts_without_common_words_teach_nothing():
    assert learn([Example(each.text, "positive") for each in separable()], seed=1) is None
    assert (
        learn([Example(chr(0x4E00 + at), "positive" if at % 2 else "negative") for at in range(40)], seed=1)
        is None
    )


def test_a_term_of_fewer_than_three_texts_is_not_kept():
    examples = [
        *separable(),
        Example("房间干净 zebedee", "positive"),
        Example("服务很好 zebedee", "positive"),
    ]
    assert "zebedee" not in learn(examples, seed=1).terms


def test_a_model_stored_as_data_reads_the_same():
    learnt = learn(separable(), seed=1)
    stored = WordsModel()
    stored.keep(learnt)
    texts = ["前台热情", "浴室漏水 again", "nothing known", ""]
    assert stored.estimator().read(texts) == learnt.read(texts)
    assert stored.quality == learnt.heads[0].quality


@pytest.mark.parametrize(
    ("wins", "losses", "chance"), [(0, 0, 1.0), (5, 0, 1 / 32), (3, 1, 5 / 16), (0, 2, 1.0)]
)
def test_the_sign_test(wins, losses, chance):
    assert chance_of(wins, losses) == pytest.approx(chance)

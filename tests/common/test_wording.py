"""Words of a page in one language."""

from django.db.models import TextChoices
from django.utils.translation import override

from common.wording import bracketed, label_of, labelled, one_language, say


def test_words_are_in_the_readers_language_within_a_page_and_outside_of_it():
    with override("zh-hans"), one_language():
        chinese = [say("Guest"), say("Guest")]
    with override("en"), one_language():
        english = [say("Guest"), say("Guest")]
    with override("zh-hans"):
        afterwards = say("Guest")

    assert (chinese, english, afterwards) == (["宾客"] * 2, ["Guest"] * 2, "宾客")


def test_a_label_has_the_colon_of_the_language_and_none_where_it_is_empty():
    with override("zh-hans"):
        chinese = labelled("房间", 1208)
    with override("en"):
        english = labelled("Room", 1208)
        assert bracketed("¥18") == " (¥18)"
    assert (chinese, english, labelled("", "alone")) == ("房间：1208", "Room: 1208", "alone")


class Bed(TextChoices):
    KING = "king", "king-size bed"


class Ruler(TextChoices):
    KING = "king", "sovereign"


def test_choices_of_two_kinds_that_are_stored_alike_keep_their_own_labels():
    with one_language():
        assert [label_of(Bed.KING), label_of(Ruler.KING)] == ["king-size bed", "sovereign"]
    assert label_of(Bed.KING) == "king-size bed"

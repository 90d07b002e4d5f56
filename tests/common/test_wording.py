"""Words of a page in one language."""

from django.utils.translation import override

from common.wording import one_language, say


def test_words_are_in_the_readers_language_within_a_page_and_outside_of_it():
    with override("zh-hans"), one_language():
        chinese = [say("Guest"), say("Guest")]
    with override("en"), one_language():
        english = [say("Guest"), say("Guest")]
    with override("zh-hans"):
        afterwards = say("Guest")

    assert (chinese, english, afterwards) == (["宾客"] * 2, ["Guest"] * 2, "宾客")

from hypothesis import given
from hypothesis import strategies as st

from guests.names import LONGEST, fold, name_tokens, search_key, split_han


def found(typed: str, *names: str) -> bool:
    return any(token.startswith(search_key(typed)) for token in name_tokens(*names))


def test_a_chinese_guest_is_found_by_characters_pinyin_initials_and_swapped_order():
    for typed in (
        "王晓明",
        "王晓",
        "晓明",
        "明",
        "wang xiaoming",
        "WangXiao",
        "xiaoming wang",
        "xiaom",
        "wxm",
        "wangxm",
    ):
        assert found(typed, "王晓明"), typed


def test_a_foreign_guest_is_found_by_any_word_first_and_without_accents():
    for typed in ("Jonas Müller", "muller jonas", "Müll", "jonas m", "JM", "MÜLLER, Jonas"):
        assert found(typed, "Jonas Müller"), typed
    assert found("de la Cruz", "María de la Cruz")


def test_a_latin_name_beside_a_chinese_one_finds_too_and_says_so():
    tokens = name_tokens("王晓明", "Leo Wang")
    assert tokens["leowang"] == "latin"
    assert tokens["wangleo"] == "latin"
    assert tokens["wangxiaoming"] == "pinyin"


def test_a_former_name_is_found_and_named_as_former():
    assert name_tokens("Anna Schmidt", "", ["Anna Weber"])["weberanna"] == "former"
    assert name_tokens("Anna Schmidt", "", ["Anna Schmidt"])["annaschmidt"] == "latin"


def test_surnames_of_two_characters_and_special_readings_are_known():
    assert split_han("欧阳锋") == ("欧阳", "锋")
    assert "zengguofan" in name_tokens("曾国藩")
    assert "ouyangfeng" in name_tokens("欧阳锋")
    assert not found("cengguofan", "曾国藩")


def test_what_does_not_belong_to_the_name_does_not_find_it():
    assert not found("xm", "王晓明")
    assert not found("li", "王晓明")


@given(st.text(max_size=200), st.text(max_size=60))
def test_any_text_gives_short_folded_tokens(name, latin_name):
    for token in name_tokens(name, latin_name):
        assert 0 < len(token) <= LONGEST
        assert token == fold(token)

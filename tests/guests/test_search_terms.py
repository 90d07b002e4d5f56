from hypothesis import given
from hypothesis import strategies as st

from guests.names import LONGEST
from guests.search_terms import parse


def test_blank_input_asks_for_nothing():
    assert not parse("")
    assert not parse("  \x00 \u3000 ")


def test_chinese_characters_are_a_name_and_its_sound():
    terms = parse(" 王 晓明 ")
    assert terms.name_prefixes == ("王晓明",)
    assert terms.sounds_like == "wangxiaoming"
    assert not terms.phone_digits
    assert not terms.email


def test_latin_words_are_read_in_both_orders():
    assert parse("Xiao Ming WANG").name_prefixes[:2] == ("xiaomingwang", "wangxiaoming")
    assert parse("Müller, Jonas").name_prefixes == ("mullerjonas", "jonasmuller")
    assert parse("de la Cruz María").name_prefixes[0] == "delacruzmaria"


def test_a_phone_number_is_read_with_and_without_its_country():
    assert parse("6621").phone_digits == ("6621",)
    assert "13812346621" in parse("+86 138 1234 6621").phone_digits
    assert "13812346621" in parse("0086-13812346621").phone_digits
    assert "13812346621" in parse("8613812346621").phone_digits
    assert "73188881234" in parse("0731-8888 1234").phone_digits
    assert parse("12").phone_digits == ()


def test_full_width_digits_are_digits():
    assert parse("６６２１").phone_digits == ("6621",)


def test_an_address_is_read_from_its_beginning():
    assert parse("Meiling@Exam").email == "meiling@exam"
    assert parse("meiling").email == "meiling"
    assert parse("anna schmidt").email == ""
    assert parse("meiling@exam").name_prefixes == ()


def test_numbers_of_the_house_are_recognised():
    assert parse("G00018834").guest_id == 18834
    assert parse("g-18834").guest_id == 18834
    assert parse("G0").guest_id is None
    assert parse("1208").code == "1208"
    assert parse("r00000012").code == "R00000012"
    assert parse("chen").code == ""


def test_a_document_number_is_recognised_and_a_phone_number_is_none():
    assert parse("430102 19880312 0021").document == "430102198803120021"
    assert parse("43010219880312002x").document == "43010219880312002X"
    assert parse("e1234 5678").document == "E12345678"
    assert parse("13812346621").document == ""
    assert parse("王12345678").document == ""


def test_only_what_is_long_enough_is_sorted():
    assert not parse("王").is_specific
    assert parse("王晓").is_specific
    assert not parse("wa").is_specific
    assert parse("wan").is_specific


@given(st.text(max_size=300))
def test_any_text_is_read_without_failing(typed):
    terms = parse(typed)
    assert len(terms.text) <= 100
    assert len(terms.name_prefixes) <= 4
    assert all(0 < len(prefix) <= LONGEST for prefix in terms.name_prefixes)
    assert all(digits.isdigit() and digits.isascii() for digits in terms.phone_digits)
    assert bool(terms) or not terms.name_prefixes


@given(st.lists(st.sampled_from(["anna", "maria", "schmidt", "wang"]), min_size=2, max_size=4, unique=True))
def test_every_turn_of_the_words_is_looked_for(words):
    for turn in range(len(words)):
        assert "".join(words[turn:] + words[:turn]) in parse(" ".join(words)).name_prefixes


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_a_mobile_number_is_the_same_with_any_prefix(number):
    for written in (number, "+86" + number, "0086 " + number, "86" + number):
        assert number in parse(written).phone_digits

"""Weightings on their pages, and experts on theirs."""

import pytest
from django.urls import reverse

from analytics.satisfaction.choices import Method, Subject
from analytics.satisfaction.models import Judgement, Opinion, Reply, Weighting
from analytics.satisfaction.selectors.groups import asked_groups
from analytics.satisfaction.selectors.links import link_token
from analytics.satisfaction.services import weightings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


def body(answer) -> str:
    assert answer.status_code == 200, answer
    return answer.content.decode()


def page(one, name="weighting") -> str:
    return reverse(f"satisfaction:{name}", args=[one.pk])


def asked(one, slug="", action="") -> str:
    token = link_token(one.experts.get(name="甲"))
    if slug:
        return reverse("satisfaction:asked_group", args=[token, slug])
    return reverse(f"satisfaction:asked{action}", args=[token])


@pytest.fixture
def begun():
    def begin(method=Method.AHP, subject=Subject.POTENTIAL, **kwargs):
        return weightings.start_weighting(
            subject=subject, method=method, name="试评", outsiders=["甲", "乙"], by="li", **kwargs
        )

    return begin


def test_a_manager_starts_a_weighting_and_finds_the_links(signed_in):
    client = signed_in("management")
    given = {
        "name": "2026 秋季",
        "subject": "satisfaction",
        "method": "ahp_delphi",
        "cv_limit": "0.3",
        "colleagues": [client.user.pk],
        "outsiders": "王教授\n\n李顾问",
    }
    answer = client.post(reverse("satisfaction:start"), given, follow=True)
    text = body(answer)
    one = Weighting.objects.get(name="2026 秋季")
    assert one.experts.count() == 3
    assert text.count("/satisfaction/asked/") == 2, "advisers; a colleague signs in"
    assert f"http://testserver{page(one, 'opinion')}" in text
    assert "Handed in: 0 of 3" in text


def test_a_start_without_experts_says_so_beside_the_form(signed_in):
    given = {"name": "x", "subject": "potential", "method": "delphi", "cv_limit": "0.25"}
    text = body(signed_in("crm_centre").post(reverse("satisfaction:start"), given))
    assert "Invite at least one expert." in text
    assert not Weighting.objects.filter(name="x").exists()


def test_an_outsider_answers_pair_by_pair_without_signing_in(client, begun):
    one = begun()
    group = asked(one, "top")
    text = body(client.get(group))
    assert "Pair 1 of 15" in text
    assert "is 9 times as important as" in text
    answer = client.post(f"{group}?pair=0", {"slider": "-2"})
    assert answer["Location"].endswith("/top/?pair=1")
    kept = Judgement.objects.get()
    assert (kept.first, kept.second, kept.answer) == ("motive", "industry", 2), "left speaks for the first"
    for pair in range(1, 15):
        answer = client.post(f"{group}?pair={pair}", {"slider": "0"})
    assert answer["Location"] == asked(one)
    text = body(client.get(asked(one)))
    assert "disabled" not in text
    text = body(client.post(asked(one, action="_hand_in"), follow=True))
    assert "Handed in, thank you" in text


def test_moving_the_slider_keeps_the_answer_and_shows_the_ratio_at_once(client, begun):
    one = begun()
    for pair in range(15):
        client.post(f"{asked(one, 'top')}?pair={pair}", {"slider": "0"})
    answer = client.post(f"{asked(one, 'top')}?pair=0", {"slider": "-8"}, headers={"HX-Request": "true"})
    text = body(answer)
    assert "<html" not in text
    assert "consistency ratio" in text
    assert Judgement.objects.get(first="motive", second="industry").answer == 8


def test_a_group_that_contradicts_itself_leads_to_the_pair_that_does(client, begun):
    one = begun()
    steps = {(i, j): min(8, 2 ** (j - i) - 1) for i, j in asked_groups(one)[0].pairs} | {(0, 5): -7}
    answers = [
        client.post(f"{asked(one, 'top')}?pair={at}", {"slider": -s}) for at, s in enumerate(steps.values())
    ]
    assert answers[-1]["Location"].endswith("?pair=4"), "the pair of the first and the last"
    text = body(client.get(answers[-1]["Location"]))
    assert "contradicts itself" in text
    assert "would fit" in text


def test_figures_are_kept_and_the_next_round_shows_the_middle(client, begun, signed_in):
    one = begun(Method.DELPHI)
    items = asked_groups(one)[0].items
    weights = {f"points_{item.key}": "10" for item in items}
    assert client.post(asked(one, "top"), weights)["Location"] == asked(one)
    client.post(asked(one, action="_hand_in"))
    other = link_token(one.experts.get(name="乙"))
    client.post(reverse("satisfaction:asked_group", args=[other, "top"]), weights | {"points_motive": "90"})
    client.post(reverse("satisfaction:asked_hand_in", args=[other]))
    manager = signed_in("management")
    body(manager.post(page(one, "close_round"), follow=True))
    text = body(manager.post(page(one, "open_round"), follow=True))
    assert "too far apart" in text
    text = body(client.get(asked(one, "top")))
    assert "last round: median 40.5%" in text  # between 1/6 and 90/140
    assert Opinion.objects.filter(reply__round__number=2).count() == 6, "begins with what he said"


@pytest.mark.parametrize("wrong", ["", "abc", "101", "NaN", "1e9999"])
def test_a_wrong_figure_is_refused_in_words_and_nothing_is_kept(client, begun, wrong):
    one = begun(Method.DELPHI)
    points = {f"points_{item.key}": "10" for item in asked_groups(one)[0].items}
    text = body(client.post(asked(one, "top"), points | {"points_motive": wrong}))
    assert "0 to 100" in text or "between 0 and 100" in text
    assert not Opinion.objects.exists()


@pytest.mark.parametrize("slider", ["", "9", "-9", "x"])
def test_a_place_beyond_the_scale_is_refused(client, begun, slider):
    text = body(client.post(asked(begun(), "top"), {"slider": slider}))
    assert "scale" in text
    assert not Judgement.objects.exists()


def test_a_link_that_was_renewed_or_made_up_opens_nothing(client, begun):
    one = begun()
    old = asked(one)
    weightings.renew_link(expert=one.experts.get(name="甲"))
    assert client.get(old).status_code == 404
    assert client.get(reverse("satisfaction:asked", args=["made-up"])).status_code == 404
    assert client.get(asked(one)).status_code == 200


def test_a_colleague_answers_on_his_own_page_and_nobody_else_does(signed_in, begun):
    client = signed_in("rooms")
    one = begun(colleagues=[client.user])
    assert "Give" not in body(client.get(page(one, "opinion")))
    assert client.get(reverse("satisfaction:opinion_group", args=[one.pk, "top"])).status_code == 200
    assert signed_in("management").get(page(one, "opinion")).status_code == 404
    assert Reply.objects.count() == 1


def test_the_result_is_put_in_force_taken_back_and_compared(signed_in, begun):
    client, one = signed_in("crm_centre"), begun(Method.PAIRED)
    for pair in range(15):
        client.post(f"{asked(one, 'top')}?pair={pair}", {"slider": "0"})
    client.post(asked(one, action="_hand_in"))
    for step, words in [
        ("close_round", "The round is closed"),
        ("agree", "Decided."),
        ("put_in_force", "In force from today on"),
    ]:
        assert words in body(client.post(page(one, step), {"why": "会议"}, follow=True))
    text = body(client.get(page(one)))
    assert "Take back: 1 · equal weights holds again" in text
    equal = Weighting.objects.get(subject=Subject.POTENTIAL, version=1)
    text = body(client.get(reverse("satisfaction:compare"), {"first": equal.pk, "second": one.pk}))
    assert "33.3%" in text  # 60 of 60 · 5 points: the first gets 4 of each of its five pairs, 20 of 60
    assert "Taken back" in body(client.post(page(one, "roll_back"), follow=True))
    text = body(client.get(reverse("satisfaction:weightings")))
    assert text.count("in force") >= 2


def test_weightings_of_two_subjects_are_not_compared(signed_in):
    first, second = Weighting.objects.order_by("pk")
    answer = signed_in("management").get(
        reverse("satisfaction:compare"), {"first": first.pk, "second": second.pk}
    )
    assert "cannot be compared" in body(answer)


def test_everything_reads_chinese_to_a_chinese_reader(signed_in):
    client, one = signed_in("management"), Weighting.objects.get(subject=Subject.SATISFACTION)
    text = body(client.get(page(one), headers={"accept-language": "zh-hans"}))
    assert "环境" in text
    assert "地理位置" in text

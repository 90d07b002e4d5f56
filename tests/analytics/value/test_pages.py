from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from django.urls import reverse

from analytics.value.choices import ValueClass
from analytics.value.models import (
    ClassAdvice,
    CostInput,
    FrozenCost,
    GuestValue,
    ValueParameters,
    ValueRun,
)
from analytics.value.services.parameters import change_parameters
from common.dates import business_date
from common.models import JobRun

from .night import AS_OF, guest, monthly_cost, run_night, stay, value_of
from .test_night import hotel_of

pytestmark = pytest.mark.django_db


def body(answer) -> str:
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_before_the_first_night_the_page_says_what_to_do(signed_in):
    page = signed_in("management")
    for name in (
        "value:matrix",
        "departments:management",
        "value:guests",
        "value:runs",
        "departments:finance",
    ):
        assert body(page.get(reverse(name)))
    assert reverse("value:start") in body(page.get(reverse("value:matrix")))


def test_matrix_counts_the_guests_and_leads_to_their_list(signed_in):
    hotel_of(12)
    run = run_night()
    page = signed_in("management")
    answer = page.get(reverse("value:matrix"))
    rows = answer.context["classes"]
    assert sum(row.guests for row in rows) == 12 == run.guests
    for row in rows:
        listed = page.get(row.url)
        assert listed.context["list"].total.count == row.guests
        assert row.url in body(answer)


def test_every_point_of_the_scatter_leads_to_exactly_its_guests(signed_in):
    hotel_of(25)
    run = run_night()
    page = signed_in("management")
    points = page.get(reverse("value:matrix")).context["scatter"]["option"]["series"][0]["data"]
    assert len(points) == len(run.summary["cells"]) > 1
    for point in points:
        assert page.get(point["href"]).context["list"].total.count == point["value"][2]


def test_the_migration_table_leads_to_exactly_its_guests(signed_in):
    hotel_of(12)
    run_night(date(2026, 6, 29))
    newcomer = guest()
    stay(newcomer, date(2026, 6, 28), 9000)
    run_night()
    page = signed_in("management")
    rows = page.get(reverse("value:matrix")).context["migration"]
    for row in rows:
        for key, guests in row.counts:
            if key:
                url = f"{reverse('value:guests')}?value_class={key}&was={row.key}"
                assert page.get(url).context["list"].total.count == guests


def test_every_band_of_the_flow_leads_to_exactly_its_guests(signed_in):
    hotel_of(12)
    run_night(date(2026, 6, 29))
    stay(guest(), date(2026, 6, 28), 9000)
    run_night()
    page = signed_in("management")
    flow = page.get(reverse("value:matrix")).context["flow"]
    assert {band.was for band in flow.bands} > {"new"}
    for band in flow.bands:
        assert page.get(band.url).context["list"].total.count == band.guests
    for side, key in ((flow.before, "was"), (flow.now, "now")):
        for bar in side:
            assert bar.guests == sum(band.guests for band in flow.bands if getattr(band, key) == bar.key)


def test_the_list_names_the_estimator_of_every_row(signed_in):
    hotel_of(3)
    run_night()
    rows = body(
        signed_in("management").get(reverse("value:guests"), headers={"accept-language": "en"})
    ).count("<td>habit")
    assert rows == 3


def test_the_list_pages_through_everybody_once(signed_in):
    hotel_of(60)
    run_night()
    page, url, seen = signed_in("management"), reverse("value:guests"), []
    while url:
        shown = page.get(url).context["list"]
        seen += [row.object.guest_id for row in shown.rows]
        url = shown.next_url
    assert len(seen) == len(set(seen)) == 60


def test_guest_page_explains_what_put_him_there_and_what_would_move_him(signed_in):
    person = guest(industry="clerk")
    stay(person, date(2026, 1, 1), 1200, motive="business")
    stay(guest(), date(2026, 1, 1), 90000)
    monthly_cost(1200)
    value = value_of(person, run_night())
    page = body(signed_in("management").get(person.get_absolute_url()))
    assert "¥600.00" in page  # C and CHV
    assert f"{value.ccv:,.2f}" in page
    assert page.count('id="value"') == 1


def test_the_front_desk_sees_no_value_panel(signed_in):
    person = guest()
    stay(person, date(2026, 1, 1), 1200)
    run_night()
    assert 'id="value"' not in body(signed_in("front_desk").get(person.get_absolute_url()))


def form_data(page, **changes) -> dict:
    form = page.get(reverse("value:parameters")).context["form"]
    data = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in (data | changes).items()}


def test_preview_shows_the_classes_and_saves_nothing(signed_in):
    hotel_of(20)
    run = run_night()
    page = signed_in("management")
    data = form_data(page, ccv_threshold="amount", ccv_threshold_at="1000000000", preview="1")
    shown = page.post(reverse("value:parameters"), data).context["preview"]
    assert sum(row.then for row in shown.rows) == run.guests
    assert [row.then for row in shown.rows][:2] == [0, 0]
    assert ValueParameters.objects.count() == 1


def test_preview_of_the_parameters_in_force_changes_nothing(signed_in):
    hotel_of(20)
    run_night()
    page = signed_in("management")
    shown = page.post(reverse("value:parameters"), form_data(page, preview="1")).context["preview"]
    assert [row.change for row in shown.rows] == [0, 0, 0, 0]


def test_preview_foretells_the_night_with_another_period_rate_and_cost(signed_in):
    hotel_of(20)
    before = {value.guest_id: value.value_class for value in GuestValue.objects.filter(run=run_night())}
    page = signed_in("management")
    wanted = {"period": "quarter", "periods": "5", "discount_rate": "0.02", "ccv_threshold": "median"}
    answer = page.post(
        reverse("value:parameters"), form_data(page, preview="1", what_if_cost="250", **wanted)
    )
    shown = answer.context["preview"]
    assert ValueRun.objects.count() == 1

    settings = wanted | {"discount_rate": D(wanted["discount_rate"]), "periods": 5}
    change_parameters(settings=settings, valid_from=AS_OF, note="", by="")
    FrozenCost.objects.update(cost_per_guest=D(250))
    run = run_night()
    after = {value.guest_id: value for value in GuestValue.objects.filter(run=run)}
    assert (shown.ccv_from, shown.cpv_from) == (run.ccv_from, run.cpv_from)
    assert [(row.then, row.ccv) for row in shown.rows] == [
        (run.summary["classes"][key]["guests"], D(run.summary["classes"][key]["ccv"]))
        for key in ValueClass.values
    ]
    changed = {guest for guest, value in after.items() if value.value_class != before[guest]}
    assert changed
    assert {row.guest.pk for row in shown.moving} == changed
    assert shown.changed == sum(move.guests for move in shown.moves) == len(changed)
    assert {row.guest.pk: row.ccv for row in shown.moving} == {guest: after[guest].ccv for guest in changed}
    assert shown.moving[0].guest.display_name in answer.content.decode()


def test_saved_parameters_are_a_new_version_for_the_next_night(signed_in):
    page = signed_in("management")
    page.post(reverse("value:parameters"), form_data(page, periods="5", note="longer view", save="1"))
    newest = ValueParameters.objects.order_by("-pk").first()
    assert (newest.periods, newest.note, newest.created_by) == (5, "longer view", page.user.username)
    assert ValueParameters.objects.count() == 2


def test_parameters_that_make_no_sense_are_refused_by_field(signed_in):
    page = signed_in("management")
    for changes, field in (
        ({"ccv_threshold": "amount"}, "ccv_threshold_at"),
        ({"cpv_threshold": "percentile", "cpv_threshold_at": "101"}, "cpv_threshold_at"),
        ({"discount_rate": "8"}, "discount_rate"),
        ({"valid_from": business_date() - timedelta(days=1)}, "valid_from"),
    ):
        answer = page.post(reverse("value:parameters"), form_data(page, save="1", **changes))
        assert field in answer.context["form"].errors
    assert ValueParameters.objects.count() == 1


def test_recommended_actions_can_be_rewritten_in_both_languages(signed_in):
    hotel_of(4)
    run_night()
    page = signed_in("management")
    page.post(
        reverse("value:advice", args=["high"]),
        {"text_zh": "经理亲自送水果", "text_en": "Fruit"},
    )
    assert ClassAdvice.objects.get().value_class == "high"
    assert "经理亲自送水果" in body(page.get(reverse("value:matrix")))


def test_finance_enters_costs_and_empties_one(signed_in):
    page = signed_in("finance")
    months = page.get(reverse("departments:finance")).context["form"].months
    last = list(months)[1]
    page.post(reverse("departments:finance"), {last: "1234.50"})
    assert CostInput.objects.get().amount == D("1234.50")
    assert CostInput.objects.get().entered_by == page.user.username
    page.post(reverse("departments:finance"), {last: "", f"initial-{last}": "1234.50"})
    assert not CostInput.objects.exists()
    (removal,) = page.get(reverse("departments:finance")).context["cost_changes"]
    assert removal.is_removal
    assert (removal.about, removal.who) == (f"{months[last]:%Y-%m}", page.user.username)


def test_finance_writes_only_what_was_typed_so_that_a_colleagues_entry_stays(signed_in):
    page = signed_in("finance")
    months = page.get(reverse("departments:finance")).context["form"].months
    theirs, mine = list(months)[:2]
    monthly_cost(700, months[theirs])
    opened_before = {theirs: "600.00", f"initial-{theirs}": "600.00", mine: "50", f"initial-{mine}": ""}
    page.post(reverse("departments:finance"), opened_before)
    assert dict(CostInput.objects.values_list("month", "amount")) == {months[theirs]: 700, months[mine]: 50}
    page.post(reverse("departments:finance"), {mine: "60", f"initial-{mine}": "50.00"})
    entry = page.get(reverse("departments:finance")).context["cost_changes"][0]
    assert [(change.before, change.after) for change in entry.changes] == [(50, 60)]


def test_cost_entered_late_is_announced_and_can_be_frozen_anew(signed_in):
    page, month = signed_in("finance"), business_date().replace(day=1) - timedelta(days=1)
    stay(guest(), month - timedelta(days=40), 100)
    monthly_cost(100, month.replace(day=1))
    run_night(business_date())
    monthly_cost(300, month.replace(day=1))
    assert page.get(reverse("departments:finance")).context["state"].pending == 200
    page.post(reverse("departments:finance_freeze"))
    assert FrozenCost.objects.get().cost_per_guest == 300


def test_management_reads_costs_but_does_not_enter_them(signed_in):
    page = signed_in("management")
    months = page.get(reverse("departments:finance")).context["form"].months
    page.post(reverse("departments:finance"), {next(iter(months)): "5"})
    assert not CostInput.objects.exists()


def test_the_button_starts_one_run_and_leads_to_its_progress(signed_in):
    page = signed_in("management")
    answer = page.post(reverse("value:start"))
    run = JobRun.objects.get()
    assert answer["Location"] == reverse("jobs:run", args=[run.pk])
    assert body(page.get(answer["Location"]))
    assert body(page.get(reverse("jobs:progress", args=[run.pk])))


def test_pages_ask_a_bounded_number_of_questions(signed_in, django_assert_max_num_queries):
    hotel_of(40)
    run_night()
    page = signed_in("management")
    for name, most in (("value:matrix", 20), ("departments:management", 20), ("value:guests", 14)):
        page.get(reverse(name))
        with django_assert_max_num_queries(most):
            page.get(reverse(name))

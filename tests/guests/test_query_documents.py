"""A query travels as a document: read back as written, wrong ones named by their place."""

import json
from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from common.wording import labelled
from guests.query import rows
from guests.query.document import (
    Bracket,
    Document,
    QueryProblem,
    Term,
    decode,
    encode,
    is_empty,
    parse,
)
from guests.query.registry import Operator
from guests.query.values import asked, is_finished
from guests.query.words import in_words

ON = date(2026, 6, 15)
text = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20).filter(
    lambda said: said == said.strip()
)
values = st.one_of(st.none(), text, st.lists(text, min_size=1, max_size=3))
terms = st.builds(
    Term,
    key=text,
    operator=st.sampled_from([*Operator]).map(str),
    value=values,
    narrowed=st.dictionaries(text, text, max_size=2),
    negated=st.booleans(),
)
joins = st.sampled_from(["and", "or"])
documents = st.builds(
    Document,
    join=joins,
    parts=st.lists(
        st.one_of(terms, st.builds(Bracket, join=joins, parts=st.lists(terms, max_size=3).map(tuple))),
        max_size=4,
    ).map(tuple),
)


@given(documents)
def test_a_document_is_read_back_as_it_was_written(document):
    assert parse(json.loads(json.dumps(document.as_json()))) == document
    assert decode(encode(document)) == document


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ([], "query"),
        ({"join": "xor"}, "join"),
        ({"parts": "all"}, "parts"),
        ({"parts": [{"is": "holds"}]}, "parts.0.if"),
        ({"parts": [{"if": "guest.vip", "is": 3}]}, "parts.0.is"),
        ({"parts": [{"if": "guest.vip", "is": "holds", "value": {"x": 1}}]}, "parts.0.value"),
        ({"parts": [{"parts": [{"parts": []}]}]}, "parts.0.parts.0"),
        ({"parts": [{"if": "guest.name", "is": "is", "value": "王" * 201}]}, "parts.0.value"),
        ({"parts": [{"if": "guest.vip", "is": "holds"}] * 41}, "parts"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_place(data, field):
    with pytest.raises(QueryProblem) as problem:
        parse(data)
    assert problem.value.field == field


@pytest.mark.parametrize("text", ["", "%%%", "eyJ", "bnVsbA"])
def test_a_damaged_address_is_refused_in_words(text):
    with pytest.raises(QueryProblem):
        decode(text)


@pytest.mark.parametrize(
    ("term", "field"),
    [
        (Term("no.such", "is", "1"), "x.if"),
        (Term("guest.age", "contains", "3"), "x.is"),
        (Term("guest.age", "between", ["many", None]), "x.value"),
        (Term("guest.age", "between", ["50", "20"]), "x.value"),
        (Term("guest.age", "between", None), "x.value"),
        (Term("guest.gender", "any_of", ["robot"]), "x.value"),
        (Term("stays.last", "longer_ago", "-3"), "x.value"),
        (Term("stays.last", "between", ["yesterday", None]), "x.value"),
        (Term("stays.count", "between", ["1", None], {"planet": ["x"]}), "x.with.planet"),
    ],
)
def test_a_condition_that_makes_no_sense_is_named_by_its_place(term, field):
    with pytest.raises(QueryProblem) as problem:
        asked(term, "x", on=ON)
    assert problem.value.field == field


def test_days_mean_dates_seen_from_the_business_date():
    def dates(operator):
        return asked(Term("stays.last", operator, "30"), on=ON)[1].value

    assert dates("last_days") == (date(2026, 5, 16), ON)
    assert dates("next_days") == (ON, date(2026, 7, 15))
    assert dates("longer_ago") == (None, date(2026, 5, 15))


def test_a_form_is_read_as_the_document_it_was_drawn_from(db):
    posted = QueryDict(mutable=True)
    for name, value in [
        ("join", "and"), ("part", "0"), ("if-0", "stays.count"), ("is-0", "between"), ("low-0", "2"),
        ("with-0-arrived-low", "2026-01-01"), ("part", "1"), ("join-1", "or"), ("row-1", "1.0"),
        ("if-1.0", "guest.vip"), ("not-1.0", "on"), ("row-1", "1.1"), ("if-1.1", "guest.gender"),
        ("value-1.1", "female"),
    ]:  # fmt: skip
        posted.appendlist(name, value)
    document = rows.read(posted)
    assert document == Document(
        "and",
        (
            Term("stays.count", "between", ["2", None], {"arrived": ["2026-01-01", None]}),
            Bracket(
                "or", (Term("guest.vip", "holds", negated=True), Term("guest.gender", "any_of", ["female"]))
            ),
        ),
    )
    assert not any(row.problem for part in rows.drawn(document, on=ON) for row in part.rows)


def test_rows_are_added_bracketed_and_removed_by_their_place():
    document = rows.with_term(Document(), "guest.vip")
    document = rows.with_term(rows.with_bracket(document), "guest.gender", "1")
    assert [type(part) for part in document.parts] == [Term, Bracket]
    assert document.parts[1].join == "or"
    assert not is_finished(document.parts[1].parts[0])
    assert document.only(is_finished).parts == (Term("guest.vip", "holds"),)
    assert rows.without_part(document, "1.0").parts[1].parts == ()
    assert rows.without_part(document, "0").parts == document.parts[1:]
    assert rows.without_part(document, "7") == rows.without_part(document, "x") == document


def test_a_query_is_said_in_words(db):
    document = Document(
        "and",
        (
            Term("guest.gender", "any_of", ["female"], negated=True),
            Term("guest.age", "between", ["30", None]),
        ),
    )
    colon = labelled("x", "")[1]
    assert in_words(document).count(colon) == 2
    assert is_empty([None, ""])

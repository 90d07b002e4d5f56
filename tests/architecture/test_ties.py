"""Every model that points at a guest is decided upon: what a merge, an erasure and an export do with it."""

import pytest
from django.apps import apps
from pghistory.models import Event

from guests.models import Guest
from guests.ties import Erase, Merge, ties


def keys_to_a_guest():
    """(model, field name) of every foreign key to a guest, history tables left out."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is Guest and not issubclass(model, Event):
                yield model, field.name


def final_model(tie):
    model = tie.model
    for step in filter(None, tie.path.split("__")):
        model = model._meta.get_field(step).related_model
    return model


def test_no_model_that_points_at_a_guest_is_missing_from_the_registry():
    known = {(tie.model, tie.path) for tie in ties()}
    assert not [f"{m._meta.label}.{name}" for m, name in keys_to_a_guest() if (m, name) not in known]


def test_the_history_of_a_tied_model_points_at_a_guest_only_where_the_model_does():
    """Old rows hold the same columns: what is decided for the model holds for its history."""
    known = {(tie.model, tie.path) for tie in ties()}
    for model in apps.get_models():
        if not issubclass(model, Event):
            continue
        tracked = model.pgh_tracked_model
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is Guest and field.name != "pgh_obj":
                assert (tracked, field.name) in known


def one_a_guest(tie):
    return tie.model._meta.get_field(tie.path).one_to_one


@pytest.mark.parametrize("tie", ties(), ids=lambda tie: tie.key)
def test_a_tie_leads_to_a_guest_by_fields_that_exist(tie):
    assert not tie.path or final_model(tie) is Guest
    fields = tie.model._meta.concrete_fields
    names = {name for field in fields for name in (field.name, field.attname)}
    assert not {*tie.same_by, *tie.blank, *(tie.export or ())} - names


@pytest.mark.parametrize("tie", ties(), ids=lambda tie: tie.key)
def test_what_is_not_moved_or_not_erased_says_why(tie):
    if tie.merge in {Merge.KEEP, Merge.RULE} or tie.erase is Erase.KEEP:
        assert tie.why
    if tie.merge in {Merge.MOVE, Merge.UNITE}:
        assert tie.is_direct
    if tie.merge is Merge.UNITE:
        assert tie.same_by or one_a_guest(tie)
    else:
        assert not tie.same_by

"""Every model that leads to a guest, and every model with free text, is decided: what an erasure does with it."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import ForeignKey, Model

from guests.models import Guest
from guests.privacy.family import events_of
from guests.privacy.places import holds_free_text, impersonal, sweeps
from guests.ties import Erase, ties
from tests.architecture.project import APPS

TIED = {tie.model for tie in ties()}
#: Old rows of audited models go with the rows they were (guests.services.erasing).
HISTORIES = {events_of(model): model for model in apps.get_models() if events_of(model) is not None}
#: Not ours: accounts of staff, sessions, permissions, and the machinery of others.
OURS = [
    model
    for model in apps.get_models()
    if model.__module__.split(".")[0] in APPS and model not in HISTORIES and model is not Guest
]


def leads_to_guest(model: type[Model], seen: frozenset = frozenset()) -> bool:
    """Whether foreign keys lead from the model to a guest, over however many models."""
    keys = [f.related_model for f in model._meta.concrete_fields if isinstance(f, ForeignKey)]
    return Guest in keys or any(
        leads_to_guest(other, seen | {model}) for other in keys if other not in seen and other is not model
    )


def models_that_lead_to_a_guest() -> Iterator[type[Model]]:
    return (model for model in OURS if leads_to_guest(model))


def test_some_models_lead_to_a_guest_so_that_the_next_test_means_something():
    assert {model._meta.model_name for model in models_that_lead_to_a_guest()} >= {
        "note",
        "charge",
        "roomnight",
    }


@pytest.mark.parametrize("model", models_that_lead_to_a_guest(), ids=lambda model: model._meta.label)
def test_every_model_that_leads_to_a_guest_is_tied_to_him(model):
    assert model in TIED, f"{model._meta.label} leads to a guest: name it in its app's ties"


@pytest.mark.parametrize("past", HISTORIES, ids=lambda model: model._meta.label)
def test_every_history_that_leads_to_a_guest_belongs_to_a_tied_model(past):
    model = HISTORIES[past]
    assert model in TIED or model is Guest or not leads_to_guest(model)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_with_free_text_is_decided(model):
    decided = model in TIED or model in {sweep.model for sweep in sweeps()}
    decided = decided or model._meta.label_lower in impersonal()
    assert decided or not holds_free_text(model), (
        f"{model._meta.label} has free text: tie it to the guest, sweep it, or say why it names nobody"
    )


@pytest.mark.parametrize("tie", ties(), ids=lambda tie: tie.key)
def test_every_decision_can_be_carried_out_and_kept_rows_say_why(tie):
    names = {field.name for field in tie.model._meta.get_fields()}
    assert set(tie.blank) <= names
    assert set(tie.export or ()) <= names | {"run_id"}
    assert tie.erase is not Erase.KEEP or tie.why

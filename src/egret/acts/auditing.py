"""What the auditor is told of acts: which rows they answer for, and that each subject holds its own chain's head."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from egret.acts.images import image_of_table
from egret.acts.models import Journalled, Subject
from egret.journal import audit


def journalled_models() -> list[type[models.Model]]:
    """Every table with a journal duty, a noun's two tables each."""
    return [model for model in apps.get_models() if issubclass(model, Journalled)]


def heads_and_chains(head: audit.ChainHead) -> Iterator[audit.Fault]:
    """The chain head stands in no image, being the hash of the entry itself; so it is compared with the entry."""
    rows = Subject._base_manager.order_by("pk").values_list("kind", "pk", "chain_head")
    for kind, pk, chain_head in rows.iterator(chunk_size=2000):
        known = head(f"{kind}:{pk}")
        # A document is born inside its case's entry and has no chain before its own first act.
        if (known[0].hex() if known else "") != chain_head:
            told = f"acts_subject {pk}: the chain head is not the last entry of {kind}:{pk}"
            yield audit.Fault("", None, known[1] if known else "", "row", told)


def enrol() -> None:
    """Called once, when the house starts."""
    audit.register_models(journalled_models, image_of_table)
    audit.register("subjects", heads_and_chains)

"""The approval desk: fulfils the act machinery's question whether signatures are needed, and keeps what is proposed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from egret.acts import arguments as codec
from egret.acts.cards import Card
from egret.acts.done import By, Proposed
from egret.acts.machine import place_of
from egret.acts.models import Subject
from egret.acts.refusals import refuse
from egret.approvals import acts
from egret.approvals.chains import chain_of


class RulebookApprovals:
    """Chains from the rulebook, approvals as subjects of their own."""

    def chain_needed(self, card: Card, subject: Subject, by: By, arguments: Mapping[str, Any]) -> bool:
        chain = chain_of(card, subject, by.at, arguments)
        if not chain.links:
            return False
        if by.urgent and not chain.urgent:
            raise refuse(_("“%s”须先经批准，不能先行办理") % card.label, _("请按程序呈批"), code="urgent")
        return not by.urgent

    def propose(
        self, card: Card, subject: Subject, by: By, arguments: Mapping[str, Any], shown: Mapping[str, Any]
    ) -> Proposed:
        return self._open(card, subject, by, arguments, shown, urgent=False)

    def regularise(
        self, card: Card, subject: Subject, by: By, arguments: Mapping[str, Any], shown: Mapping[str, Any]
    ) -> None:
        self._open(card, subject, by, arguments, shown, urgent=True)

    def _open(
        self,
        card: Card,
        subject: Subject,
        by: By,
        arguments: Mapping[str, Any],
        shown: Mapping[str, Any],
        *,
        urgent: bool,
    ) -> Proposed:
        chain = chain_of(card, subject, by.at, codec.decode(arguments))
        if not chain.links:
            return Proposed(0, "")
        outcome = acts.propose(
            place_of(subject),
            replace(by, seen=None, key="", wording={}),
            target=subject,
            name=card.name,
            arguments=arguments,
            shown=shown,
            chain=chain,
            urgent=urgent,
            wording=by.wording,
        )
        return Proposed(outcome.subject.pk, outcome.uid)

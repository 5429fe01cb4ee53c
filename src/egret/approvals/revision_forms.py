"""What the pages of the approval matrix accept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from egret.approvals import matrix_pages
from egret.law import chain_choices
from egret.law.approval_chains import Form
from egret.law.chain_choices import ALWAYS, AS_IS, LEVELS, NEVER, Chosen
from egret.ui.widgets import DayInput


class MatrixFilter(forms.Form):
    kind = forms.ChoiceField(
        label=_("案件种类"), required=False, choices=[("", _("全部")), *matrix_pages.KINDS.items()]
    )
    on = forms.DateField(label=_("按哪一天"), required=False, widget=DayInput)


class RevisionForm(forms.Form):
    """A chain level by level: when it signs, and whether together with the one before. Steps of the law stay."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    valid_from = forms.DateField(
        label=_("生效日期"), widget=DayInput, help_text=_("今天之后；生效前须经模拟和第二人批准")
    )
    reason = forms.CharField(label=_("修订理由"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, law: Form, now: Form, **options: Any) -> None:
        super().__init__(*args, **options)
        self.law = law
        written = chain_choices.inside(law)
        must = chain_choices.required(law)
        as_it_is = {one.level: one for one in chain_choices.as_written(now)}
        for level in LEVELS:
            asked = written.get(level)
            choices: list[tuple[str, Any]] = [] if level in must else [(NEVER, _("不签"))]
            if asked is not None and asked.when:
                choices.append((AS_IS, _("按规定的情形签")))
            choices.append((ALWAYS, _("一律签")))
            if level not in must:
                choices += [(fact, matrix_pages.fact_label(fact)) for fact in sorted(chain_choices.facts())]
            was = as_it_is.get(level)
            when = forms.ChoiceField(label=matrix_pages.role(level), choices=choices, initial=_initial(was, choices))
            self.fields[f"when_{level}"] = when
            if level not in (LEVELS[0], chain_choices.deciding(law)):
                label = _("与前一级同时签")
                self.fields[f"together_{level}"] = forms.BooleanField(
                    label=label, required=False, initial=bool(was and was.together)
                )

    def levels(self) -> Iterator[tuple[str, bool, BoundField, BoundField | None]]:
        """Each level with whether the law asks for it, its choice, and its tick."""
        must = chain_choices.required(self.law)
        for level in LEVELS:
            tick = self[f"together_{level}"] if f"together_{level}" in self.fields else None
            yield level, level in must, self[f"when_{level}"], tick

    def chosen(self) -> tuple[Chosen, ...]:
        given = self.cleaned_data
        return tuple(
            Chosen(level, given[f"when_{level}"], bool(given.get(f"together_{level}")))
            for level in LEVELS
            if given[f"when_{level}"] != NEVER
        )


def _initial(was: Chosen | None, choices: list[tuple[str, Any]]) -> str:
    offered = [value for value, _label in choices]
    if was is None:
        return offered[0]
    return was.when if was.when in offered else ALWAYS


class RevisionStep(forms.Form):
    """A button on a version: that it happens once, which state of it was seen, and why."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    version = forms.IntegerField(widget=forms.HiddenInput)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)
    reasons = forms.CharField(label=_("理由"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2}))

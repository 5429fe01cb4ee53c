"""What the pages of guides accept: a book part by part, cleaned into plain content; the acts judge it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from egret.cases.models import EvidenceKind
from egret.guidance.books import Content, Item, Point
from egret.ui.widgets import DayInput

SPARE = 2
"""Empty places offered for new items."""
MOST = 60
MANY = ("proves", "papers", "words")


class Lines(forms.CharField):
    """Several texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 6})

    def clean(self, value: Any) -> Any:
        return [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]


class GuidesFilter(forms.Form):
    on = forms.DateField(label=_("按哪一天"), required=False, widget=DayInput)


class ItemForm(forms.Form):
    """One piece of evidence of the book; without text it is left out."""

    id = forms.CharField(label=_("编号"), max_length=8, required=False)
    kind = forms.ChoiceField(label=_("证据种类"), choices=EvidenceKind.choices)
    text = forms.CharField(label=_("证据"), max_length=200, required=False)
    when = forms.CharField(label=_("什么情况下需要"), max_length=40, required=False, help_text=_("每案必备的留空"))
    proves = forms.CharField(label=_("证明哪些事实"), max_length=80, required=False, help_text=_("例如 F1 F3"))
    papers = forms.CharField(label=_("哪些文书可以看出"), max_length=200, required=False, help_text=_("用空格分开"))
    words = forms.CharField(
        label=_("证据名称中的哪些词"),
        max_length=200,
        required=False,
        help_text=_("用空格分开；不写的，凡这一种证据都算"),
    )

    def item(self) -> dict[str, Any] | None:
        said = self.cleaned_data
        if not said.get("text"):
            return None
        many = {name: re.split(r"[\s、，,]+", said[name].strip(" 、，,")) for name in MANY if said[name]}
        many = {name: many.get(name, []) for name in MANY}
        return {"id": said["id"], "kind": said["kind"], "text": said["text"], "when": said["when"], **many}


class PointForm(forms.Form):
    """One point of the legal opinion; without a view it is left out."""

    about = forms.CharField(label=_("问题"), max_length=80, required=False)
    view = forms.CharField(label=_("意见"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    cite = forms.CharField(label=_("依据"), max_length=120, required=False, help_text=_("例如 刑法#264"))

    def point(self) -> dict[str, str] | None:
        said = self.cleaned_data
        return {name: said[name] for name in ("about", "view", "cite")} if said.get("view") else None


Items = forms.formset_factory(ItemForm, extra=SPARE, max_num=MOST, absolute_max=MOST)
Points = forms.formset_factory(PointForm, extra=SPARE, max_num=MOST, absolute_max=MOST)


class DraftForm(forms.Form):
    """The lists of a book, and why it is changed."""

    reason = forms.CharField(label=_("修改理由"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    facts = Lines(label=_("要证事实"), help_text=_("每行一项：编号、空格、事实，例如 F1 行为和时间"))
    slips = Lines(label=_("常见错误"), help_text=_("每行一项"), required=False)
    steps = Lines(label=_("关键程序"), help_text=_("每行一项"), required=False)

    def clean_facts(self) -> list[list[str]]:
        found = [line.split(maxsplit=1) for line in self.cleaned_data["facts"]]
        if any(len(one) < 2 for one in found):
            raise forms.ValidationError(_("每行先写编号，空一格，再写事实"))
        if len({one[0] for one in found}) < len(found):
            raise forms.ValidationError(_("编号不能重复"))
        return found


class BookForm:
    """The whole book as one form: lists, items, points."""

    def __init__(self, content: Content, reason: str = "", data: Mapping[str, Any] | None = None) -> None:
        lists = {"slips": "\n".join(content.errors), "steps": "\n".join(content.steps)}
        facts = "\n".join(f"{key} {text}" for key, text in content.facts.items())
        self.lists = DraftForm(data, initial={"reason": reason, "facts": facts, **lists})
        self.items = Items(data, initial=[_shown(one) for one in content.items], prefix="item")
        self.points = Points(data, initial=[_said(one) for one in content.opinion], prefix="point")

    def is_valid(self) -> bool:
        return all([self.lists.is_valid(), self.items.is_valid(), self.points.is_valid()])

    @property
    def forms(self) -> Sequence[forms.Form]:
        return [self.lists, *self.items.forms, *self.points.forms]

    def content(self) -> dict[str, Any]:
        """Plain content, as the acts take it."""
        said = self.lists.cleaned_data
        items = [one for form in self.items.forms if (one := form.item())]
        return {
            "facts": said["facts"],
            "must": [one for one in items if not one["when"]],
            "when": [one for one in items if one["when"]],
            "errors": said["slips"],
            "steps": said["steps"],
            "opinion": [one for form in self.points.forms if (one := form.point())],
        }


def _shown(one: Item) -> dict[str, str]:
    many = {name: " ".join(getattr(one, name)) for name in MANY}
    return {"id": one.id, "kind": one.kind, "text": one.text, "when": one.when, **many}


def _said(one: Point) -> dict[str, str]:
    return {"about": one.about, "view": one.view, "cite": one.cite}


class StepForm(forms.Form):
    """A button on a version or a dossier: that it happens once, which state of it was seen, and why."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    version = forms.IntegerField(widget=forms.HiddenInput)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)
    valid_from = forms.DateField(label=_("生效日期"), widget=DayInput, required=False)
    reasons = forms.CharField(label=_("理由"), required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2}))

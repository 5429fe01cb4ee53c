"""What the page of penalty ranges accepts, cleaned into what is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from egret.guidance import tables
from egret.guidance.assessing import CrimeFacts
from egret.guidance.words import named
from egret.ui.widgets import DayInput

MOST_MONTHS = 600
"""No field of months takes more; it guards the page, not the law."""


class AskForm(forms.Form):
    """A charge or violation, and the day of the conduct."""

    name = forms.CharField(
        label=_("罪名或者违法行为"),
        max_length=80,
        widget=forms.TextInput(attrs={"list": "names", "autocomplete": "off"}),
    )
    on = forms.DateField(label=_("行为日期"), widget=DayInput)


class TierForm(AskForm):
    """The same with the tier and what weighs."""

    tier = forms.TypedChoiceField(
        label=_("幅度"), coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )
    factors = forms.MultipleChoiceField(label=_("情节"), required=False, widget=forms.CheckboxSelectMultiple)

    def offer(self, tiers: Sequence[tuple[int, str]], factors: Sequence[tuple[str, str]], none: Any) -> None:
        """Put the choices in; `none` says what leaving the tier open means."""
        self.fields["tier"].choices = [("", none), *tiers]  # type: ignore[attr-defined]
        self.fields["factors"].choices = factors  # type: ignore[attr-defined]


class ViolationForm(TierForm):
    """A violation is decided on a day too: the law may have changed between."""

    decided = forms.DateField(label=_("决定日期"), required=False, widget=DayInput)


class CrimeForm(TierForm):
    """A crime has amounts and a starting point."""

    field_order = ("name", "on", "region", "amount", "tier", "start_low", "start_high", "added", "others", "factors")
    region = forms.ChoiceField(label=_("地区"), required=False)
    amount = forms.IntegerField(label=_("数额（元）"), required=False, min_value=0, max_value=10**13)
    start_low = forms.IntegerField(
        label=_("量刑起点，不低于（月）"), required=False, min_value=0, max_value=MOST_MONTHS
    )
    start_high = forms.IntegerField(
        label=_("量刑起点，不高于（月）"), required=False, min_value=0, max_value=MOST_MONTHS
    )
    added = forms.DecimalField(
        label=_("其他犯罪事实增加（月）"), required=False, min_value=0, max_value=MOST_MONTHS, decimal_places=2
    )
    others = forms.RegexField(
        r"^[0-9]{1,3}([ ,，、]+[0-9]{1,3}){0,9}$",
        label=_("其他罪的有期徒刑（月，逗号分开）"),
        required=False,
        error_messages={"invalid": _("请写月数，如 8, 14")},
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        places = [(one.code, named(one)) for one in tables.regions().values()]
        self.fields["region"].choices = [("", _("只按全国规定")), *places]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        low, high = found.get("start_low"), found.get("start_high")
        if low is not None and high is not None and low > high:
            self.add_error("start_high", _("不能小于前一个数"))
        return found

    def other_terms(self) -> list[int]:
        """Months of the other crimes, of valid fields."""
        return [int(part) for part in re.findall(r"\d+", self.cleaned_data.get("others") or "")]

    def facts(self, on: date) -> CrimeFacts:
        """What the officer says, of valid fields."""
        said = self.cleaned_data
        low, high = said.get("start_low"), said.get("start_high")
        bounds = [bound for bound in (low, high) if bound is not None]
        start = (Fraction(bounds[0]), Fraction(bounds[-1])) if bounds else None
        more = Fraction(said.get("added") or 0)
        return CrimeFacts(
            said["name"], on, said.get("region", ""), said.get("amount"), said.get("tier"), start, (more, more),
            said.get("factors", ()),
        )  # fmt: skip


class FactsForm(forms.Form):
    """The facts of a case in plain text."""

    fact = forms.CharField(label=_("案件事实"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 10}))
    on = forms.DateField(label=_("行为日期"), widget=DayInput)
    region = forms.ChoiceField(label=_("地区"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        places = [(one.code, named(one)) for one in tables.regions().values()]
        self.fields["region"].choices = [("", _("只按全国规定")), *places]  # type: ignore[attr-defined]

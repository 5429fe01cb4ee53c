"""What the pages of the law room accept."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from egret.law.models import Level

TEXTS = [(value, label) for value, label in Level.choices if value != Level.CASE]
"""Levels of what is searched as law: typical cases are none."""


class SearchForm(forms.Form):
    """Words or a citation, and the day as of which to answer."""

    q = forms.CharField(label=_("词句或引文"), max_length=200, required=False, strip=True)
    on = forms.DateField(label=_("有效日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    level = forms.ChoiceField(
        label=_("效力级别"),
        required=False,
        choices=[("", _("全部")), *TEXTS],
    )
    law = forms.CharField(label=_("只在法规"), max_length=100, required=False, strip=True)
    region = forms.CharField(label=_("地区"), max_length=40, required=False)
    older = forms.BooleanField(label=_("包括其他版本"), required=False)
    amending = forms.BooleanField(label=_("包括修改文件"), required=False)


class ListForm(forms.Form):
    """Narrow the list of laws."""

    q = forms.CharField(label=_("名称"), max_length=100, required=False, strip=True)
    level = forms.ChoiceField(label=_("效力级别"), required=False, choices=[("", _("全部")), *Level.choices])


class ConfirmForm(forms.Form):
    """From when a version holds, and where that is written."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    day = forms.DateField(label=_("施行日期"), widget=forms.DateInput(attrs={"type": "date"}))
    ends = forms.DateField(label=_("失效日期"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    source = forms.CharField(label=_("依据"), max_length=300, help_text=_("写明公布令、公报期次或官方数据库的出处"))

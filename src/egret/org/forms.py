"""What the organisation's own pages accept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import UnionType
from typing import Any, get_args

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Parameter
from egret.acts.done import By
from egret.acts.machine import Act
from egret.org.models import Category, Sex, UnitLevel
from egret.org.posts import post_kinds


class FoundUnit(forms.Form):
    level = forms.ChoiceField(label=_("级别"), choices=UnitLevel.choices)
    code = forms.CharField(label=_("单位代码"), max_length=18)
    name = forms.CharField(label=_("单位名称"), max_length=100)
    short = forms.CharField(label=_("文书简称"), max_length=20, help_text=_("印在文书编号里，例如：鹭湖"))
    name_en = forms.CharField(label=_("英文名称"), max_length=100, required=False)


class EnrolStaff(forms.Form):
    police_number = forms.RegexField(
        r"^[0-9A-Za-z\-]{2,32}$", label=_("警号"), error_messages={"invalid": _("警号由数字、字母和连字符组成")}
    )
    name = forms.CharField(label=_("姓名"), max_length=60)
    name_en = forms.CharField(label=_("拼音"), max_length=80, required=False, help_text=_("空着时按姓名生成"))
    category = forms.ChoiceField(label=_("人员类别"), choices=Category.choices)
    sex = forms.ChoiceField(label=_("性别"), choices=Sex.choices)
    post = forms.ChoiceField(label=_("岗位"), required=False)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["post"].choices = [("", "—"), *((k.key, k.label) for k in post_kinds())]  # type: ignore[attr-defined]


class ImportFile(forms.Form):
    sort = forms.ChoiceField(label=_("内容"), choices=[("units", _("单位")), ("staff", _("人员"))])
    file = forms.FileField(label=_("文件"), help_text=_("CSV 或 XLSX，第一行为列名"))


class OwnAct(forms.Form):
    """The arguments of one of the room's own acts, asked as its card says."""

    def __init__(self, act: Act[Any, ...], subject: Any, by: By, data: Mapping[str, Any] | None) -> None:
        super().__init__(data, label_suffix="")
        self.act = act
        for parameter in act.parameters:
            self.fields[parameter.name] = _field(parameter, subject, by)

    def arguments(self) -> dict[str, Any]:
        """Typed arguments; what was left empty keeps its default."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


def _field(parameter: Parameter, subject: Any, by: By) -> forms.Field:
    kind = _bare(parameter.annotation)
    ask = parameter.ask
    common: dict[str, Any] = {"label": ask.title, "help_text": ask.help, "required": parameter.required}
    if ask.initial is not None:
        common["initial"] = ask.initial(subject, by)
    if isinstance(kind, type) and issubclass(kind, models.Model):
        offered = ask.choices(subject, by) if ask.choices is not None else ()
        return forms.ModelChoiceField(kind._default_manager.filter(pk__in=[row.pk for row in offered]), **common)
    if ask.choices is not None:
        return forms.TypedChoiceField(choices=list(ask.choices(subject, by)), coerce=kind, empty_value=None, **common)
    if isinstance(kind, type) and issubclass(kind, models.TextChoices):
        return forms.TypedChoiceField(choices=kind.choices, coerce=kind, empty_value=None, **common)
    if kind is datetime:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        return forms.DateTimeField(widget=widget, **common)
    if kind is date:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
    return forms.CharField(max_length=200, **common)


def _bare(annotation: Any) -> Any:
    if isinstance(annotation, UnionType):
        return next(one for one in get_args(annotation) if one is not type(None))
    return annotation

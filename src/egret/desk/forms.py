"""The form of any act, built from its typed arguments: a further act needs no form of its own."""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask, Parameter
from egret.acts.done import By
from egret.acts.machine import Act

JOINT = "__"
WIDE = (forms.Textarea, forms.CheckboxSelectMultiple)
NONE_TYPE = type(None)


def bare(annotation: Any) -> tuple[Any, bool]:
    """The type without `Annotated` and without `| None`, and whether None was allowed."""
    if hasattr(annotation, "__metadata__"):
        annotation = annotation.__origin__
    if get_origin(annotation) in (Union, types.UnionType):
        inner = [arg for arg in get_args(annotation) if arg is not NONE_TYPE]
        return bare(inner[0])[0], len(inner) < len(get_args(annotation))
    return annotation, False


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, models.Model)


def _rows(kind: type[models.Model], ask: Ask, subject: Any, by: By) -> models.QuerySet[Any]:
    """What may be chosen, as a query the form can check a posted key against."""
    if ask.choices is None:
        raise TypeError(f"{ask.label}: an act that takes a row must say which rows may be chosen")
    found = ask.choices(subject, by)
    if isinstance(found, models.QuerySet):
        # A slice cannot be filtered again, so its keys stand in for it.
        return kind._base_manager.filter(pk__in=[row.pk for row in found]) if found.query.is_sliced else found
    return kind._base_manager.filter(pk__in=[row.pk for row in found])


class LocalMoment(forms.DateTimeField):
    """Date and time as the browser's own control sends them, in Chinese time."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class Lines(forms.CharField):
    """Several short texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> Any:
        return tuple(line.strip() for line in str(super().clean(value)).splitlines() if line.strip())


def _field(kind: Any, ask: Ask, required: bool, subject: Any, by: By) -> forms.Field:
    common: dict[str, Any] = {"label": ask.title, "help_text": ask.help, "required": required}
    if ask.choices is not None and not _is_model(kind) and get_origin(kind) is not tuple:
        options = [(value, label) for value, label in ask.choices(subject, by)]
        return forms.TypedChoiceField(
            choices=[*([] if required else [("", "—")]), *options], coerce=kind, empty_value="", **common
        )
    if _is_model(kind):
        return _one_row(_rows(kind, ask, subject, by), common)
    if get_origin(kind) is tuple:
        return _many(get_args(kind)[0], ask, common, subject, by)
    if isinstance(kind, type) and issubclass(kind, models.TextChoices):
        blank = [] if required else [("", "—")]
        return forms.TypedChoiceField(choices=[*blank, *kind.choices], coerce=kind, empty_value=None, **common)
    if kind is bool:
        return forms.BooleanField(**{**common, "required": False})
    if kind is int:
        return forms.IntegerField(min_value=0, max_value=10**9, **common)
    if kind is Decimal:
        return forms.DecimalField(min_value=0, max_digits=16, decimal_places=2, **common)
    if kind is datetime:
        return LocalMoment(**common)
    if kind is date:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
    if kind is str:
        if ask.lines:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), max_length=20000, **common)
        field = forms.CharField(max_length=200, **common)
        if ask.pattern:
            field.widget.attrs["pattern"] = ask.pattern
        return field
    raise TypeError(f"{ask.label}: no form field for {kind!r}")


def _one_row(rows: models.QuerySet[Any], common: dict[str, Any]) -> forms.Field:
    field = forms.ModelChoiceField(queryset=rows, empty_label=str(_("请选择")), **common)
    only = list(rows[:2]) if common["required"] else []
    if len(only) == 1:
        field.initial = only[0]
    return field


def _many(kind: Any, ask: Ask, common: dict[str, Any], subject: Any, by: By) -> forms.Field:
    if _is_model(kind):
        boxes = forms.CheckboxSelectMultiple
        return forms.ModelMultipleChoiceField(queryset=_rows(kind, ask, subject, by), widget=boxes, **common)
    if ask.choices is not None:
        options = [(str(value), label) for value, label in ask.choices(subject, by)]
        return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **common)
    return Lines(**common)


@dataclass(frozen=True, slots=True)
class Part:
    """One argument as the page shows it: a single field, or the fields of a group."""

    name: str
    title: str
    fields: tuple[str, ...]
    grouped: bool


class ActForm(forms.Form):
    """The arguments of one act. `arguments()` gives them typed, ready for the call."""

    act: Act[Any, ...]

    def __init__(self, act: Act[Any, ...], subject: Any, by: By, *args: Any, **options: Any) -> None:
        self.act, self.subject, self.by = act, subject, by
        super().__init__(*args, **{**options, "label_suffix": ""})
        self.parts: list[Part] = []
        for parameter in act.parameters:
            self._ask(parameter)

    @property
    def shown_parts(self) -> list[dict[str, Any]]:
        """The parts as the page draws them: each field with whether it takes the whole width."""
        return [
            {
                "title": part.title,
                "grouped": part.grouped,
                "fields": [(self[name], isinstance(self.fields[name].widget, WIDE)) for name in part.fields],
            }
            for part in self.parts
        ]

    def _ask(self, parameter: Parameter) -> None:
        kind, optional = bare(parameter.annotation)
        required = parameter.required and not optional
        if is_dataclass(kind):
            names = tuple(self._group(parameter.name, cast(type, kind), required))
            self.parts.append(Part(parameter.name, parameter.ask.title, names, True))
            return
        field = _field(kind, parameter.ask, required, self.subject, self.by)
        initial = self._initial(parameter)
        field.initial = field.initial if initial is None else initial
        self.fields[parameter.name] = field
        self.parts.append(Part(parameter.name, parameter.ask.title, (parameter.name,), False))

    def _initial(self, parameter: Parameter) -> Any:
        if parameter.ask.initial is not None:
            return parameter.ask.initial(self.subject, self.by)
        return parameter.default

    def _group(self, prefix: str, kind: type, required: bool) -> Iterator[str]:
        for name, inner, ask, default in asked_fields(kind):
            own, optional = bare(inner)
            needed = required and default is MISSING and not optional
            field = _field(own, ask, needed, self.subject, self.by)
            field.initial = None if default is MISSING else default
            self.fields[f"{prefix}{JOINT}{name}"] = field
            yield f"{prefix}{JOINT}{name}"

    def fill(self, arguments: Mapping[str, Any]) -> None:
        """Begin with arguments given before: a proposal that came back is changed, not typed anew."""
        for parameter in self.act.parameters:
            value = arguments.get(parameter.name)
            if value is None:
                continue
            if parameter.name in self.fields:
                self.fields[parameter.name].initial = "\n".join(value) if _is_lines(value) else value
                continue
            for name, *_rest in asked_fields(type(value)):
                self.fields[f"{parameter.name}{JOINT}{name}"].initial = getattr(value, name)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for parameter in self.act.parameters:
            kind, optional = bare(parameter.annotation)
            if not is_dataclass(kind) or not (optional or not parameter.required):
                continue
            entered = self._entered(parameter.name, cast(type, kind), cleaned)
            missing = [
                name
                for name, _i, _a, default in asked_fields(cast(type, kind))
                if default is MISSING and not entered.get(name)
            ]
            if any(entered.get(name) for name in _telling(cast(type, kind))) and missing:
                for name in missing:
                    self.add_error(f"{parameter.name}{JOINT}{name}", _("填写了其他内容时，这一项必填"))
        return cleaned

    def _entered(self, prefix: str, kind: type, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        return {name: cleaned.get(f"{prefix}{JOINT}{name}") for name, *_rest in asked_fields(kind)}

    def arguments(self) -> dict[str, Any]:
        """The act's keyword arguments, typed. Call after `is_valid()`."""
        return {parameter.name: self._argument(parameter) for parameter in self.act.parameters}

    def _argument(self, parameter: Parameter) -> Any:
        kind, _optional = bare(parameter.annotation)
        if not is_dataclass(kind):
            return _typed(kind, self.cleaned_data.get(parameter.name), parameter.default)
        made = cast(type, kind)
        entered = self._entered(parameter.name, made, self.cleaned_data)
        if not parameter.required and not any(entered.get(name) for name in _telling(made)):
            return parameter.default
        hints = {name: bare(inner)[0] for name, inner, _ask, _default in asked_fields(made)}
        defaults = {
            name: (None if default is MISSING else default) for name, _inner, _ask, default in asked_fields(made)
        }
        return made(**{name: _typed(hints[name], value, defaults[name]) for name, value in entered.items()})


def _is_lines(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(one, str) for one in value)


def _typed(kind: Any, value: Any, default: Any) -> Any:
    if get_origin(kind) is tuple:
        return tuple(value) if value else ()
    if value is None or (value == "" and kind is not str):
        return default
    return value


def _telling(kind: type) -> Iterable[str]:
    """Fields that show a group was meant to be filled in: those without a preset choice."""
    for name, inner, _ask, default in asked_fields(kind):
        if default in (MISSING, "", None):
            own, _optional = bare(inner)
            if own is not bool:
                yield name


def asked_fields(kind: type) -> Iterator[tuple[str, Any, Ask, Any]]:
    """Fields of a dataclass argument that say how they are asked: name, type, ask, default."""
    hints = get_type_hints(kind, include_extras=True)
    for one in fields(kind):
        annotation = hints[one.name]
        ask = next((m for m in getattr(annotation, "__metadata__", ()) if isinstance(m, Ask)), None)
        if ask is not None:
            yield one.name, annotation, ask, one.default

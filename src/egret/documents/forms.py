"""What the pages of documents accept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from egret.acts.done import By
from egret.documents import signing
from egret.documents.models import Document, SignWay
from egret.org.models import Staff


class SignatureForm(forms.Form):
    """One signature: where, who, how; the drawing comes from the pad, or stays empty without script."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=80)
    stroke = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80_000)
    place = forms.ChoiceField(label=_("签在何处"))
    signer = forms.CharField(label=_("签名人"), max_length=40)
    way = forms.ChoiceField(label=_("签名方式"), choices=SignWay.choices, initial=SignWay.PAPER)
    where = forms.CharField(label=_("签名地点"), max_length=120)
    recording = forms.CharField(
        label=_("录音录像编号"), required=False, max_length=200, help_text=_("在屏幕上签名的必填")
    )
    note = forms.CharField(label=_("拒绝签名的事由"), required=False, max_length=400)
    companion = forms.ModelChoiceField(queryset=Staff.objects.none(), required=False, label=_("在场的另一名民警"))

    def __init__(self, document: Document, by: By, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "label_suffix": ""})
        self.fields["place"].choices = signing.places(document)  # type: ignore[attr-defined]
        self.fields["companion"].queryset = signing.companions(document, by)  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        given = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        return {**given, "way": SignWay(given["way"])}

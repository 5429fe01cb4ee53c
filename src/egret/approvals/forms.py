"""What the pages of the approvals room accept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from egret.approvals.models import Approval, ApprovalStep
from egret.approvals.queries import PROPOSER
from egret.org.models import Staff
from egret.ui.widgets import DayInput, MomentInput


class Decided(forms.Form):
    """What every form on an approval carries: that it happens once, what was shown, and which state of it."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=80)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, approval: Approval, **options: Any) -> None:
        options.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(*args, **options)
        self.approval = approval

    def arguments(self) -> dict[str, Any]:
        """The act's own arguments."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("key", "version")}


class _Signing(Decided):
    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "version": self.cleaned_data["version"]}


class SignForm(_Signing):
    opinion = forms.CharField(
        label=_("意见"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    objecting = forms.BooleanField(
        label=_("持不同意见，交后一级决定"), required=False, help_text=_("须写明理由；最后一级不能选")
    )


class SendBackForm(_Signing):
    to = forms.ChoiceField(label=_("退回给"))
    reasons = forms.CharField(label=_("退回理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, steps: Iterable[ApprovalStep] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        earlier = [(str(step.pk), f"{step.label} {step.signed_by or ''}") for step in steps]
        proposer = f"{_('呈批人')} {self.approval.proposer.label}"
        self.fields["to"].choices = [(PROPOSER, proposer), *earlier]  # type: ignore[attr-defined]


class RefuseForm(_Signing):
    reasons = forms.CharField(label=_("不批准的理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ReviewerForm(Decided):
    reviewer = forms.ModelChoiceField(queryset=Staff.objects.none(), label=_("请谁审查"))
    question = forms.CharField(label=_("请其审查什么"), required=False, max_length=40)

    def __init__(self, *args: Any, people: Iterable[Staff] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = Staff.objects.filter(pk__in=[one.pk for one in people])
        self.fields["reviewer"].queryset = chosen  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return {"reviewer": self.cleaned_data["reviewer"], "question": self.cleaned_data["question"]}


class WithdrawForm(Decided):
    reasons = forms.CharField(
        label=_("撤回理由"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def arguments(self) -> dict[str, Any]:
        return {"reasons": self.cleaned_data["reasons"]}


class ResubmitForm(Decided):
    answer = forms.CharField(label=_("补正说明"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def arguments(self) -> dict[str, Any]:
        return {"answer": self.cleaned_data["answer"]}


class PartnerForm(Decided):
    decision = forms.ChoiceField(
        label=_("决定"), choices=[("granted", _("批准")), ("returned", _("退回")), ("refused", _("不批准"))]
    )
    number = forms.CharField(label=_("来文文号"), max_length=80)
    dated = forms.DateField(label=_("来文日期"), widget=DayInput)
    opinion = forms.CharField(
        label=_("来文要点"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class RewordForm(Decided):
    """One piece of wording on one paper; the page fills it with the words as they stand."""

    paper = forms.CharField(widget=forms.HiddenInput, max_length=120)
    fact = forms.CharField(widget=forms.HiddenInput, max_length=60)
    words = forms.CharField(label=_("改为"), max_length=20000, widget=forms.Textarea(attrs={"rows": 5}))
    reasons = forms.CharField(label=_("修改理由"), required=False, max_length=400)


class BatchForm(forms.Form):
    """Approvals ticked in the inbox, each as `id|digest` as it was listed, and one opinion."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    opinion = forms.CharField(label=_("意见"), required=False, max_length=2000)
    chosen = forms.MultipleChoiceField(label=_("选中的呈批"), error_messages={"required": _("请先选择要签批的呈批")})

    def __init__(self, *args: Any, offered: Iterable[Approval], **options: Any) -> None:
        super().__init__(*args, **options)
        self.offered = {f"{one.pk}|{one.digest}": one for one in offered}
        self.fields["chosen"].choices = [(mark, one.title) for mark, one in self.offered.items()]  # type: ignore[attr-defined]

    def pairs(self) -> list[tuple[Approval, str]]:
        return [(self.offered[mark], mark.partition("|")[2]) for mark in self.cleaned_data["chosen"]]


class DelegationForm(forms.Form):
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    taker = forms.ModelChoiceField(queryset=Staff.objects.none(), label=_("委托给"))
    levels = forms.MultipleChoiceField(label=_("审批级别"), widget=forms.CheckboxSelectMultiple)
    since = forms.DateTimeField(label=_("起"), widget=MomentInput)
    until = forms.DateTimeField(label=_("止"), widget=MomentInput)
    ground = forms.CharField(label=_("事由"), max_length=200, help_text=_("例如出差、休假"))

    def __init__(self, *args: Any, people: Iterable[Staff], levels: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        chosen = Staff.objects.filter(pk__in=[one.pk for one in people])
        self.fields["taker"].queryset = chosen  # type: ignore[attr-defined]
        self.fields["levels"].choices = [(one, one) for one in levels]  # type: ignore[attr-defined]

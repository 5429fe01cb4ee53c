"""Where a subject and the form of its act can be opened: rooms above say so at start-up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from egret.acts.models import Subject
from egret.approvals.models import Approval


@dataclass
class _Links:
    subject: Callable[[Subject], str] | None = None
    form: Callable[[Approval], str] | None = None


_links = _Links()


def set_subject(lead: Callable[[Subject], str]) -> None:
    """The desk says at which address a subject's own page is."""
    _links.subject = lead


def set_form(lead: Callable[[Approval], str]) -> None:
    """The desk says where a proposal that came back can be changed and resubmitted."""
    _links.form = lead


def subject_address(subject: Subject) -> str:
    return _links.subject(subject) if _links.subject else ""


def form_address(approval: Approval) -> str:
    return _links.form(approval) if _links.form else ""

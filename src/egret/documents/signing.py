"""当事人签名: on screen with a recording, on paper, or refused; bound to the digest of what the person was shown.

公安机关办理行政案件程序规定 263, 刑事案件程序规定 387: taking an electronic signature is recorded.
"""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.clocks import LOCAL
from egret.acts.done import By, Done, Touch
from egret.acts.machine import act
from egret.acts.refusals import refuse
from egret.documents import strokes
from egret.documents.kinds import all_kinds
from egret.documents.models import Document, PartySignature, SignWay
from egret.jobs import queue
from egret.org.models import Staff

RULE = "公安机关办理行政案件程序规定#263"


def places(document: Any, _by: By | None = None) -> list[tuple[str, str]]:
    """Where somebody may sign on the paper."""
    kind = all_kinds().get(document.document_kind)
    return [(one, one) for one in (kind.signatures if kind else ())]


def companions(document: Any, by: By) -> Any:
    found = Staff.objects.filter(unit=document.unit, closed=None).exclude(pk=by.actor.pk)
    return found.order_by("police_number")


@act(
    "documents.take_signature",
    "当事人签名",
    "Take a signature",
    subject=Document,
    basis=(RULE, "公安机关办理刑事案件程序规定#387"),
    at=("issued", "published", "served"),
    asks={"companion": Ask("在场的另一名民警", "Other officer present", choices=companions)},
    checklist=(
        ("让本人看过或者向其宣读", "The person read it, or it was read out"),
        ("电子签名的过程同步录音录像", "Taking an electronic signature is recorded"),
    ),
    errors=(("没有录音录像就采集电子签名", "An electronic signature without a recording"),),
    menu=False,
)
def take_signature(
    document: Document,
    by: By,
    *,
    digest: str,
    place: Annotated[str, Ask("签在何处", "Where on the paper", choices=places)],
    signer: Annotated[str, Ask("签名人", "Who signs", personal=True)],
    way: Annotated[SignWay, Ask("签名方式", "How")],
    where: Annotated[str, Ask("签名地点", "Where it was signed")],
    stroke: Annotated[str, Ask("笔迹", "Drawing", personal=True)] = "",
    recording: Annotated[str, Ask("录音录像编号", "Recording")] = "",
    note: Annotated[str, Ask("拒绝签名的事由", "Why refused", personal=True)] = "",
    companion: Staff | None = None,
) -> Done:
    """Somebody signed what they were shown, or would not: when, where, before whom, and on which recording."""
    if digest != document.digest:
        raise refuse(_("签名人看到的不是这份文书现在的内容"), _("请重新打开文书，让本人看过后再签"), code="stale")
    if place not in dict(places(document)):
        raise refuse(_("这份文书上没有这个签名处"), _("请从所列签名处中选择"), code="place")
    if not signer.strip():
        raise refuse(_("没有写明签名人"), _("请填写签名人姓名"), code="signer")
    if signer.strip() in [one.signer for one in document.signed_by_parties.filter(place=place)]:
        raise refuse(_("此人已经在这一处签过名"), _("需要重签的，更正文书后再签"), code="twice")
    path = _drawn(stroke, recording) if way == SignWay.SCREEN else ""
    if way == SignWay.REFUSED and not note.strip():
        raise refuse(_("拒绝签名的没有注明事由"), _("填写拒绝签名的事由"), "公安机关办理行政案件程序规定#77", "F39")
    row = PartySignature(
        document=document,
        place=place,
        signer=signer.strip(),
        way=way,
        path=path,
        path_digest=strokes.digest(path) if path else "",
        bound_to=document.digest,
        signed_at=by.at,
        where=where,
        officers=[by.actor.pk, *([companion.pk] if companion else [])],
        recording=recording.strip(),
        note=note,
    )
    # The filed paper does not bear this signature yet: it is made anew, under a digest of its own.
    document.pdf = ""
    queue.enqueue("documents.make_pdf", {"document": document.pk}, at=by.at, due=by.at)
    fields = {"bound_to": document.digest, "place": place, "way": str(way), "at": by.at.astimezone(LOCAL).isoformat()}
    return Done(
        rows=[row],
        doc=[row.path_digest] if row.path_digest else [],
        fields=fields,
        touches=[Touch(document.matter.noun())],
    )


def _drawn(stroke: str, recording: str) -> str:
    if not recording.strip():
        raise refuse(
            _("采集电子签名的过程应当同步录音录像"),
            _("填写录音录像编号；不能录的，改为在纸上签名"),
            RULE,
            "R09",
        )
    try:
        return strokes.read(stroke)
    except strokes.NoStroke:
        raise refuse(_("没有签名的笔迹"), _("请本人在签名框内签名，或者改为在纸上签名"), code="stroke") from None

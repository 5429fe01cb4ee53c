"""What happens to a paper after its issue: it is filed, served, or voided."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask, act_named
from egret.acts.clocks import LOCAL
from egret.acts.done import By, Done, Start, Stop, Touch
from egret.acts.machine import act
from egret.acts.ports import Paper, ports
from egret.acts.refusals import Refused, refuse
from egret.documents import service
from egret.documents.kinds import SYSTEM_FACTS, all_kinds
from egret.documents.models import Document, Service, Way
from egret.documents.service import Handing


def _addressee(document: Any, _by: By) -> str:
    """The name that stands on the paper where its kind says whom it must reach."""
    rule = service.served_kinds().get(document.document_kind)
    person = document.facts.get(rule.to) if rule is not None else None
    return str(person["name"]) if isinstance(person, dict) else ""


def _refuse_other_door(document: Document) -> None:
    rule = service.served_kinds().get(document.document_kind)
    if rule is not None and rule.act != "documents.serve":
        label = act_named(rule.act).card.label
        raise refuse(
            _("“%(kind)s”的送达牵动案件的阶段和期限，要在案件上办理") % {"kind": document.title},
            _("在案件的办理菜单中选择“%(act)s”") % {"act": label},
            "公安机关办理行政案件程序规定#36",
            "door",
        )


@act(
    "documents.serve",
    "送达文书",
    "Serve a document",
    subject=Document,
    basis=("公安机关办理行政案件程序规定#36", "刑事诉讼法#107"),
    at=("issued", "published", "served"),
    documents=("送达回证",),
    stops=("A22",),
    checklist=(
        ("首先直接送达本人", "Hand it to the person first"),
        ("受送达人在送达回证上签名并注明日期", "The person served signs and dates the return of service"),
    ),
    errors=(
        ("留置送达没有见证人或者录音录像", "Left without a witness or a recording"),
        ("未经同意就用电子方式送达", "Sent by electronic means without consent"),
    ),
    order=10,
)
def serve(
    document: Document,
    by: By,
    *,
    to: Annotated[str, Ask("受送达人", "Person served", personal=True, initial=_addressee)],
    handing: Annotated[Handing, Ask("送达情况", "How it was served")],
) -> Done:
    """A paper reached its addressee by a lawful way; a second addressee is a second service."""
    _refuse_other_door(document)
    wrong = service.problems(handing, document, by.at)
    if wrong:
        raise Refused(wrong)
    facts = {"receiver": to, "officers": [_officer(by)], **service.receipt_facts(document, handing, by.at)}
    return Done(
        to="served" if document.stage != "served" else "",
        rows=[service.row(document, to, handing, by)],
        papers=[Paper("送达回证", facts, about=document.obj)],
        clocks=[Stop("A22")],
        touches=[Touch(document.matter.noun())],
    )


@act(
    "documents.record_attempt",
    "登记送达未成",
    "Record a service in vain",
    subject=Document,
    power="documents.serve",
    basis=("公安机关办理行政案件程序规定#36", "刑事诉讼法#107"),
    at=("issued", "published"),
    checklist=(("写明时间、地点、谁说了什么", "When, where, and who said what"),),
    order=20,
)
def record_attempt(
    document: Document,
    by: By,
    *,
    way: Annotated[Way, Ask("送达方式", "Way of service")],
    tried_at: Annotated[datetime, Ask("时间", "When")],
    note: Annotated[str, Ask("没有送达的情况", "What happened", lines=True, personal=True)],
    to: Annotated[str, Ask("受送达人", "Person served", personal=True, initial=_addressee)] = "",
) -> Done:
    """Somebody went and the paper did not arrive: what later allows other ways, and last a public notice."""
    if not document.opened <= tried_at <= by.at:
        raise refuse(_("时间要在文书制作之后、现在之前"), _("请核对时间"), code="time")
    vain = Service(
        document=document,
        to=to or _addressee(document, by) or "受送达人",
        way=way,
        served_at=tried_at,
        by=by.actor.pseudonym,
        note=note,
        reached=False,
    )
    return Done(rows=[vain], touches=[Touch(document.matter.noun())])


@act(
    "documents.publish",
    "公告送达",
    "Serve by public notice",
    subject=Document,
    power="documents.serve",
    basis=("公安机关办理行政案件程序规定#36",),
    documents=("送达公告",),
    starts=("A22",),
    checklist=(("公告的范围和方式便于公民知晓", "Where people will see it"),),
    errors=(("没有试过其他方式就公告", "Published before other ways were tried"),),
    order=30,
)
def publish(
    document: Document,
    by: By,
    *,
    where: Annotated[str, Ask("公告的范围和方式", "Where and how it is published")],
    published_at: Annotated[datetime | None, Ask("公告时间", "Published at", help=_("缺省为现在"))] = None,
) -> Done:
    """No other way reached the person: the paper is made public, and counts as served when the term is over."""
    when = published_at or by.at
    rule = service.lawful(Way.NOTICE, service.regime_of(document))
    if rule is None:
        raise refuse(
            _("刑事案件的文书不能用“%(way)s”") % {"way": Way.NOTICE.label},
            _("直接交本人或者代收人；异地的请当地公安机关协作送达"),
            "刑事诉讼法#107",
            "way",
        )
    if not document.services.filter(reached=False, until=None).exists():
        raise refuse(
            _("没有试过其他送达方式，不能公告送达"),
            _("先直接、留置、委托或者邮寄送达；没有送到的登记送达未成"),
            rule.cites[0],
            "attempt",
        )
    if not document.opened <= when <= by.at:
        raise refuse(_("时间要在文书制作之后、现在之前"), _("请核对时间"), code="time")
    to = _addressee(document, by) or "受送达人"
    ends = ports.rules.due(rule.rule, when).legal
    notice = Service(
        document=document,
        to=to,
        way=Way.NOTICE,
        served_at=when,
        receipt=where,
        by=by.actor.pseudonym,
        reached=False,
        until=ends,
    )
    facts = {
        "receiver": to,
        "document_name": [f"{document.number}{document.title}"],
        "place": where,
        "starts": _day(when),
        "ends": _day(ends),
    }
    return Done(
        to="published",
        rows=[notice],
        papers=[Paper("送达公告", facts, about=document.obj)],
        clocks=[Start(rule.rule, when)],
        touches=[Touch(document.matter.noun())],
    )


def _day(at: datetime) -> str:
    return at.astimezone(LOCAL).date().isoformat()


def _officer(by: By) -> dict[str, str]:
    name = str(getattr(by.actor, "name", "") or by.actor.pseudonym)
    badge = str(getattr(by.actor, "police_number", ""))
    return {"name": name, "badge": badge} if badge else {"name": name}


@act(
    "documents.void",
    "作废文书",
    "Void a document",
    subject=Document,
    basis=("公安机关办理行政案件程序规定#262",),
    stops=("A22",),
    checklist=(("收回已发出的各联并附卷", "Collect the copies given out and keep them in the file"),),
)
def void(document: Document, by: By, *, reason: Annotated[str, Ask("作废原因", "Why it is void", lines=True)]) -> Done:
    """Void a paper made in error. Its number stays used: the series has no gaps."""
    document.void_reason = reason[:200]
    return Done(to="voided", clocks=[Stop("A22")], touches=[Touch(document.matter.noun())])


def _wordings(document: Any, _by: By) -> list[tuple[str, str]]:
    kind = all_kinds().get(document.document_kind)
    return [
        (fact.name, fact.zh) for fact in (kind.facts if kind else ()) if fact.editable and fact.name in document.facts
    ]


@act(
    "documents.correct",
    "更正文书",
    "Correct a document",
    subject=Document,
    basis=("公安机关办理行政案件程序规定#262", "公安机关办理行政案件程序规定#263"),
    stops=("A22",),
    approval="更正文书",
    checklist=(("收回已发出的各联，重新送达", "Collect the copies given out and serve the new one"),),
    errors=(("用更正改变处理结果", "A correction that changes the outcome"),),
    order=80,
)
def correct(
    document: Document,
    by: By,
    *,
    fact: Annotated[str, Ask("更正哪一项", "Which part", choices=_wordings)],
    words: Annotated[str, Ask("更正为", "New words", lines=True, personal=True)],
    reason: Annotated[str, Ask("更正理由", "Why", lines=True)],
) -> Done:
    """An error of wording: the paper is voided, a new one with a number of its own takes its place and names it."""
    document.void_reason = f"更正：{reason}"[:200]
    given = {name: value for name, value in document.facts.items() if name not in (*SYSTEM_FACTS, "opinions")}
    paper = Paper(document.document_kind, given, about=document.about, replaces=document.pk)
    corrected = ports.papers.reworded(paper, {fact: words})
    if corrected.facts == paper.facts:
        raise refuse(_("没有改动"), _("改动文字后再保存，或者直接签批"), code="same")
    return Done(
        to="voided", papers=[corrected], clocks=[Stop("A22")], touches=[Touch(document.matter.noun())], why="correction"
    )


@act(
    "documents.file_pdf",
    "文书归档",
    "File the PDF of a document",
    subject=Document,
    basis=("公安机关办理行政案件程序规定#260", "公安机关办理刑事案件程序规定#387"),
    at=("issued", "published", "served", "voided"),
    system=True,
    menu=False,
)
def file_pdf(document: Document, by: By, *, sha256: str) -> Done:
    """Enter the digest of the finished paper, so that its very bytes can be proven."""
    document.pdf = sha256
    return Done(doc=[f"sha256:{sha256}"], rel=[document.matter.obj])

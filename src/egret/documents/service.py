"""送达规则: by which ways a paper may reach whom, and what stands for it (`rulebook/documents/service.yaml`).

Administrative papers follow 行政案件程序规定 36: first in person, then through others, by post, with consent by
electronic means, last by public notice. Criminal papers know fewer ways (刑事诉讼法 107).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any

import yaml
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.done import By
from egret.acts.refusals import Refusal, Text
from egret.documents.kinds import FOLDER, all_kinds
from egret.documents.models import Document, Service, Taker, Way

REGIMES = ("administrative", "criminal")
PLACE = {
    "reference": (
        _("没有写明凭据：邮单、协作函、监所回执或者电子送达的记录"),
        _("在“凭据”中填写编号或者地址"),
    ),
    "consent": (
        _("电子送达要经受送达人同意并签订确认书"),
        _("先取得确认书并填写编号；不同意的改用其他方式"),
    ),
}


@dataclass(frozen=True, slots=True)
class Handing:
    """送达情况: how a paper was brought to somebody, as the officer tells it."""

    way: Annotated[Way, Ask("送达方式", "Way of service")]
    served_at: Annotated[datetime | None, Ask("送达时间", "Served at", help=_("缺省为现在"))] = None
    taker: Annotated[Taker, Ask("签收人", "Received by")] = Taker.SELF
    taker_name: Annotated[str, Ask("代收人姓名、与受送达人的关系", "Who received it for the person", personal=True)] = (
        ""
    )
    reference: Annotated[
        str, Ask("凭据", "What stands for it", help=_("邮单号、协作函号、监所回执或者电子送达的地址和记录"))
    ] = ""
    note: Annotated[str, Ask("拒收事由或者无法直接送达的情况", "Why refused, or why not in person", personal=True)] = ""
    witness: Annotated[str, Ask("见证人", "Witness", help=_("留置送达时在场的邻居或者其他见证人"), personal=True)] = ""
    recording: Annotated[str, Ask("录音录像编号", "Recording")] = ""
    consent: Annotated[str, Ask("电子送达确认书编号", "Consent to electronic service")] = ""


@dataclass(frozen=True, slots=True)
class Lawful:
    """A way as one regime knows it."""

    cites: tuple[str, ...]
    proof: tuple[str, ...] = ()
    """Any one of these stands for a paper that was left."""
    needs: tuple[str, ...] = ()
    why: bool = False
    """Only where it could not be handed over in person, with the reason told."""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Served:
    """A kind that must reach somebody: whose name stands on it, whose term stops, and the act that does it."""

    to: str
    rules: tuple[str, ...] = ()
    act: str = "documents.serve"


@cache
def _book() -> Mapping[str, Any]:
    read: Mapping[str, Any] = yaml.safe_load((FOLDER / "service.yaml").read_text("utf-8"))
    return read


def lawful(way: str, regime: str) -> Lawful | None:
    """None where the law of these papers does not know the way."""
    found = _book()["ways"][str(way)].get(regime)
    if found is None:
        return None
    return Lawful(
        cites=tuple(found["cites"]),
        proof=tuple(found.get("proof", ())),
        needs=tuple(found.get("needs", ())),
        why=bool(found.get("why", False)),
        rule=str(found.get("rule", "")),
    )


def taker_cite(taker: str, regime: str) -> str:
    return str(_book()["takers"][str(taker)].get(regime, ""))


@cache
def served_kinds() -> Mapping[str, Served]:
    """Kinds of papers that are to be served, by name."""
    return {
        kind: Served(rule["to"], tuple(rule.get("rules", ())), rule.get("act", "documents.serve"))
        for kind, rule in _book()["served"].items()
    }


def all_cites() -> Iterator[str]:
    """Every citation of the rules of service, for the test that resolves them."""
    for by_regime in _book()["ways"].values():
        for rule in by_regime.values():
            yield from rule["cites"]
    for by_regime in _book()["takers"].values():
        yield from by_regime.values()


def regime_of(document: Document) -> str:
    """Criminal papers are served by 刑事诉讼法 107, all others by the administrative rules."""
    kind = all_kinds().get(document.document_kind)
    return "criminal" if kind is not None and kind.group == "criminal" else "administrative"


def moment(handing: Handing, document: Document, at: datetime) -> datetime:
    """When it counts as served: the end of its term for a public notice, else the day it was received."""
    if handing.way == Way.NOTICE:
        return publication_end(document) or at
    return handing.served_at or at


def publication_end(document: Document) -> datetime | None:
    """End of the running public notice; None where there is none."""
    if document.stage != "published":
        return None
    found = document.services.filter(way=Way.NOTICE, until__isnull=False).order_by("-served_at", "-pk")
    return found.values_list("until", flat=True).first()


def problems(handing: Handing, document: Document, at: datetime) -> list[Refusal]:
    """Everything that stands against taking this as service."""
    regime = regime_of(document)
    rule, label = lawful(handing.way, regime), Way(handing.way).label
    if rule is None:
        sentence = _("刑事案件的文书不能用“%(way)s”") % {"way": label}
        remedy = _("直接交本人或者代收人；异地的请当地公安机关协作送达")
        return [Refusal(sentence, remedy, "刑事诉讼法#107", "way")]
    if handing.way == Way.NOTICE:
        return list(_notice(document, at, rule))
    return [*_time(handing, document, at), *_taker(handing, regime), *_proof(handing, rule), *_needs(handing, rule)]


def _notice(document: Document, at: datetime, rule: Lawful) -> Iterator[Refusal]:
    end = publication_end(document)
    if end is None:
        sentence = _("这份文书没有公告过，不能登记为公告送达")
        yield Refusal(sentence, _("其他方式都无法送达的，先办理“公告送达”"), rule.cites[0], "published")
    elif end > at:
        yield Refusal(_("公告期限还没有届满"), _("期满后再登记；期间能够送达的改用其他方式"), rule.cites[0], "term")


def _time(handing: Handing, document: Document, at: datetime) -> Iterator[Refusal]:
    when = moment(handing, document, at)
    if when > at:
        yield Refusal(_("送达时间晚于现在"), _("请核对送达时间"), code="future")
    if when < document.opened:
        yield Refusal(_("送达时间早于文书制作时间"), _("请核对送达时间"), code="before_issue")


def _taker(handing: Handing, regime: str) -> Iterator[Refusal]:
    if not taker_cite(handing.taker, regime):
        cite = taker_cite(Taker.SELF, regime)
        sentence = _("“%(who)s”不能代收这类文书") % {"who": Taker(handing.taker).label}
        yield Refusal(sentence, _("交本人、成年家属或者所在单位的负责人员"), cite, "taker")
    if handing.taker != Taker.SELF and not handing.taker_name.strip():
        yield Refusal(_("代收的没有写明代收人"), _("填写代收人姓名和与受送达人的关系"), code="taker_name")
    if handing.way == Way.HOUSE and handing.taker != Taker.SELF:
        yield Refusal(_("监所转交的由本人签收"), _("请监所交本人签收，凭回执登记"), "民事诉讼法#94", "taker")


def _proof(handing: Handing, rule: Lawful) -> Iterator[Refusal]:
    if handing.way == Way.LEFT and not handing.note.strip():
        yield Refusal(_("留置送达没有写明拒收的事由"), _("填写拒绝接收或者拒绝签名的事由"), rule.cites[0], "ground")
    if rule.proof and not any(str(getattr(handing, one)).strip() for one in rule.proof):
        yield Refusal(_("留置送达没有见证"), _remedy(rule.proof), rule.cites[0], "proof")
    if rule.why and not handing.note.strip():
        sentence = _("应当首先直接送达，没有写明为什么无法直接送达")
        yield Refusal(sentence, _("填写无法直接送达的情况，或者直接送达"), rule.cites[0], "direct_first")


def _remedy(proof: Sequence[str]) -> Text:
    if "recording" in proof:
        return _("填写见证人，或者填写拒收过程的录音录像编号")
    return _("请邻居或者其他见证人到场，并填写见证人")


def _needs(handing: Handing, rule: Lawful) -> Iterator[Refusal]:
    for name in rule.needs:
        if not str(getattr(handing, name)).strip():
            sentence, remedy = PLACE[name]
            yield Refusal(sentence, remedy, rule.cites[-1], name)


def row(document: Document, to: str, handing: Handing, by: By) -> Service:
    """The row that keeps it."""
    return Service(
        document=document,
        to=to,
        way=handing.way,
        served_at=moment(handing, document, by.at),
        receipt=handing.reference,
        by=by.actor.pseudonym,
        taker=handing.taker,
        taker_name=handing.taker_name,
        note=handing.note,
        witness=handing.witness,
        recording=handing.recording,
        consent=handing.consent,
    )


def receipt_facts(document: Document, handing: Handing, at: datetime) -> dict[str, Any]:
    """What 送达回证 says besides whom and by whom."""
    facts = {
        "document_name": [f"{document.number}{document.title}"],
        "way": WAY_ON_PAPER[Way(handing.way)],
        "served_at": moment(handing, document, at).isoformat(),
    }
    extra = told(handing)
    return {**facts, "extra": extra} if extra else facts


def told(handing: Handing) -> str:
    """What the return of service says beside the way: who took it, why refused, what stands for it."""
    parts = []
    if handing.taker != Taker.SELF:
        parts.append(f"{TAKEN_BY[Taker(handing.taker)]}代收：{handing.taker_name}")
    named = (("note", ""), ("witness", "见证人："), ("recording", "录音录像编号"), ("reference", "凭据："))
    parts += [f"{word}{getattr(handing, name)}" for name, word in named if getattr(handing, name)]
    if handing.consent:
        parts.append(f"电子送达确认书：{handing.consent}")
    return "；".join(parts)


WAY_ON_PAPER = {
    Way.DIRECT: "直接送达",
    Way.LEFT: "留置送达",
    Way.POST: "邮寄送达",
    Way.NOTICE: "公告送达",
    Way.ENTRUSTED: "委托送达",
    Way.ELECTRONIC: "电子送达",
    Way.HOUSE: "监所转交",
}
TAKEN_BY = {
    Taker.SELF: "本人",
    Taker.FAMILY: "成年家属",
    Taker.UNIT_HEAD: "所在单位负责人员",
    Taker.COMMITTEE: "居（村）民委员会",
    Taker.GUARDIAN: "法定代理人",
    Taker.AGENT: "代理人",
}
"""Papers stay Chinese whatever the language of the page."""

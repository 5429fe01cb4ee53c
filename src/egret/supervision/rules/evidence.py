"""证据: warrants, witnesses, opinions, line-ups, digests, exclusion (F44, F45, F55-F59)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef

from egret.acts.models import Clock
from egret.acts.ports import ports
from egret.cases.acts.prosecution import SHOWN_AS
from egret.cases.models import (
    AdministrativeCase,
    CriminalCase,
    Evidence,
    EvidenceKind,
    Examination,
    PartnerReply,
    Statement,
    StatementKind,
)
from egret.documents.models import Document
from egret.supervision.look import Found, Look, any_word, detects, having, overdue, person_of, told
from egret.supervision.rulebook import LOCAL

WARRANTS = {"搜查笔录": "搜查证", "检查笔录": "检查证"}
WITNESSED = ("现场勘验笔录", "搜查笔录")
INJURING = ("殴打", "伤害")
CONCLUDED = ("concluded", "sent", "charged", "judged", "executed")
SENT_AGAIN = ("sent", "charged", "judged", "executed")


@detects("F44", having(Document, document_kind__in=WARRANTS))
def without_warrant(look: Look) -> Iterator[Found]:
    """F44: a search or inspection took place, and neither a warrant nor an urgent ground is on record."""
    for record, warrant in WARRANTS.items():
        shown = Document.objects.filter(matter_id=OuterRef("matter_id"), document_kind=warrant)
        bare = look.among(Document.objects.filter(document_kind=record).exclude(stage="voided"), "matter_id")
        for paper in bare.filter(~Exists(shown)):
            if not any(word in json.dumps(paper.facts, ensure_ascii=False) for word in look.rule.words):
                told_all = ((record, told(paper.opened)), (warrant, "没有"))
                yield Found(paper.matter_id, f"document:{paper.pk}", paper.opened, told_all, person_of(paper.about))


@detects("F45", having(Document, document_kind__in=WITNESSED))
def unwitnessed(look: Look) -> Iterator[Found]:
    """F45: no attesting witness, and no recording that could stand in (程序规定 194)."""
    papers = look.among(Document.objects.filter(document_kind__in=WITNESSED).exclude(stage="voided"), "matter_id")
    for paper in look.each(papers):
        facts = paper.facts
        if not facts.get("witnesses") and not facts.get("recorded"):
            shown = ((paper.document_kind, told(paper.opened)), ("见证人", "没有"), ("录像", "没有"))
            yield Found(paper.matter_id, f"document:{paper.pk}", paper.opened, shown)


@detects("F55", Clock, Examination)
def opinion_not_told(look: Look) -> Iterator[Found]:
    """F55: within days in an administrative case; before the conclusion in a criminal one."""
    for clock in look.late():
        key = clock.about.removeprefix("examination:")
        in_time = Examination.objects.filter(pk=int(key) if key.isdigit() else 0, told_at__lte=clock.legal_due)
        if not in_time.exists():
            yield overdue(clock, "收到鉴定意见")
    untold = Examination.objects.filter(told_at=None, subject__criminalcase__stage__in=CONCLUDED)
    for one in look.among(untold.exclude(received_at=None)):
        assert one.received_at is not None
        shown = (("收到鉴定意见", told(one.received_at)), ("告知", "没有"))
        yield Found(one.subject_id, f"examination:{one.pk}", one.received_at, shown, one.person_id)


@detects("F56", having(Statement, kind=StatementKind.VICTIM), of=AdministrativeCase)
def not_examined(look: Look) -> Iterator[Found]:
    """F56: the injured party asked for an examination or the injury is in dispute, and none was commissioned."""
    heard = Statement.objects.filter(subject__kind=AdministrativeCase.KIND, kind=StatementKind.VICTIM)
    injured = look.among(heard).filter(any_word("subject__administrativecase__cause", INJURING))
    asked = injured.filter(any_word("text", look.rule.words))
    none = asked.filter(~Exists(Examination.objects.filter(subject_id=OuterRef("subject_id"))))
    for pk, subject, person, ended in none.values_list("pk", "subject_id", "person_id", "ended"):
        yield Found(subject, f"statement:{pk}", ended, (("提出时间", told(ended)), ("鉴定", "没有")), person)


WAYS = {word: name for name, word in SHOWN_AS.items()}


def _least(way: str | None, day: date) -> int:
    """How many have to be shown in this way."""
    return int(ports.rules.amount(WAYS.get(way or "", "lineup_objects"), day))


@detects("F57", having(Document, document_kind="辨认笔录"))
def too_few_shown(look: Look) -> Iterator[Found]:
    """F57: fewer than the rules ask for this way of showing; of a record that does not say, fewer than the smallest."""
    papers = look.among(Document.objects.filter(document_kind="辨认笔录").exclude(stage="voided"), "matter_id")
    for paper in look.each(papers):
        said = str(paper.facts.get("subject_matter", ""))
        number = re.search(r"(?:（([^（），]*)，)?共(\d+)个对象", said)
        least = _least(number[1] if number else "", paper.opened.astimezone(LOCAL).date())
        if number and int(number[2]) < least:
            shown = (("辨认时间", told(paper.opened)), ("对象总数", f"{number[2]}个"), ("不得少于", f"{least}个"))
            yield Found(paper.matter_id, f"document:{paper.pk}", paper.opened, shown, person_of(paper.about))


@detects("F58", having(Evidence, kind=EvidenceKind.MEDIA, digest="", excluded_at=None))
def without_digest(look: Look) -> Iterator[Found]:
    """F58: electronic data that nobody could prove unchanged."""
    media = Evidence.objects.filter(kind=EvidenceKind.MEDIA, digest="", excluded_at=None)
    for pk, subject, taken in look.among(media.filter(any_word("title", look.rule.words))).values_list(
        "pk", "subject_id", "taken_at"
    ):
        yield Found(subject, f"evidence:{pk}", taken, (("取得时间", told(taken)), ("完整性校验值", "没有")))


@detects("F59", PartnerReply, of=CriminalCase)
def not_excluded(look: Look) -> Iterator[Found]:
    """F59: doubted by the procuratorate, sent again, and nothing was excluded in between."""
    replies = PartnerReply.objects.filter(any_word("content", look.rule.words))
    doubted = look.among(replies).filter(subject__criminalcase__stage__in=SENT_AGAIN)
    excluded = Evidence.objects.filter(subject_id=OuterRef("subject_id"), excluded_at__gte=OuterRef("at"))
    for pk, subject, at in doubted.filter(~Exists(excluded)).values_list("pk", "subject_id", "at"):
        yield Found(subject, f"reply:{pk}", at, (("检察院提出", told(at)), ("排除决定", "没有")))

"""羁押必要性审查: whether somebody held must be held any longer, asked unasked, on request, on a suggestion.

刑事诉讼法 95-97; 程序规定 158-160; 人民检察院刑事诉讼规则 573-581.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from egret.acts.cards import Ask
from egret.acts.clocks import people_under
from egret.acts.done import By, ClockEvent, Done, Start, Stop
from egret.acts.machine import act
from egret.acts.ports import Paper
from egret.acts.refusals import refuse
from egret.cases import queries
from egret.cases.acts.custody import HELD, day_of, in_custody, last_organ
from egret.cases.acts.custody_terms import Answer, arrested
from egret.cases.acts.measures import noted
from egret.cases.models import CriminalCase, Measure, MeasureKind, PartnerReply, Review
from egret.intake.papers import person_fact, staff_fact

XS, CPL = "公安机关办理刑事案件程序规定", "刑事诉讼法"
NECESSITY = "羁押必要性审查"
SUGGESTION = "羁押必要性建议"


class Occasion(models.TextChoices):
    """What makes the police ask."""

    TERM = "term", _("定期主动审查")
    CHANGE = "change", _("情况发生变化")
    REQUEST = "request", _("本人、近亲属、辩护人申请")
    SUGGESTION = "suggestion", _("检察院建议")
    HOUSE = "house", _("看守所反映身体状况")


class Need(models.TextChoices):
    STAYS = "stays", _("有继续羁押的必要")
    OVER = "over", _("没有继续羁押的必要")


MUST_FREE: tuple[tuple[str, Promise], ...] = (
    ("evidence", _("证据发生重大变化，不能证明有犯罪事实或者系其所为")),
    ("light", _("情节变化，可能判处拘役以下刑罚、免予刑事处罚或者判决无罪")),
    ("longer", _("继续羁押将超过可能判处的刑期")),
    ("settled", _("事实基本查清、证据已经固定，符合取保候审或者监视居住条件")),
)
"""人民检察院刑事诉讼规则 579."""
MAY_FREE: tuple[tuple[str, Promise], ...] = (
    ("stopped", _("预备犯或者中止犯")),
    ("accessory", _("从犯或者胁从犯")),
    ("negligent", _("过失犯罪")),
    ("excess", _("防卫过当或者避险过当")),
    ("first", _("主观恶性较小的初犯")),
    ("age", _("未成年人或者已满七十五周岁")),
    ("reconciled", _("与被害方和解且已履行或者提供担保")),
    ("plea", _("认罪认罚")),
    ("ill", _("患有严重疾病、生活不能自理")),
    ("pregnant", _("怀孕或者正在哺乳自己婴儿")),
    ("carer", _("生活不能自理的人的唯一扶养人")),
    ("short", _("可能判处一年以下有期徒刑或者宣告缓刑")),
    ("other", _("其他不需要继续羁押的情形")),
)
"""人民检察院刑事诉讼规则 580: with repentance, and where no danger to society is to be feared."""


def circumstances(_subject: Any, _by: Any) -> tuple[tuple[str, Promise], ...]:
    return (*MUST_FREE, *MAY_FREE)


def last_review(case: Any, measure: Measure) -> Review | None:
    """The last time it was asked whether somebody must be held."""
    found = Review.objects.filter(subject_id=case.pk, kind=NECESSITY, points__measure=measure.pk)
    return found.order_by("-at", "-pk").first()


def _with_running(case: Any, rule: str, found: models.QuerySet[Measure]) -> models.QuerySet[Measure]:
    """Of these, measures of people about whom the limit runs; the measure itself may have ended meanwhile."""
    return (
        found.filter(case_id=case.pk, person_id__in=people_under(case, rule))
        .select_related("person")
        .order_by("-opened", "-pk")
    )


def suggested(case: Any, _by: By | None = None) -> models.QuerySet[Measure]:
    """Arrests the procuratorate suggested to end, not answered yet."""
    return _with_running(case, "C27", Measure.objects.filter(measure_kind=MeasureKind.ARREST))


def requested(case: Any, _by: By | None = None) -> models.QuerySet[Measure]:
    """Measures somebody asked to change, not answered yet."""
    return _with_running(case, "C28", Measure.objects.all())


@act(
    "cases.review_necessity",
    "羁押必要性审查",
    "Review the need of custody",
    subject=CriminalCase,
    basis=(f"{CPL}#96", f"{XS}#158", f"{XS}#159", "人民检察院刑事诉讼规则#578"),
    at=("suspect_in", "concluded", "returned"),
    documents=("羁押必要性审查报告",),
    starts=("N01",),
    stops=("N01",),
    approval="羁押必要性审查",
    asks={"measure": Ask("被羁押人", "Person in custody", choices=in_custody)},
    checklist=(
        ("听取本人、辩护人意见，了解和解、赔偿、身体状况", "Suspect and counsel heard; damages, health known"),
        ("证据、情节、可能刑罚与羁押时逐项比较", "Evidence, circumstances, likely sentence compared with those then"),
    ),
    errors=(("只写“案件尚未办结”作为继续羁押的理由", "Only “not finished yet” as the reason to hold"),),
    order=181,
)
def review_necessity(
    case: CriminalCase,
    by: By,
    *,
    measure: Measure,
    occasion: Annotated[Occasion, Ask("审查的起因", "Occasion")],
    findings: Annotated[
        str, Ask("审查情况", "What was found", lines=True, help=_("事实证据、悔罪、身体、进展、可能刑罚"))
    ],
    heard: Annotated[str, Ask("听取意见情况", "Who was heard", lines=True)],
    need: Annotated[Need, Ask("结论", "Conclusion")],
    reason: Annotated[str, Ask("理由", "Reason", lines=True)],
    grounds: Annotated[tuple[str, ...], Ask("不需要继续羁押的情形", "Circumstances", choices=circumstances)] = (),
) -> Done:
    """Weigh it anew: a reasoned no, or the person is set free or the measure changed in good time."""
    over, about = str(need) == Need.OVER, measure.person.key
    if over and not grounds:
        raise refuse(
            _("没有写明不需要继续羁押的情形"), _("从所列情形中选择"), "人民检察院刑事诉讼规则#579", "necessity"
        )
    words = {key: str(text) for key, text in circumstances(case, by)}
    points = {"measure": measure.pk, "occasion": str(occasion), "grounds": list(grounds)}
    row = Review(
        subject=case, kind=NECESSITY, reviewer=by.actor.pk, at=by.at, passed=not over, points=points, opinion=reason
    )
    facts: dict[str, Any] = {
        "suspect": person_fact(measure.person),
        "charge": case.cause,
        "custody_place": measure.place or "看守所",
        "starts": day_of(measure.opened),
        "source": str(Occasion(occasion).label),
        "findings": findings,
        "opinion": heard,
        "reason": "；".join([*(words[one] for one in grounds if one in words), reason]),
        "result": str(Need(need).label),
        "officers": staff_fact(queries.team(case)),
    }
    clocks: list[ClockEvent] = [Stop("N01", about)]
    if not over:
        clocks.append(Start("N01", by.at, about))
    touch = noted(measure, reviewed=by.at.isoformat(), needed=not over)
    return Done(rows=[row], touches=[touch], papers=[Paper("羁押必要性审查报告", facts, about)], clocks=clocks)


@act(
    "cases.record_necessity_suggestion",
    "登记羁押必要性建议",
    "Record a suggestion to free",
    subject=CriminalCase,
    power="cases.answer_necessity_suggestion",
    basis=(f"{CPL}#95", f"{XS}#159"),
    at=HELD,
    starts=("C27",),
    asks={"measure": Ask("被逮捕人", "Person arrested", choices=arrested)},
    order=188,
)
def record_necessity_suggestion(
    case: CriminalCase,
    by: By,
    *,
    measure: Measure,
    organ: Annotated[str, Ask("检察院", "Procuratorate", initial=lambda case, by: last_organ(case))],
    number: Annotated[str, Ask("建议书文号", "Number")],
    content: Annotated[str, Ask("建议内容", "Suggestion", lines=True)],
) -> Done:
    """The procuratorate finds custody no longer needed; the term to answer runs."""
    reply = PartnerReply(
        subject=case, person=measure.person, organ=organ, kind=SUGGESTION, number=number, at=by.at, content=content
    )
    return Done(rows=[reply], clocks=[Start("C27", by.at, measure.person.key)])


def suggestion_about(case: Any, measure: Measure) -> PartnerReply | None:
    """The procuratorate's last suggestion about somebody."""
    found = PartnerReply.objects.filter(subject_id=case.pk, person=measure.person, kind=SUGGESTION)
    return found.order_by("-at", "-pk").first()


@act(
    "cases.answer_necessity_suggestion",
    "答复羁押必要性建议",
    "Answer the suggestion to free",
    subject=CriminalCase,
    basis=(f"{CPL}#95", f"{XS}#159"),
    at=HELD,
    documents=("羁押必要性建议处理情况通知书",),
    stops=("C27",),
    asks={"measure": Ask("被逮捕人", "Person arrested", choices=suggested)},
    checklist=(("已经调查核实", "Looked into"), ("采纳的，先释放或者变更措施", "Adopted: freed or changed first")),
    order=189,
)
def answer_necessity_suggestion(
    case: CriminalCase,
    by: By,
    *,
    measure: Measure,
    answer: Annotated[Answer, Ask("是否采纳", "Adopted")],
    reason: Annotated[str, Ask("处理情况和理由", "What was done and why", lines=True)],
) -> Done:
    """Adopted or not, the procuratorate is told with reasons; the release is an act of its own."""
    letter = suggestion_about(case, measure)
    facts = {
        "to_organ": letter.organ if letter else last_organ(case),
        "prior_document": letter.number if letter else SUGGESTION,
        "suspect": person_fact(measure.person),
        "charge": case.cause,
        "result": "采纳建议" if str(answer) == Answer.YES else "不采纳建议，继续羁押",
        "reason": reason,
    }
    about = measure.person.key
    paper = Paper("羁押必要性建议处理情况通知书", facts, about)
    return Done(papers=[paper], clocks=[Stop("C27", about)], fields={"answer": str(answer), "reason": reason})


@act(
    "cases.record_measure_request",
    "登记变更强制措施申请",
    "Record a request to change the measure",
    subject=CriminalCase,
    power="cases.answer_measure_request",
    basis=(f"{CPL}#97", f"{XS}#160"),
    at=HELD,
    starts=("C28",),
    asks={
        "measure": Ask("被采取措施的人", "Person concerned", choices=lambda case, by: queries.running_measures(case))
    },
    order=204,
)
def record_measure_request(
    case: CriminalCase,
    by: By,
    *,
    measure: Measure,
    asked_by: Annotated[str, Ask("申请人", "Who asks", help=_("本人、法定代理人、近亲属或者辩护人"))],
    asked_at: Annotated[datetime, Ask("收到时间", "Received at")],
    content: Annotated[str, Ask("申请内容", "Request", lines=True)],
) -> Done:
    """Somebody asks for another measure, or that the need of custody be reviewed; the term to answer runs."""
    if asked_at > by.at:
        raise refuse(_("收到时间晚于现在"), _("请核对时间"), code="time")
    fields = {"asked_by": asked_by, "content": content}
    return Done(clocks=[Start("C28", asked_at, measure.person.key)], fields=fields)


@act(
    "cases.answer_measure_request",
    "答复变更强制措施申请",
    "Answer the request to change the measure",
    subject=CriminalCase,
    basis=(f"{CPL}#97", f"{XS}#160"),
    at=HELD,
    documents=("变更强制措施申请答复书",),
    stops=("C28",),
    asks={"measure": Ask("被采取措施的人", "Person concerned", choices=requested)},
    errors=(("不同意而不说明理由", "Refusing without reasons"),),
    order=205,
)
def answer_measure_request(
    case: CriminalCase,
    by: By,
    *,
    measure: Measure,
    answer: Annotated[Answer, Ask("是否同意", "Granted")],
    reason: Annotated[str, Ask("理由", "Reason", lines=True)] = "",
) -> Done:
    """Granted: the change is an act of its own. Refused: the applicant is told, with reasons."""
    refused = str(answer) == Answer.NO
    if refused and not reason.strip():
        raise refuse(_("不同意变更的，要告知理由"), _("填写理由"), f"{XS}#160", "C28")
    facts = {
        "suspect": person_fact(measure.person),
        "charge": case.cause,
        "measure_kind": str(measure.get_measure_kind_display()),
        "result": "不同意变更强制措施" if refused else "同意变更强制措施",
        "reason": reason or "符合法律规定的变更条件。",
    }
    about = measure.person.key
    paper = Paper("变更强制措施申请答复书", facts, about)
    return Done(papers=[paper], clocks=[Stop("C28", about)], fields={"answer": str(answer), "reason": reason})

"""Safeguards of questioning and of evidence (R01-R11, R15, R29, R40)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from egret.acts.cards import guard
from egret.acts.clocks import LOCAL
from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.ports import ports
from egret.acts.refusals import Refusal
from egret.cases import queries
from egret.cases.models import CaseFacts, NoticeKind, Statement
from egret.cases.models.records import StatementPlace
from egret.intake.models import Person, Role
from egret.org.models import Category, Staff

AGAIN = _("填写录音录像编号；没有录制的，重新询问、讯问并录制")
CERTIFIED = (StatementPlace.CASE_AREA, StatementPlace.DETENTION_HOUSE, StatementPlace.REMOTE)


def police(officers: Sequence[Staff]) -> list[Staff]:
    return [officer for officer in officers if officer.category == Category.OFFICER]


def is_minor(person: Person, moment: datetime) -> bool:
    """Under age on that day; an unknown birth date is not taken for a minor, but warned of elsewhere."""
    day = moment.astimezone(LOCAL).date()
    age = person.age_on(day)
    return age is not None and age < ports.rules.amount("adult_age", day)


@guard("cases.record_statement")
def enough_officers(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R01, R02, R04: two police officers; one will do only in a certified place under a whole recording."""
    if "officers" not in given:
        return
    officers, day = police(given["officers"]), by.at.astimezone(LOCAL).date()
    criminal = getattr(case, "case_kind", "") == "criminal"
    needed = ports.rules.amount("interrogators_minimum" if criminal else "officers_minimum", day)
    if len(officers) >= needed:
        return
    if not officers:
        yield Refusal(
            _("辅警不能单独询问、讯问"),
            _("由民警询问，辅警只能协助记录"),
            "公安机关办理行政案件程序规定#52",
            "R04",
        )
        return
    asked = By(by.actor, given["started"]).day if "started" in given else by.day
    one_will_do = not criminal and bool(ports.rules.article("one_officer", asked))
    alone = one_will_do and given.get("place") in CERTIFIED and given.get("recording")
    if not alone:
        yield Refusal(
            _("询问、讯问的民警少于%(needed)d人") % {"needed": needed},
            _("增加一名民警；治安案件在规范办案场所并全程同步录音录像的，可以由一名民警询问")
            if one_will_do
            else _("增加一名民警"),
            "刑事诉讼法#118" if criminal else "治安管理处罚法(2025)#108",
            "R01" if criminal else "R02",
        )


@guard("cases.record_statement")
def nobody_in_two_places(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R05: an officer or a person cannot be in two records at one time."""
    if not {"officers", "started", "ended"} <= given.keys():
        return
    overlapping = Statement.objects.filter(started__lt=given["ended"], ended__gt=given["started"])
    same_person = overlapping.filter(subject_id=case.pk, person=given["person"])
    if same_person.exists():
        yield Refusal(
            _("同一人在这段时间已有另一份笔录"), _("核对两份笔录的起止时间"), "公安机关办理刑事案件程序规定#202", "R06"
        )
    yield from _apart(case, given, overlapping)
    busy = {
        key for row in overlapping.filter(subject__unit=case.unit).values_list("officers", flat=True) for key in row
    }
    for officer in given["officers"]:
        if officer.pk in busy:
            yield Refusal(
                _("%(name)s在这段时间已在另一份笔录中") % {"name": officer.name},
                _("核对起止时间；确在两处的，另换民警"),
                "刑事诉讼法#118",
                "R05",
                severity="warn",
            )


def _apart(case: Subject, given: Mapping[str, Any], overlapping: Any) -> Iterator[Refusal]:
    """R06: suspects of one case are heard apart: not at one time by the same officers."""
    person = given["person"]
    if person.role != Role.SUSPECT:
        return
    others = overlapping.filter(subject_id=case.pk, person__role=Role.SUSPECT).exclude(person=person)
    asking = {officer.pk for officer in given["officers"]}
    if any(asking & set(officers) for officers in others.values_list("officers", flat=True)):
        criminal = getattr(case, "case_kind", "") == "criminal"
        yield Refusal(
            _("同案嫌疑人应当个别询问、讯问，这段时间同一民警已有同案人员的笔录"),
            _("分开询问、讯问，核对起止时间"),
            "公安机关办理刑事案件程序规定#202" if criminal else "公安机关办理行政案件程序规定#72",
            "R06",
        )


@guard("cases.record_statement")
def rights_first(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R15: rights are told before the first question."""
    person = given.get("person")
    if person is None or "started" not in given or person.role not in (Role.SUSPECT, Role.VICTIM, Role.WITNESS):
        return None
    # Forms give minutes, notices hold seconds: told at 14:47:31 is before a record that began at 14:47.
    minute = given["started"].replace(second=59, microsecond=999_999)
    if queries.was_told(case, person, NoticeKind.RIGHTS, minute):
        return None
    return Refusal(
        _("第一次询问、讯问前没有告知%(name)s权利义务") % {"name": person.name},
        _("先办“告知权利义务”，再开始询问；笔录开始时间不能早于告知时间"),
        "刑事诉讼法#120" if getattr(case, "case_kind", "") == "criminal" else "公安机关办理行政案件程序规定#73",
        "R15",
    )


@guard("cases.record_statement")
def recorded(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R07, R08, R09: grave crimes, an offender in a case area, anybody asked remotely: recorded whole."""
    person = given.get("person")
    if person is None or "place" not in given or given.get("recording"):
        return None
    offender = person.role == Role.SUSPECT
    admin = getattr(case, "case_kind", "") == "admin"
    asked = By(by.actor, given["started"]).day if "started" in given else by.day
    if given["place"] == StatementPlace.REMOTE:
        duty = ports.rules.article("remote_recorded", asked)
        if duty or not admin:
            return Refusal(_("远程视频询问、讯问，必须全程同步录音录像"), AGAIN, duty, "R09")
    duty = ports.rules.article("inquiry_recorded", asked)
    if offender and admin and duty and given["place"] == StatementPlace.CASE_AREA:
        return Refusal(_("在办案场所询问违法嫌疑人，必须全程同步录音录像"), AGAIN, duty, "R08")
    if offender and not admin and grave(case, by):
        return Refusal(
            _("本案属于可能判处无期徒刑、死刑或者其他重大犯罪案件，讯问必须全程不间断录音录像"),
            AGAIN,
            "刑事诉讼法#123",
            "R07",
        )
    if offender and not admin:
        return Refusal(
            _("没有同步录音录像编号"),
            _("量刑档次可能包含无期徒刑、死刑，或者属于其他重大犯罪的，必须录制"),
            "刑事诉讼法#123",
            "R07",
            severity="warn",
        )
    return None


def grave(case: Subject, by: By) -> bool:
    """Whether the crime is one whose interrogations are always recorded (程序规定 刑事 208; the list is data)."""
    article = str(getattr(case, "cause_cite", "")).rpartition("#")[2]
    return article in ports.rules.listed("recording_duty", by.at.astimezone(LOCAL).date())


@guard("cases.record_statement")
def recording_covers_the_record(case: Subject, by: By, given: Mapping[str, Any]) -> Iterator[Refusal]:
    """R10: the record lies within the recording, give or take minutes, and the recording is sealed by its digest."""
    if not given.get("recording") or "started" not in given:
        return
    start, end = given.get("recording_from"), given.get("recording_until")
    if start is None or end is None:
        yield Refusal(
            _("没有填写录音录像的起止时间，无法核对与笔录是否一致"),
            _("填写录制开始和结束时间"),
            "刑事诉讼法#123",
            "R10",
            severity="hint",
        )
        return
    leeway = timedelta(minutes=int(ports.rules.amount("recording_tolerance", by.at.astimezone(LOCAL).date())))
    if start > given["started"] + leeway or end < given["ended"] - leeway:
        yield Refusal(
            _("录音录像的起止时间没有覆盖整个笔录"),
            _("核对笔录和录音录像的起止时间；确有缺失的写明原因，重新询问、讯问"),
            "刑事诉讼法#123",
            "R10",
            severity="warn",
        )
    digest = given.get("recording_digest", "")
    same = Statement.objects.filter(subject_id=case.pk, recording=given["recording"]).exclude(recording_digest="")
    if digest and same.exclude(recording_digest=digest).exists():
        yield Refusal(
            _("同一录音录像以前登记的校验值不同，可能被剪接、改动"),
            _("调取原始文件核对；不得剪接、删改"),
            "公安机关办理刑事案件程序规定#208",
            "R10",
            severity="warn",
        )


@guard("cases.record_statement")
def where_interrogated(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R11: in custody only in the detention house; otherwise in the case area, save where the rules name a ground."""
    person, place = given.get("person"), given.get("place")
    if person is None or place is None or person.role != Role.SUSPECT or given.get("place_ground"):
        return None
    if getattr(case, "case_kind", "") != "criminal":
        return None
    if place != StatementPlace.DETENTION_HOUSE and queries.housed(case, person, given["started"]):
        return Refusal(
            _("%(name)s已送看守所羁押，应当在看守所讯问室讯问") % {"name": person.name},
            _("到看守所讯问室讯问"),
            "公安机关办理刑事案件程序规定#198",
            "R11",
        )
    if place in (StatementPlace.SCENE, StatementPlace.HOME):
        return Refusal(
            _("讯问犯罪嫌疑人应当在执法办案场所的讯问室进行"),
            _("带到办案区讯问；属于例外情形的，选择“在办案场所外讯问的情形”"),
            "公安机关办理刑事案件程序规定#198",
            "R11",
        )
    return None


@guard("cases.record_statement")
def understood(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R29: who does not speak the language, or cannot hear, has an interpreter who is known and takes no side."""
    person, interpreter = given.get("person"), given.get("interpreter")
    if person is None or not {"deaf", "no_chinese"} & set(person.flags):
        return None
    if interpreter is None:
        return Refusal(
            _("%(name)s需要翻译，没有翻译人员到场") % {"name": person.name},
            _("登记翻译人员并在笔录中选择"),
            "刑事诉讼法#121",
            "R29",
        )
    if not interpreter.id_number:
        return Refusal(
            _("翻译人员的身份没有查明"),
            _("登记翻译人员的证件号码"),
            "公安机关办理刑事案件程序规定#204",
            "R29",
        )
    sides = queries.people(case).exclude(role__in=(Role.INTERPRETER, Role.GUARDIAN, Role.LAWYER))
    if sides.filter(id_index=interpreter.id_index).exists():
        return Refusal(_("翻译人员与本案有利害关系"), _("另请翻译人员"), "公安机关办理刑事案件程序规定#11", "R29")
    return None


@guard("cases.identify")
def enough_fillers(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R40: enough persons, pictures or things to choose from."""
    if "sort" not in given or "shown" not in given:
        return None
    needed = ports.rules.amount(str(given["sort"]), by.at.astimezone(LOCAL).date())
    if given["shown"] >= needed:
        return None
    return Refusal(
        _("辨认对象只有%(shown)d个，不得少于%(needed)d个") % {"shown": given["shown"], "needed": needed},
        _("补足陪衬对象后重新组织辨认"),
        "公安机关办理刑事案件程序规定#260",
        "R40",
    )


@guard("cases.inspect_scene", "cases.seize", "cases.identify", "cases.execute_detention", "cases.execute_arrest")
def two_at_the_act(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R03: scene work, seizure, identification, detention and arrest are done by two officers at least."""
    if not isinstance(case, CaseFacts):
        return None
    hands = police(queries.handlers(case))
    needed = ports.rules.amount("interrogators_minimum", by.at.astimezone(LOCAL).date())
    if len(hands) >= needed:
        return None
    return Refusal(
        _("本案在办民警少于%(needed)d人，不能进行勘验、扣押、辨认、拘留、逮捕") % {"needed": needed},
        _("先由负责人增派办案民警"),
        "公安机关办理刑事案件程序规定#223",
        "R03",
    )


@guard("cases.add_evidence")
def evidence_by_officers(case: Subject, by: By, given: Mapping[str, Any]) -> Refusal | None:
    """R04: evidence is not gathered by auxiliaries alone."""
    if "officers" not in given or police(given["officers"]):
        return None
    return Refusal(
        _("取证人员里没有民警"), _("至少选一名民警；辅警不能单独取证"), "公安机关办理行政案件程序规定#52", "R04"
    )

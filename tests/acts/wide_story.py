"""What the rooms above write, told in few acts: property, questioning, a party's signature, a chain, a committee."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from egret.acts.done import By
from egret.acts.models import Subject
from egret.acts.ports import Place
from egret.approvals import acts as approvals
from egret.approvals import queries as signing
from egret.approvals import revision_acts
from egret.approvals.models import Approval
from egret.approvals.stages import StepState
from egret.cases import queries
from egret.cases.acts import custody, preservation, prosecution, questioning
from egret.cases.models import AdministrativeCase, CriminalCase, PartnerReply
from egret.demo import crimes, offences
from egret.demo.hands import sign_all
from egret.demo.matters import ASSAULT, BURGLARY
from egret.documents.models import Document, SignWay
from egret.documents.signing import places, take_signature
from egret.guidance import books
from egret.guidance.acts.characterising import characterise
from egret.guidance.acts.dossiers import make_dossier
from egret.guidance.acts.guides import draft_guide
from egret.guidance.acts.marks import mark_item
from egret.intake.persons import PersonFacts
from egret.law.chain_choices import Chosen
from egret.review.acts import acceptance, centre, committee, replies, sensitive
from egret.review.models import AgendaItem, Committee, Vote
from egret.review.models.replies import Cause
from tests.building import cases
from tests.building.org import District, enrol, later
from tests.cases.test_preservation import GOODS

AT = later(days=40)


def seizures(city: District) -> None:
    crimes.detained(city.squad, replace(BURGLARY, goods=("金项链，1条",)), AT)
    case = offences.examined(city.squad, ASSAULT, AT)
    two, holder = city.squad.two, queries.suspects(case)[0]
    given = {"holder": holder, "way": "seize", **GOODS, "officers": two}
    sign_all(preservation.preserve_evidence(case, city.by("officer", AT + timedelta(days=2)), **given), AT)


def questioned(city: District) -> None:
    incident = offences.reported(city.squad, ASSAULT, AT)
    questioning.bring_in_for_questioning(
        incident,
        city.by("officer", AT + timedelta(hours=1)),
        person=PersonFacts("赵某", born=date(1990, 1, 1)),
        ground=questioning.Ground.LOOT,
        course="携带多部手机，说不清来源。",
        stopped_at="银江路口",
        arrived_at=AT + timedelta(minutes=50),
        officers=city.squad.two,
        bars=(),
    )
    acceptance.remind(incident, city.by("case_manager", AT), reason="请说明为何未受案。")


def signature(city: District, case: AdministrativeCase) -> None:
    paper = next(one for one in Document.objects.filter(matter_id=case.pk) if places(one))
    take_signature(
        paper,
        city.by("officer", AT),
        digest=paper.digest,
        place=places(paper)[0][0],
        signer="陈某明",
        way=SignWay.SCREEN,
        where="派出所接待室",
        stroke="M100 100L200 150L300 120L400 300M500 100L520 300",
        recording="BWC-12",
    )


def own_chain(city: District, place: Place) -> None:
    given = {"chain": "移送案件", "case_kind": "both", "valid_from": AT.date() + timedelta(days=30), "reason": "精简"}
    revision_acts.propose_revision(place, city.by("legal_reviewer", AT), steps=(Chosen("L4"),), **given)


def reworded(city: District) -> None:
    case = crimes.suspect_in(city.squad, BURGLARY, AT)
    person = queries.suspects(case)[0]
    outcome = custody.detain(
        case, city.by("officer", AT), person=person, findings="盗窃。", reason="有重大嫌疑。", custody_place="看守所"
    )
    assert outcome.proposed is not None
    approval = Approval.objects.get(pk=outcome.proposed.pk)
    step = signing.steps_now(approval).filter(state=StepState.WAITING)[0]
    approvals.reword(
        approval,
        By(signing.signers(step, AT)[0].staff, AT),
        digest=approval.digest,
        paper=f"呈请拘留报告书|{person.key}",
        fact="reason",
        words="有重大嫌疑，可能毁灭证据。",
        reasons="表述不准确",
    )


def deliberated(city: District, case: Subject) -> None:
    """Founded, seated, heard and decided, with something left to follow up."""
    by = city.by("legal_reviewer", AT)
    group = centre.found_group(city.branch.place, by, duty="criminal", title="鹭湖分局刑事工作组").subject
    centre.join_group(group, by, member=city["legal_reviewer"], leads=True)
    committee.found_committee(city.branch.place, by, title="鹭湖分局案件集体审议委员会")
    board = Committee.objects.get()
    members = [city["bureau_head"]]
    members += [enrol(city.branch, f"35088{n}", name, "bureau_head") for n, name in enumerate(("邱立", "温岭"))]
    for one in members:
        committee.seat_member(board, by, member=one, chairs=one == members[0])
    given = {"trigger": "conclude_grave", "act": "cases.conclude", "question": "是否属情节复杂？"}
    committee.put_on_agenda(case, by, committee=board, **given)
    item = AgendaItem.objects.get()
    committee.convene(item, by, chair=members[0], present=tuple(members), held_at=AT, place="三楼会议室")
    committee.present(AgendaItem.objects.get(), by, report="案情和争议焦点。")
    for member in members:
        committee.cast_vote(AgendaItem.objects.get(), By(member, AT), vote=Vote.AGREE, reasons="同意")
    committee.open_votes(AgendaItem.objects.get(), by)
    committee.decide(AgendaItem.objects.get(), by, conclusion="按多数意见处理。")


def returned(city: District, case: CriminalCase) -> None:
    prosecution.record_return(case, city.by("officer", AT), organ="检察院", number="退补1号", outline="补充通话记录")
    reply = PartnerReply.objects.filter(subject_id=case.pk, kind="退回补充侦查").get()
    by = city.by("legal_reviewer", AT)
    replies.explain_reply(crimes.again(case), by, reply=reply, cause=Cause.FACTS, analysis="取证不全", measures="补证")


def guided(city: District, finished: AdministrativeCase) -> None:
    """A guide in the force's own words, a list with a note, charges found by an officer, a dossier without people."""
    running, officer, lawyer = cases.accepted(city, AT), city.by("officer", AT), city.by("legal_reviewer", AT)
    mark_item(running, officer, item="M3", note="没有旁人在场")
    characterise(running, officer, names="殴打他人", reason="监控可以证明")
    plain = books.book("EB01").content.as_plain()
    draft_guide(city["legal_reviewer"].place, lawyer, guide="EB01", content=plain, reason="照原样核定")
    make_dossier(finished, lawyer, story="二人因停车争执。", lesson="先固定监控")


def tell(city: District, closed: AdministrativeCase, sent: CriminalCase) -> None:
    guided(city, closed)
    seizures(city)
    questioned(city)
    signature(city, closed)
    own_chain(city, city["legal_reviewer"].place)
    reworded(city)
    deliberated(city, sent)
    returned(city, crimes.again(sent))
    sensitive.flag_sensitive(sent, city.by("officer", AT), kind="online", reason="网上发酵。")

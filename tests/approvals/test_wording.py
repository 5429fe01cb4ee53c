"""Words of a paper: changed before it is proposed or signed, always with the digest; never after it was issued."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from egret.acts.done import By
from egret.acts.refusals import Refused
from egret.approvals import acts, comparing, pages, queries
from egret.approvals.models import Approval, Superseded
from egret.approvals.stages import StepState
from egret.cases.acts import custody
from egret.cases.models import CriminalCase
from egret.cases.queries import suspects
from egret.demo import crimes
from egret.demo.hands import sign_all
from egret.demo.matters import BURGLARY
from egret.documents import acts as papers
from egret.documents import proofs
from egret.documents.models import Document
from egret.journal import audit
from egret.org.acts import accounts
from egret.org.models import Account
from tests.building.org import NOON, District, later, police_city

pytestmark = pytest.mark.django_db
AT = later(days=2)
REASON = "有现实危险，可能逃跑。"
POLISHED = "经查，其无固定住所，有逃跑的现实危险。"


@pytest.fixture
def city() -> District:
    return police_city()


@pytest.fixture
def case(city: District) -> CriminalCase:
    return crimes.investigating(city.squad, BURGLARY, NOON)


def key(case: CriminalCase) -> str:
    return f"呈请拘留报告书|{suspects(case)[0].key}"


def asked(city: District, case: CriminalCase, **words: str) -> Approval:
    by = replace(city.by("officer", AT), wording={key(case): words} if words else {})
    person = suspects(case)[0]
    outcome = custody.detain(
        case, by, person=person, findings="入室盗窃手机一部。", reason=REASON, custody_place="看守所"
    )
    assert outcome.proposed is not None
    return Approval.objects.get(pk=outcome.proposed.pk)


def signer(approval: Approval) -> By:
    step = queries.steps_now(approval).filter(state=StepState.WAITING)[0]
    return By(queries.signers(step, AT)[0].staff, AT)


def sign_once(approval: Approval) -> None:
    acts.sign(approval, signer(approval), digest=approval.digest, opinion="同意")


def fresh(approval: Approval) -> Approval:
    return Approval.objects.get(pk=approval.pk)


def shown(approval: Approval, fact: str) -> Any:
    paper = next(one for one in approval.shown["papers"] if one["kind"] == "呈请拘留报告书")
    return paper["content"]["facts"][fact]


def issued(case: CriminalCase) -> Document:
    return Document.objects.get(matter_id=case.pk, document_kind="呈请拘留报告书")


def test_words_changed_before_proposing_are_what_is_signed_and_issued(city: District, case: CriminalCase) -> None:
    plain = asked(city, case)
    acts.withdraw(plain, city.by("officer", AT))
    approval = asked(city, case, reason=POLISHED)
    assert approval.digest != plain.digest and shown(approval, "reason") == POLISHED
    while fresh(approval).is_open:
        sign_once(fresh(approval))
    assert fresh(approval).stage == "carried_out"
    assert issued(case).facts["reason"] == POLISHED


@pytest.mark.parametrize("fact", ["suspect", "charge", "officers", "nothing"])
def test_only_wording_may_be_changed(city: District, case: CriminalCase, fact: str) -> None:
    with pytest.raises(Refused) as met:
        asked(city, case, **{fact: "别的"})
    assert [one.code for one in met.value.refusals] == ["fixed"]
    assert str(met.value.refusals[0].remedy) and met.value.refusals[0].article
    assert not Approval.objects.filter(act="cases.detain").exists()


def test_words_of_a_paper_the_act_does_not_issue_are_refused(city: District, case: CriminalCase) -> None:
    by = replace(city.by("officer", AT), wording={"逮捕证|": {"reason": "x"}})
    with pytest.raises(Refused, match="不在这次办理之内"):
        custody.detain(case, by, person=suspects(case)[0], findings="盗窃。", reason=REASON, custody_place="看守所")


def test_a_reviewer_changes_words_with_trace_and_each_signature_keeps_its_version(
    city: District, case: CriminalCase
) -> None:
    approval = asked(city, case)
    first = approval.digest
    sign_once(approval)
    approval, by = fresh(approval), signer(approval)
    acts.reword(approval, by, digest=first, paper=key(case), fact="reason", words=POLISHED, reasons="表述不准确")
    approval = fresh(approval)
    assert approval.digest != first and approval.stage == "waiting"
    old = Superseded.objects.get(approval=approval)
    assert (old.digest, old.replaced_by_id, old.reason) == (first, by.actor.pk, "表述不准确")
    (version,) = comparing.versions(approval)
    assert version.signed_by and version.who == by.actor.label  # type: ignore[attr-defined]
    (change,) = version.changes
    assert change.where == "呈请拘留报告书"
    assert "".join(one.text for one in change.pieces if one.how != "ins") == REASON
    assert "".join(one.text for one in change.pieces if one.how != "del") == POLISHED
    with pytest.raises(Refused, match="呈批内容已经更新"):
        acts.sign(approval, by, digest=first)
    while fresh(approval).is_open:
        sign_once(fresh(approval))
    assert issued(case).facts["reason"] == POLISHED
    assert {one.digest for one in approval.steps.exclude(digest="")} == {first, approval.digest}
    assert not audit.run().faults


def test_who_may_not_sign_may_not_change_words(city: District, case: CriminalCase) -> None:
    approval = asked(city, case)
    given = {"digest": approval.digest, "paper": key(case), "fact": "reason", "words": POLISHED}
    for by in (city.by("officer", AT), By(city.stranger_head, AT)):
        with pytest.raises(Refused):
            acts.reword(approval, by, **given)
    with pytest.raises(Refused, match="没有改动"):
        acts.reword(approval, signer(approval), **{**given, "words": REASON})
    with pytest.raises(Refused) as met:
        acts.reword(approval, signer(approval), **{**given, "fact": "charge"})
    assert [one.code for one in met.value.refusals] == ["fixed"]


def test_what_came_back_shows_what_was_put_right(city: District, case: CriminalCase) -> None:
    approval = asked(city, case)
    acts.send_back(approval, signer(approval), digest=approval.digest, to="proposer", reasons="理由不具体")
    words = {key(case): {"reason": POLISHED}}
    acts.resubmit(fresh(approval), city.by("officer", AT), answer="已补充", wording=words)
    approval = fresh(approval)
    assert shown(approval, "reason") == POLISHED and approval.round == 2
    (version,) = comparing.versions(approval)
    assert version.reason == "已补充" and [one.label for one in version.changes]
    while fresh(approval).is_open:
        sign_once(fresh(approval))
    assert issued(case).facts["reason"] == POLISHED


def test_an_issued_paper_is_corrected_by_a_new_one_that_names_it(city: District, case: CriminalCase) -> None:
    approval = asked(city, case)
    while fresh(approval).is_open:
        sign_once(fresh(approval))
    paper = issued(case)
    by = city.by("officer", AT)
    with pytest.raises(Refused):
        papers.correct(paper, by, fact="charge", words="别的", reason="x")
    outcome = papers.correct(paper, by, fact="reason", words=POLISHED, reason="有错字")
    sign_all(outcome, AT)
    old, new = Document.objects.get(pk=paper.pk), paper.corrections.get()
    assert old.stage == "voided" and old.digest == paper.digest and old.facts == paper.facts, "nothing on it changed"
    assert new.facts["reason"] == POLISHED and new.number != old.number and new.about == old.about
    assert new.matter_id == old.matter_id and proofs.issuing_entry(new) is not None


def signed_in(city: District, client: Client, name: str) -> None:
    staff = city[name]
    accounts.open_account(staff, city.by("admin"), password="heron-wades-slowly", must_change=False)
    client.force_login(Account.objects.get(username=staff.police_number))


def test_officer_sees_and_edits_the_papers_before_proposing(city: District, case: CriminalCase, client: Client) -> None:
    signed_in(city, client, "officer")
    address = reverse("desk:act", args=[case.pk, "cases.detain"])
    assert "先看文书" in client.get(address).content.decode()
    sent = {
        "person": suspects(case)[0].pk, "findings": "入室盗窃。", "reason": REASON, "custody_place": "看守所",
        "key": "k1", "version": case.version,
    }  # fmt: skip
    looked = client.post(f"{address}?look=1", sent)
    text = looked.content.decode()
    name = f"{key(case)}|reason"
    assert looked.status_code == 200 and f'name="word:{name}"' in text and "呈请拘留报告书" in text
    assert f'name="word:{key(case)}|charge"' not in text, "what the facts say is no wording"
    assert not Approval.objects.filter(act="cases.detain").exists()
    edited = {**sent, f"was:{name}": REASON, f"word:{name}": POLISHED}
    again = client.post(f"{address}?look=1", edited).content.decode()
    assert again.count(POLISHED) >= 2, "on the paper and in the field"
    assert client.post(address, edited).status_code == 302
    assert shown(Approval.objects.get(act="cases.detain"), "reason") == POLISHED


def test_reviewer_edits_on_the_page_and_sees_the_difference(city: District, case: CriminalCase, client: Client) -> None:
    approval = asked(city, case)
    staff = signer(approval).actor
    accounts.open_account(staff, city.by("admin"), password="heron-wades-slowly", must_change=False)  # type: ignore[arg-type]
    client.force_login(Account.objects.get(username=staff.police_number))  # type: ignore[attr-defined]
    address = reverse("approvals:approval", args=[approval.pk])
    assert 'name="fact" value="reason"' in client.get(address).content.decode()
    answer = client.post(
        reverse("approvals:decide", args=[approval.pk, "reword"]),
        {
            "key": "k9", "digest": approval.digest, "version": approval.version, "paper": key(case),
            "fact": "reason", "words": POLISHED, "reasons": "表述不准确",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    # The trace is read back from the page, as the next signer reads it.
    text = client.get(address).content.decode()
    assert "修改留痕" in text and "<del>" in text and "<ins>" in text and "表述不准确" in text
    assert pages.page_of(fresh(approval), staff, AT).versions  # type: ignore[arg-type]

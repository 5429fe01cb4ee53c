"""送达: each lawful way done, each unlawful one refused with its article, terms running from the day that counts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from egret.acts.cards import act_named
from egret.acts.done import By
from egret.acts.models import Clock
from egret.acts.ports import ports
from egret.acts.refusals import Refusal, Refused
from egret.cases.acts import filing, penalty
from egret.cases.models import AdministrativeCase
from egret.demo import crimes, offences
from egret.demo.hands import sign_all
from egret.demo.matters import ASSAULT, BURGLARY
from egret.documents import acts, kinds, proofs, service
from egret.documents.models import Document, Service, Taker, Way
from egret.documents.service import Handing
from egret.org.acts import accounts
from egret.org.models import Account
from tests.building.org import NOON, District, later, police_city

pytestmark = pytest.mark.django_db
LATER = later(days=30)
ADMIN, CRIMINAL = "公安机关办理行政案件程序规定#36", "刑事诉讼法#107"


@pytest.fixture
def city() -> District:
    return police_city()


@pytest.fixture
def decided(city: District) -> AdministrativeCase:
    return offences.decided(city.squad, ASSAULT, NOON)


def decision_paper(case: AdministrativeCase) -> Document:
    return Document.objects.get(matter_id=case.pk, document_kind="行政处罚决定书")


def reminder(city: District) -> Document:
    """An administrative paper served by documents.serve."""
    case = offences.assigned(city.squad, ASSAULT, NOON)
    outcome = act_named("cases.terminate")(case, city.by("officer", later(days=2)), reason="没有违法事实")
    sign_all(outcome, later(days=2))
    return Document.objects.get(matter_id=case.pk, document_kind="终止案件调查决定书")


def left(**more: Any) -> Handing:
    return Handing(Way.LEFT, **{"note": "本人拒绝签名", **more})


def refusals(paper: Document, by: By, handing: Handing) -> dict[str, Refusal]:
    with pytest.raises(Refused) as met:
        acts.serve(paper, by, to="陈某明", handing=handing)
    assert not Service.objects.filter(document=paper).exists(), "a refusal writes nothing"
    return {one.code: one for one in met.value.refusals}


@pytest.mark.parametrize(
    "handing",
    [
        Handing(Way.DIRECT),
        Handing(Way.DIRECT, taker=Taker.FAMILY, taker_name="陈某芳（配偶）"),
        Handing(Way.DIRECT, taker=Taker.COMMITTEE, taker_name="银江社区居委会李某"),
        left(witness="邻居王某"),
        left(recording="BWC-3"),
        Handing(Way.ENTRUSTED, note="在外地打工", reference="协作函2026-7"),
        Handing(Way.POST, note="多次上门无人", reference="EMS123"),
        Handing(Way.ELECTRONIC, consent="确认书2026-1", reference="13900000001"),
        Handing(Way.HOUSE, reference="鹭城市看守所回执"),
    ],
    ids=lambda one: f"{one.way}-{one.taker}",
)
def test_each_lawful_way_serves_and_leaves_its_return(city: District, handing: Handing) -> None:
    paper, by = reminder(city), city.by("officer", LATER)
    acts.serve(paper, by, to="陈某明", handing=handing)
    paper = Document.objects.get(pk=paper.pk)
    row = Service.objects.get(document=paper)
    assert paper.stage == "served" and row.reached and row.way == handing.way and row.served_at == LATER
    back = Document.objects.get(document_kind="送达回证", about=paper.obj)
    assert back.matter_id == paper.matter_id
    assert back.facts["document_name"] == [f"{paper.number}{paper.title}"]
    assert proofs.issuing_entry(back) is not None, "the journal holds the return"
    for said in (handing.witness, handing.recording, handing.reference, handing.taker_name, handing.consent):
        assert said in back.facts.get("extra", "")


@pytest.mark.parametrize(
    ("handing", "code", "article"),
    [
        (left(), "proof", ADMIN),
        (Handing(Way.LEFT, witness="邻居王某"), "ground", ADMIN),
        (Handing(Way.POST, reference="EMS123"), "direct_first", ADMIN),
        (Handing(Way.POST, note="无人"), "reference", ADMIN),
        (Handing(Way.ELECTRONIC, reference="13900000001"), "consent", "行政处罚法#61"),
        (Handing(Way.DIRECT, taker=Taker.FAMILY), "taker_name", ""),
        (Handing(Way.HOUSE, reference="回执", taker=Taker.FAMILY, taker_name="某"), "taker", "民事诉讼法#94"),
        (Handing(Way.NOTICE), "published", ADMIN),
        (Handing(Way.DIRECT, served_at=LATER + timedelta(hours=1)), "future", ""),
        (Handing(Way.DIRECT, served_at=NOON), "before_issue", ""),
    ],
)
def test_what_the_law_does_not_take_for_service_is_refused(
    city: District, handing: Handing, code: str, article: str
) -> None:
    found = refusals(reminder(city), city.by("officer", LATER), handing)
    assert code in found, found
    assert found[code].article == article
    assert str(found[code].sentence) and str(found[code].remedy)


def declined(city: District) -> Any:
    case = crimes.under_review(city.squad, BURGLARY, NOON)
    sign_all(filing.decline_filing(case, city.by("officer", later(days=1)), reason="没有犯罪事实"), later(days=1))
    return type(case).objects.get(pk=case.pk)


@pytest.mark.parametrize("way", [Way.POST, Way.ELECTRONIC, Way.NOTICE])
def test_criminal_papers_know_fewer_ways(city: District, way: Way) -> None:
    handing = Handing(way, note="无人", reference="EMS1", consent="确认书")
    with pytest.raises(Refused, match="刑事案件的文书不能用") as met:
        filing.serve_no_filing(declined(city), city.by("officer", later(days=2)), handing=handing)
    assert met.value.refusals[0].article == CRIMINAL


def test_criminal_papers_are_left_before_a_witness_not_only_on_camera(city: District) -> None:
    case, by = declined(city), city.by("officer", later(days=2))
    with pytest.raises(Refused, match="留置送达没有见证"):
        filing.serve_no_filing(case, by, handing=left(recording="BWC-3"))
    filing.serve_no_filing(case, by, handing=left(witness="邻居王某"))
    running = {one.rule: one for one in Clock.objects.filter(subject_id=case.pk, state="running")}
    assert "G08" not in running and running["G09"].started == later(days=2)
    assert Document.objects.get(matter_id=case.pk, document_kind="不予立案通知书").stage == "served"


def test_a_committee_takes_no_criminal_papers(city: District) -> None:
    handing = Handing(Way.DIRECT, taker=Taker.COMMITTEE, taker_name="居委会")
    with pytest.raises(Refused, match="不能代收这类文书"):
        filing.serve_no_filing(declined(city), city.by("officer", later(days=2)), handing=handing)


def test_a_decision_is_served_on_its_case_and_its_terms_run_from_the_day_received(
    city: District, decided: AdministrativeCase
) -> None:
    paper, by = decision_paper(decided), city.by("officer", LATER)
    found = refusals(paper, by, Handing(Way.DIRECT))
    assert "送达决定书" in str(found["door"].remedy)
    decision = decided.decisions.get()
    received = paper.opened + timedelta(days=1)
    handing = Handing(Way.POST, served_at=received, note="已回原籍", reference="EMS123")
    penalty.serve_decision(decided, by, decision=decision, handing=handing)
    running = {one.rule: one.started for one in Clock.objects.filter(subject_id=decided.pk, state="running")}
    assert running["L01"] == running["L08"] == received and "A19" not in running
    assert decision_paper(decided).stage == "served"
    assert Service.objects.get(document=paper).receipt == "EMS123"


def test_public_notice_comes_last_and_counts_when_its_term_is_over(city: District, decided: AdministrativeCase) -> None:
    paper, start = decision_paper(decided), later(days=5)
    by = city.by("officer", start)
    with pytest.raises(Refused, match="没有试过其他送达方式") as met:
        acts.publish(paper, by, where="公告栏和局网站")
    assert met.value.refusals[0].article == ADMIN
    with pytest.raises(Refused, match="文书制作之后"):
        acts.record_attempt(paper, by, way=Way.DIRECT, tried_at=NOON, note="无人")
    acts.record_attempt(paper, by, way=Way.DIRECT, tried_at=start, note="住处无人，邻居称已搬走")
    acts.publish(Document.objects.get(pk=paper.pk), by, where="公告栏和局网站")
    paper = Document.objects.get(pk=paper.pk)
    clock = Clock.objects.get(subject_id=paper.pk, rule="A22")
    assert paper.stage == "published" and clock.legal_due == ports.rules.due("A22", start).legal
    assert Document.objects.filter(document_kind="送达公告", about=paper.obj).exists()
    decision = decided.decisions.get()
    early = city.by("officer", start + timedelta(days=30))
    with pytest.raises(Refused, match="公告期限还没有届满"):
        penalty.serve_decision(decided, early, decision=decision, handing=Handing(Way.NOTICE))
    over = city.by("officer", clock.legal_due + timedelta(days=3))
    penalty.serve_decision(decided, over, decision=decision, handing=Handing(Way.NOTICE))
    right = Clock.objects.get(subject_id=decided.pk, rule="L01")
    assert right.started == clock.legal_due, "not the day somebody noted it, but the day the term ended"
    assert Clock.objects.get(pk=clock.pk).state == "stopped"


def test_who_lost_patience_may_still_hand_it_over_while_the_notice_hangs(city: District) -> None:
    paper, by = reminder(city), city.by("officer", LATER)
    acts.record_attempt(paper, by, way=Way.DIRECT, tried_at=LATER, note="无人")
    acts.publish(Document.objects.get(pk=paper.pk), by, where="公告栏")
    acts.serve(Document.objects.get(pk=paper.pk), by, to="陈某明", handing=Handing(Way.DIRECT))
    assert Document.objects.get(pk=paper.pk).stage == "served"
    assert not Clock.objects.filter(subject_id=paper.pk, state="running").exists()


def test_criminal_papers_are_not_published(city: District) -> None:
    case = declined(city)
    paper = Document.objects.get(matter_id=case.pk, document_kind="不予立案通知书")
    with pytest.raises(Refused, match="刑事案件的文书不能用"):
        acts.publish(paper, city.by("officer", later(days=2)), where="公告栏")


def test_serving_twice_with_one_form_writes_once(city: District) -> None:
    paper, by = reminder(city), city.by("officer", LATER, key="once")
    first = acts.serve(paper, by, to="陈某明", handing=Handing(Way.DIRECT))
    again = acts.serve(paper, by, to="陈某明", handing=Handing(Way.DIRECT))
    assert again.repeated and again.uid == first.uid
    assert Service.objects.filter(document=paper).count() == 1


@pytest.mark.parametrize("name", ["documents.serve", "documents.record_attempt", "documents.publish"])
def test_nobody_of_another_station_serves_it(city: District, name: str) -> None:
    found = act_named(name).refusals(reminder(city), By(city.stranger, LATER), {})
    assert "power" in [one.code for one in found]


def test_every_rule_of_service_rests_on_an_article_and_names_real_kinds() -> None:
    on = date(2026, 3, 2)
    assert not [cite for cite in service.all_cites() if not ports.rules.resolves(cite, on)]
    for way in Way:
        assert service.lawful(way, "administrative") is not None
    for name, rule in service.served_kinds().items():
        kind = kinds.kind_named(name)
        assert rule.to in kind.by_name, name
        assert act_named(rule.act)


def test_the_list_shows_what_must_still_be_served_to_who_sees_it(
    city: District, decided: AdministrativeCase, client: Client
) -> None:
    for staff in (city["officer"], city.stranger):
        accounts.open_account(staff, city.by("admin"), password="heron-wades-slowly", must_change=False)
    paper = decision_paper(decided)
    client.force_login(Account.objects.get(username=city["officer"].police_number))
    text = client.get(reverse("documents:to_serve")).content.decode()
    assert paper.number in text and decided.number in text and "治安处罚决定书送达" in text
    assert reverse("desk:act", args=[decided.pk, "cases.serve_decision"]) in text
    page = client.get(reverse("documents:document", args=[paper.pk])).content.decode()
    assert reverse("desk:act", args=[decided.pk, "cases.serve_decision"]) in page
    assert reverse("desk:act", args=[paper.pk, "documents.record_attempt"]) in page
    client.force_login(Account.objects.get(username=city.stranger.police_number))
    assert paper.number not in client.get(reverse("documents:to_serve")).content.decode()
    address = reverse("desk:act", args=[paper.pk, "documents.record_attempt"])
    assert client.get(address).status_code == 404


def test_a_paper_is_served_through_its_page(city: District, client: Client) -> None:
    accounts.open_account(city["officer"], city.by("admin"), password="heron-wades-slowly", must_change=False)
    client.force_login(Account.objects.get(username=city["officer"].police_number))
    paper = reminder(city)
    address = reverse("desk:act", args=[paper.pk, "documents.serve"])
    assert client.get(address).status_code == 200
    sent = {"key": "k1", "to": "陈某明", "handing__way": "left", "handing__taker": "self", "handing__note": "拒签"}
    answer = client.post(address, sent)
    assert answer.status_code == 422 and "留置送达没有见证" in answer.content.decode()
    answer = client.post(address, {**sent, "key": "k2", "handing__witness": "邻居王某"})
    assert answer.status_code == 302 and answer["Location"] == reverse("documents:document", args=[paper.pk])
    shown = client.get(answer["Location"]).content.decode()
    assert "邻居王某" in shown and "留置送达" in shown

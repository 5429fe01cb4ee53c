"""当事人签名: drawn on glass with a recording, on paper, or refused; bound to what the person was shown."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page
from pypdf import PdfReader

from egret.acts.deed import Deed, under
from egret.acts.done import By
from egret.acts.models import Clock
from egret.acts.ports import Place
from egret.acts.refusals import Refused
from egret.documents import queries, strokes
from egret.documents.models import Document, PartySignature, SignWay
from egret.documents.signing import take_signature
from egret.intake.models import Incident
from egret.jobs.models import Job
from egret.journal import reading
from egret.journal.sequencer import run_once
from egret.org.models import Staff
from tests.acts.conftest import AT
from tests.documents.test_kinds import needs_font
from tests.documents.test_pages import checked_address

LATER = AT + timedelta(minutes=5)
PATH = "M100 100L200 150L300 120L400 300M500 100L520 300"
ON_SCREEN: dict[str, Any] = {
    "place": "报案人",
    "signer": "林某华",
    "way": SignWay.SCREEN,
    "where": "银江派出所接待室",
    "stroke": PATH,
    "recording": "BWC-12",
}


@pytest.fixture
def at(founded: tuple[Place, Staff]) -> By:
    return By(founded[1], LATER)


def signed(paper: Document, by: By, **more: Any) -> PartySignature:
    take_signature(paper, by, digest=paper.digest, **{**ON_SCREEN, **more})
    return PartySignature.objects.latest("pk")


def refusal(paper: Document, by: By, **more: Any) -> str:
    with pytest.raises(Refused) as met:
        take_signature(paper, by, **{"digest": paper.digest, **ON_SCREEN, **more})
    (one,) = met.value.refusals
    assert str(one.sentence) and str(one.remedy)
    assert not PartySignature.objects.filter(document=paper, signer="x").exists()
    return one.code


def test_a_signature_on_screen_is_kept_as_lines_bound_to_what_was_shown(paper: Document, at: By) -> None:
    row = signed(paper, at)
    assert row.path == PATH and row.path_digest == strokes.digest(PATH) and row.bound_to == paper.digest
    assert (row.signed_at, row.where, row.recording, row.officers) == (
        LATER, "银江派出所接待室", "BWC-12", [at.actor.pk],
    )  # fmt: skip
    entry = reading.history(paper.obj)[-1]
    assert entry.act == "documents.take_signature" and row.path_digest in entry.doc
    again = Document.objects.get(pk=paper.pk)
    assert again.digest == paper.digest and again.facts == paper.facts, "what was issued stays as it was"


def test_without_a_recording_nothing_is_taken_on_screen(paper: Document, at: By) -> None:
    assert refusal(paper, at, recording=" ") == "R09"
    bare = PartySignature(document=paper, place="报案人", signer="x", way="screen", bound_to="", signed_at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic(), under(Deed("test")):
        bare.save()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"digest": "sha256:0"}, "stale"),
        ({"place": "被告人"}, "place"),
        ({"signer": " "}, "signer"),
        ({"stroke": ""}, "stroke"),
        ({"stroke": "M1 1L1 1"}, "stroke"),
        ({"stroke": "M0 0L9999 1L2 2L3 3"}, "stroke"),
        ({"stroke": '"/><script>alert(1)</script>'}, "stroke"),
        ({"way": SignWay.REFUSED}, "F39"),
    ],
)
def test_what_is_no_signature_is_refused(paper: Document, at: By, more: dict[str, Any], code: str) -> None:
    assert refusal(paper, at, **more) == code


def test_nobody_signs_twice_in_one_place_others_may(paper: Document, at: By) -> None:
    signed(paper, at)
    assert refusal(paper, at) == "twice"
    signed(paper, at, signer="林某华的父亲")
    assert PartySignature.objects.count() == 2


def test_refusal_and_paper_are_told_instead(paper: Document, at: By) -> None:
    signed(paper, at, way=SignWay.REFUSED, note="认为记录不实", stroke="", recording="")
    signed(paper, at, way=SignWay.PAPER, signer="陈某", stroke="", recording="")
    said = str(queries.drawn(paper)["signs"])
    assert "拒绝签名：认为记录不实" in said and "已在纸质文书上签名" in said


@needs_font
def test_the_paper_is_made_anew_with_the_signature_at_its_place(paper: Document, at: By) -> None:
    before = queries.render(paper)
    signed(paper, at)
    again = Document.objects.get(pk=paper.pk)
    after = queries.render(again)
    assert after != before and after == queries.render(again), "the same bytes each time"
    assert again.pdf == "" and Job.objects.filter(name="documents.make_pdf", ready__gte=LATER).exists()
    signed(paper, at, way=SignWay.REFUSED, signer="王某", note="不认可", stroke="", recording="")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(queries.render(again))).pages)
    assert "拒绝签名" in "".join(text.split())


def test_erased_the_drawing_is_gone_and_the_proof_stays(paper: Document, at: By) -> None:
    row = signed(paper, at)
    kept = row.path_digest
    row.path, row.signer = "", "（已删除）"
    with under(Deed("test.erase")):
        row.save()
    assert PartySignature.PERSONAL["path"] == PartySignature.PERSONAL["signer"] == "erase"
    assert "（已删除）" in str(queries.drawn(paper)["signs"])
    assert PartySignature.objects.get(pk=row.pk).path_digest == kept


def test_the_check_page_says_to_what_it_is_bound_and_names_nobody(
    client: Client,
    paper: Document,
    at: By,
) -> None:
    row = signed(paper, at)
    run_once(LATER)
    text = client.get(checked_address(paper)).content.decode()
    assert row.bound_to in text and row.path_digest in text and "林某华" not in text


def test_signed_on_paper_through_the_page_without_script(
    officer: Client,
    paper: Document,
    matter: Incident,
) -> None:
    address = reverse("documents:sign", args=[paper.pk])
    shown = officer.get(address).content.decode()
    assert "昨夜家中被盗" in shown and paper.digest in shown
    sent = {"key": "k", "digest": paper.digest, "place": "报案人", "signer": "林某华", "way": "screen", "where": "所内"}
    refused = officer.post(address, sent)
    assert refused.status_code == 422 and "同步录音录像" in refused.content.decode()
    assert officer.post(address, {**sent, "way": "paper"}).status_code == 302
    assert PartySignature.objects.get().way == "paper"
    assert not Clock.objects.filter(subject_id=paper.pk).exists()


points = st.tuples(st.integers(0, 1000), st.integers(0, 400))


@given(st.lists(points, min_size=4, max_size=60, unique=True))
def test_any_drawing_reads_back_as_itself(drawn: list[tuple[int, int]]) -> None:
    path = "M" + "L".join(f"{x} {y}" for x, y in drawn)
    assert strokes.read(path) == path and strokes.read(f" {path}\n") == path


@given(st.text(max_size=40))
def test_no_other_text_is_a_drawing(text: str) -> None:
    with pytest.raises(strokes.NoStroke):
        strokes.read(text)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_drawn_with_the_mouse_on_a_narrow_screen(
    page: Page,
    sign_in: Any,
    axe: Any,
    live_server: Any,
    paper: Document,
    founded: tuple[Place, Staff],
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    sign_in(page, founded[1].account)
    page.goto(live_server.url + reverse("documents:sign", args=[paper.pk]))
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.fill("[name=signer]", "林某华")
    page.fill("[name=where]", "接待室")
    page.fill("[name=recording]", "BWC-12")
    pad = page.locator("[data-pad]")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    for step in range(1, 8):
        page.mouse.move(box["x"] + 20 + step * 30, box["y"] + 20 + (step % 2) * 60)
    page.mouse.up()
    page.locator("main form button.go[type=submit]").first.click()
    page.wait_for_url("**/documents/*/")
    row = PartySignature.objects.get()
    assert row.way == "screen" and strokes.read(row.path) == row.path and row.path.count("L") >= 5
    assert page.locator("svg.sign-drawn").count() == 1

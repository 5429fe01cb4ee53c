"""Pages of documents: the paper, its PDF, and the public check behind the QR code."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from egret.acts.ports import Place, Scope, ports
from egret.documents import proofs
from egret.documents.models import Document
from egret.intake.models import Incident
from egret.journal.formats.proof import Proof
from egret.journal.sequencer import run_once
from egret.org.models import Staff
from tests.acts.conftest import AT
from tests.documents.conftest import AllOver
from tests.documents.test_kinds import needs_font

LATER = AT + timedelta(minutes=5)


def checked_address(paper: Document) -> str:
    proven = proofs.proven(paper)
    assert proven is not None
    return "/J/" + proven.address.partition("/J/")[2]


def test_page_shows_what_stands_on_the_paper(officer: Client, paper: Document, matter: Incident) -> None:
    page = officer.get(reverse("documents:document", args=[paper.pk]))
    text = page.content.decode()
    assert page.status_code == 200
    for said in (paper.number, paper.code, paper.digest, matter.number, "昨夜家中被盗", "王伟（警号350201）"):
        assert said in text
    assert "证明随后" in text
    run_once(LATER)
    assert "下载证明" in officer.get(reverse("documents:document", args=[paper.pk])).content.decode()


def test_page_in_english_keeps_the_paper_in_chinese(officer: Client, paper: Document) -> None:
    page = officer.get(reverse("documents:document", args=[paper.pk]), headers={"accept-language": "en"})
    assert "昨夜家中被盗" in page.content.decode()


def test_what_a_reporter_said_is_escaped(officer: Client, paper: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {**paper.personal, "summary": "<script>alert(1)</script>"}
    monkeypatch.setattr(Document, "personal", property(lambda self: said))
    text = officer.get(reverse("documents:document", args=[paper.pk])).content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


@needs_font
def test_pdf_downloads_before_and_after_the_proof(officer: Client, paper: Document) -> None:
    for _ in range(2):
        answer = officer.get(reverse("documents:pdf", args=[paper.pk]))
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")
        run_once(LATER)


def test_without_a_font_the_page_says_how_to_get_one(
    officer: Client, paper: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    from egret.documents import fonts

    fonts.faces.cache_clear()
    monkeypatch.setattr(fonts.system_fonts, "chinese_fonts", lambda setting: [])
    answer = officer.get(reverse("documents:pdf", args=[paper.pk]))
    fonts.faces.cache_clear()
    assert answer.status_code == 503
    assert "fonts-noto-cjk" in answer.content.decode()


def test_who_does_not_see_the_matter_does_not_see_its_papers(officer: Client, paper: Document) -> None:
    class Elsewhere(AllOver):
        def scope(self, actor: Any, power: str, at: Any) -> Scope:
            return Scope(units=(999_999,))

    ports.powers = Elsewhere()
    for name in ("document", "pdf", "proof"):
        assert officer.get(reverse(f"documents:{name}", args=[paper.pk])).status_code == 404


def test_pages_of_papers_ask_for_sign_in(client: Client, paper: Document) -> None:
    for name in ("document", "pdf", "proof"):
        assert client.get(reverse(f"documents:{name}", args=[paper.pk])).status_code == 302


def test_anyone_can_check_a_paper_and_learns_no_name(client: Client, paper: Document, matter: Incident) -> None:
    run_once(LATER)
    page = client.get(checked_address(paper))
    text = page.content.decode()
    assert page.status_code == 200
    assert "证明成立" in text
    assert paper.number in text and paper.code in text
    assert matter.title not in text and "昨夜家中被盗" not in text and "王伟" not in text


def test_forged_code_is_told_apart(client: Client, paper: Document) -> None:
    run_once(LATER)
    address = checked_address(paper)
    head, leaf = address[:-52], address[-52:]
    page = client.get(head + ("A" if leaf[0] != "A" else "B") + leaf[1:])
    assert page.status_code == 404
    assert "没有这一项" in page.content.decode()
    assert client.get(head + leaf[:-1] + "B").status_code == 404, "a second spelling of the same leaf"
    assert client.get("/J/2026/999999/" + "A" * 52).status_code == 404
    assert client.get("/J/2026/1/nonsense").status_code == 404


def test_proof_file_verifies_by_itself(officer: Client, client: Client, paper: Document) -> None:
    assert officer.get(reverse("documents:proof", args=[paper.pk])).status_code == 404, "not signed yet"
    run_once(LATER)
    for address in (reverse("documents:proof", args=[paper.pk]), checked_address(paper) + "/proof.tlog-proof"):
        answer = client.get(address)
        assert answer.status_code == 200
        proof = Proof.parse(answer.content.decode())
        assert proof.holds()
        assert paper.digest in proof.docs


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_pages_are_accessible_and_fit_a_phone(
    page: Page, sign_in: Any, axe: Any, shoot: Any, live_server: Any, paper: Document, founded: tuple[Place, Staff]
) -> None:
    run_once(LATER)
    sign_in(page, founded[1].account)
    page.goto(live_server.url + reverse("documents:document", args=[paper.pk]))
    axe(page)
    shoot(page, "document")
    page.goto(live_server.url + checked_address(paper))
    axe(page)
    shoot(page, "check")

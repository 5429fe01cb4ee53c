"""The room of guides: the list, a guide of a day, a draft by its form, dossiers; and who may open what."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from egret.acts.done import By
from egret.guidance.acts.dossiers import make_dossier
from egret.guidance.models import GuideVersion, ModelDossier
from tests.building import cases
from tests.building.org import District, later
from tests.guidance.test_guides import ERROR, Office

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]


@pytest.fixture(autouse=True)
def that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: later(hours=6))


def page(client: Client, name: str, *args: Any, **asked: Any) -> str:
    answer = client.get(reverse(name, args=args), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def fields(html: str) -> dict[str, str]:
    """What a form would send as it stands."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            found[name[1]] = unescaped(value[1]) if value else ""
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', html, re.S):
        found[name] = unescaped(text).strip()
    for name, inner in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        found[name] = chosen[1] if chosen else ""
    return found


def unescaped(text: str) -> str:
    return text.replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&")


def test_fourteen_kinds_with_law_and_proposal_apart(city: District, signed_in: Enter) -> None:
    client = signed_in("officer")
    shown = page(client, "guidance:guides")
    assert shown.count('<tr><td><a href="/guidance/guides/EB') == 14 and shown.count("建议稿") >= 14
    guide = page(client, "guidance:guide", "EB01")
    law, book = guide.index('id="fixed"'), guide.index('id="book"')
    assert law < book and "未经本单位法制部门核定" in guide
    assert "盗窃解释" in guide[law:book] and "现场勘验" in guide[book:]
    assert "拟订本单位版本" not in guide
    assert client.get(reverse("guidance:guide", args=["EB99"])).status_code == 404
    assert client.get(reverse("guidance:draft_guide", args=["EB01"])).status_code == 404


def test_drafted_by_its_form_approved_by_another_and_read_by_all(city: District, signed_in: Enter) -> None:
    office = Office(city)
    first, second = signed_in(office.first), signed_in(office.second)
    address = reverse("guidance:draft_guide", args=["EB01"])
    given = fields(first.get(address).content.decode())
    given |= {"reason": "补充常见错误", "slips": given["slips"] + "\n" + ERROR}
    sent = first.post(address, given)
    version = GuideVersion.objects.get()
    assert sent.status_code == 302 and ERROR in version.content["errors"]
    own = page(first, "guidance:guide_version", version.pk)
    assert ERROR in own and own.count("<ins>") == 1, "the form gives back what it was given"
    step = {**fields(own), "valid_from": later().date().isoformat()}
    first.post(reverse("guidance:decide_guide", args=[version.pk, "propose"]), step)
    mine = first.get(reverse("guidance:guide_version", args=[version.pk])).content.decode()
    assert "由法制部门的另一人核定" in mine
    seen = fields(second.get(reverse("guidance:guide_version", args=[version.pk])).content.decode())
    second.post(reverse("guidance:decide_guide", args=[version.pk, "approve"]), seen)
    version.refresh_from_db()
    assert version.stage == "approved"
    reader = signed_in("officer")
    assert ERROR in page(reader, "guidance:guide", "EB01")
    assert ERROR not in page(reader, "guidance:guide", "EB01", on="2026-03-01")
    assert ERROR in page(reader, "guidance:guide_version", version.pk)


def test_what_is_wrong_with_a_draft_is_said_on_its_form(city: District, signed_in: Enter) -> None:
    client = signed_in(Office(city).first)
    address = reverse("guidance:draft_guide", args=["EB01"])
    given = fields(client.get(address).content.decode())
    broken = client.post(address, {**given, "reason": "试", "facts": given["facts"] + "\nF9 没有证据的事实"})
    assert broken.status_code == 422 and "要证事实“F9”没有任何证据证明" in broken.content.decode()
    unnumbered = client.post(address, {**given, "reason": "试", "facts": "行为"})
    assert unnumbered.status_code == 422 and "每行先写编号" in unnumbered.content.decode()
    assert not GuideVersion.objects.exists()


def test_a_draft_is_read_in_the_legal_office_alone(city: District, signed_in: Enter) -> None:
    office = Office(city)
    version = office.draft()
    address = reverse("guidance:guide_version", args=[version.pk])
    assert signed_in(office.second).get(address).status_code == 200
    assert signed_in("officer").get(address).status_code == 404
    assert version.number not in page(signed_in("officer"), "guidance:guide", "EB01")


def test_a_dossier_is_made_on_the_case_and_read_once_published(city: District, signed_in: Enter) -> None:
    office = Office(city)
    case = cases.closed(city, at=later(days=-40))
    make_dossier(case, By(office.first, later(hours=5)), story="因停车争执打人一拳。", lesson="先固定监控")
    dossier = ModelDossier.objects.get()
    address = reverse("guidance:dossier", args=[dossier.pk])
    assert signed_in("officer").get(address).status_code == 404
    client = signed_in(office.second)
    shown = client.get(address).content.decode()
    assert "隐去了什么" in shown and "姓名" in shown and "陈某明" not in shown
    client.post(reverse("guidance:decide_dossier", args=[dossier.pk, "publish"]), fields(shown))
    read = signed_in("officer").get(address)
    assert read.status_code == 200 and dossier.number in page(signed_in("officer"), "guidance:guide", "EB03")


def test_pages_speak_english(city: District, signed_in: Enter) -> None:
    client = signed_in(Office(city).first)
    for name, args in (("guidance:guides", ()), ("guidance:guide", ("EB02",)), ("guidance:draft_guide", ("EB02",))):
        answer = client.get(reverse(name, args=args), HTTP_ACCEPT_LANGUAGE="en")
        assert answer.status_code == 200 and "ase guides" in answer.content.decode()

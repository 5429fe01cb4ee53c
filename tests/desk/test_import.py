"""Import by page: upload, look, start, watch, fetch the faults."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from egret.intake.models import ImportBatch, Incident
from egret.jobs.worker import run_due, worker_name
from tests.building.org import District

HEAD = "来源,类别,简要标题,报案内容,外部编号"
ROWS = ["110,治安类,便利店门前争吵,争吵,A1", "110,不对,=cmd,争吵,A2"]
SignedIn = Callable[[Any], Client]


def file(text: str = "\n".join([HEAD, *ROWS]), name: str = "警情.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def work() -> None:
    from django.utils import timezone

    run_due(worker_name(), timezone.now)


def test_from_upload_to_result(city: District, signed_in: SignedIn) -> None:
    officer = signed_in("officer")
    assert "/incidents/import/" in officer.get("/incidents/").content.decode()
    assert officer.get("/incidents/import/").status_code == 200
    answer = officer.post("/incidents/import/", {"file": file(), "key": "k1"})
    batch = ImportBatch.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/incidents/import/{batch.pk}/"
    page = officer.get(answer["Location"]).content.decode()
    assert "便利店门前争吵" in page and "应为：" in page and not Incident.objects.exists()
    assert officer.post("/incidents/import/", {"file": file(), "key": "k1"})["Location"] == answer["Location"]
    officer.post(f"/incidents/import/{batch.pk}/decide/", {"start": "1"})
    running = officer.get(f"/incidents/import/{batch.pk}/progress/").content.decode()
    assert "hx-get" in running
    work()
    done = officer.get(f"/incidents/import/{batch.pk}/progress/").content.decode()
    assert "hx-get" not in done and Incident.objects.count() == 1
    faults = b"".join(officer.get(f"/incidents/import/{batch.pk}/faults.csv").streaming_content).decode("utf-8-sig")
    assert "类别" in faults and "3," in faults
    assert officer.get(f"/incidents/import/{batch.pk}/").status_code == 200


def test_what_cannot_be_read_is_said_on_the_page(city: District, signed_in: SignedIn) -> None:
    officer = signed_in("officer")
    for wrong in (file("a,b\n1,2"), file("", "x.csv"), SimpleUploadedFile("a.xlsx", b"PK\x03\x04junk"), None):
        answer = officer.post("/incidents/import/", {"file": wrong} if wrong else {})
        assert answer.status_code == 422 and not ImportBatch.objects.exists()
    assert "请选择一个文件" in answer.content.decode()


def test_others_see_neither_page_nor_faults(city: District, signed_in: SignedIn) -> None:
    signed_in("officer").post("/incidents/import/", {"file": file()})
    batch = ImportBatch.objects.get()
    stranger = signed_in(city.stranger)
    for path in ("", "progress/", "faults.csv"):
        assert stranger.get(f"/incidents/import/{batch.pk}/{path}").status_code == 404
    assert stranger.post(f"/incidents/import/{batch.pk}/decide/", {"start": "1"}).status_code == 404
    assert signed_in("bureau_head").post("/incidents/import/", {"file": file()}).status_code == 422
    officer = signed_in("officer")
    officer.post(f"/incidents/import/{batch.pk}/decide/", {"stop": "1"})
    assert ImportBatch.objects.get().stage == "stopped"
    officer.post(f"/incidents/import/{batch.pk}/decide/", {"start": "1"})
    assert ImportBatch.objects.get().stage == "stopped"


@pytest.mark.browser
def test_in_a_browser(
    city: District, live_server: Any, page: Any, sign_in: Any, axe: Any, transactional_db: None
) -> None:
    from tests.desk.conftest import account_of

    sign_in(page, account_of(city, city["officer"]))
    page.goto(live_server.url + "/incidents/import/")
    axe(page)
    page.locator("#file").set_input_files(
        {"name": "a.csv", "mimeType": "text/csv", "buffer": "\n".join([HEAD, *ROWS]).encode()}
    )
    page.get_by_role("button", name="上传并检查").click()
    page.wait_for_url("**/incidents/import/*/")
    axe(page)
    page.get_by_role("button", name="开始导入").click()
    page.wait_for_selector("progress")
    work()
    page.wait_for_selector("text=已完成")
    axe(page)

"""Pages of the organisation: who sees what, and that they ask few queries."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from egret.acts.queries import acts_on
from egret.org import importing, lists
from egret.org.acts import accounts
from egret.org.models import Account, AgencyKind, Appointment, Lending, Staff, StagedImport, Unit
from egret.org.posts import post_kind, post_kinds
from tests.building.org import District, partner

pytestmark = pytest.mark.django_db


def signed_in(staff: Staff, city: District) -> Client:
    accounts.open_account(staff, city.by("admin"), password="heron-wades-slowly", must_change=False)
    client = Client()
    client.force_login(Account.objects.get(username=staff.police_number))
    return client


@pytest.fixture
def admin(city: District) -> Client:
    return signed_in(city["admin"], city)


@pytest.fixture
def officer(city: District) -> Client:
    return signed_in(city["officer"], city)


def test_every_page_leads_a_stranger_to_the_sign_in(city: District, client: Client) -> None:
    for path in ("/org/", f"/org/units/{city.station.pk}/", f"/org/staff/{city.second.pk}/", "/org/posts/", "/org/me/"):
        answer = client.get(path)
        assert answer.status_code == 302 and answer.url.startswith("/account/login/?next=")


def test_the_tree_shows_units_and_how_many_serve(city: District, officer: Client) -> None:
    page = officer.get("/org/")
    text = page.content.decode()
    assert "白鹭洲派出所" in text and "鹭湖分局" in text
    assert "导入" not in text


def test_the_tree_asks_the_same_however_many_units(city: District, officer: Client, django_assert_max_num_queries):
    officer.get("/org/")
    with django_assert_max_num_queries(16):
        officer.get("/org/")


def test_a_unit_page_names_people_and_posts(city: District, officer: Client) -> None:
    text = officer.get(f"/org/units/{city.station.pk}/").content.decode()
    assert "郑海" in text and "派出所所长" in text and "录入人员" not in text


def test_a_person_page_shows_posts_with_dates(city: District, officer: Client, admin: Client) -> None:
    path = f"/org/staff/{city['unit_head'].pk}/"
    text = officer.get(path).content.decode()
    assert "2026" in text and "L2" in text
    assert officer.get(f"/org/staff/{city['unit_head'].pk}/", headers={"accept-language": "en"}).status_code == 200
    assert "账号" in admin.get(path).content.decode()


def test_partners_see_their_own_organ_only(city: District) -> None:
    clerk = partner(AgencyKind.COURT, "鹭湖区人民法院", "judge", "FY01", "魏公")
    client = signed_in(clerk, city)
    assert "白鹭洲派出所" not in client.get("/org/").content.decode()
    assert client.get(f"/org/units/{city.station.pk}/").status_code == 404
    assert client.get(f"/org/staff/{city['officer'].pk}/").status_code == 404


def test_founding_and_enrolling_by_page(city: District, admin: Client, officer: Client) -> None:
    path = f"/org/units/{city.branch.pk}/found/"
    body = {"level": "station", "code": "350298777", "name": "湖滨派出所", "short": "湖滨", "key": "a"}
    assert "没有“设立单位”的职权" in officer.get(path).content.decode()
    assert officer.post(path, body).status_code == 422
    assert not Unit.objects.filter(code="350298777").exists()
    assert admin.post(path, body).status_code == 302
    unit = Unit.objects.get(code="350298777")
    path = f"/org/units/{unit.pk}/enrol/"
    person = {"police_number": "520777", "name": "卢新", "category": "officer", "sex": "male", "post": "officer"}
    assert admin.post(path, person).status_code == 302
    assert Appointment.objects.filter(staff__police_number="520777", post="officer").exists()
    assert admin.post(path, person).status_code == 422


def test_opening_an_account_shows_the_password_once(city: District, admin: Client) -> None:
    path = f"/org/staff/{city.second.pk}/account/"
    page = admin.post(path, {"do": "open", "key": "k"})
    password = page.context["password"]
    account = Account.objects.get(username="520107")
    assert account.check_password(password) and account.must_change_password
    assert password not in admin.get(path).content.decode()
    assert admin.post(path, {"do": "open", "key": "k"}).context["password"] == ""
    assert admin.post(path, {"do": "close", "key": "l"}).status_code == 200
    assert admin.post(path, {"do": "fly"}).status_code == 404


def test_an_officer_opens_no_account(city: District, officer: Client) -> None:
    answer = officer.post(f"/org/staff/{city.second.pk}/account/", {"do": "open"})
    assert answer.status_code == 422 and not Account.objects.filter(username="520107").exists()


@pytest.mark.parametrize("key", [kind.key for kind in post_kinds()])
def test_each_post_has_its_duty_and_power_list(city: District, officer: Client, key: str) -> None:
    page = officer.get(f"/org/posts/{key}/")
    assert page.status_code == 200
    assert post_kind(key).duty[0][0] in page.content.decode()


def test_the_list_is_printed(city: District, officer: Client) -> None:
    answer = officer.get("/org/posts/admin.pdf")
    assert answer.headers["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    assert lists.pdf(post_kind("admin")) == answer.content
    assert officer.get("/org/posts/king.pdf").status_code == 404


def staff_csv(*rows: str) -> bytes:
    return ("\ufeff单位代码,警号,姓名,拼音,人员类别,性别,岗位\n" + "\n".join(rows)).encode()


def handed_in(client: Client, sort: str, name: str, content: bytes):
    return client.post("/org/import/", {"sort": sort, "file": SimpleUploadedFile(name, content)})


def test_people_come_from_a_file_after_a_preview(city: District, admin: Client) -> None:
    content = staff_csv("350298510,520801,程一,,人民警察,男,办案民警", "350298520,520802,程二,,警务辅助人员,女,辅警")
    answer = handed_in(admin, "staff", "people.csv", content)
    assert answer.status_code == 302
    assert not Staff.objects.filter(police_number="520801").exists(), "nothing is written before the confirmation"
    assert "确认导入 2 行" in admin.get(answer.url).content.decode()
    assert admin.post(answer.url).status_code == 302
    assert Staff.objects.filter(police_number__in=["520801", "520802"]).count() == 2
    assert Appointment.objects.filter(staff__police_number="520802", post="auxiliary").exists()
    admin.post(answer.url)
    assert Staff.objects.filter(police_number__startswith="5208").count() == 2
    assert StagedImport.objects.get().rows == [], "the staged names are gone once they are in force"


def test_each_wrong_row_is_named_and_nothing_is_imported(city: District, admin: Client) -> None:
    content = staff_csv(
        "999,520811,甲,,人民警察,男,", "350298510,520101,乙,,骑士,男,国王", "350298510,,丙,,人民警察,男,"
    )
    answer = handed_in(admin, "staff", "people.csv", content)
    text = admin.get(answer.url).content.decode()
    for sentence in (
        "单位 999 不存在",
        "警号 520101 已经存在",
        "不能是“骑士”",
        "没有名为“国王”的岗位",
        "“警号”没有填写",
    ):
        assert sentence in text
    assert "确认导入" not in text
    before = Staff.objects.count()
    assert admin.post(answer.url).status_code in (302, 422)
    assert Staff.objects.count() == before


def test_a_row_refused_when_carried_out_undoes_all(city: District, admin: Client) -> None:
    content = staff_csv("350298510,520821,丁,,人民警察,男,办案民警", "350298510,520822,戊,,人民警察,男,法制部门审核员")
    answer = handed_in(admin, "staff", "people.csv", content)
    refused = admin.post(answer.url)
    assert refused.status_code == 422 and "第 3 行" in refused.content.decode()
    assert not Staff.objects.filter(police_number="520821").exists()


def test_units_come_from_a_workbook_parents_first(city: District, admin: Client) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(list(importing.UNIT_COLUMNS.values()))
    sheet.append(["350298", 350298600, "海湾派出所", "", "海湾", "所队"])
    sheet.append(["350298600", "350298601", "海湾一队", "", "海一", "station"])
    file = io.BytesIO()
    book.save(file)
    answer = handed_in(admin, "units", "units.xlsx", file.getvalue())
    admin.post(answer.url)
    assert Unit.objects.get(code="350298601").parent == Unit.objects.get(code="350298600")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"x,y\n1,2\n", "缺少“单位代码”"),
        ("a.xlsx", b"no zip", "不是可以读取的 XLSX"),
        ("a.csv", b"\xff\xfe\xff\xff", "编码无法识别"),
        ("a.csv", staff_csv(), "没有内容"),
    ],
)
def test_an_unreadable_file_is_refused_with_a_sentence(
    city: District, admin: Client, name: str, content: bytes, sentence: str
) -> None:
    answer = handed_in(admin, "staff", name, content)
    assert answer.status_code == 422 and sentence in answer.content.decode()


def test_a_staged_file_is_its_owners_own(city: District, admin: Client, officer: Client) -> None:
    answer = handed_in(admin, "staff", "a.csv", staff_csv("350298510,520831,己,,人民警察,男,"))
    assert officer.get(answer.url).status_code == 404


def test_a_file_in_an_old_encoding_is_read() -> None:
    rows = importing.read("a.csv", "单位代码,警号,姓名,人员类别,性别\n1,2,王,人民警察,男\n".encode("gb18030"), "staff")
    assert rows[0]["name"] == "王" and rows[0]["line"] == "2" and rows[0]["post"] == ""


@pytest.fixture
def personnel(city: District) -> Client:
    return signed_in(city["personnel"], city)


def test_acts_on_people_are_done_by_page(city: District, personnel: Client, officer: Client) -> None:
    person = city.second
    path = f"/org/staff/{person.pk}/do/org.lend/"
    text = personnel.get(f"/org/staff/{person.pk}/").content.decode()
    assert path in text and path not in officer.get(f"/org/staff/{person.pk}/").content.decode()
    version = personnel.get(path).context["version"]
    body = {"to": city.other_station.pk, "until": "2036-05-01T08:00", "ground": "专项行动", "version": version}
    assert officer.post(path, body).status_code == 422
    assert personnel.post(path, {**body, "until": ""}).status_code == 422
    answer = personnel.post(path, body)
    assert answer.status_code == 302 and answer.url == f"/org/staff/{person.pk}/"
    assert Lending.objects.get().to == city.other_station
    stale = personnel.post(path, body)
    assert stale.status_code == 422 and "已有人办理过" in stale.content.decode()


@pytest.mark.parametrize(
    "name",
    sorted(
        act.card.name
        for act in acts_on(Staff)
        if act.card.room == "org" and act.card.menu and act.card.name != "org.return_to_service"
    ),
)
def test_every_act_on_a_person_has_a_form(city: District, admin: Client, name: str) -> None:
    page = admin.get(f"/org/staff/{city.second.pk}/do/{name}/")
    assert page.status_code == 200
    assert set(page.context["form"].fields) == {p.name for p in page.context["form"].act.parameters}
    assert admin.post(f"/org/staff/{city.second.pk}/do/{name}/", {"post": "king"}).status_code in (302, 422)


def test_acts_with_pages_of_their_own_have_no_form(city: District, admin: Client) -> None:
    for name in ("org.sign_in", "org.open_account", "org.close_unit", "cases.detain"):
        assert admin.get(f"/org/staff/{city.second.pk}/do/{name}/").status_code == 404


def test_a_unit_is_renamed_by_page(city: District, personnel: Client) -> None:
    path = f"/org/units/{city.station.pk}/do/org.rename_unit/"
    assert city.station.name in personnel.get(path).content.decode()
    assert personnel.post(path, {"name": "中心派出所", "short": "中心"}).status_code == 302
    assert Unit.objects.get(pk=city.station.pk).short == "中心"

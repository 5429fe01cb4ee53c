"""Promise: every page x every post x own and other unit answers as its rule says; a new page must name its rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from egret.acts.machine import place_of
from egret.acts.ports import ports
from egret.approvals.models import Approval
from egret.approvals.queries import readable
from egret.cases.acts import inquiry
from egret.cases.models import Measure
from egret.documents.models import Document
from egret.org.acts import accounts
from egret.org.holdings import reaches
from egret.org.models import Account, AgencyKind, Staff
from egret.supervision.models import Finding
from egret.supervision.patrol import patrol
from tests.building import cases
from tests.building.org import NOON, District, later, partner, police_city

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

OPEN, DOOR, STAFF, SEES, REGISTER, SIGNS, SENT, LAW, OWNER, REVISES, REVISES_GUIDES, VERSION = (
    "open to everybody",
    "the sign-in door: allauth decides",
    "everybody in service",
    "who sees the matter",
    "the register: police all, partners their own organ",
    "who sees the matter or has a part in the approval",
    "takes POST only",
    "everybody in service; the article must exist",
    "only who made it",
    "who may revise the chains of the own force",
    "who may revise the guides of the own force",
    "who sees the version; tests/approvals/test_matrix_pages.py, tests/guidance/test_guide_pages.py",
)

RULES: dict[str, str] = {
    "ui:language": OPEN,
    **dict.fromkeys(("desk:worklist", "desk:incidents", "desk:cases", "desk:register"), STAFF),
    **dict.fromkeys(("desk:restricted", "desk:property"), STAFF),
    **dict.fromkeys(("desk:search", "desk:suggest", "desk:notices", "desk:latest_notices"), STAFF),
    **dict.fromkeys(
        (
            "desk:review",
            "desk:review_register",
            "desk:review_workload",
            "desk:acceptance",
            "desk:agenda",
            "desk:found_committee",
            "desk:centre",
            "desk:found_group",
        ),
        STAFF,
    ),
    **dict.fromkeys(("desk:read_notices", "desk:decide_import", "desk:receive"), SENT),
    "desk:imports": STAFF,
    **dict.fromkeys(("desk:import", "desk:import_progress", "desk:import_faults"), OWNER),
    **dict.fromkeys(("desk:subject", "desk:more_acts", "desk:checklist", "desk:facts", "desk:act"), SEES),
    **dict.fromkeys(("desk:replay", "desk:measure"), SEES),
    **dict.fromkeys(("org:tree", "org:posts", "org:post", "org:post_pdf", "org:my_account", "org:import"), STAFF),
    "org:my_posts": STAFF,
    **dict.fromkeys(("org:unit", "org:found_unit", "org:act_on_unit", "org:enrol_staff"), REGISTER),
    **dict.fromkeys(("org:staff", "org:account", "org:act_on_staff"), REGISTER),
    "org:import_preview": OWNER,
    **dict.fromkeys(("law:list", "law:search", "law:imports"), STAFF),
    **dict.fromkeys(("law:cite", "law:law", "law:article", "law:sub_article", "law:confirm"), LAW),
    **dict.fromkeys(("approvals:inbox", "approvals:sent", "approvals:signed", "approvals:delegations"), STAFF),
    "approvals:approval": SIGNS,
    **dict.fromkeys(("approvals:decide", "approvals:end_delegation", "approvals:decide_revision"), SENT),
    **dict.fromkeys(("approvals:matrix", "approvals:chain"), STAFF),
    "approvals:revise": REVISES,
    "approvals:revision": VERSION,
    "documents:to_serve": STAFF,
    **dict.fromkeys(("documents:document", "documents:pdf", "documents:proof", "documents:sign"), SEES),
    "supervision:findings": STAFF,
    **dict.fromkeys(("guidance:penalty", "guidance:facts"), STAFF),
    **dict.fromkeys(("guidance:guides", "guidance:guide"), STAFF),
    "guidance:draft_guide": REVISES_GUIDES,
    **dict.fromkeys(("guidance:guide_version", "guidance:edit_guide", "guidance:dossier"), VERSION),
    **dict.fromkeys(("guidance:decide_guide", "guidance:decide_dossier"), SENT),
    "supervision:finding": SEES,
    **dict.fromkeys(("documents:check", "documents:check_proof"), OPEN),
}
"""Name of each address and who may open it. Sign-in pages (`account_`, `mfa_`, `usersessions_`) are the door's."""


def names(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry, f"{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern):
            yield f"{space}{entry.name}"


def rule_of(name: str) -> str | None:
    if name.startswith(("account_", "mfa_", "usersessions_")):
        return DOOR
    return RULES.get(name)


def test_every_address_has_a_rule_and_every_rule_an_address() -> None:
    known = set(names())
    assert not sorted(name for name in known if rule_of(name) is None), "say in RULES who may open these"
    assert not sorted(set(RULES) - known), "these are gone"


@dataclass(frozen=True)
class Side:
    """What lies in one unit: a matter, its paper, its people."""

    city: District
    matter: Any
    paper: Document | None
    finding: Finding | None
    approval: Approval | None
    measure: Measure | None

    def address(self, name: str) -> str:
        keys: dict[str, dict[str, object]] = {
            "desk:act": {"pk": self.matter.pk, "name": "intake.tell_not_police"},
            "desk:subject": {"pk": self.matter.pk},
            **{f"desk:{page}": {"pk": self.matter.pk} for page in ("replay", "more_acts", "checklist", "facts")},
            "desk:receive": {"pk": self.matter.pk},
            "desk:measure": {"pk": self.measure.pk if self.measure else 0},
            **{f"desk:{page}": {"pk": 1} for page in ("import", "import_progress", "import_faults", "decide_import")},
            "org:act_on_unit": {"pk": self.city.station.pk, "name": "org.rename_unit"},
            "org:act_on_staff": {"pk": self.city["officer"].pk, "name": "org.lend"},
            **{f"org:{page}": {"pk": self.city.station.pk} for page in ("unit", "found_unit", "enrol_staff")},
            **{f"org:{page}": {"pk": self.city["officer"].pk} for page in ("staff", "account")},
            "org:post": {"key": "officer"},
            "org:post_pdf": {"key": "officer"},
            "org:import_preview": {"pk": 1},
            "law:law": {"pk": 1},
            "law:article": {"pk": 1, "no": 1},
            "law:sub_article": {"pk": 1, "no": 1, "sub": 1},
            "law:confirm": {"pk": 1, "label": "x"},
            "approvals:approval": {"pk": self.approval.pk if self.approval else 0},
            "approvals:decide": {"pk": 1, "verb": "sign"},
            "approvals:end_delegation": {"pk": 1},
            **{f"approvals:{page}": {"kind": "both", "name": "移送案件"} for page in ("chain", "revise")},
            "approvals:revision": {"pk": 1},
            "approvals:decide_revision": {"pk": 1, "verb": "simulate"},
            **{
                f"documents:{page}": {"pk": self.paper.pk if self.paper else 0}
                for page in ("document", "pdf", "proof", "sign")
            },
            **{f"guidance:{page}": {"number": "EB01"} for page in ("guide", "draft_guide")},
            **{f"guidance:{page}": {"pk": 1} for page in ("guide_version", "edit_guide", "dossier")},
            "guidance:decide_guide": {"pk": 1, "verb": "approve"},
            "guidance:decide_dossier": {"pk": 1, "verb": "publish"},
            "supervision:finding": {"pk": self.finding.pk if self.finding else 0},
            "documents:check": {"log": "2026", "index": "1", "leaf": "A" * 52},
            "documents:check_proof": {"log": "2026", "index": "1", "leaf": "A" * 52},
        }
        return reverse(name, kwargs=keys.get(name))


@dataclass(frozen=True)
class World:
    people: dict[str, Staff]
    own: Side
    other: Side


def _side(city: District, *matters: Any) -> Side:
    keys = [matter.pk for matter in matters if matter is not None]
    return Side(
        city,
        matters[0],
        Document.objects.filter(matter_id__in=keys).first(),
        Finding.objects.filter(matter_id__in=keys).first(),
        Approval.objects.filter(target_id__in=keys).first(),
        Measure.objects.filter(case_id__in=keys).first(),
    )


@pytest.fixture
def world(settings: Any) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    city = police_city()
    moved = {**city.officers, "officer": city.stranger, "unit_head": city.stranger_head}
    across = replace(city, station=city.other_station, officers=moved)
    case = cases.accepted(city)
    inquiry.record_arrival(
        case, city.by("officer"), person=cases.suspect_of(case), arrived_at=NOON, way="口头传唤", place="办案区"
    )
    report = cases.report(across)
    patrol(later(days=60))
    people = {
        **city.officers,
        "prosecutor": partner(AgencyKind.PROCURATORATE, "鹭湖区人民检察院", "prosecutor", "JC01", "宋诚"),
        "judge": partner(AgencyKind.COURT, "鹭湖区人民法院", "judge", "FY01", "魏公"),
        "nobody": city.second,
    }
    for staff in people.values():
        accounts.open_account(staff, city.by("admin"), password="heron-wades-slowly", must_change=False)
    return World(
        people,
        _side(city, case, case.report),
        _side(across, report),
    )


def signed_in(staff: Staff) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=staff.police_number))
    return client


PAGES = sorted(name for name in set(names()) if rule_of(name) not in (None, DOOR))


def test_strangers_are_led_to_the_door(world: World) -> None:
    for name in PAGES:
        answer = Client().get(world.own.address(name))
        if RULES[name] == OPEN:
            assert answer.status_code in (200, 302, 404), name
            assert not answer.headers.get("Location", "").startswith("/account/login/"), name
        else:
            assert answer.status_code in (302, 405), name
            assert answer.status_code == 405 or answer.url.startswith("/account/login/"), name


@pytest.mark.parametrize("where", ["own", "other"])
def test_every_page_answers_every_post_as_its_rule_says(world: World, where: str) -> None:
    side: Side = getattr(world, where)
    wrong = []
    for post, staff in world.people.items():
        client, now = signed_in(staff), timezone.now()
        scope = ports.powers.scope(staff, "subjects.see", now)
        sees = reaches(scope, place_of(side.matter))
        police = staff.category != "partner"
        for name in PAGES:
            rule = RULES[name]
            if (rule == SIGNS and side.approval is None) or (name.startswith("documents:") and side.paper is None):
                continue
            if name == "desk:measure" and side.measure is None:
                continue
            may = {
                STAFF: True,
                SEES: sees,
                REGISTER: police,
                SIGNS: side.approval is not None and readable(staff, side.approval, now),
                OWNER: False,
                VERSION: False,
                REVISES_GUIDES: ports.powers.refusal(staff, "guidance.revise", staff.place, now) is None,
                REVISES: ports.powers.refusal(staff, "approvals.revise", staff.place, now) is None,
                LAW: False,
            }.get(rule)
            status = client.get(side.address(name)).status_code
            right = {SENT: {405}, OPEN: {200, 302, 404}}.get(rule) or ({200, 302} if may else {404})
            if name in ("documents:proof", "documents:pdf", "desk:act") and may:
                right = {200, 302, 404}  # no checkpoint yet, not rendered yet, not at this stage
            if status not in right:
                wrong.append(f"{post} {where} {name}: {status}, not {sorted(right)}")
    assert not wrong, "\n".join(wrong)

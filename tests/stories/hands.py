"""Hands at the pages: who sits at the desk, what is typed into an act's form, who signs. No act is called here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from egret.cases.acts.penalty import ReviewPoint
from egret.demo.hands import LOCAL, on
from egret.org.acts import accounts
from egret.org.models import Staff
from tests.browser.fixtures import WIDE
from tests.building.org import District

MINUTE = timedelta(minutes=1)
MOST_SIGNATURES = 12
PATIENCE = 30_000
"""Milliseconds a page may take on a busy machine."""


class Time:
    """Now, as the pages know it: it stands still until somebody acts or the story says that time passes."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def passes(self, **span: float) -> datetime:
        self.at += timedelta(**span)
        return self.at

    def comes(self, days: int, hour: int, minute: int = 0) -> datetime:
        """An hour of the day so many days from now."""
        self.at = on(self.at, days, hour, minute)
        return self.at


class NotDone(AssertionError):
    """The page refused. `sentences` are what the officer reads: why, the article, what to do next."""

    def __init__(self, what: str, sentences: Sequence[str]) -> None:
        super().__init__(f"{what}: {' / '.join(sentences)}")
        self.sentences = tuple(sentences)


@dataclass
class Desk:
    """One desk at which everybody of the city may sit down; each keeps their own signed-in browser."""

    browser: Browser
    url: str
    city: District
    time: Time
    faults: list[str] = field(default_factory=list)
    refusals: list[tuple[str, str]] = field(default_factory=list)
    """Every refusal met on the way: its sentence and its remedy."""
    _rooms: dict[int, tuple[BrowserContext, Page]] = field(default_factory=dict)
    _sitting: Staff | None = None
    _drawn_last: Page | None = None
    """The page that answered the deed done last: any other may be out of date."""

    def as_(self, who: str | Staff) -> Desk:
        """Let the holder of a post, or a person, sit down."""
        self._sitting = self.city[who] if isinstance(who, str) else who
        if self._sitting.pk not in self._rooms:
            self._rooms[self._sitting.pk] = self._enter(self._sitting)
        return self

    @property
    def page(self) -> Page:
        assert self._sitting is not None
        return self._rooms[self._sitting.pk][1]

    def close(self) -> None:
        for context, _page in self._rooms.values():
            context.close()

    def _enter(self, staff: Staff) -> tuple[BrowserContext, Page]:
        context = self.browser.new_context(
            viewport=WIDE,  # type: ignore[arg-type]
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        client = Client()
        client.force_login(account_of(self.city, staff))
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.url}])
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self._heard(page, said.type, said.text))
        page.on("response", lambda answer: self._answered(answer.url, answer.status))
        return context, page

    def _heard(self, page: Page, kind: str, text: str) -> None:
        if kind == "error" and "Content Security Policy" in text:
            self.faults.append(f"{page.url}: {text}")

    def _answered(self, url: str, status: int) -> None:
        if status >= 500:
            self.faults.append(f"{url}: {status}")

    def go(self, path: str) -> Desk:
        self.page.goto(self.url + path, wait_until="domcontentloaded")
        return self

    def open(self, subject: int) -> Desk:
        """The file of a subject; stays when it is open already."""
        path = reverse("desk:subject", args=[subject])
        return self if self.page.url == self.url + path and self._drawn_last is self.page else self.go(path)

    def stage(self, subject: int) -> str:
        """Where the strip of stages says the subject stands."""
        self.go(reverse("desk:subject", args=[subject]))
        return self.page.locator(".stages li.now b").inner_text().strip()

    def register(self, **values: Any) -> int:
        """A report, typed into the page of the register; answers with its key."""
        self.go(reverse("desk:register"))
        return self._send("接报登记", values)

    def menu(self, subject: int) -> list[str]:
        """Names of the acts that the file offers now."""
        self.open(subject)
        self._unfold()
        links = self.page.locator("#acts a.btn").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        return [href.rstrip("/").rsplit("/", 1)[-1] for href in links]

    def linked(self, subject: int, panel: str) -> int:
        """Key of the subject that a panel of the file links to last."""
        self.open(subject)
        href = self.page.locator(f"#{panel} a[href*='/s/']").last.get_attribute("href") or ""
        return int(href.rstrip("/").rsplit("/", 1)[-1])

    def begin(self, subject: int, act: str) -> Desk:
        """Open an act's form from the menu of the file."""
        self.open(subject)
        link = self.page.locator(f"#acts a[href$='/do/{act}/']")
        if not link.count():
            self._unfold()
        if not link.count():
            raise NotDone(act, self.page.locator("#acts").all_inner_texts())
        link.first.click()
        self.page.wait_for_url(re.compile(rf"/do/{re.escape(act)}/"), wait_until="domcontentloaded")
        return self

    def _unfold(self) -> None:
        """Open what is folded in the menu; it is fetched then."""
        fold = self.page.locator("#acts details.fold > summary")
        if fold.count():
            fold.click()
            self.page.locator("#acts .rest ul.acts").first.wait_for()

    def do(self, subject: int, act: str, **values: Any) -> int:
        """Do an act through its form; answers with the key of the subject whose file opens afterwards."""
        self.time.passes(minutes=1)
        self.begin(subject, act)
        return self._send(act, values)

    def _send(self, what: str, values: dict[str, Any]) -> int:
        self.fill(values)
        self.submit()
        found = re.search(r"/s/(\d+)/$", self.page.url)
        if found is None:
            raise NotDone(what, self.read_refusals())
        return int(found[1])

    def submit(self) -> None:
        """Press the button of the form; the page that answers is there afterwards."""
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.page.locator("main form button.go[type=submit]").first.click()
        self._drawn_last = self.page

    def read_refusals(self) -> list[str]:
        """What stands on the page against the act: refusals with their remedies, and faults of the form's fields."""
        told = []
        for item in self.page.locator(".refusal li").all():
            sentence = item.locator("strong").first.inner_text().strip()
            remedy = item.locator(".remedy").all_inner_texts()
            self.refusals.append((sentence, remedy[0].strip() if remedy else ""))
            told.append(sentence)
        told += [text.strip() for text in self.page.locator(".field .wrong").all_inner_texts()]
        return told or [self.page.locator("main").inner_text()[:400]]

    def refused(self, subject: int, act: str, **values: Any) -> str:
        """Try an act that is refused: all sentences and remedies the officer reads."""
        try:
            self.do(subject, act, **values)
        except NotDone as no:
            return "\n".join((*no.sentences, *(remedy for _sentence, remedy in self.refusals)))
        raise AssertionError(f"{act} was not refused")

    def fill(self, values: dict[str, Any]) -> None:
        """Type values into the form: rows are chosen by their words, groups are filled field by field."""
        for name, value in flat(values):
            self._fill_one(name, value)

    def _fill_one(self, name: str, value: Any) -> None:
        field = self.page.locator(f"main [name='{name}']")
        kind = field.first.evaluate("one => one.type")
        if kind == "checkbox":
            self._tick(field, value)
        elif kind == "select-one":
            field.select_option(self._option(field, words(value)))
        else:
            field.fill(words(value))

    def _tick(self, boxes: Locator, value: Any) -> None:
        if isinstance(value, bool):
            boxes.set_checked(value)
            return
        for one in value:
            wanted = words(one)
            by_value = self.page.locator(f"main [name='{boxes.first.get_attribute('name')}'][value='{wanted}']")
            (by_value if by_value.count() else self.page.locator("main label", has_text=wanted)).first.check()

    def _option(self, field: Locator, wanted: str) -> str:
        offered = field.locator("option").evaluate_all("all => all.map(one => [one.value, one.textContent])")
        for value, label in offered:
            if wanted in (value, label.strip()):
                return str(value)
        return next(str(value) for value, label in offered if wanted in label)

    def waiting_approval(self, subject: int) -> str:
        """Address of the approval that the file shows as open."""
        self.open(subject)
        return str(self.page.locator("#approving a").first.get_attribute("href"))

    def sign_all(self, subject: int, opinion: str = "同意") -> None:
        """Everybody whom the approval's strip names signs, one after the other, until it takes effect."""
        before = self._sitting
        path = self.waiting_approval(subject)
        self.go(path)
        for _turn in range(MOST_SIGNATURES):
            step = self.page.locator(".stages li.now")
            if not step.count():
                break
            self.as_(self.signer(step.first.inner_text())).sign(path, opinion)
        assert before is not None
        self.as_(before)

    def sign(self, path: str, opinion: str = "同意") -> None:
        """Give one's signature on the approval's page."""
        self.time.passes(minutes=2)
        self.go(path)
        button = self.page.locator("form[action$='/sign/'] button.go")
        if not button.count() and self.page.locator("#decide .refusal").count():
            self.review(path, opinion)
            return
        if not button.count():
            raise NotDone("sign", self.page.locator("main").all_inner_texts())
        self.page.locator("form[action$='/sign/'] [name=opinion]").fill(opinion)
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            button.click()
        self._drawn_last = self.page
        if self.page.locator("[role=alert].refusal, .note.bad").count():
            raise NotDone("sign", self.read_refusals())

    def review(self, path: str, opinion: str) -> None:
        """What leaves through the legal office is signed at its desk: taken in, taken up, agreed to."""
        title = self.page.locator("main h1").first.inner_text()
        self.go(reverse("desk:review"))
        key = path.rstrip("/").rsplit("/", 1)[-1]
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.page.locator(f"form[action$='/take/{key}/'] button").click()
        found = re.search(r"/s/(\d+)/$", self.page.url)
        if found is None:
            raise NotDone(title, self.read_refusals())
        self._drawn_last = self.page
        self.do(int(found[1]), "review.take_up")
        self.do(int(found[1]), "review.agree", points=ReviewPoint.values, opinion=opinion)
        self.go(path)

    def signer(self, words_of_step: str) -> Staff:
        """The first person named where the approval waits."""
        named = [
            (words_of_step.find(name), one)
            for one in self.people()
            for name in (one.name, one.name_en)
            if name and name in words_of_step
        ]
        if not named:
            raise NotDone("sign", [words_of_step])
        return min(named, key=lambda pair: pair[0])[1]

    def people(self) -> Iterator[Staff]:
        yield from self.city.officers.values()
        yield from (self.city.second, self.city.stranger, self.city.stranger_head)

    @contextmanager
    def answers(self, status: int) -> Iterator[None]:
        """The next page that is sent answers so."""
        with self.page.expect_response(lambda answer: answer.request.method == "POST") as heard:
            yield
        assert heard.value.status == status, heard.value.status


def account_of(city: District, staff: Staff) -> Any:
    """The account of a person, opened when there is none."""
    fresh = Staff.objects.select_related("account").get(pk=staff.pk)
    if fresh.account is None:
        accounts.open_account(fresh, city.by("admin"), password="heron-wades-slowly", must_change=False)
        fresh = Staff.objects.select_related("account").get(pk=staff.pk)
    return fresh.account


def flat(values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Names as the form has them: a group's fields carry its name before theirs."""
    for name, value in values.items():
        if isinstance(value, dict):
            yield from ((f"{name}__{inner}", one) for inner, one in value.items())
        elif value is not None:
            yield name, value


def words(value: Any) -> str:
    """A value as an officer types it."""
    if isinstance(value, Staff):
        return value.name
    if isinstance(value, datetime):
        return f"{value.astimezone(LOCAL):%Y-%m-%dT%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return "\n".join(value)
    return str(value)

"""Keyset pages: nothing twice, nothing left out, in both directions, whatever the marks say."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import RequestFactory

from egret.ui.paging import keyset_page

pytestmark = pytest.mark.django_db

Account = get_user_model()


@pytest.fixture
def people() -> None:
    # Names repeat in no column here, so the id breaks the ties of a column all rows share.
    Account.objects.bulk_create(Account(username=f"p{number:03}", password="x") for number in range(23))


@pytest.mark.parametrize("by", ["-username", "username", "-is_active", "is_active", "-id"])
@pytest.mark.usefixtures("people")
def test_walk_forth_and_back_meets_every_row_once(by: str) -> None:
    rows = Account.objects.all()
    page = keyset_page(rows, {}, by=by, size=5)
    pages, seen = [page], [row.pk for row in page.rows]
    assert not page.before
    while page.after:
        page = keyset_page(rows, {"after": page.after}, by=by, size=5)
        seen += [row.pk for row in page.rows]
        pages.append(page)
    assert len(seen) == len(set(seen)) == 23
    for earlier in reversed(pages[:-1]):
        page = keyset_page(rows, {"before": page.before}, by=by, size=5)
        assert [row.pk for row in page.rows] == [row.pk for row in earlier.rows]
    assert not page.before
    assert page.after


@pytest.mark.parametrize("mark", ["", "x", "%00", "WzEsMV0", "bnVsbA", "WyJ4IiwgIjEiXQ", "W251bGwsIDFd", "9" * 500])
@pytest.mark.usefixtures("people")
def test_mangled_mark_begins_at_the_first_page(mark: str) -> None:
    page = keyset_page(Account.objects.all(), {"after": mark}, by="-password_set", size=5)
    assert len(page.rows) == 5


def test_nothing_there_has_no_pages() -> None:
    page = keyset_page(Account.objects.none(), RequestFactory().get("/").GET, by="id")
    assert not page.rows
    assert not page.after
    assert not page.before

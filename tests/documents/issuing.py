"""One of several processes that issue papers at the same moment: `python -m tests.documents.issuing MATTER STAFF`."""

from __future__ import annotations

import sys

import django
from django.db import transaction


def main(matter_key: int, staff_key: int) -> None:
    django.setup()
    from egret.acts.deed import Deed, under
    from egret.acts.done import By
    from egret.acts.ports import Paper
    from egret.documents.desk import DocumentsDesk
    from egret.documents.kinds import kind_named
    from egret.intake.models import Incident
    from egret.org.models import Staff
    from tests.acts.conftest import AT

    matter, by = Incident.objects.get(pk=matter_key), By(Staff.objects.get(pk=staff_key), AT)
    paper = Paper("立案决定书", kind_named("立案决定书").example())
    for turn in range(9):
        try:
            with transaction.atomic(), under(Deed("test.issue")):
                DocumentsDesk().issue(paper, matter, by)
                if turn % 3 == 2:
                    raise InterruptedError
        except InterruptedError:
            pass


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

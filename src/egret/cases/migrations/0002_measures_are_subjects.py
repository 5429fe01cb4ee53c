"""Measures become subjects of their own, those of a home that has some included.

Rows that stand beside a case turn into nouns with an entry each, written by the system's hand: the entry of the case
says that its old rows are gone, the entry of each measure shows what it holds. So `egret verify` finds every row
written by somebody, before and after.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

from egret.acts.images import image_of_table
from egret.acts.migrating import Moved, enter

KINDS = [
    ("summons", "传唤"),
    ("compelled", "拘传"),
    ("detention", "刑事拘留"),
    ("arrest", "逮捕"),
    ("bail", "取保候审"),
    ("surveillance", "监视居住"),
    ("admin_detention", "行政拘留"),
]
ACT = "cases.measures_are_subjects"


def move(apps, schema_editor):
    old = apps.get_model("cases", "FormerMeasure")
    subject = apps.get_model("acts", "Subject")
    at = timezone.now()
    for key in old.objects.order_by("subject_id").values_list("subject_id", flat=True).distinct():
        case = subject.objects.select_for_update().get(pk=key)
        _move_those_of(apps, case, list(old.objects.filter(subject_id=key).order_by("started", "id")), at)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def keep(apps, schema_editor):
    """Going back is for a home without measures only."""
    if apps.get_model("cases", "Measure").objects.exists():
        raise RuntimeError("measures cannot become plain rows again; restore a backup instead")


def _move_those_of(apps, case, rows, at):
    subject, measure = apps.get_model("acts", "Subject"), apps.get_model("cases", "Measure")
    head, born = f"{case.number}-CS", []
    for n, row in enumerate(rows, 1):
        born.append(_born(apps, case, row, f"{head}{n:02d}", at))
        born[-1].save(force_insert=True)
    apps.get_model("acts", "NumberSeries").objects.update_or_create(key=head, defaults={"last": len(rows)})
    case.version, case.changed = case.version + 1, at
    gone = [["cases_measure", row.pk, None] for row in rows]
    of_case = [image_of_table(case, subject), *gone]
    names = tuple(f"measure:{one.pk}" for one in born)
    moved = [Moved(f"{case.kind}:{case.pk}", case.chain_head, of_case, names)]
    for one in born:
        images = [image_of_table(one, subject), image_of_table(one, measure)]
        moved.append(Moved(f"measure:{one.pk}", "", images, (f"{case.kind}:{case.pk}",)))
    for one, head in zip([case, *born], enter(ACT, moved, at), strict=True):
        subject.objects.filter(pk=one.pk).update(chain_head=head, version=one.version, changed=one.changed)


def _born(apps, case, row, number, at):
    kind, until = dict(KINDS)[row.kind], row.due.isoformat() if row.due else None
    term = {"rule": "", "since": row.started.isoformat(), "until": until, "decided": row.started.isoformat()}
    return apps.get_model("cases", "Measure")(
        kind="measure",
        number=number,
        title=f"{row.person.name} {kind}",
        stage="ended" if row.ended else "in_force",
        unit=case.unit,
        district=case.district,
        city=case.city,
        agency=case.agency,
        sensitivity=case.sensitivity,
        opened=row.started,
        closed=row.ended,
        due=row.due,
        changed=at,
        version=1,
        case=case,
        person=row.person,
        measure_kind=row.kind,
        ground=row.ground,
        place=row.place,
        end_ground=row.end_ground,
        periods=[{**term, "approver": "", "paper": ""}],
        facts=row.facts,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("acts", "0001_subjects_and_clocks"),
        ("intake", "0002_imports"),
        ("journal", "0002_append_only"),
        ("cases", "0001_cases_and_records"),
    ]

    operations = [
        migrations.RenameModel("Measure", "FormerMeasure"),
        migrations.CreateModel(
            name="Measure",
            fields=[
                (
                    "subject_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="acts.subject",
                    ),
                ),
                ("measure_kind", models.CharField(choices=KINDS, max_length=16, verbose_name="种类")),
                ("ground", models.CharField(blank=True, max_length=200, verbose_name="理由")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="场所")),
                ("end_ground", models.CharField(blank=True, max_length=120, verbose_name="结束原因")),
                ("periods", models.JSONField(default=list, verbose_name="各段期限")),
                ("facts", models.JSONField(default=dict, verbose_name="附加情况")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="acts.subject",
                        verbose_name="案件",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="intake.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "措施",
                "indexes": [models.Index(fields=["case", "measure_kind"], name="measure_of_case")],
            },
            bases=("acts.subject",),
        ),
        migrations.RunPython(move, keep),
        migrations.DeleteModel("FormerMeasure"),
    ]

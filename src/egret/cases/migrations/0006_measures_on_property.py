"""Measures on property become subjects of their own; what was seized before as a mark on evidence gets its measure.

Goods of one case taken from one holder at one moment are one measure. It is written by the system's hand, with an entry of its own
and one of the case, so that `egret verify` finds every row written by somebody. A running limit to bring the goods to
the keeper goes on at the measure.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

from egret.acts.images import image_of_table
from egret.acts.migrating import Moved, enter

ACT = "cases.property_is_subjects"
STAGES = {"sent": "handed_over", "charged": "handed_over", "judged": "handed_over"}
OVER = {"executed": "disposed", "archived": "disposed", "dismissed": "released"}


def move(apps, schema_editor):
    evidence, subject = apps.get_model("cases", "Evidence"), apps.get_model("acts", "Subject")
    at = timezone.now()
    for key in evidence.objects.filter(seized=True).order_by("subject_id").values_list("subject_id", flat=True).distinct():
        case = subject.objects.select_for_update().get(pk=key)
        groups = {}
        for row in evidence.objects.filter(subject_id=key, seized=True).order_by("id"):
            groups.setdefault((row.person_id, row.taken_at), []).append(row)
        _move_those_of(apps, case, list(groups.values()), at)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def keep(apps, schema_editor):
    """Going back is for a home without measures on property only."""
    if apps.get_model("cases", "PropertyItem").objects.exists():
        raise RuntimeError("measures on property cannot become marks again; restore a backup instead")


def _move_those_of(apps, case, groups, at):
    subject = apps.get_model("acts", "Subject")
    clock, measure = apps.get_model("acts", "Clock"), apps.get_model("cases", "CriminalProperty")
    item = apps.get_model("cases", "PropertyItem")
    running = clock.objects.filter(subject_id=case.pk, rule="P03", state="running").order_by("id").first()
    of_case, moved, born = [], [], []
    for rows in groups:
        one = _born(measure, case, rows, at, waiting=running is not None)
        one.number = f"{case.number}-CW{len(born) + 1:02d}"
        one.save(force_insert=True)
        state = "held" if one.closed is None else {"disposed": "judged", "released": "returned"}[one.stage]
        lines = [_line(item, one, row, state) for row in rows]
        images = [image_of_table(one, subject), image_of_table(one, measure)]
        images += [image_of_table(line, item) for line in lines]
        if running is not None and one.closed is None:
            images.append(image_of_table(_goes_on(clock, running, one), clock))
            one.due = running.guard_due
            subject.objects.filter(pk=one.pk).update(due=one.due)
            images[0] = image_of_table(one, subject)
        born.append(one)
        moved.append(Moved(f"criminal_property:{one.pk}", "", images, (f"{case.kind}:{case.pk}",)))
    for old in clock.objects.filter(subject_id=case.pk, rule="P03", state="running"):
        old.state, old.ended = "stopped", at
        old.save()
        of_case.append(image_of_table(old, clock))
    left = clock.objects.filter(subject_id=case.pk, state="running", for_police=True).order_by("guard_due").first()
    case.version, case.changed, case.due = case.version + 1, at, left.guard_due if left else None
    names = tuple(f"criminal_property:{one.pk}" for one in born)
    moved.insert(0, Moved(f"{case.kind}:{case.pk}", case.chain_head, [image_of_table(case, subject), *of_case], names))
    for one, head in zip([case, *born], enter(ACT, moved, at), strict=True):
        subject.objects.filter(pk=one.pk).update(
            chain_head=head, version=one.version, changed=one.changed, due=one.due
        )


def _born(measure, case, rows, at, *, waiting):
    first, over = rows[0], OVER.get(case.stage)
    more = f"等{len(rows)}项" if len(rows) > 1 else ""
    return measure(
        kind="criminal_property",
        title=f"扣押：{first.title}{more}"[:200],
        stage=over or STAGES.get(case.stage, "in_force"),
        unit=case.unit,
        district=case.district,
        city=case.city,
        agency=case.agency,
        owner=case.owner,
        sensitivity=case.sensitivity,
        opened=first.taken_at,
        closed=at if over else None,
        changed=at,
        version=1,
        case=case,
        measure_kind="seize",
        holder_id=first.person_id,
        taken_at=first.taken_at,
        officers=first.taken_by,
        kept_at=None if waiting else at,
        ended=at if over else None,
    )


def _line(item, measure, row, state):
    return item.objects.create(
        subject_id=measure.pk,
        evidence_id=row.pk,
        name=row.title,
        quantity="1件",
        features=row.description[:400],
        state=state,
    )


def _goes_on(clock, running, measure):
    return clock.objects.create(
        subject_id=measure.pk,
        rule="P03",
        started=running.started,
        guard_due=running.guard_due,
        legal_due=running.legal_due,
        state="running",
        pauses=running.pauses,
        extended=running.extended,
        for_police=running.for_police,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('acts', '0002_clock_extensions'),
        ('cases', '0005_continued_questioning'),
        ('intake', '0002_imports'),
        ('journal', '0002_append_only'),
    ]

    operations = [
        migrations.AlterField(
            model_name='evidence',
            name='seized',
            field=models.BooleanField(default=False, verbose_name='已采取财物措施'),
        ),
        migrations.CreateModel(
            name='AdministrativeProperty',
            fields=[
                ('subject_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='acts.subject')),
                ('measure_kind', models.CharField(choices=[('seize', '扣押'), ('hold', '扣留'), ('seal', '查封'), ('freeze', '冻结'), ('register', '先行登记保存'), ('sample', '抽样取证'), ('leave', '登记保存（交持有人保管）')], max_length=10, verbose_name='措施种类')),
                ('asset', models.CharField(blank=True, choices=[('deposit', '存款、汇款、证券交易结算资金、期货保证金'), ('securities', '债券、股票、基金份额'), ('equity', '股权、保单权益'), ('listed', '上市公司股权'), ('investment', '其他投资权益')], max_length=12, verbose_name='财产种类')),
                ('holder_note', models.CharField(blank=True, max_length=200, verbose_name='持有人或者签名情况说明')),
                ('ground', models.CharField(blank=True, max_length=200, verbose_name='理由')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='地点或者协助单位')),
                ('account', models.CharField(blank=True, max_length=120, verbose_name='账户')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=16, null=True, verbose_name='金额')),
                ('taken_at', models.DateTimeField(verbose_name='采取时间')),
                ('officers', models.JSONField(default=list, verbose_name='办案人员')),
                ('recording', models.CharField(blank=True, max_length=80, verbose_name='录音录像编号')),
                ('left_for_life', models.CharField(blank=True, max_length=200, verbose_name='保留的生活必需品')),
                ('until', models.DateTimeField(null=True, verbose_name='措施届满')),
                ('keeper', models.CharField(blank=True, max_length=40, verbose_name='保管人员')),
                ('register', models.CharField(blank=True, max_length=60, verbose_name='保管登记号')),
                ('kept_at', models.DateTimeField(null=True, verbose_name='移交保管时间')),
                ('ended', models.DateTimeField(null=True, verbose_name='措施结束')),
                ('end_ground', models.CharField(blank=True, max_length=120, verbose_name='结束原因')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='acts.subject', verbose_name='案件')),
                ('holder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.person', verbose_name='持有人')),
            ],
            options={
                'verbose_name': '行政涉案财物措施',
                'indexes': [models.Index(fields=['case'], name='admin_property_case')],
            },
            bases=('acts.subject',),
        ),
        migrations.CreateModel(
            name='CriminalProperty',
            fields=[
                ('subject_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='acts.subject')),
                ('measure_kind', models.CharField(choices=[('seize', '扣押'), ('hold', '扣留'), ('seal', '查封'), ('freeze', '冻结'), ('register', '先行登记保存'), ('sample', '抽样取证'), ('leave', '登记保存（交持有人保管）')], max_length=10, verbose_name='措施种类')),
                ('asset', models.CharField(blank=True, choices=[('deposit', '存款、汇款、证券交易结算资金、期货保证金'), ('securities', '债券、股票、基金份额'), ('equity', '股权、保单权益'), ('listed', '上市公司股权'), ('investment', '其他投资权益')], max_length=12, verbose_name='财产种类')),
                ('holder_note', models.CharField(blank=True, max_length=200, verbose_name='持有人或者签名情况说明')),
                ('ground', models.CharField(blank=True, max_length=200, verbose_name='理由')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='地点或者协助单位')),
                ('account', models.CharField(blank=True, max_length=120, verbose_name='账户')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=16, null=True, verbose_name='金额')),
                ('taken_at', models.DateTimeField(verbose_name='采取时间')),
                ('officers', models.JSONField(default=list, verbose_name='办案人员')),
                ('recording', models.CharField(blank=True, max_length=80, verbose_name='录音录像编号')),
                ('left_for_life', models.CharField(blank=True, max_length=200, verbose_name='保留的生活必需品')),
                ('until', models.DateTimeField(null=True, verbose_name='措施届满')),
                ('keeper', models.CharField(blank=True, max_length=40, verbose_name='保管人员')),
                ('register', models.CharField(blank=True, max_length=60, verbose_name='保管登记号')),
                ('kept_at', models.DateTimeField(null=True, verbose_name='移交保管时间')),
                ('ended', models.DateTimeField(null=True, verbose_name='措施结束')),
                ('end_ground', models.CharField(blank=True, max_length=120, verbose_name='结束原因')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='acts.subject', verbose_name='案件')),
                ('holder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='intake.person', verbose_name='持有人')),
            ],
            options={
                'verbose_name': '刑事涉案财物措施',
                'indexes': [models.Index(fields=['case'], name='criminal_property_case')],
            },
            bases=('acts.subject',),
        ),
        migrations.CreateModel(
            name='PropertyItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('quantity', models.CharField(max_length=40, verbose_name='数量')),
                ('features', models.CharField(blank=True, max_length=400, verbose_name='特征')),
                ('valuable', models.BooleanField(default=False, verbose_name='贵重财物')),
                ('photos', models.CharField(blank=True, max_length=80, verbose_name='照片、录像编号')),
                ('value', models.DecimalField(decimal_places=2, max_digits=16, null=True, verbose_name='估价')),
                ('state', models.CharField(choices=[('held', '在措施中'), ('returned', '已退还持有人'), ('victim', '已发还被害人（被侵害人）'), ('sold', '已变卖、拍卖'), ('collected', '已收缴、追缴'), ('judged', '已按判决处理'), ('converted', '已转为其他措施'), ('lapsed', '措施已自动解除')], default='held', max_length=10, verbose_name='状态')),
                ('out_to', models.CharField(blank=True, max_length=40, verbose_name='调用人')),
                ('gone_at', models.DateTimeField(null=True, verbose_name='去向时间')),
                ('gone_to', models.CharField(blank=True, max_length=120, verbose_name='去向')),
                ('gone_why', models.CharField(blank=True, max_length=200, verbose_name='处理依据')),
                ('evidence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='property_items', to='cases.evidence', verbose_name='证据')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='property_items', to='acts.subject', verbose_name='措施')),
            ],
            options={
                'verbose_name': '涉案财物',
                'indexes': [models.Index(fields=['subject', 'state'], name='property_item_state')],
            },
        ),
        migrations.RunPython(move, keep),
    ]

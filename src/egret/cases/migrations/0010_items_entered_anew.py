"""Lines of goods have new columns; each home enters them anew, so that `egret verify` finds every row as it was left."""

from django.db import migrations
from django.utils import timezone

from egret.acts.images import image_of_table
from egret.acts.migrating import Moved, enter

ACT = "cases.property_items_have_loans"


def enter_anew(apps, schema_editor):
    item, subject = apps.get_model("cases", "PropertyItem"), apps.get_model("acts", "Subject")
    at = timezone.now()
    for key in item.objects.order_by("subject_id").values_list("subject_id", flat=True).distinct():
        measure = subject.objects.select_for_update().get(pk=key)
        images = [image_of_table(row, item) for row in item.objects.filter(subject_id=key).order_by("id")]
        (head,) = enter(ACT, [Moved(f"{measure.kind}:{key}", measure.chain_head, images)], at)
        subject.objects.filter(pk=key).update(chain_head=head)


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0009_sale_and_loan'),
    ]

    operations = [
        migrations.RunPython(enter_anew, migrations.RunPython.noop),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_statements_by_their_end")]

    operations = [
        migrations.AddField(
            model_name="examination",
            name="goods",
            field=models.JSONField(default=list, verbose_name="送检的涉案财物措施"),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_examined_goods")]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="penalty",
            field=models.JSONField(default=dict, verbose_name="告知的拟处罚"),
        ),
    ]

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from egret.journal import append_only


def up(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    append_only.raise_triggers(editor.connection)


def down(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    append_only.drop_triggers(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_tables")]

    operations = [migrations.RunPython(up, down)]

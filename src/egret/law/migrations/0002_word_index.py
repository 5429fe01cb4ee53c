"""The word index: a virtual table on SQLite, a table with a GIN index on PostgreSQL."""

from django.db import migrations

from egret.law import word_index


def create(apps, schema_editor):
    for statement in word_index.CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in word_index.DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("law", "0001_statutes")]
    operations = [migrations.RunPython(create, drop)]

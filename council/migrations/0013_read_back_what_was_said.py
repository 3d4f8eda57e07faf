"""What was written down is read by who said it. The database itself keeps every reaction as it was."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

POSTGRESQL = """
CREATE FUNCTION council_reaction_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'a reaction never changes'; END $$;
CREATE TRIGGER council_reaction_never_changes BEFORE UPDATE OR DELETE ON council_reaction
FOR EACH ROW EXECUTE FUNCTION council_reaction_never_changes();
"""
POSTGRESQL_BACK = """
DROP TRIGGER council_reaction_never_changes ON council_reaction;
DROP FUNCTION council_reaction_never_changes();
"""
# On SQLite only Python and the foreign keys refuse a deletion, see 0002.
SQLITE = """
CREATE TRIGGER council_reaction_never_changes BEFORE UPDATE ON council_reaction
BEGIN SELECT RAISE(ABORT, 'a reaction never changes'); END
"""


def guard(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(POSTGRESQL if postgresql else SQLITE, params=None)


def unguard(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(
        POSTGRESQL_BACK if postgresql else "DROP TRIGGER council_reaction_never_changes",
        params=None,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('council', '0012_questions_and_undertakings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='input',
            name='source',
            field=models.CharField(choices=[('online', 'In the portal'), ('room', 'Said in the room'), ('call', 'In an online meeting'), ('mail', 'By e-mail'), ('letter', 'By letter')], default='online', max_length=10, verbose_name='source'),
        ),
        migrations.CreateModel(
            name='Reaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True, verbose_name='correction')),
                ('by_clerk', models.BooleanField(default=False, verbose_name='mended by the clerk')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='moment')),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reactions', to='council.answer', verbose_name='answer')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'reaction to what was written down',
                'verbose_name_plural': 'reactions to what was written down',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(verbose_name='asked for')),
                ('due_on', models.DateField(verbose_name='until and including')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked for by')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='closed by')),
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='reading', to='council.inputsession', verbose_name='session')),
            ],
            options={
                'verbose_name': 'reading by who spoke',
                'verbose_name_plural': 'readings by who spoke',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='reading_is_closed_by_somebody')],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]

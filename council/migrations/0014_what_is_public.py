import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from ros_portal.lib.guards import Guard, refuse


UNKNOWN = "Niet vastgelegd (van voor de registratie)"


def say_that_nobody_recorded_it(apps, schema_editor):
    """Doors that were closed before a decision was asked for stay closed."""
    sessions = apps.get_model("council", "InputSession").objects.filter(is_closed=True)
    for session in sessions:
        session.secrecy_by = session.secrecy_ground = UNKNOWN
        session.secrecy_on = session.opens_at.date()
        session.save(update_fields=["secrecy_by", "secrecy_ground", "secrecy_on"])


class Migration(migrations.Migration):

    dependencies = [
        ('council', '0013_read_back_what_was_said'),
        ('milestones', '0003_council_dates_and_calendars'),
        ('stakeholders', '0004_people_hear_what_is_new'),
        ('strategy', '0022_files_of_other_rooms'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReceiptLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField(verbose_name='made')),
            ],
            options={
                'verbose_name': 'link of a receipt',
                'verbose_name_plural': 'links of receipts',
            },
        ),
        migrations.CreateModel(
            name='Withholding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decided_by', models.CharField(max_length=120, verbose_name='who decided on secrecy')),
                ('decided_on', models.DateField(verbose_name='date of that decision')),
                ('ground', models.CharField(max_length=300, verbose_name='ground for secrecy')),
                ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded')),
            ],
            options={
                'verbose_name': 'decision on secrecy',
                'verbose_name_plural': 'decisions on secrecy',
            },
        ),
        migrations.AddField(
            model_name='inputsession',
            name='published_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='made public'),
        ),
        migrations.AddField(
            model_name='inputsession',
            name='secrecy_by',
            field=models.CharField(blank=True, max_length=120, verbose_name='who decided on secrecy'),
        ),
        migrations.AddField(
            model_name='inputsession',
            name='secrecy_ground',
            field=models.CharField(blank=True, max_length=300, verbose_name='ground for secrecy'),
        ),
        migrations.AddField(
            model_name='inputsession',
            name='secrecy_on',
            field=models.DateField(blank=True, null=True, verbose_name='date of that decision'),
        ),
        migrations.RunPython(say_that_nobody_recorded_it, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='inputsession',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_closed', False), ('secrecy_by', ''), ('secrecy_ground', ''), ('secrecy_on__isnull', True)), models.Q(('is_closed', True), ('secrecy_on__isnull', False), models.Q(('secrecy_by', ''), _negated=True), models.Q(('secrecy_ground', ''), _negated=True)), _connector='OR'), name='session_is_closed_by_a_decision'),
        ),
        migrations.AddConstraint(
            model_name='inputsession',
            constraint=models.CheckConstraint(condition=models.Q(('published_at__isnull', True), models.Q(('is_closed', False), ('published_at__gte', models.F('closes_at'))), _connector='OR'), name='session_made_public_is_over_and_open_to_all'),
        ),
        migrations.AddField(
            model_name='receiptlink',
            name='input',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='receipt_link', to='council.input', verbose_name='input'),
        ),
        migrations.AddField(
            model_name='withholding',
            name='input',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withholding', to='council.input', verbose_name='input'),
        ),
        migrations.AddField(
            model_name='withholding',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by'),
        ),
        migrations.AddConstraint(
            model_name='withholding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by', ''), _negated=True), models.Q(('ground', ''), _negated=True)), name='withholding_says_who_and_why'),
        ),
        refuse(
            Guard("council_withholding_never_changes", "council_withholding", "UPDATE", "1 = 1"),
            Guard("council_withholding_never_goes", "council_withholding", "DELETE", "1 = 1"),
            says="a decision on secrecy never changes",
        ),
    ]

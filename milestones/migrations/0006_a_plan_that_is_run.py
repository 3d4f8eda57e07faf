"""Who owns a milestone, what it waits for, and why it changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q
from django.utils import timezone

from ros_portal.lib.guards import Guard, KeepingGuards, refuse


def say_what_was_reached(apps, schema_editor):
    """Whatever is over; of a deadline the portal does not know what came of it."""
    today = timezone.localdate()
    has_day = Q(precision__in=["day", "before"], on__lt=today)
    month = Q(precision="month", on__lt=today.replace(day=1))
    year = Q(precision="year", on__year__lt=today.year)
    period = Q(precision="period", on__year__lt=today.year - 1)
    milestones = apps.get_model("milestones", "Milestone").objects.exclude(kind="deadline")
    milestones.filter(has_day | month | year | period).update(status="reached")


class Migration(migrations.Migration):

    dependencies = [
        ('milestones', '0005_named_in_the_texts_too'),
        ('stakeholders', '0006_signing_for_another_and_margins'),
        ('strategy', '0022_files_of_other_rooms'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        KeepingGuards(
            'milestones_milestone',
            [
                migrations.AddField(
                    model_name='milestone',
                    name='edition',
                    field=models.PositiveIntegerField(default=1, editable=False),
                ),
                migrations.AddField(
                    model_name='milestone',
                    name='owner',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='milestones', to='stakeholders.organisation', verbose_name='owner'),
                ),
                migrations.AddField(
                    model_name='milestone',
                    name='phase',
                    field=models.CharField(blank=True, choices=[('plan', 'Plan of approach'), ('writing', 'Writing'), ('input', 'Input of the councils'), ('agreement', 'Agreement of the executives'), ('adoption', 'Adoption by the councils'), ('execution', 'Execution')], max_length=12, verbose_name='phase'),
                ),
                migrations.AddField(
                    model_name='milestone',
                    name='product',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='milestones', to='strategy.product', verbose_name='product'),
                ),
                migrations.AddField(
                    model_name='milestone',
                    name='status',
                    field=models.CharField(choices=[('planned', 'Planned'), ('at_risk', 'At risk'), ('reached', 'Reached'), ('missed', 'Missed')], default='planned', max_length=10, verbose_name='status'),
                ),
                migrations.AddField(
                    model_name='milestone',
                    name='version',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='milestones', to='strategy.version', verbose_name='version that meets it'),
                ),
                migrations.AlterField(
                    model_name='milestone',
                    name='precision',
                    field=models.CharField(choices=[('day', 'On this day'), ('before', 'Before this day'), ('month', 'In this month'), ('quarter', 'In this quarter'), ('period', 'In this year and the next'), ('year', 'In this year')], default='day', max_length=10, verbose_name='how exact'),
                ),
                migrations.AddConstraint(
                    model_name='milestone',
                    constraint=models.CheckConstraint(condition=models.Q(('version__isnull', True), ('status', 'reached'), _connector='OR'), name='milestone_met_by_a_version_is_reached'),
                ),
            ],
        ),
        migrations.CreateModel(
            name='MilestoneChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='when')),
                ('along_with', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='milestones.milestone')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('milestone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='milestones.milestone')),
            ],
            options={
                'verbose_name': 'change of a milestone',
                'verbose_name_plural': 'changes of milestones',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='MilestoneDependency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('earlier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='milestones.milestone')),
                ('later', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='milestones.milestone')),
            ],
            options={
                'verbose_name': 'dependency between milestones',
                'verbose_name_plural': 'dependencies between milestones',
            },
        ),
        KeepingGuards(  # SQLite rebuilds the table for a field that is no column, too
            'milestones_milestone',
            [
                migrations.AddField(
                    model_name='milestone',
                    name='waits_for',
                    field=models.ManyToManyField(related_name='awaited_by', through='milestones.MilestoneDependency', through_fields=('later', 'earlier'), to='milestones.milestone', verbose_name='waits for'),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name='milestonedependency',
            constraint=models.UniqueConstraint(fields=('later', 'earlier'), name='milestone_waits_once'),
        ),
        migrations.AddConstraint(
            model_name='milestonedependency',
            constraint=models.CheckConstraint(condition=models.Q(('later', models.F('earlier')), _negated=True), name='milestone_does_not_wait_for_itself'),
        ),
        migrations.RunPython(say_what_was_reached, migrations.RunPython.noop),
        refuse(
            Guard('milestone_change_stays', 'milestones_milestonechange', 'UPDATE', '1 = 1'),
            Guard('milestone_change_never_goes', 'milestones_milestonechange', 'DELETE', '1 = 1'),
            says='What was said about a milestone stays as it was.',
        ),
    ]

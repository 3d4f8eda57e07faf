import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('strategy', '0020_what_was_said_never_changes'),
    ]

    operations = [
        migrations.AddField(
            model_name='importeddocument',
            name='error',
            field=models.TextField(blank=True, verbose_name='why it cannot be read'),
        ),
        migrations.AddField(
            model_name='importeddocument',
            name='file',
            field=models.FileField(blank=True, upload_to='strategy/documents/'),
        ),
        migrations.AddField(
            model_name='importeddocument',
            name='read_at',
            # What is there already was read while it was uploaded.
            field=models.DateTimeField(
                null=True, verbose_name='read', default=django.utils.timezone.now
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='importeddocument',
            name='created_at',
            field=models.DateTimeField(auto_now_add=True, verbose_name='uploaded'),
        ),
        migrations.AlterField(
            model_name='importeddocument',
            name='text',
            field=models.JSONField(default=dict, verbose_name='text'),
        ),
        migrations.AddConstraint(
            model_name='importeddocument',
            constraint=models.CheckConstraint(condition=models.Q(('taken_at__isnull', True), models.Q(('error', ''), ('read_at__isnull', False)), _connector='OR'), name='document_taken_was_read'),
        ),
    ]

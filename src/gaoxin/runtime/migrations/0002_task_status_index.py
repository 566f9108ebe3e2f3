from django.db import migrations

# The task table has no index for what the keeper asks every second: tasks that run or have failed.


class Migration(migrations.Migration):
    dependencies = [
        ("runtime", "0001_initial"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX runtime_task_unfinished ON django_tasks_database_dbtaskresult (status, queue_name, started_at) "
            "WHERE status IN ('RUNNING', 'FAILED')",
            "DROP INDEX runtime_task_unfinished",
        )
    ]

from django.db import migrations

from gaoxin.runtime.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_initial")]
    operations = [
        append_only("approvals_clockevent"),
        append_only("approvals_holdingreport"),
        append_only("approvals_decision"),
    ]

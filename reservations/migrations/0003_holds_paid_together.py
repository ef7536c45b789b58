from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("espaces", "0002_identity_documents"),
        ("reservations", "0002_ledger_of_units"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="reservation", name="reservation_one_hold"),
        migrations.AddConstraint(
            model_name="reservation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "held"), models.Q(("hold_reason", "payment"), _negated=True)),
                fields=("person", "resource"),
                name="reservation_one_hold",
                violation_error_message="A place of this resource is already held for this person.",
            ),
        ),
    ]

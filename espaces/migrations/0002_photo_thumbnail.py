from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("espaces", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="venuephoto",
            name="thumbnail",
            field=models.ImageField(default="", upload_to="venues/%Y/", verbose_name="small photo"),
            preserve_default=False,
        ),
    ]

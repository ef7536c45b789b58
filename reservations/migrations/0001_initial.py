import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.constraints
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('espaces', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=8, verbose_name='units')),
                ('valid_from', models.DateField(verbose_name='from')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='until (excluded)')),
                ('cap_per_person', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name='at most per person')),
                ('origin', models.CharField(choices=[('period', 'included in a membership'), ('carried', 'kept from the period before'), ('pack', 'pack bought'), ('gift', 'gift'), ('takeover', 'taken over from before'), ('correction', 'correction')], max_length=10, verbose_name='origin')),
                ('origin_kind', models.CharField(blank=True, max_length=60, verbose_name='made from')),
                ('origin_id', models.CharField(blank=True, max_length=40, verbose_name='number')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('made_at', models.DateTimeField(verbose_name='on')),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='espaces.customer', verbose_name='customer')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='espaces.person', verbose_name='by')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='espaces.person', verbose_name='person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='espaces.unit', verbose_name='unit')),
                ('venues', models.ManyToManyField(blank=True, related_name='+', to='espaces.venue', verbose_name='only at')),
            ],
            options={
                'verbose_name': 'units received',
                'verbose_name_plural': 'units received',
                'indexes': [models.Index(condition=models.Q(('person__isnull', False)), fields=['person', 'unit'], name='grant_person'), models.Index(condition=models.Q(('customer__isnull', False)), fields=['customer', 'unit'], name='grant_customer')],
                'constraints': [models.CheckConstraint(condition=models.Q(('person', None), ('customer', None), _connector='XOR'), name='grant_to_a_person_or_a_customer', violation_error_message='Units are given to a person or to a customer.'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='grant_positive', violation_error_message='One receives more than nothing.'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='grant_dates_ordered', violation_error_message='Units end after they begin.'), models.CheckConstraint(condition=models.Q(models.Q(('origin__in', ['gift', 'takeover', 'correction']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='grant_without_purchase_has_a_reason', violation_error_message='Say why these units are given.'), models.UniqueConstraint(condition=models.Q(('origin_kind', ''), _negated=True), fields=('origin_kind', 'origin_id', 'unit', 'origin'), name='grant_once_per_origin', violation_error_message='These units have already been given.')],
            },
        ),
        migrations.CreateModel(
            name='MembershipPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(verbose_name='until (excluded)')),
                ('full_starts_on', models.DateField(verbose_name='whole period from')),
                ('full_ends_on', models.DateField(verbose_name='whole period until (excluded)')),
                ('paused', models.BooleanField(default=False, verbose_name='paused')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                ('opened_at', models.DateTimeField(verbose_name='opened on')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='periods', to='espaces.membership', verbose_name='membership')),
            ],
            options={
                'verbose_name': 'period of a membership',
                'verbose_name_plural': 'periods of memberships',
                'ordering': ['membership', 'number'],
                'indexes': [models.Index(fields=['ends_on'], name='period_end')],
                'constraints': [models.UniqueConstraint(fields=('membership', 'number'), name='period_once'), models.UniqueConstraint(fields=('membership', 'starts_on'), name='period_starts_once'), models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on')), ('full_starts_on__lte', models.F('starts_on')), ('full_ends_on__gte', models.F('ends_on'))), name='period_dates_ordered'), models.CheckConstraint(condition=models.Q(('closed_on', None), ('closed_on__range', (models.F('starts_on'), models.F('ends_on'))), _connector='OR'), name='period_closed_inside')],
            },
        ),
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('started_at', models.DateTimeField(verbose_name='arrived')),
                ('start_source', models.CharField(choices=[('person', 'the person'), ('qr', 'the code on the door'), ('host', 'a host'), ('rule', 'the closing time')], max_length=6, verbose_name='recorded by')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='left')),
                ('end_source', models.CharField(blank=True, choices=[('person', 'the person'), ('qr', 'the code on the door'), ('host', 'a host'), ('rule', 'the closing time')], max_length=6, verbose_name='end recorded by')),
                ('voided_at', models.DateTimeField(blank=True, null=True, verbose_name='struck out on')),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='espaces.person', verbose_name='person')),
                ('structure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='espaces.structure', verbose_name='structure')),
                ('venue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='espaces.venue', verbose_name='venue')),
            ],
            options={
                'verbose_name': 'presence',
                'verbose_name_plural': 'presences',
            },
        ),
        migrations.CreateModel(
            name='PresenceCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.JSONField(verbose_name='before')),
                ('after', models.JSONField(verbose_name='after')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='on')),
                ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='undone on')),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='espaces.person', verbose_name='by')),
                ('presence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='reservations.presence', verbose_name='presence')),
            ],
            options={
                'verbose_name': 'correction of a presence',
                'verbose_name_plural': 'corrections of presences',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Reservation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('requested', 'waiting for approval'), ('held', 'held'), ('confirmed', 'confirmed'), ('cancelled', 'cancelled'), ('refused', 'refused'), ('expired', 'lapsed')], max_length=9, verbose_name='status')),
                ('starts_at', models.DateTimeField(verbose_name='from')),
                ('ends_at', models.DateTimeField(verbose_name='until')),
                ('blocked', django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name='blocked')),
                ('buffer_before_minutes', models.PositiveSmallIntegerField(default=0, verbose_name='preparation (minutes)')),
                ('buffer_after_minutes', models.PositiveSmallIntegerField(default=0, verbose_name='cleaning (minutes)')),
                ('released_at', models.DateTimeField(blank=True, null=True, verbose_name='released on')),
                ('retaken_at', models.DateTimeField(blank=True, null=True, verbose_name='taken again on')),
                ('booking_day', models.DateField(verbose_name='day')),
                ('minutes', models.PositiveIntegerField(help_text='Real minutes, closed gaps apart.', verbose_name='open minutes')),
                ('half_day', models.CharField(blank=True, choices=[('morning', 'morning'), ('afternoon', 'afternoon'), ('day', 'whole day')], max_length=9, verbose_name='half-day')),
                ('party_size', models.PositiveSmallIntegerField(default=1, verbose_name='people')),
                ('needs', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('accessible', 'accessible by wheelchair'), ('screen', 'large screen'), ('standing', 'sit-stand desk'), ('quiet', 'quiet corner'), ('window', 'by the window')], max_length=12), blank=True, default=list, verbose_name='needs')),
                ('pinned', models.BooleanField(default=False, help_text='Never moved to another place by the system.', verbose_name='place promised')),
                ('hold_reason', models.CharField(blank=True, choices=[('payment', 'waiting for payment'), ('offer', 'offered from the waiting list')], max_length=8, verbose_name='held for')),
                ('hold_until', models.DateTimeField(blank=True, null=True, verbose_name='held until')),
                ('channel', models.CharField(choices=[('online', 'online'), ('host', 'by a host'), ('walk_in', 'on the spot'), ('allotment', 'allotment')], default='online', max_length=9, verbose_name='made')),
                ('token', models.UUIDField(unique=True, verbose_name='form token')),
                ('percent_kept', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='percent kept')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='made on')),
                ('allotment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='espaces.allotment', verbose_name='allotment')),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='espaces.person', verbose_name='made by')),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='espaces.customer', verbose_name='paid by')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='espaces.person', verbose_name='person')),
                ('place', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='espaces.place', verbose_name='place')),
                ('resource', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='espaces.resource', verbose_name='resource')),
                ('structure', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='espaces.structure', verbose_name='structure')),
                ('venue', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='espaces.venue', verbose_name='venue')),
            ],
            options={
                'verbose_name': 'reservation',
                'verbose_name_plural': 'reservations',
                'indexes': [models.Index(condition=models.Q(('status__in', ['requested', 'held', 'confirmed'])), fields=['place', 'ends_at'], name='reservation_place_end'), models.Index(fields=['venue', 'booking_day'], name='reservation_venue_day'), models.Index(fields=['person', '-starts_at'], name='reservation_person_start'), models.Index(condition=models.Q(('status', 'held')), fields=['hold_until'], name='reservation_hold_until'), models.Index(condition=models.Q(('status', 'requested')), fields=['starts_at'], name='reservation_requested')],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('status__in', ['requested', 'held', 'confirmed'])), deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], expressions=[(models.Func('place_id', 'place_id', models.Value('[]'), function='int8range'), '&&'), ('blocked', '&&')], name='no_double_booking', violation_error_code='full', violation_error_message='This place is already taken at that time.'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='reservation_ends_after_start', violation_error_message='A reservation ends after it starts.'), models.CheckConstraint(condition=models.Q(('released_at__isnull', False), ('blocked__contains', models.Func(models.F('starts_at'), models.F('ends_at'), function='tstzrange', output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField())), _connector='OR'), name='reservation_blocked_contains_stay'), models.CheckConstraint(condition=models.Q(models.Q(('released_at', None), ('retaken_at', None)), models.Q(('blocked__isempty', True), ('retaken_at', None)), models.Q(('blocked__endswith__lte', models.F('released_at')), ('retaken_at', None)), models.Q(('blocked__contains', models.Func(models.F('retaken_at'), models.F('ends_at'), function='tstzrange', output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField())), ('released_at__isnull', False)), _connector='OR'), name='reservation_released_blocks_no_more'), models.CheckConstraint(condition=models.Q(models.Q(('hold_until__isnull', False), ('status', 'held'), models.Q(('hold_reason', ''), _negated=True)), models.Q(('status', 'held'), _negated=True), _connector='OR'), name='reservation_hold_has_reason_and_end'), models.CheckConstraint(condition=models.Q(('percent_kept', None), ('percent_kept__lte', 100), _connector='OR'), name='reservation_percent_possible'), models.CheckConstraint(condition=models.Q(('party_size__gte', 1)), name='reservation_for_somebody'), models.UniqueConstraint(condition=models.Q(('status', 'held'), models.Q(('hold_reason', 'payment'), _negated=True)), fields=('person', 'resource'), name='reservation_one_hold', violation_error_message='A place of this resource is already held for this person.'), models.UniqueConstraint(condition=models.Q(('allotment__isnull', False)), fields=('allotment', 'booking_day'), name='reservation_allotted_once_a_day')],
            },
        ),
        migrations.AddField(
            model_name='presence',
            name='reservation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='presences', to='reservations.reservation', verbose_name='reservation'),
        ),
        migrations.CreateModel(
            name='Move',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_starts_at', models.DateTimeField(verbose_name='started')),
                ('from_ends_at', models.DateTimeField(verbose_name='ended')),
                ('to_starts_at', models.DateTimeField(verbose_name='starts')),
                ('to_ends_at', models.DateTimeField(verbose_name='ends')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('details', models.JSONField(blank=True, default=dict, verbose_name='details')),
                ('at', models.DateTimeField(verbose_name='on')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='espaces.person', verbose_name='by')),
                ('from_resource', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='espaces.resource', verbose_name='from')),
                ('to_resource', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='espaces.resource', verbose_name='to')),
                ('reservation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='reservations.reservation', verbose_name='reservation')),
            ],
            options={
                'verbose_name': 'move of a reservation',
                'verbose_name_plural': 'moves of reservations',
                'ordering': ['at', 'pk'],
                'indexes': [django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['at'], name='move_since')],
            },
        ),
        migrations.CreateModel(
            name='Transition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_status', models.CharField(blank=True, choices=[('requested', 'waiting for approval'), ('held', 'held'), ('confirmed', 'confirmed'), ('cancelled', 'cancelled'), ('refused', 'refused'), ('expired', 'lapsed')], max_length=9, verbose_name='from')),
                ('to_status', models.CharField(choices=[('requested', 'waiting for approval'), ('held', 'held'), ('confirmed', 'confirmed'), ('cancelled', 'cancelled'), ('refused', 'refused'), ('expired', 'lapsed')], max_length=9, verbose_name='to')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('details', models.JSONField(blank=True, default=dict, verbose_name='details')),
                ('at', models.DateTimeField(verbose_name='on')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='espaces.person', verbose_name='by')),
                ('reservation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transitions', to='reservations.reservation', verbose_name='reservation')),
            ],
            options={
                'verbose_name': 'change of a reservation',
                'verbose_name_plural': 'changes of reservations',
                'ordering': ['at', 'pk'],
                'indexes': [django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['at'], name='transition_since')],
            },
        ),
        migrations.CreateModel(
            name='UnitRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(blank=True, choices=[('open_space', 'open space'), ('private_office', 'private office'), ('meeting_room', 'meeting room'), ('phone_booth', 'phone booth'), ('equipment', 'equipment'), ('surgery', "advisor's surgery")], max_length=16, verbose_name='kind')),
                ('per', models.CharField(choices=[('half_day', 'half-day'), ('day', 'day'), ('hour', 'hour')], max_length=8, verbose_name='per')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=6, verbose_name='units')),
                ('step_minutes', models.PositiveSmallIntegerField(default=60, help_text='60: each started hour. 30: each started half-hour takes half.', verbose_name='an hour is counted by (minutes)')),
                ('resource', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='espaces.resource', verbose_name='resource')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rates', to='espaces.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'units of a stay',
                'verbose_name_plural': 'units of stays',
                'constraints': [models.CheckConstraint(condition=models.Q(('resource', None), ('kind', ''), _connector='XOR'), name='unit_rate_of_a_resource_or_a_kind', violation_error_message='Units are taken for a resource or for a kind of resource.'), models.UniqueConstraint(fields=('unit', 'resource', 'kind'), name='unit_rate_once', nulls_distinct=False, violation_error_message='It is already said what such a stay takes in this unit.'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='unit_rate_positive', violation_error_message='A stay takes more than no unit at all.'), models.CheckConstraint(condition=models.Q(('step_minutes__range', (5, 60))), name='unit_rate_step_possible', violation_error_message='An hour is counted by steps of 5 to 60 minutes.')],
            },
        ),
        migrations.CreateModel(
            name='Use',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('stay', 'used for a reservation'), ('other', 'used otherwise'), ('ended', 'ended early'), ('correction', 'correction')], default='stay', max_length=10, verbose_name='kind')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=8, verbose_name='units')),
                ('day', models.DateField(verbose_name='day of use')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('token', models.UUIDField(blank=True, null=True, unique=True, verbose_name='form token')),
                ('made_at', models.DateTimeField(verbose_name='on')),
                ('grant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='reservations.grant', verbose_name='units received')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='espaces.person', verbose_name='by')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='espaces.person', verbose_name='used by')),
                ('reservation', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='unit_uses', to='reservations.reservation', verbose_name='reservation')),
            ],
            options={
                'verbose_name': 'units used',
                'verbose_name_plural': 'units used',
                'indexes': [models.Index(fields=['grant'], name='use_grant'), models.Index(fields=['reservation'], name='use_reservation')],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='use_of_something'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'stay'), ('person__isnull', False), ('reservation__isnull', False)), models.Q(models.Q(('kind', 'stay'), _negated=True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='use_for_a_stay_or_a_reason', violation_error_message='Units are used for a reservation, or a reason is given.')],
            },
        ),
        migrations.AddIndex(
            model_name='presence',
            index=models.Index(fields=['venue', 'day'], name='presence_venue_day'),
        ),
        migrations.AddIndex(
            model_name='presence',
            index=models.Index(fields=['person', '-day'], name='presence_person_day'),
        ),
        migrations.AddIndex(
            model_name='presence',
            index=models.Index(fields=['updated_at'], name='presence_since'),
        ),
        migrations.AddIndex(
            model_name='presence',
            index=models.Index(condition=models.Q(('ended_at', None), ('voided_at', None)), fields=['venue', 'started_at'], name='presence_open'),
        ),
        migrations.AddConstraint(
            model_name='presence',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='presence_ends_after_start', violation_error_message='A departure is not before the arrival.'),
        ),
        migrations.AddConstraint(
            model_name='presence',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None), ('voided_at', None)), fields=('reservation',), name='presence_open_once', violation_error_message='This person is already here.'),
        ),
    ]

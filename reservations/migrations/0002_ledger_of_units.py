"""The ledger of units is append-only, and no grant is ever overdrawn: the database says so for every path.

Only the references to people may change, when two rows for one human being become one.
"""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION units_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND
        to_jsonb(NEW) - ARRAY['person_id', 'customer_id', 'made_by_id']
        = to_jsonb(OLD) - ARRAY['person_id', 'customer_id', 'made_by_id']
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed nor deleted: write a correction', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER grant_append_only BEFORE UPDATE OR DELETE ON reservations_grant
    FOR EACH ROW EXECUTE FUNCTION units_append_only();
CREATE TRIGGER use_append_only BEFORE UPDATE OR DELETE ON reservations_use
    FOR EACH ROW EXECUTE FUNCTION units_append_only();
"""

NEVER_OVERDRAWN = """
CREATE FUNCTION units_never_overdrawn() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    given numeric;
    taken numeric;
BEGIN
    SELECT amount INTO given FROM reservations_grant WHERE id = NEW.grant_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(amount), 0) INTO taken FROM reservations_use WHERE grant_id = NEW.grant_id;
    IF taken + NEW.amount > given THEN
        RAISE EXCEPTION 'only % units are left of grant %', given - taken, NEW.grant_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'grant_never_overdrawn';
    END IF;
    IF taken + NEW.amount < 0 THEN
        RAISE EXCEPTION 'more units would be given back to grant % than were taken', NEW.grant_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'grant_never_overfilled';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER use_never_overdraws BEFORE INSERT ON reservations_use
    FOR EACH ROW EXECUTE FUNCTION units_never_overdrawn();
"""


class Migration(migrations.Migration):
    dependencies = [("reservations", "0001_initial")]
    operations = [
        migrations.RunSQL(
            APPEND_ONLY,
            "DROP TRIGGER grant_append_only ON reservations_grant;"
            "DROP TRIGGER use_append_only ON reservations_use;"
            "DROP FUNCTION units_append_only();",
        ),
        migrations.RunSQL(
            NEVER_OVERDRAWN,
            "DROP TRIGGER use_never_overdraws ON reservations_use; DROP FUNCTION units_never_overdrawn();",
        ),
    ]

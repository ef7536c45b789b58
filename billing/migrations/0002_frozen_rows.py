"""Prices that were agreed, charges and published price lists never change: the database says so for every path.

Only the references to people may change, when two rows for one human being become one; a charge may be struck out
once; an edition may be published once.
"""

from django.db import migrations

FROZEN = """
CREATE FUNCTION billing_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['person_id', 'customer_id', 'made_by_id', 'actor_id'] || TG_ARGV;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - may_change = to_jsonb(OLD) - may_change THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % never change: write a correction', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER reservation_price_frozen BEFORE UPDATE OR DELETE ON billing_reservationprice
    FOR EACH ROW EXECUTE FUNCTION billing_frozen();
CREATE TRIGGER pack_sale_frozen BEFORE UPDATE OR DELETE ON billing_packsale
    FOR EACH ROW EXECUTE FUNCTION billing_frozen('refunded_units', 'refunded', 'refunded_on', 'refund_reason');
CREATE TRIGGER sale_frozen BEFORE UPDATE OR DELETE ON billing_sale
    FOR EACH ROW EXECUTE FUNCTION billing_frozen('cancelled_at');
CREATE TRIGGER charge_frozen BEFORE UPDATE OR DELETE ON billing_charge
    FOR EACH ROW WHEN (OLD.voided_at IS NULL) EXECUTE FUNCTION billing_frozen('voided_at', 'void_reason');
CREATE TRIGGER charge_struck_out_once BEFORE UPDATE OR DELETE ON billing_charge
    FOR EACH ROW WHEN (OLD.voided_at IS NOT NULL) EXECUTE FUNCTION billing_frozen();
"""
UNFROZEN = """
DROP TRIGGER reservation_price_frozen ON billing_reservationprice;
DROP TRIGGER pack_sale_frozen ON billing_packsale;
DROP TRIGGER sale_frozen ON billing_sale;
DROP TRIGGER charge_frozen ON billing_charge;
DROP TRIGGER charge_struck_out_once ON billing_charge;
DROP FUNCTION billing_frozen();
"""

PUBLISHED = """
CREATE FUNCTION price_edition_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published price list never changes: publish another edition'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION price_line_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    edition bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.edition_id ELSE NEW.edition_id END;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'customer_id' = to_jsonb(OLD) - 'customer_id' THEN
        RETURN NEW;
    END IF;
    IF EXISTS (SELECT FROM billing_priceedition WHERE id = edition AND published_at IS NOT NULL) THEN
        RAISE EXCEPTION 'a published price list never changes: publish another edition'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER price_edition_frozen BEFORE UPDATE OR DELETE ON billing_priceedition
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION price_edition_frozen();
CREATE TRIGGER tariff_frozen BEFORE INSERT OR UPDATE OR DELETE ON billing_tariff
    FOR EACH ROW EXECUTE FUNCTION price_line_frozen();
CREATE TRIGGER cap_frozen BEFORE INSERT OR UPDATE OR DELETE ON billing_cap
    FOR EACH ROW EXECUTE FUNCTION price_line_frozen();
"""
UNPUBLISHED = """
DROP TRIGGER price_edition_frozen ON billing_priceedition;
DROP TRIGGER tariff_frozen ON billing_tariff;
DROP TRIGGER cap_frozen ON billing_cap;
DROP FUNCTION price_edition_frozen();
DROP FUNCTION price_line_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]
    operations = [migrations.RunSQL(FROZEN, UNFROZEN), migrations.RunSQL(PUBLISHED, UNPUBLISHED)]

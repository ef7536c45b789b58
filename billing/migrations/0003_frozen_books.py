"""What is issued, received, settled or signed never changes, and is never used beyond its amount.

The database says so for every path. Only the references to people may change, when two rows for one human being become
one. Sums are checked under the lock of the rows that they concern, invoice before payment.
"""

from django.db import migrations

FROZEN_TABLES = (
    "invoice",
    "invoiceline",
    "invoicedocument",
    "payment",
    "reversal",
    "allocation",
    "depositslipitem",
    "chainlink",
    "closing",
    "exportedhead",
    "bookarchive",
    "ereport",
    "reminder",
)
FROZEN = "\n".join(
    f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON billing_{table}"
    " FOR EACH ROW EXECUTE FUNCTION billing_frozen();"
    for table in FROZEN_TABLES
)
UNFROZEN = "\n".join(f"DROP TRIGGER {table}_frozen ON billing_{table};" for table in FROZEN_TABLES)

NUMBERED = """
CREATE FUNCTION invoice_series_goes_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.last_number < OLD.last_number AND (
        OLD.last_issued_at IS NOT NULL OR EXISTS (SELECT FROM billing_invoice WHERE series_id = OLD.id))
    THEN
        RAISE EXCEPTION 'a series of invoices never goes back'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'invoice_series_goes_up';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER invoice_series_goes_up BEFORE UPDATE OR DELETE ON billing_invoiceseries
    FOR EACH ROW EXECUTE FUNCTION invoice_series_goes_up();
CREATE FUNCTION invoice_takes_the_next_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number <> (SELECT last_number FROM billing_invoiceseries WHERE id = NEW.series_id) THEN
        RAISE EXCEPTION 'invoice % does not take the next number of its series', NEW.reference
            USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_takes_the_next_number';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER invoice_takes_the_next_number BEFORE INSERT ON billing_invoice
    FOR EACH ROW EXECUTE FUNCTION invoice_takes_the_next_number();
CREATE FUNCTION chain_takes_the_next_position() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.position <> (SELECT position FROM billing_chainhead WHERE structure_id = NEW.structure_id) THEN
        RAISE EXCEPTION 'link % does not follow the head of its books', NEW.position
            USING ERRCODE = 'check_violation', CONSTRAINT = 'chain_takes_the_next_position';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER chain_takes_the_next_position BEFORE INSERT ON billing_chainlink
    FOR EACH ROW EXECUTE FUNCTION chain_takes_the_next_position();
"""
UNNUMBERED = """
DROP TRIGGER invoice_series_goes_up ON billing_invoiceseries;
DROP TRIGGER invoice_takes_the_next_number ON billing_invoice;
DROP TRIGGER chain_takes_the_next_position ON billing_chainlink;
DROP FUNCTION invoice_series_goes_up();
DROP FUNCTION invoice_takes_the_next_number();
DROP FUNCTION chain_takes_the_next_position();
"""

SETTLED = """
CREATE FUNCTION refuse_beyond(said text, broken text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', said USING ERRCODE = 'check_violation', CONSTRAINT = broken;
END $$;
CREATE FUNCTION payment_never_beyond(payment bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    whole numeric;
    used numeric;
    gone numeric;
BEGIN
    SELECT amount INTO whole FROM billing_payment WHERE id = payment FOR NO KEY UPDATE;
    SELECT coalesce(sum(amount), 0) INTO used FROM billing_allocation WHERE payment_id = payment;
    SELECT coalesce(sum(amount), 0) INTO gone FROM billing_reversal
        WHERE payment_id = payment AND kind <> 'deposit';
    IF used + gone > whole THEN
        PERFORM refuse_beyond(format('payment %s has only %s', payment, whole), 'payment_never_beyond');
    END IF;
END $$;
CREATE FUNCTION allocation_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whole numeric;
    used numeric;
BEGIN
    PERFORM FROM billing_invoice WHERE id IN (NEW.invoice_id, NEW.credit_note_id) ORDER BY id FOR NO KEY UPDATE;
    SELECT gross INTO whole FROM billing_invoice WHERE id = NEW.invoice_id AND kind <> 'credit_note';
    SELECT coalesce(sum(amount), 0) INTO used FROM billing_allocation WHERE invoice_id = NEW.invoice_id;
    IF whole IS NULL OR used NOT BETWEEN 0 AND whole THEN
        PERFORM refuse_beyond(format('invoice %s cannot be settled by %s', NEW.invoice_id, used),
                              'invoice_never_settled_beyond');
    END IF;
    SELECT coalesce(sum(amount), 0) INTO used FROM billing_allocation
        WHERE invoice_id = NEW.invoice_id AND payment_id IS NOT DISTINCT FROM NEW.payment_id
            AND credit_note_id IS NOT DISTINCT FROM NEW.credit_note_id;
    IF used < 0 THEN
        PERFORM refuse_beyond('more is taken off than was settled', 'allocation_never_negative');
    END IF;
    IF NEW.payment_id IS NOT NULL THEN
        PERFORM payment_never_beyond(NEW.payment_id);
    ELSE
        SELECT gross INTO whole FROM billing_invoice WHERE id = NEW.credit_note_id AND kind = 'credit_note';
        SELECT coalesce(sum(amount), 0) INTO used FROM billing_allocation
            WHERE credit_note_id = NEW.credit_note_id;
        IF whole IS NULL OR used > whole THEN
            PERFORM refuse_beyond(format('credit note %s has only %s', NEW.credit_note_id, whole),
                                  'credit_note_never_beyond');
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER allocation_fits AFTER INSERT ON billing_allocation
    FOR EACH ROW EXECUTE FUNCTION allocation_fits();
CREATE FUNCTION reversal_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM payment_never_beyond(NEW.payment_id);
    RETURN NULL;
END $$;
CREATE TRIGGER reversal_fits AFTER INSERT ON billing_reversal
    FOR EACH ROW EXECUTE FUNCTION reversal_fits();
"""
UNSETTLED = """
DROP TRIGGER allocation_fits ON billing_allocation;
DROP TRIGGER reversal_fits ON billing_reversal;
DROP FUNCTION allocation_fits();
DROP FUNCTION reversal_fits();
DROP FUNCTION payment_never_beyond(bigint);
DROP FUNCTION refuse_beyond(text, text);
"""

DEPOSITS = """
CREATE FUNCTION deposit_never_beyond(deposit bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    whole numeric;
    gone numeric;
BEGIN
    SELECT amount INTO whole FROM billing_invoiceline
        WHERE id = deposit AND purpose = 'deposit' AND corrects_id IS NULL FOR NO KEY UPDATE;
    SELECT coalesce(sum(amount), 0) INTO gone FROM (
        SELECT amount FROM billing_reversal WHERE line_id = deposit
        UNION ALL SELECT amount FROM billing_invoiceline WHERE corrects_id = deposit) AS back;
    IF whole IS NULL OR gone > whole THEN
        PERFORM refuse_beyond(format('deposit %s cannot go back by %s', deposit, gone), 'deposit_never_beyond');
    END IF;
END $$;
CREATE FUNCTION deposit_back_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    covers numeric;
    gone numeric;
BEGIN
    PERFORM deposit_never_beyond(NEW.line_id);
    SELECT coalesce(sum(a.amount), 0) INTO covers FROM billing_allocation a
        JOIN billing_invoiceline l ON l.invoice_id = a.invoice_id
        WHERE l.id = NEW.line_id AND a.payment_id = NEW.payment_id;
    SELECT coalesce(sum(r.amount), 0) INTO gone FROM billing_reversal r
        JOIN billing_invoiceline l ON l.id = r.line_id
        WHERE r.payment_id = NEW.payment_id
            AND l.invoice_id = (SELECT invoice_id FROM billing_invoiceline WHERE id = NEW.line_id);
    IF gone > covers THEN
        PERFORM refuse_beyond('the payment does not cover this deposit', 'deposit_back_was_paid');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER deposit_back_fits AFTER INSERT ON billing_reversal
    FOR EACH ROW WHEN (NEW.line_id IS NOT NULL) EXECUTE FUNCTION deposit_back_fits();
CREATE FUNCTION deposit_credit_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM deposit_never_beyond(NEW.corrects_id);
    RETURN NULL;
END $$;
CREATE TRIGGER deposit_credit_fits AFTER INSERT ON billing_invoiceline
    FOR EACH ROW WHEN (NEW.purpose = 'deposit' AND NEW.corrects_id IS NOT NULL)
    EXECUTE FUNCTION deposit_credit_fits();
"""
NO_DEPOSITS = """
DROP TRIGGER deposit_back_fits ON billing_reversal;
DROP TRIGGER deposit_credit_fits ON billing_invoiceline;
DROP FUNCTION deposit_back_fits();
DROP FUNCTION deposit_credit_fits();
DROP FUNCTION deposit_never_beyond(bigint);
"""

ON_STATEMENTS = """
CREATE FUNCTION bank_line_never_beyond() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whole numeric;
    came numeric;
    went numeric;
BEGIN
    SELECT amount INTO whole FROM billing_bankline WHERE id = NEW.bank_line_id FOR NO KEY UPDATE;
    SELECT coalesce(sum(p.amount - coalesce((
            SELECT sum(r.amount) FROM billing_reversal r WHERE r.payment_id = p.id AND r.kind = 'mistake'), 0)), 0)
        INTO came FROM billing_payment p WHERE p.bank_line_id = NEW.bank_line_id;
    SELECT coalesce(sum(amount), 0) INTO went FROM billing_reversal WHERE bank_line_id = NEW.bank_line_id;
    IF came > greatest(whole, 0) OR went > greatest(-whole, 0) THEN
        PERFORM refuse_beyond(format('line %s of the bank has only %s', NEW.bank_line_id, whole),
                              'bank_line_never_beyond');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER bank_line_never_beyond AFTER INSERT ON billing_payment
    FOR EACH ROW WHEN (NEW.bank_line_id IS NOT NULL) EXECUTE FUNCTION bank_line_never_beyond();
CREATE TRIGGER bank_line_never_beyond AFTER INSERT ON billing_reversal
    FOR EACH ROW WHEN (NEW.bank_line_id IS NOT NULL) EXECUTE FUNCTION bank_line_never_beyond();
"""
OFF_STATEMENTS = """
DROP TRIGGER bank_line_never_beyond ON billing_payment;
DROP TRIGGER bank_line_never_beyond ON billing_reversal;
DROP FUNCTION bank_line_never_beyond();
"""

CREDITED = """
CREATE FUNCTION credit_note_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whole numeric;
    used numeric;
BEGIN
    PERFORM FROM billing_invoice WHERE id = NEW.corrects_id FOR NO KEY UPDATE;
    SELECT gross INTO whole FROM billing_invoice
        WHERE id = NEW.corrects_id AND kind <> 'credit_note' AND structure_id = NEW.structure_id;
    SELECT coalesce(sum(gross), 0) INTO used FROM billing_invoice WHERE corrects_id = NEW.corrects_id;
    IF whole IS NULL OR used > whole THEN
        PERFORM refuse_beyond(format('credit notes of invoice %s are more than it', NEW.corrects_id),
                              'credit_notes_never_beyond_invoice');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER credit_note_fits AFTER INSERT ON billing_invoice
    FOR EACH ROW WHEN (NEW.kind = 'credit_note') EXECUTE FUNCTION credit_note_fits();
"""
UNCREDITED = """
DROP TRIGGER credit_note_fits ON billing_invoice;
DROP FUNCTION credit_note_fits();
"""

FORWARD = """
CREATE FUNCTION online_payment_goes_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
        OR OLD.payment_id IS NOT NULL AND NEW.payment_id IS DISTINCT FROM OLD.payment_id
        OR NEW.state <> OLD.state AND NOT (
            OLD.state = 'created'
            OR OLD.state = 'processing' AND NEW.state IN ('succeeded', 'failed')
            OR OLD.state IN ('failed', 'expired') AND NEW.state IN ('processing', 'succeeded'))
    THEN
        RAISE EXCEPTION 'an online payment never goes back' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'online_payment_goes_forward';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER online_payment_goes_forward BEFORE UPDATE OR DELETE ON billing_onlinepayment
    FOR EACH ROW EXECUTE FUNCTION online_payment_goes_forward();
"""
UNFORWARD = """
DROP TRIGGER online_payment_goes_forward ON billing_onlinepayment;
DROP FUNCTION online_payment_goes_forward();
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_frozen_rows")]
    operations = [
        migrations.RunSQL(FROZEN, UNFROZEN),
        migrations.RunSQL(NUMBERED, UNNUMBERED),
        migrations.RunSQL(SETTLED, UNSETTLED),
        migrations.RunSQL(DEPOSITS, NO_DEPOSITS),
        migrations.RunSQL(ON_STATEMENTS, OFF_STATEMENTS),
        migrations.RunSQL(CREDITED, UNCREDITED),
        migrations.RunSQL(FORWARD, UNFORWARD),
    ]

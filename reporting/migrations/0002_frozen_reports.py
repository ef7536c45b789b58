"""A frozen report and what was published never change: the database says so for every path.

Only the references to people may change, when two rows for one human being become one.
"""

from django.db import migrations

KEPT = """
CREATE FUNCTION reporting_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    people text[] := ARRAY['created_by_id', 'reviewed_by_id', 'frozen_by_id', 'declared_by_id'];
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - people = to_jsonb(OLD) - people THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION part_of_frozen_report() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    reports bigint[];
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'declared_by_id' = to_jsonb(OLD) - 'declared_by_id' THEN
        RETURN NEW;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        reports := ARRAY[OLD.report_id];
    END IF;
    IF TG_OP <> 'DELETE' THEN
        reports := reports || NEW.report_id;
    END IF;
    PERFORM FROM reporting_report WHERE id = ANY (reports) ORDER BY id FOR SHARE;
    IF EXISTS (SELECT FROM reporting_report WHERE id = ANY (reports) AND status = 'frozen') THEN
        RAISE EXCEPTION 'what a frozen report rests on never changes: write a correction'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER report_frozen BEFORE UPDATE OR DELETE ON reporting_report
    FOR EACH ROW WHEN (OLD.status = 'frozen')
    EXECUTE FUNCTION reporting_kept('a frozen report never changes: write a correction');
CREATE TRIGGER evidence_frozen BEFORE INSERT OR UPDATE OR DELETE ON reporting_reportevidence
    FOR EACH ROW EXECUTE FUNCTION part_of_frozen_report();
CREATE TRIGGER declaration_frozen BEFORE INSERT OR UPDATE OR DELETE ON reporting_reportdeclaration
    FOR EACH ROW EXECUTE FUNCTION part_of_frozen_report();
CREATE TRIGGER publication_kept BEFORE UPDATE OR DELETE ON reporting_publication
    FOR EACH ROW EXECUTE FUNCTION reporting_kept('what was published is known and is never taken back');
CREATE TRIGGER published_cell_kept BEFORE UPDATE OR DELETE ON reporting_publishedcell
    FOR EACH ROW EXECUTE FUNCTION reporting_kept('what was published is known and is never taken back');
"""
UNKEPT = """
DROP TRIGGER report_frozen ON reporting_report;
DROP TRIGGER evidence_frozen ON reporting_reportevidence;
DROP TRIGGER declaration_frozen ON reporting_reportdeclaration;
DROP TRIGGER publication_kept ON reporting_publication;
DROP TRIGGER published_cell_kept ON reporting_publishedcell;
DROP FUNCTION reporting_kept();
DROP FUNCTION part_of_frozen_report();
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial")]
    operations = [migrations.RunSQL(KEPT, UNKEPT)]

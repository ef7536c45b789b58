"""The rows of the pages of figures; tests/access/table.py says how to write one."""

from __future__ import annotations

from tests.access.rows import (
    AGREEING,
    COORDINATORS,
    HOSTS,
    HOSTS_ALONE,
    NETWORK,
    OWN,
    PERSON,
    PUBLIC,
    READERS,
    VENUE,
    get,
    post,
)

# fmt: off
ROWS = {
    # what figures mean
    "reporting:definitions": get(PUBLIC),
    "reporting:definition": get(PUBLIC, code="definition_code"),
    # open data, and what robots read
    "reporting:open_data": get(PUBLIC),
    "reporting:open_data_file": get(PUBLIC, name="open_file"),
    "reporting:sitemap": get(PUBLIC),
    "reporting:robots": get(PUBLIC),
    # what coworkers are asked
    "reporting:my_answers": get(OWN),
    "reporting:questions_later": post(OWN),
    "reporting:withdraw_my_answers": post(OWN),
    "reporting:paper_form": get(HOSTS, **VENUE),
    "reporting:paper_answers": get(HOSTS, **PERSON),
    # figures of venues and networks, and what hosts record for reports
    "reporting:host_figures": get(HOSTS, **VENUE),
    "reporting:host_figures_file": get(HOSTS, **VENUE, file_format="csv_format"),
    "reporting:sessions": get(HOSTS, **VENUE),
    "reporting:record_session": get(HOSTS, **VENUE),
    "reporting:change_session": get(HOSTS, **VENUE, pk="session.pk"),
    "reporting:strike_out_session": get(HOSTS, **VENUE, pk="session.pk"),
    "reporting:sessions_file": get(HOSTS, **VENUE, file_format="csv_format"),
    "reporting:attendance_sheet": get(HOSTS, **VENUE),
    "reporting:strike_out_sheet": get(HOSTS, **VENUE, pk="sheet.pk"),
    "reporting:attendance_scan": get(HOSTS_ALONE, pk="sheet.pk"),
    "reporting:census": get(HOSTS, **VENUE, year="year"),
    "reporting:census_file": get(HOSTS, **VENUE, year="year", file_format="csv_format"),
    "reporting:network_figures": get(COORDINATORS, **NETWORK),
    "reporting:network_figures_file": get(COORDINATORS, **NETWORK, file_format="csv_format"),
    "reporting:my_figures": get(OWN),
    "reporting:my_figures_file": get(OWN, file_format="csv_format"),
    # programmes and reports
    "reporting:funder_home": get(OWN),
    "reporting:programmes": get(COORDINATORS, **NETWORK),
    "reporting:add_programme": get(COORDINATORS, **NETWORK),
    "reporting:programme": get(READERS, pk="programme.pk"),
    "reporting:change_programme": get(AGREEING, pk="programme.pk"),
    "reporting:widen_territory": get(AGREEING, pk="programme.pk"),
    "reporting:narrow_territory": post(AGREEING, pk="programme.pk", code="town_code"),
    "reporting:follow_indicator": get(AGREEING, pk="programme.pk"),
    "reporting:change_indicator": get(AGREEING, pk="programme.pk", indicator_pk="indicator.pk"),
    "reporting:drop_indicator": post(AGREEING, pk="programme.pk", indicator_pk="indicator.pk"),
    "reporting:add_reader": get(AGREEING, pk="programme.pk"),
    "reporting:end_reading": post(AGREEING, pk="programme.pk", reader_pk="reader.pk"),
    "reporting:start_report": get(AGREEING, pk="programme.pk"),
    "reporting:report": get(READERS, pk="frozen.pk"),
    "reporting:compute_report": post(COORDINATORS, pk="draft_report.pk"),
    "reporting:comment_report": get(COORDINATORS, pk="draft_report.pk"),
    "reporting:declare": get(COORDINATORS, pk="draft_report.pk", indicator_pk="indicator.pk"),
    "reporting:review_report": post(COORDINATORS, pk="draft_report.pk"),
    "reporting:back_to_draft": post(COORDINATORS, pk="draft_report.pk"),
    "reporting:freeze_report": post(COORDINATORS, pk="draft_report.pk"),
    "reporting:drop_report": post(COORDINATORS, pk="draft_report.pk"),
    "reporting:correct_report": get(AGREEING, pk="frozen.pk"),
    "reporting:recompute_report": post(AGREEING, pk="frozen.pk"),
    "reporting:report_schema": get(READERS, pk="frozen.pk"),
    "reporting:report_file": get(READERS, pk="frozen.pk", file_format="csv_format"),
    "reporting:evidence": get(AGREEING, pk="frozen.pk"),
    "reporting:report_evidence": get(AGREEING, pk="frozen.pk", code="definition_code"),
}
# fmt: on

-- Companies of those who came, with the answers of their visits. Created: in the period, after a first visit of one of
-- their persons to a venue of the scope, also before the period or before the venue joined the scope.
SELECT
    'total' AS place,
    '' AS key,
    count(DISTINCT company) AS hosted,
    count(DISTINCT person_id) AS people,
    count(DISTINCT company) FILTER (WHERE came_before) AS created,
    count(DISTINCT person_id) FILTER (WHERE came_before) AS people_created
FROM (
    SELECT DISTINCT person_id, company, company_created_on FROM told_v1 WHERE company <> ''
) AS hosted
CROSS JOIN LATERAL (
    SELECT hosted.company_created_on >= %(first)s::date AND hosted.company_created_on < %(after)s::date
        AND EXISTS (
            SELECT FROM reporting_usageday AS earlier
            WHERE earlier.person_id = hosted.person_id
                AND earlier.venue_id = ANY(%(venues)s::bigint[])
                AND earlier.day < hosted.company_created_on
        )
) AS before (came_before)

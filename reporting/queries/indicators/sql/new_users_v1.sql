-- Persons without a visit to a venue of the scope on any earlier day, also before the venue joined it.
-- By venue: without an earlier visit to that venue.
WITH arrived AS (
    SELECT person_id, min(first_day) AS day FROM visited_v1 GROUP BY person_id
), new AS (
    SELECT arrived.person_id, to_char(arrived.day, 'YYYY-MM') AS month_key
    FROM arrived
    WHERE NOT EXISTS (
        SELECT FROM reporting_usageday AS earlier
        WHERE earlier.person_id = arrived.person_id
            AND earlier.venue_id = ANY(%(venues)s::bigint[])
            AND earlier.day < arrived.day
    )
), arrived_there AS (
    SELECT person_id, venue_id, min(first_day) AS day FROM visited_v1 GROUP BY person_id, venue_id
)
SELECT 'total' AS place, '' AS key, count(*) AS people FROM new
UNION ALL
SELECT 'months', month_key, count(*) FROM new GROUP BY month_key
UNION ALL
SELECT 'venues', arrived_there.venue_id::text, count(*)
FROM arrived_there
WHERE NOT EXISTS (
    SELECT FROM reporting_usageday AS earlier
    WHERE earlier.person_id = arrived_there.person_id
        AND earlier.venue_id = arrived_there.venue_id
        AND earlier.day < arrived_there.day
)
GROUP BY arrived_there.venue_id

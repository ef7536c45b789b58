-- Different persons, visits and half-days, for each row of the tables of regions and of people.
-- First by person within each row, so that a person counts once in it, then together.
WITH by_person AS (
    SELECT
        CASE WHEN grouping(month) = 0 THEN 'months' ELSE 'venues' END AS place,
        coalesce(to_char(month, 'YYYY-MM'), venue_id::text) AS key,
        sum(visits)::int AS visits,
        sum(estimated)::int AS estimated,
        sum(half_days)::int AS half_days
    FROM visited_v1
    GROUP BY GROUPING SETS ((person_id, month), (person_id, venue_id))
    UNION ALL
    SELECT
        CASE
            WHEN grouping(status) = 0 THEN 'statuses'
            WHEN grouping(side) = 0 THEN 'sides'
            WHEN grouping(region) = 0 THEN 'regions'
            WHEN grouping(departement) = 0 THEN 'departements'
            WHEN grouping(epci) = 0 THEN 'epcis'
            WHEN grouping(municipality) = 0 THEN 'municipalities'
            ELSE 'total'
        END,
        coalesce(status, side, region, departement, epci, municipality, ''),
        sum(visits)::int,
        sum(estimated)::int,
        sum(half_days)::int
    FROM told_v1
    GROUP BY GROUPING SETS (
        (person_id),
        (person_id, status),
        (person_id, side),
        (person_id, region),
        (person_id, departement),
        (person_id, epci),
        (person_id, municipality)
    )
)
SELECT
    place,
    key,
    count(*) AS people,
    sum(visits) AS visits,
    sum(estimated) AS estimated,
    sum(half_days) AS half_days
FROM by_person
GROUP BY place, key

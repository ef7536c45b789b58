-- Different persons, visits and half-days, for each row of the tables of regions and of people.
-- First by person within each row, so that a person counts once in it, then together.
SELECT
    place,
    key,
    count(*) AS people,
    sum(visits) AS visits,
    sum(estimated) AS estimated,
    sum(half_days) AS half_days
FROM (
    SELECT
        CASE
            WHEN grouping(month_key) = 0 THEN 'months'
            WHEN grouping(venue_id) = 0 THEN 'venues'
            WHEN grouping(status) = 0 THEN 'statuses'
            WHEN grouping(side) = 0 THEN 'sides'
            WHEN grouping(region) = 0 THEN 'regions'
            WHEN grouping(departement) = 0 THEN 'departements'
            WHEN grouping(epci) = 0 THEN 'epcis'
            WHEN grouping(municipality) = 0 THEN 'municipalities'
            ELSE 'total'
        END AS place,
        coalesce(month_key, venue_id::text, status, side, region, departement, epci, municipality, '') AS key,
        person_id,
        sum(visits) AS visits,
        sum(estimated) AS estimated,
        sum(half_days) AS half_days
    FROM stays_v1
    GROUP BY GROUPING SETS (
        (person_id),
        (person_id, month_key),
        (person_id, venue_id),
        (person_id, status),
        (person_id, side),
        (person_id, region),
        (person_id, departement),
        (person_id, epci),
        (person_id, municipality)
    )
) AS by_person
GROUP BY place, key

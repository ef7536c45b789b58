-- How far people live: for each, the mean way to the venues visited, visit by visit; the middle of these.
SELECT
    'total' AS place,
    '' AS key,
    count(*) AS respondents,
    percentile_disc(0.5) WITHIN GROUP (ORDER BY mean_km) AS median_km
FROM (
    SELECT stays.person_id, sum(distance.km * stays.visits) / sum(stays.visits) AS mean_km
    FROM stays_v1 AS stays
    JOIN reporting_homedistance AS distance
        ON distance.profile_id = stays.profile_id AND distance.venue_id = stays.venue_id
    GROUP BY stays.person_id
) AS by_person

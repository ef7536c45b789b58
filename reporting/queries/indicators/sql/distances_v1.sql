-- How far people live: for each, the mean way to the venues visited, visit by visit; the middle of these.
SELECT
    'total' AS place,
    '' AS key,
    count(*) AS respondents,
    percentile_disc(0.5) WITHIN GROUP (ORDER BY mean_km) AS median_km
FROM (
    SELECT visited.person_id, sum(distance.km * visited.visits) / sum(visited.visits) AS mean_km
    FROM visited_v1 AS visited
    JOIN reporting_homedistance AS distance
        ON distance.profile_id = visited.profile_id AND distance.venue_id = visited.venue_id
    GROUP BY visited.person_id
) AS by_person

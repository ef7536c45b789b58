-- Kilometres by car, and their emissions, that visits spared: 2 × max(0, home to work − home to venue) each.
-- Factors in kg CO2e per person and kilometre (ADEME, Impact CO2, October 2025): a car shared as cars are on average
-- 0.142, alone 0.228, an electric one 0.0674. Rebound: a quarter, range from none to half.
-- An answer suffices when nothing is missing to compute, or when it makes the result zero whatever is missing.
WITH factors (transport, factor) AS (
    VALUES ('car', 0.142), ('car_alone', 0.228), ('electric_car', 0.0674)
), spared AS (
    SELECT
        visited.person_id,
        visited.month,
        visited.venue_id,
        visited.visits,
        factors.factor,
        CASE
            WHEN NOT answers.replaces_commute OR (answers.transport <> '' AND factors.transport IS NULL) THEN 0
            WHEN answers.replaces_commute AND factors.transport IS NOT NULL
                AND answers.home_work_km IS NOT NULL AND distance.km IS NOT NULL
                THEN 2 * greatest(0, answers.home_work_km - distance.km) * visited.visits
        END AS km
    FROM visited_v1 AS visited
    LEFT JOIN reporting_profile AS answers ON answers.id = visited.profile_id
    LEFT JOIN factors ON factors.transport = answers.transport
    LEFT JOIN reporting_homedistance AS distance
        ON distance.profile_id = visited.profile_id AND distance.venue_id = visited.venue_id
), by_person AS (
    SELECT
        CASE
            WHEN grouping(month) = 0 THEN 'months'
            WHEN grouping(venue_id) = 0 THEN 'venues'
            ELSE 'total'
        END AS place,
        coalesce(to_char(month, 'YYYY-MM'), venue_id::text, '') AS key,
        person_id,
        (sum(visits) FILTER (WHERE km IS NOT NULL))::int AS answered_visits,
        coalesce(sum(km), 0) AS km,
        coalesce(sum(km * factor), 0) AS kg
    FROM spared
    GROUP BY GROUPING SETS ((person_id), (person_id, month), (person_id, venue_id))
)
SELECT
    place,
    key,
    count(*) AS people,
    count(answered_visits) AS respondents,
    coalesce(sum(answered_visits), 0) AS answered_visits,
    sum(km) AS km,
    sum(kg) * 0.75 AS kg,
    sum(kg) * 0.5 AS low,
    sum(kg) AS high
FROM by_person
GROUP BY place, key

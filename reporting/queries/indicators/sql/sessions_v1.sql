-- Sessions held and who took part. Persons without a name cannot be recognised: each counts at each session.
-- As behind every row: people, visits (participations), half-days (each participation is taken for one).
WITH held AS (
    SELECT session.id, session.venue_id, month.key AS month_key, session.theme, session.minutes, session.unnamed
    FROM scope_v1 AS scope
    JOIN reporting_session AS session
        ON session.venue_id = scope.venue_id AND session.day >= scope.first AND session.day < scope.after
    JOIN months_v1 AS month ON session.day >= month.first AND session.day < month.after
    WHERE session.struck_out_at IS NULL
), regions AS (
    SELECT id, minutes, unnamed, place, key
    FROM held
    CROSS JOIN LATERAL (
        VALUES ('total', ''), ('months', month_key), ('venues', venue_id::text), ('themes', theme)
    ) AS region (place, key)
), named AS (
    SELECT place, key, count(DISTINCT participant.person_id) AS people, count(*) AS participations
    FROM regions
    JOIN reporting_sessionparticipant AS participant ON participant.session_id = regions.id
    GROUP BY place, key
), counted AS (
    SELECT place, key, count(*) AS sessions, sum(minutes) AS minutes, sum(unnamed) AS unnamed
    FROM regions
    GROUP BY place, key
)
SELECT
    place,
    key,
    sessions,
    minutes,
    unnamed,
    coalesce(named.people, 0) AS named,
    unnamed + coalesce(named.people, 0) AS people,
    unnamed + coalesce(named.participations, 0) AS visits,
    unnamed + coalesce(named.participations, 0) AS half_days
FROM counted
LEFT JOIN named USING (place, key)

-- Visits in the scope, by person, venue, month and the answers in force on the day.
-- A half-day is the unit of days of work: both half-days used, or 5 hours or more, are two; anything less is one.
-- Sums are made small integers: the next ones add up much faster than numeric ones.
SELECT
    visit.person_id,
    visit.venue_id,
    date_trunc('month', visit.day::timestamp) AS month,
    profile.id AS profile_id,
    min(visit.day) AS first_day,
    count(*)::int AS visits,
    (count(*) FILTER (WHERE NOT visit.attended))::int AS estimated,
    sum(CASE WHEN (visit.morning AND visit.afternoon) OR visit.minutes >= 300 THEN 2 ELSE 1 END)::int AS half_days
FROM scope_v1 AS scope
JOIN reporting_usageday AS visit
    ON visit.venue_id = scope.venue_id AND visit.day >= scope.first AND visit.day < scope.after
    AND visit.day >= %(first)s::date AND visit.day < %(after)s::date
LEFT JOIN reporting_profile AS profile
    ON profile.person_id = visit.person_id
    AND profile.valid_from <= visit.day AND (profile.valid_to IS NULL OR profile.valid_to > visit.day)
GROUP BY visit.person_id, visit.venue_id, month, profile.id

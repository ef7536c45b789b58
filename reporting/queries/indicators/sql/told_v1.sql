-- The same visits by person and answers: few rows, which all that asks who people are is counted from.
-- Whoever did not answer is "no_answer". A home outside every intermunicipality is an answer to all but their table.
-- A side is known when the code at the level of the territory is, or the municipality itself.
SELECT
    visited.person_id,
    visited.visits,
    visited.estimated,
    visited.half_days,
    coalesce(nullif(profile.status, ''), 'no_answer') AS status,
    coalesce(nullif(profile.home_region, ''), 'no_answer') AS region,
    coalesce(nullif(profile.home_departement, ''), 'no_answer') AS departement,
    coalesce(nullif(profile.home_epci, ''), 'no_answer') AS epci,
    coalesce(nullif(profile.home, ''), 'no_answer') AS municipality,
    CASE
        WHEN home_code.code = ANY(%(territory)s::text[]) THEN 'inside'
        WHEN home_code.code <> '' OR profile.home <> '' THEN 'outside'
        ELSE 'no_answer'
    END AS side,
    coalesce(profile.company, '') AS company,
    profile.company_created_on
FROM (
    SELECT
        person_id,
        profile_id,
        sum(visits)::int AS visits,
        sum(estimated)::int AS estimated,
        sum(half_days)::int AS half_days
    FROM visited_v1
    GROUP BY person_id, profile_id
) AS visited
LEFT JOIN reporting_profile AS profile ON profile.id = visited.profile_id
CROSS JOIN LATERAL (
    SELECT CASE %(level)s
        WHEN 'region' THEN profile.home_region
        WHEN 'departement' THEN profile.home_departement
        WHEN 'epci' THEN profile.home_epci
        ELSE profile.home
    END
) AS home_code (code)

-- The same visits with what their persons answered; whoever did not is "no_answer".
-- A home outside every intermunicipality is an answer to all but the table of intermunicipalities.
-- A side is known when the code at the level of the territory is, or the municipality itself.
SELECT
    visited.*,
    to_char(visited.month, 'YYYY-MM') AS month_key,
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
    profile.company_created_on,
    profile.replaces_commute,
    coalesce(profile.transport, '') AS transport,
    profile.home_work_km
FROM visited_v1 AS visited
LEFT JOIN reporting_profile AS profile ON profile.id = visited.profile_id
CROSS JOIN LATERAL (
    SELECT CASE %(level)s
        WHEN 'region' THEN profile.home_region
        WHEN 'departement' THEN profile.home_departement
        WHEN 'epci' THEN profile.home_epci
        ELSE profile.home
    END
) AS home_code (code)

-- Who answered: the denominators of shares. A row without a key speaks for each row of its table.
WITH by_person AS (
    SELECT
        person_id,
        bool_or(status <> 'no_answer') AS told_status,
        bool_or(side <> 'no_answer') AS told_side,
        bool_or(side = 'inside') AS lives_inside,
        bool_or(region <> 'no_answer') AS told_region,
        bool_or(departement <> 'no_answer') AS told_departement,
        bool_or(epci <> 'no_answer') AS told_epci,
        bool_or(municipality <> 'no_answer') AS told_municipality,
        sum(half_days) FILTER (WHERE status <> 'no_answer') AS status_half_days
    FROM told_v1
    GROUP BY person_id
), together AS (
    SELECT
        count(*) AS people,
        count(*) FILTER (WHERE told_status) AS status,
        count(*) FILTER (WHERE told_side) AS side,
        count(*) FILTER (WHERE lives_inside) AS inside,
        count(*) FILTER (WHERE told_region) AS region,
        count(*) FILTER (WHERE told_departement) AS departement,
        count(*) FILTER (WHERE told_epci) AS epci,
        count(*) FILTER (WHERE told_municipality) AS municipality,
        sum(status_half_days) AS status_half_days
    FROM by_person
)
SELECT
    'total' AS place,
    '' AS key,
    people,
    status AS status_respondents,
    municipality AS home_respondents,
    inside,
    CASE WHEN %(level)s <> '' THEN side END AS side_respondents,
    NULL::bigint AS respondents,
    NULL::bigint AS respondents_half_days
FROM together
UNION ALL
SELECT place, NULL, NULL, NULL, NULL, NULL, NULL, respondents, half_days
FROM together
CROSS JOIN LATERAL (
    VALUES
        ('statuses', status, status_half_days),
        ('sides', side, NULL),
        ('regions', region, NULL),
        ('departements', departement, NULL),
        ('epcis', epci, NULL),
        ('municipalities', municipality, NULL)
) AS answered (place, respondents, half_days)

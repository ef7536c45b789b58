-- Desks offered: of each resource, the most on one day.
SELECT place, key, sum(places) AS places
FROM (
    SELECT
        CASE
            WHEN grouping(month) = 0 THEN 'months'
            WHEN grouping(opened.venue_id) = 0 THEN 'venues'
            ELSE 'total'
        END AS place,
        coalesce(to_char(month, 'YYYY-MM'), opened.venue_id::text, '') AS key,
        max(opened.places) AS places
    FROM scope_v1 AS scope
    JOIN reporting_openday AS opened
        ON opened.venue_id = scope.venue_id AND opened.day >= scope.first AND opened.day < scope.after
        AND opened.day >= %(first)s::date AND opened.day < %(after)s::date
    CROSS JOIN LATERAL (SELECT date_trunc('month', opened.day::timestamp)) AS calendar (month)
    WHERE opened.kind IN ('open_space', 'private_office') AND opened.open_minutes > 0
    GROUP BY GROUPING SETS (
        (opened.resource_id), (opened.resource_id, month), (opened.resource_id, opened.venue_id)
    )
) AS by_resource
GROUP BY place, key

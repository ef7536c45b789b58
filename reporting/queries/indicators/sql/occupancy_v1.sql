-- Open, booked and used minutes of places: desks (open space, private offices), and rooms apart.
SELECT
    CASE
        WHEN grouping(month) = 0 THEN 'months'
        WHEN grouping(opened.venue_id) = 0 THEN 'venues'
        ELSE 'total'
    END AS place,
    coalesce(to_char(month, 'YYYY-MM'), opened.venue_id::text, '') AS key,
    sum(opened.open_minutes) FILTER (WHERE is_desk) AS desks_open,
    sum(opened.booked_minutes) FILTER (WHERE is_desk) AS desks_booked,
    sum(opened.attended_minutes) FILTER (WHERE is_desk) AS desks_attended,
    sum(opened.open_minutes) FILTER (WHERE is_room) AS rooms_open,
    sum(opened.booked_minutes) FILTER (WHERE is_room) AS rooms_booked,
    sum(opened.attended_minutes) FILTER (WHERE is_room) AS rooms_attended
FROM scope_v1 AS scope
JOIN reporting_openday AS opened
    ON opened.venue_id = scope.venue_id AND opened.day >= scope.first AND opened.day < scope.after
    AND opened.day >= %(first)s::date AND opened.day < %(after)s::date
CROSS JOIN LATERAL (SELECT date_trunc('month', opened.day::timestamp)) AS calendar (month)
CROSS JOIN LATERAL (
    SELECT opened.kind IN ('open_space', 'private_office'), opened.kind IN ('meeting_room', 'surgery')
) AS what (is_desk, is_room)
GROUP BY GROUPING SETS ((), (month), (opened.venue_id))

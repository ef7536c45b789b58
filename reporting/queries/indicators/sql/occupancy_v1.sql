-- Open, booked and used minutes of places: desks (open space, private offices), and rooms apart.
-- Watched: open on a day on which arrivals were recorded. Nobody knows what was used on the others.
SELECT
    CASE
        WHEN grouping(month) = 0 THEN 'months'
        WHEN grouping(opened.venue_id) = 0 THEN 'venues'
        ELSE 'total'
    END AS place,
    coalesce(to_char(month, 'YYYY-MM'), opened.venue_id::text, '') AS key,
    sum(opened.open_minutes) FILTER (WHERE is_desk) AS desks_open,
    sum(opened.booked_minutes) FILTER (WHERE is_desk) AS desks_booked,
    sum(opened.open_minutes) FILTER (WHERE is_desk AND filled.counts_arrivals) AS desks_watched,
    sum(opened.attended_minutes) FILTER (WHERE is_desk AND filled.counts_arrivals) AS desks_attended,
    sum(opened.open_minutes) FILTER (WHERE is_room) AS rooms_open,
    sum(opened.booked_minutes) FILTER (WHERE is_room) AS rooms_booked,
    sum(opened.open_minutes) FILTER (WHERE is_room AND filled.counts_arrivals) AS rooms_watched,
    sum(opened.attended_minutes) FILTER (WHERE is_room AND filled.counts_arrivals) AS rooms_attended
FROM scope_v1 AS scope
JOIN reporting_openday AS opened
    ON opened.venue_id = scope.venue_id AND opened.day >= scope.first AND opened.day < scope.after
    AND opened.day >= %(first)s::date AND opened.day < %(after)s::date
JOIN reporting_venueday AS filled ON filled.venue_id = opened.venue_id AND filled.day = opened.day
CROSS JOIN LATERAL (SELECT date_trunc('month', opened.day::timestamp)) AS calendar (month)
CROSS JOIN LATERAL (
    SELECT opened.kind IN ('open_space', 'private_office'), opened.kind IN ('meeting_room', 'surgery')
) AS what (is_desk, is_room)
GROUP BY GROUPING SETS ((), (month), (opened.venue_id))

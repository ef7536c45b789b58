-- What became of reservations, on their day.
SELECT
    CASE
        WHEN grouping(month) = 0 THEN 'months'
        WHEN grouping(booked.venue_id) = 0 THEN 'venues'
        ELSE 'total'
    END AS place,
    coalesce(to_char(month, 'YYYY-MM'), booked.venue_id::text, '') AS key,
    sum(booked.confirmed) AS confirmed,
    sum(booked.due) AS due,
    sum(booked.missed) AS missed,
    sum(booked.cancelled) AS cancelled
FROM scope_v1 AS scope
JOIN reporting_bookingday AS booked
    ON booked.venue_id = scope.venue_id AND booked.day >= scope.first AND booked.day < scope.after
    AND booked.day >= %(first)s::date AND booked.day < %(after)s::date
CROSS JOIN LATERAL (SELECT date_trunc('month', booked.day::timestamp)) AS calendar (month)
GROUP BY GROUPING SETS ((), (month), (booked.venue_id))

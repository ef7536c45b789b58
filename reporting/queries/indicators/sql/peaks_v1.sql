-- How full desks are hour by hour of the clock, all venues of the scope together: the 9th decile and the maximum.
-- Watched: open on a day on which arrivals were recorded. Nobody knows what was used on the others.
WITH hours AS (
    SELECT
        opened.day,
        hour.rank,
        sum(hour.open) AS open,
        sum(hour.booked) AS booked,
        sum(hour.open) FILTER (WHERE filled.counts_arrivals) AS watched,
        sum(hour.attended) FILTER (WHERE filled.counts_arrivals) AS attended
    FROM scope_v1 AS scope
    JOIN reporting_openday AS opened
        ON opened.venue_id = scope.venue_id AND opened.day >= scope.first AND opened.day < scope.after
        AND opened.day >= %(first)s::date AND opened.day < %(after)s::date
    JOIN reporting_venueday AS filled ON filled.venue_id = opened.venue_id AND filled.day = opened.day
    CROSS JOIN LATERAL unnest(opened.open_by_hour, opened.booked_by_hour, opened.attended_by_hour)
        WITH ORDINALITY AS hour (open, booked, attended, rank)
    WHERE opened.kind IN ('open_space', 'private_office') AND hour.open > 0
    GROUP BY opened.day, hour.rank
), full_hours AS (
    SELECT
        to_char(day, 'YYYY-MM') AS month_key,
        100 * booked / open::numeric AS booked,
        100 * attended / watched::numeric AS attended
    FROM hours
)
SELECT
    CASE WHEN grouping(month_key) = 0 THEN 'months' ELSE 'total' END AS place,
    coalesce(month_key, '') AS key,
    count(*) AS hours,
    percentile_disc(0.9) WITHIN GROUP (ORDER BY booked) AS booked_p90,
    max(booked) AS booked_peak,
    percentile_disc(0.9) WITHIN GROUP (ORDER BY attended) AS attended_p90,
    max(attended) AS attended_peak
FROM full_hours
GROUP BY GROUPING SETS ((), (month_key))

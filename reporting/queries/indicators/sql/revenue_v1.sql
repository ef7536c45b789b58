-- Lines issued in the scope, first by customer, so that the largest one is known.
SELECT
    place,
    key,
    sum(net) AS net,
    count(*) FILTER (WHERE net > 0) AS contributors,
    greatest(max(net), 0) AS top,
    sum(recurring) AS recurring,
    count(*) FILTER (WHERE recurring > 0) AS recurring_contributors,
    greatest(max(recurring), 0) AS recurring_top
FROM (
    SELECT
        CASE
            WHEN grouping(month) = 0 THEN 'months'
            WHEN grouping(line.venue_id) = 0 THEN 'venues'
            ELSE 'total'
        END AS place,
        coalesce(to_char(month, 'YYYY-MM'), line.venue_id::text, '') AS key,
        line.customer_id,
        sum(line.net) AS net,
        coalesce(sum(line.net) FILTER (WHERE line.recurring), 0) AS recurring
    FROM scope_v1 AS scope
    JOIN reporting_revenue AS line
        ON line.venue_id = scope.venue_id AND line.day >= scope.first AND line.day < scope.after
        AND line.day >= %(first)s::date AND line.day < %(after)s::date
    CROSS JOIN LATERAL (SELECT date_trunc('month', line.day::timestamp)) AS calendar (month)
    GROUP BY GROUPING SETS (
        (line.customer_id), (line.customer_id, month), (line.customer_id, line.venue_id)
    )
) AS by_customer
GROUP BY place, key

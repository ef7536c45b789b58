-- The rows of the tables of times and places. No venue: all of them.
SELECT 'total' AS place, '' AS key, NULL::bigint AS venue_id, %(first)s::date AS first, %(after)s::date AS after
UNION ALL
SELECT 'months', key, NULL, first, after FROM months_v1
UNION ALL
SELECT DISTINCT 'venues', venue_id::text, venue_id, %(first)s::date, %(after)s::date FROM scope_v1

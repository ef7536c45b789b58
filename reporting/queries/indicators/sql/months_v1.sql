-- The months of the period, cut at its ends.
SELECT
    to_char(start, 'YYYY-MM') AS key,
    greatest(start::date, %(first)s::date) AS first,
    least((start + interval '1 month')::date, %(after)s::date) AS after
FROM generate_series(
    date_trunc('month', %(first)s::timestamp), %(after)s::timestamp - interval '1 day', interval '1 month'
) AS start

-- The venues and days that the figures speak of, cut to the period; none meets another of the same venue.
SELECT span.venue_id, span.first, span.after
FROM unnest(%(venues)s::bigint[], %(firsts)s::date[], %(afters)s::date[]) AS span (venue_id, first, after)

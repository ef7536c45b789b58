-- Members on the first and on the last day of each region of the scope. Gone: of those of the first day, whoever holds
-- nothing on the last one, because the last membership ended and none took over.
WITH held AS (
    SELECT
        region.place,
        region.key,
        member.person_id,
        bool_or(
            member.starts_on <= region.first AND scope.first <= region.first AND scope.after > region.first
        ) AS at_first,
        bool_or(
            coalesce(member.ends_on, 'infinity') >= region.after
            AND scope.first < region.after AND scope.after >= region.after
        ) AS at_last,
        max(coalesce(member.ends_on, 'infinity')) < region.after AS ended,
        (array_agg(member.followed ORDER BY coalesce(member.ends_on, 'infinity') DESC, member.followed DESC))[1]
            AS followed
    FROM regions_v1 AS region
    JOIN scope_v1 AS scope ON region.venue_id IS NULL OR scope.venue_id = region.venue_id
    JOIN reporting_memberspan AS member
        ON member.venue_id = scope.venue_id
        AND member.starts_on < region.after
        AND (member.ends_on IS NULL OR member.ends_on > region.first)
    GROUP BY region.place, region.key, region.after, member.person_id
)
SELECT
    place,
    key,
    count(*) FILTER (WHERE at_last) AS members,
    count(*) FILTER (WHERE at_first) AS members_at_first,
    count(*) FILTER (WHERE at_first AND NOT at_last AND ended AND NOT followed) AS gone
FROM held
GROUP BY place, key

-- A time as JSON logs write it: ISO 8601, seconds since 1970 with or without a fraction, or Apache's form.
CREATE OR REPLACE FUNCTION any_time AS (text) -> coalesce(
    if(match(text, '^[0-9]{9,10}(\\.[0-9]+)?$'), toDateTimeOrNull(splitByChar('.', text)[1], 'UTC'), NULL),
    if(match(text, '^[0-9]{13}$'), toDateTimeOrNull(substring(text, 1, 10), 'UTC'), NULL),
    parseDateTimeInJodaSyntaxOrNull(substring(text, 1, 26), 'dd/MMM/yyyy:HH:mm:ss Z', 'UTC'),
    parseDateTimeInJodaSyntaxOrNull(substring(text, 1, 20), 'dd/MMM/yyyy:HH:mm:ss', 'UTC'),
    parseDateTimeBestEffortOrNull(text, 'UTC'))

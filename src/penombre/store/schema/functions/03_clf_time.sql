-- The time between brackets, as Apache and nginx write it: [10/Oct/2000:13:55:36 -0700]; without a zone it is taken as UTC.
CREATE OR REPLACE FUNCTION clf_time AS (line) -> if(substring(line, position(line, '[') + 21, 1) = ' ',
    parseDateTimeInJodaSyntaxOrNull(substring(line, position(line, '[') + 1, 26), 'dd/MMM/yyyy:HH:mm:ss Z', 'UTC'),
    parseDateTimeInJodaSyntaxOrNull(substring(line, position(line, '[') + 1, 20), 'dd/MMM/yyyy:HH:mm:ss', 'UTC'))

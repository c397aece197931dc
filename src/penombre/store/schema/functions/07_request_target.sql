-- The target of a request line, which some clients send with spaces in it.
CREATE OR REPLACE FUNCTION request_target AS (request) -> if(length(splitByChar(' ', request)) <= 3,
    splitByChar(' ', request)[2],
    arrayStringConcat(arraySlice(splitByChar(' ', request), 2, length(splitByChar(' ', request)) - 2), ' '))

-- The method of a request line: GET /page HTTP/1.1
CREATE OR REPLACE FUNCTION request_method AS (request) -> splitByChar(' ', request)[1]

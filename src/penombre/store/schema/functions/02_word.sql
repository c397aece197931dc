-- The nth word of a text, counted from 1; empty where there are not so many.
CREATE OR REPLACE FUNCTION word AS (text, n) -> splitByChar(' ', text)[n]

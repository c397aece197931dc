-- The path of a request's target, without host, query or fragment, without the slash at its end or a default file's name;
-- a target without a path (http://www.example.org, *) is the root's.
CREATE OR REPLACE FUNCTION bare_path AS (target) -> replaceRegexpOne(replaceRegexpOne(
    splitByChar('?', splitByChar('#', if(startsWith(target, '/'), target, pathFull(target)))[1])[1],
    '(.)/(?:index\\.(?:html?|php))?$', '\\1'), '^$', '/')

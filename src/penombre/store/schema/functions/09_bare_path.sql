-- The path of a request's target, without host, query or fragment, without the slash at its end or a default file's name.
CREATE OR REPLACE FUNCTION bare_path AS (target) -> replaceRegexpOne(
    splitByChar('?', splitByChar('#', if(startsWith(target, '/'), target, pathFull(target)))[1])[1],
    '(.)/(?:index\\.(?:html?|php))?$', '\\1')

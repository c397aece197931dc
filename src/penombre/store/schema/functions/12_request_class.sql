-- What a path asks for. Without a content type in the log, the name has to tell.
CREATE OR REPLACE FUNCTION request_class AS (path) -> multiIf(
    file_ending(path) IN ('css', 'js', 'mjs', 'map', 'png', 'jpg', 'jpeg', 'gif', 'webp', 'avif', 'svg', 'ico', 'bmp', 'tif', 'tiff', 'cur',
        'woff', 'woff2', 'ttf', 'otf', 'eot', 'mp3', 'mp4', 'm4a', 'm4v', 'ogg', 'oga', 'ogv', 'webm', 'wav', 'mov', 'avi', 'm3u8', 'flac',
        'ts', 'swf', 'webmanifest', 'zip', 'gz', 'tgz', 'bz2', 'xz', '7z', 'rar', 'exe', 'dmg', 'iso', 'deb', 'rpm', 'apk', 'jar', 'wasm'), 'asset',
    path IN ('/robots.txt', '/ads.txt', '/app-ads.txt', '/humans.txt', '/security.txt', '/llms.txt') OR startsWith(path, '/.well-known/')
        OR match(path, '^/sitemap[^/]*\\.xml'), 'robots',
    file_ending(path) IN ('rss', 'atom', 'rdf') OR match(path, '(?i)(^|/)(feed|feeds|rss|atom)(/|$|\\.xml$)'), 'feed',
    file_ending(path) IN ('xml', 'json', 'jsonl', 'txt', 'csv', 'ics', 'cgi', 'ajax', 'axd', 'ashx', 'asmx')
        OR match(path, '(?i)^/(api|graphql|wp-json|wp-admin|wp-cron\\.php|wp-login\\.php|xmlrpc\\.php|cgi-bin|admin|ajax|_next/data|socket\\.io|matomo\\.php|piwik\\.php|server-status|health|healthz|metrics|cdn-cgi)(/|$)'), 'service',
    'page')

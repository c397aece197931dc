-- Whether a person would type a path: the home page, a section front, or a page reached by a link (deep).
CREATE OR REPLACE FUNCTION page_kind AS (path) -> multiIf(
    match(path, '^/?(?:[a-z]{2}(?:[-_][a-zA-Z]{2})?/?)?(?:index|home|accueil)?$'), 'home',
    match(path, '^/(?:[a-z]{2}(?:[-_][a-zA-Z]{2})?/)?[a-zA-Z]{2,20}(?:-[a-zA-Z]{2,12}){0,2}$'), 'section',
    'deep')

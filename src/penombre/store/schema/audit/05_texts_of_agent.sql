CREATE MATERIALIZED VIEW texts_of_agent TO texts AS
SELECT 'agent' AS family, cityHash64(agent_text) AS hash, agent_text AS text
FROM requests WHERE reason = ''
GROUP BY agent_text

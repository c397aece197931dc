"""The lines that make a web server log what tells a handed-over link from a typed address."""

from penombre.sentences import sentence, translated

SERVERS = ("nginx", "apache", "caddy")
COMMENTS = {
    "{http}": sentence("in the http block:"),
    "{server}": sentence("in each server block:"),
    "{configuration}": sentence("in the server's configuration:"),
    "{host}": sentence("in each virtual host:"),
    "{site}": sentence("in the site's block; Caddy's JSON holds every request header, Sec-Fetch-Site among them"),
}

NGINX = r"""# {http}
log_format penombre '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent '
                    '"$http_referer" "$http_user_agent" "$http_sec_fetch_site" "$http_sec_purpose" '
                    '"$http_x_requested_with" "$host"';
# {server}
access_log /var/log/nginx/access.log penombre;
"""

APACHE = r"""# {configuration}
LogFormat "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\" \"%{Sec-Fetch-Site}i\" \"%{Sec-Purpose}i\" \"%{X-Requested-With}i\" \"%{Host}i\"" penombre
# {host}
CustomLog ${APACHE_LOG_DIR}/access.log penombre
"""  # noqa: E501  (Apache takes it on one line)

CADDY = """# {site}
log {
    output file /var/log/caddy/access.log
    format json
}
"""


def log_format(server: str) -> str:
    """The configuration that adds `Sec-Fetch-Site`, `Sec-Purpose`, `X-Requested-With` and the host to the log."""
    lines = {"nginx": NGINX, "apache": APACHE, "caddy": CADDY}[server]
    for place, comment in COMMENTS.items():
        lines = lines.replace(f"# {place}", f"# {translated(comment)}")
    return lines

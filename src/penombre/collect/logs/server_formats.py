"""The lines that make a web server log what tells a handed-over link from a typed address."""

SERVERS = ("nginx", "apache", "caddy")

NGINX = r"""# in the http block:
log_format penombre '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent '
                    '"$http_referer" "$http_user_agent" "$http_sec_fetch_site" "$http_sec_purpose" '
                    '"$http_x_requested_with" "$host"';
# in each server block:
access_log /var/log/nginx/access.log penombre;
"""

APACHE = r"""# in the server's configuration:
LogFormat "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\" \"%{Sec-Fetch-Site}i\" \"%{Sec-Purpose}i\" \"%{X-Requested-With}i\" \"%{Host}i\"" penombre
# in each virtual host:
CustomLog ${APACHE_LOG_DIR}/access.log penombre
"""  # noqa: E501  (Apache takes it on one line)

CADDY = """# in the site's block; Caddy's JSON holds every request header, Sec-Fetch-Site among them
log {
    output file /var/log/caddy/access.log
    format json
}
"""


def log_format(server: str) -> str:
    """The configuration that adds `Sec-Fetch-Site`, `Sec-Purpose`, `X-Requested-With` and the host to the log."""
    return {"nginx": NGINX, "apache": APACHE, "caddy": CADDY}[server]

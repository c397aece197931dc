"""The tables of the database, as the newest migration leaves them."""

from typing import Literal

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

# Each change takes the next number of its kind, in its own transaction: who copies a table asks for what came after.
# `origin` is drawn once: a copy knows by it that it looks at another database.
changes = Table(
    "changes",
    metadata,
    Column("kind", String(16), primary_key=True),  # links, sites, reports, origin
    Column("number", BigInteger, nullable=False),
)

sites = Table(
    "sites",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("mode", String(16), nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("created_at", Float, nullable=False),  # seconds since 1970, like every time here
    Column("ask", Float, nullable=False, server_default="0"),  # share of landings that the question is put to
    # no workspace: nobody may see it (SQLite adds no column with a reference that could not be empty)
    Column("workspace", Integer, ForeignKey("workspaces.number"), nullable=True),
    sqlite_autoincrement=True,
)

site_hosts = Table(
    "site_hosts",
    metadata,
    Column("host", String(261), primary_key=True),  # a host belongs to one site at most
    Column("site", Integer, ForeignKey("sites.number", ondelete="CASCADE"), nullable=False),
    Column("rank", Integer, nullable=False),  # as they were given
)

# A deleted link keeps its row, emptied, so that its code is never given twice.
links = Table(
    "links",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("code", String(64), nullable=False, unique=True),
    Column("target", Text, nullable=False),
    Column("site", Integer, ForeignKey("sites.number"), nullable=True),
    Column("title", Text, nullable=False),
    Column("image", Text, nullable=False),
    Column("tags", Text, nullable=False),  # one a line, with a line's end before and after each
    Column("created_at", Float, nullable=False),
    Column("expires_at", Float, nullable=True),
    Column("paused", Boolean, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("revision", BigInteger, nullable=False),  # the number of the change that touched it last
    Index("links_by_revision", "revision"),
    sqlite_autoincrement=True,
)

# A link that somebody opens on purpose, in one app on one system, to learn what arrives with it.
lab_links = Table(
    "lab_links",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("code", String(64), nullable=False, unique=True),
    Column("site", Integer, ForeignKey("sites.number", ondelete="CASCADE"), nullable=False),
    Column("app", String(64), nullable=False),
    Column("system", String(16), nullable=False),
    Column("created_at", Float, nullable=False),
    UniqueConstraint("site", "app", "system", name="lab_links_once"),
    sqlite_autoincrement=True,
)

lab_visits = Table(
    "lab_visits",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("link", Integer, ForeignKey("lab_links.number", ondelete="CASCADE"), nullable=False),
    Column("at", Float, nullable=False),
    Column("system", String(16), nullable=False),  # on which it was opened
    Column("browser", String(64), nullable=False),
    Column("referrer", Boolean, nullable=False),
    Column("marker", String(64), nullable=False),  # the app that was recognised; empty for none
    Column("channel", String(16), nullable=False),  # "none" where the visit arrived dark
    Column("fetch_site", String(16), nullable=False),
    Index("lab_visits_by_link", "link"),
    sqlite_autoincrement=True,
)

# What a site goes by: the posterior Beta(a, b) of how often a link arrives without a trace.
strip_rates = Table(
    "strip_rates",
    metadata,
    Column("site", Integer, ForeignKey("sites.number", ondelete="CASCADE"), primary_key=True),
    Column("app", String(64), primary_key=True),
    Column("system", String(16), primary_key=True),
    Column("dark", Integer, nullable=False),
    Column("lit", Integer, nullable=False),
    Column("a", Float, nullable=False),
    Column("b", Float, nullable=False),
    Column("kept_at", Float, nullable=False),
)

# What visitors reported of a link: that somebody did, not who, nor why.
link_reports = Table(
    "link_reports",
    metadata,
    Column("link", Integer, ForeignKey("links.number"), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("first_at", Float, nullable=False),
    Column("last_at", Float, nullable=False),
)

# Whose sites they are: an agency has one workspace a client. The first is made by the migration.
workspaces = Table(
    "workspaces",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("created_at", Float, nullable=False),
    sqlite_autoincrement=True,
)

users = Table(
    "users",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("email", String(254), nullable=False, unique=True),  # in lower case
    Column("name", String(100), nullable=False),
    Column("password", Text, nullable=False),  # Argon2id, with its parameters and salt
    Column("language", String(2), nullable=False),  # empty: the browser's
    Column("created_at", Float, nullable=False),
    Column("totp_secret", String(64), nullable=True),
    Column("totp_on", Boolean, nullable=False),  # a secret that was shown, but not confirmed by a code, asks nobody
    Column("totp_used", BigInteger, nullable=False),  # the last half minute whose code was taken: none is taken twice
    sqlite_autoincrement=True,
)

# Of what is drawn for somebody (sessions, links, keys, codes) only a digest is kept: a copy of this file opens nothing.
recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("user", Integer, ForeignKey("users.number", ondelete="CASCADE"), nullable=False),
)

memberships = Table(
    "memberships",
    metadata,
    Column("user", Integer, ForeignKey("users.number", ondelete="CASCADE"), primary_key=True),
    Column("workspace", Integer, ForeignKey("workspaces.number", ondelete="CASCADE"), primary_key=True),
    Column("role", String(16), nullable=False),  # viewer, editor, owner
)

invitations = Table(
    "invitations",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("email", String(254), nullable=False),
    Column("workspace", Integer, ForeignKey("workspaces.number", ondelete="CASCADE"), nullable=False),
    Column("role", String(16), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("expires_at", Float, nullable=False),
    sqlite_autoincrement=True,
)

# The link that makes the first owner, and those that set a forgotten password.
one_time_links = Table(
    "one_time_links",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("user", Integer, ForeignKey("users.number", ondelete="CASCADE"), nullable=True),  # none: the first owner's
    Column("expires_at", Float, nullable=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("user", Integer, ForeignKey("users.number", ondelete="CASCADE"), nullable=False),
    Column("complete", Boolean, nullable=False),  # false between the password and the second step: it opens nothing
    Column("created_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False),  # to five minutes
    Index("sessions_by_user", "user"),
    sqlite_autoincrement=True,
)

shared_links = Table(
    "shared_links",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("site", Integer, ForeignKey("sites.number", ondelete="CASCADE"), nullable=False),
    Column("label", String(100), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("expires_at", Float, nullable=False),
    sqlite_autoincrement=True,
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("prefix", String(16), nullable=False),  # what a list shows, to tell keys apart
    Column("user", Integer, ForeignKey("users.number", ondelete="CASCADE"), nullable=False),
    Column("label", String(100), nullable=False),
    Column("scopes", Text, nullable=False),  # separated by spaces
    Column("created_at", Float, nullable=False),
    sqlite_autoincrement=True,
)

# Who did what, on what, when; a year of it.
trail = Table(
    "trail",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("user", Integer, ForeignKey("users.number", ondelete="SET NULL"), nullable=True),  # none: the terminal
    Column("what", String(32), nullable=False),
    Column("subject", Text, nullable=False),
    Column("workspace", Integer, ForeignKey("workspaces.number", ondelete="CASCADE"), nullable=True),
    Index("trail_by_time", "at"),
    sqlite_autoincrement=True,
)

# Drawn where it is first needed, in no file, image or repository.
secrets = Table(
    "secrets",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", String(64), nullable=False),
)


# Who gets a site's reports and alerts by themselves.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("site", Integer, ForeignKey("sites.number", ondelete="CASCADE"), primary_key=True),
    Column("address", String(254), primary_key=True),
    Column("period", String(8), nullable=False),  # month, week, never
    Column("lang", String(2), nullable=False),
    Column("alerts", Boolean, nullable=False),
    Column("created_at", Float, nullable=False),
)

# What became of each mail, and of each call of a webhook ("webhook 7" is its address). It is written before the handing
# over and after: a mail that says "begun" after a crash may have been sent, and is not sent again; a webhook is called
# again, under the same id. The row outlives the subscription, so that who comes back gets nothing twice.
deliveries = Table(
    "deliveries",
    metadata,
    Column("site", Integer, ForeignKey("sites.number", ondelete="CASCADE"), primary_key=True),
    Column("address", String(254), primary_key=True),
    Column("matter", String(64), primary_key=True),  # the period's name, or an alert's number
    Column("state", String(8), nullable=False),  # begun, sent, waiting, failed, unknown
    Column("attempts", Integer, nullable=False),
    Column("at", Float, nullable=False),
    Column("again_at", Float, nullable=False),  # when a waiting one is tried again
    Column("said", Text, nullable=False),  # why it was not sent
    Column("status", Integer, nullable=True),  # what the receiver of a webhook answered last
)

# Matters that were told: each once, and its end once.
alerts = Table(
    "alerts",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("site", Integer, ForeignKey("sites.number", ondelete="CASCADE"), nullable=False),
    Column("kind", String(16), nullable=False),  # takeoff, silence, flood
    Column("subject", Text, nullable=False),  # the page, or nothing
    Column("since", Float, nullable=False),
    Column("facts", Text, nullable=False),  # numbers by name, JSON
    Column("told_at", Float, nullable=False),
    Column("ended_at", Float, nullable=True),
    Index("alerts_by_site", "site"),
    sqlite_autoincrement=True,
)

# Addresses of other programs that are told a site's news. What signs is needed in clear, unlike what opens.
webhooks = Table(
    "webhooks",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("site", Integer, ForeignKey("sites.number", ondelete="CASCADE"), nullable=False),
    Column("address", Text, nullable=False),
    Column("events", Text, nullable=False),  # separated by spaces
    Column("secret", String(64), nullable=False),
    Column("old_secret", String(64), nullable=True),  # signs, too, until `old_until`
    Column("old_until", Float, nullable=True),
    Column("created_at", Float, nullable=False),
    Column("failing_since", Float, nullable=True),  # the first failure after the last success
    Column("off_at", Float, nullable=True),  # switched off, by itself where it was failing
    Index("webhooks_by_site", "site"),
    sqlite_autoincrement=True,
)

# Reports that programs asked for: made one after another, kept to be fetched.
made_reports = Table(
    "made_reports",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("site", Integer, ForeignKey("sites.number", ondelete="CASCADE"), nullable=False),
    Column("period", String(32), nullable=False),  # its name
    Column("lang", String(2), nullable=False),
    Column("state", String(8), nullable=False),  # waiting, ready, failed
    Column("attempts", Integer, nullable=False),
    Column("asked_at", Float, nullable=False),
    Column("made_at", Float, nullable=True),
    Column("said", Text, nullable=False),  # why it could not be made
    Column("page", LargeBinary, nullable=True),
    Column("pdf", LargeBinary, nullable=True),
    Index("made_reports_by_site", "site"),
    sqlite_autoincrement=True,
)

passkeys = Table(
    "passkeys",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("user", Integer, ForeignKey("users.number", ondelete="CASCADE"), nullable=False),
    Column("credential", String(1400), nullable=False, unique=True),  # its id, base64url
    Column("public_key", LargeBinary, nullable=False),  # COSE
    Column("signed", BigInteger, nullable=False),  # its own count of signatures; one that goes back was copied
    Column("label", String(100), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("used_at", Float, nullable=True),
    Index("passkeys_by_user", "user"),
    sqlite_autoincrement=True,
)

# What a passkey is to sign, or a provider to send back: drawn for one try, gone with it.
challenges = Table(
    "challenges",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("purpose", String(16), nullable=False),  # register, sign_in, sign_on
    Column("user", Integer, ForeignKey("users.number", ondelete="CASCADE"), nullable=True),
    Column("kept", Text, nullable=False),  # what belongs to the try, JSON
    Column("expires_at", Float, nullable=False),
)

# As whom the organisation's provider knows somebody: by its own number, never by an e-mail address, which may change.
identities = Table(
    "identities",
    metadata,
    Column("issuer", String(255), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("user", Integer, ForeignKey("users.number", ondelete="CASCADE"), nullable=False),
    Column("created_at", Float, nullable=False),
)

# Who turned the dial of a site, from which step to which.
mode_changes = Table(
    "mode_changes",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("site", Integer, ForeignKey("sites.number", ondelete="CASCADE"), nullable=False),
    Column("before", String(16), nullable=False),
    Column("mode", String(16), nullable=False),
    Column("at", Float, nullable=False),
    Column("user", Integer, ForeignKey("users.number", ondelete="SET NULL"), nullable=True),  # none: terminal, program
    Index("mode_changes_by_site", "site"),
    sqlite_autoincrement=True,
)

# Who answers for what a site collects, as its privacy notice says it.
controllers = Table(
    "controllers",
    metadata,
    Column("site", Integer, ForeignKey("sites.number", ondelete="CASCADE"), primary_key=True),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("officer", Text, nullable=False),  # the data-protection officer
    Column("host", Text, nullable=False),  # who runs the server, where that is somebody else
    Column("place", Text, nullable=False),  # where it stands
    Column("changed_at", Float, nullable=False),
)

# Under which name, colour and logo the reports of a workspace's sites are handed over.
brands = Table(
    "brands",
    metadata,
    Column("workspace", Integer, ForeignKey("workspaces.number", ondelete="CASCADE"), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("colour", String(7), nullable=False),  # as #2f4b8f; empty: the program's own
    Column("logo", LargeBinary, nullable=True),  # a PNG that this program wrote itself
)

# Pages of the dashboard with their filters, kept under a name for all who see the site.
saved_views = Table(
    "saved_views",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("site", Integer, ForeignKey("sites.number", ondelete="CASCADE"), nullable=False),
    Column("name", String(100), nullable=False),
    Column("section", String(16), nullable=False),
    Column("query", Text, nullable=False),  # the address's, as the dashboard writes it
    Column("created_at", Float, nullable=False),
    Index("saved_views_by_site", "site"),
    sqlite_autoincrement=True,
)

# What happened on a day of the site's calendar, as its editors say.
annotations = Table(
    "annotations",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("site", Integer, ForeignKey("sites.number", ondelete="CASCADE"), nullable=False),
    Column("day", String(10), nullable=False),  # 2026-11-24
    Column("text", String(140), nullable=False),
    Column("created_at", Float, nullable=False),
    Index("annotations_by_day", "site", "day"),
    sqlite_autoincrement=True,
)


def next_change(connection: Connection, kind: Literal["links", "sites", "reports"]) -> int:
    """Take the next number of a kind of change. To be done first in a transaction: changes then end in their order."""
    taken = (
        changes.update().where(changes.c.kind == kind).values(number=changes.c.number + 1).returning(changes.c.number)
    )
    number: int = connection.execute(taken).scalar_one()
    return number

"""Tables of penombre.toml are read, overridden one by one, and refused with what is wrong."""

from pathlib import Path

import pytest

from penombre.settings import (
    BrandSettings,
    MailSettings,
    SettingsError,
    SignOnSettings,
    read_client_secret,
    read_settings,
)


def test_tables_are_read_and_each_setting_has_its_variable(tmp_path: Path) -> None:
    (tmp_path / "penombre.toml").write_text(
        'port = 8400\n[mail]\nhost = "mail.example.org"\nsender = "reports@example.org"\n[brand]\nname = "Atelier"\n'
    )
    found = read_settings(
        tmp_path, {"PENOMBRE_MAIL_PORT": "465", "PENOMBRE_MAIL_TLS": "tls", "PENOMBRE_BRAND_COLOUR": "#c2410c"}
    )
    assert found.port == 8400
    assert found.mail == MailSettings(host="mail.example.org", port=465, tls="tls", sender="reports@example.org")
    assert found.brand == BrandSettings(name="Atelier", colour="#c2410c")
    assert read_settings(tmp_path / "none", {}).mail == MailSettings()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[mail]\npassword = "in the clear"\n', "password"),
        ('[mail]\ntls = "maybe"\n', "tls"),
        ('mail = "mail.example.org"\n', "mail"),
        ('[brand]\ncolor = "#000000"\n', "color"),
    ],
)
def test_what_cannot_be_is_told_by_its_name(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "penombre.toml").write_text(text)
    with pytest.raises(SettingsError, match=told):
        read_settings(tmp_path, {})


def test_the_password_is_no_setting(tmp_path: Path) -> None:
    assert read_settings(tmp_path, {"PENOMBRE_MAIL_PASSWORD": "secret"}).mail == MailSettings()


def test_signing_on_is_set_and_its_secret_is_no_setting(tmp_path: Path) -> None:
    (tmp_path / "penombre.toml").write_text(
        '[sign_on]\nissuer = "https://id.example.org"\nclient_id = "penombre"\nsecret_file = "client.secret"\n'
    )
    (tmp_path / "client.secret").write_text(" kept apart\n")
    variables = {"PENOMBRE_SIGN_ON_DOMAINS": "example.org, example.net", "PENOMBRE_SIGN_ON_CLIENT_SECRET": "given"}
    found = read_settings(tmp_path, variables).sign_on
    assert (found.issuer, found.domains, found.join) == ("https://id.example.org", ("example.org", "example.net"), "")
    assert read_client_secret(found, tmp_path, variables) == "given"
    assert read_client_secret(found, tmp_path, {}) == "kept apart"
    assert read_client_secret(SignOnSettings(), tmp_path, {}) == ""
    with pytest.raises(SettingsError, match="missing"):
        read_client_secret(SignOnSettings(secret_file="missing"), tmp_path, {})


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ('issuer = "http://id.example.org"\nclient_id = "x"', "https"),
        ('issuer = "id.example.org"\nclient_id = "x"', "https"),
        ('issuer = "https://id.example.org"', "client_id"),
        ('client_secret = "in the clear"', "client_secret"),
    ],
)
def test_a_provider_that_cannot_be_is_told(tmp_path: Path, table: str, told: str) -> None:
    (tmp_path / "penombre.toml").write_text(f"[sign_on]\n{table}\n")
    with pytest.raises(SettingsError, match=told):
        read_settings(tmp_path, {})

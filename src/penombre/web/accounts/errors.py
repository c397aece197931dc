"""What cannot be done with an account: each error is a sentence of `en.toml` and `fr.toml`, for who reads it."""

from __future__ import annotations

from typing import Literal

from penombre.sentences import spoken
from penombre.web.accounts.texts import text


class AccountError(Exception):
    """Something that somebody can put right; `key` names the sentence that says how."""

    key = "error.form"
    status = 400

    def __init__(self, **values: str) -> None:
        self.values = values
        super().__init__(self.told(spoken()))

    def told(self, lang: str) -> str:
        """The sentence."""
        return text(self.key, lang, **self.values)


class ToldError(AccountError):
    """What another package said already, in the language of who reads it."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__()

    def told(self, lang: str) -> str:  # noqa: ARG002  (it is in that language)
        """The sentence."""
        return self.sentence


class BadEmailError(AccountError):
    """Text that can be no e-mail address."""

    key = "error.email"


class BadNameError(AccountError):
    """A name that is empty, too long, or holds signs that cannot be seen."""

    key = "error.name"


class WeakPasswordError(AccountError):
    """A password that is too short, too long, or easily guessed."""

    key = "error.weak_password"


class WrongPasswordError(AccountError):
    """The password of somebody signed in, asked for again, was wrong."""

    key = "error.wrong_password"
    status = 401


class WrongCodeError(AccountError):
    """A code of the second step was wrong, or used before."""

    key = "error.wrong_code"
    status = 401


class NoSignInError(AccountError):
    """Unknown account or wrong password: the same sentence for both."""

    key = "error.no_sign_in"
    status = 401


class TooManyGuessesError(AccountError):
    """Too many wrong guesses lately: wait `seconds`."""

    key = "error.too_many"
    status = 429

    def __init__(self, seconds: float) -> None:
        self.seconds = max(1, int(seconds + 0.999))
        super().__init__(seconds=str(self.seconds))


class TryGoneError(AccountError):
    """A try at signing in that took too long, or was finished before."""

    key = "error.try_gone"


class PasskeyError(AccountError):
    """What came is no signature of a passkey that is known here, or was not made for here."""

    key = "error.passkey"
    status = 401


class PasskeyKnownError(AccountError):
    """The passkey is somebody's already."""

    key = "error.passkey_known"


class TooManyPasskeysError(AccountError):
    """More passkeys than anybody needs."""

    key = "error.passkeys_many"


class NoPasskeysHereError(AccountError):
    """The public address is none for which passkeys can be made."""

    key = "error.passkeys_nowhere"


class SignInAgainError(AccountError):
    """Somebody without a password signed in too long ago for what they want to do."""

    key = "error.sign_in_again"


class SignOnAwayError(AccountError):
    """The organisation's provider does not answer as it should; the log says what."""

    key = "error.sign_on_away"
    status = 503


class SignOnRefusedError(AccountError):
    """The provider sent somebody back with an error."""

    key = "error.sign_on_refused"
    status = 401


class SignOnDoubtfulError(AccountError):
    """What the provider said was not believed; the log says why."""

    key = "error.sign_on_doubtful"
    status = 401


class SignOnTakenError(AccountError):
    """The account with this e-mail address is another person's of the same provider."""

    key = "error.sign_on_taken"
    status = 403


class UnverifiedEmailError(AccountError):
    """The provider gives no e-mail address, or has not verified it."""

    key = "error.email_unverified"
    status = 403


class OtherDomainError(AccountError):
    """An e-mail address of a domain that does not come in this way."""

    key = "error.other_domain"
    status = 403


class NotInvitedError(AccountError):
    """Nobody here knows this e-mail address."""

    key = "error.not_invited"
    status = 403


class LinkGoneError(AccountError):
    """An invitation or one-time link that was used, taken back, ran out or never was."""

    key = "error.link_gone"
    status = 404


class UserTakenError(AccountError):
    """Somebody has this e-mail address already."""

    key = "error.user_taken"


class UnknownUserError(AccountError):
    """Nobody has this e-mail address."""

    key = "error.user_unknown"


class WorkspaceTakenError(AccountError):
    """A workspace has this name already."""

    key = "error.workspace_taken"


class UnknownWorkspaceError(AccountError):
    """No workspace has this name."""

    key = "error.workspace_unknown"


class LastOwnerError(AccountError):
    """A workspace would be left without an owner."""

    key = "error.last_owner"


class AlreadyMemberError(AccountError):
    """Somebody who is invited belongs to the workspace already."""

    key = "error.member_already"


class BadRoleError(AccountError):
    """A word that is no role."""

    key = "error.role"


class BadScopeError(AccountError):
    """A key that would be good for nothing, or for something unknown."""

    key = "error.scope"


class BadColourError(AccountError):
    """Text that is no colour."""

    key = "error.colour"


class BadLogoError(AccountError):
    """A file that cannot be a logo; `why` is too large, of another kind, broken, or more than a drawing of shapes."""

    def __init__(self, why: Literal["large", "kind", "broken", "drawing"], **values: str) -> None:
        self.key = f"error.logo_{why}"
        super().__init__(**values)


class BadDayError(AccountError):
    """Text that is no day of the calendar."""

    key = "error.day"


class TooManyKeptError(AccountError):
    """As many views or annotations of a site as there may be."""

    key = "error.too_many_kept"
    status = 409

"""The shapes of letters, outgoing mails and the web form."""

from __future__ import annotations

from marshmallow import INCLUDE, fields
from marshmallow.validate import Length, OneOf, Regexp

from services.crm.application.web_form import LONGEST_SUBJECT, LONGEST_TEXT
from services.crm.domain.letter import OUTCOMES
from services.crm.domain.mail_facts import KINDS
from services.crm.domain.outgoing_mail import STATES
from shared.web import PageQuery, Schema

_CODE = Regexp("^[a-z0-9_-]{1,50}$")
_LINE = Regexp(r"^[^\x00-\x1f\x7f]+\Z", error="must be one line of text.")
_TEXT = Regexp(r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+\Z", error="holds control characters.")
_LONGEST_FILE = 4 * 1024 * 1024
_MOST_FILES = 5
LONGEST_FORM = 200


class LettersQuery(PageQuery):
    """Which letters to list."""

    outcome = fields.String(
        validate=OneOf(OUTCOMES),
        metadata={"description": "Of this outcome only; `set_aside` is what waits for a person."},
    )
    cause = fields.String(validate=_CODE, metadata={"description": "For this cause only."})


class LetterRowSchema(Schema):
    """A letter in a list."""

    letter_id = fields.UUID(required=True)
    door = fields.String(required=True, metadata={"description": "`mail` or `web_form`."})
    outcome = fields.String(required=True)
    cause = fields.String(required=True, allow_none=True)
    notes = fields.List(fields.String(), required=True)
    sender = fields.String(required=True, allow_none=True)
    subject = fields.String(required=True, allow_none=True)
    request_id = fields.UUID(required=True, allow_none=True)
    received_at = fields.String(required=True)


class LetterFileSchema(Schema):
    """A file that came with a letter."""

    file_id = fields.UUID(required=True)
    file_name = fields.String(required=True, allow_none=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True)


class LetterSchema(LetterRowSchema):
    """A letter with all that is known of it."""

    version = fields.Integer(required=True)
    number = fields.String(required=True, allow_none=True)
    reply_id = fields.UUID(required=True, allow_none=True)
    ticket_number = fields.String(required=True, allow_none=True)
    customer_id = fields.UUID(required=True, allow_none=True)
    files = fields.List(fields.Nested(LetterFileSchema), required=True)
    original_size = fields.Integer(required=True)


class OutgoingMailsQuery(PageQuery):
    """Which outgoing mails to list."""

    state = fields.String(validate=OneOf(STATES), metadata={"description": "In this state only."})


class OutgoingMailRowSchema(Schema):
    """A mail of ours, in a list."""

    outgoing_mail_id = fields.UUID(required=True)
    kind = fields.String(
        required=True,
        validate=OneOf(KINDS),
        metadata={"description": "`reply`, or `survey` for the link to one."},
    )
    ticket_id = fields.UUID(required=True, allow_none=True)
    ticket_number = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)
    cause = fields.String(required=True, allow_none=True)
    attempts = fields.Integer(required=True)
    due_at = fields.String(required=True, allow_none=True)
    queued_at = fields.String(required=True)


class OutgoingMailSchema(OutgoingMailRowSchema):
    """A mail of ours: a reply, or the link to a survey."""

    version = fields.Integer(required=True)
    reply_id = fields.UUID(required=True, allow_none=True)
    invitation_id = fields.UUID(
        required=True,
        allow_none=True,
        metadata={"description": "The invitation to the survey."},
    )
    expires_at = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "From when on it is not sent any more."},
    )
    customer_id = fields.UUID(required=True, allow_none=True)
    uncertain_attempts = fields.Integer(required=True)


class CategorySchema(Schema):
    """A matter that the form offers."""

    code = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)


class WebFormSchema(Schema):
    """A form to fill in."""

    form = fields.String(required=True, metadata={"description": "Send it with the letter."})
    categories = fields.List(fields.Nested(CategorySchema), required=True)
    good_for_seconds = fields.Integer(required=True)
    most_files = fields.Integer(required=True)
    largest_file_bytes = fields.Integer(required=True)
    media_types = fields.List(fields.String(), required=True)


class WebFileSchema(Schema):
    """A file that the customer adds."""

    file_name = fields.String(required=True, validate=Length(1, 255))
    content = fields.String(
        required=True,
        validate=Length(1, _LONGEST_FILE * 4 // 3),
        metadata={"description": "The file in base64.", "format": "byte"},
    )


class WebLetterSchema(Schema):
    """What a customer writes; an e-mail address or a telephone number is needed."""

    form = fields.String(required=True, validate=Length(1, LONGEST_FORM))
    category = fields.String(required=True, validate=_CODE)
    subject = fields.String(required=True, validate=[Length(1, LONGEST_SUBJECT), _LINE])
    text = fields.String(required=True, validate=[Length(1, LONGEST_TEXT), _TEXT])
    email = fields.String(load_default=None, allow_none=True, validate=Length(3, 254))
    phone = fields.String(load_default=None, allow_none=True, validate=Length(3, 40))
    website = fields.String(
        load_default="",
        validate=Length(0, 500),
        metadata={"description": "Leave it empty; the page hides it from people."},
    )
    files = fields.List(
        fields.Nested(WebFileSchema), load_default=list, validate=Length(0, _MOST_FILES)
    )


def _typed(longest: int, description: str) -> fields.String:
    return fields.String(
        load_default="", metadata={"maxLength": longest, "description": description}
    )


class WebLetterForm(Schema):
    """What a page sends of `WebLetterSchema`, as it was typed; that is what it has to keep to."""

    class Meta:
        unknown = INCLUDE

    form = _typed(LONGEST_FORM, "The mark that the page holds.")
    category = _typed(50, "Code of a matter.")
    subject = _typed(LONGEST_SUBJECT, "The matter in one line.")
    text = _typed(LONGEST_TEXT, "The matter in full.")
    email = _typed(254, "E-mail address; this or a telephone number is needed.")
    phone = _typed(40, "Telephone number.")
    website = _typed(500, "Leave it empty; the page hides it from people.")
    files = fields.List(
        fields.Raw(metadata={"type": "string", "format": "binary"}), load_default=list
    )


class TakenLetterSchema(Schema):
    """The answer to every letter."""

    number = fields.String(
        required=True, metadata={"description": "The letter's number, to be named in questions."}
    )

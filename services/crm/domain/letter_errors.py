"""What letters and outgoing mails refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Conflict, Invalid, NotFound, RuleViolated


class LetterNotFound(NotFound):
    """There is no such letter."""

    code = "letter-not-found"
    en = "There is no letter {letter_id}."
    zh = "没有找到来信 {letter_id}。"


class LetterNotSetAside(RuleViolated):
    """The letter has led to something; there is nothing to take up."""

    code = "letter-not-set-aside"
    en = "Letter {letter_id} was not set aside; it has led to a request or reply."
    zh = "来信 {letter_id} 未被搁置，已转为请求或回复。"


class LetterUnreadable(RuleViolated):
    """Nothing can be made of the letter but by reading its original."""

    code = "letter-unreadable"
    en = "Letter {letter_id} cannot be read; download its original and open a ticket by hand."
    zh = "来信 {letter_id} 无法解析，请下载原件并手工建单。"


class FormRefused(Invalid):
    """The web form was filled in wrongly."""

    code = "form-refused"


class FormExpired(Invalid):
    """The form was not given out here, or too long ago."""

    code = "form-expired"
    en = "This form has expired; open it again and send it once more."
    zh = "表单已失效，请重新打开后再提交。"


class FormUsed(Conflict):
    """The form has brought another letter already."""

    code = "form-used"
    en = "This form was used already; open a new one."
    zh = "该表单已提交过，请重新打开表单。"


class OutgoingMailNotFound(NotFound):
    """There is no such mail."""

    code = "outgoing-mail-not-found"
    en = "There is no outgoing mail {mail_id}."
    zh = "没有找到外发邮件 {mail_id}。"


class MailNotFailed(RuleViolated):
    """The mail has not failed; sending it again could only double it."""

    code = "mail-not-failed"
    en = "Mail {mail_id} has not failed; only a failed or uncertain one is sent again."
    zh = "邮件 {mail_id} 并未失败，仅失败或结果不明的邮件可重发。"


class LinkLeadsNowhere(RuleViolated):
    """The link in the mail has expired, or cannot be followed from a mail."""

    code = "link-leads-nowhere"
    en = "The link in mail {mail_id} leads nowhere; sending it again would help nobody."
    zh = "邮件 {mail_id} 中的链接已失效或无法打开，重发无益。"

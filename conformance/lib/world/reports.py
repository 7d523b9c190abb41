"""What a delivery status notification says (RFC 3464)."""
from .waiting import expect


def fields(letter):
    """The groups of its delivery-status part: that of the message, then one for each recipient; empty for what is none."""
    if letter.get_content_type() != "multipart/report":
        return []
    return [part for status in letter.walk() if status.get_content_type() == "message/delivery-status" for part in status.get_payload()]


def of(envid, action=None):
    """Chooses the report on the message submitted with this ENVID."""
    def matches(letter):
        groups = fields(letter)
        return bool(groups) and groups[0]["Original-Envelope-Id"] == envid and action in (None, groups[1]["Action"])
    return matches


def says(letter, recipient, action, status, reporter):
    """Holds a report against what it must say; RFC 3464 §2 and RFC 3461 §6."""
    message, first = fields(letter)[:2]
    expect(letter["Return-Path"] == "<>", "the null reverse-path", letter["Return-Path"])
    expect(letter.get_param("report-type") == "delivery-status", "the type of report", letter["Content-Type"])
    expect(message["Reporting-MTA"] == f"dns; {reporter}", "who reports", str(message))
    expect(first["Final-Recipient"].lower() == f"rfc822; {recipient}", "on whom", str(first))
    expect(first["Action"] == action and first["Status"].startswith(status), "what became of it", str(first))
    expect(letter.get_content_maintype() == "multipart" and len(letter.get_payload()) == 3, "three parts", letter.as_string())

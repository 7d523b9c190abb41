namespace Culver.Imap.Wire;

/// <summary>A section of a message (RFC 9051 §6.4.5.1).</summary>
/// <param name="Part">The part numbers; none for the message itself.</param>
/// <param name="Text">What of the part.</param>
/// <param name="Fields">The field names of HEADER.FIELDS and HEADER.FIELDS.NOT in the order and case written, else none.</param>
internal sealed record SectionSpec(uint[] Part, SectionText Text, string[] Fields);

namespace Culver.MailAuth.Results;

/// <summary>What was looked at (propspec of RFC 8601 §2.2).</summary>
/// <param name="Type">ptype: smtp, header, body or policy.</param>
/// <param name="Name">The property, as in <c>mailfrom</c> or <c>d</c>.</param>
/// <param name="Value">Its value, as it is; quoting is the writer's.</param>
public readonly record struct ResultProperty(string Type, string Name, string Value);

namespace Culver.Smtp.Wire;

/// <summary>A parameter of MAIL or RCPT (RFC 5321 §4.1.2 esmtp-param).</summary>
/// <param name="Keyword">In upper case.</param>
/// <param name="Value">The value; <see langword="null"/> without one.</param>
internal readonly record struct EsmtpParameter(string Keyword, string? Value);

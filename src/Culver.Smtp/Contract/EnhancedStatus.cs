namespace Culver.Smtp;

/// <summary>
/// The subject and detail of an enhanced status code (RFC 3463 §2). Its class is the first digit of the reply it stands in
/// (RFC 2034 §4 asks that the two agree), so it is not kept twice.
/// </summary>
/// <param name="Subject">What the status is about, 0 to 7.</param>
/// <param name="Detail">The precise condition, 0 to 999.</param>
public readonly record struct EnhancedStatus(byte Subject, short Detail);

namespace Culver.MailAuth.Spf.Syntax;

/// <summary>What a matching mechanism means (RFC 7208 §4.6.2); the values are the results.</summary>
internal enum SpfQualifier
{
    Neutral = SpfResult.Neutral,
    Pass = SpfResult.Pass,
    Fail = SpfResult.Fail,
    SoftFail = SpfResult.SoftFail,
}

namespace Culver.MailAuth.Tests.Arc;

/// <summary>The messages the suite's cases are made of, and the pieces of them that are changed.</summary>
internal static class ArcMessages
{
    public const string One = "arc-i1-base1.eml";
    public const string Other = "arc-i1-base2.eml";
    public const string Two = "arc-i2-base1.eml";
    public const string OtherTwo = "arc-i2-base2.eml";

    /// <summary>The end of the oldest message signature.</summary>
    public const string MessageTags = "i=1; s=dummy; t=12345\n";

    /// <summary>The end but one line of the oldest seal.</summary>
    public const string SealTags = "i=1; s=dummy;\n";

    public const string BodyHash = "bh=KWSe46TZKCcDbH4klJPo+tjk5LWJnVRlP5pvjXFZYLQ=";

    public const string Signed = "h=from:to:date:subject:mime-version:arc-authentication-results;";

    public const string ResultsTag = "ARC-Authentication-Results: i=1; lists";

    /// <summary>The message signature of the other message.</summary>
    public static readonly string OtherSignature = Piece(Other, "ARC-Message-Signature:", "ARC-Authentication-Results:");

    /// <summary>Its seal.</summary>
    public static readonly string OtherSeal = Piece(Other, "ARC-Seal:", "ARC-Message-Signature:");

    private static string Piece(string message, string from, string to)
    {
        var text = Vectors.Text(message);
        var start = text.IndexOf(from, StringComparison.Ordinal);
        return text[start..text.IndexOf(to, start, StringComparison.Ordinal)];
    }
}

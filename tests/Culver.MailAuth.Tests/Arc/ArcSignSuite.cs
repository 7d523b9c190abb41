namespace Culver.MailAuth.Tests.Arc;

/// <summary>
/// The cases of arc-draft-sign-tests of the public suite, in both forms that are stored, under their names there. no_additional_sig is a test of its
/// own: its answer is nothing at all.
/// </summary>
internal static class ArcSignSuite
{
    private const string Extra = "ARC-Seal: a=rsa-sha256;\n    b=AOdFEyhrk/tw5wl3vMIogoxhaVsKJkrkEhnAcq2XqOLSQhPpGzhGBJzR7k1sWGokon3TmQ\n    7TX9zQLO6ikRpwd/pUswiRW5DBupy58fefuclXJAhErsrebfvfiueGyhHXV7C1LyJTztywzn\n    QGG4SCciU/FTlsJ0QANrnLRoadfps=; cv=none; d=example.org; i=1; s=dummy;\n    t=";

    private static readonly string Own = Piece("ARC-Seal:", "ARC-Message-Signature:");
    private static readonly string Message = Piece("ARC-Message-Signature:", "ARC-Authentication-Results:");
    private static readonly string Set = Piece("ARC-Seal:", "Received: from");

    public static readonly ArcSignCase[] Cases =
    [
        .. Plain(ArcSignForm.Early, "QsRzR/UqwRfV", "0ySmGgkw5AJ0"),
        .. Plain(ArcSignForm.Last, "XWeK9DxQ8MUm", "Pg8Yyk1AgYy2"),
        Last("ar_merged1", null, "none", "XWeK9DxQ8MUm", "Pg8Yyk1AgYy2", 1),
        Last("ar_merged2", null, "none", "XWeK9DxQ8MUm", "Pg8Yyk1AgYy2", 1),
        Last("i1_base", "arc-sign-i1.eml", "pass", "UaNJhLFAa56G", "x034ccYUvVc2", 2) with { IsStated = true },
        Last("i2_base", "arc-sign-i2.eml", "pass", "QmCd8uJdwnr6", "qQunugdoVyNw", 3) with { IsStated = true },
        Last("i1_base_fail", "arc-sign-i1-fail.eml", "fail", "UaNJhLFAa56G", "1NUXYB6dkzvH", 2),
        Last("i2_base_fail", "arc-sign-i2-fail.eml", "fail", "QmCd8uJdwnr6", "P3oIsF0qE5VD", 3),
        Early("header_order", "2o+Wl1gzbDmg", "gqSUpDYP3Lzk") with { Names = "to:from:date:subject:mime-version:arc-authentication-results" },
        Early("header_dup_ord1", "UQp6p9TvTDEp", "3LFkLFLW8xkB") with { From = "To: arc@", To = "To: denna@dmarc.org\nTo: auri@" },
        Early("header_dup_ord2", "tzFfrmm/eb6M", "vXHsq4WbXJfO") with { From = "To: arc@", To = "To: auri@dmarc.org\nTo: denna@" },
        Early("sig_header_dup_once", "b8D7xpSlIiWd", "HRFn5t4mnwZk") with { From = "To: arc@", To = "To: auri@", Names = "from:to:to:date:subject:mime-version:arc-authentication-results" },
        Early("sig_header_dup_twice", "M/o4ghtato9M", "gCtozfvMLQiP") with { From = "To: arc@", To = "To: denna@dmarc.org      \nTo: auri@", Names = "from:to:to:date:subject:mime-version:arc-authentication-results" },
        Early("header_non", "yTqa80O9qaHq", "4TsoQ6lkx+J+") with { Names = "from:to:&&&:date:subject:mime-version:arc-authentication-results" },
        One("i1_base", "pass", "2cDGNznUmp4Y", "1ba1kb7uEkWM"),
        Two("i2_base", "pass", "FEp53xrAEL1q", "eAoVKL4Zuedt"),
        One("i1_base_fail", "fail", "2cDGNznUmp4Y", "VxIknpwHAiVZ", ("b=dOdFE", "b=fOdFE")),
        Two("i2_base_fail", "fail", "FEp53xrAEL1q", "MYe7QyG8QIC5", ("b=dOdFE", "b=fOdFE")),
        One("duplicate_set", "fail", "2cDGNznUmp4Y", "xTfD65uP54p0", (Set, Set + Set)),
        One("duplicate_as", "fail", "2cDGNznUmp4Y", "xTfD65uP54p0", (Own, Own + Own)),
        One("duplicate_as_i1", "fail", "2cDGNznUmp4Y", "F+vGeUPRQ9So", (Own, Extra + "20000                    \n" + Own)),
        One("duplicate_as_i2", "fail", "2cDGNznUmp4Y", "F+vGeUPRQ9So", (Own, Own + Extra + "20000          \n")),
        One("duplicate_as_i_t1", "fail", "2cDGNznUmp4Y", "S09HmKOdkQcS", (Own, Extra + "12345\n" + Own)),
        One("duplicate_as_i_t2", "fail", "2cDGNznUmp4Y", "S09HmKOdkQcS", (Own, Own + Extra + "12345        \n")),
        One("missing_as", "fail", "2cDGNznUmp4Y", "aWVAS8leZH//", (Own, "")),
        One("missing_ams", "fail", "2cDGNznUmp4Y", "OYk/ELMzzpfn", (Message, "")),
        One("missing_aar", "fail", "ihJKpPavheCE", "nzKK4k/1qzbw", (Piece("ARC-Authentication-Results:", "Received: from"), "")),
        One("invalid_i_na", "fail", "2cDGNznUmp4Y", "xTfD65uP54p0", (Own, Own.Replace("i=1; ", "", StringComparison.Ordinal) + Own)),
        One("invalid_i_missing", "fail", "2cDGNznUmp4Y", "xTfD65uP54p0", (Own, Own.Replace("i=1; ", "i=; ", StringComparison.Ordinal) + Own)),
        One("invalid_i_range", "fail", "2cDGNznUmp4Y", "xTfD65uP54p0", (Message, Message + Message.Replace("i=1; ", "i=0; ", StringComparison.Ordinal))),
        One("invalid_i_non_numeric", "fail", "2cDGNznUmp4Y", "xTfD65uP54p0", (Message, Message + Message.Replace("i=1; ", "i=a; ", StringComparison.Ordinal))),
    ];

    // Whatever is done to white space and case, message signature and seal are the same.
    private static IEnumerable<ArcSignCase> Plain(ArcSignForm form, string signature, string seal) =>
        from change in ((string Name, string From, string To)[])
        [
            ("message_body_eol_wsp", "gang,\n", "gang,  \n"),
            ("message_body_inl_wsp", "Hey gang,\nThis is a test", "Hey   gang,\nThis is a   test"),
            ("message_body_end_lines", "--J.\n", "--J.\n\n\n"),
            ("message_body_trail_crlf", "--J.\n", "--J."),
            ("headers_field_name_case", "From: John Q Doe <jqd@d1.example.org>\nTo", "FROM: John Q Doe <jqd@d1.example.org>\nto"),
            ("headers_field_unfold", "Doe <", "Doe\n  <"),
            ("headers_eol_wsp", "MIME-Version: 1.0\n", "MIME-Version: 1.0   \n"),
            ("headers_inl_wsp", "14 Jan 2015 15", "14 Jan   2015   15"),
            ("headers_col_wsp", "From: John", "From:   John"),
            ("i0_base", "", ""),
        ]
        select new ArcSignCase(change.Name, form, null, "none", signature, seal) { From = change.From, To = change.To };

    private static ArcSignCase Early(string name, string signature, string seal) => new(name, ArcSignForm.Early, null, "none", signature, seal);

    private static ArcSignCase Last(string name, string? message, string status, string signature, string seal, int instance) =>
        new(name, ArcSignForm.Last, message, status, signature, seal) { Instance = instance };

    private static ArcSignCase One(string name, string status, string signature, string seal, params (string From, string To)[] edits) =>
        new(name, ArcSignForm.Early, ArcMessages.Two, status, signature, seal) { Instance = 2, Edits = [(Newest(), ""), .. edits] };

    private static ArcSignCase Two(string name, string status, string signature, string seal, params (string From, string To)[] edits) =>
        new(name, ArcSignForm.Early, ArcMessages.Two, status, signature, seal) { Instance = 3, Edits = edits };

    private static string Newest()
    {
        var text = Vectors.Text(ArcMessages.Two);
        var start = text.IndexOf("ARC-Seal:", StringComparison.Ordinal);
        return text[start..text.IndexOf("Received: by 10.157.11.240", StringComparison.Ordinal)];
    }

    /// <summary>A piece of the oldest set, which is that of the message of one.</summary>
    private static string Piece(string from, string to)
    {
        var text = Vectors.Text(ArcMessages.Two);
        var start = text.LastIndexOf(from, StringComparison.Ordinal);
        return text[start..text.IndexOf(to, start, StringComparison.Ordinal)];
    }
}

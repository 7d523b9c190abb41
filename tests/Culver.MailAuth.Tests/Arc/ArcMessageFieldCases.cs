using Culver.MailAuth.Arc;
using static Culver.MailAuth.Tests.Arc.ArcMessages;

namespace Culver.MailAuth.Tests.Arc;

/// <summary>The tags of an ARC-Message-Signature.</summary>
internal static class ArcMessageFieldCases
{
    private const string Algorithm = "ARC-Message-Signature: a=rsa-sha256;";

    // The published signature with SHA-1: it is good, and not to be taken.
    private const string WithSha1 =
        "b=JxQvoennMmz4+A7Strpsa5XUkbwuHHwNZW30eUytxb+M28y/01pkSXPKpsbLuZItfjJw4hAIiLraxKMj+Ene95MTUa1Xqk1fzlKTo+mhfpPOwn4pBmZaJilCx25pRNgSrs4uGX79vVcf51xiN7GF0ns2hGx7Jg/YTeBsVL9ckd4=;";

    // The published signature over To before From.
    private const string ToFirst =
        "b=2o+Wl1gzbDmg4Hv5q52M7V+E6KBhMISVmqTDrk1HfOgMJwJ+0v8Nl18EjbL+iOTu6Vxz9+\r\n    1m64cPsNr1Tgm79jjqugOKDI/yaU7h4DaFMmN54tGX8j1ElMXSl8ghcfaknApLU060vKVUoo\r\n    F2GfD1qo+SSox3wkZNkPQdGKjNmQM=;";

    private const string Hop = "Received: by 10.157.11.240 with SMTP id 103csp420860oth;\n    Fri, 6 Jan 2017 14:27:31 -0800 (PST)\n";

    public static readonly ArcCase[] All =
    [
        new("ams_fields_a_sha1", One, ArcOutcome.Fail, (Algorithm, "ARC-Message-Signature: a=rsa-sha1;"), (BodyHash, "bh=bIxxaeIQvmOBdTAitYfSNFgzPP4="))
        {
            Signature = WithSha1,
            Signs = ArcSigns.Seals,
            Draft = "RFC 8301 §3.1: rsa-sha1 is not accepted",
        },
        new("ams_fields_a_na", One, ArcOutcome.Fail, (Algorithm, "ARC-Message-Signature:")) { Signs = ArcSigns.Message, Prints = ("iu9yW2", "xOHf2j") },
        new("ams_fields_a_empty", One, ArcOutcome.Fail, (Algorithm, "ARC-Message-Signature: a=;")) { Signs = ArcSigns.Message, Prints = ("zVPKQ3", "ErVcYm") },
        new("ams_fields_a_unknown", One, ArcOutcome.Fail, (Algorithm, "ARC-Message-Signature: a=rsa-poptart;")) { Signs = ArcSigns.Message, Prints = ("kHGBG8", "ZIVn4O") },
        new("ams_fields_b_ignores_wsp", One, ArcOutcome.Pass, ("b=QsRzR/", "b=QsRzR /")) { Signs = ArcSigns.Seals, Prints = (null, "L8GsQ6") },
        new("ams_fields_b_head_case", One, ArcOutcome.Pass, ("\nFrom: John", "\nFROM: John")),
        new("ams_fields_b_head_unfold", One, ArcOutcome.Pass, ("John Q Doe <", "John Q Doe\n  <")),
        new("ams_fields_b_eol_wsp", One, ArcOutcome.Pass, ("<jqd@d1.example.org>\nTo", "<jqd@d1.example.org>    \nTo")),
        new("ams_fields_b_inl_wsp", One, ArcOutcome.Pass, ("John Q Doe <", "John   Q    Doe     <")),
        new("ams_fields_b_col_wsp", One, ArcOutcome.Pass, ("From: John", "From:  John"), ("To: arc", "To:   arc"), ("Date: Thu, 14", "Date:  Thu, 14")),
        new("ams_fields_b_na", One, ArcOutcome.Fail) { Signs = ArcSigns.Seals, Signature = "", Prints = (null, "OzRrkS") },
        new("ams_fields_b_empty", One, ArcOutcome.Fail) { Signs = ArcSigns.Seals, Signature = "b=;", Prints = (null, "4Crgst") },
        new("ams_fields_b_base64", One, ArcOutcome.Fail) { Signs = ArcSigns.Seals, Signature = "b=not_base_64;", Prints = (null, "DMVLxk") },
        new("ams_fields_b_mod_sig", One, ArcOutcome.Fail, ("b=QsRzR", "b=7sRzR")) { Signs = ArcSigns.Seals, Prints = (null, "ukwKeU") },
        new("ams_fields_b_mod_headers1", One, ArcOutcome.Fail, ("From: John Q", "From: Q")),
        new("ams_fields_b_mod_headers2", One, ArcOutcome.Fail, ("Example 1", "Example 1 (Mod)")),
        new("ams_fields_bh_ignores_wsp", One, ArcOutcome.Pass, ("bh=KWSe", "bh=K WSe")) { Signs = ArcSigns.Message, Prints = ("xWBIUy", "E8x7AZ") },
        new("ams_fields_bh_sim_base", One, ArcOutcome.Pass, ("relaxed/relaxed", "relaxed/simple")) { Signs = ArcSigns.Message, Prints = ("c+pRG+", "d6sLFV") },
        new("ams_fields_bh_sim_end_lines", One, ArcOutcome.Pass, ("relaxed/relaxed", "relaxed/simple"), ("--J.\n", "--J.\n\n\n")) { Signs = ArcSigns.Message, Prints = ("c+pRG+", "d6sLFV") },
        new("ams_fields_bh_sim_inl_wsp", One, ArcOutcome.Fail, ("relaxed/relaxed", "relaxed/simple"), ("is a test", "is a   test")) { Signs = ArcSigns.Message, Prints = ("c+pRG+", "d6sLFV") },
        new("ams_fields_bh_rel_eol_wsp", One, ArcOutcome.Pass, ("Hey gang,\n", "Hey gang,  \n"), ("message.\n", "message.  \n"), ("--J.\n", "--J.  \n")),
        new("ams_fields_bh_rel_inl_wsp", One, ArcOutcome.Pass, ("Hey gang", "Hey       gang")),
        new("ams_fields_bh_rel_end_lines", One, ArcOutcome.Pass, ("--J.\n", "--J.\n\n\n")),
        new("ams_fields_bh_rel_trail_crlf", One, ArcOutcome.Pass, ("--J.\n", "--J.")),
        new("ams_fields_bh_na", One, ArcOutcome.Fail, ("\n    " + BodyHash + ";", "")) { Signs = ArcSigns.Message, Prints = ("m5y+bc", "YoXbDM") },
        new("ams_fields_bh_empty", One, ArcOutcome.Fail, (BodyHash, "bh=")) { Signs = ArcSigns.Message },
        new("ams_fields_bh_base64", One, ArcOutcome.Fail, (BodyHash, "bh=not_base_64")) { Signs = ArcSigns.Message },
        new("ams_fields_bh_mod_sig", One, ArcOutcome.Fail, (BodyHash, "bh=Z3JlbWxpbnM=")) { Signs = ArcSigns.Message },
        new("ams_fields_bh_mod_body", One, ArcOutcome.Fail, ("is a test", "is a modified test")),
        new("ams_fields_c_na", One, ArcOutcome.Fail, (" c=relaxed/relaxed;", "")) { Signs = ArcSigns.Message, Prints = ("1+WHHT", "ygcIhW") },
        new("ams_fields_c_empty", One, ArcOutcome.Fail, ("c=relaxed/relaxed", "c=")) { Signs = ArcSigns.Message, Prints = ("QdAvD1", "eTLQqv") },
        new("ams_fields_c_ss", One, ArcOutcome.Fail, ("c=relaxed/relaxed", "c=simple/simple")) { Signs = ArcSigns.Message, Prints = ("V5dy8o", "TY5rZM") },
        new("ams_fields_c_sr", One, ArcOutcome.Fail, ("c=relaxed/relaxed", "c=simple/relaxed")) { Signs = ArcSigns.Message, Prints = ("KlC7OG", "WU+LX+") },
        new("ams_fields_c_invalid", One, ArcOutcome.Fail, ("c=relaxed/relaxed", "c=pancake/waffle")) { Signs = ArcSigns.Message, Prints = ("DJZENN", "YYGtMg") },
        new("ams_fields_d_na", One, ArcOutcome.Fail, ("d=example.org; h=", "h=")) { Signs = ArcSigns.Message, Prints = ("iDLI16", "xPtYeQ") },
        new("ams_fields_d_empty", One, ArcOutcome.Fail, ("d=example.org; h=", "d=; h=")) { Signs = ArcSigns.Message, Prints = ("yKCB5x", null) },
        new("ams_fields_d_invalid", One, ArcOutcome.Fail, ("d=example.org; h=", "d=example...; h=")) { Signs = ArcSigns.Message, Prints = ("rllEQ7", null) },
        new("ams_fields_h_empty", One, ArcOutcome.Fail, (Signed, "h=;"))
        {
            Signs = ArcSigns.Message,
            Prints = ("ex6hir", "V/iPFU"),
            Draft = "RFC 6376 §3.5, §6.1.1: h= has a name at least, and From among them",
        },
        new("ams_fields_h_cws1", One, ArcOutcome.Pass, (Signed, Signed.Replace(":", " : ", StringComparison.Ordinal))) { Signs = ArcSigns.Message, Prints = ("Lq5Sy1", "0+WA3D") },
        new("ams_fields_h_cws2", One, ArcOutcome.Pass, (Signed, Signed.Replace(":", " : ", StringComparison.Ordinal).Replace(" arc", "\n    arc", StringComparison.Ordinal))) { Signs = ArcSigns.Message, Prints = ("Lq5Sy1", "0+WA3D") },
        new("ams_fields_h_case", One, ArcOutcome.Pass, (Signed, "h=From:To:Date:Subject:Mime-version:Arc-authentication-results;")) { Signs = ArcSigns.Message, Prints = ("OCzwOG", "me1uYr") },
        new("ams_fields_h_dup1", One, ArcOutcome.Pass, ("h=from:to:", "h=from:to:to:"), ("To: arc@dmarc.org", "To: morty@dmarc.org\nTo: evil_morty@dmarc.org")) { Signs = ArcSigns.Message, Prints = ("rGZpmx", "tv8fgt") },
        new("ams_fields_h_dup2", One, ArcOutcome.Fail, ("h=from:to:", "h=from:to:to:"), ("To: arc@dmarc.org", "To: morty@dmarc.org\nTo: evil_morty@dmarc.org"))
        {
            Signs = ArcSigns.Message,
            Prints = ("rGZpmx", "tv8fgt"),
            After = ("To: morty@dmarc.org\r\nTo: evil_morty@dmarc.org", "To: evil_morty@dmarc.org      \r\nTo: morty@dmarc.org"),
        },
        new("ams_fields_h_non_existant", One, ArcOutcome.Pass, ("MIME-Version: 1.0\n", "")) { Signs = ArcSigns.Message, Prints = ("QHma3K", "cEfCkd") },
        new("ams_fields_h_empty_added", One, ArcOutcome.Fail, ("MIME-Version: 1.0\n", "")) { Signs = ArcSigns.Message, Prints = ("QHma3K", "cEfCkd"), After = ("", "MIME-Version: 1.0\r\n") },
        new("ams_fields_h_mis_hdr", One, ArcOutcome.Fail, ("h=from:to:", "h=from:to::"))
        {
            Signs = ArcSigns.Message,
            Prints = ("4TbROX", "FCq5UA"),
            Draft = "RFC 6376 §3.5, sig-h-tag: there is a name between two colons",
        },
        new("ams_fields_h_non_existant_dup", One, ArcOutcome.Pass, ("MIME-Version: 1.0\n", ""), ("results;\n    i=1", "results:mime-version;\n    i=1")) { Signs = ArcSigns.Message, Prints = ("CvqFe5", "akTog4") },
        new("ams_fields_h_includes_ams", Two, ArcOutcome.Pass, ("MIME-Version: 1.0\n", "MIME-Version: 1.0\nReturn-Path: <jqd@d1.example.org>\n"), (Hop, ""), ("h=from:to:", "h=from:to:arc-message-signature:")) { Signs = ArcSigns.Message, Prints = ("vpypMl", "XSOc6b") },
        new("ams_fields_h_includes_as", Two, ArcOutcome.Fail, ("MIME-Version: 1.0\n", "MIME-Version: 1.0\nReturn-Path: <jqd@d1.example.org>\n"), (Hop, ""), ("h=from:to:", "h=from:to:arc-seal:")) { Signs = ArcSigns.Message, Prints = ("T5uPa/", "OuFcuR") },
        new("ams_fields_h_na", One, ArcOutcome.Fail, (Signed + "\n    ", "")) { Signs = ArcSigns.Seals },
        new("ams_fields_h_order", One, ArcOutcome.Fail) { Signature = ToFirst, Signs = ArcSigns.Seals },
        new("ams_fields_s_na", One, ArcOutcome.Fail, (MessageTags, "i=1; t=12345\n")) { Signs = ArcSigns.Message, Prints = ("1yhACo", "zlVnN6") },
        new("ams_fields_s_empty", One, ArcOutcome.Fail, (MessageTags, "i=1; s=; t=12345\n")) { Signs = ArcSigns.Message, Prints = ("DMnmzf", "iUyd0N") },
        new("ams_fields_t_na", One, ArcOutcome.Pass, (MessageTags, "i=1; s=dummy      \n")) { Signs = ArcSigns.Message, Prints = ("iRbmo9", "rx+UjB") },
        new("ams_fields_t_empty", One, ArcOutcome.Fail, (MessageTags, "i=1; s=dummy; t=\n")) { Signs = ArcSigns.Message, Prints = ("GO1zQz", null) },
        new("ams_fields_t_invalid", One, ArcOutcome.Fail, (MessageTags, "i=1; s=dummy; t=icecream\n")) { Signs = ArcSigns.Message, Prints = ("B9Xbvv", null) },
    ];
}

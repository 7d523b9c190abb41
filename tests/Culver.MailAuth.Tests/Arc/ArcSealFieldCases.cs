using Culver.MailAuth.Arc;
using static Culver.MailAuth.Tests.Arc.ArcMessages;

namespace Culver.MailAuth.Tests.Arc;

/// <summary>The tags of an ARC-Seal, and what it signs. The suite has five cases twice under one name, over two messages.</summary>
internal static class ArcSealFieldCases
{
    private const string Algorithm = "ARC-Seal: a=rsa-sha256;";
    private const string Status = "cv=none; d=example.org; i=1; s=dummy;\n";

    // The published seal with SHA-1: it is good, and not to be taken.
    private const string WithSha1 =
        "4aSdpG91pnuWdSUXPchtTfnFSWkenWJh1zIKLwT2EVkCNJ+/5clRA5sFonDxmdOrcEgzrhjiJuxnZVYXdIkvW9rMe5BOG5walucWYuNkuO7ph0kRX8DRITxwiZYhFgk8OkCITDYNF6h5vrrMF5vOKCaWnpiGTUlPqBOgakyN9F0=";

    private static readonly string Seal = OtherSeal[(OtherSeal.IndexOf("b=", StringComparison.Ordinal) + 2)..OtherSeal.IndexOf("; cv=", StringComparison.Ordinal)];

    public static readonly ArcCase[] All =
    [
        new("as_fields_a_sha1", Other, ArcOutcome.Fail, (Algorithm, "ARC-Seal: a=rsa-sha1;"), (Seal, WithSha1)) { Draft = "RFC 8301 §3.1: rsa-sha1 is not accepted" },
        new("as_fields_a_na", Other, ArcOutcome.Fail, (Algorithm, "ARC-Seal:")) { Signs = ArcSigns.Seals, Prints = (null, "gwz9qN") },
        new("as_fields_a_empty", Other, ArcOutcome.Fail, (Algorithm, "ARC-Seal: a=;")) { Signs = ArcSigns.Seals, Prints = (null, "ZVTTqG") },
        new("as_fields_a_unknown", Other, ArcOutcome.Fail, (Algorithm, "ARC-Seal: a=rsa-sha42;")) { Signs = ArcSigns.Seals, Prints = (null, "cTOOMt") },
        new("as_fields_b_ignores_wsp", Other, ArcOutcome.Pass, ("EFv6NVE6J0", "EFv6NV E6J0"), ("hAppT65S0+vo", "hAppT6 5S0+ vo")),
        new("as_fields_b_head_case", Other, ArcOutcome.Pass, ("ARC-Seal:", "ARC-SEAL:")),
        new("as_fields_b_head_unfold", Other, ArcOutcome.Pass, ("gwr\n    QKpt", "gwr QKpt")),
        new("as_fields_b_eol_wsp", Other, ArcOutcome.Pass, ("gwr\n    QKpt", "gwr    \n    QKpt")),
        new("as_fields_b_inl_wsp", Other, ArcOutcome.Pass, ("C8E=; cv=", "C8E=;    cv=")),
        new("as_fields_b_col_wsp", Other, ArcOutcome.Pass, ("ARC-Seal: a", "ARC-Seal:   a")),
        new("as_fields_b_head_case, again", One, ArcOutcome.Pass, ("ARC-Seal:", "ARC-SEAL:")),
        new("as_fields_b_head_unfold, again", One, ArcOutcome.Pass, ("3TmQ\n    7TX9", "3TmQ 7TX9")),
        new("as_fields_b_eol_wsp, again", One, ArcOutcome.Pass, ("3TmQ\n    7TX9", "3TmQ     \n    7TX9")),
        new("as_fields_b_inl_wsp, again", One, ArcOutcome.Pass, ("dfps=; cv=", "dfps=;       cv=")),
        new("as_fields_b_512", "arc-key-512.eml", ArcOutcome.Fail) { Draft = "RFC 8301 §3.2: signatures with RSA keys of less than 1024 bits are not valid" },
        new("as_fields_b_1024", "arc-key-1024.eml", ArcOutcome.Pass),
        new("as_fields_b_2048", "arc-key-2048.eml", ArcOutcome.Pass),
        new("as_fields_b_na", Other, ArcOutcome.Fail, ("b=" + Seal + "; ", "")),
        new("as_fields_b_empty", Other, ArcOutcome.Fail, ("\n    b=" + Seal + "; cv", " b=;\n    cv")),
        new("as_fields_b_base64", Other, ArcOutcome.Fail, ("\n    b=" + Seal + "; cv", " b=yo-mama;\n    cv")),
        new("as_fields_b_mod_sig", Other, ArcOutcome.Fail, ("b=RkKDO", "b=kKDO")),
        new("as_fields_b_aar1", Other, ArcOutcome.Fail, (ResultsTag, "ARC-Authentication-Results: i=yo-mama; lists")),
        new("as_fields_b_ams1", Other, ArcOutcome.Fail, ("h=from:to:", "h=from:")) { Signs = ArcSigns.MessageAlone, Prints = ("I+Px9E", null) },
        new("as_fields_b_asb1", Other, ArcOutcome.Fail, (SealTags, "i=1; s=dummy2;\n")),
        new("as_fields_cv_na", Other, ArcOutcome.Fail, (Status, "d=example.org; i=1; s=dummy;\n")) { Signs = ArcSigns.Seals, Prints = (null, "u92e/T") },
        new("as_fields_cv_empty", Other, ArcOutcome.Fail, (Status, "cv=; d=example.org; i=1; s=dummy;\n")) { Signs = ArcSigns.Seals, Prints = (null, "EhiACA") },
        new("as_fields_cv_invalid", Other, ArcOutcome.Fail, (Status, "cv=:); d=example.org; i=1; s=dummy;\n")) { Signs = ArcSigns.Seals, Prints = (null, "cqTZxm") },
        new("as_fields_d_na", Other, ArcOutcome.Fail, (Status, "cv=none; i=1; s=dummy;\n")) { Signs = ArcSigns.Seals, Prints = (null, "YPZ23n") },
        new("as_fields_d_empty", Other, ArcOutcome.Fail, (Status, "cv=none; d=; i=1; s=dummy;\n")) { Signs = ArcSigns.Seals, Prints = (null, "pp0092") },
        new("as_fields_d_invalid", Other, ArcOutcome.Fail, (Status, "cv=none; d=***; i=1; s=dummy;\n")) { Signs = ArcSigns.Seals, Prints = (null, "e44ivG") },
        new("as_fields_s_na", Other, ArcOutcome.Fail, (Status, "cv=none; d=example.org; i=1;\n")) { Signs = ArcSigns.Seals, Prints = (null, "P6fYgm") },
        new("as_fields_s_empty", Other, ArcOutcome.Fail, (Status, "cv=none; d=example.org; i=1; s=;\n")) { Signs = ArcSigns.Seals, Prints = (null, "s5XP6O") },
        new("as_fields_t_na", Other, ArcOutcome.Pass, (SealTags + "    t=12345\n", "i=1; s=dummy\n")) { Signs = ArcSigns.Seals, Prints = (null, "JBVkqS") },
        new("as_fields_t_empty", Other, ArcOutcome.Fail, ("t=12345\n", "t=\n")) { Signs = ArcSigns.Seals, Prints = (null, "s8yFqR") },
        // As it is published its ARC-Authentication-Results is indented, and so the end of the field before.
        new("as_fields_t_empty, as printed", Other, ArcOutcome.Fail, ("t=12345\n", "t=\n"), (ResultsTag, "      " + ResultsTag)),
        new("as_fields_t_invalid", Other, ArcOutcome.Fail, ("t=12345\n", "t=-123.4\n")) { Signs = ArcSigns.Seals },
    ];
}

using Culver.MailAuth.Arc;
using static Culver.MailAuth.Tests.Arc.ArcMessages;

namespace Culver.MailAuth.Tests.Arc;

/// <summary>How an ARC-Seal is written, how many there are, and what it says of itself before it signs.</summary>
internal static class ArcSealFormatCases
{
    public static readonly ArcCase[] All =
    [
        new("as_struct_i_na", One, ArcOutcome.Fail, (SealTags, "s=dummy;\n")) { Signs = ArcSigns.Seals, Prints = (null, "2ScmNq") },
        new("as_struct_i_empty", One, ArcOutcome.Fail, (SealTags, "i=; s=dummy;\n")) { Signs = ArcSigns.Seals, Prints = (null, "HDF/3Z") },
        new("as_struct_i_zero", One, ArcOutcome.Fail, (SealTags, "i=0; s=dummy;\n")) { Signs = ArcSigns.Seals, Prints = (null, "ATiDsx") },
        new("as_struct_i_invalid", One, ArcOutcome.Fail, (SealTags, "i=blorp; s=dummy;\n")) { Signs = ArcSigns.Seals, Prints = (null, "EcQ16B") },
        new("as_struct_dup", One, ArcOutcome.Fail) { Doubles = ("ARC-Seal", After: true) },
        new("as_struct_missing", One, ArcOutcome.Fail) { Drops = ("ARC-Seal", 0) },
        new("as_format_sc_wsp", Other, ArcOutcome.Pass, (SealTags, "i=1 ; s=dummy;\n")) { Signs = ArcSigns.Seals, Prints = (null, "sQHCWC") },
        new("as_format_eq_wsp", Other, ArcOutcome.Pass, (SealTags, "i = 1; s=dummy;\n")) { Signs = ArcSigns.Seals, Prints = (null, "u4XUza") },
        new("as_format_tags_trail_sc", Other, ArcOutcome.Pass, ("t=12345\n", "t=12345;\n")) { Signs = ArcSigns.Seals, Prints = (null, "AcBD4P") },
        new("as_format_tags_unknown", Other, ArcOutcome.Pass, ("t=12345\n", "t=12345; w=catparty\n")) { Signs = ArcSigns.Seals, Prints = (null, "FriX6c") },
        new("as_format_inv_tag_key", Other, ArcOutcome.Fail, (SealTags, "i=1; s=dummy; _=;\n")) { Signs = ArcSigns.Seals, Prints = (null, "f0DaIe") },
        new("as_format_tags_dup", Other, ArcOutcome.Fail, ("t=12345\n", "s=dummy; t=12345\n")) { Signs = ArcSigns.Seals, Prints = (null, "IO43AZ") },
        new("as_format_tags_key_case", Other, ArcOutcome.Fail, (SealTags, "i=1; S=dummy;\n")) { Signs = ArcSigns.Seals, Prints = (null, "3RAGO9") },
        new("as_format_tags_val_case", Other, ArcOutcome.Fail, ("d=example.org; i=1; s=dummy;\n", "d=Example.org; i=1; s=dummy;\n")),
        new("as_format_tags_wsp", Other, ArcOutcome.Fail, ("t=12345\n", "t=12 345\n")) { Signs = ArcSigns.Seals },
        new("as_format_tags_sc", Other, ArcOutcome.Fail, (SealTags, "i=1; s=dummy;;\n")) { Signs = ArcSigns.Seals, Prints = (null, "qfPkkU") },
        new("as_fields_i_dup", Other, ArcOutcome.Fail, ("Received: from segv", OtherSeal + "Received: from segv")),
        new("as_fields_i_dup2", Two, ArcOutcome.Fail, ("ARC-Message-Signature: a", Newest() + "ARC-Message-Signature: a")),
        new("as_fields_i_missing", Other, ArcOutcome.Fail, (SealTags, "s=dummy;\n")) { Signs = ArcSigns.Seals, Prints = (null, "uQtcSw") },
        new("as_fields_i_malformed1", Other, ArcOutcome.Fail, (SealTags, "i=0; s=dummy;\n"), (MessageTags, "i=0; s=dummy; t=12345\n"), (ResultsTag, "ARC-Authentication-Results: i=0; lists")) { Signs = ArcSigns.Message, Prints = ("Bj4zkS", "0UCVQX") },
        new("as_fields_i_malformed2", Other, ArcOutcome.Fail, (SealTags, "i=a; s=dummy;\n"), (MessageTags, "i=a; s=dummy; t=12345\t\t\t\n"), (ResultsTag, "ARC-Authentication-Results: i=a; lists")) { Signs = ArcSigns.Message, Prints = ("OIpM2J", "Oeo8ch") },
    ];

    private static string Newest()
    {
        var text = Vectors.Text(Two);
        var start = text.IndexOf("ARC-Seal:", StringComparison.Ordinal);
        return text[start..text.IndexOf("ARC-Message-Signature:", StringComparison.Ordinal)];
    }
}

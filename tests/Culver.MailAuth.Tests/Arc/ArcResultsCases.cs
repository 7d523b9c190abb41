using Culver.MailAuth.Arc;
using static Culver.MailAuth.Tests.Arc.ArcMessages;

namespace Culver.MailAuth.Tests.Arc;

/// <summary>ARC-Authentication-Results.</summary>
internal static class ArcResultsCases
{
    public static readonly ArcCase[] All =
    [
        new("aar_struct_i_na", One, ArcOutcome.Fail, (ResultsTag, "ARC-Authentication-Results: lists")) { Signs = ArcSigns.Message, Prints = ("pT/KGd", "XPyfGH") },
        new("aar_struct_i_empty", One, ArcOutcome.Fail, (ResultsTag, "ARC-Authentication-Results: i=; lists")) { Signs = ArcSigns.Message, Prints = ("ssDGg3", "2bCJqM") },
        new("aar_struct_i_zero", One, ArcOutcome.Fail, (ResultsTag, "ARC-Authentication-Results: i=0; lists")) { Signs = ArcSigns.Message, Prints = ("G459JF", "KylBhA") },
        new("aar_struct_invalid", One, ArcOutcome.Fail, (ResultsTag, "ARC-Authentication-Results: i=squanch; lists")) { Signs = ArcSigns.Message, Prints = ("fusc8G", "ye9OTX") },
        new("aar_struct_dup", One, ArcOutcome.Fail) { Doubles = ("ARC-Authentication-Results", After: true) },
        new("aar_struct_missing", One, ArcOutcome.Fail) { Drops = ("ARC-Authentication-Results", 0) },
        new("aar_missing", Other, ArcOutcome.Fail) { Drops = ("ARC-Authentication-Results", 0) },
        new("aar_i_missing", Other, ArcOutcome.Fail, (ResultsTag, "ARC-Authentication-Results: lists")),
        new("aar_i_wrong", Other, ArcOutcome.Fail, (ResultsTag, "ARC-Authentication-Results: i=2; lists")),
        new("aar_i_not_prefixed", Other, ArcOutcome.Fail, (ResultsTag + ".example.org;", "ARC-Authentication-Results: lists.example.org; i=1;")),
        new("aar_i_no_semi", Other, ArcOutcome.Fail, (ResultsTag, "ARC-Authentication-Results: i=1 lists")),
        new("aar2_missing", OtherTwo, ArcOutcome.Fail) { Drops = ("ARC-Authentication-Results", 0) },
    ];
}

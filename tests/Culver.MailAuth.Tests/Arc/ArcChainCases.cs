using Culver.MailAuth.Arc;
using static Culver.MailAuth.Tests.Arc.ArcMessages;

namespace Culver.MailAuth.Tests.Arc;

/// <summary>Whole chains, broken ones, and keys that are not there.</summary>
internal static class ArcChainCases
{
    public static readonly ArcCase[] All =
    [
        new("cv_pass_i1_1", One, ArcOutcome.Pass),
        new("cv_pass_i1_2", Other, ArcOutcome.Pass),
        new("cv_pass_i2_1", Two, ArcOutcome.Pass),
        new("cv_pass_i2_2", OtherTwo, ArcOutcome.Pass),
        new("cv_pass_i2_1_ams1_invalid", "arc-i2-ams1-invalid.eml", ArcOutcome.Pass),
        new("cv_pass_i3_1", "arc-i3-base1.eml", ArcOutcome.Pass),
        new("cv_pass_i4_1", "arc-i4-base1.eml", ArcOutcome.Pass),
        new("cv_pass_i5_1", "arc-i5-base1.eml", ArcOutcome.Pass),
        new("cv_fail_i1_ams_na", One, ArcOutcome.Fail) { Drops = ("ARC-Message-Signature", 0) },
        new("cv_fail_i1_ams_invalid", One, ArcOutcome.Fail, ("is a test", "is an invalid test")),
        new("cv_fail_i1_as_na", One, ArcOutcome.Fail) { Drops = ("ARC-Seal", 0) },
        new("cv_fail_i1_as_pass", One, ArcOutcome.Fail, ("cv=none", "cv=pass")) { Signs = ArcSigns.Seals, Prints = (null, "PhxOTC") },
        new("cv_fail_i1_as_cv_fail", One, ArcOutcome.Fail, ("cv=none", "cv=fail")) { Signs = ArcSigns.Seals, Prints = (null, "wddf4D") },
        new("cv_fail_i1_as_invalid", One, ArcOutcome.Fail, ("b=dOdFE", "b=OdFE")),
        new("cv_fail_i2_ams_na", Two, ArcOutcome.Fail) { Drops = ("ARC-Message-Signature", 0) },
        new("cv_fail_i2_ams_invalid", Two, ArcOutcome.Fail, (BodyHash, "bh=invalid")) { Signs = ArcSigns.Message, Prints = ("CnX/07", null) },
        new("cv_fail_i2_as2_na", Two, ArcOutcome.Fail) { Drops = ("ARC-Seal", 0) },
        new("cv_fail_i2_as2_invalid", Two, ArcOutcome.Fail, ("b=IAqZJ5", "b=JAqZJ5")),
        new("cv_fail_i2_as2_none", Two, ArcOutcome.Fail, ("cv=pass", "cv=none")) { Signs = ArcSigns.NewestSeal, Prints = (null, "o0fxNS") },
        new("cv_fail_i2_as2_fail", Two, ArcOutcome.Fail, ("cv=pass", "cv=fail")) { Signs = ArcSigns.NewestSeal, Prints = (null, "1mXrdd") },
        new("cv_fail_i2_as1_na", Two, ArcOutcome.Fail) { Drops = ("ARC-Seal", 1) },
        new("cv_fail_i2_as1_invalid", Two, ArcOutcome.Fail, ("b=dOdFE", "b=OdFE")) { Signs = ArcSigns.NewestSeal, Prints = (null, "gifscO") },
        new("cv_fail_i2_as1_pass", Two, ArcOutcome.Fail, ("cv=none", "cv=pass")) { Signs = ArcSigns.Seals, Prints = (null, "1p687X") },
        new("cv_fail_i2_as1_fail", Two, ArcOutcome.Fail, ("cv=none", "cv=fail")) { Signs = ArcSigns.Seals, Prints = (null, "uMD7AJ") },
        new("public_key_na", One, ArcOutcome.Fail, (SealTags, "i=1; s=na;\n")) { Signs = ArcSigns.Seals, Prints = (null, "xEoL/6") },
        new("public_key_invalid", One, ArcOutcome.Fail, (SealTags, "i=1; s=invalid;\n")) { Signs = ArcSigns.Seals, Prints = (null, "G6sqFl") },
        new("arc_set_duplicate", One, ArcOutcome.Fail) { Doubles = ("ARC-", After: true), Draft = "RFC 8617 §5.2 (3) A: each set has each field exactly once, though both be the same" },
    ];
}

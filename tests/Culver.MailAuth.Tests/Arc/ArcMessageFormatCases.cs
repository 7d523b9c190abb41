using Culver.MailAuth.Arc;
using static Culver.MailAuth.Tests.Arc.ArcMessages;

namespace Culver.MailAuth.Tests.Arc;

/// <summary>How an ARC-Message-Signature is written, and how many there are.</summary>
internal static class ArcMessageFormatCases
{
    public static readonly ArcCase[] All =
    [
        new("ams_struct_i_na", One, ArcOutcome.Fail, (MessageTags, "s=dummy; t=12345\n")) { Signs = ArcSigns.Message, Prints = ("mmLqaS", "UeCu1S") },
        new("ams_struct_i_empty", One, ArcOutcome.Fail, (MessageTags, "i=; s=dummy; t=12345\n")) { Signs = ArcSigns.Message, Prints = ("l3O/xW", "Je7FiP") },
        new("ams_struct_i_zero", One, ArcOutcome.Fail, (MessageTags, "i=0; s=dummy; t=12345\n")) { Signs = ArcSigns.Message, Prints = ("hbcwQf", "1BHrrr") },
        new("ams_struct_i_invalid", One, ArcOutcome.Fail, (MessageTags, "i=a; s=dummy; t=12345\n")) { Signs = ArcSigns.Message, Prints = ("eXN9vs", "gzFG4v") },
        new("ams_struct_dup", One, ArcOutcome.Fail) { Doubles = ("ARC-Message-Signature", After: true) },
        new("ams_struct_missing", One, ArcOutcome.Fail) { Drops = ("ARC-Message-Signature", 0) },
        new("ams_format_sc_wsp", One, ArcOutcome.Pass, ("FZYLQ=;", "FZYLQ= ;")) { Signs = ArcSigns.Message, Prints = ("NOLE9b", "OeNJ7p") },
        new("ams_format_eq_wsp", One, ArcOutcome.Pass, ("c=relaxed/relaxed", "c = relaxed/relaxed")) { Signs = ArcSigns.Message, Prints = ("KLZ8Io", "CcoQW0") },
        new("ams_format_tags_trail_sc", One, ArcOutcome.Pass, (MessageTags, "i=1; s=dummy; t=12345;\n")) { Signs = ArcSigns.Message, Prints = ("H+XsRP", "Q3iCsG") },
        new("ams_format_tags_unknown", One, ArcOutcome.Pass, (MessageTags, "i=1; s=dummy; t=12345; w=flarp      \n")) { Signs = ArcSigns.Message, Prints = ("jHH5JV", "hnT0gH") },
        new("ams_format_inv_tag_key", One, ArcOutcome.Fail, ("FZYLQ=;", "FZYLQ= ;"), (MessageTags, "i=1; s=dummy; ==; t=12345\n")),
        new("ams_format_tags_dup", One, ArcOutcome.Fail, (MessageTags, "i=1; s=dummy; s=dummy; t=12345\n")),
        new("ams_format_tags_key_case", One, ArcOutcome.Fail, ("; h=from", "; H=from")),
        new("ams_format_tags_val_case", One, ArcOutcome.Fail, ("; h=from", "; h=From")),
        new("ams_format_tags_wsp", One, ArcOutcome.Fail, (MessageTags, "i=1; s=dummy; t=1 2345\n")),
        new("ams_format_tags_sc", One, ArcOutcome.Fail, (MessageTags, "i=1; s=dummy;; t=12345\n")),
        new("ams_fields_i_dup1", One, ArcOutcome.Fail, ("ARC-Authentication-Results: i=1", OtherSignature + "ARC-Authentication-Results: i=1")),
        new("ams_fields_i_dup2", One, ArcOutcome.Fail, ("ARC-Message-Signature: a", OtherSignature + "ARC-Message-Signature: a")),
    ];
}

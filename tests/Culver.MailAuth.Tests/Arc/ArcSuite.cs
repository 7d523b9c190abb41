using Culver.MailAuth.Arc;

namespace Culver.MailAuth.Tests.Arc;

/// <summary>
/// Cases of the public ARC test suite (ValiMail, arc-draft-validation-tests), under their names there: a published message, the change that makes
/// the case, what is signed anew with the suite's key after it, and the status the suite expects.
/// </summary>
internal static class ArcSuite
{
    private const string One = "arc-i1-base1.eml";
    private const string Two = "arc-i2-base1.eml";
    private const string MessageTags = "i=1; s=dummy; t=12345\n";
    private const string Newest = "\n    bh=KWSe";

    public static readonly ArcCase[] Cases =
    [
        new("cv_pass_i1_1", One, ArcOutcome.Pass),
        new("cv_pass_i1_2", "arc-i1-base2.eml", ArcOutcome.Pass),
        new("cv_pass_i2_1", Two, ArcOutcome.Pass),
        new("cv_pass_i2_2", "arc-i2-base2.eml", ArcOutcome.Pass),
        new("cv_pass_i2_1_ams1_invalid", "arc-i2-ams1-invalid.eml", ArcOutcome.Pass),
        new("cv_fail_i2_as2_invalid", Two, ArcOutcome.Fail, ("b=IAqZJ5", "b=JAqZJ5")),
        new("cv_fail_i2_as2_none", Two, ArcOutcome.Fail, ("cv=pass", "cv=none")) { Signs = ArcSigns.Seals },
        new("cv_fail_i2_as2_fail", Two, ArcOutcome.Fail, ("cv=pass", "cv=fail")) { Signs = ArcSigns.Seals },
        new("cv_fail_i2_as1_invalid", Two, ArcOutcome.Fail, ("b=dOdFE", "b=OdFE")) { Signs = ArcSigns.NewestSeal },
        new("cv_fail_i2_as1_pass", Two, ArcOutcome.Fail, ("cv=none", "cv=pass")) { Signs = ArcSigns.Seals },
        new("cv_fail_i2_as1_fail", Two, ArcOutcome.Fail, ("cv=none", "cv=fail")) { Signs = ArcSigns.Seals },
        new("cv_fail_i2_as1_na", Two, ArcOutcome.Fail) { Drops = ("ARC-Seal", 1) },
        new("aar2_missing", Two, ArcOutcome.Fail) { Drops = ("ARC-Authentication-Results", 0) },
        new("aar_i_no_semi", "arc-i1-base2.eml", ArcOutcome.Fail, ("i=1; lists", "i=1 lists")),
        new("ams_format_sc_wsp", One, ArcOutcome.Pass, ("FZYLQ=;", "FZYLQ= ;")) { Signs = ArcSigns.Message },
        new("ams_format_eq_wsp", One, ArcOutcome.Pass, ("c=relaxed/relaxed", "c = relaxed/relaxed")) { Signs = ArcSigns.Message },
        new("ams_format_tags_trail_sc", One, ArcOutcome.Pass, (MessageTags, "i=1; s=dummy; t=12345;\n")) { Signs = ArcSigns.Message },
        new("ams_format_tags_unknown", One, ArcOutcome.Pass, (MessageTags, "i=1; s=dummy; t=12345; w=flarp      \n")) { Signs = ArcSigns.Message },
        new("ams_format_inv_tag_key", One, ArcOutcome.Fail, (MessageTags, "i=1; s=dummy; ==; t=12345\n")),
        new("ams_format_tags_dup", One, ArcOutcome.Fail, (MessageTags, "i=1; s=dummy; s=dummy; t=12345\n")),
        new("ams_format_tags_key_case", One, ArcOutcome.Fail, ("; h=from", "; H=from")),
        new("ams_format_tags_val_case", One, ArcOutcome.Fail, ("; h=from", "; h=From")),
        new("ams_format_tags_wsp", One, ArcOutcome.Fail, (MessageTags, "i=1; s=dummy; t=1 2345\n")),
        new("ams_format_tags_sc", One, ArcOutcome.Fail, (MessageTags, "i=1; s=dummy;; t=12345\n")),
        new("ams_fields_i_dup1", One, ArcOutcome.Fail) { Doubles = ("ARC-Message-Signature", After: true) },
        new("ams_fields_i_dup2", One, ArcOutcome.Fail) { Doubles = ("ARC-Message-Signature", After: false) },
        new("ams_fields_a_na", One, ArcOutcome.Fail, ("ARC-Message-Signature: a=rsa-sha256;", "ARC-Message-Signature:")) { Signs = ArcSigns.Message },
        new("ams_fields_a_empty", One, ArcOutcome.Fail, ("ARC-Message-Signature: a=rsa-sha256;", "ARC-Message-Signature: a=;")) { Signs = ArcSigns.Message },
        new("ams_fields_a_unknown", One, ArcOutcome.Fail, ("ARC-Message-Signature: a=rsa-sha256;", "ARC-Message-Signature: a=rsa-poptart;")) { Signs = ArcSigns.Message },
        new("ams_fields_b_ignores_wsp", One, ArcOutcome.Pass, ("b=QsRzR/", "b=QsRzR /")) { Signs = ArcSigns.Seals },
        new("ams_fields_b_head_case", One, ArcOutcome.Pass, ("\nFrom: John", "\nFROM: John")),
        new("ams_fields_b_head_unfold", One, ArcOutcome.Pass, ("John Q Doe <", "John Q Doe\n  <")),
        new("ams_fields_b_eol_wsp", One, ArcOutcome.Pass, ("<jqd@d1.example.org>\nTo", "<jqd@d1.example.org>    \nTo")),
        new("ams_fields_b_inl_wsp", One, ArcOutcome.Pass, ("John Q Doe <", "John   Q    Doe     <")),
        new("ams_fields_b_col_wsp", One, ArcOutcome.Pass, ("From: John", "From:  John"), ("To: arc", "To:   arc"), ("Date: Thu, 14", "Date:  Thu, 14")),
        new("ams_fields_b_na", One, ArcOutcome.Fail) { Signs = ArcSigns.Seals, Signature = "" },
        new("ams_fields_b_empty", One, ArcOutcome.Fail) { Signs = ArcSigns.Seals, Signature = "b=;" },
        new("ams_fields_b_base64", One, ArcOutcome.Fail) { Signs = ArcSigns.Seals, Signature = "b=not_base_64;" },
        new("ams_fields_b_mod_sig", One, ArcOutcome.Fail, ("b=QsRzR", "b=7sRzR")) { Signs = ArcSigns.Seals },
        new("ams_fields_b_mod_headers1", One, ArcOutcome.Fail, ("From: John Q", "From: Q")),
        new("ams_fields_b_mod_headers2", One, ArcOutcome.Fail, ("Example 1", "Example 1 (Mod)")),
        new("ams_fields_bh_ignores_wsp", One, ArcOutcome.Pass, ("bh=KWSe", "bh=K WSe")) { Signs = ArcSigns.Message },
        new("ams_fields_bh_sim_base", One, ArcOutcome.Pass, ("relaxed/relaxed", "relaxed/simple")) { Signs = ArcSigns.Message },
        new("ams_fields_bh_sim_end_lines", One, ArcOutcome.Pass, ("relaxed/relaxed", "relaxed/simple"), ("--J.\n", "--J.\n\n\n")) { Signs = ArcSigns.Message },
        new("ams_fields_bh_sim_inl_wsp", One, ArcOutcome.Fail, ("relaxed/relaxed", "relaxed/simple"), ("is a test", "is a   test")) { Signs = ArcSigns.Message },
        new("ams_fields_bh_rel_eol_wsp", One, ArcOutcome.Pass, ("Hey gang,\n", "Hey gang,  \n"), ("message.\n", "message.  \n"), ("--J.\n", "--J.  \n")),
        new("ams_fields_bh_rel_inl_wsp", One, ArcOutcome.Pass, ("Hey gang", "Hey       gang")),
        new("ams_fields_bh_rel_end_lines", One, ArcOutcome.Pass, ("--J.\n", "--J.\n\n\n")),
        new("ams_fields_bh_rel_trail_crlf", One, ArcOutcome.Pass, ("--J.\n", "--J.")),
        new("ams_fields_bh_na", One, ArcOutcome.Fail, (Newest + "46TZKCcDbH4klJPo+tjk5LWJnVRlP5pvjXFZYLQ=;", "")) { Signs = ArcSigns.Message },
        new("ams_fields_bh_empty", One, ArcOutcome.Fail, ("bh=KWSe46TZKCcDbH4klJPo+tjk5LWJnVRlP5pvjXFZYLQ=", "bh=")) { Signs = ArcSigns.Message },
        new("ams_fields_bh_base64", One, ArcOutcome.Fail, ("bh=KWSe46TZKCcDbH4klJPo+tjk5LWJnVRlP5pvjXFZYLQ=", "bh=not_base_64")) { Signs = ArcSigns.Message },
        new("ams_fields_bh_mod_sig", One, ArcOutcome.Fail, ("bh=KWSe46TZKCcDbH4klJPo+tjk5LWJnVRlP5pvjXFZYLQ=", "bh=Z3JlbWxpbnM=")) { Signs = ArcSigns.Message },
        new("public_key_na", One, ArcOutcome.Fail, ("s=dummy;\n", "s=na;\n")) { Signs = ArcSigns.Seals },
        new("public_key_invalid", One, ArcOutcome.Fail, ("s=dummy;\n", "s=invalid;\n")) { Signs = ArcSigns.Seals },
        // The suite lets these two pass: it is older than RFC 8301 §3.1, which forbids rsa-sha1, and takes a set that is there twice for one, where
        // RFC 8617 §5.2 (3) A wants each field exactly once.
        new("ams_fields_a_sha1", One, ArcOutcome.Fail, ("ARC-Message-Signature: a=rsa-sha256;", "ARC-Message-Signature: a=rsa-sha1;")) { Signs = ArcSigns.Message },
        new("arc_set_duplicate", One, ArcOutcome.Fail) { Doubles = ("ARC-", After: true) },
    ];
}

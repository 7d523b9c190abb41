namespace Culver.MailAuth.Tests.Arc;

/// <summary>
/// The cases of the public ARC test suite (ValiMail, arc-draft-validation-tests), all of both stored forms, under their names there: a published
/// message, the change that makes the case, what is signed anew with the suite's key after it, how the published signatures begin that came of
/// that, and the status the suite expects. Where a case has <see cref="ArcCase.Draft"/>, the final RFCs want the other one, and say where.
/// </summary>
internal static class ArcSuite
{
    public static readonly ArcCase[] Cases = [.. ArcChainCases.All, .. ArcMessageFormatCases.All, .. ArcMessageFieldCases.All, .. ArcSealFormatCases.All, .. ArcSealFieldCases.All, .. ArcResultsCases.All];
}

namespace Culver.MailAuth.Spf.Syntax;

/// <summary>A qualifier and a mechanism, with the text they were read from.</summary>
internal sealed record SpfDirective(SpfQualifier Qualifier, SpfMechanism Mechanism, string Text);

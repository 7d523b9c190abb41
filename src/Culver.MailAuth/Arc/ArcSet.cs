using Culver.MailAuth.Dkim;
using Culver.MailAuth.Messages;

namespace Culver.MailAuth.Arc;

/// <summary>The three fields of one instance (RFC 8617 §4.2).</summary>
/// <param name="Instance">i=.</param>
/// <param name="Results">ARC-Authentication-Results.</param>
/// <param name="Message">ARC-Message-Signature.</param>
/// <param name="Seal">ARC-Seal.</param>
internal sealed record ArcSet(int Instance, HeaderLine Results, DkimSignature Message, ArcSeal Seal);

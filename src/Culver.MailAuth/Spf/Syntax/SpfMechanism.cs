using System.Net;
using Culver.MailAuth.Spf.Macros;

namespace Culver.MailAuth.Spf.Syntax;

/// <summary>The mechanisms of RFC 7208 §5; a null domain is the one being checked.</summary>
internal abstract record SpfMechanism
{
    private SpfMechanism()
    {
    }

    /// <summary>RFC 7208 §4.6.4: whether it counts towards the limit of terms that ask the DNS.</summary>
    public bool Asks => this is not (All or Ip);

    public sealed record All : SpfMechanism;

    public sealed record Include(MacroString Domain) : SpfMechanism;

    public sealed record A(MacroString? Domain, int Prefix4, int Prefix6) : SpfMechanism;

    public sealed record Mx(MacroString? Domain, int Prefix4, int Prefix6) : SpfMechanism;

    public sealed record Ptr(MacroString? Domain) : SpfMechanism;

    public sealed record Ip(IPAddress Network, int Prefix) : SpfMechanism;

    public sealed record Exists(MacroString Domain) : SpfMechanism;
}

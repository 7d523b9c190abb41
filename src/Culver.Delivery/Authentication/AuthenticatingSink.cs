using System.Net;
using Culver.Smtp;

namespace Culver.Delivery.Authentication;

/// <summary>Stands before delivery and checks who mail from other servers is from. Results that bear our name are taken out whoever sends them, but for those we trust.</summary>
/// <param name="inner">Delivery.</param>
/// <param name="options">What is set.</param>
/// <param name="services">What checks; null when nothing is checked.</param>
internal sealed class AuthenticatingSink(IMessageSink inner, MailAuthOptions options, AuthenticationServices? services) : IMessageSink
{
    public SinkFeatures Features => inner.Features;

    public async ValueTask<SenderVerdict> BeginAsync(MessageSender sender, CancellationToken cancellationToken)
    {
        var verdict = await inner.BeginAsync(sender, cancellationToken);
        if (verdict is not SenderVerdict.Accepted accepted)
            return verdict;
        var origin = sender.Origin;
        if (services is not null && IsChecked(origin))
            return new SenderVerdict.Accepted(new AuthenticatingTransaction(accepted.Transaction, sender, services));
        return IsTrusted(origin) ? verdict : new SenderVerdict.Accepted(new CleaningTransaction(accepted.Transaction, options.AuthservId));
    }

    // LMTP comes from a server that did this already; who logged in is known; and on loopback there is no other server to doubt.
    private bool IsChecked(MessageOrigin origin) =>
        origin is { Protocol: SmtpProtocol.Smtp, Login: null } && (options.CheckLoopback || !IPAddress.IsLoopback(origin.Remote.Address));

    // RFC 8601 §5: whose results under our name may stand.
    private static bool IsTrusted(MessageOrigin origin) => origin.Protocol == SmtpProtocol.Lmtp || IPAddress.IsLoopback(origin.Remote.Address);
}

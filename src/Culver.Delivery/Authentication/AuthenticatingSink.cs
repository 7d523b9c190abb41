using System.Net;
using Culver.Smtp;

namespace Culver.Delivery.Authentication;

/// <summary>Stands before delivery and checks who mail from other servers is from; all other mail goes by.</summary>
internal sealed class AuthenticatingSink(IMessageSink inner, AuthenticationServices services) : IMessageSink
{
    public SinkFeatures Features => inner.Features;

    public async ValueTask<SenderVerdict> BeginAsync(MessageSender sender, CancellationToken cancellationToken)
    {
        var verdict = await inner.BeginAsync(sender, cancellationToken);
        return verdict is SenderVerdict.Accepted accepted && IsChecked(sender.Origin)
            ? new SenderVerdict.Accepted(new AuthenticatingTransaction(accepted.Transaction, sender, services))
            : verdict;
    }

    // LMTP comes from a server that did this already; who logged in is known; and on loopback there is no other server to doubt.
    private bool IsChecked(MessageOrigin origin) =>
        services.Options.Check && origin is { Protocol: SmtpProtocol.Smtp, Login: null } &&
        (services.Options.CheckLoopback || !IPAddress.IsLoopback(origin.Remote.Address));
}

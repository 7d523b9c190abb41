using System.Text;
using Culver.Sasl;

namespace Culver.Smtp.Client;

/// <summary>Logs in to a server (RFC 4954).</summary>
public static class ClientAuthentication
{
    private const int MostRounds = 10;

    // RFC 5321 §4.5.3.1.4: 512 octets, the line end among them.
    private const int LongestCommand = 510;

    /// <summary>Logs in.</summary>
    /// <returns>The reply that decides; one of our own, 454 or 535, when the server offers nothing we may use or did not prove itself.</returns>
    /// <exception cref="SmtpClientException">The connection is of no use.</exception>
    public static async ValueTask<ServerReply> AuthenticateAsync(
        this SmtpClientConnection connection, SaslClients clients, ClientCredentials credentials, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(clients);
        ArgumentNullException.ThrowIfNull(credentials);
        var time = connection.Options.Timeouts.Command;
        // RFC 4954 §14: no password in PLAIN for a server whose certificate does not prove that it is the one that was meant.
        // Liberty: whoever is said to be trusted whatever its certificate gets it.
        var mayShow = connection.IsProven || (credentials.TrustsAnyServer && connection.IsEncrypted);
        if (clients.Begin(connection.Extensions.Mechanisms, credentials.UserName, credentials.Password, mayShow) is not { } mechanism)
            return new(454, ["4.7.0 The server offers no way to log in that may be used on this connection"]);
        // RFC 4954 §4: an empty initial response is "=".
        var first = mechanism.HasInitialResponse ? mechanism.Start() : (ReadOnlyMemory<byte>?)null;
        var initial = first is { } octets ? Encode(octets) : null;
        var command = $"AUTH {mechanism.Name}";
        // RFC 4954 §4: an initial response that makes the line too long waits for the server's empty challenge.
        var isHeldBack = initial is not null && command.Length + 1 + initial.Length > LongestCommand;
        var reply = await connection.CommandAsync(initial is null || isHeldBack ? command : $"{command} {initial}", time, cancellationToken);
        if (isHeldBack && reply.Code == 334)
            reply = await connection.CommandAsync(initial!, time, cancellationToken);
        for (var round = 0; reply.Code == 334; round++)
        {
            var step = round < MostRounds && TryDecode(reply.Lines[0], out var challenge) ? mechanism.Step(challenge) : new SaslClientStep.Abort("The server's challenge is malformed.");
            if (step is not SaslClientStep.Response response)
            {
                // RFC 4954 §4: a line with a single asterisk cancels.
                await connection.CommandAsync("*", time, cancellationToken);
                return new(454, ["4.7.0 " + ((SaslClientStep.Abort)step).Reason]);
            }

            reply = await connection.CommandAsync(response.Octets.IsEmpty ? "" : Encode(response.Octets), time, cancellationToken);
        }

        if (reply.IsPositive && !mechanism.IsSatisfied)
            return new(454, ["4.7.0 The server accepted a login without proving that it knows the password"]);
        connection.IsAuthenticated = reply.IsPositive;
        return reply;
    }

    private static string Encode(ReadOnlyMemory<byte> octets) => octets.IsEmpty ? "=" : Convert.ToBase64String(octets.Span);

    // RFC 4954 §4: what is not of the alphabet is refused, and never ignored.
    private static bool TryDecode(string text, out ReadOnlyMemory<byte> octets)
    {
        var isRight = SaslBase64.TryDecode(Encoding.UTF8.GetBytes(text), out var decoded);
        octets = decoded;
        return isRight;
    }
}

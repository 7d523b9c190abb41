using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Culver.Testing;
using Culver.Testing.Transport;

namespace Culver.Fuzz;

/// <summary>Opens the connections of <see cref="SessionFuzz"/>.</summary>
internal sealed class FuzzLine(TestMailServer server, FuzzTransport transport)
{
    /// <summary>Whether the transport has sockets.</summary>
    public static bool HasSockets(FuzzTransport transport) => transport is FuzzTransport.Socket or FuzzTransport.SocketTls;

    private bool IsTls => transport is FuzzTransport.MemoryTls or FuzzTransport.SocketTls;

    /// <summary>A connection that is ready for the first command.</summary>
    /// <param name="protocol">IMAP, POP3, SMTP or LMTP.</param>
    /// <param name="from">Where the client is: any address of the loopback net.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<ClientChannel> OpenAsync(MailProtocol protocol, IPAddress from, CancellationToken cancellationToken)
    {
        var target = (IsTls, protocol) switch
        {
            (true, MailProtocol.Imap) => MailProtocol.Imaps,
            (true, MailProtocol.Pop3) => MailProtocol.Pop3s,
            _ => protocol,
        };
        var channel = HasSockets(transport) ? await ConnectAsync(target, from, cancellationToken) : server.OpenChannel(target, new(from, 1024));
        if (!IsTls)
            return channel;
        if (protocol is not (MailProtocol.Imap or MailProtocol.Pop3))
        {
            await channel.Stream.WriteAsync(protocol == MailProtocol.Lmtp ? "LHLO x\r\nSTARTTLS\r\n"u8.ToArray() : "EHLO x\r\nSTARTTLS\r\n"u8.ToArray(), cancellationToken);
            await AgreedAsync(channel.Stream, cancellationToken);
        }

        var secure = new SslStream(channel.Stream, leaveInnerStreamOpen: false);
        await secure.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, shown, _, _) => server.Certificate.Equals(shown) }, cancellationToken);
        // Ends the half below TLS, without close_notify: a shutdown of this stream must not meet a read of it, and one is always under way.
        return new(secure, channel.EndSendingAsync);
    }

    private async ValueTask<ClientChannel> ConnectAsync(MailProtocol protocol, IPAddress from, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(server.EndPoint(protocol), cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return new(new NetworkStream(socket, ownsSocket: true), _ =>
        {
            socket.Shutdown(SocketShutdown.Send);
            return ValueTask.CompletedTask;
        });
    }

    /// <summary>Reads to the second 220, that of STARTTLS; behind it nothing comes before the handshake.</summary>
    private static async ValueTask AgreedAsync(Stream stream, CancellationToken cancellationToken)
    {
        var heard = new List<byte>();
        var buffer = new byte[4096];
        while (true)
        {
            var read = await stream.ReadAsync(buffer, cancellationToken);
            if (read == 0)
                throw new IOException("The server did not agree to begin TLS.");
            heard.AddRange(buffer.AsSpan(0, read));
            var lines = Octets.Text([.. heard]).Split("\r\n");
            if (lines[^1].Length == 0 && lines.Count(static line => line.StartsWith("220 ", StringComparison.Ordinal)) == 2)
                return;
        }
    }
}

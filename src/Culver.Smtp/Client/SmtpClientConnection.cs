// One connection to a server, as a client. Rules upheld:
// - The server is never ahead: a reply nobody asked for, before TLS above all, ends the connection (RFC 3207 §6).
// - After any trouble the connection is spent; nothing is tried again on it.
// - A message counts as taken only by the reply to its end, and nothing else (RFC 5321 §4.2.5).
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Culver.Smtp.Client;

/// <summary>A connection to an SMTP or LMTP server.</summary>
public sealed class SmtpClientConnection : IAsyncDisposable
{
    private readonly SmtpClientOptions _options;
    private readonly CommandDeadline _deadline;
    private readonly ReplyReader _replies = new();
    private Stream _stream;
    private bool _isSpent;

    private SmtpClientConnection(Stream stream, SmtpClientOptions options)
    {
        _stream = stream;
        _options = options;
        _deadline = new(options.Time);
    }

    /// <summary>What the server announced last.</summary>
    public ServerExtensions Extensions { get; private set; } = ServerExtensions.None;

    /// <summary>The server's name for itself, from its greeting; unproven.</summary>
    public string ServerName { get; private set; } = "";

    /// <summary>Whether TLS is up.</summary>
    public bool IsEncrypted => _stream is SslStream;

    /// <summary>Whether TLS is up with a certificate that is valid for the name the server was asked for by.</summary>
    public bool IsProven { get; private set; }

    /// <summary>Whether we logged in.</summary>
    public bool IsAuthenticated { get; internal set; }

    /// <summary>How many transactions were begun.</summary>
    public int Transactions { get; private set; }

    /// <summary>Whether a message was sent whole and the reply to its end has not come: the server may have it.</summary>
    public bool IsInDoubt { get; internal set; }

    internal SmtpClientOptions Options => _options;

    /// <summary>Whether nothing more can be done on it.</summary>
    public bool IsSpent => _isSpent || _deadline.Token.IsCancellationRequested;

    /// <summary>Takes a fresh connection, with TLS from the first octet where that is wanted, and waits for the greeting.</summary>
    /// <returns>The connection, and the greeting; a greeting that is not 2yz means that the server will not serve us.</returns>
    /// <exception cref="SmtpClientException">The connection is of no use.</exception>
    public static async ValueTask<(SmtpClientConnection Connection, ServerReply Greeting)> OpenAsync(
        Stream stream, SmtpClientOptions options, ClientTls? implicitTls, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        var connection = new SmtpClientConnection(stream, options);
        try
        {
            if (implicitTls is not null)
                await connection.HandshakeAsync(implicitTls, cancellationToken);
            var greeting = await connection.ReadAsync(options.Timeouts.Greeting, cancellationToken);
            connection.ServerName = greeting.Lines[0].Split(' ', 2)[0];
            return (connection, greeting);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Says EHLO, and HELO where the server does not know that (RFC 5321 §3.2); LHLO in LMTP.</summary>
    /// <returns>The reply that counts.</returns>
    /// <exception cref="SmtpClientException">The connection is of no use.</exception>
    public async ValueTask<ServerReply> HelloAsync(CancellationToken cancellationToken)
    {
        var verb = _options.IsLmtp ? "LHLO" : "EHLO";
        var reply = await CommandAsync($"{verb} {_options.HelloName}", _options.Timeouts.Command, cancellationToken);
        if (reply.IsPositive)
        {
            Extensions = ServerExtensions.Read(reply);
            return reply;
        }

        // RFC 5321 §4.1.1.1 and §3.2: a server that does not know EHLO answers 500 or 502.
        if (!reply.IsPermanent || _options.IsLmtp)
            return reply;
        Extensions = ServerExtensions.None;
        return await CommandAsync($"HELO {_options.HelloName}", _options.Timeouts.Command, cancellationToken);
    }

    /// <summary>Says STARTTLS and shakes hands (RFC 3207); what the server announced before is forgotten, so HELLO must be said again.</summary>
    /// <returns>The reply to STARTTLS; TLS is up when it is positive.</returns>
    /// <exception cref="SmtpClientException">The handshake failed, or the certificate was not approved.</exception>
    public async ValueTask<ServerReply> StartTlsAsync(ClientTls tls, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tls);
        var reply = await CommandAsync("STARTTLS", _options.Timeouts.Command, cancellationToken);
        if (!reply.IsPositive)
            return reply;
        // RFC 3207 §6: nothing that came in the clear may be taken for what comes under TLS.
        if (_replies.HasMore)
        {
            _isSpent = true;
            throw new SmtpClientException(SmtpClientProblem.NotSmtp, "The server spoke between its reply to STARTTLS and the handshake");
        }

        await HandshakeAsync(tls, cancellationToken);
        // RFC 3207 §4.2: the client MUST discard any knowledge obtained before the handshake.
        Extensions = ServerExtensions.None;
        return reply;
    }

    /// <summary>Carries out a transaction.</summary>
    /// <exception cref="SmtpClientException">The connection was lost before the server answered; whether it took the message is not known only if the content was sent whole.</exception>
    public ValueTask<TransactionOutcome> SendAsync(ClientTransaction transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        Transactions++;
        return new TransactionSteps(this, transaction).RunAsync(cancellationToken);
    }

    /// <summary>Says QUIT, and waits a moment for the answer.</summary>
    public async ValueTask QuitAsync(CancellationToken cancellationToken)
    {
        if (IsSpent)
            return;
        try
        {
            await CommandAsync("QUIT", _options.Timeouts.Quit, cancellationToken);
            // RFC 8446 §6.1, RFC 5246 §7.2.1: who closes says so, or the end could be anybody's.
            if (_stream is SslStream secured)
                await secured.ShutdownAsync();
        }
        catch (Exception failure) when (failure is SmtpClientException or IOException)
        {
            // Nothing depends on the answer.
        }

        _isSpent = true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _isSpent = true;
        try
        {
            await _stream.DisposeAsync();
        }
        catch (IOException)
        {
            // It was broken already.
        }

        _deadline.Dispose();
    }

    /// <summary>Says a command and reads its reply.</summary>
    internal async ValueTask<ServerReply> CommandAsync(string line, TimeSpan time, CancellationToken cancellationToken)
    {
        await WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), time, cancellationToken);
        return await ReadAsync(time, cancellationToken);
    }

    /// <summary>Reads a reply.</summary>
    internal async ValueTask<ServerReply> ReadAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        Require();
        using var link = _deadline.Link(cancellationToken);
        _deadline.Begin(time);
        try
        {
            var reply = await _replies.ReadAsync(_stream, _deadline.Token);
            // RFC 5321 §3.8: 421 says that the server is closing the connection.
            _isSpent |= reply.Code == 421;
            return reply;
        }
        catch (Exception failure) when (failure is not SmtpClientException { Problem: SmtpClientProblem.NotSmtp })
        {
            throw Lost(failure, cancellationToken);
        }
        catch
        {
            _isSpent = true;
            throw;
        }
        finally
        {
            _deadline.End();
        }
    }

    /// <summary>Writes octets.</summary>
    internal async ValueTask WriteAsync(ReadOnlyMemory<byte> octets, TimeSpan time, CancellationToken cancellationToken)
    {
        Require();
        using var link = _deadline.Link(cancellationToken);
        _deadline.Begin(time);
        try
        {
            await _stream.WriteAsync(octets, _deadline.Token);
            await _stream.FlushAsync(_deadline.Token);
        }
        catch (Exception failure)
        {
            throw Lost(failure, cancellationToken);
        }
        finally
        {
            _deadline.End();
        }
    }

    /// <summary>A server that breaks off in the middle of what we send has often said why.</summary>
    internal async ValueTask<ServerReply?> LastWordAsync()
    {
        if (_deadline.Token.IsCancellationRequested)
            return null;
        _isSpent = false;
        try
        {
            return await ReadAsync(_options.Timeouts.Quit, CancellationToken.None);
        }
        catch (SmtpClientException)
        {
            return null;
        }
        finally
        {
            _isSpent = true;
        }
    }

    internal void Spend() => _isSpent = true;

    private async ValueTask HandshakeAsync(ClientTls tls, CancellationToken cancellationToken)
    {
        var refused = false;
        var secured = new SslStream(_stream, leaveInnerStreamOpen: false);
        using var link = _deadline.Link(cancellationToken);
        _deadline.Begin(_options.Timeouts.Handshake);
        try
        {
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = tls.ServerName,
                // RFC 8996, RFC 9325 §3.1.1: nothing below 1.2, whatever the system would allow.
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ClientCertificates = tls.ClientCertificates,
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                {
                    IsProven = errors == SslPolicyErrors.None && tls.ServerName.Length > 0;
                    if (tls.Verify is not { } verify)
                        return true;
                    if (certificate is not X509Certificate2 own)
                        refused = true;
                    else
                        refused = !verify(own, Presented(own, chain), errors);
                    return !refused;
                },
            };
            await secured.AuthenticateAsClientAsync(options, _deadline.Token);
            _stream = secured;
        }
        catch (Exception) when (refused)
        {
            _isSpent = true;
            await secured.DisposeAsync();
            throw new SmtpClientException(SmtpClientProblem.Certificate, "The server's certificate is not one that is trusted");
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException && !_deadline.Token.IsCancellationRequested)
        {
            _isSpent = true;
            await secured.DisposeAsync();
            throw new SmtpClientException(SmtpClientProblem.Tls, "The TLS handshake failed", failure);
        }
        catch (Exception failure)
        {
            await secured.DisposeAsync();
            throw Lost(failure, cancellationToken);
        }
        finally
        {
            _deadline.End();
        }
    }

    // What the server sent, its own first; the platform keeps the rest among the extra certificates of its chain.
    private static List<X509Certificate2> Presented(X509Certificate2 own, X509Chain? chain)
    {
        var presented = new List<X509Certificate2> { own };
        if (chain is not null)
            presented.AddRange(chain.ChainPolicy.ExtraStore.Where(certificate => !certificate.RawDataMemory.Span.SequenceEqual(own.RawDataMemory.Span)));
        return presented;
    }

    private void Require()
    {
        if (IsSpent)
            throw new SmtpClientException(SmtpClientProblem.Lost, "The server closed the connection");
    }

    private Exception Lost(Exception failure, CancellationToken cancellationToken)
    {
        _isSpent = true;
        if (_deadline.IsExpired)
            return new SmtpClientException(SmtpClientProblem.TimedOut, "The server did not answer in time", failure);
        if (cancellationToken.IsCancellationRequested)
            return new OperationCanceledException(cancellationToken);
        return failure as SmtpClientException ?? new SmtpClientException(SmtpClientProblem.Lost, "The connection to the server was lost", failure);
    }
}

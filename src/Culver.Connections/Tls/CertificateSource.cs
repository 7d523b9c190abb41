// The certificates the server serves. The rules kept here:
// - A set of certificates is swapped as a whole; a handshake uses the set it began with.
// - A change is seen by reading the files and comparing their bytes: it works through links, mounts and any tool that writes them.
// - What cannot be used is reported once and the old certificates stay; at start there is nothing to keep, so it is an error.
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Culver.Connections;

/// <summary>The server's certificates: from files, reloaded when they change, or self-signed, made once and kept.</summary>
public sealed class CertificateSource : IAsyncDisposable
{
    private readonly CertificateOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly TicketKeys _tickets;
    private CertificateFileOptions[] _files = [];
    private CertificateSet? _set;
    private ITimer? _timer;
    // The bytes last looked at, good or bad, so that a broken file is reported once.
    private byte[] _seen = [];
    private string? _reported;

    /// <summary>Makes a source; <see cref="LoadAsync"/> fills it.</summary>
    public CertificateSource(IOptions<CertificateOptions> options, TimeProvider time, ILogger<CertificateSource> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Value;
        _time = time;
        _log = log;
        _tickets = new(time);
    }

    /// <summary>The certificate served to clients that name no host.</summary>
    /// <exception cref="InvalidOperationException">Nothing was loaded yet.</exception>
    public X509Certificate2 Certificate => Set.Default.Leaf;

    private CertificateSet Set => Volatile.Read(ref _set) ?? throw new InvalidOperationException("Certificates are loaded when the server starts.");

    /// <summary>A source that serves one certificate, with its private key, for ever.</summary>
    public static CertificateSource FromCertificate(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return new(Options.Create(new CertificateOptions()), TimeProvider.System, NullLogger<CertificateSource>.Instance) { _set = new([new(certificate, [])]) };
    }

    /// <summary>Reads the certificates, making the self-signed one where there is none, and begins to watch the files. Does nothing when they are loaded.</summary>
    /// <exception cref="CertificateException">A file cannot be read or used; the message names it.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_set is not null)
                return;
            if (_options.Files.Count == 0 && _options.Folder is null)
            {
                _set = new([new(SelfSignedCertificate.Create(_options.HostNames, _time.GetUtcNow()), [])]);
                return;
            }
            _files = _options.Files.Count > 0 ? [.. _options.Files] : [await KeptAsync(_options.Folder!, cancellationToken)];
            _set = await ReadAsync(cancellationToken);
            _timer = _time.CreateTimer(static state => ((CertificateSource)state!).Look(), this, _options.ReloadInterval, _options.ReloadInterval);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Reads the files again now, as on a reload signal.</summary>
    /// <returns>Whether other certificates are served from now on.</returns>
    public async Task<bool> ReloadAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_files.Length == 0)
                return false;
            if (await ReadAsync(cancellationToken) is not { } fresh)
                return false;
            _reported = null;
            Volatile.Write(ref _set, fresh);
            _log.CertificatesLoaded(fresh.Default.Leaf.Subject, fresh.Default.Leaf.NotAfter.ToUniversalTime());
            return true;
        }
        catch (CertificateException failure)
        {
            if (_reported != failure.Message)
                _log.CertificatesKept(failure.Message);
            _reported = failure.Message;
            return false;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Stops watching the files. What was loaded can still be served.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
            await _timer.DisposeAsync();
    }

    internal TicketKeys Tickets => _tickets;

    internal ServedCertificate Select(string? serverName) => Set.Select(serverName);

    private void Look()
    {
        if (_turn.CurrentCount > 0)
            _ = ReloadAsync(CancellationToken.None);
    }

    /// <summary>The files' certificates, or <see langword="null"/> when the bytes are those seen last.</summary>
    private async ValueTask<CertificateSet?> ReadAsync(CancellationToken cancellationToken)
    {
        var contents = new List<(CertificateFileOptions File, byte[] Certificate, byte[]? Key)>();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in _files)
        {
            try
            {
                var (certificate, key) = await CertificateFiles.ReadAsync(file, cancellationToken);
                contents.Add((file, certificate, key));
                hash.AppendData(SHA256.HashData(certificate));
                hash.AppendData(key is null ? [] : SHA256.HashData(key));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // Half of a change, perhaps: not remembered, so it is looked at again.
                throw new CertificateException($"{file.Path}: {failure.Message}", failure);
            }
        }
        var seen = hash.GetHashAndReset();
        if (seen.AsSpan().SequenceEqual(_seen))
            return null;
        _seen = seen;
        return new([.. contents.Select(content => Parse(content.File, content.Certificate, content.Key))]);
    }

    private static ServedCertificate Parse(CertificateFileOptions file, byte[] certificate, byte[]? key)
    {
        try
        {
            return CertificateFiles.Parse(file, certificate, key);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            throw new CertificateException($"{file.Path}: {failure.Message}", failure);
        }
    }

    /// <summary>The kept self-signed certificate, made now if this is the first start.</summary>
    private async ValueTask<CertificateFileOptions> KeptAsync(string folder, CancellationToken cancellationToken)
    {
        var file = new CertificateFileOptions { Path = Path.Combine(folder, "certificate.pem"), KeyPath = Path.Combine(folder, "key.pem") };
        if (File.Exists(file.Path))
            return file;
        try
        {
            using var made = SelfSignedCertificate.Create(_options.HostNames, _time.GetUtcNow());
            await CertificateFiles.WriteAsync(made, file.Path, file.KeyPath, cancellationToken);
            _log.CertificateMade(file.Path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CertificateException($"{file.Path}: {failure.Message}", failure);
        }
        return file;
    }
}

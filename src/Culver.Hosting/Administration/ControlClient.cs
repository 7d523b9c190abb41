using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text.Json;

namespace Culver.Hosting;

/// <summary>Administration of a server that runs, through its control socket.</summary>
internal sealed class ControlClient : IAdministration, IAsyncDisposable
{
    private readonly NetworkStream _stream;
    private readonly PipeReader _reader;

    private ControlClient(Socket socket)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = PipeReader.Create(_stream);
    }

    /// <summary>Connects to the server that owns a data folder; null when none answers.</summary>
    public static async ValueTask<ControlClient?> ConnectAsync(string folder, CancellationToken cancellationToken)
    {
        var path = ControlSocket.PathFor(folder);
        if (!File.Exists(path))
            return null;
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new(socket);
        }
        catch (SocketException)
        {
            // The socket file of a server that was killed: nobody listens behind it.
            socket.Dispose();
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<AdministrationReply> HandleAsync(AdministrationRequest request, IProgress<AdministrationReply.Progress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            await ControlMessages.WriteAsync(_stream, request, cancellationToken);
            while (await ControlMessages.ReadAsync<AdministrationReply>(_reader, cancellationToken) is { } reply)
            {
                if (reply is not AdministrationReply.Progress going)
                    return reply;
                progress?.Report(going);
            }
        }
        catch (Exception failure) when (failure is IOException or JsonException)
        {
            return new AdministrationReply.Refused($"The connection to the running server broke: {failure.Message}");
        }

        return new AdministrationReply.Refused("The running server closed the connection before it answered.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _reader.CompleteAsync();
        await _stream.DisposeAsync();
    }
}

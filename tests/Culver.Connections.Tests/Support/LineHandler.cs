using System.Buffers;
using System.Text;

namespace Culver.Connections.Tests;

/// <summary>A small line protocol that shows what a connection does: it answers every line and says goodbye when it has to end.</summary>
internal sealed class LineHandler : IConnectionHandler
{
    public string Protocol => "line";

    /// <summary>Replaces the protocol.</summary>
    public Func<ClientConnection, CancellationToken, Task>? Instead { get; set; }

    /// <summary>Whether lines are looked for the careless way: everything examined, even what is not consumed.</summary>
    public bool ExaminesAll { get; set; }

    public ReadOnlyMemory<byte> Refuse(ConnectionRefusal refusal) => Encoding.ASCII.GetBytes($"* BYE [LIMIT] {refusal.Text}\r\n");

    public async Task RunAsync(ClientConnection connection, CancellationToken ending)
    {
        if (Instead is { } instead)
        {
            await instead(connection, ending);
            return;
        }
        try
        {
            await SayAsync(connection, "* OK", ending);
            while (await ReadLineAsync(connection, ExaminesAll, ending) is { } line)
            {
                if (!await AnswerAsync(connection, line, ending))
                    return;
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            await SayAsync(connection, $"* BYE {connection.End}", CancellationToken.None);
        }
    }

    public static async Task SayAsync(ClientConnection connection, string line, CancellationToken cancellationToken) =>
        await connection.Output.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), cancellationToken);

    public static async Task<string?> ReadLineAsync(ClientConnection connection, bool examinesAll, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await connection.Input.ReadAsync(cancellationToken);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = Encoding.ASCII.GetString(read.Buffer.Slice(0, end)).TrimEnd('\r');
                var next = read.Buffer.GetPosition(1, end);
                if (examinesAll)
                    connection.Input.AdvanceTo(next, read.Buffer.End);
                else
                    connection.Input.AdvanceTo(next);
                return line;
            }
            connection.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
                return null;
        }
    }

    private static async Task<bool> AnswerAsync(ClientConnection connection, string line, CancellationToken ending)
    {
        var words = line.Split(' ');
        switch (words[0])
        {
            case "QUIT":
                await SayAsync(connection, "BYE", ending);
                return false;
            case "STARTTLS":
                return await connection.StartTlsAsync("GO\r\n"u8.ToArray(), ending);
            case "WHO":
                await SayAsync(connection, $"{connection.RemoteEndPoint} {connection.LocalEndPoint} secure={connection.IsSecure} loopback={connection.IsLoopback} starttls={connection.CanStartTls}", ending);
                return true;
            case "TLS":
                await SayAsync(connection, $"{connection.Tls?.Version} {connection.Tls?.CipherSuite} alpn={connection.Tls?.ApplicationProtocol} sni={connection.Tls?.ServerName} proxy={connection.Tls?.ByProxy}", ending);
                return true;
            case "BINDING":
                await SayAsync(connection, connection.ServerEndPointBinding is { } binding ? Convert.ToHexString(binding.Span) : "none", ending);
                return true;
            case "SESSION":
                await SayAsync(
                    connection,
                    $"unique={Convert.ToHexString(connection.UniqueBinding.Span)} exporter={Convert.ToHexString(connection.ExporterBinding.Span)}",
                    ending);
                return true;
            case "LOGIN":
                if (connection.TryCountAccount(words[1]))
                    connection.SetTimeout(connection.IdleTimeout);
                await SayAsync(connection, connection.TryCountAccount(words[1]) ? "OK" : "NO [LIMIT]", ending);
                return true;
            case "LOGOUT":
                connection.ReleaseAccount();
                await SayAsync(connection, "OK", ending);
                return true;
            case "BIG":
                await connection.Output.WriteAsync(new byte[int.Parse(words[1])], ending);
                return true;
            default:
                await SayAsync(connection, "echo " + line, ending);
                return true;
        }
    }
}

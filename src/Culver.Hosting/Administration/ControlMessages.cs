using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace Culver.Hosting;

/// <summary>Messages of the control socket: one JSON document a line, both ways.</summary>
internal static class ControlMessages
{
    // Ten thousand accounts of an import are about a megabyte.
    private const int MostBytes = 64 * 1024 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Writes a message.</summary>
    public static async ValueTask WriteAsync<T>(Stream stream, T message, CancellationToken cancellationToken)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(message, Json);
        Array.Resize(ref line, line.Length + 1);
        line[^1] = (byte)'\n';
        await stream.WriteAsync(line, cancellationToken);
    }

    /// <summary>Reads a message; null when the other end has closed.</summary>
    /// <exception cref="JsonException">It is not a message.</exception>
    public static async ValueTask<T?> ReadAsync<T>(PipeReader reader, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            if (result.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var message = Parse<T>(result.Buffer.Slice(0, end));
                reader.AdvanceTo(result.Buffer.GetPosition(1, end));
                return message;
            }

            if (result.IsCompleted)
                return null;
            if (result.Buffer.Length > MostBytes)
                throw new JsonException("A message longer than any there is.");
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static T? Parse<T>(ReadOnlySequence<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        return JsonSerializer.Deserialize<T>(ref reader, Json);
    }
}

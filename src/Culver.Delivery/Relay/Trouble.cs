using Culver.Smtp.Client;

namespace Culver.Delivery.Relay;

/// <summary>Why a message did not reach a recipient.</summary>
/// <param name="IsPermanent">Whether trying again cannot help.</param>
/// <param name="Status">The enhanced status (RFC 3463).</param>
/// <param name="Text">In words, or the server's reply.</param>
/// <param name="Server">The server that said so; <see langword="null"/> when none did.</param>
/// <param name="IsReply">Whether the text is a server's reply.</param>
internal sealed record Trouble(bool IsPermanent, string Status, string Text, string? Server = null, bool IsReply = false)
{
    private const int LongestText = 2000;

    /// <summary>What a server replied.</summary>
    public static Trouble Of(ServerReply reply, string server) => new(
        reply.IsPermanent, reply.Status ?? (reply.IsPermanent ? "5.0.0" : "4.0.0"), Short(reply.ToString()), server, IsReply: true);

    /// <summary>As much of a server's words as is worth keeping with each recipient.</summary>
    public static string Short(string text) => text.Length <= LongestText ? text : text[..LongestText] + " …";

    /// <summary>The same, for another try later.</summary>
    public Trouble AsTransient() => this with { IsPermanent = false, Status = Status[0] == '5' ? "4" + Status[1..] : Status };
}

namespace Culver.Pop3;

/// <summary>A status line (RFC 1939 §3, RFC 2449 §3).</summary>
/// <param name="IsOk">The status indicator: <c>+OK</c> or <c>-ERR</c>.</param>
/// <param name="Code">The response code without its brackets (RFC 2449 §8); <see langword="null"/> without one.</param>
/// <param name="Text">Printable ASCII, one line.</param>
internal sealed record Pop3Reply(bool IsOk, string? Code, string Text)
{
    public static Pop3Reply Ok(string text) => new(true, null, text);

    public static Pop3Reply Err(string text) => new(false, null, text);

    public static Pop3Reply Err(string code, string text) => new(false, code, text);
}

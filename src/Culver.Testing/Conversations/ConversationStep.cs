namespace Culver.Testing.Conversations;

/// <summary>One line of a script, with the block that belongs to it.</summary>
internal abstract record ConversationStep(int Line)
{
    /// <summary>A state to begin with, or to bring about at this moment.</summary>
    internal sealed record Given(int Line, string Text, byte[]? Block) : ConversationStep(Line);

    /// <summary>The client sends.</summary>
    internal sealed record Send(int Line, int Connection, ScriptText Text, bool EndsLine) : ConversationStep(Line);

    /// <summary>The server must answer.</summary>
    internal sealed record Expect(int Line, int Connection, ScriptText Text) : ConversationStep(Line);

    /// <summary>The client connects, and the script tells the rest itself, greeting included.</summary>
    internal sealed record Connect(int Line, int Connection) : ConversationStep(Line);

    /// <summary>The client goes away without a word.</summary>
    internal sealed record ClientCloses(int Line, int Connection) : ConversationStep(Line);

    /// <summary>The server must close the connection.</summary>
    internal sealed record ServerCloses(int Line, int Connection) : ConversationStep(Line);

    /// <summary>The client begins its TLS handshake, after the server said that it may.</summary>
    internal sealed record StartTls(int Line, int Connection) : ConversationStep(Line);

    /// <summary>From here on untagged lines come in the order written, or in any.</summary>
    internal sealed record Order(int Line, bool AsWritten) : ConversationStep(Line);

    /// <summary>The server's clock goes forward.</summary>
    internal sealed record TimePasses(int Line, TimeSpan Span) : ConversationStep(Line);
}

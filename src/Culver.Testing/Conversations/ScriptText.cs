using System.Collections.Immutable;
using System.Text;

namespace Culver.Testing.Conversations;

/// <summary>What a script line says after its colon: plain bytes, captures, wildcards and blocks.</summary>
internal sealed record ScriptText(string Written, ImmutableArray<ScriptText.Part> Parts)
{
    /// <summary>Whether the line is only <c>...</c>: any further lines.</summary>
    public bool IsAnyLines => Parts is [Part.Rest];

    /// <summary>Whether every answer but one exact one is refused: no wildcard, no capture.</summary>
    public bool IsExact => Parts.All(static part => part is Part.Plain or Part.Block { IsWild: false });

    /// <summary>Whether the line begins with the given text.</summary>
    public bool StartsWith(string text) =>
        Parts is [Part.Plain plain, ..] && plain.Bytes.AsSpan().StartsWith(Encoding.UTF8.GetBytes(text));

    /// <summary>A piece of a line.</summary>
    internal abstract record Part
    {
        private Part()
        {
        }

        /// <summary>These bytes.</summary>
        internal sealed record Plain(byte[] Bytes) : Part;

        /// <summary><c>$name</c>: captured at first sight, compared afterwards.</summary>
        internal sealed record Capture(string Name) : Part;

        /// <summary><c>...</c>: whatever comes.</summary>
        internal sealed record Rest : Part;

        /// <summary>
        /// <c>{{{ … }}}</c>: a literal the runner counts. Its content may be a lone capture or wildcard. One that is preceded by
        /// <c>+</c> is sent without waiting (RFC 7888 §3).
        /// </summary>
        internal sealed record Block(byte[] Content, bool WithoutWaiting) : Part
        {
            /// <summary>Whether any content will do, or a captured one.</summary>
            public bool IsWild => IsAnything || CaptureName is not null;

            /// <summary>Whether any content will do.</summary>
            public bool IsAnything => Content.AsSpan().SequenceEqual("..."u8);

            /// <summary>The capture that is the whole content; null when it is not one.</summary>
            public string? CaptureName =>
                Content.Length > 1 && Content[0] == (byte)'$' && Content.AsSpan(1).IndexOfAnyExcept(ConversationSyntax.NameBytes) < 0 && char.IsAsciiLetterLower((char)Content[1])
                    ? Encoding.ASCII.GetString(Content, 1, Content.Length - 1)
                    : null;
        }
    }
}

using System.Collections.Immutable;
using Culver.Imap.Dispatch;
using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Session;

// enable = "ENABLE" 1*(SP capability)                                                            RFC 9051 §9
internal sealed record EnableCommand(ImmutableArray<string> Names) : IImapCommand<EnableCommand>
{
    public static EnableCommand Parse(ref ImapReader reader, ParseContext context)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        reader.Space();
        do
        {
            names.Add(reader.Atom().ToUpperInvariant());
        }
        while (reader.TrySpace());
        reader.End();
        return new(names.ToImmutable());
    }
}

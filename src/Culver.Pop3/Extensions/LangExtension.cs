using System.Text;
using Culver.Pop3.Dispatch;
using Culver.Pop3.Session;
using Culver.Pop3.Wire;

namespace Culver.Pop3.Extensions;

/// <summary>LANG (RFC 6856 §3). The texts of this server are in one language, English.</summary>
internal sealed class LangExtension : IPop3Extension
{
    public string Tag => "LANG";

    public string? Announce(Pop3Session session) => Tag;

    public void Register(Pop3RegistryBuilder pop3) => pop3.Command(Tag, SessionStates.Any, new LangHandler());
}

// LANG [language-range]                                                                          RFC 6856 §3.2, RFC 4647 §2.1
/// <summary>LANG with the range asked for, or by silence for what there is.</summary>
internal sealed record LangCommand(string? Range) : IPop3Command<LangCommand>
{
    public static LangCommand Parse(ref Pop3Reader reader)
    {
        if (!reader.TrySpace())
            return new((string?)null);
        var range = Encoding.ASCII.GetString(reader.Word("Expected a language range, or nothing"));
        reader.End("Expected one language range and no more");
        return new(range);
    }
}

/// <summary>Tells the language, or agrees to it.</summary>
internal sealed class LangHandler : IPop3Handler<LangCommand>
{
    private const string Language = "en";

    public ValueTask<CommandResult> HandleAsync(LangCommand command, Pop3Session session, CancellationToken cancellationToken)
    {
        if (command.Range is null)
        {
            session.Writer.Begin("Language listing follows");
            session.Writer.Line($"{Language} English");
            session.Writer.End();
            return new(CommandResult.Written());
        }

        // RFC 4647 §3.3.1: a basic range matches a tag that it equals or begins; * is what the administrator prefers (RFC 6856 §3.2).
        return new(command.Range == "*" || command.Range.Equals(Language, StringComparison.OrdinalIgnoreCase)
            ? Pop3Reply.Ok($"{Language} English it is")
            : Pop3Reply.Err("There is no such language here"));
    }
}

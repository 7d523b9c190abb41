using Culver.Imap.Dispatch;
using Culver.Imap.Session;

namespace Culver.Imap.Commands.Session;

/// <summary>ENABLE (RFC 9051 §6.3.1): what is not announced to this session is passed over, not accepted.</summary>
internal sealed class EnableHandler(Lazy<ImapRegistry> registry) : ICommandHandler<EnableCommand>
{
    private static readonly Dictionary<string, ImapFeatures> Known = new(StringComparer.Ordinal)
    {
        ["CONDSTORE"] = ImapFeatures.Condstore,
        // RFC 7162 §3.2.3: QRESYNC is CONDSTORE and more.
        ["QRESYNC"] = ImapFeatures.Qresync | ImapFeatures.Condstore,
        ["IMAP4REV2"] = ImapFeatures.Imap4Rev2,
        ["UTF8=ACCEPT"] = ImapFeatures.Utf8Accept,
    };

    public ValueTask<CommandResult> HandleAsync(EnableCommand command, CommandContext context, CancellationToken cancellationToken)
    {
        var session = context.Session;
        var announced = registry.Value.Capabilities(session);
        var writer = context.Writer;
        writer.Untagged();
        writer.Keyword("ENABLED"u8);
        foreach (var name in command.Names.Distinct(StringComparer.Ordinal))
        {
            var capability = Array.Find(announced, one => string.Equals(one, name, StringComparison.OrdinalIgnoreCase));
            if (capability is null || !Known.TryGetValue(name, out var features))
                continue;
            session.Enable(features);
            writer.Space();
            writer.Atom(capability);
        }

        writer.CrLf();
        // From the tagged line on: what the client reads before it is still ASCII.
        writer.Mode = session.WireMode;
        return new(CommandResult.Ok("ENABLE completed"));
    }
}

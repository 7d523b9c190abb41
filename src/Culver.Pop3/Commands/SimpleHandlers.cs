using Culver.Pop3.Dispatch;
using Culver.Pop3.Session;

namespace Culver.Pop3.Commands;

/// <summary>STAT (RFC 1939 §5).</summary>
internal sealed class StatHandler : IPop3Handler<NoArguments>
{
    // RFC 1939 §5: the drop listing is the number and the octets, with single spaces; messages marked as deleted are not counted.
    public ValueTask<CommandResult> HandleAsync(NoArguments command, Pop3Session session, CancellationToken cancellationToken) =>
        new(Pop3Reply.Ok($"{session.Maildrop!.Count} {session.Maildrop.Octets}"));
}

/// <summary>NOOP (RFC 1939 §5).</summary>
internal sealed class NoopHandler : IPop3Handler<NoArguments>
{
    public ValueTask<CommandResult> HandleAsync(NoArguments command, Pop3Session session, CancellationToken cancellationToken) => new(Pop3Reply.Ok("Still here"));
}

/// <summary>RSET (RFC 1939 §5).</summary>
internal sealed class RsetHandler : IPop3Handler<NoArguments>
{
    public ValueTask<CommandResult> HandleAsync(NoArguments command, Pop3Session session, CancellationToken cancellationToken)
    {
        session.Maildrop!.Unmark();
        return new(Pop3Reply.Ok($"{session.Maildrop.Count} messages ({session.Maildrop.Octets} octets)"));
    }
}

/// <summary>DELE (RFC 1939 §5): marks; nothing is removed before QUIT.</summary>
internal sealed class DeleHandler : IPop3Handler<MessageCommand>
{
    public ValueTask<CommandResult> HandleAsync(MessageCommand command, Pop3Session session, CancellationToken cancellationToken) =>
        new(session.Maildrop!.TryMark(command.Number) ? Pop3Reply.Ok("Marked to be deleted") : KnownReplies.NoSuchMessage);
}

using Culver.Imap.Dispatch;
using Culver.Imap.Wire;

namespace Culver.Imap.Commands.Session;

/// <summary>STARTTLS (RFC 9051 §6.2.1). What the client sent ahead of the handshake is thrown away by the connection.</summary>
internal sealed class StartTlsHandler : ICommandHandler<NoArguments>
{
    public async ValueTask<CommandResult> HandleAsync(NoArguments command, CommandContext context, CancellationToken cancellationToken)
    {
        var connection = context.Session.Connection;
        if (connection.IsSecure)
            return CommandResult.Bad("TLS is active already");
        if (!connection.CanStartTls)
            return CommandResult.Bad("TLS is not offered here");
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        var goAhead = new ImapWriter(buffer);
        goAhead.Tagged(context.Tag.Span, ResponseStatus.Ok, null, "Begin TLS now");
        goAhead.Commit();
        await context.Framer.ReleaseAsync();
        await context.Writer.FlushAsync(cancellationToken);
        if (!await connection.StartTlsAsync(buffer.WrittenMemory, cancellationToken))
            context.Session.IsEnding = true;
        // RFC 9051 §6.2.1: the server forgets what it knew; before login there is nothing but the session's bad manners.
        context.Session.BadCommands = 0;
        return CommandResult.Answered;
    }
}

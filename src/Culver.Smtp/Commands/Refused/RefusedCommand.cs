using Culver.Smtp.Dispatch;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Commands.Refused;

/// <summary>A verb that is known and never done, with anything behind it.</summary>
internal sealed record RefusedCommand : ISmtpCommand<RefusedCommand>
{
    public static RefusedCommand Parse(ref SmtpReader reader) => new();
}

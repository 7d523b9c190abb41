using Culver.Smtp.Wire;

namespace Culver.Smtp.Dispatch;

/// <summary>A command as a record: the whole request, typed, without behaviour.</summary>
internal interface ISmtpCommand<TSelf>
    where TSelf : ISmtpCommand<TSelf>
{
    /// <summary>Reads what follows the verb.</summary>
    /// <exception cref="SmtpSyntaxException">It does not follow the grammar.</exception>
    static abstract TSelf Parse(ref SmtpReader reader);
}

namespace Culver.Smtp.Dispatch;

/// <summary>Collects what commands and extensions register. A name that is taken is a mistake of ours and throws.</summary>
internal sealed class SmtpRegistryBuilder
{
    private readonly Dictionary<string, CommandSpec> _commands = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, IMailParameter> _mailParameters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IRecipientParameter> _recipientParameters = new(StringComparer.Ordinal);
    private readonly List<ISmtpExtension> _extensions = [];

    public SmtpRegistryBuilder Command<TCommand>(string name, CommandTraits traits, ISmtpHandler<TCommand> handler)
        where TCommand : ISmtpCommand<TCommand>
    {
        _commands.Add(name, new CommandSpec<TCommand>(name, traits, handler));
        return this;
    }

    public SmtpRegistryBuilder MailParameter(IMailParameter parameter)
    {
        _mailParameters.Add(parameter.Keyword, parameter);
        return this;
    }

    public SmtpRegistryBuilder RecipientParameter(IRecipientParameter parameter)
    {
        _recipientParameters.Add(parameter.Keyword, parameter);
        return this;
    }

    public SmtpRegistryBuilder Extension(ISmtpExtension extension)
    {
        _extensions.Add(extension);
        extension.Register(this);
        return this;
    }

    public SmtpRegistry Build() => new(_commands, _mailParameters, _recipientParameters, [.. _extensions]);
}

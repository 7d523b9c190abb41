using System.CommandLine;
using Culver.Hosting;

namespace Culver.Verbs;

/// <summary>The options of <c>serve</c>, each of which is a setting.</summary>
internal sealed class ServeOptions
{
    private readonly List<(Option<string> Option, string Setting)> _settings = [];

    public ServeOptions()
    {
        Add("--data", "DIR", "Data", "The folder that holds all mail");
        Add("--domain", "NAME", "Domain", "The default domain of login names, and the server's own name");
        Add("--imap", "ADDR:PORT|off", "Listen:Imap", "IMAP with STARTTLS");
        Add("--imaps", "ADDR:PORT|off", "Listen:Imaps", "IMAP over TLS");
        Add("--pop3", "ADDR:PORT|off", "Listen:Pop3", "POP3 with STLS");
        Add("--pop3s", "ADDR:PORT|off", "Listen:Pop3s", "POP3 over TLS");
        Add("--smtp", "ADDR:PORT|off", "Listen:Smtp", "SMTP with STARTTLS");
        Add("--submission", "ADDR:PORT|off", "Listen:Submission", "Submission with STARTTLS");
        Add("--submissions", "ADDR:PORT|off", "Listen:Submissions", "Submission over TLS");
        Add("--lmtp", "ADDR:PORT|off", "Listen:Lmtp", "LMTP");
        Add("--http", "ADDR:PORT|off", "Listen:Http", "HTTP (not served yet)");
    }

    /// <summary>The settings file.</summary>
    public Option<string> Config { get; } = new("--config") { HelpName = "FILE", Description = "The settings file; culver.json in the working folder when not given" };

    /// <summary>Adds all of them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_settings[0].Option);
        command.Add(Config);
        foreach (var (option, _) in _settings.Skip(1))
            command.Add(option);
    }

    /// <summary>The settings as the command line and everything below it say.</summary>
    /// <exception cref="SettingsException">They are wrong.</exception>
    public CulverOptions Read(ParseResult parsed)
    {
        var given = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (option, setting) in _settings)
        {
            if (parsed.GetResult(option) is { Implicit: false })
                given[setting] = parsed.GetValue(option);
        }

        var options = new CulverOptions();
        SettingsReader.Apply(SettingsSources.Build(parsed.GetValue(Config), given), options);
        return options;
    }

    private void Add(string name, string helpName, string setting, string description) =>
        _settings.Add((new Option<string>(name) { HelpName = helpName, Description = description }, setting));
}

using System.Diagnostics.Metrics;
using Culver.Smtp.Session;

namespace Culver.Smtp;

/// <summary>What is measured of the SMTP and LMTP servers.</summary>
internal sealed class SmtpMetrics
{
    private readonly Histogram<double> _commands;
    private readonly Counter<long> _messages;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _recipients;
    private readonly Counter<long> _logins;
    private readonly Counter<long> _misuses;
    private readonly Counter<long> _crowdedOut;

    public SmtpMetrics(IMeterFactory meters, StagedOctets staged)
    {
        var meter = meters.Create("Culver.Smtp");
        _commands = meter.CreateHistogram<double>("culver.smtp.command.duration", "s", "Time from a command's last byte to its reply.");
        _messages = meter.CreateCounter<long>("culver.smtp.messages", "{message}", "Messages read to their end, by result.");
        _bytes = meter.CreateCounter<long>("culver.smtp.message.size", "By", "Octets of messages that were accepted.");
        _recipients = meter.CreateCounter<long>("culver.smtp.recipients", "{recipient}", "RCPT commands, by result.");
        _logins = meter.CreateCounter<long>("culver.smtp.logins", "{login}", "AUTH exchanges that came to an end, by result.");
        _misuses = meter.CreateCounter<long>("culver.smtp.misuses", "{connection}", "Connections closed for what their clients did too often, and messages that were endless, by reason.");
        _crowdedOut = meter.CreateCounter<long>("culver.smtp.messages.crowdedout", "{message}", "Messages refused for now because those on their way in had taken all room.");
        meter.CreateObservableGauge("culver.smtp.staged.size", () => staged.Taken, "By", "Octets of messages on their way in, without the free beginning of each.");
    }

    /// <summary>There was no room for a message.</summary>
    public void CrowdedOut(SmtpProtocol protocol) => _crowdedOut.Add(1, new KeyValuePair<string, object?>("protocol", Name(protocol)));

    /// <summary>A client went beyond a limit, and the connection is closed.</summary>
    public void Misused(SmtpProtocol protocol, string reason) => _misuses.Add(1, new("protocol", Name(protocol)), new("reason", reason));

    public void Login(SmtpProtocol protocol, string mechanism, bool succeeded) =>
        _logins.Add(1, new("protocol", Name(protocol)), new("mechanism", mechanism), new("result", succeeded ? "ok" : "refused"));

    public void Command(SmtpProtocol protocol, string verb, int code, double seconds)
    {
        if (_commands.Enabled)
            _commands.Record(seconds, new("protocol", Name(protocol)), new("command", verb), new("result", Result(code)));
    }

    public void Message(SmtpProtocol protocol, int code, long size)
    {
        _messages.Add(1, new("protocol", Name(protocol)), new("result", Result(code)));
        if (code < 300)
            _bytes.Add(size, new KeyValuePair<string, object?>("protocol", Name(protocol)));
    }

    public void Recipient(SmtpProtocol protocol, int code) =>
        _recipients.Add(1, new("protocol", Name(protocol)), new("result", Result(code)));

    private static string Name(SmtpProtocol protocol) => protocol switch
    {
        SmtpProtocol.Lmtp => "lmtp",
        SmtpProtocol.Submission => "submission",
        _ => "smtp",
    };

    private static string Result(int code) => code switch
    {
        < 400 => "ok",
        < 500 => "transient",
        _ => "refused",
    };
}

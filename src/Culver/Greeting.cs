using System.Globalization;
using System.Net;
using System.Reflection;
using Culver.Hosting;

namespace Culver;

/// <summary>What <c>serve</c> prints when every listener accepts.</summary>
internal static class Greeting
{
    /// <summary>The version, without the build's own suffix.</summary>
    public static string Version =>
        typeof(Greeting).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>Writes it: who we are, the demo account where one was made, and the line that begins with <c>ready</c>.</summary>
    public static void Write(TextWriter output, CulverOptions options, CulverServer server)
    {
        output.WriteLine($"Culver {Version}, mail in {Path.GetFullPath(options.Data)}");
        if (server.Demo is { } demo)
            WriteDemo(output, demo, server);
        output.WriteLine("ready " + string.Join(", ", server.EndPoints.Select(static bound => bound.ToString())));
        output.Flush();
    }

    private static void WriteDemo(TextWriter output, DemoAccount demo, CulverServer server)
    {
        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"There was no account, so {demo.Address} was made, with {demo.MessageCount} messages in INBOX."));
        output.WriteLine($"  login     {demo.Address}");
        output.WriteLine($"  password  {demo.Password}");
        if (Find(server, "imaps") is { } imaps)
        {
            output.WriteLine();
            output.WriteLine("Talk IMAP by hand:");
            output.WriteLine($"  openssl s_client -connect {imaps} -crlf -quiet");
            output.WriteLine($"  a LOGIN {demo.Address} {demo.Password}");
            output.WriteLine("  b LIST \"\" \"*\"");
            output.WriteLine("  c SELECT INBOX");
            output.WriteLine("  d FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (FROM SUBJECT)])");
            output.WriteLine("  e LOGOUT");
            output.WriteLine();
            output.WriteLine("Read a message:");
            output.WriteLine($"  curl -sk -u {demo.Address}:{demo.Password} 'imaps://{imaps}/INBOX;MAILINDEX=1'");
        }

        if (Find(server, "smtp") is { } smtp)
        {
            output.WriteLine();
            output.WriteLine("Send one as a stranger:");
            output.WriteLine($"  printf 'From: me@example.org\\nTo: {demo.Address}\\nSubject: Hello\\n\\nHello, dove.\\n' | curl -sk --ssl-reqd --crlf 'smtp://{smtp}/example.org' --mail-from me@example.org --mail-rcpt {demo.Address} -T -");
            output.WriteLine($"  openssl s_client -connect {smtp} -starttls smtp -crlf -quiet");
        }

        if (Find(server, "submissions") is { } submissions)
        {
            output.WriteLine();
            output.WriteLine("Send one as yourself:");
            output.WriteLine($"  printf 'From: {demo.Address}\\nTo: {demo.Address}\\nSubject: Hello\\n\\nHello, dove.\\n' | curl -sk --crlf -u {demo.Address}:{demo.Password} 'smtps://{submissions}' --mail-from {demo.Address} --mail-rcpt {demo.Address} -T -");
        }

        output.WriteLine();
    }

    // Listening on every address is reached by loopback.
    private static string? Find(CulverServer server, string listener)
    {
        var bound = server.EndPoints.FirstOrDefault(bound => bound.Listener == listener)?.EndPoint;
        if (bound is null)
            return null;
        var isAny = bound.Address.Equals(IPAddress.Any) || bound.Address.Equals(IPAddress.IPv6Any);
        return (isAny ? new IPEndPoint(IPAddress.Loopback, bound.Port) : bound).ToString();
    }
}
